"""The letter that asks on Saturdays on which days of the coming week its reader can run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.dates import Week
from bot.domain.weekly_asks import Due
from bot.services.availability import AvailabilityPage, availability_page
from bot.services.coaches import coaches_of
from bot.services.runners import subject_of, today_of
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

PLANNED_WITHIN: Final = timedelta(weeks=4)
"""Who had a plan within that time is taken to have one again."""


@dataclass(frozen=True, slots=True)
class AvailabilityQuestion:
    """Asks on which days of a week its reader can run."""

    page: AvailabilityPage


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
