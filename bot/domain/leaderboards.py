"""Boards: what they compare, over which time, who takes which place, and how many it takes for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain.dates import WINDOW_KEY, PeriodKind, Week, period_keys

MIN_SHOWN: Final = 3
"""With fewer shown runners there is no board, only one's own progress."""
TOP: Final = 5
"""Places that a board names."""


class Board(StrEnum):
    """What runners can be compared by."""

    POINTS = "points"
    CONSISTENCY = "consistency"
    IMPROVEMENT = "improvement"
    DISTANCE = "distance"
    AGE_GRADED = "age_graded"


class Period(StrEnum):
    """The time a board covers."""

    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_30_DAYS = "last_30_days"
    SEASON = "season"


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a board; runners with the same value share the place."""

    place: int
    name: str
    value: float


def ranks(values: Mapping[str, float]) -> list[Place]:
    """Rank values by name: highest first, ties share the place (1, 2, 2, 4), listed by name."""
    rows = sorted(values.items(), key=lambda row: (-row[1], row[0].casefold(), row[0]))
    numbers = places([value for _, value in rows])
    return [Place(number, name, value) for number, (name, value) in zip(numbers, rows, strict=True)]


def places(values: Sequence[float]) -> list[int]:
    """Return the place of each value of a list already ordered, highest first; equal values share one.

    For boards whose runners may share a name. Raises ValueError when the list is not in order.
    """
    numbers: list[int] = []
    for index, value in enumerate(values):
        if index and not value <= values[index - 1]:
            raise ValueError("places need values in order, highest first")
        tied = index > 0 and value == values[index - 1]
        numbers.append(numbers[-1] if tied else index + 1)
    return numbers


def period_key(period: Period, today: date) -> str:
    """Return the key under which the period's totals are kept, on a day in the team's zone.

    The last 30 days have one key for all days: those totals move on by themselves.
    """
    keys = period_keys(today)
    match period:
        case Period.THIS_WEEK:
            return keys[PeriodKind.WEEK]
        case Period.LAST_WEEK:
            return Week.of(today).previous().key
        case Period.THIS_MONTH:
            return keys[PeriodKind.MONTH]
        case Period.SEASON:
            return keys[PeriodKind.SEASON]
        case Period.LAST_30_DAYS:
            return WINDOW_KEY
