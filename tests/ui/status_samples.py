"""How a team's posts may fare, for the tests of what an admin sees of it."""

from datetime import UTC, datetime

from bot.services.delivery_reasons import Cause
from bot.services.team_schedule import POSTS
from bot.services.team_status import POSTED, HeldUp, Letters, NextPost, Posted, TeamStatus
from bot.ui.text.team_status import KINDS

MOMENT = datetime(2026, 11, 23, 8, tzinfo=UTC)
TEAM = CHANNEL = MESSAGE = 4_611_686_018_427_387_905


def statuses() -> dict[str, TeamStatus]:
    """Return teams of which all arrived, of which nothing does, and of which only letters wait."""
    coming = tuple(NextPost(kind, MOMENT) for kind in POSTS)
    last = tuple(Posted(kind, CHANNEL, MESSAGE, MOMENT) for kind in POSTED[-5:])
    held_up = [HeldUp(kind, 2_000, cause, CHANNEL, MOMENT) for kind, cause in zip(KINDS, list(Cause) * 3, strict=False)]
    given_up = [HeldUp(kind, 1, cause, None, None) for kind, cause in zip(KINDS, Cause, strict=False)]
    return {
        "well": TeamStatus(TEAM, last, coming, (), Letters()),
        "new": TeamStatus(TEAM, (), (), (), Letters()),
        "on hold": TeamStatus(TEAM, last, coming, tuple(held_up), Letters(2_000, 2_000, 2_000)),
        "given up": TeamStatus(TEAM, (), coming, tuple(given_up), Letters()),
        "letters": TeamStatus(TEAM, last, coming, (), Letters(closed=1)),
    }
