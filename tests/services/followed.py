"""Weeks that a coach planned, put where `/coach plan` puts them; and which of their sessions a log kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.dates import Week
from bot.services.planned_weeks import follow_plan
from db.repositories.planned import SessionRow
from db.unit_of_work import UnitOfWork
from tests.services.harriers import Harriers, local

WEEK_47 = Week(2026, 47)
SHOWN = local("Europe/Berlin", "2026-11-15 18:00")
"""The Sunday before week 47."""

Sessions = dict[int, tuple[str, float | None]]
"""Weekday (0 is Monday) → kind and kilometres; None for words that hold to nothing."""


async def plan(
    team: Harriers, name: str, sessions: Sessions, week: Week = WEEK_47, shown: datetime | None = SHOWN
) -> list[int]:
    """Plan a week for a runner, and let it be followed as a plan that is shown is; returns the sessions' keys."""
    await team.join(name)
    runner = await team.runner(name)

    def write(uow: UnitOfWork) -> list[int]:
        plan_id = uow.plans.add(
            team_id=team.team_id,
            week=week.key,
            target=f"runner:{runner.runner_id}",
            runner_id=runner.runner_id,
            text="typed",
            saved_at=team.clock.now(),
            published_at=shown,
        )
        own = {"runner_id": runner.runner_id, "week": week.key, "team_id": team.team_id, "plan_id": plan_id}
        seen = {"holds": shown is not None, "published_at": shown}
        uow.planned.put_weeks([own | seen | {"agreed_at": None}])
        uow.planned.add(
            [
                own
                | {
                    "day": week.monday + timedelta(days=weekday),
                    "position": 0,
                    "text": kind if km is None else f"{km:g} km {kind}",
                    "shared_key": f"{kind} {km}",
                    "kind": kind,
                    "distance_m": None if km is None else round(km * 1_000),
                    "duration_s": None,
                }
                for weekday, (kind, km) in sessions.items()
            ]
        )
        return [row.session_id for row in uow.planned.of_plan(plan_id)]

    keys = await team.database.write(write)
    await follow(team, name, week)
    return keys


async def follow(team: Harriers, name: str, week: Week = WEEK_47) -> None:
    """Let a runner's week be matched and scored, as whoever changes its sessions does."""
    runner_id = (await team.runner(name)).runner_id

    def write(uow: UnitOfWork) -> None:
        runner = uow.runners.lock(runner_id)
        assert runner is not None
        follow_plan(uow, runner, week, team.clock.now())

    await team.database.write(write)


async def sessions_of(team: Harriers, name: str, week: Week = WEEK_47) -> list[SessionRow]:
    """Return a runner's sessions of a week, shown or not."""
    target = f"runner:{(await team.runner(name)).runner_id}"

    def read(uow: UnitOfWork) -> list[SessionRow]:
        found = uow.plans.find(team.team_id, week.key, target)
        return [] if found is None else uow.planned.of_plan(found.plan_id)

    return await team.database.read(read)


async def kept(team: Harriers, name: str, week: Week = WEEK_47) -> list[tuple[int | None, int | None]]:
    """Return for each session of a week the run that it was, and how much of it."""
    return [(row.run_id, row.percent) for row in await sessions_of(team, name, week)]


async def change_sessions(team: Harriers, name: str, change: Callable[[SessionRow], dict[str, object]]) -> None:
    """Set columns of a runner's sessions of week 47 behind the services' back."""
    changes = {row.session_id: change(row) for row in await sessions_of(team, name)}
    await team.database.write(lambda uow: uow.planned.change_many({key: one for key, one in changes.items() if one}))
