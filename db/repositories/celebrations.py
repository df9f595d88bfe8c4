"""Questions about celebrations, and what decides on them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from db.connection import Connection
from db.models.celebrations import celebrations
from db.models.points import period_totals
from db.models.runners import runners
from db.models.runs import runs
from db.models.teams import teams
from db.repositories.runs import COUNTS, RESULT
from db.repositories.statements import Change


class CelebrationRow(NamedTuple):
    """What a run is celebrated for, or was while it held."""

    run_id: int
    kind: str
    event: str | None
    number: int | None
    name: str | None
    holds: bool
    praise: str
    celebrated_on: date


class LogFacts(NamedTuple):
    """Runs that stand in a log and their metres, and the longest of those logged before a run."""

    runs: int
    distance_m: int
    longest_before_m: int | None


class ToldRow(NamedTuple):
    """What a post tells of a celebrated run, and what decides whether it may; `result_s` is the time that counts."""

    run_id: int
    kind: str
    event: str | None
    number: int | None
    praise: str
    runner_name: str
    runner_praise: str
    sharing: str
    run_sharing: str
    left_at: datetime | None
    source: str
    distance_m: int
    result_s: int
    run_event: str | None
    record: str | None
    doubt: str | None
    verdict: str | None
    units: str


_ROW = select(*(celebrations.c[name] for name in CelebrationRow._fields))
_OF_RUN = _ROW.where(celebrations.c.run_id == bindparam("run_id"))
_SINCE = _ROW.where(
    celebrations.c.runner_id == bindparam("runner_id"), celebrations.c.celebrated_on >= bindparam("since")
).order_by(celebrations.c.run_id)
_NAMES = select(celebrations.c.name).where(
    celebrations.c.runner_id == bindparam("runner_id"),
    celebrations.c.name.in_(bindparam("names", expanding=True)),
    celebrations.c.holds,
)
_CHANGE = Change(celebrations.c.run_id)
_DELETE = delete(celebrations).where(celebrations.c.run_id == bindparam("run_id"))
_TOTALS = (
    select(period_totals.c.runs, period_totals.c.distance_m)
    .where(
        period_totals.c.team_id == bindparam("team_id"),
        period_totals.c.period == "all",
        period_totals.c.runner_id == bindparam("runner_id"),
    )
    .subquery()
)
# The index by distance has the longest first; what was logged before is nearly always all of it.
_LONGEST_BEFORE = (
    select(runs.c.distance_m)
    .where(runs.c.runner_id == bindparam("runner_id"), runs.c.run_id < bindparam("run_id"), COUNTS)
    .order_by(runs.c.distance_m.desc())
    .limit(1)
    .scalar_subquery()
)
_FACTS = select(_TOTALS.c.runs, _TOTALS.c.distance_m, _LONGEST_BEFORE).select_from(_TOTALS)
_DAY_BEFORE = (
    select(runs.c.local_date)
    .where(
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.local_date < bindparam("day"),
        COUNTS,
    )
    .order_by(runs.c.local_date.desc())
    .limit(1)
)
_TOLD = (
    select(
        celebrations.c.run_id,
        celebrations.c.kind,
        celebrations.c.event,
        celebrations.c.number,
        celebrations.c.praise,
        runners.c.name,
        runners.c.praise,
        runners.c.sharing,
        runs.c.sharing,
        runners.c.left_at,
        runs.c.source,
        runs.c.distance_m,
        RESULT,
        runs.c.event,
        runs.c.record,
        runs.c.doubt,
        runs.c.verdict,
        teams.c.units,
    )
    .select_from(celebrations)
    .join(runs, runs.c.run_id == celebrations.c.run_id)
    .join(runners, runners.c.runner_id == celebrations.c.runner_id)
    .join(teams, teams.c.team_id == runs.c.team_id)
    .where(runs.c.team_id == bindparam("team_id"), celebrations.c.run_id.in_(bindparam("run_ids", expanding=True)))
    .where(celebrations.c.holds)
    .order_by(celebrations.c.run_id)
)


class CelebrationRepository:
    """Reads and writes `celebrations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts(self, team_id: int, runner_id: int, run_id: int) -> LogFacts:
        """Return what a log came to, and its longest run of those logged before one."""
        parameters = {"team_id": team_id, "runner_id": runner_id, "run_id": run_id}
        row = self._connection.execute(_FACTS, parameters).one_or_none()
        return LogFacts(0, 0, None) if row is None else LogFacts._make(row)

    def run_day_before(self, runner_id: int, day: date) -> date | None:
        """Return the newest day before one on which there was a run that counts."""
        found: date | None = self._connection.execute(_DAY_BEFORE, {"runner_id": runner_id, "day": day}).scalar()
        return found

    def find(self, run_id: int) -> CelebrationRow | None:
        """Return what a run is celebrated for."""
        row = self._connection.execute(_OF_RUN, {"run_id": run_id}).one_or_none()
        return None if row is None else CelebrationRow._make(row)

    def since(self, runner_id: int, day: date) -> list[CelebrationRow]:
        """Return what runs of a runner are celebrated for since a day of theirs, in the order of logging."""
        rows = self._connection.execute(_SINCE, {"runner_id": runner_id, "since": day})
        return [CelebrationRow._make(row) for row in rows]

    def names(self, runner_id: int, names: Collection[str]) -> set[str]:
        """Return which of some names are celebrated in a runner's log."""
        found = self._connection.execute(_NAMES, {"runner_id": runner_id, "names": list(names)})
        return set(found.scalars())

    def add(
        self,
        *,
        run_id: int,
        runner_id: int,
        kind: str,
        event: str | None,
        number: int | None,
        name: str | None,
        praise: str,
        celebrated_on: date,
    ) -> None:
        """Celebrate a run, in the place of what it was celebrated for; nobody else may hold the name."""
        self._connection.execute(_DELETE, {"run_id": run_id})
        row = {
            "run_id": run_id,
            "runner_id": runner_id,
            "kind": kind,
            "event": event,
            "number": number,
            "name": name,
            "holds": True,
            "praise": praise,
            "celebrated_on": celebrated_on,
        }
        self._connection.execute(insert(celebrations), row)

    def change(self, run_id: int, *, holds: bool) -> None:
        """Note whether what a run was celebrated for is true."""
        _CHANGE.run(self._connection, run_id, {"holds": holds})

    def told(self, team_id: int, run_ids: Collection[int]) -> list[ToldRow]:
        """Return what posts tell of those of a team's runs that are celebrated, in the order of logging."""
        if not run_ids:
            return []
        rows = self._connection.execute(_TOLD, {"team_id": team_id, "run_ids": list(run_ids)})
        return [ToldRow._make(row) for row in rows]
