"""Streaks: a runner's weeks in a row, read from their weekly totals and their pauses."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import Week
from bot.domain.streaks import Streak, WeekLetter, paused_weeks, week_letter, weekly_streak
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
    present = Week.of(today)
    letters = letters_until(weeks, target, present, paused)
    if letters and letters[-1] != "Q":
        letters.pop()
    return weekly_streak("".join(letters))


def letters_until(
    weeks: Sequence[tuple[str, int]], target: int, last: Week, paused: frozenset[Week]
) -> list[WeekLetter]:
    """Return the letter of each week from the first with a run day to `last`; none when that comes first."""
    # A run logged too late to count leaves a week without run days; nobody's streak begins there.
    run_days = {week: days for week, days in weeks if days > 0}
    letters: list[WeekLetter] = []
    week = Week.parse(min(run_days)) if run_days else last.next()
    while week <= last:
        letters.append(_letter(run_days.get(week.key, 0), target, week in paused))
        week = week.next()
    return letters


def _letter(run_days: int, target: int, paused: bool) -> WeekLetter:
    # Who paused on Friday after a full week of running has run that week; a pause takes nothing away.
    return week_letter(run_days, target, paused=paused and run_days < target)
