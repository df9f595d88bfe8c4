"""Whether somebody who wants to get better at something gets on with it (running-science 2.4)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import Final

from bot.domain.checkups.signs import Status, TrainingRun, by_block, of_span
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.runs import RunKind

EASY_SHARE_FROM: Final = 12
"""Sessions from which the share of easy ones is worth telling."""
EASY_SHARE_BELOW_PCT: Final = 65
GOAL_RACE_DAYS: Final = 84
"""How near a race must be for the longest run to be held against it, in days; its day is not among them."""


class Area(StrEnum):
    """What a runner can want to get better at."""

    SPEED = "speed"
    ENDURANCE = "endurance"
    CONSISTENCY = "consistency"
    HILLS = "hills"
    PACING = "pacing"
    STRENGTH = "strength"
    FORM = "form"
    NUTRITION = "nutrition"
    MENTAL = "mental"


_LONG: Final = Fraction(3, 2)
"""Times the median distance, what counts as long whatever it is called."""
_QUICK: Final = frozenset({RunKind.WORKOUT, RunKind.RACE})
_EASY: Final = frozenset({RunKind.EASY, RunKind.RECOVERY, RunKind.LONG})
_COUNTED: Final = frozenset({Area.SPEED, Area.ENDURANCE, Area.CONSISTENCY})
"""What is read from the runs themselves; the others need a word of their runner's."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What a runner wants to get better at, and since how many days."""

    area: Area
    age_days: int


@dataclass(frozen=True, slots=True)
class GoalRace:
    """A race that somebody runs: in how many days, and over how many metres."""

    days_ahead: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class FocusArea:
    """The sign: fitting sessions in four weeks, how many are wanted, and words of a coach in that time.

    Beside it, as evidence alone: `easy` of `runs` sessions where they are few, and the metres of the longest run where
    a race is near that is more than twice as long.
    """

    status: Status
    area: Area | None = None
    age_days: int | None = None
    runs: int = 0
    matching_sessions: int | None = None
    target: int | None = None
    support: int = 0
    easy: int | None = None
    longest_m: float | None = None
    goal_race: GoalRace | None = None


def areas_in(note: str | None) -> frozenset[str]:
    """Return the areas that a note names, with or without a sign before the word: `#hills`, `Form drills`."""
    return frozenset(word for word in re.findall(r"[a-z]+", (note or "").casefold()) if word in set(Area))


def focus_area(
    focus: Focus | None,
    runs: Iterable[TrainingRun],
    support: int,
    *,
    weekly_target: int = 3,
    goal_race: GoalRace | None = None,
    limits: Thresholds | None = None,
) -> FocusArea:
    """Return what the last four weeks did for a focus.

    `support` counts the coach's words in that time; `weekly_target` is in run days.
    """
    limits = limits or Thresholds()
    if focus is None:
        return FocusArea(Status.NO_GOAL)
    told = of_span(runs)
    if focus.age_days < limits.focus_age_days or len(told) < limits.focus_runs:
        return FocusArea(Status.NEED_DATA, focus.area, focus.age_days, len(told), support=support)
    matching = _matching(focus.area, told, weekly_target)
    target = limits.focus_sessions if focus.area in _COUNTED else limits.focus_tagged
    helped = support > 0 or matching >= target
    unhelped = Status.WATCH if matching else Status.TALK
    longest_m = max(run.distance_m for run in told)
    near = goal_race is not None and 0 <= goal_race.days_ahead < GOAL_RACE_DAYS
    short = goal_race if goal_race is not None and near and 2 * longest_m < goal_race.distance_m else None
    return FocusArea(
        Status.OK if helped else unhelped,
        focus.area,
        focus.age_days,
        len(told),
        matching,
        target,
        support,
        _few_easy(told),
        longest_m if short else None,
        short,
    )


def _matching(area: Area, runs: Sequence[TrainingRun], weekly_target: int) -> int:
    match area:
        case Area.SPEED:
            return sum(1 for run in runs if run.kind in _QUICK)
        case Area.ENDURANCE:
            usual = median(Fraction(run.distance_m) for run in runs)
            return sum(1 for run in runs if run.kind == RunKind.LONG or run.distance_m >= _LONG * usual)
        case Area.CONSISTENCY:
            blocks = by_block(runs).values()
            return sum(1 for block in blocks if len({run.days_ago for run in block}) >= weekly_target)
        case _:
            return sum(1 for run in runs if area.value in run.tags)


def _few_easy(runs: Sequence[TrainingRun]) -> int | None:
    """Return how many were easy where that is a small share of enough; None where it says nothing, or is unknown."""
    kinds = [run.kind for run in runs if run.kind is not None]
    if len(kinds) < max(EASY_SHARE_FROM, len(runs)):
        return None
    easy = sum(1 for kind in kinds if kind in _EASY)
    return easy if easy * 100 < EASY_SHARE_BELOW_PCT * len(kinds) else None
