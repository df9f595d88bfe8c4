"""Letters: what direct messages say, whether they reach their reader as a message or wait in the inbox.

A new kind of direct message is a dataclass in `Letter` and a case in `letter_of`; `bot.ui.letters` draws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from bot.domain.audience import Audience, MessageKind, Subject, audience
from bot.domain.celebrations import Celebration
from bot.domain.doubts import Verdict
from bot.domain.units import Unit
from bot.services.availability_letters import AvailabilityQuestion, PlanClash, availability_question, plan_clash
from bot.services.back_fill_standing import BackFill, untold_offer
from bot.services.celebrations import celebration_of
from bot.services.check_in_letters import CheckInFlag, CheckInQuestion, check_in_flag, check_in_question
from bot.services.checkup_letters import CheckupShared, FocusRequest, checkup_shared, focus_request
from bot.services.coach_digests import CoachDigest, coach_digest
from bot.services.coaches import still_coaches
from bot.services.connection_letters import ConnectionLetter, connection_letter
from bot.services.feedback_letters import Feedback, FeedbackAnswer, answer_letter, feedback_letter
from bot.services.imports import ImportProgress, untold
from bot.services.notices import AdminNotice, admin_notice
from bot.services.nudge_letters import RunNudge, run_nudge
from bot.services.plan_letters import PlanWeek, plan_week
from bot.services.plan_replies import PlanCannot, plan_cannot
from bot.services.race_letters import RaceChange, RaceMates, RaceReminder, race_change, race_mates, race_reminder
from bot.services.relay_letters import (
    RelayLegGone,
    RelayLegNote,
    RelayLegOpen,
    RelayOff,
    relay_leg_note,
    relay_leg_open,
    relay_off,
)
from bot.services.runners import subject_of, today_of, unit_of
from bot.services.season_letters import SeasonShared, season_shared
from bot.services.shoutout_posts import ShoutoutNote, shoutout_note
from db.repositories.outbox_rows import RECALLED
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

FOR_COACHES: Final = frozenset(
    {
        MessageKind.FEEDBACK_ANSWER,
        MessageKind.PLAN_CANNOT,
        MessageKind.CHECKUP_SHARED,
        MessageKind.FOCUS_REQUEST,
        MessageKind.COACH_DIGEST,
        MessageKind.CHECK_IN_FLAG,
    }
)
"""Letters about runners for those who coach them when it is read, and for nobody who did before."""


class Hindrance(StrEnum):
    """Why a direct message did not arrive.

    The reader's are closed, the reader has left the team, or coaches it no more.
    """

    CLOSED = "closed"
    LEFT = "left"
    NO_COACH = "no_coach"


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """Tells whoever wrote to one person that the words did not arrive, and which; None is a coach who is not known."""

    reader_name: str | None
    hindrance: Hindrance
    message: str


@dataclass(frozen=True, slots=True)
class RunReview:
    """A coach's word on a run in doubt, with its figures in the runner's unit; no name when the coach's was erased.

    `celebration` is what the run is celebrated for since it counts.
    """

    coach_name: str | None
    team_name: str
    verdict: Verdict
    reason: str
    local_date: date
    distance_m: int
    moving_s: int
    unit: Unit
    run_id: int = 0
    celebration: Celebration | None = None


@dataclass(frozen=True, slots=True)
class CommentNote:
    """What a teammate said about a run, to its runner alone; its distance (metres) is in the runner's unit."""

    author_name: str
    team_name: str
    message: str
    local_date: date
    distance_m: int
    unit: Unit


Letter = (
    Feedback
    | FeedbackAnswer
    | CommentNote
    | ShoutoutNote
    | DeliveryNote
    | AdminNotice
    | RunReview
    | ImportProgress
    | BackFill
    | CoachDigest
    | RaceChange
    | RaceMates
    | RaceReminder
    | RelayLegNote
    | RelayLegGone
    | RelayLegOpen
    | RelayOff
    | PlanWeek
    | PlanCannot
    | PlanClash
    | SeasonShared
    | CheckupShared
    | FocusRequest
    | AvailabilityQuestion
    | CheckInQuestion
    | CheckInFlag
    | ConnectionLetter
    | RunNudge
)


def letter_of(
    uow: UnitOfWork,
    team_id: int,
    kind: MessageKind,
    payload: Mapping[str, Any],
    recipient_id: int | None,
    now: datetime,
) -> Letter | None:
    """Return what a direct message says now, as `bot.domain.audience` allows it; None when that is nothing."""
    if not payload:
        # Recalled: whom it was about is erased.
        return None
    reader = None if recipient_id is None else uow.runners.find(team_id, recipient_id)
    # Coaches and admins need not be runners.
    subject = Subject() if reader is None else subject_of(reader, today_of(reader, now))
    if kind is MessageKind.CONNECTION_NEWS:
        # Who has left hears all the same that what a service told is deleted.
        subject = replace(subject, away=False)
    if recipient_id is None or audience(kind, subject) is not Audience.PRIVATE:
        return None
    # Who coached when it was owed need not do so by now.
    if kind in FOR_COACHES and not still_coaches(uow, team_id, recipient_id):
        return None
    match kind:
        case MessageKind.FEEDBACK:
            return None if reader is None else feedback_letter(uow, reader, payload)
        case MessageKind.FEEDBACK_ANSWER:
            # Coaches need not be runners.
            return answer_letter(uow, team_id, recipient_id, payload)
        case MessageKind.COMMENT_NOTE:
            return None if reader is None else _comment_note(uow, reader, payload)
        case MessageKind.DELIVERY_NOTE:
            return _delivery_note(uow, team_id, payload)
        case MessageKind.SHOUTOUT_NOTE:
            return None if reader is None else shoutout_note(uow, reader, payload["shoutout_id"])
        case MessageKind.RUN_REVIEW:
            return None if reader is None else _run_review(uow, reader, payload)
        case MessageKind.RACE_CHANGE:
            return None if reader is None else race_change(uow, reader, payload)
        case MessageKind.RACE_MATES:
            return None if reader is None else race_mates(uow, reader, payload, now)
        case MessageKind.RACE_REMINDER:
            return None if reader is None else race_reminder(uow, reader, payload, now)
        case MessageKind.RELAY_LEG:
            return None if reader is None else relay_leg_note(uow, reader, payload)
        case MessageKind.RELAY_OPEN:
            return None if reader is None else relay_leg_open(uow, reader, payload)
        case MessageKind.RELAY_OFF:
            return None if reader is None else relay_off(uow, reader, payload)
        case MessageKind.PLAN_CANNOT:
            # Of a day, or of a whole week's days.
            return plan_cannot(uow, team_id, payload) if "day" in payload else plan_clash(uow, team_id, payload)
        case MessageKind.PLAN_WEEK:
            return None if reader is None else plan_week(uow, reader, payload, now)
        case MessageKind.SEASON_SHARED:
            return None if reader is None else season_shared(uow, reader, payload, now)
        case MessageKind.CHECKUP_SHARED:
            return checkup_shared(uow, team_id, payload)
        case MessageKind.FOCUS_REQUEST:
            return focus_request(uow, team_id, payload)
        case MessageKind.COACH_DIGEST:
            return coach_digest(uow, team_id, payload, recipient_id, now)
        case MessageKind.AVAILABILITY_QUESTION:
            return None if reader is None else availability_question(uow, reader, payload, now)
        case MessageKind.CHECK_IN:
            return None if reader is None else check_in_question(uow, reader, payload, now)
        case MessageKind.CHECK_IN_FLAG:
            return check_in_flag(uow, team_id, payload)
        case MessageKind.CONNECTION_NEWS if "back_fill_id" in payload:
            return None if reader is None else untold_offer(uow, reader, payload, now)
        case MessageKind.CONNECTION_NEWS:
            return None if reader is None else connection_letter(uow, reader, payload)
        case MessageKind.RUN_NUDGE:
            return None if reader is None else run_nudge(uow, reader, payload, now)
        case MessageKind.ADMIN_NOTICE:
            return admin_notice(uow, team_id, payload)
        case MessageKind.IMPORT_SUMMARY:
            return untold(uow, payload["import_id"])
        case _:
            return None


def _comment_note(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> CommentNote | None:
    word = uow.comments.find(payload["comment_id"])
    run = None if word is None else uow.runs.find(reader.team_id, word.run_id)
    if word is None or run is None or run.runner_id != reader.runner_id:
        return None
    return CommentNote(
        author_name=word.author_name,
        team_name=reader.team_name,
        message=word.message,
        local_date=run.local_date,
        distance_m=run.distance_m,
        unit=unit_of(reader),
    )


def _delivery_note(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> DeliveryNote | None:
    """Return which words did not arrive; None when they, or their reader, have gone since."""
    if "shoutout_id" in payload:
        shoutout = uow.shoutouts.find(team_id, payload["shoutout_id"])
        message, runner_id = None if shoutout is None else shoutout.message, payload["runner_id"]
    elif "comment_id" in payload:
        comment = uow.comments.find(payload["comment_id"])
        message, runner_id = (None, 0) if comment is None else (comment.message, comment.runner_id)
    else:
        word = uow.feedback.find(team_id, payload["feedback_id"])
        if word is not None and word.taken_back_at is not None:
            return None
        if word is not None and word.by_runner:
            return DeliveryNote(word.coach_name, Hindrance(payload["hindrance"]), word.message)
        message, runner_id = (None, 0) if word is None else (word.message, word.runner_id)
    runner = uow.runners.find_by_id(runner_id)
    return (
        None
        if message is None or runner is None
        else DeliveryNote(runner.name, Hindrance(payload["hindrance"]), message)
    )


def _run_review(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> RunReview | None:
    """Return a coach's word; None when the run has changed since, or the word has."""
    row = uow.reviews.find(reader.team_id, payload["run_id"])
    if row is None or row.runner_id != reader.runner_id or row.decided_at is None or row.verdict is None:
        return None
    if row.decided_at != datetime.fromisoformat(payload["decided_at"]):
        return None
    celebrated = uow.celebrations.find(row.run_id)
    return RunReview(
        coach_name=row.decider_name,
        team_name=reader.team_name,
        verdict=Verdict(row.verdict),
        reason=row.reason or "",
        local_date=row.local_date,
        distance_m=row.distance_m,
        moving_s=row.moving_s,
        unit=unit_of(reader),
        run_id=row.run_id,
        celebration=celebration_of(celebrated) if celebrated is not None and celebrated.holds else None,
    )


def tell_sender(uow: UnitOfWork, outbox_id: int, kind: str, key: str, hindrance: Hindrance, now: datetime) -> None:
    """Owe the person who wrote a direct message the news that it did not arrive; one that nobody wrote, nothing."""
    # What was recalled was not to arrive.
    written = None if key.startswith(RECALLED) else _written(uow, kind, key)
    if written is None:
        return
    team_id, sender_id, runner_id, payload = written
    uow.outbox.owe(
        team_id=team_id,
        kind=MessageKind.DELIVERY_NOTE,
        key=f"{outbox_id}:{hindrance}",
        payload={**payload, "hindrance": hindrance},
        now=now,
        runner_id=runner_id,
        recipient_id=sender_id,
    )


def _written(uow: UnitOfWork, kind: str, key: str) -> tuple[int, int, int, dict[str, Any]] | None:
    """Return team, sender and reader of a direct message that somebody wrote, and what names their words."""
    match kind:
        case MessageKind.FEEDBACK:
            word = uow.feedback.find_by_id(int(key))
            if word is None or word.coach_id is None:
                return None
            return word.team_id, word.coach_id, word.runner_id, {"feedback_id": word.feedback_id}
        case MessageKind.FEEDBACK_ANSWER:
            word = uow.feedback.find_by_id(int(key))
            runner = None if word is None else uow.runners.find_by_id(word.runner_id)
            if word is None or runner is None:
                return None
            return word.team_id, runner.user_id, word.runner_id, {"feedback_id": word.feedback_id}
        case MessageKind.SHOUTOUT_NOTE:
            shoutout_id, runner_id = map(int, key.split(":"))
            reader = uow.runners.find_by_id(runner_id)
            row = None if reader is None else uow.shoutouts.find(reader.team_id, shoutout_id)
            if row is None or row.giver_user_id is None:
                return None
            return row.team_id, row.giver_user_id, runner_id, {"shoutout_id": shoutout_id, "runner_id": runner_id}
        case MessageKind.COMMENT_NOTE:
            comment = uow.comments.find(int(key))
            if comment is None:
                return None
            return comment.team_id, comment.author_user_id, comment.runner_id, {"comment_id": comment.comment_id}
        case _:
            return None
