"""Shoutouts: kind words from one member to others; how many, how long, and which of them earn points."""

import re
from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import Final

RECEIVERS_LIMIT: Final = 5
"""Teammates whom one shoutout may name."""
MESSAGE_LIMIT: Final = 500
"""Characters of a shoutout, and of a coach's reason for an award."""
COACH_POINTS: Final = range(1, 31)
"""Points that a coach may give at once: a good week's run days, and no more."""
UNPRAISED_WEEKS: Final = range(1, 27)
"""For how many weeks somebody may have heard no kind word before coaches are shown them."""
UNPRAISED_AFTER: Final = 3


_BETWEEN: Final = re.compile(r"[,;\n]+|\s+and\s+|\s*&\s*", re.IGNORECASE)
_MENTION: Final = re.compile(r"<@!?([0-9]{1,20})>")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a member named: by a mention, which holds their Discord id, or as typed."""

    typed: str
    user_id: int | None = None


def read_names(typed: str) -> tuple[Named, ...]:
    """Read `Ana, Ben and @Chloé` as those whom it names, each once, in their order."""
    found: dict[Named, None] = {}
    for part in _BETWEEN.split(typed):
        mentioned = [Named(match[0], int(match[1])) for match in _MENTION.finditer(part)]
        rest = " ".join(_MENTION.sub(" ", part).split())
        found |= dict.fromkeys([*mentioned, *([Named(rest)] if rest else [])])
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Earning:
    """Which sides of a shoutout earn points: its giver, and which of its receivers."""

    giver: bool
    receivers: frozenset[int]


def earning(receivers: Collection[int], praised_this_week: Set[int]) -> Earning:
    """Return who earns by a shoutout: the same two once a week (running-science 3.3).

    `praised_this_week` are those whom its giver has given one before in this week of the team. The giver earns once for
    it, however many it names.
    """
    first = frozenset(receivers) - praised_this_week
    return Earning(bool(first), first)
