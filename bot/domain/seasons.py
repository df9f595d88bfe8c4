"""Seasons: the phases before a race, counted back from its day in ISO weeks, and how much is run in each week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Final

from bot.domain.dates import Week
from bot.domain.units import METRES_PER_MILE, Unit, round_half_up

MOST_WEEKS: Final = 60
"""Weeks of a season, those after the race included."""
MOST_RECOVERY: Final = 8
NOTE_LIMIT: Final = 80
BLOCK_WEEKS: Final = 3
"""Weeks that coaches usually write, and show, at a time."""
MOST_VOLUME_M: Final = 500_000
MOST_VOLUME_S: Final = 60 * 3_600
"""What no week is planned beyond: metres, seconds."""

SHORT_RACE_M: Final = 10_000
"""Up to this distance one week of taper does."""
EASED_PERCENT: Final = 20
"""How much lighter a down week is (running-science 4.1: 15 to 25)."""
EASED_EVERY: Final = 4
"""Which week is a down week, counted back from the taper."""
TAPER_PERCENT: Final = (41, 60)
"""How much lighter the taper is in its first and in its final week (running-science 4.1)."""
RECOVERY_M: Final = 21_000
"""Metres raced for a week of recovery: one easy day for every three kilometres (running-science 4.2)."""


class Phase(StrEnum):
    """What the weeks of a season are for, in their usual order."""

    BASE = "base"
    BUILD = "build"
    PEAK = "peak"
    TAPER = "taper"
    RECOVERY = "recovery"


class Measure(StrEnum):
    """What weekly volumes are told in; they are metres for `KM` and `MI`, seconds for `HOURS`."""

    KM = "km"
    MI = "mi"
    HOURS = "h"

    @property
    def is_time(self) -> bool:
        """Whether volumes are seconds."""
        return self is Measure.HOURS


def measure_of(unit: Unit) -> Measure:
    """Return the measure of distances in a unit."""
    return Measure.MI if unit is Unit.MI else Measure.KM


@dataclass(frozen=True, slots=True)
class SeasonWeek:
    """A week of a season: its volume in metres or seconds, as the season measures, and a word of the coach."""

    week: Week
    phase: Phase
    volume: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A week that two outlines have differently; None where one has no such week."""

    week: Week
    before: SeasonWeek | None
    after: SeasonWeek | None


def weeks_until(first: Week, race_day: date) -> int:
    """Return how many weeks lead to a race, the first and the one of the race included; below 1 for none."""
    return (Week.of(race_day).monday - first.monday).days // 7 + 1


def weeks_from(first: Week, count: int) -> tuple[Week, ...]:
    """Return so many weeks, one after the other."""
    return tuple(Week.of(first.monday + timedelta(days=7 * at)) for at in range(count))


def taper_weeks(distance_m: int) -> int:
    """Return the weeks of taper before a race of this distance."""
    return 1 if distance_m <= SHORT_RACE_M else 2


def recovery_weeks(distance_m: int) -> int:
    """Return the weeks of recovery after a race of this distance, one at least."""
    return min(max(1, round_half_up(distance_m / RECOVERY_M)), MOST_RECOVERY)


def usual_split(count: int, distance_m: int) -> dict[Phase, int]:
    """Return how many of the `count` weeks up to a race each phase has (running-science 4.1).

    The taper first, then a fifth of all for the peak; of the rest a half is base, which has the odd week, and a half
    is build. 16 weeks to a marathon are 6, 5, 3 and 2.
    """
    taper = min(taper_weeks(distance_m), max(count - 1, 1), count)
    peak = min(count // 5, count - taper)
    rest = count - taper - peak
    return {Phase.BASE: rest - rest // 2, Phase.BUILD: rest // 2, Phase.PEAK: peak, Phase.TAPER: taper}


def split(count: int, distance_m: int, wanted: Mapping[Phase, int] | None = None) -> dict[Phase, int] | None:
    """Return how many weeks each phase has, recovery too, with those wanted as they are wanted.

    The phases that nobody spoke of share what is left as usual. None where the wanted ones are more, or fewer, than
    there are weeks.
    """
    asked = dict(wanted or {})
    recovery = asked.pop(Phase.RECOVERY, recovery_weeks(distance_m))
    usual = usual_split(count, distance_m)
    found = {phase: asked.get(phase, 0) for phase in usual}
    left = count - sum(found.values())
    free = [phase for phase in usual if phase not in asked]
    if left < 0 or (left > 0 and not free):
        return None
    # From the race back, as a season is counted: base takes what is left.
    for phase in (Phase.TAPER, Phase.PEAK):
        if phase in free:
            found[phase] = min(usual[phase], left)
            left -= found[phase]
    rest = [phase for phase in (Phase.BUILD, Phase.BASE) if phase in free]
    for at, phase in enumerate(rest):
        found[phase] = left // (len(rest) - at)
        left -= found[phase]
    if left and free:
        found[free[0]] += left
    return {**found, Phase.RECOVERY: recovery}


def outline(
    first: Week,
    phases: Mapping[Phase, int],
    start: int,
    peak: int,
    measure: Measure,
) -> tuple[SeasonWeek, ...]:
    """Return the weeks of a season from `first` on, with volumes from `start` to `peak` (metres or seconds).

    They climb evenly up to the first week of the peak phase, else to the week before the taper, and stay. Every fourth
    week, counted back from the taper, is lighter; the taper falls by 41 to 60 %; recovery climbs back to `start`. The
    race itself is in none of them. Rounded to whole kilometres or miles, or to quarters of an hour.
    """
    order = [phase for phase in Phase for _ in range(phases.get(phase, 0))]
    training = sum(phases.get(phase, 0) for phase in (Phase.BASE, Phase.BUILD, Phase.PEAK))
    climbed = training - max(phases.get(Phase.PEAK, 0) - 1, 0)
    taper, recovery = phases.get(Phase.TAPER, 0), phases.get(Phase.RECOVERY, 0)
    weeks = weeks_from(first, len(order))
    found = []
    for at, (week, phase) in enumerate(zip(weeks, order, strict=True)):
        if at < training:
            volume = _climbing(at, climbed, start, peak)
            if at and (training - at) % EASED_EVERY == 0:
                volume *= Fraction(100 - EASED_PERCENT, 100)
        elif phase is Phase.TAPER:
            volume = _tapering(at - training, taper, peak)
        else:
            volume = Fraction(start * (at - training - taper + 1), recovery + 1)
        found.append(SeasonWeek(week, phase, rounded(volume, measure)))
    return tuple(found)


def _climbing(at: int, climbed: int, start: int, peak: int) -> Fraction:
    if at >= climbed - 1:
        return Fraction(peak)
    return start + Fraction((peak - start) * at, climbed - 1)


def _tapering(at: int, weeks: int, peak: int) -> Fraction:
    gentlest, lightest = TAPER_PERCENT
    if weeks == 1:
        return peak * Fraction(100 - (gentlest + lightest) // 2, 100)
    return peak * (100 - gentlest - Fraction((lightest - gentlest) * at, weeks - 1)) / 100


def rounded(volume: Fraction, measure: Measure) -> int:
    """Return a volume in metres or seconds, to the nearest whole kilometre, mile or quarter of an hour."""
    step = _STEPS[measure]
    return round_half_up(float(floor(volume / step + Fraction(1, 2)) * step))


_STEPS: Final[Mapping[Measure, Fraction]] = {
    Measure.KM: Fraction(1_000),
    Measure.MI: Fraction(str(METRES_PER_MILE)),
    Measure.HOURS: Fraction(900),
}


def phase_counts(weeks: Iterable[SeasonWeek]) -> tuple[tuple[Phase, int], ...]:
    """Return the phases in their order, each with how many weeks it has on end."""
    return tuple((phase, len(list(run))) for phase, run in groupby(weeks, key=lambda one: one.phase))


def shown_until(weeks: Sequence[SeasonWeek], today: date, ahead: int | None) -> int:
    """Return how many weeks of a season its runner sees: all, or up to `ahead` from this week on.

    This week is one of them; before the season its first `ahead` weeks are shown.
    """
    if ahead is None:
        return len(weeks)
    begun = sum(one.week < Week.of(today) for one in weeks)
    return min(len(weeks), begun + ahead)


def changes(before: Sequence[SeasonWeek], after: Sequence[SeasonWeek]) -> tuple[Change, ...]:
    """Return the weeks that two outlines have differently, in their order."""
    old, new = ({one.week: one for one in weeks} for weeks in (before, after))
    return tuple(
        Change(week, old.get(week), new.get(week))
        for week in sorted(old.keys() | new.keys())
        if old.get(week) != new.get(week)
    )
