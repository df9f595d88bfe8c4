"""Board scores: figures of boards that are no sums, kept for each finished week and season so that a page reads rows.

They follow the log, the targets, the pauses and what age grading needs, in the transaction that changes any of it. Week
by week they are due once the team's week is over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.age_grading import AGES, EVENTS, UNRANKED, age_grade
from bot.domain.audience import Audience, Concern, audience, on_boards
from bot.domain.dates import Week, local_today
from bot.domain.leaderboards import Board
from bot.domain.profiles import AgeTable, age_on
from bot.domain.progress import SPAN_WEEKS, consistency, improvement
from bot.domain.streaks import paused_weeks, streaks
from bot.services.runners import subject_of
from bot.services.scoring import target_in
from bot.services.streaks import letters_until
from db.repositories.boards import STREAK, RaceRow, WeekRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

KEPT_WEEKS: Final = 10
"""Finished weeks for which consistency and improvement are kept; a season stays."""
SHORTEST_STREAK: Final = 2

Scores = dict[tuple[str, str], int]
"""Tenths by board and period."""


def rank_runner(uow: UnitOfWork, runner: RunnerRow, since: Week, now: datetime) -> None:
    """Let what is compared week by week follow a change of the week `since`, or of what is known about it.

    Nothing is asked of the database while that week runs. The runner's row must be locked.
    """
    last = last_finished(runner.team_time_zone, now)
    if since > last:
        return
    kept = {(row.board, row.period): row.value for row in uow.boards.scores(runner.runner_id)}
    right = _history(uow, runner, last).scores(since)
    wrong = {key for key in kept if _follows(key, since, last)}
    _keep(uow, runner, kept, right, wrong - set(right))


def rank_races(uow: UnitOfWork, runner: RunnerRow) -> None:
    """Let the age grades of every season follow a change of races, birth date or table. The row must be locked."""
    kept = {(row.board, row.period): row.value for row in uow.boards.scores(runner.runner_id)}
    table = None if runner.age_table is None else AgeTable(runner.age_table)
    right = graded(runner.birth_date, table, uow.boards.races(runner.runner_id))
    _keep(uow, runner, kept, right, {key for key in kept if key[0] == Board.AGE_GRADED} - set(right))


def rank_anew(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Derive everything that is kept of a runner, whose row is locked, from the beginning."""
    weeks = uow.boards.weeks(runner.runner_id)
    last = last_finished(runner.team_time_zone, now)
    rank_runner(uow, runner, min(Week.parse(weeks[0].week) if weeks else last, last), now)
    rank_races(uow, runner)


def last_finished(time_zone: str, now: datetime) -> Week:
    """Return the newest week that is over on the wall of a team."""
    return Week.of(local_today(now, ZoneInfo(time_zone))).previous()


def oldest_kept(last: Week) -> Week:
    """Return the oldest week for which figures are kept while `last` is the newest one that is over."""
    return Week.of(last.monday - timedelta(weeks=KEPT_WEEKS - 1))


@dataclass(frozen=True)
class WeekHistory:
    """A runner's weeks, oldest first, up to the `last` finished one, and what they aimed for in each."""

    rows: Sequence[WeekRow]
    last: Week
    streak_target: int
    target_in: Callable[[Week], int]
    paused: frozenset[Week] = frozenset()

    def scores(self, since: Week) -> Scores:
        """Return what is to be kept of the weeks from `since` on, and of their seasons."""
        found: Scores = {}
        week = max(since, oldest_kept(self.last))
        while week <= self.last:
            span = [week]
            while len(span) < 2 * SPAN_WEEKS:
                span.insert(0, span[0].previous())
            found[Board.CONSISTENCY, week.key] = _tenths(self._consistency(span[SPAN_WEEKS:]))
            found[Board.IMPROVEMENT, week.key] = _tenths(self._improvement(span))
            week = week.next()
        for year in range(since.year, self.last.year + 1):
            found[Board.CONSISTENCY, f"{year:04d}"] = _tenths(self._consistency(self._season(year)))
        found |= {(STREAK, key): value for key, value in self._streaks(since)}
        # A figure of nothing is nobody's place on a board.
        return {key: value for key, value in found.items() if value > 0}

    def _consistency(self, weeks: Sequence[Week]) -> float | None:
        targets = [self.target_in(week) for week in weeks]
        return consistency([self._done(week, aim) for week, aim in zip(weeks, targets, strict=True)], targets)

    def _done(self, week: Week, target: int) -> int | None:
        """Return the run days of a week; None for one that is left out."""
        row = self._weeks.get(week.key)
        days = 0 if row is None else row.run_days
        if week < self._first:
            return None
        # Who began on a Saturday, or paused on a Tuesday, loses nothing by it.
        return None if days < target and (week == self._first or week in self.paused) else days

    def _improvement(self, weeks: Sequence[Week]) -> float | None:
        minutes = [None if week in self.paused else self._minutes(week) for week in weeks]
        return improvement(minutes[:SPAN_WEEKS], minutes[SPAN_WEEKS:])

    def _minutes(self, week: Week) -> Fraction:
        row = self._weeks.get(week.key)
        return Fraction(0 if row is None else row.moving_s, 60)

    def _season(self, year: int) -> list[Week]:
        weeks: list[Week] = []
        week = max(self._first, Week(year, 1))
        while week.year == year and week <= self.last:
            weeks.append(week)
            week = week.next()
        return weeks

    def _streaks(self, since: Week) -> Iterable[tuple[str, int]]:
        """Yield the streak, in tenths, as of each week from `since` on that brought it further."""
        letters = letters_until(_run_days(self.rows), self.streak_target, self.last, self.paused)
        week = self._first
        for letter, ended in zip(letters, streaks(letters), strict=True):
            if letter == "Q" and week >= since:
                yield week.key, 10 * ended.streak if ended.streak >= SHORTEST_STREAK else 0
            week = week.next()

    @cached_property
    def _weeks(self) -> Mapping[str, WeekRow]:
        return {row.week: row for row in self.rows}

    @cached_property
    def _first(self) -> Week:
        """The first week with a run day; a week to come where there is none."""
        return min((Week.parse(row.week) for row in self.rows if row.run_days > 0), default=self.last.next())


def _history(uow: UnitOfWork, runner: RunnerRow, last: Week) -> WeekHistory:
    pauses = uow.runners.pauses(runner.runner_id) if runner.paused_until is not None else []
    # Those who never changed their target, nearly all, are asked for no older ones.
    past = uow.runners.past_targets(runner.runner_id) if runner.target_since is not None else []
    return WeekHistory(
        uow.boards.weeks(runner.runner_id),
        last,
        runner.streak_target,
        lambda week: target_in(runner, week, lambda: past),
        paused_weeks([(pause.first_day, pause.last_day) for pause in pauses]),
    )


def _follows(key: tuple[str, str], since: Week, last: Week) -> bool:
    """Tell whether a figure that is kept follows from the week `since`, or from later ones."""
    board, period = key
    if board == Board.AGE_GRADED:
        return False
    if "W" not in period:
        return since.year <= int(period) <= last.year
    return max(since, oldest_kept(last)) <= Week.parse(period) or (board == STREAK and since.key <= period)


def _run_days(rows: Iterable[WeekRow]) -> list[tuple[str, int]]:
    return [(row.week, row.run_days) for row in rows]


def graded(born: date | None, table: AgeTable | None, races: Iterable[RaceRow]) -> Scores:
    """Return the best age grade of each season, in tenths of a percent; none without birth date and table."""
    best: Scores = {}
    if born is None or table is None:
        return best
    for race in races:
        percent = grade_of(born, table, race.event, race.local_date, race.result_s)
        if percent is None:
            continue
        key = (Board.AGE_GRADED.value, f"{race.local_date.year:04d}")
        best[key] = max(best.get(key, 0), floor(percent * 10 + 0.5))
    return best


def grade_of(born: date | None, table: AgeTable | None, event: str | None, day: date, result_s: int) -> float | None:
    """Return a race's age grade in percent; None without birth date and table, and for what is not compared."""
    if born is None or table is None or event is None or event not in EVENTS or event in UNRANKED:
        return None
    age = age_on(born, day)
    return age_grade(table, age, event, result_s).percent if age in AGES else None


def _keep(uow: UnitOfWork, runner: RunnerRow, kept: Scores, right: Scores, wrong: set[tuple[str, str]]) -> None:
    """Write what differs from what is kept, and remove what should not be."""
    new = {key: value for key, value in right.items() if kept.get(key) != value}
    uow.boards.forget(runner.runner_id, wrong)
    if not new:
        return
    subject = subject_of(runner)
    shown: set[str] = {*on_boards(subject)}
    if audience(Concern.PRAISE, subject) is Audience.PUBLIC:
        shown.add(STREAK)
    columns = {"team_id": runner.team_id, "runner_id": runner.runner_id}
    uow.boards.keep(
        [
            {**columns, "board": str(board), "period": period, "value": value, "shown": board in shown}
            for (board, period), value in new.items()
        ]
    )


def _tenths(score: float | None) -> int:
    return 0 if score is None else round(10 * score)
