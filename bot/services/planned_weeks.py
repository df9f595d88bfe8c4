"""Planned weeks: a runner's plan beside what they ran, what they say of it, and what follows when a plan changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.dates import Week
from bot.domain.following import Excuse
from bot.domain.plans import REST
from bot.domain.point_rules import LATE_AFTER_DAYS
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.plan_posts import follow_sharing, refresh_post
from bot.services.plan_reading import read_plan
from bot.services.plan_weeks import give_late, lacked
from bot.services.planned_week_pages import OwnSession, OwnWeek, own_week
from bot.services.run_outcomes import RunFacts, SuggestedRuns, facts_of
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.scoring import Scorer
from db.database import Database
from db.repositories.planned import SessionRow
from db.repositories.plans import PlanRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

SUGGESTED: Final = 25
"""Sessions and runs that Discord shows at once."""


class PlanWhich(StrEnum):
    """Which week of a plan is meant, seen from the runner's today."""

    THIS = "this_week"
    NEXT = "next_week"
    BEFORE = "week_before"


@dataclass(frozen=True, slots=True)
class SaidSession:
    """A session of which something was said just now, in its week; `was_kept`: a run kept it already."""

    session: OwnSession
    week: OwnWeek
    was_kept: bool = False


@dataclass(frozen=True, slots=True)
class SuggestedSession:
    """A session to choose, as typed."""

    session_id: int
    day: date
    text: str
    unit: Unit


class PlannedWeekService:
    """A runner's own plan; coaches read their runners' weeks, and excuse sessions. To others it is `NotAllowed`."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def own(self, asker: Asker, which: PlanWhich = PlanWhich.THIS) -> OwnWeek:
        """Return one of the asker's own weeks."""
        return await self._database.write(lambda uow: self._own(uow, asker, which))

    async def week(self, asker: Asker, runner_id: int, week: Week) -> OwnWeek:
        """Return a week of a runner, for them and for their coach."""
        return await self._database.write(lambda uow: self._week(uow, asker, runner_id, week))

    async def done(self, asker: Asker, session_id: int, run_id: int | None = None) -> SaidSession:
        """Note that one of the asker's own sessions is done: by a run of its week, or without one.

        Raises `UserError` for a day of rest, for a day to come that no run was named for, and for a run of another
        week; `NotFound` or `NotAllowed` for a session or a run that is not the asker's.
        """
        return await self._database.write(lambda uow: self._done(uow, asker, session_id, run_id))

    async def not_done(self, asker: Asker, session_id: int) -> SaidSession:
        """Take back what the asker said of a session; their log alone tells then."""
        return await self._database.write(lambda uow: self._not_done(uow, asker, session_id))

    async def excuse(self, asker: Asker, session_id: int, why: Excuse | None) -> SaidSession:
        """Let a session not count, or with None count again; runners do it for their own, coaches for everybody's.

        More than `LATE_AFTER_DAYS` days after its day that changes no points any more.
        """
        return await self._database.write(lambda uow: self._excuse(uow, asker, session_id, why))

    async def session(self, asker: Asker, session_id: int) -> SaidSession:
        """Return a session that the asker may say something of."""
        return await self._database.write(lambda uow: self._session(uow, asker, session_id))

    async def suggest_sessions(self, asker: Asker, typed: str) -> tuple[SuggestedSession, ...]:
        """Return the asker's own sessions of this week and the one before that have what was typed, newest first."""
        return await self._database.read(lambda uow: self._suggest_sessions(uow, asker, typed))

    async def suggest_runs(self, asker: Asker, session_id: int | None, typed: str) -> SuggestedRuns:
        """Return the asker's own runs of the session's week, else of this and the one before, newest first."""
        return await self._database.read(lambda uow: self._suggest_runs(uow, asker, session_id, typed))

    def _own(self, uow: UnitOfWork, asker: Asker, which: PlanWhich) -> OwnWeek:
        now = self._clock.now()
        known = uow.runners.find(asker.team_id, asker.user_id)
        came_late = known is None or bool(_lacked(uow, known, now))
        if came_late:
            # Plans are given while the team is held, which comes before its runners.
            uow.teams.find(asker.team_id, for_update=True)
        runner = self._enrolment.runner(uow, asker, now)
        if came_late:
            _take_up(uow, runner, now)
        present = Week.of(today_of(runner, now))
        week = {PlanWhich.THIS: present, PlanWhich.NEXT: present.next(), PlanWhich.BEFORE: present.previous()}[which]
        return own_week(uow, runner, runner, week, now, is_own=True)

    def _week(self, uow: UnitOfWork, asker: Asker, runner_id: int, week: Week) -> OwnWeek:
        now = self._clock.now()
        reader, runner = self._whose(uow, asker, runner_id, now)
        return own_week(uow, reader, runner, week, now, is_own=reader.runner_id == runner.runner_id)

    def _done(self, uow: UnitOfWork, asker: Asker, session_id: int, run_id: int | None) -> SaidSession:
        now = self._clock.now()
        runner, row, rows = self._own_session(uow, asker, session_id, now)
        if row.kind == REST:
            raise UserError("session_is_rest")
        if run_id is not None:
            self._name_run(uow, runner, row, rows, run_id, now)
        elif row.run_id is not None and row.percent is not None:
            return _said(uow, runner, runner, row, now, was_kept=True)
        elif row.day > today_of(runner, now):
            raise UserError("session_to_come", day=row.day)
        else:
            uow.planned.change(session_id, run_id=None, done_at=now)
        follow_plan(uow, runner, Week.parse(row.week), now)
        return _said(uow, runner, runner, row, now)

    def _name_run(
        self,
        uow: UnitOfWork,
        runner: RunnerRow,
        row: SessionRow,
        rows: Sequence[SessionRow],
        run_id: int,
        now: datetime,
    ) -> None:
        run = uow.runs.find(runner.team_id, run_id)
        if run is None:
            raise NotFound("run_not_found")
        if run.runner_id != runner.runner_id:
            raise NotAllowed("not_your_run")
        if run.week != row.week:
            raise UserError("run_of_another_week")
        for other in rows:
            # One run is one session: it was named for another one before.
            if other.run_id == run_id and other.session_id != row.session_id:
                uow.planned.change(other.session_id, run_id=None, percent=None, done_at=None)
        uow.planned.change(row.session_id, run_id=run_id, done_at=now)

    def _not_done(self, uow: UnitOfWork, asker: Asker, session_id: int) -> SaidSession:
        now = self._clock.now()
        runner, row, _ = self._own_session(uow, asker, session_id, now)
        uow.planned.change(session_id, done_at=None)
        follow_plan(uow, runner, Week.parse(row.week), now)
        return _said(uow, runner, runner, row, now)

    def _excuse(self, uow: UnitOfWork, asker: Asker, session_id: int, why: Excuse | None) -> SaidSession:
        now = self._clock.now()
        reader, runner, row = self._found(uow, asker, session_id, now)
        if row.kind == REST:
            raise UserError("session_is_rest")
        changes: dict[str, object] = {"excused": why}
        if (today_of(runner, now) - row.day).days <= LATE_AFTER_DAYS:
            # Later it is known still, and changes no points any more, as a run logged then does.
            changes["spared"] = why is not None
        uow.planned.change(session_id, **changes)
        follow_plan(uow, runner, Week.parse(row.week), now)
        if (why is None) != (row.excused is None) and today_of(runner, now) <= Week.parse(row.week).sunday:
            # Who was to run with them reads so, and not why.
            follow_sharing(uow, runner, row.week, row.day, now)
        return _said(uow, reader, runner, row, now)

    def _session(self, uow: UnitOfWork, asker: Asker, session_id: int) -> SaidSession:
        now = self._clock.now()
        reader, runner, row = self._found(uow, asker, session_id, now)
        return _said(uow, reader, runner, row, now)

    def _whose(self, uow: UnitOfWork, asker: Asker, runner_id: int, now: datetime) -> tuple[RunnerRow, RunnerRow]:
        """Return the asker and the runner whose plan they want, both locked; that runner, or somebody who coaches."""
        known = uow.runners.find_by_id(runner_id)
        if known is None or known.team_id != asker.team_id:
            raise NotFound("plan_not_found")
        if known.user_id != asker.user_id and not is_coach(uow.teams.find(asker.team_id), asker):
            raise NotAllowed("not_your_plan")
        reader, others = self._enrolment.among(uow, asker, [runner_id], now)
        runner = reader if reader.runner_id == runner_id else others.get(runner_id)
        if runner is None or runner.left_at is not None:
            raise NotFound("plan_not_found")
        return reader, runner

    def _found(
        self, uow: UnitOfWork, asker: Asker, session_id: int, now: datetime
    ) -> tuple[RunnerRow, RunnerRow, SessionRow]:
        """Return who asks, whose session it is, and the session, which that runner sees."""
        row = uow.planned.session(session_id)
        if row is None or row.team_id != asker.team_id:
            raise NotFound("session_not_found")
        reader, runner = self._whose(uow, asker, row.runner_id, now)
        _rows_with(uow, row)
        return reader, runner, row

    def _own_session(
        self, uow: UnitOfWork, asker: Asker, session_id: int, now: datetime
    ) -> tuple[RunnerRow, SessionRow, Sequence[SessionRow]]:
        runner = self._enrolment.runner(uow, asker, now)
        row = uow.planned.session(session_id)
        if row is None or row.team_id != asker.team_id:
            raise NotFound("session_not_found")
        if row.runner_id != runner.runner_id:
            raise NotAllowed("not_your_plan")
        return runner, row, _rows_with(uow, row)

    def _suggest_sessions(self, uow: UnitOfWork, asker: Asker, typed: str) -> tuple[SuggestedSession, ...]:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        if runner is None:
            return ()
        present = Week.of(today_of(runner, self._clock.now()))
        rows = uow.planned.between(runner.runner_id, present.previous().monday, present.sunday)
        wanted = typed.casefold().split()
        fitting = [row for row in rows if row.kind != REST and _fits(row.day, row.text, wanted)]
        newest = sorted(fitting, key=lambda row: (row.day, row.position), reverse=True)
        unit = unit_of(runner)
        return tuple(SuggestedSession(row.session_id, row.day, row.text, unit) for row in newest[:SUGGESTED])

    def _suggest_runs(self, uow: UnitOfWork, asker: Asker, session_id: int | None, typed: str) -> SuggestedRuns:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        if runner is None:
            return SuggestedRuns()
        today = today_of(runner, self._clock.now())
        row = None if session_id is None else uow.planned.session(session_id)
        present = Week.of(today)
        first, last = present.previous().monday, present.sunday
        if row is not None and row.runner_id == runner.runner_id:
            first, last = Week.parse(row.week).monday, Week.parse(row.week).sunday
        wanted = typed.casefold().split()
        found = [facts_of(run) for run in uow.runs.between(runner.runner_id, first, last)]
        fitting = [run for run in reversed(found) if _fits(run.local_date, _figures(run), wanted)]
        return SuggestedRuns(tuple(fitting[:SUGGESTED]), unit_of(runner), today)


def _lacked(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> list[PlanRow]:
    """Return everybody's plans of the present and the next week that were out before a runner came."""
    present = Week.of(today_of(runner, now))
    found = [lacked(uow, runner.team_id, runner.runner_id, week.key) for week in (present, present.next())]
    return [plan for plan in found if plan is not None]


def _take_up(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let a runner who came late have what is to come of everybody's weeks; the post tells that they are in it."""
    for plan in _lacked(uow, runner, now):
        week = Week.parse(plan.week)
        sessions = [one for one in read_plan(plan.text or "", week).sessions if one.day >= today_of(runner, now)]
        if sessions:
            give_late(uow, plan, runner.runner_id, sessions, now)
            follow_plan(uow, runner, week, now)
            refresh_post(uow, runner.team_id, plan.week, now)


def _rows_with(uow: UnitOfWork, row: SessionRow) -> Sequence[SessionRow]:
    """Return the sessions of a session's week; raises `NotFound` when its runner does not see it."""
    week = Week.parse(row.week)
    rows = uow.planned.between(row.runner_id, week.monday, week.sunday)
    if row.session_id not in {one.session_id for one in rows}:
        raise NotFound("session_not_found")
    return rows


def _said(
    uow: UnitOfWork, reader: RunnerRow, runner: RunnerRow, row: SessionRow, now: datetime, *, was_kept: bool = False
) -> SaidSession:
    week = own_week(uow, reader, runner, Week.parse(row.week), now, is_own=reader.runner_id == runner.runner_id)
    return SaidSession(next(one for one in week.sessions if one.session_id == row.session_id), week, was_kept)


def _fits(day: date, words: str, wanted: Iterable[str]) -> bool:
    known = f"{day.isoformat()} {day:%A %d} {day.day} {day:%B} {words}".casefold().split()
    return all(any(word.startswith(one) for word in known) for one in wanted)


def _figures(run: RunFacts) -> str:
    return f"{run.distance_m / 1_000:.1f} {run.kind} {run.note}"


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
