"""Relays: legs as typed, hand-overs that roll on from the times there are, and sums that name what is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.age_grading import age_factor_at, age_grade
from bot.domain.profiles import AgeTable
from bot.domain.races import start_instant
from bot.domain.relays import (
    FEWEST,
    MOST_LEGS,
    Graded,
    Leg,
    Tally,
    graded,
    neutral_s,
    read_leg_time,
    read_legs,
    squad_name,
    stretches,
    tally,
)
from bot.domain.units import ParseError

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 4, 11, 7, tzinfo=UTC)

LEGS = st.lists(
    st.builds(
        Leg,
        number=st.just(0),
        distance_m=st.integers(100, 50_000),
        expected_s=st.integers(30, 40_000),
        run_s=st.none() | st.integers(30, 40_000),
    ),
    min_size=1,
    max_size=MOST_LEGS,
).map(lambda legs: [replace(leg, number=number) for number, leg in enumerate(legs, start=1)])


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("10k, 5k, 5k, half", [10_000, 5_000, 5_000, 21_097.5]),
        ("12 x 5k", [5_000] * 12),
        ("4×400m", [400] * 4),
        ("2 x 10 km; 5 km x 2", [10_000, 10_000, 5_000, 5_000]),
        ("10, 5, 2 x 3 km", [10_000, 5_000, 3_000, 3_000]),
        ("half", [21_097.5]),
        ("10,5 km and 3X1 mile", [10_500] + [1_609.344] * 3),
    ],
)
def test_legs_are_read_in_their_order_and_as_often_as_typed(text: str, metres: list[float]) -> None:
    assert [one.metres for one in read_legs(text)] == metres


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid"),
        (" , ", "invalid"),
        ("banana", "invalid"),
        ("x 5k", "invalid"),
        ("12 x", "invalid"),
        ("12 x 5", "ambiguous"),
        ("0 x 5k", "not_positive"),
        ("5k, 0 km", "not_positive"),
        ("37 x 1k", "too_many"),
        ("999 x 999k", "too_many"),
    ],
)
def test_legs_that_are_none(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_legs(text)
    assert refused.value.code == code


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 60)), min_size=1, max_size=7))
def test_what_is_typed_with_counts_is_what_is_typed_out(groups: list[tuple[int, int]]) -> None:
    short = ", ".join(f"{count} x {km}k" for count, km in groups)
    long = ", ".join(f"{km} km" for count, km in groups for _ in range(count))
    assert read_legs(short) == read_legs(long)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        legs = read_legs(text)
    except ParseError:
        return
    assert 1 <= len(legs) <= MOST_LEGS
    assert all(leg.metres > 0 for leg in legs)


@pytest.mark.parametrize(
    ("text", "distance_m", "seconds"),
    [("24:31", 5_000, 1_471), ("5:00/km", 5_000, 1_500), ("1h05", 10_000, 3_900), ("1:05", 400, 65)],
)
def test_a_legs_time_is_a_time_or_a_pace(text: str, distance_m: int, seconds: int) -> None:
    assert read_leg_time(text, distance_m) == seconds


@pytest.mark.parametrize(
    ("text", "distance_m", "code"),
    [
        ("5:00", 10_000, "implausible"),
        ("12h", 5_000, "implausible"),
        ("2h", 400, "implausible"),
        ("0:00", 5_000, "not_positive"),
        ("45.30", 10_000, "ambiguous"),
        ("soon", 5_000, "invalid"),
    ],
)
def test_a_legs_time_that_is_none(text: str, distance_m: int, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_leg_time(text, distance_m)
    assert refused.value.code == code


def test_hand_overs_roll_on_from_the_times_there_are() -> None:
    legs = [Leg(1, 10_000, 3_600), Leg(2, 5_000, 1_800), Leg(3, 5_000, 1_800)]
    planned = stretches(START, legs)
    assert [one.ends_at - START for one in planned] == [timedelta(minutes=minutes) for minutes in (60, 90, 120)]
    assert not any(one.is_known for one in planned)
    quick = [replace(legs[0], run_s=3_000), *legs[1:]]
    assert [one.ends_at - START for one in stretches(START, quick)] == [
        timedelta(minutes=minutes) for minutes in (50, 80, 110)
    ]
    # A later leg's time is no hand-over that anybody knows while an earlier one is open.
    gap = [legs[0], replace(legs[1], run_s=1_500), legs[2]]
    assert [(one.ends_at - START, one.is_known) for one in stretches(START, gap)] == [
        (timedelta(minutes=60), False),
        (timedelta(minutes=85), False),
        (timedelta(minutes=115), False),
    ]


def test_hand_overs_pass_midnight_and_the_night_the_clocks_change() -> None:
    legs = [Leg(number, 10_000, 3_600) for number in (1, 2, 3, 4)]
    forward = stretches(start_instant(date(2027, 3, 27), time(23, 30), BERLIN), legs)
    assert [one.ends_at.astimezone(BERLIN).strftime("%d %H:%M") for one in forward] == [
        "28 00:30",
        "28 01:30",
        "28 03:30",
        "28 04:30",
    ]
    back = stretches(start_instant(date(2026, 10, 24), time(23, 30), BERLIN), legs)
    assert [one.ends_at.astimezone(BERLIN).strftime("%d %H:%M") for one in back] == [
        "25 00:30",
        "25 01:30",
        "25 02:30",
        "25 02:30",
    ]
    assert all(one.ends_at - one.begins_at == timedelta(hours=1) for one in (*forward, *back))


@given(LEGS)
def test_every_leg_begins_where_the_one_before_ended(legs: list[Leg]) -> None:
    found = stretches(START, legs)
    assert [one.number for one in found] == [leg.number for leg in legs]
    assert found[0].begins_at == START
    assert all(later.begins_at == earlier.ends_at for earlier, later in pairwise(found))
    assert found[-1].is_known == tally(legs).is_complete
    if found[-1].is_known:
        assert found[-1].ends_at - START == timedelta(seconds=tally(legs).run_s)


@given(LEGS, st.data())
def test_a_time_moves_later_hand_overs_by_what_it_differs_and_earlier_ones_not(
    legs: list[Leg], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(legs) - 1))
    seconds = data.draw(st.integers(30, 40_000))
    legs[at] = replace(legs[at], run_s=None)
    before = stretches(START, legs)
    after = stretches(START, [*legs[:at], replace(legs[at], run_s=seconds), *legs[at + 1 :]])
    moved = timedelta(seconds=seconds - legs[at].expected_s)
    assert [one.ends_at for one in after[:at]] == [one.ends_at for one in before[:at]]
    assert [one.ends_at for one in after[at:]] == [one.ends_at + moved for one in before[at:]]


def test_legs_add_up_and_what_is_missing_is_named() -> None:
    legs = [Leg(1, 10_000, 3_600, 3_000), Leg(2, 5_000, 1_800), Leg(3, 5_000, 1_800, 1_471)]
    assert tally(legs) == Tally(15_000, 4_471, (2,))
    assert not tally(legs).is_complete
    whole = [replace(leg, run_s=leg.run_s or 1_500) for leg in legs]
    assert tally(whole) == Tally(20_000, 5_971, ())


@given(LEGS)
def test_the_whole_is_the_sum_of_what_was_run_and_of_what_is_missing(legs: list[Leg]) -> None:
    found = tally(legs)
    run = [leg for leg in legs if leg.number not in found.missing]
    assert (found.run_s, found.distance_m) == (sum(leg.run_s or 0 for leg in run), sum(leg.distance_m for leg in run))
    assert found.is_complete == all(leg.run_s is not None for leg in legs)


@given(LEGS, st.lists(st.none() | st.integers(1, 4), min_size=MOST_LEGS, max_size=MOST_LEGS), st.data())
def test_a_time_that_its_runner_keeps_cannot_be_told_from_what_is_said(
    legs: list[Leg], keepers: list[int | None], data: st.DataObject
) -> None:
    legs = [replace(leg, kept_by=keeper) for leg, keeper in zip(legs, keepers, strict=False)]
    kept = [leg for leg in legs if leg.kept_by is not None and leg.run_s is not None]
    changed = [replace(leg, run_s=data.draw(st.integers(30, 40_000))) if leg in kept else leg for leg in legs]
    assert stretches(START, changed) == stretches(START, legs)
    whole = all(leg.run_s is not None for leg in legs) and len({leg.kept_by for leg in kept}) >= FEWEST
    if whole:
        assert tally(legs).run_s == sum(leg.run_s or 0 for leg in legs)
    else:
        assert tally(changed) == tally(legs)
        assert graded([(leg, 0.9) for leg in changed]) == graded([(leg, 0.9) for leg in legs])
        assert tally(legs).kept == tuple(leg.number for leg in kept)


def test_the_whole_is_told_once_it_is_run_and_three_keep_their_times() -> None:
    legs = [Leg(number, 5_000, 1_800, 1_500, kept_by) for number, kept_by in enumerate((None, 1, 2, 3), start=1)]
    assert tally(legs) == Tally(20_000, 6_000, ())
    assert tally([*legs[:3], replace(legs[3], kept_by=2)]) == Tally(5_000, 1_500, (), (2, 3, 4))
    assert tally([replace(legs[0], run_s=None), *legs[1:]]) == Tally(0, 0, (1,), (2, 3, 4))


def test_legs_are_graded_where_there_is_a_factor_and_count_as_run_elsewhere() -> None:
    legs = [Leg(1, 10_000, 3_600, 3_000), Leg(2, 5_000, 1_800, 1_500), Leg(3, 5_000, 1_800)]
    assert graded([(legs[0], 0.9), (legs[1], None), (legs[2], 0.8)]) == Graded(4_200, (2,))
    assert graded([(legs[0], None), (legs[1], None), (legs[2], 0.8)]) is None
    assert graded([]) is None


@given(LEGS, st.lists(st.none() | st.floats(0.3, 1.0), min_size=MOST_LEGS, max_size=MOST_LEGS))
def test_a_graded_sum_is_never_slower_than_what_was_run(legs: list[Leg], factors: list[float | None]) -> None:
    found = graded(list(zip(legs, factors, strict=False)))
    if found is not None:
        assert 0 < found.run_s <= tally(legs).run_s
        assert set(found.as_run) <= {leg.number for leg in legs if leg.run_s is not None}


def test_a_factor_at_a_listed_distance_is_that_of_the_table_and_lies_between_elsewhere() -> None:
    for table in AgeTable:
        for age in (5, 20, 50, 80, 100):
            five, ten = (age_grade(table, age, event, 1_000.0).age_graded_s / 1_000 for event in ("5k", "10k"))
            assert age_factor_at(table, age, 5_000) == pytest.approx(five)
            assert min(five, ten) <= age_factor_at(table, age, 7_300) <= max(five, ten)
            assert age_factor_at(table, age, 400) == age_factor_at(table, age, 1_000)
    with pytest.raises(ValueError, match="age"):
        age_factor_at(AgeTable.MALE, 4, 5_000)


def test_what_nobody_said_is_expected_at_one_pace_for_all() -> None:
    assert (neutral_s(10_000), neutral_s(400)) == (3_600, 144)


def test_teams_are_called_by_letters() -> None:
    assert [squad_name(squad) for squad in range(4)] == ["A", "B", "C", "D"]
