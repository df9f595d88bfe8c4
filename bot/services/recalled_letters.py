"""Recalled letters: what stands in direct messages about a member who is erased, by them, or to them from a service."""

from datetime import datetime
from typing import Final

from bot.domain.audience import MessageKind
from bot.services.connection_letters import ConnectionNews
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

_SIGNED: Final = (MessageKind.PLAN_WEEK, MessageKind.SEASON_SHARED, MessageKind.DELIVERY_NOTE)
"""Letters that bear a coach's name, who need not be a runner."""

_OVER: Final = (ConnectionNews.ENDED, ConnectionNews.FORGOTTEN)
"""Letters that confirm in writing that all is deleted, as services have us promise: they are the member's to keep."""


def recall_told(uow: UnitOfWork, team_id: int, user_id: int, now: datetime) -> None:
    """Have taken down what services told a member in direct messages of theirs, also by connections that are over.

    The rows hold nothing then but where each stands, and go once it is down.
    """
    told = [outbox_id for outbox_id, _ in uow.recalls.to_reader(team_id, user_id, MessageKind.RUN_NUDGE)]
    for outbox_id, payload in uow.recalls.to_reader(team_id, user_id, MessageKind.CONNECTION_NEWS):
        if payload and payload.get("news") not in _OVER:
            told.append(outbox_id)
    for outbox_id, payload in uow.recalls.to_reader(team_id, user_id, MessageKind.IMPORT_SUMMARY):
        brought = uow.imports.find(payload["import_id"]) if payload else None
        if brought is not None and brought.service is not None:
            told.append(outbox_id)
    uow.outbox.recall_those(told, now)


def recall_letters(uow: UnitOfWork, team_id: int, user_id: int, runner: RunnerRow | None, now: datetime) -> None:
    """Have letters about a member taken down, what they signed drawn without their name, and digests without them.

    To be called while what the member wrote is still known to be theirs. What others have not been sent goes with the
    member, or says what is true when it is.
    """
    if runner is not None:
        uow.outbox.recall(runner.runner_id, user_id, now)
        # One of this week is drawn anew; one of a week gone by has nothing to say, and goes. So it is with reminders:
        # who has left a race, or a plan, may stand in a letter from before.
        uow.outbox.revise_letters(team_id, MessageKind.COACH_DIGEST, now)
        uow.outbox.revise_letters(team_id, MessageKind.RACE_REMINDER, now)
        uow.outbox.recall_those(_told_of(uow, team_id, runner.runner_id), now)
        given = uow.shoutouts.given_to(runner.runner_id)
        shoutouts = [f"{shoutout_id}:{receiver_id}" for shoutout_id, receiver_id in given]
        uow.outbox.revise_letters(team_id, MessageKind.SHOUTOUT_NOTE, now, shoutouts)
        comments = [str(comment_id) for comment_id in uow.comments.around(runner.runner_id)]
        uow.outbox.revise_letters(team_id, MessageKind.COMMENT_NOTE, now, comments)
    for kind in _SIGNED:
        uow.outbox.revise_letters(team_id, kind, now)
    words = [str(feedback_id) for feedback_id in uow.feedback.given(team_id, user_id)]
    uow.outbox.revise_letters(team_id, MessageKind.FEEDBACK, now, words)
    decided = [f"{run_id}:{at.isoformat()}" for run_id, at in uow.reviews.decided_by(team_id, user_id)]
    uow.outbox.revise_letters(team_id, MessageKind.RUN_REVIEW, now, decided)


def _told_of(uow: UnitOfWork, team_id: int, runner_id: int) -> list[int]:
    """Return the news that a runner joined a race; it holds their id, by which it is known to have been told."""
    return [
        outbox_id
        for outbox_id, key, payload in uow.outbox.of_kind(team_id, MessageKind.RACE_MATES)
        if payload and (runner_id in payload["mates"] or key.endswith(f":{runner_id}"))
    ]
