"""Age grading: a result beside what the best in the world run at that age (running-science 1.4).

Road age-grading tables by Alan Jones and contributors, github.com/AlanLyttonJones/Age-Grade-Tables (CC0 1.0; 2015
edition also marked CC BY 4.0).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from math import log
from typing import Final

from bot.domain.profiles import AgeTable
from bot.domain.units import STANDARD_EVENTS

EDITIONS: Final = (2010, 2015, 2020, 2025)
EDITION: Final = 2025
"""What results are graded by; grades of two editions are never compared."""
AGES: Final = range(5, 101)

EVENTS: Final[Mapping[str, float]] = {
    event: metres for event, metres in STANDARD_EVENTS.items() if event not in ("1500m", "3k", "2mi")
} | {"6k": 6_000.0, "4mi": 6_437.376, "7mi": 11_265.408, "150k": 150_000.0, "200k": 200_000.0}
"""Metres of each event that some edition grades."""
UNRANKED: Final = frozenset({"4mi"})
"""Events whose standard is in doubt in the tables themselves: to be graded, not to be compared."""


@dataclass(frozen=True, slots=True)
class AgeGrade:
    """A graded result: the share of the age's standard in percent, not rounded, and both times in seconds."""

    percent: float
    age_graded_s: float
    age_standard_s: float


@dataclass(frozen=True, slots=True)
class _Event:
    """An event of one edition and table: its open standard in seconds, and the factor of every age."""

    open_standard_s: int
    factors: tuple[float, ...]


def open_standard_s(table: AgeTable, event: str, edition: int = EDITION) -> int:
    """Return the open standard of an event in seconds. Raises ValueError for an event or edition that has none."""
    return _event(table, event, edition).open_standard_s


def open_standard_at(table: AgeTable, distance_m: float, edition: int = EDITION) -> float:
    """Return the open standard in seconds at any distance, between listed ones by the logarithm of the distance.

    Below the shortest and beyond the longest their pace holds. Raises ValueError for an edition that is not here.
    """
    standards = _standards(table, edition)
    at = bisect_left(standards, (distance_m, 0))
    if at == 0 or at == len(standards):
        near_m, near_s = standards[min(at, len(standards) - 1)]
        return distance_m * near_s / near_m
    (short_m, short_s), (long_m, long_s) = standards[at - 1], standards[at]
    share = log(distance_m / short_m) / log(long_m / short_m)
    pace = short_s / short_m + share * (long_s / long_m - short_s / short_m)
    return distance_m * pace


def age_grade(table: AgeTable, age: int, event: str, time_s: float, edition: int = EDITION) -> AgeGrade:
    """Grade a result by the age on race day. Raises ValueError for an age, event or edition without a standard."""
    if age not in AGES or time_s <= 0:
        raise ValueError("no such age, or no time")
    found = _event(table, event, edition)
    factor = found.factors[age - AGES[0]]
    # The standard of the age is not rounded before it is compared.
    age_standard_s = found.open_standard_s / factor
    return AgeGrade(100 * age_standard_s / time_s, time_s * factor, age_standard_s)


def age_factor_at(table: AgeTable, age: int, distance_m: float, edition: int = EDITION) -> float:
    """Return what a time at any distance is multiplied by, between listed ones by the logarithm of the distance.

    Below the shortest and beyond the longest theirs holds. Raises ValueError for an age or edition without one.
    """
    if age not in AGES:
        raise ValueError("no such age")
    factors = _factors_by_distance(table, age, edition)
    at = bisect_left(factors, (distance_m, 0.0))
    if at == 0 or at == len(factors):
        return factors[min(at, len(factors) - 1)][1]
    (short_m, short), (long_m, long) = factors[at - 1], factors[at]
    return short + log(distance_m / short_m) / log(long_m / short_m) * (long - short)


def _event(table: AgeTable, event: str, edition: int) -> _Event:
    found = _tables(edition)[table].get(event)
    if found is None:
        raise ValueError("no such event in this edition")
    return found


@cache
def _factors_by_distance(table: AgeTable, age: int, edition: int) -> list[tuple[float, float]]:
    found = _tables(edition)[table].items()
    return sorted((EVENTS[event], one.factors[age - AGES[0]]) for event, one in found if event not in UNRANKED)


@cache
def _standards(table: AgeTable, edition: int) -> list[tuple[float, int]]:
    return sorted((EVENTS[event], found.open_standard_s) for event, found in _tables(edition)[table].items())


@cache
def _tables(edition: int) -> Mapping[AgeTable, Mapping[str, _Event]]:
    """Read an edition; the others stay on disk."""
    if edition not in EDITIONS:
        raise ValueError("no such edition")
    tables: dict[AgeTable, dict[str, _Event]] = {}
    events: dict[str, _Event] | None = None
    for line in resources.files(__package__).joinpath("age_tables.txt").read_text(encoding="ascii").splitlines():
        if line.startswith("["):
            year, table = line.strip("[]").split()
            events = tables.setdefault(AgeTable(table), {}) if int(year) == edition else None
        elif events is not None:
            event, standard_s, *steps = line.split()
            events[event] = _Event(int(standard_s), _factors(steps, events))
    return tables


def _factors(steps: list[str], events: Mapping[str, _Event]) -> tuple[float, ...]:
    if steps[0].startswith("="):
        return events[steps[0][1:]].factors
    return tuple(total / 10_000 for total in accumulate(int(step) for step in steps))
