"""What a run is celebrated for: one thing at most, the worthiest, while it is news, and nothing that hurt."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bests import Record
from bot.domain.celebrations import (
    BREAK_DAYS,
    LONGEST_AFTER,
    LONGEST_BY_M,
    RECENT_DAYS,
    Celebration,
    CelebrationKind,
    Moment,
    came_to,
    celebration,
    kilometre_step,
    still_true,
    streak_step,
)
from bot.domain.dates import Week

WEEK = Week(2026, 47)
EVERYDAY = Moment(
    days_ago=0,
    sound=True,
    distance_m=7_000,
    runs=40,
    log_before_m=300_000,
    log_m=307_000,
    longest_before_m=21_000,
    weeks_before=5,
    came_to_weeks=5,
    away_days=2,
)
"""A run as there are a hundred, which came to nothing but itself."""

CAME_TO: dict[CelebrationKind, dict[str, Any]] = {
    CelebrationKind.FIRST_RUN: {"runs": 1},
    CelebrationKind.FIRST_AT: {"event": "10k", "record": Record.FIRST},
    CelebrationKind.KILOMETRES: {"log_before_m": 499_999, "log_m": 506_999},
    CelebrationKind.BEST: {"event": "10k", "record": Record.BEST},
    CelebrationKind.STREAK: {"came_to_weeks": 8},
    CelebrationKind.LONGEST: {"longest_before_m": 6_500},
    CelebrationKind.COMEBACK: {"away_days": BREAK_DAYS},
}
"""The least that makes each of them of an everyday run."""

moments = st.builds(
    Moment,
    days_ago=st.integers(-2, 30),
    sound=st.booleans(),
    distance_m=st.integers(1, 60_000),
    event=st.sampled_from([None, "5k", "10k"]),
    record=st.sampled_from([None, *Record]),
    runs=st.integers(1, 8),
    log_before_m=st.integers(0, 3_000_000),
    log_m=st.integers(0, 3_000_000),
    longest_before_m=st.none() | st.integers(1, 60_000),
    weeks_before=st.integers(0, 160),
    came_to_weeks=st.integers(0, 160),
    away_days=st.none() | st.integers(0, 60),
)


def made(kind: CelebrationKind, **more: Any) -> Moment:
    return replace(EVERYDAY, **CAME_TO[kind], **more)


def test_an_everyday_run_is_celebrated_for_nothing() -> None:
    assert celebration(EVERYDAY, WEEK) is None


@pytest.mark.parametrize("kind", CelebrationKind)
def test_each_kind_comes_of_what_it_names_and_just_then(kind: CelebrationKind) -> None:
    found = celebration(made(kind), WEEK)
    assert found is not None
    assert found.kind is kind


def test_it_says_which_distance_and_which_number() -> None:
    found = {kind: celebration(made(kind), WEEK) for kind in CelebrationKind}
    assert found[CelebrationKind.FIRST_AT] == Celebration(CelebrationKind.FIRST_AT, event="10k")
    assert found[CelebrationKind.BEST] == Celebration(CelebrationKind.BEST, event="10k")
    assert found[CelebrationKind.KILOMETRES] == Celebration(CelebrationKind.KILOMETRES, number=500)
    assert found[CelebrationKind.STREAK] == Celebration(CelebrationKind.STREAK, number=8)
    assert found[CelebrationKind.COMEBACK] == Celebration(CelebrationKind.COMEBACK)


def test_of_several_the_worthiest_is_told_and_the_order_is_fixed() -> None:
    everything: dict[str, Any] = {}
    for kind in reversed(CelebrationKind):
        everything |= CAME_TO[kind]
        found = celebration(replace(EVERYDAY, **everything), WEEK)
        assert found is not None
        assert found.kind is kind


@given(moments)
def test_a_run_is_told_of_by_the_first_of_what_it_came_to_and_never_by_more(moment: Moment) -> None:
    found = celebration(moment, WEEK)
    reasons = list(came_to(moment))
    order = list(CelebrationKind)
    assert reasons == sorted(reasons, key=lambda one: order.index(one.kind))
    assert len({one.kind for one in reasons}) == len(reasons)
    assert found is None or found == reasons[0]


@given(moments)
def test_old_runs_and_runs_that_hurt_are_celebrated_for_nothing(moment: Moment) -> None:
    if not moment.sound or not 0 <= moment.days_ago <= RECENT_DAYS:
        assert celebration(moment, WEEK) is None


def test_a_week_is_news_and_a_day_more_is_not() -> None:
    assert celebration(made(CelebrationKind.BEST, days_ago=RECENT_DAYS), WEEK) is not None
    assert celebration(made(CelebrationKind.BEST, days_ago=RECENT_DAYS + 1), WEEK) is None


@given(moments)
def test_what_is_celebrated_is_true(moment: Moment) -> None:
    found = celebration(moment, WEEK)
    assert found is None or still_true(found, moment)


@given(moments, st.sets(st.sampled_from(list(CelebrationKind))))
def test_what_another_run_was_celebrated_for_is_not_celebrated_again(
    moment: Moment, celebrated: set[CelebrationKind]
) -> None:
    names = {one.name_in(WEEK) for one in came_to(moment) if one.kind in celebrated} - {None}
    asked: list[object] = []

    def had(of: object) -> set[str]:
        asked.append(of)
        return {str(name) for name in names}

    found = celebration(moment, WEEK, had)
    assert found is None or found.name_in(WEEK) not in names
    assert not asked or any(one.name_in(WEEK) for one in came_to(moment))


def test_what_was_true_and_is_farther_by_now_stays() -> None:
    hundred = Celebration(CelebrationKind.KILOMETRES, number=100)
    assert still_true(hundred, replace(EVERYDAY, log_before_m=250_000, log_m=250_000))
    assert not still_true(hundred, replace(EVERYDAY, log_before_m=99_999, log_m=99_999))
    four = Celebration(CelebrationKind.STREAK, number=4)
    assert still_true(four, replace(EVERYDAY, came_to_weeks=6))
    assert not still_true(four, replace(EVERYDAY, came_to_weeks=3))


def test_a_first_that_became_a_best_is_a_first_no_more() -> None:
    first = Celebration(CelebrationKind.FIRST_AT, event="10k")
    assert still_true(first, replace(EVERYDAY, event="10k", record=Record.FIRST))
    assert not still_true(first, replace(EVERYDAY, event="10k", record=Record.BEST))
    assert not still_true(first, replace(EVERYDAY, event="5k", record=Record.FIRST))


@pytest.mark.parametrize("kind", CelebrationKind)
def test_nothing_that_hurts_stays_celebrated(kind: CelebrationKind) -> None:
    found = celebration(made(kind), WEEK)
    assert found is not None
    assert not still_true(found, made(kind, sound=False))


@pytest.mark.parametrize(
    ("before_m", "now_m", "step"),
    [
        (0, 99_999, None),
        (99_999, 100_000, 100),
        (100_000, 110_000, None),
        (90_000, 510_000, 500),
        (999_000, 1_004_000, 1_000),
        (1_004_000, 1_999_999, None),
        (1_999_000, 2_000_000, 2_000),
        (11_990_000, 12_030_000, 12_000),
        (110_000, 90_000, None),
    ],
)
def test_kilometres_are_round_numbers_that_were_passed(before_m: int, now_m: int, step: int | None) -> None:
    assert kilometre_step(before_m, now_m) == step


@pytest.mark.parametrize(
    ("before", "now", "step"),
    [
        *((3, 4, 4), (4, 4, None), (4, 5, None), (7, 8, 8), (3, 9, 8), (25, 26, 26), (51, 52, 52)),
        *((60, 61, None), (103, 104, 104), (9, 2, None)),
    ],
)
def test_a_streak_has_steps(before: int, now: int, step: int | None) -> None:
    assert streak_step(before, now) == step


@given(st.integers(0, 4_000_000), st.integers(0, 4_000_000), st.integers(0, 4_000_000))
def test_on_the_way_in_two_steps_no_more_is_passed_than_in_one(first: int, second: int, third: int) -> None:
    low, middle, high = sorted((first, second, third))
    at_once = kilometre_step(low, high)
    halves = [kilometre_step(low, middle), kilometre_step(middle, high)]
    assert at_once == max((step for step in halves if step is not None), default=None)


def test_few_runs_and_a_few_metres_make_no_longest() -> None:
    assert celebration(made(CelebrationKind.LONGEST, runs=LONGEST_AFTER), WEEK) is None
    farther = replace(EVERYDAY, longest_before_m=EVERYDAY.distance_m - LONGEST_BY_M)
    assert celebration(farther, WEEK) == Celebration(CelebrationKind.LONGEST)
    assert celebration(replace(farther, distance_m=farther.distance_m - 1), WEEK) is None


def test_a_streak_that_begins_anew_comes_to_its_steps_again() -> None:
    four = Celebration(CelebrationKind.STREAK, number=4)
    assert four.name_in(WEEK) != four.name_in(WEEK.next())
    first = Celebration(CelebrationKind.FIRST_AT, event="5k")
    assert first.name_in(WEEK) == first.name_in(WEEK.next())
