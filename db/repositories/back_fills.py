"""Questions about accounts that are looked through further back, and about the runs found there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, or_, select

from db.connection import Connection
from db.models.connections import back_fill_runs, back_fills, connections
from db.repositories.connections import IS_OF_SOMEBODY_HERE
from db.repositories.statements import Change


class BackFillRow(NamedTuple):
    """Looking further back in an account, with whose that is; see `db.models.connections`."""

    back_fill_id: int
    connection_id: int
    state: str
    first_day: date
    reached: datetime
    days: int
    due_at: datetime | None
    failures: int
    kept_since: datetime | None
    told_at: datetime | None
    runner_id: int
    service: str


class BackFillRunRow(NamedTuple):
    """A run that was found there and is not in the log."""

    number: int
    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int
    elapsed_s: int
    surface: str | None
    is_race: bool


_ROWS = select(
    *(back_fills.c[name] for name in BackFillRow._fields if name in back_fills.c),
    connections.c.runner_id,
    connections.c.service,
).join(connections)
# A forged button may name any number; as BIGINT it is compared instead of overflowing.
_FIND = _ROWS.where(back_fills.c.back_fill_id == bindparam("back_fill_id", type_=BigInteger()))
_OF_CONNECTION = _ROWS.where(back_fills.c.connection_id == bindparam("connection_id"))
_IS_FREE = or_(connections.c.held_until.is_(None), connections.c.held_until <= bindparam("now"))
_DUE = (
    _ROWS.where(
        connections.c.service == bindparam("service"),
        connections.c.secret.is_not(None),
        back_fills.c.due_at <= bindparam("now"),
        _IS_FREE,
        IS_OF_SOMEBODY_HERE,
    )
    .order_by(back_fills.c.due_at, back_fills.c.back_fill_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT = (
    select(func.min(back_fills.c.due_at)).join(connections).where(connections.c.service == bindparam("service"))
).where(connections.c.secret.is_not(None), IS_OF_SOMEBODY_HERE)
_OLD = (
    _ROWS.where(back_fills.c.kept_since < bindparam("before"))
    .order_by(back_fills.c.back_fill_id)
    .limit(bindparam("limit"))
)
_ADD = insert(back_fills).returning(back_fills.c.back_fill_id)
_CHANGE = Change(back_fills.c.back_fill_id)
_DROP = delete(back_fills).where(back_fills.c.back_fill_id == bindparam("of_back_fill"))

_OF_BACK_FILL = back_fill_runs.c.back_fill_id == bindparam("back_fill_id")
_RUNS = (
    select(*(back_fill_runs.c[name] for name in BackFillRunRow._fields))
    .where(_OF_BACK_FILL)
    .order_by(back_fill_runs.c.local_date, back_fill_runs.c.number)
)
_KEYS = select(back_fill_runs.c.key).where(_OF_BACK_FILL)
_SUMS = select(func.count(), func.coalesce(func.sum(back_fill_runs.c.distance_m), 0)).where(_OF_BACK_FILL)
_DROP_RUNS = delete(back_fill_runs).where(back_fill_runs.c.back_fill_id == bindparam("of_back_fill"))
_ADD_RUN = insert(back_fill_runs)


class BackFillRepository:
    """Reads and writes `back_fills` and `back_fill_runs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, back_fill_id: int) -> BackFillRow | None:
        """Return one by key, which may be any number."""
        row = self._connection.execute(_FIND, {"back_fill_id": back_fill_id}).one_or_none()
        return None if row is None else BackFillRow._make(row)

    def of_connection(self, connection_id: int) -> BackFillRow | None:
        """Return how an account is looked through, if it is."""
        row = self._connection.execute(_OF_CONNECTION, {"connection_id": connection_id}).one_or_none()
        return None if row is None else BackFillRow._make(row)

    def due(self, service: str, now: datetime) -> BackFillRow | None:
        """Return the one that has waited longest to be gone on with, and hold its account; others' are left alone."""
        row = self._connection.execute(_DUE, {"service": service, "now": now}).one_or_none()
        return None if row is None else BackFillRow._make(row)

    def next_due_at(self, service: str) -> datetime | None:
        """Return when the next one is to be gone on with, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT, {"service": service}).scalar()
        return earliest

    def kept_before(self, before: datetime, limit: int) -> list[BackFillRow]:
        """Return those of which something has been kept since before an instant."""
        rows = self._connection.execute(_OLD, {"before": before, "limit": limit})
        return [BackFillRow._make(row) for row in rows]

    def add(self, **columns: object) -> int:
        """Begin one, and return its key."""
        row = {"failures": 0, **columns}
        back_fill_id: int = self._connection.execute(_ADD, row).scalar_one()
        return back_fill_id

    def change(self, back_fill_id: int, **columns: object) -> None:
        """Set columns of one."""
        _CHANGE.run(self._connection, back_fill_id, columns)

    def drop(self, back_fill_id: int) -> None:
        """Delete one with all that was found."""
        self._connection.execute(_DROP, {"of_back_fill": back_fill_id})

    def add_runs(self, back_fill_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep runs that were found."""
        if rows:
            self._connection.execute(_ADD_RUN, [{"back_fill_id": back_fill_id, **row} for row in rows])

    def drop_runs(self, back_fill_id: int) -> None:
        """Forget the runs that were found."""
        self._connection.execute(_DROP_RUNS, {"of_back_fill": back_fill_id})

    def runs(self, back_fill_id: int) -> list[BackFillRunRow]:
        """Return the runs that were found, the oldest day first."""
        rows = self._connection.execute(_RUNS, {"back_fill_id": back_fill_id})
        return [BackFillRunRow._make(row) for row in rows]

    def keys(self, back_fill_id: int) -> set[str]:
        """Return the service's own names for the runs that were found."""
        return set(self._connection.execute(_KEYS, {"back_fill_id": back_fill_id}).scalars())

    def sums(self, back_fill_id: int) -> tuple[int, int]:
        """Return how many runs were found, and how many metres they have."""
        [(count, metres)] = self._connection.execute(_SUMS, {"back_fill_id": back_fill_id})
        return int(count), int(metres)
