"""Posts of plans that stand in a channel, and name whom they may."""

from datetime import datetime

from bot.domain.audience import MessageKind
from db.unit_of_work import UnitOfWork


def revise_plan_posts(uow: UnitOfWork, team_id: int, week: str, now: datetime) -> bool:
    """Let the posts of a week's plan be true still, or go; False when there are none."""
    found = False
    for key, payload in uow.outbox.standing(team_id, MessageKind.PLAN_POST):
        if payload["week"] == week:
            found = uow.outbox.revise(team_id, MessageKind.PLAN_POST, key, now) or found
    return found


def revise_plan_posts_of(uow: UnitOfWork, team_id: int, runner_id: int, now: datetime) -> None:
    """Do so for all weeks in which a runner has a plan."""
    for key, payload in uow.outbox.standing(team_id, MessageKind.PLAN_POST):
        if uow.planned.week(runner_id, payload["week"]) is not None:
            uow.outbox.revise(team_id, MessageKind.PLAN_POST, key, now)
