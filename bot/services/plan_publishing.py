"""Publishing: plans that go out, by a coach's word or with the Sunday post, and who is told."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.dates import Week
from bot.domain.plans import EVERYBODY, Target
from bot.services.plan_letters import tell_week
from bot.services.plan_posts import refresh_post
from bot.services.plan_reading import read_plan
from bot.services.plan_weeks import everybody, give, put_up
from bot.services.planned_weeks import follow_plans
from db.repositories.plans import PlanRow
from db.unit_of_work import UnitOfWork


def publish_plan(uow: UnitOfWork, plan: PlanRow, now: datetime) -> int:
    """Let the runners of a plan see their week, and owe each the letter about it; returns to how many one is owed.

    A plan that is out already and was changed since tells what has changed, once. Whoever the plan was for and is no
    more is for `tell_weeks`. The team's row is locked.
    """
    return tell_weeks(uow, plan.team_id, plan.week, put_up(uow, plan, now), now)


def tell_weeks(uow: UnitOfWork, team_id: int, week: str, runner_ids: Iterable[int], now: datetime) -> int:
    """Let matches and points follow what the week of a team's runners is now; they hear of it as `tell_week` does.

    The channel hears of it too, where a post about the week stands or is due. Returns to how many runners a letter is
    owed.
    """
    # In the order of their keys, as everybody who holds several.
    ordered = sorted(set(runner_ids))
    follow_plans(uow, ordered, Week.parse(week), now)
    told = sum(tell_week(uow, runner_id, week, now) for runner_id in ordered)
    if ordered:
        refresh_post(uow, team_id, week, now)
    return told


def publish_waiting(uow: UnitOfWork, team_id: int, plan_id: int, now: datetime) -> int:
    """Publish a plan unless somebody has meanwhile, or took it back; returns to how many a letter is owed."""
    uow.teams.find(team_id, for_update=True)
    plan = uow.plans.find_by_id(team_id, plan_id, hold=True)
    if plan is None or plan.text is None or plan.published_at is not None:
        return 0
    if plan.target == EVERYBODY.key:
        # Whoever joined, or began to run, since it was written is meant as well.
        give(uow, plan, everybody(uow, team_id), read_plan(plan.text, Week.parse(plan.week)).sessions, now)
    return publish_plan(uow, plan, now)


def waiting_plans(uow: UnitOfWork, team_id: int, week: str) -> list[PlanRow]:
    """Return the plans of a week that are saved and not out yet, in the order in which they are to go out.

    The closest first: whoever has one of their own hears of that, and of no other, also where messages go out between.
    """
    waiting = [one for one in uow.plans.of_week(team_id, week) if one.text is not None and one.published_at is None]
    return sorted(waiting, key=lambda plan: (-Target.parse(plan.target).closeness, plan.plan_id))
