"""Questions about letters that are taken down for good, with nothing left that they tell."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from db.connection import Connection
from db.models.outbox import outbox
from db.repositories.outbox_rows import RECALLED

_SINCE = select(outbox.c.revised_at).where(
    outbox.c.outbox_id == bindparam("outbox_id"), outbox.c.key.startswith(RECALLED)
)
_TO_READER = (
    select(outbox.c.outbox_id, outbox.c.payload)
    .where(
        outbox.c.team_id == bindparam("team_id"),
        outbox.c.recipient_id == bindparam("recipient_id"),
        outbox.c.kind == bindparam("kind"),
    )
    .order_by(outbox.c.outbox_id)
)
_FORGET = delete(outbox).where(outbox.c.outbox_id == bindparam("of_id"))


class RecallRepository:
    """Reads and ends what `OutboxRepository.recall` and `recall_those` begin."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, outbox_id: int) -> datetime | None:
        """Return since when a message is to be taken down for good; None for any other, and one that is gone."""
        since: datetime | None = self._connection.execute(_SINCE, {"outbox_id": outbox_id}).scalar()
        return since

    def to_reader(self, team_id: int, recipient_id: int, kind: str) -> list[tuple[int, dict[str, Any]]]:
        """Return (id, payload) of every direct message of a kind to a member, sent or not."""
        parameters = {"team_id": team_id, "recipient_id": recipient_id, "kind": kind}
        return [(row[0], row[1]) for row in self._connection.execute(_TO_READER, parameters)]

    def forget(self, outbox_id: int) -> None:
        """Forget a message that is taken down: nothing says to whom it went."""
        self._connection.execute(_FORGET, {"of_id": outbox_id})
