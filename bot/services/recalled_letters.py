"""Recalled letters: what stands in others' direct messages about a member who is erased, or bears their name."""

from datetime import datetime

from bot.domain.audience import MessageKind
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def recall_letters(uow: UnitOfWork, team_id: int, user_id: int, runner: RunnerRow | None, now: datetime) -> None:
    """Have letters about a member taken down, what they signed drawn without their name, and digests without them.

    To be called while what the member wrote is still known to be theirs. What others have not been sent goes with the
    member, or says what is true when it is.
    """
    if runner is not None:
        uow.outbox.recall(runner.runner_id, user_id, now)
        # One of this week is drawn anew; one of a week gone by has nothing to say, and goes.
        uow.outbox.revise_letters(team_id, MessageKind.COACH_DIGEST, now)
        given = uow.shoutouts.given_to(runner.runner_id)
        shoutouts = [f"{shoutout_id}:{receiver_id}" for shoutout_id, receiver_id in given]
        uow.outbox.revise_letters(team_id, MessageKind.SHOUTOUT_NOTE, now, shoutouts)
        comments = [str(comment_id) for comment_id in uow.comments.around(runner.runner_id)]
        uow.outbox.revise_letters(team_id, MessageKind.COMMENT_NOTE, now, comments)
    words = [str(feedback_id) for feedback_id in uow.feedback.given(team_id, user_id)]
    uow.outbox.revise_letters(team_id, MessageKind.FEEDBACK, now, words)
    decided = [f"{run_id}:{at.isoformat()}" for run_id, at in uow.reviews.decided_by(team_id, user_id)]
    uow.outbox.revise_letters(team_id, MessageKind.RUN_REVIEW, now, decided)
