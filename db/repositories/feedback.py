"""Questions about feedback."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, insert, select

from db.connection import Connection
from db.models.feedback import feedback
from db.repositories.statements import Change

NEWEST = 10**18 - 1
"""A key that no word has yet."""


class FeedbackRow(NamedTuple):
    """A coach's word to a runner; without a sender when theirs was erased."""

    feedback_id: int
    team_id: int
    runner_id: int
    sender_id: int | None
    sender_name: str | None
    message: str
    sent_at: datetime
    read_at: datetime | None


_FEEDBACK = select(*(feedback.c[name] for name in FeedbackRow._fields))
# The id comes from a button, so it may be any number.
_BY_ID = _FEEDBACK.where(
    feedback.c.team_id == bindparam("team_id"),
    feedback.c.feedback_id == bindparam("feedback_id", type_=BigInteger()),
)
_BY_ID_ALONE = _FEEDBACK.where(feedback.c.feedback_id == bindparam("feedback_id", type_=BigInteger()))
_NEWEST = (
    _FEEDBACK.where(
        feedback.c.runner_id == bindparam("runner_id"),
        feedback.c.feedback_id < bindparam("before", type_=BigInteger()),
    )
    .order_by(feedback.c.feedback_id.desc())
    .limit(bindparam("limit"))
)
_ADD = insert(feedback).returning(feedback.c.feedback_id)
_CHANGE = Change(feedback.c.feedback_id)


class FeedbackRepository:
    """Reads and writes `feedback`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, *, team_id: int, runner_id: int, sender_id: int, sender_name: str, message: str, sent_at: datetime
    ) -> int:
        """Add a coach's word and return its key."""
        values = {
            "team_id": team_id,
            "runner_id": runner_id,
            "sender_id": sender_id,
            "sender_name": sender_name,
            "message": message,
            "sent_at": sent_at,
        }
        feedback_id: int = self._connection.execute(_ADD, values).scalar_one()
        return feedback_id

    def find(self, team_id: int, feedback_id: int) -> FeedbackRow | None:
        """Return one word, or None when it is gone."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "feedback_id": feedback_id}).one_or_none()
        return None if row is None else FeedbackRow._make(row)

    def find_by_id(self, feedback_id: int) -> FeedbackRow | None:
        """Return one word of whichever team, or None when it is gone."""
        row = self._connection.execute(_BY_ID_ALONE, {"feedback_id": feedback_id}).one_or_none()
        return None if row is None else FeedbackRow._make(row)

    def newest(self, runner_id: int, limit: int, before: int = NEWEST) -> list[FeedbackRow]:
        """Return the newest words to a runner, newest first; with `before`, those older than that one."""
        rows = self._connection.execute(_NEWEST, {"runner_id": runner_id, "limit": limit, "before": before})
        return [FeedbackRow._make(row) for row in rows]

    def change(self, feedback_id: int, **columns: object) -> None:
        """Set columns of one word."""
        _CHANGE.run(self._connection, feedback_id, columns)
