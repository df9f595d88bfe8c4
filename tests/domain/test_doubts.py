"""What is kept and scores nothing until somebody has had a word on it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.doubts import DayEntry, Doubt, Verdict, doubts, stands
from bot.domain.profiles import AgeTable

MORNING = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def test_what_people_run_is_beyond_doubt() -> None:
    day = [DayEntry(1, MORNING, 10_000, 3_130), DayEntry(2, MORNING + timedelta(hours=9), 10_000, 3_130)]
    assert doubts(day, None) == {1: None, 2: None}


@pytest.mark.parametrize(("table", "doubt"), [(AgeTable.FEMALE, Doubt.VERY_FAST), (AgeTable.MALE, None), (None, None)])
def test_the_fastest_of_the_world_are_measured_by_the_runners_own_table(
    table: AgeTable | None, doubt: Doubt | None
) -> None:
    # 10 km in 28:30: a good man's day, and faster than any woman.
    assert doubts([DayEntry(1, None, 10_000, 1_710)], table) == {1: doubt}


def test_a_sprint_is_no_distance_to_doubt() -> None:
    assert doubts([DayEntry(1, None, 900, 100)], None) == {1: None}


def test_of_two_that_are_the_same_the_later_one_is_in_doubt() -> None:
    same = DayEntry(2, MORNING + timedelta(minutes=15), 10_400, 3_200)
    assert doubts([same, DayEntry(1, MORNING, 10_000, 3_130)], None) == {1: None, 2: Doubt.TWICE}
    later = DayEntry(2, MORNING + timedelta(minutes=16), 10_400, 3_200)
    assert doubts([DayEntry(1, MORNING, 10_000, 3_130), later], None) == {1: None, 2: None}


def test_a_day_with_more_than_a_hundred_kilometres_doubts_what_overfills_it() -> None:
    day = [DayEntry(1, None, 60_000, 20_000), DayEntry(2, None, 60_000, 20_000), DayEntry(3, None, 10_000, 4_000)]
    assert doubts(day, None) == {1: None, 2: Doubt.VERY_MUCH, 3: None}


def test_what_the_coach_let_count_takes_room_and_what_was_left_out_takes_none() -> None:
    long = DayEntry(1, None, 160_000, 80_000, Verdict.COUNTS)
    short = DayEntry(2, None, 5_000, 2_000)
    assert doubts([long, short], None)[2] is Doubt.VERY_MUCH
    left_out = DayEntry(1, None, 160_000, 80_000, Verdict.LEFT_OUT)
    assert doubts([left_out, short], None)[2] is None


@pytest.mark.parametrize(
    ("doubt", "verdict", "counts"),
    [
        (None, None, True),
        (Doubt.TWICE, None, False),
        (Doubt.TWICE, Verdict.COUNTS, True),
        (Doubt.TWICE, Verdict.LEFT_OUT, False),
        (None, Verdict.LEFT_OUT, False),
    ],
)
def test_the_coachs_word_is_the_last(doubt: Doubt | None, verdict: Verdict | None, counts: bool) -> None:
    assert stands(doubt, verdict) is counts
