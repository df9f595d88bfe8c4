"""Questions about words that wait for a reader to be named."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, insert, select

from db.connection import Connection
from db.models.feedback import kept_words
from db.repositories.statements import Change


class KeptRow(NamedTuple):
    """What a member wrote to the bot directly, by which message, and when."""

    kept_id: int
    user_id: int
    message_id: int
    message: str
    kept_at: datetime


_KEPT = select(*(kept_words.c[name] for name in KeptRow._fields))
# The id comes from a button, so it may be any number.
_BY_ID = _KEPT.where(kept_words.c.kept_id == bindparam("kept_id", type_=BigInteger()))
_BY_ID_LOCKED = _BY_ID.with_for_update()
_BY_MESSAGE = _KEPT.where(kept_words.c.message_id == bindparam("message_id"))
_BY_MESSAGE_LOCKED = _BY_MESSAGE.with_for_update()
_ADD = insert(kept_words).returning(kept_words.c.kept_id)
_CHANGE = Change(kept_words.c.kept_id)
_DROP = delete(kept_words).where(kept_words.c.kept_id == bindparam("of_key"))
_DROP_BEFORE = delete(kept_words).where(kept_words.c.kept_at < bindparam("before"))


class KeptWordRepository:
    """Reads and writes `kept_words`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, user_id: int, message_id: int, message: str, kept_at: datetime) -> int:
        """Keep words and return their key."""
        values = {"user_id": user_id, "message_id": message_id, "message": message, "kept_at": kept_at}
        kept_id: int = self._connection.execute(_ADD, values).scalar_one()
        return kept_id

    def find(self, kept_id: int, *, for_update: bool = False) -> KeptRow | None:
        """Return words; with `for_update` nobody else sends them meanwhile."""
        statement = _BY_ID_LOCKED if for_update else _BY_ID
        row = self._connection.execute(statement, {"kept_id": kept_id}).one_or_none()
        return None if row is None else KeptRow._make(row)

    def by_message(self, message_id: int, *, for_update: bool = False) -> KeptRow | None:
        """Return the words that a direct message was; with `for_update` nobody else changes them meanwhile."""
        statement = _BY_MESSAGE_LOCKED if for_update else _BY_MESSAGE
        row = next(iter(self._connection.execute(statement, {"message_id": message_id})), None)
        return None if row is None else KeptRow._make(row)

    def change(self, kept_id: int, **columns: object) -> None:
        """Set columns of one row."""
        _CHANGE.run(self._connection, kept_id, columns)

    def drop(self, kept_id: int) -> None:
        """Keep words no longer."""
        self._connection.execute(_DROP, {"of_key": kept_id})

    def drop_before(self, before: datetime) -> None:
        """Keep nothing any longer that was written before an instant."""
        self._connection.execute(_DROP_BEFORE, {"before": before})
