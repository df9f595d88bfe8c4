"""Words on their way between a coach and a runner: kept, and owed to the other of the two."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.quiet_hours import QuietHours, may_go_at
from bot.services.asker import Asker
from bot.services.coaches import note_coach
from bot.services.feedback_letters import owe_letter
from bot.services.focuses import answer_open
from bot.services.runners import zone_of
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Given:
    """Words that are on their way; whether they arrive is known once they were sent.

    `waits_until` is when the reader's quiet hours end, if they are in them. A coach's name may not be known.
    """

    reader_name: str | None
    message: str
    waits_until: datetime | None = None
    to_coach: bool = False
    feedback_id: int = field(default=0, compare=False)


def write_to_runner(
    uow: UnitOfWork,
    asker: Asker,
    runner: RunnerRow,
    message: str,
    now: datetime,
    *,
    answers_id: int | None = None,
    written_message_id: int | None = None,
) -> Given:
    """Keep a coach's words and owe them; whether the coach may write to the runner has been found out before."""
    if asker.in_server:
        note_coach(uow, asker, now)
    feedback_id = uow.feedback.add(
        team_id=runner.team_id,
        runner_id=runner.runner_id,
        coach_id=asker.user_id,
        coach_name=asker.name,
        message=message,
        sent_at=now,
        answers_id=answers_id,
        written_message_id=written_message_id,
    )
    answer_open(uow, runner.runner_id, asker.user_id, now)
    owe_letter(uow, MessageKind.FEEDBACK, feedback_id, runner, runner.user_id, now)
    waits_until = _waits_until(uow, runner.team_id, zone_of(runner), now)
    return Given(runner.name, message, waits_until, feedback_id=feedback_id)


def write_to_coach(
    uow: UnitOfWork,
    runner: RunnerRow,
    coach_id: int,
    coach_name: str | None,
    message: str,
    now: datetime,
    *,
    answers_id: int | None = None,
    written_message_id: int | None = None,
) -> Given:
    """Keep a runner's words to a coach, who need not have written before, and owe them."""
    feedback_id = uow.feedback.add(
        team_id=runner.team_id,
        runner_id=runner.runner_id,
        coach_id=coach_id,
        coach_name=coach_name,
        message=message,
        sent_at=now,
        by_runner=True,
        answers_id=answers_id,
        written_message_id=written_message_id,
    )
    owe_letter(uow, MessageKind.FEEDBACK_ANSWER, feedback_id, runner, coach_id, now)
    # A coach need not be a runner, and lives by the team's clock then.
    coach = uow.runners.find(runner.team_id, coach_id)
    zone = ZoneInfo(runner.team_time_zone) if coach is None else zone_of(coach)
    waits_until = _waits_until(uow, runner.team_id, zone, now)
    return Given(coach_name, message, waits_until, to_coach=True, feedback_id=feedback_id)


def _waits_until(uow: UnitOfWork, team_id: int, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the reader's quiet hours end; None while there are none."""
    team = uow.teams.find(team_id)
    if team is None:
        return None
    goes_at = may_go_at(now, QuietHours.read(team.quiet_from, team.quiet_until), zone)
    return goes_at if goes_at > now else None
