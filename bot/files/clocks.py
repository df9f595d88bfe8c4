"""Clocks of watches and phones: some were never set, some go by the wrist, and some say what no calendar has."""

from datetime import UTC, datetime, timedelta
from typing import Final

OLDEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A clock that was never set shows less, and some programs write 1989."""
NEWEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""Nobody has run later than this; at the end of the calendar not every zone has a day to say."""
_OFFSET_STEP: Final = timedelta(minutes=15)
_FARTHEST_OFFSET: Final = timedelta(hours=14)


def instant(at: datetime | None) -> datetime | None:
    """Return a time in UTC, which one without an offset is taken for; None for one that no clock can show."""
    if at is None:
        return None
    try:
        utc = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return utc if utc < NEWEST else None


def offset_s(offset: timedelta | None) -> int | None:
    """Return the seconds of an offset that a zone can have; None for any other."""
    if offset is None or abs(offset) > _FARTHEST_OFFSET or offset % _OFFSET_STEP:
        return None
    return int(offset.total_seconds())


def offset_of(at: datetime | None) -> int | None:
    """Return how many seconds the clock on the wrist was ahead, which a time in UTC says nothing about."""
    return (None if at is None else offset_s(at.utcoffset())) or None
