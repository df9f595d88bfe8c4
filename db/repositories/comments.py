"""Questions about comments, and about the card that they go under."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, select, union

from db.connection import Connection
from db.models.comments import comments
from db.models.outbox import outbox
from db.models.runners import runners
from db.models.runs import runs
from db.repositories.statements import Change
from db.types import UtcDateTime


class CommentRow(NamedTuple):
    """A comment, whose run it is about, and by whom it is."""

    comment_id: int
    team_id: int
    run_id: int
    runner_id: int
    author_id: int
    author_user_id: int
    author_name: str
    author_left_at: datetime | None
    message: str
    written_at: datetime


class CardRow(NamedTuple):
    """Where a card stands: its row in the outbox, and its thread once it has one."""

    outbox_id: int
    channel_id: int
    message_id: int
    thread_channel_id: int | None


_COMMENT = (
    select(
        comments.c.comment_id,
        runs.c.team_id,
        comments.c.run_id,
        runs.c.runner_id,
        comments.c.author_id,
        runners.c.user_id,
        runners.c.name,
        runners.c.left_at,
        comments.c.message,
        comments.c.written_at,
    )
    .select_from(comments)
    .join(runs, runs.c.run_id == comments.c.run_id)
    .join(runners, runners.c.runner_id == comments.c.author_id)
    # The id comes from a button, so it may be any number.
    .where(comments.c.comment_id == bindparam("comment_id", type_=BigInteger()))
)
_OF_RUN = select(comments.c.comment_id).where(comments.c.run_id == bindparam("run_id")).order_by(comments.c.comment_id)
_UNDER_RUNS = (
    select(comments.c.comment_id)
    .join(runs, runs.c.run_id == comments.c.run_id)
    .where(runs.c.runner_id == bindparam("runner_id"))
)
_AROUND = union(
    _UNDER_RUNS, select(comments.c.comment_id).where(comments.c.author_id == bindparam("runner_id"))
).order_by("comment_id")
_RECEIVED = _UNDER_RUNS.order_by(comments.c.comment_id)
_COUNT = select(func.count()).where(
    comments.c.run_id == bindparam("run_id"), comments.c.author_id == bindparam("author_id")
)
_BY_OTHERS = (
    select(func.count())
    .select_from(comments)
    .join(runs, runs.c.run_id == comments.c.run_id)
    .join(runners, runners.c.runner_id == comments.c.author_id)
    .where(
        runs.c.runner_id == bindparam("runner_id"),
        runners.c.user_id.in_(bindparam("user_ids", expanding=True)),
        comments.c.author_id != bindparam("runner_id"),
        comments.c.written_at >= bindparam("since", type_=UtcDateTime()),
    )
)
_ADD = insert(comments).returning(comments.c.comment_id)
_DELETE = delete(comments).where(comments.c.comment_id == bindparam("comment_id"))
_CARD = select(outbox.c.outbox_id, outbox.c.channel_id, outbox.c.message_id, outbox.c.thread_channel_id).where(
    outbox.c.team_id == bindparam("team_id"),
    outbox.c.kind == bindparam("kind"),
    outbox.c.key == bindparam("key"),
    outbox.c.message_id.is_not(None),
)
_CHANGE_CARD = Change(outbox.c.outbox_id)


class CommentRepository:
    """Reads and writes `comments`, and in `outbox` the thread under a card."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run_id: int, author_id: int, message: str, at: datetime) -> int:
        """Add a comment and return its key."""
        values = {"run_id": run_id, "author_id": author_id, "message": message, "written_at": at}
        comment_id: int = self._connection.execute(_ADD, values).scalar_one()
        return comment_id

    def find(self, comment_id: int) -> CommentRow | None:
        """Return one comment of whichever team, or None when it is gone."""
        row = self._connection.execute(_COMMENT, {"comment_id": comment_id}).one_or_none()
        return None if row is None else CommentRow._make(row)

    def of_run(self, run_id: int) -> list[int]:
        """Return the keys of the comments under a run, oldest first."""
        return list(self._connection.execute(_OF_RUN, {"run_id": run_id}).scalars())

    def received(self, runner_id: int) -> list[int]:
        """Return the keys of the comments under a runner's runs, oldest first."""
        return list(self._connection.execute(_RECEIVED, {"runner_id": runner_id}).scalars())

    def received_from(self, runner_id: int, user_ids: Collection[int], since: datetime) -> int:
        """Return how many comments of these members stand under a runner's runs, written from an instant on."""
        parameters = {"runner_id": runner_id, "user_ids": list(user_ids), "since": since}
        return int(self._connection.execute(_BY_OTHERS, parameters).scalar_one())

    def around(self, runner_id: int) -> list[int]:
        """Return the keys of the comments by a runner and under their runs, oldest first."""
        return list(self._connection.execute(_AROUND, {"runner_id": runner_id}).scalars())

    def count(self, run_id: int, author_id: int) -> int:
        """Return how many comments a runner has written under a run."""
        count: int = self._connection.execute(_COUNT, {"run_id": run_id, "author_id": author_id}).scalar_one()
        return count

    def delete(self, comment_id: int) -> None:
        """Delete a comment."""
        self._connection.execute(_DELETE, {"comment_id": comment_id})

    def card(self, team_id: int, kind: str, key: str) -> CardRow | None:
        """Return where a card stands; None when it stands nowhere."""
        row = self._connection.execute(_CARD, {"team_id": team_id, "kind": kind, "key": key}).one_or_none()
        return None if row is None else CardRow._make(row)

    def note_thread(self, card_outbox_id: int, thread_channel_id: int) -> None:
        """Note that a card has a thread."""
        _CHANGE_CARD.run(self._connection, card_outbox_id, {"thread_channel_id": thread_channel_id})
