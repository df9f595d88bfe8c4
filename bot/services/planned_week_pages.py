"""Planned weeks as they are handed out: a runner's sessions beside the runs that they were."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.audience import LogDetail, Sharing, log_detail
from bot.domain.dates import Week
from bot.domain.following import Excuse, WeekSum, counts_in_week, credit, week_sum
from bot.domain.plans import REST
from bot.domain.runs import RunSource
from bot.domain.units import Unit
from bot.services.run_outcomes import RunFacts, facts_of
from bot.services.runners import is_paused, subject_of, today_of, unit_of
from bot.services.stats import pace_score
from db.repositories.planned import SessionRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


class Mark(StrEnum):
    """How a session stands; there is none for what was not run."""

    KEPT = "kept"
    IN_PART = "in_part"
    TO_COME = "to_come"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SeenRun:
    """A run beside a plan; with `detail` PRESENCE nothing but that there was one may be shown."""

    run: RunFacts
    detail: LogDetail


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its runner and their coach see it, as typed; and the run that it was.

    `by_word` tells that the runner said it is done, `cannot` that they said they cannot on that day.
    """

    session_id: int
    day: date
    text: str
    is_rest: bool
    mark: Mark
    run: SeenRun | None = None
    by_word: bool = False
    excuse: Excuse | None = None
    cannot: bool = False


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """A runner's week, planned against done; `name` is None for one's own. `others` are runs that no session was.

    `unit` is the reader's, and `score` the fitness score that the runner's paces follow from, for the runner alone.
    `resting_until` is the last day of a pause that runs now. `earlier` and `later` are weeks to turn to. Without a plan
    there are no sessions, and `weekly_target` is what leads.
    """

    runner_id: int
    name: str | None
    week: Week
    team_name: str
    coach_name: str | None
    sessions: tuple[OwnSession, ...]
    others: tuple[SeenRun, ...]
    sum: WeekSum
    unit: Unit
    score: float | None
    today: date
    weekly_target: int
    resting_until: date | None = None
    earlier: Week | None = None
    later: Week | None = None


def own_week(
    uow: UnitOfWork, reader: RunnerRow, runner: RunnerRow, week: Week, now: datetime, *, is_own: bool
) -> OwnWeek:
    """Return a runner's week as they, or their coach, may see it."""
    today = today_of(runner, now)
    followed = uow.planned.week(runner.runner_id, week.key)
    rows = [] if followed is None else uow.planned.between(runner.runner_id, week.monday, week.sunday)
    runs = {run.run_id: seen_run(run, runner, is_own=is_own) for run in uow.runs.in_week(runner.runner_id, week.key)}
    runs = {run_id: run for run_id, run in runs.items() if run.detail is not LogDetail.NONE}
    pauses = _pauses(uow, runner, rows)
    planned = {row.run_id for row in rows}
    # Beside their own plans, the present and the next week are always there to turn to.
    known = {Week.parse(key) for key in uow.planned.held_weeks(runner.runner_id)} | {
        Week.of(today),
        Week.of(today).next(),
    }
    return OwnWeek(
        runner_id=runner.runner_id,
        name=None if is_own else runner.name,
        week=week,
        team_name=runner.team_name,
        coach_name=None if followed is None else followed.author_name,
        sessions=_own_sessions(rows, runs, pauses, today),
        others=tuple(run for run_id, run in runs.items() if run_id not in planned),
        sum=_sum(rows, pauses),
        unit=unit_of(reader),
        score=pace_score(uow, runner, today) if is_own and rows else None,
        today=today,
        weekly_target=runner.weekly_target,
        resting_until=runner.paused_until if is_paused(runner, today) and today <= week.sunday else None,
        earlier=max((one for one in known if one < week), default=None),
        later=min((one for one in known if one > week), default=None),
    )


def _pauses(uow: UnitOfWork, runner: RunnerRow, rows: Sequence[SessionRow]) -> list[tuple[date, date]]:
    """Return the first and final days of a runner's pauses, where there are sessions to be spared by them."""
    pauses = uow.runners.pauses(runner.runner_id) if rows and runner.paused_until is not None else []
    return [(one.first_day, one.last_day) for one in pauses]


def _own_sessions(
    rows: Sequence[SessionRow], runs: Mapping[int, SeenRun], resting: Collection[tuple[date, date]], today: date
) -> tuple[OwnSession, ...]:
    """Return sessions with the runs that they were, and how each stands."""
    ran = {run.run.local_date for run in runs.values()}
    return tuple(
        OwnSession(
            session_id=row.session_id,
            day=row.day,
            text=row.text,
            is_rest=row.kind == REST,
            mark=_mark(row, None if row.run_id is None else runs.get(row.run_id), resting, ran, today),
            run=None if row.run_id is None else runs.get(row.run_id),
            by_word=row.done_at is not None and row.run_id is None,
            excuse=None if row.excused is None else Excuse(row.excused),
            cannot=row.cannot_at is not None,
        )
        for row in rows
    )


def seen_run(run: RunRow, runner: RunnerRow, *, is_own: bool) -> SeenRun:
    """Return a run as its runner, or their coach, may see it."""
    if is_own:
        return SeenRun(facts_of(run), LogDetail.FULL)
    detail = log_detail(subject_of(runner), Sharing(run.sharing), RunSource(run.source), by_coach=True)
    return SeenRun(facts_of(run), detail)


def _mark(
    row: SessionRow,
    run: SeenRun | None,
    resting: Iterable[tuple[date, date]],
    ran: Collection[date],
    today: date,
) -> Mark:
    if row.kind == REST:
        if row.day in ran:
            return Mark.NONE
        return Mark.KEPT if row.day < today else Mark.TO_COME
    if row.percent is not None and (row.run_id is None or run is not None):
        # Whoever may know no more than that somebody ran does not learn how far.
        kept = credit(row.percent) == 1 or (run is not None and run.detail is LogDetail.PRESENCE)
        return Mark.KEPT if kept else Mark.IN_PART if credit(row.percent) else Mark.NONE
    waits = row.day >= today and row.excused is None and not any(first <= row.day <= last for first, last in resting)
    return Mark.TO_COME if waits else Mark.NONE


def _sum(rows: Iterable[SessionRow], pauses: Collection[tuple[date, date]]) -> WeekSum:
    return week_sum(
        (row.percent, counts_in_week(row.kind, row.day, excused=row.excused is not None, pauses=pauses)) for row in rows
    )
