"""Which runs stand at a standard distance, and which were the fastest so far."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bests import Attempt, Record, event_of, records, result_s
from bot.domain.runs import RunKind, Surface
from bot.domain.units import STANDARD_EVENTS

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("distance_m", "event"),
    [
        (4_984, None),
        (4_985, "5k"),
        (5_000, "5k"),
        (5_100, "5k"),
        (5_101, None),
        (8_000, "8k"),
        (8_047, "5mi"),
        (21_098, "hm"),
        (42_165, "m"),
        (42_195, "m"),
        (43_100, None),
    ],
)
def test_a_course_may_be_a_little_short_or_measured_long(distance_m: int, event: str | None) -> None:
    assert event_of(distance_m) == event


def test_every_standard_distance_is_its_own() -> None:
    assert {event_of(round(metres)): None for metres in STANDARD_EVENTS.values()}.keys() == STANDARD_EVENTS.keys()


def test_a_treadmill_measures_for_itself() -> None:
    assert event_of(5_000, Surface.TREADMILL) is None
    assert event_of(5_000, Surface.TRAIL) == "5k"


def test_a_races_clock_does_not_stop() -> None:
    assert result_s(RunKind.RACE, 1_490, 1_500) == 1_500
    assert result_s(RunKind.RACE, 1_490, None) == 1_490
    assert result_s(RunKind.EASY, 1_490, 1_500) == 1_490


@given(st.lists(st.integers(600, 4_000), max_size=20), st.none() | st.integers(600, 4_000))
def test_every_record_is_faster_than_all_before_it(times: list[int], best_s: int | None) -> None:
    attempts = [Attempt(number, time_s) for number, time_s in enumerate(times)]
    before = [] if best_s is None else [best_s]
    for attempt, record in records(attempts, best_s):
        if not before:
            assert record is Record.FIRST
        else:
            assert (record is Record.BEST) == (attempt.result_s < min(before))
        before.append(attempt.result_s)
