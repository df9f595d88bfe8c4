"""Pauses: until when, as people say it, and why. What a pause freezes is decided by streaks and audience."""

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.dates import COUNTS, WEEKDAYS, date_or_none, written_date
from bot.domain.units import ParseError, typed_text

LONGEST: Final = timedelta(days=366)
"""A pause ends by itself; who is away for longer sets another."""

_SPAN: Final = re.compile(r"(?:in |for )?(?P<count>[0-9]{1,3}|[a-z]{1,5}) ?(?P<unit>day|week|month)s?")


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
    words = " ".join(typed_text(text).lower().replace(",", " ").split())
    phrase = re.sub(r"^(?:until|till|to|on) ", "", words)
    last = _day(phrase, today, text)
    if last < today:
        raise ParseError("past", text)
    if last - today > LONGEST:
        raise ParseError("too_far", text)
    return last


def _day(phrase: str, today: date, text: str) -> date:
    spoken = {"today": today, "tomorrow": today + timedelta(days=1), "end of the month": _month_end(today)}
    if phrase in spoken:
        return spoken[phrase]
    name = re.sub(r"^(?:next|this) ", "", phrase)
    if name in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS[name] - today.weekday() - 1) % 7 + 1)
    span = _SPAN.fullmatch("a " + name if name in ("week", "month") else phrase)
    if span is not None:
        return _after(span, today, text)
    return _calendar_day(phrase, today, text)


def _after(span: re.Match[str], today: date, text: str) -> date:
    count = int(span["count"]) if span["count"].isdigit() else COUNTS.get(span["count"])
    if not count:
        raise ParseError("invalid", text)
    if span["unit"] == "month":
        months = today.year * 12 + today.month - 1 + count
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today + timedelta(days=count * (7 if span["unit"] == "week" else 1))


def _month_end(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def _calendar_day(phrase: str, today: date, text: str) -> date:
    year, month, day = written_date(phrase, text)
    years = (year,) if year is not None else (today.year, today.year + 1)
    found = [written for one in years if (written := date_or_none(one, month, day)) is not None]
    if not found:
        raise ParseError("invalid", text)
    return next((one for one in found if one >= today), found[-1])
