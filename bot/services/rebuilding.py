"""Rebuilding: hold what is kept about runs to the log, and make it anew from the log where it differs.

Everything is derived by the change that causes it; this is the second opinion. It reports what it finds, since a
difference is a defect, and mends it, since members have not got to live with it. What runs were celebrated for is left
alone: it is what was told at the time, not what the log amounts to (docs/decisions/0012).
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain.bests import Attempt, records, result_s
from bot.domain.dates import WINDOW_KEY, PeriodKind, Week, local_today, period_keys, window_from
from bot.domain.runs import RunKind
from bot.services.board_scores import rank_anew
from bot.services.challenge_shares import share_anew
from bot.services.clock import Clock
from bot.services.deriving import doubts_of, event_at
from bot.services.following import matched
from bot.services.runners import DERIVATION, today_of
from bot.services.scoring import Scorer, brought_by_day
from db.database import Database
from db.repositories.audits import stale
from db.repositories.planned import SessionRow
from db.repositories.points import TotalChange
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

CHECKED_AT_ONCE = 50
REBUILT_AT_ONCE = 5
CHECKED_FOR = timedelta(days=30)
"""A challenge that ended longer ago, or a planned session, is compared with the log by a rebuild alone."""
SETTLED_AFTER = timedelta(days=2)
"""A week that ended longer ago than this has its rest days and full week, wherever on earth it was run."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What a rebuild changed: entries, awards, totals, shares and planned sessions that were not what the log says."""

    runs: int = 0
    awards: int = 0
    totals: int = 0
    shares: int = 0
    sessions: int = 0

    def __bool__(self) -> bool:
        """Tell whether there was anything."""
        return bool(self.runs or self.awards or self.totals or self.shares or self.sessions)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many runners a rebuild looked at, and how many of them, and of their teams' totals, it had to mend."""

    runners: int = 0
    mended: int = 0
    team_totals: int = 0


class RebuildService:
    """Checks every night, catches up after an update, and rebuilds all when an operator asks for it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def rebuild(self) -> Rebuilt:
        """Derive everything of every team anew, and return what differed."""
        total = Rebuilt()
        for team_id in await self._database.read(lambda uow: uow.teams.all_ids()):
            done = await self._rebuild_team(team_id)
            total = Rebuilt(
                total.runners + done.runners, total.mended + done.mended, total.team_totals + done.team_totals
            )
        return total

    async def check(self, team_id: int) -> Rebuilt:
        """Compare a team's totals with its log; what differs is reported to the operator's log, and mended."""
        mended = checked = 0
        after = 0
        since = self._clock.now().date() - CHECKED_FOR
        while found := await self._database.write(
            partial(_check_some, team_id=team_id, after=after, since=since), long=True
        ):
            runner_ids, differing = found
            after = runner_ids[-1]
            checked += len(runner_ids)
            for runner_id in differing:
                await self._rebuild_runner(runner_id)
                mended += 1
        return Rebuilt(checked, mended, await self._mend_team(team_id))

    async def catch_up(self) -> int:
        """Derive anew what an older edition derived; returns how many runners that were."""
        caught_up = 0
        while runner_ids := await self._database.read(lambda uow: uow.audits.outdated(DERIVATION, REBUILT_AT_ONCE)):
            for runner_id in runner_ids:
                await self._database.write(partial(_rebuild, runner_id=runner_id, now=self._clock.now()), long=True)
            caught_up += len(runner_ids)
        if caught_up:
            log.info("derived anew for %s runners what an older version had derived", caught_up)
        return caught_up

    async def _rebuild_team(self, team_id: int) -> Rebuilt:
        runners = mended = after = 0
        while runner_ids := await self._database.read(
            partial(_runner_ids, team_id=team_id, after=after, limit=CHECKED_AT_ONCE)
        ):
            for runner_id in runner_ids:
                mended += bool(await self._rebuild_runner(runner_id))
            runners += len(runner_ids)
            after = runner_ids[-1]
        return Rebuilt(runners, mended, await self._mend_team(team_id))

    async def _rebuild_runner(self, runner_id: int) -> Differences:
        found = await self._database.write(partial(_rebuild, runner_id=runner_id, now=self._clock.now()), long=True)
        if found:
            log.error(
                "runner %s: %s entries, %s awards, %s totals, %s shares and %s sessions were not what the log says; "
                "they are now",
                *(runner_id, found.runs, found.awards, found.totals, found.shares, found.sessions),
            )
        return found

    async def _mend_team(self, team_id: int) -> int:
        differences = await self._database.write(partial(_mend_team, team_id=team_id), long=True)
        if differences:
            log.error("team %s: totals of %s were not those of its runners; they are now", team_id, differences)
        challenges = await self._database.write(partial(_mend_challenges, team_id=team_id), long=True)
        if challenges:
            log.error("team %s: sums of challenges %s were not those of its runners; they are now", team_id, challenges)
        return len(differences) + len(challenges)


def rebuild_runner(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> Differences:
    """Derive everything about a runner, whose row is locked, from the log; returns what was different."""
    runs, changed = _derived(uow, runner, uow.audits.log(runner.runner_id))
    scorer = Scorer(uow, runner, today_of(runner, now))
    # What only waited for the night is no difference: it is let happen first.
    scorer.move_window(window_from(local_today(now, ZoneInfo(runner.team_time_zone))))
    awards = sessions = 0
    weeks = {run.week for run in runs} | {*uow.audits.awarded_weeks(runner.runner_id)}
    weeks |= {*uow.words.weeks(runner.runner_id), *scorer.plan_weeks}
    # Oldest first: how many records score in a week depends on those before it.
    for key in sorted(weeks):
        of_week = [run for run in runs if run.week == key]
        sessions += scorer.rematch(Week.parse(key), of_week)
        rescored = scorer.rescore(Week.parse(key), of_week, of_week)
        is_settled = Week.parse(key).sunday < scorer.today - SETTLED_AFTER
        awards += is_settled and rescored.before != rescored.after
    scorer.save()
    totals = _move_totals(uow, scorer, runs)
    shares = share_anew(uow, runner, runs, now)
    uow.points.forget_empty_totals(runner.team_id, runner.runner_id)
    rank_anew(uow, runner, now)
    if runner.derived_by == DERIVATION:
        return Differences(changed, awards, totals, shares, sessions)
    uow.runners.change(runner.runner_id, derived_by=DERIVATION)
    return Differences()


def _rebuild(uow: UnitOfWork, *, runner_id: int, now: datetime) -> Differences:
    runner = uow.runners.lock(runner_id)
    return Differences() if runner is None else rebuild_runner(uow, runner, now)


def _derived(uow: UnitOfWork, runner: RunnerRow, entries: Iterable[RunRow]) -> tuple[list[RunRow], int]:
    """Return the log as it should stand, and how many entries had to change for it."""
    by_day: dict[date, list[RunRow]] = {}
    for run in entries:
        by_day.setdefault(run.local_date, []).append(run._replace(record=None))
    derived: dict[int, RunRow] = {}
    for of_day in by_day.values():
        found = doubts_of(of_day, runner)
        for run in of_day:
            doubted = run._replace(doubt=found[run.run_id])
            derived[run.run_id] = doubted._replace(event=event_at(doubted))
    at_event: dict[str, list[RunRow]] = {}
    for run in derived.values():
        if run.event is not None:
            at_event.setdefault(run.event, []).append(run)
    for attempts in at_event.values():
        ordered = sorted(attempts, key=lambda run: run.run_id)
        for attempt, record in records((_attempt(run) for run in ordered), None):
            derived[attempt.run_id] = derived[attempt.run_id]._replace(record=record)
    changed = [(run, derived[run.run_id]) for run in entries if derived[run.run_id] != run]
    for _, right in changed:
        columns = {name: getattr(right, name) for name in ("event", "record", "doubt")}
        uow.runs.change(right.run_id, **columns)
    return list(derived.values()), len(changed)


def _attempt(run: RunRow) -> Attempt:
    kind = None if run.kind is None else RunKind(run.kind)
    return Attempt(run.run_id, result_s(kind, run.moving_s, run.elapsed_s))


def _move_totals(uow: UnitOfWork, scorer: Scorer, runs: Iterable[RunRow]) -> int:
    """Let the runner's totals be the sums of runs and awards; returns how many were not."""
    runner, since = scorer.runner, scorer.runner.window_from
    sums: dict[tuple[str, str], list[int]] = {}
    points = uow.audits.awarded_days(runner.runner_id)
    days = brought_by_day(runs, points, scorer.run_profile)
    for day, brought in days.items():
        periods = [*period_keys(day).items(), *([(PeriodKind.WINDOW, WINDOW_KEY)] if since and day >= since else [])]
        for period in periods:
            total = sums.setdefault(period, [0, 0, 0, 0, 0])
            for at, value in enumerate(brought):
                total[at] += value
    right = [TotalChange(period, kind, *total) for (kind, period), total in sums.items()]
    moves = stale(uow.audits.totals(runner.runner_id), right)
    scorer.move(moves)
    return len(moves)


def _runner_ids(uow: UnitOfWork, *, team_id: int, after: int, limit: int) -> list[int]:
    return uow.audits.runner_ids(team_id, after=after, limit=limit)


def _check_some(uow: UnitOfWork, *, team_id: int, after: int, since: date) -> tuple[list[int], set[int]] | None:
    runner_ids = uow.audits.runner_ids(team_id, after=after, limit=CHECKED_AT_ONCE)
    # Locked, or a run logged between two of the questions would look like a difference.
    for runner_id in runner_ids:
        uow.runners.lock(runner_id)
    if not runner_ids:
        return None
    differing = uow.audits.differing(runner_ids) | uow.challenge_shares.differing(team_id, runner_ids, since)
    return runner_ids, differing | _mismatched(uow, runner_ids, since)


def _mismatched(uow: UnitOfWork, runner_ids: Sequence[int], since: date) -> set[int]:
    """Return which of these runners have sessions of late that are not what their log makes of them."""
    first = Week.of(since).monday
    weeks: dict[tuple[int, str], list[SessionRow]] = {}
    for row in uow.planned.held_since(runner_ids, first):
        weeks.setdefault((row.runner_id, row.week), []).append(row)
    wanted: dict[int, list[str]] = {}
    for runner_id, week in weeks:
        wanted.setdefault(runner_id, []).append(week)
    differing = set()
    for runner_id, keys in wanted.items():
        runs: dict[str, list[RunRow]] = {}
        for run in uow.runs.in_weeks(runner_id, keys):
            runs.setdefault(run.week, []).append(run)
        if any(matched(weeks[runner_id, week], runs.get(week, ())) != weeks[runner_id, week] for week in keys):
            differing.add(runner_id)
    return differing


def _mend_team(uow: UnitOfWork, *, team_id: int) -> list[str]:
    differences = uow.audits.team_differences(team_id)
    uow.points.mend_team_totals(differences)
    return [str(row["period"]) for row in differences]


def _mend_challenges(uow: UnitOfWork, *, team_id: int) -> list[int]:
    return uow.challenge_shares.mend_sides(team_id)
