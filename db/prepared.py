"""Prepared statements: compiled by SQLAlchemy once, then run on the driver's connection itself.

SQLAlchemy's execution machinery costs several times what the database needs for a statement of ours (see
`docs/decisions`). What it does for values, turning dates, instants and booleans into the database's and back, is done
here with the same types.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, Connection, Dialect, Executable
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]
Row = tuple[Any, ...]

MOST_PREPARED = 2_000


class Driver(Protocol):
    """A driver's connection, as far as prepared statements need it."""

    def fetch(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        """Run a statement that has rows; each can be indexed and unpacked."""
        ...

    def change(self, sql: str, values: Sequence[Any]) -> int:
        """Run a statement that has none; returns how many rows it changed."""
        ...

    def change_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run it once for each sequence of values."""
        ...


class Rows:
    """The result of a prepared statement, all of it in memory; see `db.connection.Connection.execute`."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Row], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows."""
        return iter(self._rows)

    def one_or_none(self) -> Row | None:
        """Return the only row, or None."""
        if len(self._rows) > 1:
            raise ValueError("more than one row")
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """Return the first column of the only row."""
        (row,) = self._rows
        return row[0]

    def scalars(self) -> Iterator[Any]:
        """Return the first column of every row."""
        return (row[0] for row in self._rows)


class Prepared:
    """One statement in the database's words, with what to do to each parameter and column."""

    def __init__(self, statement: ClauseElement, keys: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(keys) or None)
        binds: dict[str, BindParameter[Any]] = compiled.binds  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self.expands = any(bind.expanding or bind.literal_execute for bind in binds.values())
        self._parameters = [
            (bind.key, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for bind in (binds[name] for name in compiled.positiontup or ())  # type: ignore[attr-defined]
        ]
        columns = list(getattr(statement, "exported_columns", ()))
        self._has_rows = bool(columns)
        processors = [_result_processor(column.type, dialect) for column in columns]
        self._processors = [(index, processor) for index, processor in enumerate(processors) if processor is not None]

    def run(self, driver: Driver, parameters: Mapping[str, Any]) -> Rows:
        """Execute once."""
        values = self._bound(parameters)
        if not self._has_rows:
            return Rows((), driver.change(self.sql, values))
        rows = driver.fetch(self.sql, values)
        if self._processors:
            rows = [self._read(row) for row in rows]
        return Rows(rows, len(rows))

    def run_many(self, driver: Driver, parameters: Sequence[Mapping[str, Any]]) -> Rows:
        """Execute once for each mapping; how many rows that changed is not known."""
        driver.change_many(self.sql, [self._bound(one) for one in parameters])
        return Rows((), -1)

    def _bound(self, parameters: Mapping[str, Any]) -> list[Any]:
        values = []
        for key, default, processor in self._parameters:
            value = parameters.get(key, default)
            values.append(value if processor is None else processor(value))
        return values

    def _read(self, row: Row) -> Row:
        values = list(row)
        for index, processor in self._processors:
            values[index] = processor(values[index])
        return tuple(values)


class PreparedConnection:
    """Runs statements kept in module constants as prepared ones, and every other one through SQLAlchemy."""

    def __init__(
        self, driver: Driver, sqlalchemy: Connection, kept: dict[tuple[Executable, tuple[str, ...]], Prepared]
    ) -> None:
        """Use `kept` as the store of prepared statements; connections of one engine can share it."""
        self._driver = driver
        self.sqlalchemy = sqlalchemy
        self._prepared = kept

    @property
    def dialect(self) -> Dialect:
        """The engine's dialect."""
        return self.sqlalchemy.dialect

    def execute(self, statement: Executable, parameters: Any = None, /) -> Any:
        """See `db.connection.Connection.execute`."""
        if parameters is None:
            # Without parameters the values stand in the statement, which was built for this one call.
            return self.sqlalchemy.execute(statement)
        many = not isinstance(parameters, Mapping)
        keys = tuple(parameters[0] if many else parameters)
        prepared = self._prepared.get((statement, keys))
        if prepared is None:
            if len(self._prepared) >= MOST_PREPARED:
                # More than there are constants: somebody builds statements for each call, and keeping them would leak.
                return self.sqlalchemy.execute(statement, parameters)
            assert isinstance(statement, ClauseElement)
            prepared = self._prepared[statement, keys] = Prepared(statement, keys, self.dialect)
        if prepared.expands:
            return self.sqlalchemy.execute(statement, parameters)
        return prepared.run_many(self._driver, parameters) if many else prepared.run(self._driver, parameters)


def _result_processor(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
