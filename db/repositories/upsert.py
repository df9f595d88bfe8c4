"""Insert-or-update in the words of whichever engine is in use."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Table
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
