"""Streaks: a runner's weeks in a row, read from their weekly totals and their pauses."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import Week
from bot.domain.streaks import Streak, paused_weeks, week_letter, weekly_streak
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def streak_of(uow: UnitOfWork, runner: RunnerRow, today: date) -> Streak:
    """Return a runner's streak as of a day of theirs."""
    pauses = uow.runners.pauses(runner.runner_id) if runner.paused_until is not None else []
    paused = paused_weeks([(pause.first_day, pause.last_day) for pause in pauses])
    return _walked(uow.points.weeks(runner.runner_id), runner.streak_target, today, paused)


def _walked(weeks: Sequence[tuple[str, int]], target: int, today: date, paused: frozenset[Week]) -> Streak:
    """Walk (ISO week, run days) pairs, in order.

    Weeks without a row are weeks without a run. The present week counts once it qualifies and never against.
    """
    # A run logged too late to count leaves a week without run days; nobody's streak begins there.
    run_days = {week: days for week, days in weeks if days > 0}
    if not run_days:
        return weekly_streak("")
    present = Week.of(today)
    letters = []
    week = Week.parse(min(run_days))
    while week < present:
        letters.append(_letter(run_days.get(week.key, 0), target, week in paused))
        week = week.next()
    now = _letter(run_days.get(present.key, 0), target, present in paused)
    if now == "Q":
        letters.append(now)
    return weekly_streak("".join(letters))


def _letter(run_days: int, target: int, paused: bool) -> str:
    # Who paused on Friday after a full week of running has run that week; a pause takes nothing away.
    return week_letter(run_days, target, paused=paused and run_days < target)
