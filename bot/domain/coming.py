"""Days to come as people type them: `sunday`, `2 weeks`, `20 dec`, `end of the month`."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from bot.domain.dates import COUNTS, WEEKDAYS, date_or_none, written_date
from bot.domain.units import ParseError, typed_text

_SPAN: Final = re.compile(r"(?:in |for )?(?P<count>[0-9]{1,3}|[a-z]{1,5}) ?(?P<unit>day|week|month)s?")
_LEAP_YEARS: Final = 8
"""How far apart two 29 February can be."""


def read_coming(text: str, today: date) -> date:
    """Read a day from today on: a weekday is the next one, today left out; a span is counted from today.

    A date without a year is the next such day. Raises ParseError: `past` for a day before today, else `ambiguous` and
    `invalid`.
    """
    words = " ".join(typed_text(text).lower().replace(",", " ").split())
    day = _day(re.sub(r"^(?:until|till|to|on) ", "", words), today, text)
    if day < today:
        raise ParseError("past", text)
    return day


def _day(phrase: str, today: date, text: str) -> date:
    spoken = {
        "yesterday": today - timedelta(days=1),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "end of the month": _month_end(today),
    }
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
    years = (year,) if year is not None else range(today.year, today.year + _LEAP_YEARS + 1)
    found = [written for one in years if (written := date_or_none(one, month, day)) is not None]
    if not found:
        raise ParseError("invalid", text)
    return next((one for one in found if one >= today), found[-1])
