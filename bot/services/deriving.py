"""Deriving: whatever follows from a change of the log, in the transaction that makes it.

Doubts come first, since a run in doubt is no record and no planned session; records and sessions next, since they earn
points; then the points of every week that any of it touches, and the totals with them; and what a runner brings to the
team's challenges.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.bests import Attempt, Record, event_of, records
from bot.domain.dates import Week, local_today, window_from
from bot.domain.doubts import DayEntry, Doubt, Verdict, doubts, stands
from bot.domain.points import RECORD_DAYS, ScoringProfile
from bot.domain.profiles import AgeTable
from bot.domain.runs import PAIN_STOPS_FROM, RunKind, Surface
from bot.services.board_scores import rank_races, rank_runner
from bot.services.challenge_shares import follow_challenges
from bot.services.runners import today_of
from bot.services.scoring import Rescored, Scorer
from db.repositories.planned import SessionRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class BestSet:
    """A record that a run holds: the standard distance, and the best before it in seconds, if there was one."""

    event: str
    record: Record
    before_s: int | None


@dataclass(frozen=True, slots=True)
class Derived:
    """What a change of the log led to: its runs as they stand, each week's points, and the records among the runs.

    `before` has the runs of the same weeks as they stood. `others` are runs that were not changed themselves, and count
    since or do so no more. `profile` tells which runs score at all. `sessions` are the planned ones that runs are, by
    run.
    """

    runs: Mapping[int, RunRow]
    weeks: Mapping[Week, Rescored]
    bests: Mapping[int, BestSet]
    before: Mapping[int, RunRow]
    profile: ScoringProfile
    others: tuple[RunRow, ...] = ()
    sessions: Mapping[int, SessionRow] = field(default_factory=dict)


def follow(
    uow: UnitOfWork, runner: RunnerRow, gone: Sequence[RunRow], come: Sequence[RunRow], now: datetime
) -> Derived:
    """Let everything that is derived follow the log, which was changed just before.

    `gone` are entries as they were, to be deleted or changed since; `come` are entries as they are, new or changed. One
    that is to be deleted stands at no distance any more. The runner's row must be locked.
    """
    change = _Change(uow, runner, gone, come, today_of(runner, now))
    today = local_today(now, ZoneInfo(runner.team_time_zone))
    change.scorer.move_window(window_from(today), gone, come)
    change.doubt()
    change.compare()
    change.match()
    change.score()
    change.scorer.save()
    if gone or come:
        rank_runner(uow, runner, min(Week.parse(run.week) for run in (*gone, *come)), now)
    if change.moved_races():
        rank_races(uow, runner)
    # Last: on PostgreSQL all runners of a team meet at a challenge.
    follow_challenges(uow, runner, change.entries_before(), change.entries_after(), now)
    return change.derived()


class _Change:
    """A change of one runner's log, on its way through all that follows.

    `before` and `after` hold the entries of every week touched, by week and run.
    """

    def __init__(
        self, uow: UnitOfWork, runner: RunnerRow, gone: Sequence[RunRow], come: Sequence[RunRow], today: date
    ) -> None:
        self.uow = uow
        self.runner = runner
        self.scorer = Scorer(uow, runner, today)
        self.gone = gone
        self.come = come
        self.come_ids = {run.run_id for run in come}
        self._left_ids = {run.run_id for run in gone} - self.come_ids
        self.before: dict[str, dict[int, RunRow]] = {}
        self.after: dict[str, dict[int, RunRow]] = {}
        self.rescored: dict[Week, Rescored] = {}
        self.bests: dict[int, BestSet] = {}
        # A list of runs brings hundreds at once, and a statement for each would be most of the time it takes.
        self._unwritten: dict[int, dict[str, Any]] = {}
        self._days = {run.local_date for run in (*gone, *come)}
        self._load({run.week for run in (*gone, *come)})

    def doubt(self) -> None:
        """Find out which entries of the days touched are in doubt, and at which distance the others stand."""
        for day in sorted(self._days):
            of_day = [run for run in self.after[Week.of(day).key].values() if run.local_date == day]
            found = doubts_of(of_day, self.runner)
            for run in of_day:
                self._set(run, doubt=found[run.run_id], event=event_at(run._replace(doubt=found[run.run_id])))
        self._write()

    def compare(self) -> None:
        """Walk the records of every distance at which something changed, from its first changed run on."""
        firsts: dict[str, int] = {}
        moved = [(run.event, run) for run in self.gone]
        for run in self._of_days():
            was = self.before[run.week].get(run.run_id)
            if was is None or run.run_id in self.come_ids or was.event != run.event:
                moved += [(run.event, run), (None if was is None else was.event, run)]
            if run.event is None and run.record is not None:
                self._set(run, record=None)
        for event, run in moved:
            if event is not None:
                firsts[event] = min(firsts.get(event, run.run_id), run.run_id)
        for event, first_id in firsts.items():
            self._compare(event, first_id)
        self._write()

    def match(self) -> None:
        """Find out which runs of the weeks touched were planned; a run in doubt is none of them."""
        for key in sorted({run.week for run in (*self.gone, *self.come)}):
            self.scorer.rematch(Week.parse(key), self.after[key].values())

    def score(self) -> None:
        """Score the weeks touched, oldest first, and those after them in which a record scores or does no more."""
        waiting = set(self.after)
        while waiting:
            key = min(waiting)
            waiting.remove(key)
            week = Week.parse(key)
            rescored = self.scorer.rescore(week, tuple(self.before[key].values()), tuple(self.after[key].values()))
            self.rescored[week] = rescored
            if rescored.records_moved:
                later = self.uow.runs.weeks_of_records(
                    self.runner.runner_id,
                    week.sunday + timedelta(days=1),
                    week.sunday + timedelta(days=RECORD_DAYS - 1),
                )
                self._load(later)
                waiting |= set(later)

    def moved_races(self) -> bool:
        """Tell whether a race at a standard distance came, went or changed; those of others are not compared."""
        if self.runner.birth_date is None or self.runner.age_table is None:
            return False
        return _races(self.before) != _races(self.after)

    def entries_before(self) -> list[RunRow]:
        """Return the entries of the weeks touched, as they were."""
        return [run for of_week in self.before.values() for run in of_week.values()]

    def entries_after(self) -> list[RunRow]:
        """Return the entries of the weeks touched, as they are."""
        return [run for of_week in self.after.values() for run in of_week.values()]

    def derived(self) -> Derived:
        """Return what came of it."""
        runs = {run_id: run for of_week in self.after.values() for run_id, run in of_week.items()}
        before = {run_id: run for of_week in self.before.values() for run_id, run in of_week.items()}
        others, sessions = tuple(self._others()), self.scorer.sessions_by_run
        return Derived(runs, self.rescored, self.bests, before, self.scorer.run_profile, others, sessions)

    def _others(self) -> Iterable[RunRow]:
        for run in self._of_days():
            was = self.before[run.week].get(run.run_id)
            if run.run_id in self.come_ids or was is None:
                continue
            if stands(was.doubt, was.verdict) != stands(run.doubt, run.verdict):
                yield run

    def _compare(self, event: str, first_id: int) -> None:
        runner_id = self.runner.runner_id
        best_s = self.uow.runs.best_before(runner_id, event, first_id)
        rows = self.uow.runs.at_event(runner_id, event, first_id)
        known = {row.run_id: row for row in rows}
        for attempt, record in records((Attempt(row.run_id, row.result_s) for row in rows), best_s):
            row = known[attempt.run_id]
            if record is not None and attempt.run_id in self.come_ids:
                self.bests[attempt.run_id] = BestSet(event, record, best_s)
            best_s = attempt.result_s if best_s is None else min(best_s, attempt.result_s)
            if record != row.record:
                self._load([row.week])
                self._set(self.after[row.week][row.run_id], record=record)

    def _load(self, weeks: Iterable[str]) -> None:
        """Read weeks that were not touched so far."""
        missing = sorted(set(weeks) - set(self.after))
        if not missing:
            return
        runner_id = self.runner.runner_id
        found = (
            self.uow.runs.in_week(runner_id, missing[0])
            if len(missing) == 1
            else self.uow.runs.in_weeks(runner_id, missing)
        )
        for key in missing:
            of_week = [run for run in found if run.week == key and run.run_id not in self._left_ids]
            self.after[key] = {run.run_id: run for run in of_week}
            self.before[key] = {run_id: run for run_id, run in self.after[key].items() if run_id not in self.come_ids}
            self.before[key] |= {run.run_id: run for run in self.gone if run.week == key}

    def _of_days(self) -> list[RunRow]:
        return [run for of_week in self.after.values() for run in of_week.values() if run.local_date in self._days]

    def _set(self, run: RunRow, **columns: Any) -> None:
        """Note what is derived of an entry, if it is new."""
        new = {name: value for name, value in columns.items() if getattr(run, name) != value}
        if new:
            self._unwritten.setdefault(run.run_id, {}).update(new)
            self.after[run.week][run.run_id] = run._replace(**new)

    def _write(self) -> None:
        """Write what was noted; whoever asks the log from then on sees it."""
        self.uow.runs.change_many(self._unwritten)
        self._unwritten = {}


def _races(weeks: Mapping[str, Mapping[int, RunRow]]) -> set[tuple[Any, ...]]:
    return {
        (run.run_id, run.local_date, run.event, run.moving_s, run.elapsed_s, run.surface)
        for of_week in weeks.values()
        for run in of_week.values()
        if run.kind == RunKind.RACE and run.event is not None
    }


def doubts_of(runs: Iterable[RunRow], runner: RunnerRow) -> dict[int, Doubt | None]:
    """Return for each run of one day why it is in doubt, if it is."""
    table = None if runner.age_table is None else AgeTable(runner.age_table)
    return doubts((_day_entry(run) for run in runs), table)


def _day_entry(run: RunRow) -> DayEntry:
    verdict = None if run.verdict is None else Verdict(run.verdict)
    return DayEntry(run.run_id, run.started_at, run.distance_m, run.moving_s, verdict)


def event_at(run: RunRow) -> str | None:
    """Return the standard distance at which a run may be a best: nobody doubts it, and nothing hurt."""
    if not stands(run.doubt, run.verdict) or (run.pain_level is not None and run.pain_level >= PAIN_STOPS_FROM):
        return None
    return event_of(run.distance_m, None if run.surface is None else Surface(run.surface))
