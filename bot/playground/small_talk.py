"""Small talk: what people write, and whom they praise, in the week the visitor arrives in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.playground.cast import TEAM_ZONE

_ZONE: Final = ZoneInfo(TEAM_ZONE)


@dataclass(frozen=True, slots=True)
class Line:
    """Something a person writes in a channel at an instant (aware)."""

    at: datetime
    who: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class KindWord:
    """A shoutout that a person gives at an instant (aware)."""

    at: datetime
    who: str
    to: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PrivateWord:
    """Words between the coach and a runner, written at an instant (aware); a runner answers the coach's newest."""

    at: datetime
    who: str
    to: str
    text: str


def _april(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=_ZONE)


LINES: Final = (
    Line(
        datetime(2026, 3, 30, 9, 12, tzinfo=_ZONE),
        "caleb",
        "plan",
        "Week 14 is up. Legs heavy? Swap the strides for a walk with somebody nice.",
    ),
    Line(_april(1, 18, 40), "ana", "general", "Canal path at seven tomorrow. The herons are back!"),
    Line(_april(1, 18, 44), "mo", "general", "In. I bring the flask, you bring the pace, please not all of it 😅"),
    Line(_april(1, 23, 5), "yuki", "general", "Good morning from Tokyo, the cherry trees are out 🌸"),
    Line(_april(2, 20, 31), "ben", "general", "Three bedtime stories, then 5 km. Best part of the day, both."),
    Line(_april(2, 20, 50), "caleb", "general", "That is the spirit, Ben. See you all on Sunday."),
)

KIND_WORDS: Final = (
    KindWord(_april(1, 20, 2), "mo", ("ana",), "You waited on every corner. I ran it all!"),
    KindWord(_april(2, 7, 15), "caleb", ("chloe",), "Even splits into that wind. Textbook."),
    KindWord(_april(2, 21, 10), "ana", ("mo", "priya"), "Two time zones, one song on repeat. Same time next week?"),
)

PRIVATE_WORDS: Final = (
    PrivateWord(
        datetime(2026, 3, 31, 12, 10, tzinfo=_ZONE), "caleb", "ben",
        "Small runs in a full week. Each of them counts.",
    ),
    PrivateWord(
        datetime(2026, 3, 31, 19, 5, tzinfo=_ZONE), "caleb", "mo",
        "Ten minutes without a break, three times now. How do the legs feel on the way home?",
    ),
    PrivateWord(
        datetime(2026, 3, 31, 19, 40, tzinfo=_ZONE), "mo", "caleb",
        "Warm, and a bit proud. Is the 10k at the lake too far to dream of?",
    ),
    PrivateWord(_april(1, 12, 30), "caleb", "mo", "Dream on. Eight minutes running, one walking, all the way round."),
)  # fmt: skip
