"""Questions that hold what is derived to the log it is derived from."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from db.connection import Connection
from db.models.points import awards, period_totals, team_totals, unnamed_totals
from db.models.runners import runners
from db.models.runs import runs
from db.repositories.points import TotalChange
from db.repositories.runs import RunRow


class WeekSum(NamedTuple):
    """What one runner's week comes to."""

    runner_id: int
    week: str
    points: int
    distance_m: int
    moving_s: int
    runs: int


_STANDS = or_(runs.c.verdict == "counts", and_(runs.c.doubt.is_(None), runs.c.verdict.is_(None)))
_LOG = (
    select(*(runs.c[name] for name in RunRow._fields))
    .where(runs.c.runner_id == bindparam("runner_id"))
    .order_by(runs.c.local_date, runs.c.run_id)
)
_AWARDED_WEEKS = select(awards.c.week).where(awards.c.runner_id == bindparam("runner_id")).distinct()
_AWARDED_DAYS = (
    select(awards.c.day, func.sum(awards.c.points))
    .where(awards.c.runner_id == bindparam("runner_id"))
    .group_by(awards.c.day)
)
_TOTALS = select(*(period_totals.c[name] for name in TotalChange._fields)).where(
    period_totals.c.runner_id == bindparam("runner_id")
)
_RUNNERS = (
    select(runners.c.runner_id)
    .where(runners.c.team_id == bindparam("team_id"), runners.c.runner_id > bindparam("after"))
    .order_by(runners.c.runner_id)
    .limit(bindparam("limit"))
)
_OUTDATED = (
    select(runners.c.runner_id)
    .where(runners.c.derived_by < bindparam("edition"))
    .order_by(runners.c.runner_id)
    .limit(bindparam("limit"))
)
_THESE = "runner_ids"
_RUN_SUMS = (
    select(
        runs.c.runner_id, runs.c.week, func.sum(runs.c.distance_m), func.sum(runs.c.moving_s), func.count(runs.c.run_id)
    )
    .where(runs.c.runner_id.in_(bindparam(_THESE, expanding=True)), _STANDS)
    .group_by(runs.c.runner_id, runs.c.week)
)
_AWARD_SUMS = (
    select(awards.c.runner_id, awards.c.week, func.sum(awards.c.points))
    .where(awards.c.runner_id.in_(bindparam(_THESE, expanding=True)))
    .group_by(awards.c.runner_id, awards.c.week)
)
_WEEKS = select(*(period_totals.c[name if name != "week" else "period"] for name in WeekSum._fields)).where(
    period_totals.c.runner_id.in_(bindparam(_THESE, expanding=True)), period_totals.c.kind == "week"
)
_KINDS = (
    select(
        period_totals.c.runner_id,
        period_totals.c.kind,
        func.sum(period_totals.c.points),
        func.sum(period_totals.c.distance_m),
        func.sum(period_totals.c.moving_s),
        func.sum(period_totals.c.runs),
        func.sum(period_totals.c.run_days),
    )
    .where(period_totals.c.runner_id.in_(bindparam(_THESE, expanding=True)), period_totals.c.kind != "window")
    .group_by(period_totals.c.runner_id, period_totals.c.kind)
)
_SUMMED = ("points", "distance_m", "runs")


def _by_period(table: Any) -> Any:
    return (
        select(table.c.period, *(func.sum(table.c[name]).label(name) for name in _SUMMED))
        .where(table.c.team_id == bindparam("team_id"))
        .group_by(table.c.period)
        .subquery()
    )


_OF_RUNNERS, _OF_NOBODY = _by_period(period_totals), _by_period(unnamed_totals)


def _right(name: str) -> Any:
    return func.coalesce(_OF_RUNNERS.c[name], 0) + func.coalesce(_OF_NOBODY.c[name], 0)


# One statement, so that it sees one moment on PostgreSQL too.
_TEAM = (
    select(team_totals.c.period, *(_right(name) - team_totals.c[name] for name in _SUMMED))
    .select_from(team_totals)
    .outerjoin(_OF_RUNNERS, _OF_RUNNERS.c.period == team_totals.c.period)
    .outerjoin(_OF_NOBODY, _OF_NOBODY.c.period == team_totals.c.period)
    .where(
        team_totals.c.team_id == bindparam("team_id"),
        or_(*(_right(name) != team_totals.c[name] for name in _SUMMED)),
    )
)


class AuditRepository:
    """Compares `period_totals` and `team_totals` with `runs` and `awards`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log(self, runner_id: int) -> list[RunRow]:
        """Return all of a runner's entries, oldest first."""
        return [RunRow._make(row) for row in self._connection.execute(_LOG, {"runner_id": runner_id})]

    def awarded_weeks(self, runner_id: int) -> list[str]:
        """Return every ISO week in which a runner has awards."""
        return list(self._connection.execute(_AWARDED_WEEKS, {"runner_id": runner_id}).scalars())

    def awarded_days(self, runner_id: int) -> Counter[Any]:
        """Return the points of every day on which a runner has awards."""
        return Counter({day: int(points) for day, points in self._connection.execute(_AWARDED_DAYS, _of(runner_id))})

    def totals(self, runner_id: int) -> list[TotalChange]:
        """Return all that is kept as a runner's totals."""
        return [TotalChange._make(row) for row in self._connection.execute(_TOTALS, _of(runner_id))]

    def runner_ids(self, team_id: int, *, after: int, limit: int) -> list[int]:
        """Return keys of a team's runners, ascending, from just above `after`."""
        parameters = {"team_id": team_id, "after": after, "limit": limit}
        return list(self._connection.execute(_RUNNERS, parameters).scalars())

    def outdated(self, edition: int, limit: int) -> list[int]:
        """Return keys of runners whose figures an older edition derived."""
        return list(self._connection.execute(_OUTDATED, {"edition": edition, "limit": limit}).scalars())

    def differing(self, runner_ids: Sequence[int]) -> set[int]:
        """Return which of these runners have totals that are not what their log and awards come to.

        Weeks are compared with the log, and months, seasons and all time with the weeks.
        """
        these = {_THESE: list(runner_ids)}
        right: dict[tuple[int, str], list[int]] = {}
        for runner_id, week, *sums in self._connection.execute(_RUN_SUMS, these):
            right[runner_id, week] = [0, *(int(value) for value in sums)]
        for runner_id, week, points in self._connection.execute(_AWARD_SUMS, these):
            right.setdefault((runner_id, week), [0, 0, 0, 0])[0] = int(points)
        held = {(row[0], row[1]): list(row[2:]) for row in self._connection.execute(_WEEKS, these)}
        found = {key[0] for key in right.keys() | held.keys() if right.get(key) != held.get(key)}
        by_kind: dict[int, list[tuple[int, ...]]] = {}
        for runner_id, _, *kind in self._connection.execute(_KINDS, these):
            by_kind.setdefault(runner_id, []).append(tuple(int(value) for value in kind))
        # Weeks, months, seasons and all time come to the same.
        return found | {runner_id for runner_id, kinds in by_kind.items() if len(kinds) != 4 or len(set(kinds)) != 1}

    def team_differences(self, team_id: int) -> list[dict[str, Any]]:
        """Return by how much a team's totals miss those of its runners, with what nobody's name is on any more."""
        found = self._connection.execute(_TEAM, {"team_id": team_id})
        names = ("period", *_SUMMED)
        return [
            {"team_id": team_id, **dict(zip(names, (row[0], *(int(value) for value in row[1:])), strict=True))}
            for row in found
        ]


def _of(runner_id: int) -> dict[str, int]:
    return {"runner_id": runner_id}


def stale(held: Collection[TotalChange], right: Collection[TotalChange]) -> list[TotalChange]:
    """Return by how much each total has to move to be right."""
    moves: dict[tuple[str, str], list[int]] = {}
    for rows, sign in ((right, 1), (held, -1)):
        for row in rows:
            move = moves.setdefault((row.period, row.kind), [0, 0, 0, 0, 0])
            for at, value in enumerate(row[2:]):
                move[at] += sign * value
    return [TotalChange(period, kind, *move) for (period, kind), move in sorted(moves.items()) if any(move)]
