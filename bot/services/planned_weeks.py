"""Planned weeks: what follows when the sessions of a runner's week change, or become visible to them."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.dates import Week
from bot.services.runners import today_of
from bot.services.scoring import Scorer
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def follow_plan(uow: UnitOfWork, runner: RunnerRow, week: Week, now: datetime) -> None:
    """Let matches and points follow sessions of a week that came, changed, went, were excused or became visible.

    The runner's row must be locked, and the sessions be as they are to be.
    """
    today = today_of(runner, now)
    if week.monday > today:
        return
    runs = uow.runs.in_week(runner.runner_id, week.key)
    scorer = Scorer(uow, runner, today)
    scorer.rematch(week, runs)
    scorer.rescore(week, runs, runs)
    scorer.save()
    uow.points.forget_empty_totals(runner.team_id, runner.runner_id)


def follow_plans(uow: UnitOfWork, runner_ids: Iterable[int], week: Week, now: datetime) -> None:
    """Do as `follow_plan` for many runners, and lock them, in the order of their keys."""
    for runner_id in sorted({*runner_ids}):
        runner = uow.runners.lock(runner_id)
        if runner is not None:
            follow_plan(uow, runner, week, now)
