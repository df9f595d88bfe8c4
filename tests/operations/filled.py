"""A database with rows in every table there is: teams whose members are the same people, and every type of value."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    create_engine,
    insert,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

import db.models  # noqa: F401  (registers every table)
from db.base import metadata
from db.types import UtcDateTime

TEAMS = (4_611_686_018_427_387_905, 4_611_686_018_427_387_906)
EACH = 3
"""How many rows of each table a team has."""
SEALED = b"\x00sealed\xff"
START = datetime(2026, 11, 20, 9, 30, 15, 123_456, tzinfo=UTC)

Row = dict[str, Any]


def rows() -> dict[str, list[Row]]:
    """Return rows of every table, parents before children; rows of one team lead to nothing of another."""
    numbers = count(1)
    made: dict[str, list[Row]] = {}
    by_team: dict[tuple[str, int], list[Row]] = {}
    for table in metadata.sorted_tables:
        for team in TEAMS:
            of_team = by_team.setdefault((table.name, team), [])
            for at in range(1 if table.name == "teams" else EACH):
                row = {
                    column.name: _value(column, team, at, next(numbers), by_team, of_team) for column in table.columns
                }
                of_team.append(row)
            made.setdefault(table.name, []).extend(of_team)
    return made


def _value(
    column: Column[Any], team: int, at: int, number: int, by_team: dict[tuple[str, int], list[Row]], before: list[Row]
) -> Any:
    if column.table.name == "teams" and column.name == "team_id":
        return team
    for key in column.foreign_keys:
        parent = key.column
        # A row that leads to its own table leads to the one before it, and the first to none.
        parents = before if parent.table is column.table else by_team[parent.table.name, team]
        if parent.table is column.table and not parents:
            return None
        return parents[at % len(parents)][parent.name]
    if column.table.name == "runners" and column.name == "user_id":
        # The same people in both teams.
        return 4_000_000_000_000_000_000 + at
    if column.nullable and at == 1:
        return None
    return _of_type(column, at, number)


def _of_type(column: Column[Any], at: int, number: int) -> Any:
    match column.type:
        case UtcDateTime():
            return START + timedelta(seconds=number)
        case BigInteger():
            return 2**61 + number
        case Boolean():
            return at % 2 == 0
        case Integer():
            return number
        case Date():
            return date(2026, 1, 1) + timedelta(days=number)
        case LargeBinary():
            return SEALED + str(number).encode()
        case JSON():
            return {"run_id": number, "words": ["Grüße 🏃", None, True], "large": 2**60, "number": 1.5}
        case Text():
            return f"={number} „Grüße“, 🏃\nline two"
        case String(length=length):
            return f"{number:x}é"[: length or 8]
        case other:
            raise TypeError(f"{column} has a type that this does not know: {other}")


def fill(url: str) -> None:
    """Put rows into every table of the SQLite database at `url`, whose schema stands."""
    engine = create_engine(make_url(url).set(drivername="sqlite"))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        _insert(connection)
    engine.dispose()


async def fill_postgres(url: str) -> None:
    """Put the same rows into a PostgreSQL database."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_insert)
    await engine.dispose()


def _insert(connection: Connection) -> None:
    of_tables: dict[str, Table] = dict(metadata.tables)
    for name, of_table in rows().items():
        connection.execute(insert(of_tables[name]), of_table)


def read(url: str, work: Callable[[Connection], Any]) -> Any:
    """Run `work` on a connection to an SQLite file."""
    engine = create_engine(make_url(url).set(drivername="sqlite"))
    try:
        with engine.connect() as connection:
            return work(connection)
    finally:
        engine.dispose()
