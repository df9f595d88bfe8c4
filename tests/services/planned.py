"""Plans at the level of services: what a coach saved, for whom, and when it is out."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.dates import Week
from bot.domain.notation import read_workout, write_workout
from bot.domain.plans import EVERYBODY, REST, Scope, Target, shared_key
from bot.domain.workouts import kind_of
from bot.services.plan_publishing import publish_plan, waiting_plans
from bot.services.plan_weeks import Session, give
from db.repositories.plans import PlanRow
from db.unit_of_work import UnitOfWork
from tests.composed import FRIDAY
from tests.services.harriers import Harriers

WEEK = Week(2026, 48)
"""The week after the day on which tests stand."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TRACK = "WU 2km E; 5x1km @ T / 1min jog; CD 2km E"


def session(day: date, text: str, position: int = 0) -> Session:
    """Return a session as a coach typed it."""
    workout = read_workout(text)
    kind = None if workout is None else kind_of(workout)
    canonical = text if workout is None else write_workout(workout)
    return Session(
        day, position, text, shared_key(canonical), REST if workout is not None and kind is None else kind or "easy"
    )


def save_plan(
    uow: UnitOfWork,
    team_id: int,
    target: Target,
    runner_ids: list[int],
    days: Mapping[str, str],
    *,
    week: Week = WEEK,
    author: tuple[int, str] | None = (77, "Caleb"),
    now: datetime = FRIDAY,
) -> PlanRow:
    """Save a plan, new or changed; `days` are `Tue` and what is to be done."""
    known = uow.plans.find(team_id, week.key, target.key)
    author_id, author_name = author or (None, None)
    columns = {
        "text": "\n".join(f"{day}: {text}" for day, text in days.items()),
        "author_id": author_id,
        "author_name": author_name,
        "saved_at": FRIDAY,
    }
    if known is None:
        plan_id = uow.plans.add(
            team_id=team_id,
            week=week.key,
            target=target.key,
            runner_id=target.id if target.scope is Scope.RUNNER else None,
            **columns,
        )
    else:
        plan_id = known.plan_id
        uow.plans.change(plan_id, **columns)
    plan = uow.plans.find_by_id(team_id, plan_id)
    assert plan is not None
    give(uow, plan, runner_ids, [session(week.days()[DAYS.index(day)], text) for day, text in days.items()], now)
    return plan


async def planned(
    team: Harriers,
    days: Mapping[str, str],
    *names: str,
    own: str | None = None,
    week: Week = WEEK,
    now: bool = False,
    author: tuple[int, str] | None = (77, "Caleb"),
) -> int:
    """Save a plan for these members, for all as one plan or for one as their `own`; publish it when it is for `now`.

    Returns to how many a letter is owed.
    """
    everybody = [name for name in (*names, own) if name is not None]
    await team.join(*everybody)
    ids = [(await team.runner(name)).runner_id for name in everybody]
    target = EVERYBODY if own is None else Target(Scope.RUNNER, ids[-1])

    def work(uow: UnitOfWork) -> int:
        plan = save_plan(uow, team.team_id, target, ids, days, week=week, author=author, now=team.clock.now())
        is_out = now or plan.published_at is not None
        return publish_plan(uow, plan, team.clock.now()) if is_out else 0

    return await team.database.write(work)


async def publish(team: Harriers, week: Week = WEEK) -> int:
    """Publish all that waits for a week; returns to how many a letter is owed."""

    def work(uow: UnitOfWork) -> int:
        plans = waiting_plans(uow, team.team_id, week.key)
        return sum(publish_plan(uow, plan, team.clock.now()) for plan in plans)

    return await team.database.write(work)
