"""Streaks: a runner's weeks in a row, read from their weekly totals and their pauses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import Week
from bot.domain.streaks import Streak, WeekLetter, paused_weeks, week_letter, weekly_streak
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RunWeeks:
    """A runner's weeks: (ISO week, run days) of each with a run, oldest first, and those that were paused.

    Weeks without a row are weeks without a run.
    """

    rows: Sequence[tuple[str, int]]
    target: int
    paused: frozenset[Week] = frozenset()

    def streak(self, today: date) -> Streak:
        """Return the streak as of a day. Its week counts once it qualifies and never against."""
        letters = letters_until(self.rows, self.target, Week.of(today), self.paused)
        if letters and letters[-1] != "Q":
            letters.pop()
        return weekly_streak("".join(letters))

    def with_days(self, week: Week, run_days: int) -> "RunWeeks":
        """Return the weeks as they are with so many run days in one of them."""
        others = [row for row in self.rows if row[0] != week.key]
        return replace(self, rows=sorted([*others, (week.key, run_days)]))

    def has_run_day(self, *weeks: Week) -> bool:
        """Tell whether one of these weeks has a run day; a row without one may be of points for kind words."""
        keys = {week.key for week in weeks}
        return any(week in keys and days > 0 for week, days in self.rows)


def weeks_of(uow: UnitOfWork, runner: RunnerRow) -> RunWeeks:
    """Return a runner's weeks as the log has them now."""
    pauses = uow.runners.pauses(runner.runner_id) if runner.paused_until is not None else []
    paused = paused_weeks([(pause.first_day, pause.last_day) for pause in pauses])
    return RunWeeks(uow.points.weeks(runner.runner_id), runner.streak_target, paused)


def streak_of(uow: UnitOfWork, runner: RunnerRow, today: date) -> Streak:
    """Return a runner's streak as of a day of theirs."""
    return weeks_of(uow, runner).streak(today)


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
