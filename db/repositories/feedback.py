"""Questions about feedback."""

import heapq
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, insert, select

from db.connection import Connection
from db.models.feedback import feedback
from db.models.outbox import outbox
from db.repositories.statements import Change

NEWEST = 10**18 - 1
"""A key that no word has yet."""


class FeedbackRow(NamedTuple):
    """Words of a coach to a runner, or `by_runner` the other way; without a coach when theirs was erased.

    `answers_id` is what of the other's they are a reply to.
    """

    feedback_id: int
    team_id: int
    runner_id: int
    coach_id: int | None
    coach_name: str | None
    by_runner: bool
    answers_id: int | None
    message: str
    sent_at: datetime
    read_at: datetime | None
    edited_at: datetime | None
    taken_back_at: datetime | None


class LetterRow(NamedTuple):
    """A direct message of the bot; `runner_id` is the runner whom it is about, if it is about one."""

    team_id: int
    kind: str
    payload: dict[str, Any]
    runner_id: int | None


_FEEDBACK = select(*(feedback.c[name] for name in FeedbackRow._fields))
_BEFORE = feedback.c.feedback_id < bindparam("before", type_=BigInteger())
_HOLDS = feedback.c.taken_back_at.is_(None)
# The id comes from a button, so it may be any number.
_BY_ID = _FEEDBACK.where(
    feedback.c.team_id == bindparam("team_id"),
    feedback.c.feedback_id == bindparam("feedback_id", type_=BigInteger()),
)
_BY_ID_ALONE = _FEEDBACK.where(feedback.c.feedback_id == bindparam("feedback_id", type_=BigInteger()))
_BY_MESSAGE = _FEEDBACK.where(feedback.c.written_message_id == bindparam("message_id"))
_BY_MESSAGE_LOCKED = _BY_MESSAGE.with_for_update()
_LETTER = select(*(outbox.c[name] for name in LetterRow._fields)).where(
    outbox.c.recipient_id == bindparam("recipient_id"), outbox.c.message_id == bindparam("message_id")
)
_OF_WORDS = ("feedback", "feedback_answer", "delivery_note")
_TO_RUNNER = (
    _FEEDBACK.where(feedback.c.runner_id == bindparam("runner_id"), feedback.c.by_runner.is_(False), _HOLDS, _BEFORE)
    .order_by(feedback.c.feedback_id.desc())
    .limit(bindparam("limit"))
)
_TO_COACH = (
    _FEEDBACK.where(
        feedback.c.team_id == bindparam("team_id"),
        feedback.c.coach_id == bindparam("coach_id"),
        feedback.c.by_runner,
        _HOLDS,
        _BEFORE,
    )
    .order_by(feedback.c.feedback_id.desc())
    .limit(bindparam("limit"))
)
_THREAD = (
    _FEEDBACK.where(
        feedback.c.runner_id == bindparam("runner_id"), feedback.c.coach_id == bindparam("coach_id"), _BEFORE
    )
    .order_by(feedback.c.feedback_id.desc())
    .limit(bindparam("limit"))
)
_OF_COACH = (
    _FEEDBACK.where(
        feedback.c.team_id == bindparam("team_id"), feedback.c.coach_id == bindparam("coach_id"), _HOLDS, _BEFORE
    )
    .order_by(feedback.c.feedback_id.desc())
    .limit(bindparam("limit"))
)
_GIVEN = select(feedback.c.feedback_id).where(
    feedback.c.team_id == bindparam("team_id"),
    feedback.c.coach_id == bindparam("coach_id"),
    feedback.c.by_runner.is_(False),
)
_NEWEST_BY_COACH = (
    select(func.max(feedback.c.feedback_id))
    .where(
        feedback.c.runner_id == bindparam("runner_id"),
        feedback.c.by_runner.is_(False),
        feedback.c.coach_id.is_not(None),
    )
    .group_by(feedback.c.coach_id)
)
_COACHES = (
    _FEEDBACK.where(feedback.c.feedback_id.in_(_NEWEST_BY_COACH))
    .order_by(feedback.c.feedback_id.desc())
    .limit(bindparam("limit"))
)
_WRITTEN_TO = (
    select(feedback.c.runner_id)
    .where(feedback.c.team_id == bindparam("team_id"), feedback.c.coach_id == bindparam("coach_id"))
    .group_by(feedback.c.runner_id)
    .order_by(func.max(feedback.c.feedback_id).desc())
    .limit(bindparam("limit"))
)
_ADD = insert(feedback).returning(feedback.c.feedback_id)
_CHANGE = Change(feedback.c.feedback_id)


class FeedbackRepository:
    """Reads and writes `feedback`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        team_id: int,
        runner_id: int,
        coach_id: int,
        coach_name: str | None,
        message: str,
        sent_at: datetime,
        by_runner: bool = False,
        answers_id: int | None = None,
        written_message_id: int | None = None,
    ) -> int:
        """Add words of a coach, or of a runner to one, and return their key."""
        values = {
            "team_id": team_id,
            "runner_id": runner_id,
            "coach_id": coach_id,
            "coach_name": coach_name,
            "by_runner": by_runner,
            "answers_id": answers_id,
            "written_message_id": written_message_id,
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

    def by_message(self, message_id: int, *, for_update: bool = False) -> FeedbackRow | None:
        """Return the words that a direct message to the bot was; with `for_update` nobody changes them meanwhile."""
        statement = _BY_MESSAGE_LOCKED if for_update else _BY_MESSAGE
        row = next(iter(self._connection.execute(statement, {"message_id": message_id})), None)
        return None if row is None else FeedbackRow._make(row)

    def letter(self, recipient_id: int, message_id: int) -> LetterRow | None:
        """Return a direct message of the bot to that member."""
        asked = {"recipient_id": recipient_id, "message_id": message_id}
        row = next(iter(self._connection.execute(_LETTER, asked)), None)
        return None if row is None else LetterRow._make(row)

    def by_letter(self, recipient_id: int, message_id: int) -> FeedbackRow | None:
        """Return the words that a direct message of the bot to that member holds, or tells of."""
        letter = self.letter(recipient_id, message_id)
        if letter is None or letter.kind not in _OF_WORDS or "feedback_id" not in letter.payload:
            return None
        return self.find_by_id(letter.payload["feedback_id"])

    def given(self, team_id: int, coach_id: int) -> list[int]:
        """Return keys of all words that a coach wrote to runners of a team."""
        return list(self._connection.execute(_GIVEN, {"team_id": team_id, "coach_id": coach_id}).scalars())

    def newest_to(
        self, team_id: int, user_id: int, runner_id: int | None, limit: int, before: int = NEWEST
    ) -> list[FeedbackRow]:
        """Return the newest words to a member, newest first, as a runner or as a coach; with `before`, older ones."""
        asked: dict[str, object] = {"team_id": team_id, "coach_id": user_id, "limit": limit, "before": before}
        found = [FeedbackRow._make(row) for row in self._connection.execute(_TO_COACH, asked)]
        if runner_id is not None:
            asked = {"runner_id": runner_id, "limit": limit, "before": before}
            found += (FeedbackRow._make(row) for row in self._connection.execute(_TO_RUNNER, asked))
        return heapq.nlargest(limit, found)

    def thread(self, runner_id: int, coach_id: int, limit: int, before: int = NEWEST) -> list[FeedbackRow]:
        """Return the newest words between a runner and a coach, newest first; with `before`, older ones."""
        asked = {"runner_id": runner_id, "coach_id": coach_id, "limit": limit, "before": before}
        return [FeedbackRow._make(row) for row in self._connection.execute(_THREAD, asked)]

    def of_coach(self, team_id: int, coach_id: int, limit: int, before: int = NEWEST) -> list[FeedbackRow]:
        """Return the newest words of all of a coach's threads that were not taken back; with `before`, older ones."""
        asked = {"team_id": team_id, "coach_id": coach_id, "limit": limit, "before": before}
        return [FeedbackRow._make(row) for row in self._connection.execute(_OF_COACH, asked)]

    def coaches_of(self, runner_id: int, limit: int) -> list[FeedbackRow]:
        """Return the newest words of each coach who wrote to a runner and is known still, newest first."""
        rows = self._connection.execute(_COACHES, {"runner_id": runner_id, "limit": limit})
        return [FeedbackRow._make(row) for row in rows]

    def written_to(self, team_id: int, coach_id: int, limit: int) -> list[int]:
        """Return the runners with whom a coach exchanged words, those of the newest first."""
        asked = {"team_id": team_id, "coach_id": coach_id, "limit": limit}
        return list(self._connection.execute(_WRITTEN_TO, asked).scalars())

    def change(self, feedback_id: int, **columns: object) -> None:
        """Set columns of one word."""
        _CHANGE.run(self._connection, feedback_id, columns)
