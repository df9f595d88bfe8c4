"""Boards: what they compare, over which time, who takes which place, and how many it takes for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.dates import WINDOW_KEY, PeriodKind, Week, period_keys
from bot.domain.units import Unit, distance_text

MIN_SHOWN: Final = 3
"""With fewer shown runners there is no board, only one's own progress."""
TOP: Final = 5
"""Places that a board names at a time."""
NEIGHBOURS: Final = 2
"""Places above and below one's own that are named beside it."""
NEW_FOR: Final = timedelta(days=28)
"""How long a runner is new to the team."""
WHOLE_FROM_M: Final = 100_000
"""From here on a tenth of a kilometre is noise."""


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
    ALL = "all"
    FOUR_WEEKS = "four_weeks"
    """The four finished weeks, of boards that look at no other span; nobody asks for it by name."""


SUMS: Final = frozenset({Board.POINTS, Board.DISTANCE})
"""Boards that add up what lies in their period; all others have spans of their own."""


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


def span(board: Board, period: Period) -> Period:
    """Return the period that a board covers when somebody asks for `period`: every board answers, in its own terms."""
    if board is Board.AGE_GRADED:
        return Period.SEASON
    if board is Board.CONSISTENCY and period in (Period.SEASON, Period.ALL):
        return Period.SEASON
    if board in SUMS:
        return Period.THIS_WEEK if period is Period.FOUR_WEEKS else period
    return Period.FOUR_WEEKS


def spans(board: Board) -> tuple[Period, ...]:
    """Return the periods between which a board can be turned."""
    return tuple(dict.fromkeys(span(board, period) for period in Period))


def shown_value(board: Board, value: int, unit: Unit) -> int:
    """Return a value as coarse as its reader sees it, so that who reads the same stands in the same place.

    `value` is points, metres or tenths. Never less than for a smaller value.
    """
    if board is not Board.DISTANCE:
        return value
    if value < WHOLE_FROM_M:
        return _tenths(value, unit)
    whole = int(distance_text(value, unit, 0).split(" ")[0])
    return max(10 * whole, _tenths(WHOLE_FROM_M - 1, unit))


def most_shown_alike(board: Board, value: int, unit: Unit) -> int:
    """Return the largest value that its reader cannot tell from this one."""
    if board is not Board.DISTANCE:
        return value
    seen = shown_value(board, value, unit)
    step = 1
    while shown_value(board, value + step, unit) == seen:
        step *= 2
    alike, beyond = value + step // 2 if step > 1 else value, value + step
    while beyond - alike > 1:
        middle = (alike + beyond) // 2
        if shown_value(board, middle, unit) == seen:
            alike = middle
        else:
            beyond = middle
    return alike


def _tenths(metres: int, unit: Unit) -> int:
    return int(distance_text(metres, unit).split(" ")[0].replace(".", ""))


def period_key(period: Period, today: date) -> str:
    """Return the key under which the period's figures are kept, on a day in the team's zone.

    The last 30 days have one key for all days: those totals move on by themselves. Four weeks are kept under the newest
    of them.
    """
    keys = period_keys(today)
    match period:
        case Period.THIS_WEEK:
            return keys[PeriodKind.WEEK]
        case Period.LAST_WEEK | Period.FOUR_WEEKS:
            return Week.of(today).previous().key
        case Period.THIS_MONTH:
            return keys[PeriodKind.MONTH]
        case Period.SEASON:
            return keys[PeriodKind.SEASON]
        case Period.LAST_30_DAYS:
            return WINDOW_KEY
        case Period.ALL:
            return keys[PeriodKind.ALL]


def key_before(period: Period, today: date) -> str | None:
    """Return the key of the like period before; None where there is none to compare with."""
    match period:
        case Period.THIS_WEEK | Period.LAST_WEEK:
            return Week.parse(period_key(period, today)).previous().key
        case Period.THIS_MONTH:
            return period_key(period, today.replace(day=1) - timedelta(days=1))
        case Period.SEASON:
            return period_key(period, today.replace(year=today.year - 1, day=1))
        case _:
            return None
