"""Ranges that hold what the evidence says, and splits that add up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.fitness import Effort, Fitness, fitness_of
from bot.domain.performance import RIEGEL_UNTRAINED, riegel
from bot.domain.predictions import FARTHEST_M, SPLITS_LIMIT, Prediction, Silence, predicted, splits
from bot.domain.runs import RunKind
from bot.domain.units import METRES_PER_MILE, STANDARD_EVENTS, Unit

TODAY = date(2026, 11, 22)
RACE = Effort(TODAY - timedelta(days=8), "5k", 5_020, 1_474, RunKind.RACE, None, None)
TEN = Effort(TODAY - timedelta(days=8), "10k", 10_000, 2_400, RunKind.RACE, None, None)
HALF = Effort(TODAY - timedelta(days=8), "hm", 21_100, 5_400, RunKind.RACE, None, None)
MARATHON_M = STANDARD_EVENTS["m"]
EFFORTS = st.builds(
    lambda event, pace, days: Effort(
        TODAY - timedelta(days=days),
        event,
        round(STANDARD_EVENTS[event]),
        round(STANDARD_EVENTS[event] * pace),
        RunKind.RACE,
        None,
        None,
    ),
    st.sampled_from(["1500m", "5k", "10k", "hm", "m"]),
    st.floats(0.18, 0.45),
    st.integers(0, 84),
)
DISTANCES = st.floats(800, FARTHEST_M)


def fitness(*efforts: Effort) -> Fitness:
    found = fitness_of(efforts, TODAY)
    assert found is not None
    return found


def foretold(distance_m: float, *efforts: Effort) -> Prediction:
    found = predicted(fitness(*efforts), distance_m, TODAY)
    assert isinstance(found, Prediction)
    return found


# --- the range ---


@given(st.lists(EFFORTS, min_size=1, max_size=3), DISTANCES)
def test_the_range_holds_the_time_and_both_ways_to_reckon_it(efforts: list[Effort], distance_m: float) -> None:
    known = fitness_of(efforts, TODAY)
    assume(known is not None)
    found = predicted(known, distance_m, TODAY)
    assume(isinstance(found, Prediction))
    assert isinstance(found, Prediction)
    assert 0 < found.fast_s <= found.time_s <= found.even_s <= found.slow_s
    assert found.beside_s is None or found.fast_s <= found.beside_s <= found.slow_s


@given(st.lists(EFFORTS, min_size=1, max_size=3), DISTANCES, DISTANCES)
def test_farther_takes_longer(efforts: list[Effort], one: float, other: float) -> None:
    known = fitness_of(efforts, TODAY)
    assume(known is not None)
    near, far = (predicted(known, metres, TODAY) for metres in sorted((one, other)))
    if isinstance(near, Prediction) and isinstance(far, Prediction):
        assert near.fast_s <= far.fast_s
        assert near.time_s <= far.time_s
        assert near.even_s <= far.even_s
        assert near.slow_s <= far.slow_s


@given(st.floats(1_500, FARTHEST_M), st.integers(0, 83))
def test_an_older_effort_says_less(distance_m: float, days: int) -> None:
    fresh = foretold(distance_m, replace(TEN, day=TODAY - timedelta(days=days)))
    older = foretold(distance_m, replace(TEN, day=TODAY - timedelta(days=days + 1)))
    assert older.fast_s <= fresh.fast_s
    assert older.slow_s >= fresh.slow_s


def test_ten_kilometres_after_five_are_a_matter_of_a_minute() -> None:
    found = foretold(10_000, RACE)
    # The published equivalent is 50:58, with its part of a second cut.
    assert (found.fast_s, found.time_s, found.slow_s) == (2_960, 3_059, 3_160)
    assert found.beside_s is None
    assert not found.stretched


def test_a_marathon_after_a_half_spans_both_exponents() -> None:
    found = foretold(MARATHON_M, HALF)
    assert found.stretched
    assert found.beside_s == round(riegel(21_097.5, 5_400, MARATHON_M))
    assert found.fast_s <= found.beside_s
    assert found.slow_s >= riegel(21_097.5, 5_400, MARATHON_M, RIEGEL_UNTRAINED)
    # No faster than what the equations promise, of which half of all runners fell ten minutes short.
    assert found.fast_s >= found.beside_s - 60
    assert found.even_s > found.time_s


def test_a_marathon_after_a_marathon_is_no_stretch() -> None:
    found = foretold(MARATHON_M, replace(HALF, event="m", distance_m=42_195, result_s=11_449))
    assert not found.stretched
    assert found.beside_s is None
    assert found.even_s == found.time_s == 11_449


def test_what_another_day_brought_stretches_the_slow_end() -> None:
    alone = foretold(10_000, RACE)
    hills = replace(RACE, day=TODAY, result_s=1_600)
    same_day = replace(RACE, result_s=1_600)
    near = replace(hills, result_s=1_490)
    assert foretold(10_000, RACE, near) == alone
    assert foretold(10_000, RACE, same_day) == alone
    assert foretold(10_000, RACE, hills).slow_s > alone.slow_s
    assert foretold(10_000, RACE, hills) == foretold(10_000, RACE, replace(hills, result_s=2_000))
    assert foretold(10_000, RACE, hills).fast_s == alone.fast_s


def test_over_five_hours_a_marathon_has_a_range_and_more_has_none() -> None:
    slow = replace(RACE, result_s=2_400)
    found = foretold(MARATHON_M, slow)
    assert found.time_s > 5 * 3_600
    assert found.stretched
    assert predicted(fitness(slow), 50_000, TODAY) is Silence.TOO_FAR
    assert isinstance(predicted(fitness(HALF), 50_000, TODAY), Prediction)


@pytest.mark.parametrize(
    ("known", "distance_m", "why"),
    [
        (None, 10_000, Silence.NO_BASIS),
        (fitness(RACE), 400, Silence.TOO_SHORT),
        (fitness(HALF), 50_001, Silence.TOO_FAR),
        (fitness(HALF), 160_934.4, Silence.TOO_FAR),
    ],
)
def test_what_cannot_be_said_is_not(known: Fitness | None, distance_m: float, why: Silence) -> None:
    assert predicted(known, distance_m, TODAY) is why


@pytest.mark.parametrize("distance_m", [0, -1, float("nan")])
def test_a_race_without_length_is_none(distance_m: float) -> None:
    with pytest.raises(ValueError, match="length"):
        predicted(fitness(RACE), distance_m, TODAY)
    with pytest.raises(ValueError, match="length"):
        splits(distance_m, 600, Unit.KM)


# --- splits ---


@given(st.floats(100, 2_000_000), st.integers(1, 200_000), st.sampled_from(Unit))
def test_splits_add_up_to_the_time_and_are_even(distance_m: float, time_s: int, unit: Unit) -> None:
    found = splits(distance_m, time_s, unit)
    assert sum(split.took_s for split in found) == found[-1].at_s == time_s
    assert found[-1].distance_m == distance_m
    assert len(found) <= SPLITS_LIMIT + 1
    assert [split.distance_m for split in found] == sorted({split.distance_m for split in found})
    for split in found:
        assert abs(split.at_s - time_s * split.distance_m / distance_m) <= 0.5001
    whole = [split.took_s for split in found if split.number is not None]
    assert max(whole, default=0) - min(whole, default=0) <= 1


def test_splits_of_ten_kilometres() -> None:
    found = splits(10_000, 3_130, Unit.KM)
    assert [split.number for split in found] == list(range(1, 11))
    assert [split.took_s for split in found] == [313] * 10


def test_a_marathon_ends_between_two_marks() -> None:
    found = splits(MARATHON_M, 12_600, Unit.KM)
    assert [split.number for split in found] == [*range(1, 43), None]
    assert (found[-1].at_s, found[-1].took_s) == (12_600, 58)
    miles = splits(MARATHON_M, 12_600, Unit.MI)
    assert [split.number for split in miles] == [*range(1, 27), None]


@pytest.mark.parametrize(
    ("distance_m", "unit", "marks", "every"),
    [
        (METRES_PER_MILE, Unit.MI, 1, 1),
        (METRES_PER_MILE, Unit.KM, 2, 1),
        (10 * METRES_PER_MILE, Unit.MI, 10, 1),
        (50_000, Unit.KM, 50, 1),
        (80_467.2, Unit.MI, 50, 1),
        (80_467.2, Unit.KM, 17, 5),
        (100_000, Unit.KM, 20, 5),
        (160_934.4, Unit.MI, 20, 5),
        (251_000, Unit.KM, 26, 10),
        (501_000, Unit.KM, 11, 50),
        (800, Unit.KM, 1, 1),
    ],
)
def test_of_very_many_splits_there_are_fewer(distance_m: float, unit: Unit, marks: int, every: int) -> None:
    found = splits(distance_m, 36_000, unit)
    assert len(found) == marks
    assert found[0].number in (every, None)


def test_a_race_without_time_has_no_splits() -> None:
    with pytest.raises(ValueError, match="time"):
        splits(5_000, 0, Unit.KM)
