"""What counts, what cannot have been, and what is worth a question."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.runs import (
    DAY_S,
    FARTHEST_M,
    LONGEST_S,
    Impossible,
    Oddity,
    PainArea,
    check_day,
    check_possible,
    counts,
    oddities,
)

TODAY = date(2026, 11, 25)


def refusal_of(distance_m: int, moving_s: int, days_ago: int = 0) -> str | None:
    try:
        check_possible(distance_m, moving_s, TODAY - timedelta(days=days_ago), TODAY)
    except Impossible as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("distance_m", "moving_s", "does"),
    [(1_000, 60, True), (999, 600, True), (999, 599, False), (1, 3_600, True), (42_195, 1, True)],
)
def test_ten_minutes_or_a_kilometre_count(distance_m: int, moving_s: int, does: bool) -> None:
    assert counts(distance_m, moving_s) is does


@pytest.mark.parametrize(("distance_m", "moving_s"), [(0, 60), (1_000, 0), (-1, 60), (1_000, -1)])
def test_a_run_has_distance_and_time(distance_m: int, moving_s: int) -> None:
    assert refusal_of(distance_m, moving_s) == "not_positive"


def test_tomorrows_run_has_not_been() -> None:
    assert refusal_of(10_000, 3_000, days_ago=-1) == "future"


def test_a_run_lasts_no_longer_than_its_days_so_far() -> None:
    assert refusal_of(100_000, DAY_S) is None
    assert refusal_of(100_000, DAY_S + 1) == "too_long"
    assert refusal_of(160_000, 30 * 3_600, days_ago=1) is None
    assert refusal_of(100_000, LONGEST_S + 1, days_ago=30) == "too_long"


def test_nobody_runs_more_than_a_thousand_kilometres_in_one_go() -> None:
    assert refusal_of(FARTHEST_M, LONGEST_S, days_ago=10) is None
    assert refusal_of(FARTHEST_M + 1, LONGEST_S, days_ago=10) == "too_far"


def test_the_runs_of_a_day_fit_into_it() -> None:
    check_day(3_600, others_s=DAY_S - 3_600)
    check_day(30 * 3_600, others_s=0)
    check_day(30 * 3_600, others_s=1_800)
    with pytest.raises(Impossible) as caught:
        check_day(3_601, others_s=DAY_S - 3_600)
    assert caught.value.code == "full_day"


@pytest.mark.parametrize(
    ("distance_m", "moving_s", "longest_m", "found"),
    [
        (10_000, 3_130, 10_000, ()),
        (10_000, 1_430, None, ()),  # exactly 2:23/km
        (10_000, 1_429, None, (Oddity.TOO_FAST,)),
        (999, 100, None, ()),  # a short sprint may be fast
        (1_000, 142, None, (Oddity.TOO_FAST,)),
        (5_000, 5_000, None, ()),  # exactly 16:40/km
        (5_000, 5_001, None, (Oddity.TOO_SLOW,)),
        (100_000, 40_000, None, ()),
        (100_001, 40_000, None, (Oddity.VERY_FAR,)),
        (90_000, DAY_S, None, ()),
        (90_000, DAY_S + 1, None, (Oddity.VERY_LONG,)),
        (19_999, 6_000, 10_000, ()),
        (20_000, 6_000, 10_000, (Oddity.TWICE_LONGEST,)),
        (2_000, 700, 1_000, ()),  # beginners double
        (20_000, 6_000, 0, ()),
        (200_000, 20_000, 10_000, (Oddity.TOO_FAST, Oddity.VERY_FAR, Oddity.TWICE_LONGEST)),
    ],
)
def test_odd_values_are_named(distance_m: int, moving_s: int, longest_m: int | None, found: tuple[Oddity, ...]) -> None:
    assert oddities(distance_m, moving_s, longest_m) == found


@given(distance_m=st.integers(-10, 10**12), moving_s=st.integers(-10, 10**12), days=st.integers(-5, 10_000))
def test_a_possible_run_is_small_enough_to_store(distance_m: int, moving_s: int, days: int) -> None:
    code = refusal_of(distance_m, moving_s, days)
    assert code in {None, "not_positive", "too_far", "too_long", "future"}
    if code is None:
        assert 0 < distance_m < 2**31
        assert 0 < moving_s < 2**31
        assert days >= 0


def test_aches_fit_into_one_menu_and_every_limb_has_two_sides() -> None:
    names = {area.value for area in PainArea}
    assert len(names) <= 25
    lefts = {name.removesuffix("_left") for name in names if name.endswith("_left")}
    assert lefts == {name.removesuffix("_right") for name in names if name.endswith("_right")}
    assert len(lefts) >= 10
