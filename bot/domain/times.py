"""Times of day, weekdays and quiet hours as an admin types them."""

import re
from datetime import time
from typing import Final

from bot.domain.units import ParseError, typed_text

_CLOCK: Final = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})?)?(?P<half>[ap]m?)?")
_FOUR_DIGITS: Final = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<half>[ap]m?)?")
_SPOKEN: Final = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_OFF: Final = ("off", "none", "no", "never", "-")
_SPAN: Final = re.compile(r"(?:from )?(.+?) ?(?:-|–|—| to | until | till ) ?(.+)")

QuietHours = tuple[time, time]
"""From when until when; the end can lie on the next day."""


def read_time(text: str) -> time:
    """Read `08:00`, `8am`, `8.30 pm`, `20h`, `0745`, `noon` as a time of day.

    A bare number is an hour of the 24-hour clock. Raises ParseError with the code `invalid`.
    """
    typed = typed_text(text).lower().replace("o'clock", "").replace("a.m.", "am").replace("p.m.", "pm")
    typed = typed.replace(" ", "")
    if typed in _SPOKEN:
        return _SPOKEN[typed]
    match = _CLOCK.fullmatch(typed) or _FOUR_DIGITS.fullmatch(typed)
    if match is None:
        raise ParseError("invalid", text)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ParseError("invalid", text)
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise ParseError("invalid", text)
    return time(hour, minute)


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
    return begins, ends
