"""Pauses: until when, as people say it, and why. What a pause freezes is decided by streaks and audience."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.coming import read_coming
from bot.domain.units import ParseError

LONGEST: Final = timedelta(days=366)
"""A pause ends by itself; who is away for longer sets another."""


class PauseReason(StrEnum):
    """Why a runner pauses; for themselves and their coach."""

    ILL = "ill"
    INJURED = "injured"
    TRAVEL = "travel"
    OFF_SEASON = "off_season"


def read_until(text: str, today: date) -> date:
    """Read the last day of a pause: `sunday`, `2 weeks`, `a month`, `20 dec`, `2026-12-20`, `end of the month`.

    A weekday is the next one, today left out; a span is counted from today; a date without a year is the next such
    day. Raises ParseError: `past` for a day before today, `too_far` beyond a year, `ambiguous` and `invalid`.
    """
    last = read_coming(text, today)
    if last - today > LONGEST:
        raise ParseError("too_far", text)
    return last
