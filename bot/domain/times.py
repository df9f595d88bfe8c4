"""Times of day as people type them."""

import re
from datetime import time
from typing import Final

from bot.domain.units import ParseError, typed_text

_CLOCK: Final = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})?)?(?P<half>[ap]m?)?")
_FOUR_DIGITS: Final = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<half>[ap]m?)?")
_SPOKEN: Final = {"noon": time(12), "midday": time(12), "midnight": time(0)}


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
