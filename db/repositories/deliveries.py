"""Questions about what became of a team's messages, for those who look after it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from db.connection import Connection
from db.models.outbox import outbox
from db.repositories.outbox_rows import RECALLED


class PostedRow(NamedTuple):
    """A post that stands in its channel."""

    kind: str
    channel_id: int
    message_id: int
    sent_at: datetime


class HeldUpRow(NamedTuple):
    """Posts of one kind that did not reach their channel for one reason: how many, and when the first is tried next."""

    kind: str
    state: str
    reason: str
    channel_id: int | None
    posts: int
    due_at: datetime


# The unique index leads to a team's messages of a kind; only kinds of which there are few are asked for.
_POSTED: Final = (
    select(*(outbox.c[name] for name in PostedRow._fields))
    .where(
        outbox.c.team_id == bindparam("team_id"),
        outbox.c.kind.in_(bindparam("kinds", expanding=True)),
        outbox.c.recipient_id.is_(None),
        outbox.c.channel_id.is_not(None),
        outbox.c.message_id.is_not(None),
        outbox.c.sent_at.is_not(None),
    )
    .order_by(outbox.c.sent_at.desc(), outbox.c.outbox_id.desc())
    .limit(bindparam("limit"))
)
# Open and failed messages of all teams are few, those that one team has had may be many, and so may all posts there
# are: sums, which no index is of, have both databases begin at the state.
_OF_TEAM: Final = outbox.c.team_id + 0 == bindparam("team_id")
_IS_POST: Final = (outbox.c.recipient_id + 0).is_(None)
_WAITS: Final = and_(outbox.c.state.in_(("pending", "sending")), outbox.c.reason.is_not(None))
_GIVEN_UP: Final = and_(outbox.c.state == "failed", outbox.c.due_at >= bindparam("since"))
_HELD_UP: Final = (
    select(
        outbox.c.kind,
        outbox.c.state,
        outbox.c.reason,
        outbox.c.channel_id,
        func.count().label("posts"),
        func.min(outbox.c.due_at).label("due_at"),
    )
    .where(_OF_TEAM, _IS_POST, or_(_WAITS, _GIVEN_UP))
    .group_by(outbox.c.kind, outbox.c.state, outbox.c.reason, outbox.c.channel_id)
    .order_by(func.count().desc(), outbox.c.kind)
    .limit(bindparam("limit"))
)
_LETTERS: Final = (
    select(outbox.c.state, func.count())
    .where(
        _OF_TEAM,
        outbox.c.recipient_id.is_not(None),
        ~outbox.c.key.startswith(RECALLED, autoescape=True),
        or_(
            outbox.c.state == "waiting",
            _GIVEN_UP,
            and_(_WAITS, outbox.c.attempts > 0, outbox.c.reason != bindparam("quiet")),
        ),
    )
    .group_by(outbox.c.state)
)


class DeliveryRepository:
    """Reads the outbox of one team."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def posted(self, team_id: int, kinds: Collection[str], limit: int) -> list[PostedRow]:
        """Return the posts of some kinds that stand, newest first."""
        rows = self._connection.execute(_POSTED, {"team_id": team_id, "kinds": list(kinds), "limit": limit})
        return [PostedRow._make(row) for row in rows]

    def held_up(self, team_id: int, since: datetime, limit: int) -> list[HeldUpRow]:
        """Return the posts that wait for a reason, or were given up since then, most first."""
        rows = self._connection.execute(_HELD_UP, {"team_id": team_id, "since": since, "limit": limit})
        return [HeldUpRow._make(row) for row in rows]

    def letters(self, team_id: int, since: datetime, quiet: str) -> dict[str, int]:
        """Return how many direct messages did not arrive, by state; those that wait for a reason other than `quiet`."""
        rows = self._connection.execute(_LETTERS, {"team_id": team_id, "since": since, "quiet": quiet})
        return {row[0]: row[1] for row in rows}
