"""What the five signs of a check-up share: their answers, the run as they see it, and the days that they look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final

SPAN_DAYS: Final = 28
"""How far back most of the signs look: today is day 0."""
BLOCK_DAYS: Final = 7


class Sign(StrEnum):
    """One of the five."""

    VARIETY = "variety"
    PLATEAU = "plateau"
    FOLLOW_THROUGH = "follow_through"
    FOCUS_AREA = "focus_area"
    PAIN_PATTERN = "pain_pattern"


class Status(StrEnum):
    """What a sign says."""

    OK = "ok"
    WATCH = "watch"
    TALK = "talk"
    """Worth talking to the coach."""
    NEED_DATA = "need_data"
    PAUSED = "paused"
    NO_GOAL = "no_goal"


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """A run of the log: how many days ago, metres, seconds, effort from 1 to 10, its kind, and areas that it trained.

    A kind is a `RunKind` or what another log calls it; what nobody told is None.
    """

    days_ago: int
    distance_m: float
    duration_s: float
    effort: int | None = None
    kind: str | None = None
    tags: frozenset[str] = frozenset()


def of_span(runs: Iterable[TrainingRun]) -> tuple[TrainingRun, ...]:
    """Return the runs of the last four weeks."""
    return tuple(run for run in runs if 0 <= run.days_ago < SPAN_DAYS)


def by_block(runs: Sequence[TrainingRun]) -> dict[int, list[TrainingRun]]:
    """Return runs by block of seven days, 0 being the newest; blocks without any are left out."""
    blocks: dict[int, list[TrainingRun]] = {}
    for run in runs:
        blocks.setdefault(run.days_ago // BLOCK_DAYS, []).append(run)
    return blocks


def rounded(value: float | Fraction, decimals: int) -> float:
    """Round half up to so many decimals."""
    scale: int = 10**decimals
    return floor(value * scale + Fraction(1, 2)) / scale
