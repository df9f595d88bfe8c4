"""Questions about runs that services told of."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, select, update

from db.connection import Connection
from db.models.connections import connections, found_runs
from db.models.runs import runs
from db.repositories.runs import RunRow
from db.repositories.statements import Change
from db.types import UtcDateTime


class FoundRow(NamedTuple):
    """A run that a service told of, with whose connection that was."""

    found_id: int
    connection_id: int
    key: str
    state: str
    run_id: int | None
    found_at: datetime
    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int
    elapsed_s: int
    surface: str | None
    is_race: bool
    device: str
    visibility: str
    muted: bool
    runner_id: int
    service: str


_ROWS = select(
    *(found_runs.c[name] for name in FoundRow._fields if name in found_runs.c),
    connections.c.runner_id,
    connections.c.service,
).join(connections)
_FIND = _ROWS.where(found_runs.c.found_id == bindparam("found_id", type_=BigInteger()))
_OF_CONNECTION = _ROWS.where(found_runs.c.connection_id == bindparam("connection_id")).order_by(found_runs.c.found_id)
_OF_RUN = _ROWS.where(found_runs.c.run_id == bindparam("run_id"))
_OF_DAYS = _ROWS.where(
    connections.c.runner_id == bindparam("runner_id"),
    found_runs.c.local_date.between(bindparam("first"), bindparam("last")),
).order_by(found_runs.c.found_id)
# Runs that stand in the log as the service has them are followed for as long as they stand there.
_IS_FOLLOWED = found_runs.c.run_id.in_(
    select(runs.c.run_id).where(runs.c.source.in_(bindparam("kept", expanding=True)))
)
_OLD = (
    _ROWS.where(found_runs.c.found_at < bindparam("before"), found_runs.c.run_id.is_(None) | ~_IS_FOLLOWED)
    .order_by(found_runs.c.found_id)
    .limit(bindparam("limit"))
)
_ENTRIES = (
    select(*(runs.c[name] for name in RunRow._fields))
    .where(runs.c.runner_id == bindparam("runner_id"), runs.c.source == bindparam("source"))
    .order_by(runs.c.local_date.desc(), runs.c.run_id.desc())
    .limit(bindparam("limit"))
)
_ENTRIES_ANYWHERE = (
    select(*(runs.c[name] for name in RunRow._fields))
    .where(runs.c.run_id.in_(select(found_runs.c.run_id)), runs.c.source == bindparam("source"))
    .order_by(runs.c.run_id)
    .limit(bindparam("limit"))
)
_LOGGED_SINCE = (
    select(runs.c.run_id)
    .where(runs.c.runner_id == bindparam("runner_id"), runs.c.logged_at >= bindparam("since", type_=UtcDateTime()))
    .limit(1)
)
_COUNT_ENTRIES = select(func.count()).where(
    runs.c.runner_id == bindparam("runner_id"), runs.c.source == bindparam("source")
)
_GIVE_OVER = (
    update(runs)
    .where(runs.c.runner_id == bindparam("of_runner"), runs.c.source == bindparam("source_before"))
    .values(source=bindparam("source_from_now"))
)
_ADD = insert(found_runs).returning(found_runs.c.found_id)
_CHANGE = Change(found_runs.c.found_id)
_DROP = delete(found_runs).where(found_runs.c.found_id.in_(bindparam("found_ids", expanding=True)))


class FoundRunRepository:
    """Reads and writes `found_runs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, found_id: int) -> FoundRow | None:
        """Return one by key, which may be any number."""
        row = self._connection.execute(_FIND, {"found_id": found_id}).one_or_none()
        return None if row is None else FoundRow._make(row)

    def of_connection(self, connection_id: int) -> list[FoundRow]:
        """Return all that is kept of what a connection told, the oldest first."""
        parameters = {"connection_id": connection_id}
        return [FoundRow._make(row) for row in self._connection.execute(_OF_CONNECTION, parameters)]

    def of_run(self, run_id: int) -> list[FoundRow]:
        """Return what services told of an entry of the log."""
        return [FoundRow._make(row) for row in self._connection.execute(_OF_RUN, {"run_id": run_id})]

    def of_days(self, runner_id: int, first: date, last: date) -> list[FoundRow]:
        """Return what all services told a runner of between two days, both included, the oldest word first."""
        parameters = {"runner_id": runner_id, "first": first, "last": last}
        return [FoundRow._make(row) for row in self._connection.execute(_OF_DAYS, parameters)]

    def entries(self, runner_id: int, source: str, limit: int) -> list[RunRow]:
        """Return the newest entries of a runner's log that came in this way."""
        parameters = {"runner_id": runner_id, "source": source, "limit": limit}
        return [RunRow._make(row) for row in self._connection.execute(_ENTRIES, parameters)]

    def entries_anywhere(self, source: str, limit: int) -> list[RunRow]:
        """Return entries of anybody's log that came in this way and are followed still."""
        parameters = {"source": source, "limit": limit}
        return [RunRow._make(row) for row in self._connection.execute(_ENTRIES_ANYWHERE, parameters)]

    def has_logged_since(self, runner_id: int, since: datetime) -> bool:
        """Tell whether anything came into a runner's log from an instant on."""
        return self._connection.execute(_LOGGED_SINCE, {"runner_id": runner_id, "since": since}).scalar() is not None

    def count_entries(self, runner_id: int, source: str) -> int:
        """Return how many entries of a runner's log came in this way."""
        count: int = self._connection.execute(_COUNT_ENTRIES, {"runner_id": runner_id, "source": source}).scalar_one()
        return count

    def give_over(self, runner_id: int, before: str, from_now: str) -> int:
        """Put another source to the entries of a runner's log that came in this way; returns how many those were."""
        values = {"of_runner": runner_id, "source_before": before, "source_from_now": from_now}
        changed: int = self._connection.execute(_GIVE_OVER, values).rowcount
        return changed

    def add(self, **columns: object) -> int:
        """Add a run that a service told of; returns its key."""
        found_id: int = self._connection.execute(_ADD, {"run_id": None, **columns}).scalar_one()
        return found_id

    def change(self, found_id: int, **columns: object) -> None:
        """Set columns of one."""
        _CHANGE.run(self._connection, found_id, columns)

    def told_before(self, before: datetime, followed: Collection[str], limit: int) -> list[FoundRow]:
        """Return what was told before an instant, but for entries of the log from `followed` sources."""
        parameters = {"before": before, "kept": list(followed), "limit": limit}
        return [FoundRow._make(row) for row in self._connection.execute(_OLD, parameters)]

    def drop(self, found_ids: Collection[int]) -> None:
        """Delete these."""
        if found_ids:
            self._connection.execute(_DROP, {"found_ids": list(found_ids)})
