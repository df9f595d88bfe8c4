"""What coaches hear of plans that are out: a day on which a runner cannot, and days that were told late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Week
from bot.domain.plans import REST
from bot.services.coaches import coaches_of
from bot.services.plan_letters import DROPPED, sessions_of
from bot.services.teams import TeamUnits
from db.repositories.planned import PlanWeekRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PlanCannot:
    """Tells a coach that a runner cannot on a day: what was planned, as typed, and what they say, if anything.

    `after_all`: the runner has taken that back since.
    """

    runner_name: str
    team_name: str
    day: date
    sessions: tuple[str, ...]
    words: str | None
    units: TeamUnits
    runner_id: int
    after_all: bool = False


def coaches_told(uow: UnitOfWork, runner: RunnerRow, followed: PlanWeekRow) -> list[int]:
    """Return who is to hear of it: who planned the week while they coach, else whoever does; nobody of themselves."""
    coaches = coaches_of(uow, runner.team_id)
    author = [one for one in coaches if one == followed.author_id]
    return [one for one in author or coaches if one != runner.user_id]


def plan_cannot(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> PlanCannot | None:
    """Return what a coach hears of a day on which a runner cannot; None when nothing is planned then any more.

    None as well of what was taken back, unless the coach had read it: `after_all` in the payload tells so.
    """
    runner = uow.runners.find_by_id(payload["runner_id"])
    if runner is None or runner.team_id != team_id or runner.left_at is not None:
        return None
    day = date.fromisoformat(payload["day"])
    planned = [one for one in sessions_of(uow, runner.runner_id, Week.of(day).key) if one.day == day]
    sessions = [one for one in planned if one.cannot_at is not None]
    after_all = not sessions and payload.get("after_all", False)
    if after_all:
        sessions = [one for one in planned if one.kind != REST]
    if not sessions:
        return None
    texts = tuple(one.text for one in sessions)
    return PlanCannot(
        runner_name=runner.name,
        team_name=runner.team_name,
        day=day,
        sessions=texts,
        words=sessions[0].cannot_words,
        units=TeamUnits(runner.team_units),
        runner_id=runner.runner_id,
        after_all=after_all,
    )


def owe_cannot(uow: UnitOfWork, runner: RunnerRow, day: date, coach_id: int, now: datetime) -> None:
    """Owe a coach the news that a runner cannot on a day."""
    key = f"{runner.runner_id}:{day.isoformat()}:{coach_id}:{int(now.timestamp())}"
    _owe(uow, runner, coach_id, key, {"day": day.isoformat()}, day, now)


def redraw_cannot(uow: UnitOfWork, runner: RunnerRow, day: date, now: datetime) -> None:
    """Let what coaches read of a day say that it was taken back; what none of them has read yet is not sent."""
    for key, payload in uow.outbox.standing(runner.team_id, MessageKind.PLAN_CANNOT):
        if (payload["runner_id"], payload.get("day")) != (runner.runner_id, day.isoformat()):
            continue
        owed = uow.outbox.find(runner.team_id, MessageKind.PLAN_CANNOT, key)
        if owed is not None and owed.message_id is not None:
            uow.outbox.change(owed.outbox_id, payload={**payload, "after_all": True})
        uow.outbox.revise(runner.team_id, MessageKind.PLAN_CANNOT, key, now)


def tell_days(
    uow: UnitOfWork, runner: RunnerRow, followed: PlanWeekRow, week: Week, since: date, now: datetime, *, fits: bool
) -> None:
    """Owe coaches, once, the days that a runner told of a week that is out; what they read of them is redrawn.

    With `fits` there is nothing to tell any more, but to who has read otherwise.
    """
    for coach_id in coaches_told(uow, runner, followed):
        key = f"{runner.runner_id}:{week.key}:{coach_id}"
        owed = uow.outbox.find(runner.team_id, MessageKind.PLAN_CANNOT, key)
        if owed is not None and owed.state == DROPPED:
            # It stands nowhere, so it told nobody.
            uow.outbox.forget_dropped(runner.team_id, MessageKind.PLAN_CANNOT, key)
            owed = None
        if owed is not None:
            told = fits and owed.message_id is not None
            uow.outbox.change(owed.outbox_id, payload={**owed.payload, "fits": told})
            uow.outbox.revise(runner.team_id, MessageKind.PLAN_CANNOT, key, now)
        elif not fits:
            payload = {"week": week.key, "since": since.isoformat()}
            _owe(uow, runner, coach_id, key, payload, week.sunday, now)


def _owe(
    uow: UnitOfWork,
    runner: RunnerRow,
    coach_id: int,
    key: str,
    payload: Mapping[str, Any],
    last: date,
    now: datetime,
) -> None:
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.PLAN_CANNOT,
        key=key,
        payload={"runner_id": runner.runner_id, **payload},
        now=now,
        useful_until=datetime.combine(last + timedelta(days=1), time(), ZoneInfo(runner.team_time_zone)),
        runner_id=runner.runner_id,
        recipient_id=coach_id,
    )
