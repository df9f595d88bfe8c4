"""Profiles: what a runner may say about themselves, and how it is read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.dates import parse_when
from bot.domain.points import WEEKLY_TARGETS
from bot.domain.units import ParseError

DRIVES_LIMIT: Final = 300
"""Characters of what drives a runner, in their own words."""
YOUNGEST: Final = 5
OLDEST: Final = 110
"""Ages for which there are standards to grade by."""

TARGETS: Final = tuple(WEEKLY_TARGETS)
"""Run days a week that a runner can aim for."""


class AgeTable(StrEnum):
    """The standards that a runner's results are graded by; their own choice, and shown to nobody."""

    FEMALE = "female"
    MALE = "male"


def read_birth_date(text: str, now_local: datetime) -> date:
    """Read a birth date such as `1990-05-12` or `12 May 1990`.

    Raises ParseError: `age` outside of `YOUNGEST` to `OLDEST`, else the codes of `parse_when`.
    """
    born = parse_when(text, now_local).date
    if not YOUNGEST <= age_on(born, now_local.date()) <= OLDEST:
        raise ParseError("age", text)
    return born


def age_on(born: date, day: date) -> int:
    """Return whole years; who was born on 29 February turns on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
