"""Questions about the log."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, select, update

from db.connection import Connection
from db.models.runs import runs


class RunRow(NamedTuple):
    """One entry of the log; metres and seconds are whole."""

    run_id: int
    runner_id: int
    local_date: date
    week: str
    logged_on: date
    distance_m: int
    moving_s: int
    kind: str | None
    surface: str | None
    effort: int | None
    note: str | None
    pain_area: str | None
    pain_level: int | None


_COLUMNS = (
    runs.c.run_id,
    runs.c.runner_id,
    runs.c.local_date,
    runs.c.week,
    runs.c.logged_on,
    runs.c.distance_m,
    runs.c.moving_s,
    runs.c.kind,
    runs.c.surface,
    runs.c.effort,
    runs.c.note,
    runs.c.pain_area,
    runs.c.pain_level,
)
_INSERT = insert(runs).returning(runs.c.run_id)
# The id comes from a button, so it may be any number; as wide as it can be, PostgreSQL just finds no such run.
# A forged button may name any number; as BIGINT it is compared instead of overflowing.
_BY_ID = select(*_COLUMNS).where(
    runs.c.team_id == bindparam("team_id"), runs.c.run_id == bindparam("run_id", type_=BigInteger())
)
_IN_WEEK = (
    select(*_COLUMNS)
    .where(runs.c.runner_id == bindparam("runner_id"), runs.c.week == bindparam("week"))
    .order_by(runs.c.local_date, runs.c.run_id)
)
_NEWEST = (
    select(*_COLUMNS)
    .where(runs.c.runner_id == bindparam("runner_id"))
    .order_by(runs.c.local_date.desc(), runs.c.run_id.desc())
    .limit(bindparam("limit"))
)
_OPEN_UP = (
    update(runs)
    .where(runs.c.runner_id == bindparam("of_runner"), runs.c.logged_at >= bindparam("since"))
    .values(sharing=bindparam("sharing"))
)
_COUNT = select(func.count()).select_from(runs).where(runs.c.runner_id == bindparam("runner_id"))
_LOGGED_AT = select(runs.c.logged_at).where(runs.c.runner_id == bindparam("runner_id")).order_by(runs.c.logged_at)
_LOGGED_AT_OF = select(runs.c.logged_at).where(runs.c.run_id == bindparam("run_id"))
_RUNNERS_IN_WEEK = (
    select(runs.c.runner_id)
    .where(runs.c.team_id == bindparam("team_id"), runs.c.week == bindparam("week"))
    .where(runs.c.runner_id > bindparam("after"))
    .distinct()
    .order_by(runs.c.runner_id)
    .limit(bindparam("limit"))
)


class RunRepository:
    """Reads and writes `runs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        team_id: int,
        runner_id: int,
        local_date: date,
        week: str,
        started_at: datetime | None,
        logged_at: datetime,
        logged_on: date,
        distance_m: int,
        moving_s: int,
        kind: str | None,
        surface: str | None,
        effort: int | None,
        note: str | None,
        pain_area: str | None,
        pain_level: int | None,
        source: str,
        sharing: str,
    ) -> int:
        """Add an entry and return its key."""
        values: dict[str, Any] = {
            "team_id": team_id,
            "runner_id": runner_id,
            "local_date": local_date,
            "week": week,
            "started_at": started_at,
            "logged_at": logged_at,
            "logged_on": logged_on,
            "distance_m": distance_m,
            "moving_s": moving_s,
            "kind": kind,
            "surface": surface,
            "effort": effort,
            "note": note,
            "pain_area": pain_area,
            "pain_level": pain_level,
            "source": source,
            "sharing": sharing,
        }
        run_id: int = self._connection.execute(_INSERT, values).scalar_one()
        return run_id

    def open_up(self, runner_id: int, since: datetime, sharing: str) -> None:
        """Let the team see more of the runs that were logged from an instant on."""
        self._connection.execute(_OPEN_UP, {"of_runner": runner_id, "since": since, "sharing": sharing})

    def find(self, team_id: int, run_id: int) -> RunRow | None:
        """Return one entry of a team's log."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "run_id": run_id}).one_or_none()
        return None if row is None else RunRow._make(row)

    def in_week(self, runner_id: int, week: str) -> list[RunRow]:
        """Return a runner's entries of one ISO week, oldest first."""
        rows = self._connection.execute(_IN_WEEK, {"runner_id": runner_id, "week": week})
        return [RunRow._make(row) for row in rows]

    def newest(self, runner_id: int, limit: int) -> list[RunRow]:
        """Return a runner's newest entries, newest first."""
        rows = self._connection.execute(_NEWEST, {"runner_id": runner_id, "limit": limit})
        return [RunRow._make(row) for row in rows]

    def count(self, runner_id: int) -> int:
        """Return how many entries a runner has."""
        return int(self._connection.execute(_COUNT, {"runner_id": runner_id}).scalar_one())

    def logged_at(self, run_id: int) -> datetime | None:
        """Return when an entry was logged."""
        instant: datetime | None = self._connection.execute(_LOGGED_AT_OF, {"run_id": run_id}).scalar()
        return instant

    def all_logged_at(self, runner_id: int) -> list[datetime]:
        """Return when each of a runner's entries was logged, oldest first."""
        return list(self._connection.execute(_LOGGED_AT, {"runner_id": runner_id}).scalars())

    def delete(self, run_id: int) -> None:
        """Remove an entry; its cheers and awards go with it."""
        self._connection.execute(delete(runs).where(runs.c.run_id == run_id))

    def runners_in_week(self, team_id: int, week: str, *, after: int, limit: int) -> list[int]:
        """Return keys of runners with an entry in the week, ascending, from just above `after`."""
        parameters = {"team_id": team_id, "week": week, "after": after, "limit": limit}
        return list(self._connection.execute(_RUNNERS_IN_WEEK, parameters).scalars())
