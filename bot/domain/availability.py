"""Availability: on which days of a week a runner can run, for who plans the week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.dates import Week

NOTE_LIMIT: Final = 300
"""Characters of what a runner adds in their own words."""

WEEKS_AHEAD: Final = 8
"""How many weeks after the present one can be told about."""


class Room(StrEnum):
    """How much room a day has for a run."""

    FREE = "free"
    SHORT = "short"
    NONE = "none"


Days = tuple[Room, ...]
"""Seven of them, Monday first."""

NO_DAYS: Final[Days] = (Room.NONE,) * 7


@dataclass(frozen=True, slots=True)
class Availability:
    """What a runner said of a week; `is_usual` tells that they said so of every week, and of this one nothing else."""

    days: Days
    note: str | None
    is_usual: bool = False

    def on(self, day: date) -> Room:
        """Return how much room a day of the week has."""
        return self.days[day.weekday()]


class WhichWeek(StrEnum):
    """The week that is meant, seen from the runner's today."""

    NEXT = "next_week"
    THIS = "this_week"


def week_meant(which: WhichWeek, today: date) -> Week:
    """Return the week that is meant."""
    week = Week.of(today)
    return week if which is WhichWeek.THIS else week.next()


def may_be_told(week: Week, today: date) -> bool:
    """Tell whether something can still be said of a week: one that is not over, and not far off."""
    return Week.of(today) <= week <= Week.of(today + timedelta(weeks=WEEKS_AHEAD))


def chosen_days(free: Iterable[int], short: Iterable[int]) -> Days:
    """Return the days from two lists of weekdays, 0 for Monday: one that stands in both is short of time."""
    of_free, of_short = frozenset(free), frozenset(short)
    return tuple(
        Room.SHORT if day in of_short else Room.FREE if day in of_free else Room.NONE for day in range(len(NO_DAYS))
    )


def weekdays_with(days: Days, room: Room) -> tuple[int, ...]:
    """Return the weekdays, 0 for Monday, that have just so much room."""
    return tuple(number for number, each in enumerate(days) if each is room)


_LETTERS: Final = {Room.FREE: "F", Room.SHORT: "S", Room.NONE: "-"}
_ROOMS: Final = {letter: room for room, letter in _LETTERS.items()}


def write_days(days: Days) -> str:
    """Return the stored form, `F-S-FF-`: a letter for each day."""
    return "".join(_LETTERS[room] for room in days)


def read_days(stored: str) -> Days:
    """Read the stored form; ValueError for anything else."""
    if len(stored) != len(NO_DAYS) or set(stored) - set(_ROOMS):
        raise ValueError("a week has seven days, each F, S or -")
    return tuple(_ROOMS[letter] for letter in stored)
