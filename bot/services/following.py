"""Following plans: which run was which planned session of a runner, kept beside the sessions and derived from the log.

Whoever changes the log, or lets sessions change or become visible, lets a week be matched in the same transaction:
`deriving.follow` does it for the log, `planned_weeks.follow_plan` for sessions.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.dates import Week, local_today
from bot.domain.doubts import stands
from bot.domain.following import Match, Ran, Session, match_week
from bot.domain.planned_points import PlannedSession
from bot.domain.planned_weeks import most_of
from bot.domain.plans import REST
from bot.domain.runs import RunKind, counts
from bot.services.runners import zone_of
from db.repositories.planned import SessionRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


def rematch_week(
    uow: UnitOfWork, runner: RunnerRow, week: Week, runs: Iterable[RunRow]
) -> tuple[list[SessionRow], int]:
    """Match the sessions of a runner's week with its runs, as they stand now.

    Returns the sessions that hold for the runner, as they are since, and how many of them had to change. The runner's
    row must be locked.
    """
    before = uow.planned.between(runner.runner_id, week.monday, week.sunday)
    after = matched(before, runs)
    changes = {new.session_id: _changed(old, new) for old, new in zip(before, after, strict=True) if old != new}
    uow.planned.change_many(changes)
    return after, len(changes)


def matched(sessions: Sequence[SessionRow], runs: Iterable[RunRow]) -> list[SessionRow]:
    """Return the sessions of one week of one runner as its runs let them be."""
    runs = list(runs)
    held = {run.run_id for run in runs}
    # The run that a runner named is in the log of that week no more: then nobody said anything.
    rows = [
        row._replace(done_at=None) if row.run_id is not None and row.run_id not in held else row for row in sessions
    ]
    found = match_week(map(session_of, rows), [ran_of(run) for run in runs if is_matchable(run)])
    return [_with(row, found.get(row.session_id)) for row in rows]


def is_matchable(run: RunRow) -> bool:
    """Tell whether a run may be a session: it counts as one, and nobody doubts it."""
    return stands(run.doubt, run.verdict) and counts(run.distance_m, run.moving_s)


def session_of(row: SessionRow) -> Session:
    """Return a session as the rule of matching sees it."""
    said = row.done_at is not None
    return Session(
        session_id=row.session_id,
        day=row.day,
        position=row.position,
        kind=row.kind,
        distance_m=row.distance_m,
        duration_s=row.duration_s,
        excused=row.spared,
        run_id=row.run_id if said else None,
        by_word=said,
        most=most_of(row.text) if row.distance_m or row.duration_s else None,
    )


def ran_of(run: RunRow) -> Ran:
    """Return a run as the rule of matching sees it."""
    kind = None if run.kind is None else RunKind(run.kind)
    return Ran(run.run_id, run.local_date, kind, run.distance_m, run.moving_s)


def planned_session(row: SessionRow, runner: RunnerRow, pauses: Iterable[tuple[date, date]] = ()) -> PlannedSession:
    """Return a session as the rules of points see it; on the days of a pause nobody waits for one."""
    by_word = row.done_at is not None and row.run_id is None
    return PlannedSession(
        day=row.day,
        rest=row.kind == REST,
        excused=row.spared or any(first <= row.day <= last for first, last in pauses),
        run_id=row.run_id,
        percent=row.percent,
        said_on=local_today(row.done_at, zone_of(runner)) if by_word and row.done_at is not None else None,
    )


def came_in_time(runner: RunnerRow, week: Week, published_at: datetime) -> bool:
    """Tell whether a plan was there before the runner's week began, and so decides its points."""
    return local_today(published_at, zone_of(runner)) < week.monday


def _with(row: SessionRow, match: Match | None) -> SessionRow:
    if match is not None:
        return row._replace(run_id=match.run_id, percent=match.percent)
    # What a runner named stays named while it waits for a coach's word.
    return row._replace(run_id=row.run_id if row.done_at is not None else None, percent=None)


def _changed(old: SessionRow, new: SessionRow) -> dict[str, Any]:
    names = ("run_id", "percent", "done_at")
    return {name: getattr(new, name) for name in names if getattr(old, name) != getattr(new, name)}
