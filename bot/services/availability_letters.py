"""Letters about days: the question of Saturdays, and what a coach hears of days that were told after the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.availability import Room
from bot.domain.dates import Week
from bot.domain.weekly_asks import Due
from bot.services.availability import AvailabilityPage, availability_of, availability_page, clashing
from bot.services.coaches import coaches_of
from bot.services.runners import subject_of, today_of
from bot.services.teams import TeamUnits
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

PLANNED_WITHIN: Final = timedelta(weeks=4)
"""Who had a plan within that time is taken to have one again."""


@dataclass(frozen=True, slots=True)
class AvailabilityQuestion:
    """Asks on which days of a week its reader can run."""

    page: AvailabilityPage


@dataclass(frozen=True, slots=True)
class PlanClash:
    """Tells a coach of a runner's days, said once their week was out: the sessions with no room, or not much.

    They are as typed. Without sessions and without a note all fits by now.
    """

    runner_name: str
    team_name: str
    week: Week
    sessions: tuple[tuple[date, Room, str], ...]
    note: str | None
    units: TeamUnits
    runner_id: int


def wants_question(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> bool:
    """Tell whether an answer would be read: the team has a coach, or the runner a plan now or of late."""
    if coaches_of(uow, runner.team_id):
        return True
    today = today_of(runner, now)
    return bool(uow.planned.between(runner.runner_id, today - PLANNED_WITHIN, today + PLANNED_WITHIN))


def owe_question(uow: UnitOfWork, runner: RunnerRow, due: Due, now: datetime) -> None:
    """Owe a runner the question of a Saturday, if they like to be asked and what they say is not known already."""
    week = Week.of(due.day).next()
    if audience(MessageKind.AVAILABILITY_QUESTION, subject_of(runner, today_of(runner, now))) is not Audience.PRIVATE:
        return
    if availability_page(uow, runner, week, now).said is not None or not wants_question(uow, runner, now):
        return
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.AVAILABILITY_QUESTION,
        key=f"{runner.runner_id}:{week.key}",
        payload={"week": week.key},
        now=now,
        useful_until=due.until,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def availability_question(
    uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime
) -> AvailabilityQuestion | None:
    """Return the question; None once the reader has answered, or the week has begun."""
    week = Week.parse(payload["week"])
    page = availability_page(uow, reader, week, now)
    return None if page.said is not None or Week.of(page.today) >= week else AvailabilityQuestion(page)


def plan_clash(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> PlanClash | None:
    """Return what a coach hears of days that were told late; None where all fits, unless they have read otherwise."""
    runner = uow.runners.find_by_id(payload["runner_id"])
    if runner is None or runner.team_id != team_id or runner.left_at is not None:
        return None
    week = Week.parse(payload["week"])
    said = availability_of(uow, [runner.runner_id], week).get(runner.runner_id)
    if said is None:
        return None
    rows = clashing(uow, runner.runner_id, week, said, date.fromisoformat(payload["since"]))
    if not rows and said.note is None and not payload.get("fits", False):
        return None
    return PlanClash(
        runner_name=runner.name,
        team_name=runner.team_name,
        week=week,
        sessions=tuple((row.day, said.on(row.day), row.text) for row in rows),
        note=said.note,
        units=TeamUnits(runner.team_units),
        runner_id=runner.runner_id,
    )
