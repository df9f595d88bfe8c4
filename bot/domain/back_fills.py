"""Looking further back: how far a runner wants an account looked through, and in which strides it is asked."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

OFFERED_FOR: Final = timedelta(hours=47)
"""How long a list of older runs is kept: what its runner deletes at the service has to be gone here within 48 hours
(Strava's API Policy, 6.3), and of a run of years ago no list tells that it is gone."""
FIRST_DAYS: Final = 60
"""What is asked for at first; most runners have fewer than a page of activities in it."""
LONGEST_DAYS: Final = 4 * 365
SHORTEST_DAYS: Final = 7
FEW: Final = 50
MANY: Final = 150
"""Activities in one answer below and beyond which the next one is asked for more days, or fewer: a page has 200."""
_FIRST_YEAR: Final = date(2000, 1, 1)
"""What says to be older comes from a clock that was never set (strava.md 5)."""
_ZONES: Final = timedelta(hours=14)
"""A day begins that much earlier somewhere."""


class Reach(StrEnum):
    """How far back an account is looked through."""

    MONTH = "month"
    THIS_YEAR = "year"
    TWELVE_MONTHS = "twelve"
    ALL = "all"

    def first_day(self, today: date) -> date:
        """Return the first day of whose runs is asked."""
        match self:
            case Reach.MONTH:
                return today - timedelta(days=30)
            case Reach.THIS_YEAR:
                return today.replace(month=1, day=1)
            case Reach.TWELVE_MONTHS:
                return today - timedelta(days=365)
            case Reach.ALL:
                return _FIRST_YEAR


class BackFillState(StrEnum):
    """How far looking further back has come."""

    ASKING = "asking"
    OFFERED = "offered"
    """The service was asked all; what is not in the log waits for its runner's word."""


def begins(first_day: date) -> datetime:
    """Return the instant before which it is no runner's day yet."""
    return datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC) - _ZONES


def asked_from(first_day: date, reached: datetime, days: int) -> datetime:
    """Return from when the next answer is to tell; it tells up to `reached`."""
    return max(begins(first_day), reached - timedelta(days=days))


def next_days(days: int, activities: int) -> int:
    """Return for how many days to ask after an answer with so many activities, runs or not."""
    if activities < FEW:
        return min(2 * days, LONGEST_DAYS)
    return fewer_days(days) if activities > MANY else days


def fewer_days(days: int) -> int:
    """Return for how many days to ask where an answer has much to say, or did not come."""
    return max(days // 2, SHORTEST_DAYS)
