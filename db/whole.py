"""The database as a whole, past the repositories: one connection and one transaction, for whoever copies tables."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Executable, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from db.unavailable import DatabaseUnavailable

T = TypeVar("T")

ROWS_AT_ONCE: Final = 2_000


def read_all(url: str, read: Callable[[Connection], T]) -> T:
    """Run `read` on one snapshot of the database at `url`; raises `DatabaseUnavailable`."""
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            with snapshot_of_file(parsed) as connection:
                return read(connection)
        return on_server(parsed, read, writes=False)
    except (OSError, SQLAlchemyError) as error:
        raise DatabaseUnavailable(reason_of(error)) from error


@contextmanager
def snapshot_of_file(url: URL, *, alone: bool = False) -> Iterator[Connection]:
    """Open an SQLite file for reading, all of it at one instant; `alone`: nobody else opens it meanwhile."""
    engine = create_engine(URL.create("sqlite", database=url.database), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _own_transactions(connection: Any, _record: object) -> None:
        # The driver's own would begin at the first write, of which there is none.
        connection.isolation_level = None
        if alone:
            connection.execute("PRAGMA busy_timeout = 1000").close()
            connection.execute("PRAGMA locking_mode = EXCLUSIVE").close()
        else:
            connection.execute("PRAGMA query_only = ON").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE" if alone else "BEGIN")

    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def on_server(url: URL, run: Callable[[Connection], T], *, writes: bool) -> T:
    """Run a plain function in one transaction on PostgreSQL: all of it, or nothing if it raises."""

    async def connected() -> T:
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine(url, isolation_level="REPEATABLE READ", hide_parameters=True)
        try:
            async with engine.begin() as connection:
                if not writes:
                    await connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                return await connection.run_sync(run)
        finally:
            await engine.dispose()

    return asyncio.run(connected())


def streamed(connection: Connection, statement: Executable) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield what a statement finds in batches, of which the server keeps all but one."""
    with connection.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}) as found:
        yield from found.partitions()


def reason_of(error: Exception) -> str:
    """Return a database's own words about an error, in one line."""
    found = str(getattr(error, "orig", None) or error).strip()
    return found.partition("\n")[0].partition(">: ")[2] or found.partition("\n")[0]
