"""Questions about posts that stand and follow a burst of small changes calmly: a few edits for many of them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from db.connection import Connection
from db.models.outbox import outbox
from db.repositories.statements import Change


class Redraw(NamedTuple):
    """A post that is to be edited: the revision it owes, and whether it may be at once."""

    revision: int
    rested: bool


_POST = (
    select(outbox.c.outbox_id, outbox.c.revision, outbox.c.state, outbox.c.message_id, outbox.c.drawn_at)
    .where(
        outbox.c.team_id == bindparam("team_id"),
        outbox.c.kind == bindparam("kind"),
        outbox.c.key == bindparam("key"),
    )
    .with_for_update()
)
_CHANGE = Change(outbox.c.outbox_id)
_AT_REST = ("sent", "failed")


class RedrawRepository:
    """Reads and writes the revisions in `outbox`, as `OutboxRepository.revise` does for what may not wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, team_id: int, kind: str, key: str, now: datetime, calm: timedelta) -> Redraw | None:
        """Let a post say what is true once `calm` has passed, however often that is asked for; None for no post.

        One that has not been edited for as long may be edited by whoever asks, who notes it with `done`; until then it
        stays owed. Holds the post until the transaction ends.
        """
        found = self._connection.execute(_POST, {"team_id": team_id, "kind": kind, "key": key}).one_or_none()
        if found is None:
            return None
        outbox_id, revision, state, message_id, drawn_at = found
        columns: dict[str, object] = {"revision": revision + 1, "revised_at": now}
        at_rest = state in _AT_REST and message_id is not None
        if at_rest:
            columns |= {"state": "pending", "attempts": 0, "due_at": now + calm, "calm": True}
        _CHANGE.run(self._connection, outbox_id, columns)
        return Redraw(revision + 1, rested=at_rest and (drawn_at is None or now - drawn_at >= calm))

    def done(self, team_id: int, kind: str, key: str, revision: int, now: datetime) -> bool:
        """Note that a post was edited to say what it owed at a revision; False when nobody knows what it says now."""
        found = self._connection.execute(_POST, {"team_id": team_id, "kind": kind, "key": key}).one_or_none()
        if found is None:
            return True
        outbox_id, newest, state, _, _ = found
        if state != "pending":
            # A worker has edited it meanwhile, or is about to, and either of the two edits may have come second.
            return False
        if newest == revision:
            _CHANGE.run(self._connection, outbox_id, {"state": "sent", "sent_at": now, "drawn_at": now})
        return True
