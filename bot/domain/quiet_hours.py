"""Quiet hours: how they are typed, and when a direct message may go by the clock on its reader's wall."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from bot.domain.times import read_time
from bot.domain.units import ParseError, typed_text

_OFF: Final = ("off", "none", "no", "never", "-")
_SPAN: Final = re.compile(r"(?:from )?(.+?) ?(?:-|–|—| to | until | till ) ?(.+)")
_NIGHTS: Final = (-2, -1, 0, 1)
"""Days, counted from the reader's today, whose night can hold an instant: zones have left out whole days."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of every day, from one wall-clock time until another, past midnight when that is earlier."""

    begins: time
    ends: time

    @classmethod
    def read(cls, begins: str | None, ends: str | None) -> Self | None:
        """Read two stored times such as `22:00`; None when one of them is empty, or both are the same."""
        if begins is None or ends is None or begins == ends:
            return None
        return cls(time.fromisoformat(begins), time.fromisoformat(ends))


def may_go_at(instant: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    """Return the first instant, from an aware `instant` on, that is outside the quiet hours of `zone`.

    A night is the span between two instants: from when the wall first shows its beginning until it first shows its
    end. So an hour that autumn repeats is no second night, and one that spring skips moves by the gap.
    """
    if quiet is None:
        return instant
    today = instant.astimezone(zone).date()
    for days in _NIGHTS:
        night = today + timedelta(days=days)
        morning = night if quiet.begins < quiet.ends else night + timedelta(days=1)
        begins, ends = _shown(night, quiet.begins, zone), _shown(morning, quiet.ends, zone)
        if begins <= instant < ends:
            # The next night may begin before this one is over, on a day that the clocks change.
            instant = ends
    return instant


def _shown(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def read_quiet_hours(text: str) -> QuietHours | None:
    """Read `22:00-07:00`, `10pm to 7am`, `22-7`; None for `off`. Raises ParseError with the code `invalid`."""
    typed = " ".join(typed_text(text).lower().split())
    if typed in _OFF:
        return None
    match = _SPAN.fullmatch(typed)
    if match is None:
        raise ParseError("invalid", text)
    begins, ends = read_time(match[1]), read_time(match[2])
    if begins == ends:
        # A whole day of quiet would hold messages back for ever.
        raise ParseError("invalid", text)
    return QuietHours(begins, ends)
