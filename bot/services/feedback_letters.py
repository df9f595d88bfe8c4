"""Letters of feedback: what a coach and a runner write to each other, as the other reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.audience import MessageKind
from db.repositories.feedback import FeedbackRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

Files = Mapping[int, tuple[str, ...]]
"""Names of the files that go along with words, by these."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A coach's private words to a runner; without a name when the coach's data was erased.

    `answered` is what of the runner's they are a reply to; `files` names what goes along, and `contents` has what is in
    it where that is to be attached. Nobody can answer a coach who is not known any more.
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
    files: tuple[str, ...] = ()
    contents: tuple[tuple[str, bytes], ...] = ()


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
    files: tuple[str, ...] = ()
    contents: tuple[tuple[str, bytes], ...] = ()


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


def feedback_of(uow: UnitOfWork, word: FeedbackRow, team_name: str, files: Files | None = None) -> Feedback:
    """Return a coach's words as they are read; `files` has names of files where those of several are known."""
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
        files=_names(uow, word, files),
        can_be_answered=word.coach_id is not None,
    )


def answer_of(uow: UnitOfWork, word: FeedbackRow, files: Files | None = None) -> FeedbackAnswer | None:
    """Return a runner's words as they are read; None when they are a coach's, or the runner is gone.

    `files` has names of files where those of several are known.
    """
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
        files=_names(uow, word, files),
    )


def _names(uow: UnitOfWork, word: FeedbackRow, files: Files | None) -> tuple[str, ...]:
    return tuple(uow.feedback_files.names(word.feedback_id)) if files is None else files.get(word.feedback_id, ())


def _answered(uow: UnitOfWork, word: FeedbackRow) -> str | None:
    other = None if word.answers_id is None else uow.feedback.find_by_id(word.answers_id)
    return None if other is None or other.taken_back_at is not None else other.message


def note_read(uow: UnitOfWork, word: FeedbackRow, now: datetime) -> None:
    """Note that words were read, since they were answered, and let the letter that stands say so."""
    if word.read_at is not None:
        return
    uow.feedback.change(word.feedback_id, read_at=now)
    revise_letter(uow, word, now)


def revise_letter(uow: UnitOfWork, word: FeedbackRow, now: datetime) -> None:
    """Let the letter that holds words say what is true now, where it stands in direct messages."""
    kind = MessageKind.FEEDBACK_ANSWER if word.by_runner else MessageKind.FEEDBACK
    owed = uow.outbox.find(word.team_id, kind, str(word.feedback_id))
    # One that was read in the inbox is sent, stands nowhere, and would be sent once more.
    if owed is not None and owed.message_id is not None:
        uow.outbox.revise(word.team_id, kind, str(word.feedback_id), now)


def owe_letter(
    uow: UnitOfWork, kind: MessageKind, feedback_id: int, runner: RunnerRow, recipient_id: int, now: datetime
) -> None:
    """Owe words to the other of the two."""
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=kind,
        key=str(feedback_id),
        payload={"feedback_id": feedback_id},
        now=now,
        runner_id=runner.runner_id,
        recipient_id=recipient_id,
    )
