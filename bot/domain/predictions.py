"""Predictions: from when to when a race may take, and the even splits of a time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, log2
from typing import Final

from bot.domain.fitness import BASIS_WEEKS, LONG_S, Fitness
from bot.domain.performance import (
    PACES_FROM,
    RIEGEL,
    RIEGEL_UNTRAINED,
    SCORE_FROM_S,
    SCORE_UNTIL_S,
    race_time,
    riegel,
)
from bot.domain.units import METRES_PER_MILE, STANDARD_EVENTS, Unit, round_half_up

FARTHEST_M: Final = STANDARD_EVENTS["50k"]
"""Beyond it course, weather and stops decide more than fitness does."""
SCATTER: Final = (0.015, 0.034)
"""How much races of one runner vary, as a share of the time: up to 10 km, and from the half marathon on.

Race to race 1.2 to 1.9 % and 2.6 to 4.2 %, the middle of each (running-science 2.2, after Hopkins 2001 and 2005).
"""
SLOWER: Final = 1.65
"""How many times as much it is at a score of 30 and below; from 50 up it is once, and between them its part.

Slower runners vary up to 2.3 times as much as the faster half of a field; this is halfway there.
"""
FRESH_WEEKS: Final = 4
STALE: Final = 0.015
"""What an effort of twelve weeks ago adds; one of the past four weeks adds nothing, those between them their part."""
A_DOUBLING: Final = 0.01
"""What each doubling or halving between the effort's distance and the race's adds."""
DAYS_APART: Final = 2.0
"""So many scatters at most a second effort stretches the slow end by: what is slower yet was another kind of day."""
SPLITS_LIMIT: Final = 50
"""Splits that a runner can look through; of more there is one every 5 kilometres or miles, every 10, every 50, …"""

_SLOW_SCORE, _FAST_SCORE = PACES_FROM, 50.0
_HALF_M: Final = STANDARD_EVENTS["hm"]
_SHORT_M: Final = STANDARD_EVENTS["10k"]
# From so many seconds on ends of a range are told in steps of so many: nobody runs a marathon to the second.
_STEPS: Final = ((2 * 3_600, 60), (3_600, 30), (1_800, 10), (600, 5), (0, 1))
_UNITS: Final = {Unit.KM: Fraction(1_000), Unit.MI: Fraction(str(METRES_PER_MILE))}


class Silence(StrEnum):
    """Why there is no prediction."""

    NO_BASIS = "no_basis"
    """No race and no hard effort of the past twelve weeks."""
    TOO_SHORT = "too_short"
    """Over sooner than the equations begin to hold."""
    TOO_FAR = "too_far"
    """Beyond `FARTHEST_M`, or farther than a marathon and over five hours."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The seconds that a race may take: `fast_s` to `slow_s`, and in it `time_s`, which the fitness score promises.

    `beside_s` is P. Riegel's rule beside it, for races of more than two hours. What is `stretched` reaches farther than
    the effort it rests on says much of, and holds for who trained for the distance.
    """

    distance_m: float
    fast_s: int
    time_s: int
    slow_s: int
    beside_s: int | None
    stretched: bool

    @property
    def even_s(self) -> int:
        """The seconds to set out for: what is promised, or the middle of a range that is stretched, if that is more."""
        return max(self.time_s, (self.fast_s + self.slow_s) // 2) if self.stretched else self.time_s


@dataclass(frozen=True, slots=True)
class Split:
    """A mark of the way: metres and seconds since the start, and the seconds since the mark before.

    `number` counts kilometres or miles; None is the finish between two of them.
    """

    number: int | None
    distance_m: float
    at_s: int
    took_s: int


def predicted(fitness: Fitness | None, distance_m: float, today: date) -> Prediction | Silence:
    """Return what a runner's fitness promises over a distance, for a fair course and day (running-science 1.1 to 1.3).

    The range is as wide as races vary from one to the next, wider the older the effort is and the farther from the
    race's distance, and holds what another effort and P. Riegel's rule say. Beyond the half marathon, from an effort
    that was no longer, and over five hours, its slow end is that of an untrained runner (exponent 1.15), and its fast
    end is no faster than the equations: half of those who ran a marathon were ten minutes slower than they promise.
    Raises ValueError unless the distance is positive.
    """
    if not distance_m > 0:
        raise ValueError("a race has a length")
    if fitness is None:
        return Silence.NO_BASIS
    if distance_m > FARTHEST_M:
        return Silence.TOO_FAR
    time_s = race_time(max(fitness.score, 1.0), distance_m)
    if time_s < SCORE_FROM_S:
        return Silence.TOO_SHORT
    if time_s > SCORE_UNTIL_S and distance_m > STANDARD_EVENTS["m"]:
        return Silence.TOO_FAR
    known_m, known_s = STANDARD_EVENTS[fitness.basis.event], fitness.basis.result_s
    beside_s = riegel(known_m, known_s, distance_m, RIEGEL)
    stretched = (distance_m > _HALF_M >= known_m) or time_s > SCORE_UNTIL_S
    scatter = _scatter(fitness, distance_m, today)
    fast_s = min(time_s, beside_s)
    slow_s = max(time_s * (1 + scatter), beside_s)
    if stretched:
        slow_s = max(slow_s, riegel(known_m, known_s, distance_m, RIEGEL_UNTRAINED))
    else:
        fast_s = min(fast_s, time_s * (1 - scatter))
    if fitness.beside is not None:
        other_s = race_time(max(fitness.beside, 1.0), distance_m)
        slow_s = max(slow_s, min(other_s, time_s * (1 + DAYS_APART * scatter)))
    tell_beside = time_s > LONG_S and known_m != distance_m
    return Prediction(
        distance_m,
        _downwards(fast_s),
        round_half_up(time_s),
        _upwards(slow_s),
        round_half_up(beside_s) if tell_beside else None,
        stretched,
    )


def splits(distance_m: float, time_s: int, unit: Unit) -> tuple[Split, ...]:
    """Return even splits at each kilometre or mile, at fewer of very many, and at the finish.

    Each stands at its own time since the start, rounded half up; what lies between two is their difference, so all
    add up to `time_s`. Raises ValueError for a race without length or time.
    """
    if not distance_m > 0 or time_s < 1:
        raise ValueError("a race has a length and a time")
    length = Fraction(str(distance_m))
    every = 1
    while length > SPLITS_LIMIT * every * _UNITS[unit]:
        every *= 2 if str(every).startswith("5") else 5
    step = every * _UNITS[unit]
    marks = [(number * every, number * step) for number in range(1, ceil(length / step))]
    whole = length % step == 0
    ends: list[tuple[int | None, Fraction]] = [*marks, (int(length / step) * every if whole else None, length)]
    found: list[Split] = []
    before_s = 0
    for number, metres in ends:
        at_s = floor(metres * time_s / length + Fraction(1, 2))
        found.append(Split(number, float(metres), at_s, at_s - before_s))
        before_s = at_s
    return tuple(found)


def _scatter(fitness: Fitness, distance_m: float, today: date) -> float:
    """Return by which share of its time a race may come out faster or slower."""
    short, long = SCATTER
    way = min(max(log2(distance_m / _SHORT_M) / log2(_HALF_M / _SHORT_M), 0.0), 1.0)
    weeks = min(max((today - fitness.basis.day).days / 7, FRESH_WEEKS), BASIS_WEEKS)
    age = (weeks - FRESH_WEEKS) / (BASIS_WEEKS - FRESH_WEEKS)
    doublings = abs(log2(distance_m / STANDARD_EVENTS[fitness.basis.event]))
    slower = min(max((_FAST_SCORE - fitness.score) / (_FAST_SCORE - _SLOW_SCORE), 0.0), 1.0)
    races = (short + (long - short) * way) * (1 + (SLOWER - 1) * slower)
    return races + STALE * age + A_DOUBLING * doublings


def _step(seconds: float) -> int:
    return next(step for least, step in _STEPS if seconds >= least)


def _downwards(seconds: float) -> int:
    step = _step(seconds)
    return floor(seconds / step) * step


def _upwards(seconds: float) -> int:
    step = _step(seconds)
    return ceil(seconds / step) * step
