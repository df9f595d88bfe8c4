"""Load: how much a session, a week and a month asked of a body (running-science 1.5 and 1.6).

None of it tells anybody's risk of an injury. The ratio of acute to chronic load in particular is worked out for
comparison with what others publish, and shown to nobody (Impellizzeri et al. 2020; Frandsen et al. 2025).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import exp
from statistics import fmean, pstdev
from typing import Final

Load = int | float | Fraction
"""Arbitrary units: effort from 1 to 10, times minutes."""

WEEK_DAYS: Final = 7
MONOTONY_AT_MOST: Final = 10.0
"""What days without any difference come to; the cap is Runalyze's."""
CHRONIC_DAYS: Final = 28
SPIKE_DAYS: Final = 30
"""How far back a run is compared with the longest one."""
SPIKE_FROM_M: Final = 3_000
"""Shorter runs are never told as a leap: that is how beginners grow."""


@dataclass(frozen=True, slots=True)
class Week:
    """What seven daily loads come to.

    `sd` is that of the whole population. `monotony` is their mean over it, and `strain` the week's load times that;
    both are None for a week without training.
    """

    weekly_load: Load
    mean: float
    sd: float
    monotony: float | None
    strain: float | None


@dataclass(frozen=True, slots=True)
class Ratios:
    """The load of seven days over that of four weeks, three ways; None where nothing stands below the line."""

    coupled: float | None
    uncoupled: float | None
    ewma: float | None


class Spike(StrEnum):
    """By how much a run is longer than the longest of the thirty days before it."""

    NONE = "none"
    """By a tenth at most."""
    SMALL = "small"
    """By 30 % at most."""
    MODERATE = "moderate"
    """By as much again at most."""
    LARGE = "large"
    NO_BASELINE = "no_baseline"
    """No run stands in those thirty days, so there is nothing to go beyond, and no per cent to tell."""


LEAPS: Final = frozenset({Spike.SMALL, Spike.MODERATE, Spike.LARGE})
"""What goes beyond the longest run by more than a tenth."""


def session_load(minutes: Load, effort: int) -> Load:
    """Return effort times minutes (C. Foster et al. 2001)."""
    return minutes * effort


def monotony(daily_loads: Sequence[Load]) -> Week:
    """Return how alike the days of a week were (C. Foster 1998); rest days are zeros.

    Raises ValueError for another number of days than seven.
    """
    if len(daily_loads) != WEEK_DAYS:
        raise ValueError("a week has seven days")
    exact = [Fraction(load) for load in daily_loads]
    total = sum(exact)
    mean, sd = float(total / WEEK_DAYS), float(pstdev(exact))
    weekly_load: Load = int(total) if total.denominator == 1 else float(total)
    if not total:
        return Week(weekly_load, mean, sd, None, None)
    alike = min(mean / sd, MONOTONY_AT_MOST) if sd else MONOTONY_AT_MOST
    return Week(weekly_load, mean, sd, alike, float(total) * alike)


def acwr(daily_loads: Sequence[Load]) -> Ratios:
    """Return acute over chronic load of the last day; daily loads come oldest first, rest days as zeros.

    Coupled and uncoupled as by J. Windt and T. Gabbett (2018), exponentially weighted as by S. Williams et al. (2017).
    Never shown to anybody, since it foretells nothing. Raises ValueError for fewer than 28 days.
    """
    if len(daily_loads) < CHRONIC_DAYS:
        raise ValueError("four weeks are needed")
    acute = fmean(daily_loads[-WEEK_DAYS:])
    return Ratios(
        _over(acute, fmean(daily_loads[-CHRONIC_DAYS:])),
        _over(acute, fmean(daily_loads[-CHRONIC_DAYS:-WEEK_DAYS])),
        _over(_weighted(daily_loads, WEEK_DAYS), _weighted(daily_loads, CHRONIC_DAYS)),
    )


def _weighted(loads: Sequence[Load], days: int) -> float:
    share = 2 / (days + 1)
    mean = float(loads[0])
    for load in loads[1:]:
        mean = share * load + (1 - share) * mean
    return mean


def _over(acute: float, chronic: float) -> float | None:
    return acute / chronic if chronic else None


def trimp(minutes: float, hr: float, hr_rest: float, hr_max: float, a: float = 0.64, b: float = 1.92) -> float:
    """Return the training impulse of so many minutes at a mean heart rate (E. Banister); rates in beats a minute.

    `a` and `b` are those for men; sources disagree on those for women. Raises ValueError unless rest is below the most.
    """
    if hr_rest >= hr_max:
        raise ValueError("a heart beats slower at rest")
    reserve = (hr - hr_rest) / (hr_max - hr_rest)
    return minutes * reserve * a * exp(b * reserve)


def spike(distance_m: float, longest_m: float | None) -> Spike:
    """Return by how much a run goes beyond the longest of the thirty days before, in metres; None is no run in them.

    The bounds are those of J. Frandsen et al. (2025), compared as whole numbers where metres are whole.
    """
    if longest_m is None:
        return Spike.NO_BASELINE
    if distance_m < SPIKE_FROM_M or 100 * distance_m <= 110 * longest_m:
        return Spike.NONE
    if 100 * distance_m <= 130 * longest_m:
        return Spike.SMALL
    return Spike.MODERATE if 100 * distance_m <= 200 * longest_m else Spike.LARGE


def is_anew(distance_m: float, newest: date | None, today: date) -> bool:
    """Tell whether a run is one to begin again with: the log was in use, and has no run of the last thirty days.

    The study (J. Frandsen et al. 2025) holds runs against a longest one, so it says nothing of these; that there is
    none is worth a look all the same. Of a log that never had a run nothing is known [D], nor told.
    """
    return distance_m >= SPIKE_FROM_M and newest is not None and (today - newest).days > SPIKE_DAYS


def spike_days(runs: Iterable[tuple[int, float]]) -> tuple[int, ...]:
    """Return how many days ago a run went beyond the longest of its thirty days before; runs are (days ago, metres)."""
    told = list(runs)
    found = set()
    for days_ago, distance_m in told:
        before = [metres for ago, metres in told if 1 <= ago - days_ago <= SPIKE_DAYS]
        if spike(distance_m, max(before, default=None)) in LEAPS:
            found.add(days_ago)
    return tuple(sorted(found))
