"""Fitness: which effort speaks for a runner, and what it promises."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.bests import Record
from bot.domain.fitness import PROMISED, Effort, Promise, fitness_of
from bot.domain.performance import Zone
from bot.domain.runs import RunKind

TODAY = date(2026, 11, 22)
RACE = Effort(TODAY - timedelta(days=8), "5k", 5_020, 1_474, RunKind.RACE, None, None)


def promised(*efforts: Effort) -> dict[str, Promise]:
    fitness = fitness_of(efforts, TODAY)
    assert fitness is not None
    return {promise.event: promise for promise in fitness.promises}


def test_a_race_gives_the_published_score_and_equivalents() -> None:
    fitness = fitness_of([RACE], TODAY)
    assert fitness is not None
    assert fitness.score == pytest.approx(39.1104, abs=1e-4)
    times = promised(RACE)
    assert tuple(times) == PROMISED
    assert times["10k"].time_s == pytest.approx(50 * 60 + 58, abs=1)
    assert times["hm"].time_s == pytest.approx(3_600 + 53 * 60 + 2, abs=1)
    assert times["m"].time_s == pytest.approx(3 * 3_600 + 53 * 60 + 54, abs=1)


def test_an_easy_run_says_nothing_of_fitness_though_it_is_the_first_at_its_distance() -> None:
    easy = replace(RACE, kind=RunKind.EASY, effort=4, record=Record.FIRST)
    assert fitness_of([easy], TODAY) is None
    assert fitness_of([replace(easy, effort=8)], TODAY) is not None
    assert fitness_of([replace(easy, record=Record.BEST)], TODAY) is not None


def test_twelve_weeks_back_is_the_oldest_that_counts() -> None:
    assert fitness_of([replace(RACE, day=TODAY - timedelta(weeks=12))], TODAY) is not None
    assert fitness_of([replace(RACE, day=TODAY - timedelta(weeks=12, days=1))], TODAY) is None


def test_the_best_effort_is_the_basis() -> None:
    slower = replace(RACE, day=TODAY, result_s=1_600)
    fitness = fitness_of([RACE, slower], TODAY)
    assert fitness is not None
    assert fitness.basis == RACE


@pytest.mark.parametrize("result_s", [209, 5 * 3_600 + 1])
def test_what_the_equations_do_not_cover_is_left_out(result_s: int) -> None:
    assert fitness_of([replace(RACE, result_s=result_s)], TODAY) is None


def test_beyond_two_hours_riegel_stands_beside_and_a_marathon_from_less_is_a_range() -> None:
    times = promised(RACE)
    assert times["hm"].beside_s is None
    marathon = times["m"]
    assert marathon.beside_s is not None
    assert marathon.untrained_s is not None
    assert marathon.beside_s < marathon.untrained_s
    long = promised(replace(RACE, event="30k", distance_m=30_000, result_s=9_900))["m"]
    assert long.beside_s is not None
    assert long.untrained_s is None


def test_what_was_run_needs_no_second_opinion() -> None:
    assert promised(replace(RACE, event="m", distance_m=42_195, result_s=14_000))["m"].beside_s is None


def test_below_thirty_there_are_no_paces() -> None:
    slow = fitness_of([replace(RACE, result_s=2_100)], TODAY)
    assert slow is not None
    assert slow.score < 30
    assert slow.paces == ()
    fast = fitness_of([RACE], TODAY)
    assert fast is not None
    assert [zone for zone, _ in fast.paces] == list(Zone)
