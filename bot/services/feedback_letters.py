"""Letters of feedback: what a coach and a runner write to each other, as the other reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.repositories.feedback import FeedbackRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Feedback:
    """A coach's private words to a runner; without a name when the coach's data was erased.

    `answered` is what of the runner's they are a reply to. Nobody can answer a coach who is not known any more.
    """

    feedback_id: int
    coach_name: str | None
    team_name: str
    message: str
    is_read: bool
    sent_at: datetime
    answered: str | None = None
    can_be_answered: bool = True
    is_edited: bool = False
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackAnswer:
    """A runner's private words to a coach; `answered` is what of the coach's they are a reply to."""

    feedback_id: int
    runner_name: str
    team_name: str
    message: str
    is_read: bool
    sent_at: datetime
    answered: str | None = None
    is_edited: bool = False
    is_taken_back: bool = False


def feedback_letter(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> Feedback | None:
    """Return a coach's words; None when they are gone."""
    word = uow.feedback.find(reader.team_id, payload["feedback_id"])
    if word is None or word.by_runner or word.runner_id != reader.runner_id:
        return None
    return feedback_of(uow, word, reader.team_name)


def answer_letter(
    uow: UnitOfWork, team_id: int, recipient_id: int, payload: Mapping[str, Any]
) -> FeedbackAnswer | None:
    """Return a runner's words to the coach who is to read them; None when they, or the runner, are gone."""
    word = uow.feedback.find(team_id, payload["feedback_id"])
    return None if word is None or word.coach_id != recipient_id else answer_of(uow, word)


def feedback_of(uow: UnitOfWork, word: FeedbackRow, team_name: str) -> Feedback:
    """Return a coach's words as they are read."""
    return Feedback(
        feedback_id=word.feedback_id,
        coach_name=word.coach_name,
        team_name=team_name,
        message=word.message,
        is_read=word.read_at is not None,
        sent_at=word.sent_at,
        answered=_answered(uow, word),
        is_edited=word.edited_at is not None,
        is_taken_back=word.taken_back_at is not None,
        can_be_answered=word.coach_id is not None,
    )


def answer_of(uow: UnitOfWork, word: FeedbackRow) -> FeedbackAnswer | None:
    """Return a runner's words as they are read; None when they are a coach's, or the runner is gone."""
    runner = uow.runners.find_by_id(word.runner_id)
    if runner is None or not word.by_runner:
        return None
    return FeedbackAnswer(
        feedback_id=word.feedback_id,
        runner_name=runner.name,
        team_name=runner.team_name,
        message=word.message,
        is_read=word.read_at is not None,
        sent_at=word.sent_at,
        answered=_answered(uow, word),
        is_edited=word.edited_at is not None,
        is_taken_back=word.taken_back_at is not None,
    )


def _answered(uow: UnitOfWork, word: FeedbackRow) -> str | None:
    other = None if word.answers_id is None else uow.feedback.find_by_id(word.answers_id)
    return None if other is None or other.taken_back_at is not None else other.message
