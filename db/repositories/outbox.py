"""Questions about messages owed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select, update

from db.connection import Connection
from db.models.outbox import outbox
from db.models.teams import teams
from db.repositories.statements import Change, Upsert


class OutboxRow(NamedTuple):
    """A message owed, as a worker claims it."""

    outbox_id: int
    team_id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime
    useful_until: datetime | None
    channel_id: int | None
    message_id: int | None
    team_name: str
    feed_channel_id: int | None
    leaderboard_channel_id: int | None


class OutboxLine(NamedTuple):
    """A message owed, as the operator sees it."""

    outbox_id: int
    team_id: int
    kind: str
    key: str
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    reason: str | None


_OPEN = or_(outbox.c.state == "pending", outbox.c.state == "sending")
_DUE_IDS = (
    select(outbox.c.outbox_id)
    .where(_OPEN, outbox.c.due_at <= bindparam("now"))
    .order_by(outbox.c.outbox_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_ROWS = (
    select(
        outbox.c.outbox_id,
        outbox.c.team_id,
        outbox.c.kind,
        outbox.c.key,
        outbox.c.payload,
        outbox.c.attempts,
        outbox.c.created_at,
        outbox.c.useful_until,
        outbox.c.channel_id,
        outbox.c.message_id,
        teams.c.name,
        teams.c.feed_channel_id,
        teams.c.leaderboard_channel_id,
    )
    .join(teams)
    .where(outbox.c.outbox_id.in_(bindparam("outbox_ids", expanding=True)))
    .order_by(outbox.c.outbox_id)
)
_LINES = (
    select(*(outbox.c[name] for name in OutboxLine._fields))
    .order_by(outbox.c.outbox_id.desc())
    .limit(bindparam("limit"))
)

_OWE = Upsert(outbox, lambda insert: insert.on_conflict_do_nothing(index_elements=["team_id", "kind", "key"]))
_NAMED = select(outbox.c.outbox_id, outbox.c.state, outbox.c.channel_id, outbox.c.message_id).where(
    outbox.c.team_id == bindparam("team_id"),
    outbox.c.kind == bindparam("kind"),
    outbox.c.key == bindparam("key"),
)
_CHANGE = Change(outbox.c.outbox_id)
# The number of attempts tells claims apart: a later one has counted on.
_HOLD = (
    select(outbox.c.outbox_id)
    .where(
        outbox.c.outbox_id == bindparam("outbox_id"),
        outbox.c.state == "sending",
        outbox.c.attempts == bindparam("attempts"),
    )
    .with_for_update()
)
_NEXT = select(func.min(outbox.c.due_at)).where(_OPEN)


class OutboxRepository:
    """Reads and writes `outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owe(
        self,
        *,
        team_id: int,
        kind: str,
        key: str,
        payload: dict[str, Any],
        now: datetime,
        useful_until: datetime | None = None,
        channel_id: int | None = None,
        message_id: int | None = None,
    ) -> bool:
        """Owe a message; False when the same one (team, kind, key) is owed or sent already."""
        owed = self._connection.execute(
            _OWE.on(self._connection),
            {
                "team_id": team_id,
                "kind": kind,
                "key": key,
                "payload": payload,
                "state": "pending",
                "attempts": 0,
                "due_at": now,
                "created_at": now,
                "useful_until": useful_until,
                "channel_id": channel_id,
                "message_id": message_id,
            },
        )
        return bool(owed.rowcount == 1)

    def claim_due(self, now: datetime, lease_until: datetime, limit: int) -> list[OutboxRow]:
        """Take what is due until `lease_until`, oldest first; a claim that lapsed is due again."""
        ids = list(self._connection.execute(_DUE_IDS, {"now": now, "limit": limit}).scalars())
        if not ids:
            return []
        self._connection.execute(
            update(outbox)
            .where(outbox.c.outbox_id.in_(ids))
            .values(state="sending", due_at=lease_until, attempts=outbox.c.attempts + 1)
        )
        rows = self._connection.execute(_ROWS, {"outbox_ids": ids})
        return [OutboxRow._make(row) for row in rows]

    def change(self, outbox_id: int, **columns: object) -> None:
        """Set columns of one message."""
        _CHANGE.run(self._connection, outbox_id, columns)

    def change_held(self, outbox_id: int, attempts: int, **columns: object) -> bool:
        """Set columns of a message whose claim, its `attempts`-th, still stands; False when it lapsed to another."""
        if self._connection.execute(_HOLD, {"outbox_id": outbox_id, "attempts": attempts}).one_or_none() is None:
            return False
        self.change(outbox_id, **columns)
        return True

    def find(self, team_id: int, kind: str, key: str) -> tuple[int, str, int | None, int | None] | None:
        """Return (id, state, channel, message) of what is or was owed under this name."""
        row = self._connection.execute(_NAMED, {"team_id": team_id, "kind": kind, "key": key}).one_or_none()
        return None if row is None else (row[0], row[1], row[2], row[3])

    def next_due_at(self) -> datetime | None:
        """Return when the next open message is due, or None when nothing is owed."""
        earliest: datetime | None = self._connection.execute(_NEXT, {}).scalar()
        return earliest

    def newest(self, limit: int) -> list[OutboxLine]:
        """Return the newest messages, newest first."""
        return [OutboxLine._make(row) for row in self._connection.execute(_LINES, {"limit": limit})]

    def counts(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        rows = self._connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return {row[0]: row[1] for row in rows}
