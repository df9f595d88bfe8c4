"""From an SQLite file to PostgreSQL: every table, copied, counted and compared, in one transaction."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, Final

import asyncpg
from sqlalchemy import JSON, Connection, Integer, Table, func, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

import db.models  # noqa: F401  (registers every table)
from db.base import metadata
from db.schema import migrate
from db.whole import on_server, read_all, reason_of, snapshot_of_file, streamed

_SUMS: Final = 2**128

Told = Callable[[str, int, int], None]
"""Hears of every step: the table, how many rows are done of all tables', and how many there are."""


class NotMoved(Exception):
    """Nothing was moved, and the target has no rows; the text says why."""


class NotEmpty(NotMoved):
    """There is something in the target already."""


class StillInUse(NotMoved):
    """Somebody has the source open."""


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table as both sides have it: how many rows, and a checksum over all they hold, in whatever order."""

    name: str
    rows: int
    checksum: str


def refuse_filled(url: str) -> None:
    """Raise `NotEmpty` if a table of ours at `url` has a row, and `DatabaseUnavailable`."""
    read_all(url, _refuse_filled)


def move(source: str, target: str, told: Told) -> list[MovedTable]:
    """Copy the SQLite file at `source` into an empty PostgreSQL database, and compare the two before it counts.

    Nobody else opens the source meanwhile, and nothing in it changes. Raises `NotMoved` and `DatabaseUnavailable`.
    """
    refuse_filled(target)
    migrate(target)
    try:
        with snapshot_of_file(make_url(source), alone=True) as original:
            original.execute(select(1)).scalar()
            return _to_server(make_url(target), original, told)
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise StillInUse("somebody has the SQLite file open") from error
        raise NotMoved(reason_of(error)) from error
    except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise NotMoved(reason_of(error)) from error


def _to_server(target: URL, original: Connection, told: Told) -> list[MovedTable]:
    def run(connection: Connection) -> list[MovedTable]:
        _refuse_filled(connection)
        tables = metadata.sorted_tables
        whole = sum(_count(original, table) for table in tables)
        moved: list[MovedTable] = []
        done = 0
        for table in tables:
            sent = _copy(original, connection, table, partial(_tell, told, table.name, done, whole))
            done += sent.rows
            arrived = _summed(table, _rows(connection, table))
            if arrived != sent:
                raise NotMoved(f"{table.name} has {arrived.rows} rows there and {sent.rows} here, or others")
            moved.append(sent)
        _set_sequences(original, connection)
        return moved

    return on_server(target, run, writes=True)


def _tell(told: Told, name: str, before: int, whole: int, rows: int) -> None:
    told(name, before + rows, whole)


def _refuse_filled(connection: Connection) -> None:
    there = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in there and connection.execute(text(f"SELECT 1 FROM {table.name} LIMIT 1")).first():
            raise NotEmpty(f"its table {table.name} has rows")


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _rows(connection: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield a table's rows in batches; rows that lead to others of their table come after those."""
    return streamed(connection, select(table).order_by(*table.primary_key.columns))


def _copy(original: Connection, target: Connection, table: Table, told: Callable[[int], None]) -> MovedTable:
    names = [column.name for column in table.columns]
    bind = [column.type.dialect_impl(target.dialect).bind_processor(target.dialect) for column in table.columns]
    driver: Any = target.connection.dbapi_connection
    total, rows = 0, 0
    for batch in _rows(original, table):
        values = [tuple(_bound(value, turn) for value, turn in zip(row, bind, strict=True)) for row in batch]

        async def put(server: Any, values: list[tuple[Any, ...]] = values) -> None:
            await server.copy_records_to_table(table.name, columns=names, records=values)

        try:
            driver.run_async(put)
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            reason = str(error).partition("\n")[0]
            raise NotMoved(f"PostgreSQL does not take a row of {table.name}: {reason}") from error
        rows += len(batch)
        total = (total + _sum(table, batch)) % _SUMS
        told(rows)
    return MovedTable(table.name, rows, f"{total:032x}")


def _bound(value: Any, turn: Callable[[Any], Any] | None) -> Any:
    return value if turn is None else turn(value)


def _summed(table: Table, batches: Iterator[Sequence[Sequence[Any]]]) -> MovedTable:
    total, rows = 0, 0
    for batch in batches:
        rows += len(batch)
        total = (total + _sum(table, batch)) % _SUMS
    return MovedTable(table.name, rows, f"{total:032x}")


def _sum(table: Table, batch: Sequence[Sequence[Any]]) -> int:
    """Return the sum of the rows' digests: the engines sort texts differently, so the order may not count."""
    documents = [at for at, column in enumerate(table.columns) if isinstance(column.type, JSON)]
    total = 0
    for row in batch:
        values = list(row)
        for at in documents:
            values[at] = json.dumps(values[at], sort_keys=True)
        total += int.from_bytes(blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).digest())
    return total


def _set_sequences(original: Connection, target: Connection) -> None:
    """Let PostgreSQL count on where SQLite was: keys of deleted rows do not come again there either."""
    reached = {name: int(last) for name, last in original.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}
    for table in metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        [key] = keys
        named = {"table": table.name, "key": key.name}
        sequence = target.execute(text("SELECT pg_get_serial_sequence(:table, :key)"), named).scalar()
        last = max(reached.get(table.name, 0), target.execute(select(func.coalesce(func.max(key), 0))).scalar_one())
        if sequence is not None and last:
            counted = {"sequence": sequence, "last": last}
            target.execute(text("SELECT setval(CAST(:sequence AS regclass), :last)"), counted)
