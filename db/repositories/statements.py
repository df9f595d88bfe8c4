"""Statements built once and used for every row: upserts in each engine's words, and changes of some columns."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, Update, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from db.connection import Connection


class Upsert:
    """An upsert written once for both engines, and built once for each: the same statement serves every row."""

    def __init__(self, table: Table, build: Callable[[Any], Any]) -> None:
        self._statement = cache(lambda dialect: build(_INSERTS[dialect](table)))

    def on(self, connection: Connection) -> Any:
        """Return the statement for the connection's engine."""
        return self._statement(connection.dialect.name)


_INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Change:
    """An update of one row by its key, built once for each set of columns."""

    def __init__(self, key: Column[int]) -> None:
        self._statement = cache(lambda names: _change(key, names))

    def run(self, connection: Connection, key: int, columns: Mapping[str, object]) -> None:
        """Set the columns of the row with this key."""
        connection.execute(self._statement(tuple(columns)), {_KEY: key, **columns})

    def run_many(self, connection: Connection, changes: Mapping[int, Mapping[str, object]]) -> None:
        """Set columns of many rows, by their keys; those that set the same columns go together."""
        alike: dict[tuple[str, ...], list[dict[str, object]]] = {}
        for key, columns in changes.items():
            alike.setdefault(tuple(columns), []).append({_KEY: key, **columns})
        for names, rows in alike.items():
            connection.execute(self._statement(names), rows[0] if len(rows) == 1 else rows)


_KEY = "key_of_row"


def _change(key: Column[int], names: tuple[str, ...]) -> Update:
    return update(key.table).where(key == bindparam(_KEY)).values({name: bindparam(name) for name in names})
