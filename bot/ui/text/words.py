"""Small words that every sentence shares: names, counts, days, and how something is quoted."""

from collections.abc import Mapping
from typing import Final

from bot.domain.runs import PainArea, RunKind, Surface
from bot.domain.words import visible
from bot.ui.quoting import quoted, tidy

QUOTE_LIMIT: Final = 60
"""Characters of a value that is quoted back in a question."""
NAME_LIMIT: Final = 32
"""Characters of a name: Discord's own limit for nicknames."""

TEAM_LIMIT: Final = 100
"""Characters of a team's name: Discord's own limit for servers."""

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE: Final = "{weekday} {day} {month}"
DATE_OF_ANOTHER_YEAR: Final = "{weekday} {day} {month} {year}"
DAYS: Final = "{monday}–{sunday} {month}"
DAYS_OF_TWO_MONTHS: Final = "{monday} {monday_month} – {sunday} {month}"
METRES: Final = "{metres} m"
BETWEEN: Final = " · "

NAMELESS: Final = "A teammate"
NAMELESS_AMONG_OTHERS: Final = "Teammate {letter}"
NAMELESS_TEAM: Final = "Your team"
EVENTS: Final[Mapping[str, str]] = {
    "1500m": "1500 m",
    "1mi": "mile",
    "3k": "3 km",
    "2mi": "2 miles",
    "5k": "5 km",
    "8k": "8 km",
    "5mi": "5 miles",
    "10k": "10 km",
    "12k": "12 km",
    "15k": "15 km",
    "10mi": "10 miles",
    "20k": "20 km",
    "hm": "half marathon",
    "25k": "25 km",
    "30k": "30 km",
    "m": "marathon",
    "50k": "50 km",
    "50mi": "50 miles",
    "100k": "100 km",
    "100mi": "100 miles",
}
KINDS: Final[Mapping[RunKind, str]] = {
    RunKind.EASY: "easy",
    RunKind.LONG: "long run",
    RunKind.WORKOUT: "workout",
    RunKind.RACE: "race",
    RunKind.RECOVERY: "recovery",
}
SURFACES: Final[Mapping[Surface, str]] = {
    Surface.ROAD: "road",
    Surface.TRAIL: "trail",
    Surface.TRACK: "track",
    Surface.TREADMILL: "treadmill",
}
EFFORT: Final = "effort {effort} of 10"
CLIMB: Final = "{climb} up"
FEET: Final = "{feet} ft"


def event(name: str, *, first: bool = False) -> str:
    """Return how a standard event is called, `half marathon`; `first` begins a line, `Half marathon`."""
    known = EVENTS[name]
    return known[0].upper() + known[1:] if first else known


def pain_area(area: PainArea) -> str:
    """Return `left calf`, `lower back`: the side comes first, as people say it."""
    place, _, side = area.value.rpartition("_")
    return f"{side} {place}" if side in ("left", "right") else area.value.replace("_", " ")


def points(count: int) -> str:
    """Return `1 point`, `12 points`."""
    return f"{count} point" if count == 1 else f"{count:,} points"


def runs(count: int) -> str:
    """Return `1 run`, `12 runs`."""
    return f"{count} run" if count == 1 else f"{count:,} runs"


def activities(count: int) -> str:
    """Return `1 activity`, `12 activities`."""
    return f"{count} activity" if count == 1 else f"{count:,} activities"


def days(count: int) -> str:
    """Return `1 day`, `12 days`."""
    return f"{count} day" if count == 1 else f"{count:,} days"


def weeks(count: int) -> str:
    """Return `1 week`, `12 weeks`."""
    return f"{count} week" if count == 1 else f"{count:,} weeks"


def called(name: str, nameless: str, limit: int) -> str:
    """Return what somebody called something, safe to stand in a line; `nameless` for a name that shows nothing."""
    tidied = tidy(name, limit)
    if not visible(tidied):
        return nameless
    # An address in a name is no invitation to follow it.
    return quoted(tidied, limit).replace("://", "\\://")


def plainly_called(name: str, nameless: str, limit: int) -> str:
    """Return the same where nothing is read as markup: pictures, their descriptions, threads, forms and options."""
    tidied = tidy(name, limit)
    return tidied if visible(tidied) else nameless


def member(name: str) -> str:
    """Return a member's name, safe to stand in a line; a kind word for a name that shows nothing."""
    return called(name, NAMELESS, NAME_LIMIT)


def plain_member(name: str) -> str:
    """Return a member's name where nothing is read as markup: pictures and their descriptions."""
    return plainly_called(name, NAMELESS, NAME_LIMIT)


def team(name: str) -> str:
    """Return a team's name, safe to stand in a line; a plain word for a name that shows nothing."""
    return called(name, NAMELESS_TEAM, TEAM_LIMIT)


def plain_team(name: str) -> str:
    """Return a team's name where nothing is read as markup: lists and files."""
    return plainly_called(name, NAMELESS_TEAM, TEAM_LIMIT)


def runners(count: int) -> str:
    """Return `1 runner`, `12 runners`."""
    return f"{count} runner" if count == 1 else f"{count:,} runners"
