"""Questions about lists of runs on their way into the log."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, func, insert, select, update

from db.connection import Connection
from db.models.imports import imports
from db.repositories.statements import Change


class ImportRow(NamedTuple):
    """One list: whose it is, how far it has come, and what became of its runs."""

    import_id: int
    team_id: int
    runner_id: int
    name: str
    service: str | None
    state: str
    total: int
    done: int
    added: int
    known: int
    unsure: int
    others: int
    unreadable: int
    begun_at: datetime
    ended_at: datetime | None
    told_at: datetime | None


_INSERT = insert(imports).returning(imports.c.import_id)
_CHANGE = Change(imports.c.import_id)
# A forged button may name any number; as BIGINT it is compared instead of overflowing.
_KEY = imports.c.import_id == bindparam("import_id", type_=BigInteger())
_BY_ID = select(*(imports.c[name] for name in ImportRow._fields)).where(_KEY)
_BY_ID_LOCKED = _BY_ID.with_for_update()
_ENTRIES = select(imports.c.entries).where(_KEY)
# The oldest of each runner: two lists of one runner come in one after the other.
_FIRST_OF_EACH = (
    select(func.min(imports.c.import_id))
    .where(imports.c.state == bindparam("state"))
    .group_by(imports.c.runner_id)
    .order_by(func.min(imports.c.import_id))
)
_DROP_ENTRIES = (
    update(imports)
    .where(
        imports.c.runner_id == bindparam("of_runner"),
        imports.c.state != bindparam("but_of"),
        imports.c.entries.is_not(None),
    )
    .values(entries=None)
)
_KEPT_OF_SERVICE = select(imports.c.import_id).where(
    imports.c.runner_id == bindparam("runner_id"),
    imports.c.service == bindparam("service"),
    imports.c.entries.is_not(None),
)
_KEPT_BEFORE = (
    select(imports.c.import_id, imports.c.runner_id)
    .where(imports.c.service.is_not(None), imports.c.entries.is_not(None), imports.c.begun_at < bindparam("before"))
    .order_by(imports.c.import_id)
    .limit(bindparam("limit"))
)


class ImportRepository:
    """Reads and writes `imports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        team_id: int,
        runner_id: int,
        name: str,
        state: str,
        entries: bytes,
        total: int,
        others: int,
        unreadable: int,
        begun_at: datetime,
        service: str | None = None,
    ) -> int:
        """Add a list of which nothing is in the log yet, and return its key."""
        values = {
            "team_id": team_id,
            "runner_id": runner_id,
            "name": name,
            "service": service,
            "state": state,
            "entries": entries,
            "total": total,
            "done": 0,
            "added": 0,
            "known": 0,
            "unsure": 0,
            "others": others,
            "unreadable": unreadable,
            "begun_at": begun_at,
        }
        import_id: int = self._connection.execute(_INSERT, values).scalar_one()
        return import_id

    def find(self, import_id: int, *, for_update: bool = False) -> ImportRow | None:
        """Return one list, without its runs."""
        statement = _BY_ID_LOCKED if for_update else _BY_ID
        row = self._connection.execute(statement, {"import_id": import_id}).one_or_none()
        return None if row is None else ImportRow._make(row)

    def entries(self, import_id: int) -> bytes | None:
        """Return the runs of a list as they were kept; None when it is gone, or they are."""
        kept: bytes | None = self._connection.execute(_ENTRIES, {"import_id": import_id}).scalar()
        return kept

    def change(self, import_id: int, **columns: object) -> None:
        """Set columns of one list."""
        _CHANGE.run(self._connection, import_id, columns)

    def first_of_each(self, state: str) -> list[int]:
        """Return the oldest list in this state of every runner, oldest first."""
        return list(self._connection.execute(_FIRST_OF_EACH, {"state": state}).scalars())

    def drop_entries(self, runner_id: int, *, but_of: str) -> None:
        """Let go of the runs of a runner's lists, but for those in this state."""
        self._connection.execute(_DROP_ENTRIES, {"of_runner": runner_id, "but_of": but_of})

    def kept_of_service(self, runner_id: int, service: str) -> list[int]:
        """Return a runner's lists of runs that a service told of, as far as the runs are kept."""
        parameters = {"runner_id": runner_id, "service": service}
        return list(self._connection.execute(_KEPT_OF_SERVICE, parameters).scalars())

    def told_before(self, before: datetime, limit: int) -> list[tuple[int, int]]:
        """Return (list, runner) of lists that services told before an instant, as far as the runs are kept."""
        rows = self._connection.execute(_KEPT_BEFORE, {"before": before, "limit": limit})
        return [(row[0], row[1]) for row in rows]
