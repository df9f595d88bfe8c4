"""PostgreSQL: a pool of asyncpg connections, held by SQLAlchemy's asyncio engine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import Executable, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from db.database import Database, Work
from db.prepared import Prepared, PreparedConnection
from db.schema import version_of
from db.unavailable import DatabaseAway, DatabaseUnavailable
from db.unit_of_work import UnitOfWork

T = TypeVar("T")

log = logging.getLogger(__name__)

CONNECTIONS = 10
GOT_IN_THE_WAY = ("40001", "40P01")
"""PostgreSQL's codes for a serialization failure and a deadlock."""
AWAY = ("08000", "08001", "08003", "08004", "08006", "53300", "57P01", "57P02", "57P03")
"""Its codes for a server that shuts down or starts, for a connection that broke, and for too many of them."""
BROKEN: Final = (
    *(OSError, DBAPIError, DisconnectionError),
    *(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
)
"""What is raised when the server or the way to it breaks, and at other times too."""
TRIES = 3
"""How often a transaction is run that others got in the way of."""


class _AsyncpgDriver:
    """Fulfils `db.prepared.Driver` inside SQLAlchemy's `run_sync`, which lets plain functions wait."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def fetch(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = await_only(self._connection.fetch(sql, *values))
        return rows

    def change(self, sql: str, values: Sequence[Any]) -> int:
        # PostgreSQL answers with what it did and to how many rows: "UPDATE 1", "INSERT 0 1".
        status: str = await_only(self._connection.execute(sql, *values))
        return int(status.rpartition(" ")[2])

    def change_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        await_only(self._connection.executemany(sql, values))


_KEPT: Final[dict[URL, dict[tuple[Executable, tuple[str, ...]], Prepared]]] = {}
"""Statements in the words of each server; all its databases have the same, so each is put into them once."""


class PostgresDatabase(Database):
    """Reads commit by themselves, writes are transactions."""

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        self._engine: AsyncEngine | None = None
        self._kept = _KEPT.setdefault(url.set(database=None), {})

    async def open(self) -> None:
        """Connect once, so that a wrong address is found at start."""
        # AUTOCOMMIT: transactions are begun and ended on the driver, where nearly all statements run.
        self._engine = create_async_engine(
            self.url, pool_size=CONNECTIONS, max_overflow=0, isolation_level="AUTOCOMMIT", hide_parameters=True
        )
        event.listen(self._engine.sync_engine, "checkout", _refuse_closed)
        try:
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (OSError, DBAPIError) as error:
            await self.close()
            reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
            raise DatabaseUnavailable(f"PostgreSQL at {self.url.host} does not answer: {reason}") from error

    async def close(self) -> None:
        """Close the pool."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        """See `Database.write`; every transaction has a connection of its own, so long ones are no matter.

        Of transactions that wait for each other in a circle PostgreSQL ends one; it saved nothing and is run again.
        """
        for _ in range(TRIES - 1):
            try:
                return await self._write(work)
            except (asyncpg.PostgresError, DBAPIError) as error:
                state = getattr(getattr(error, "orig", error), "sqlstate", None)
                if state not in GOT_IN_THE_WAY:
                    raise
                log.warning("a transaction is run again: %s (%s)", type(error).__name__, state)
        return await self._write(work)

    async def _write(self, work: Work[T]) -> T:
        async with self._connected() as (connection, driver), driver.transaction():
            return await self._run(connection, driver, work)

    async def read(self, work: Work[T]) -> T:
        """See `Database.read`."""
        async with self._connected() as (connection, driver):
            return await self._run(connection, driver, work)

    async def schema_version(self) -> str | None:
        """See `Database.schema_version`."""
        async with self._connected() as (connection, _):
            return await connection.run_sync(version_of)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[AsyncConnection, Any]]:
        if self._engine is None:
            raise DatabaseUnavailable("the database is closed")
        driver: Any = None
        try:
            async with self._engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                try:
                    yield connection, driver
                except (asyncio.CancelledError, asyncpg.InternalClientError):
                    # Whoever waited gave up while the server was at it: nobody knows what it has begun, and a
                    # transaction left open would hold its locks for ever. The pool replaces the connection. The
                    # driver itself is at a loss where the server's last word comes just before a question.
                    driver.terminate()
                    raise
        except BROKEN as error:
            if not _is_away(error, driver):
                raise
            # The pool replaces broken connections one by one, so this is over when the server is back.
            raise DatabaseAway(f"PostgreSQL at {self.url.host} is away: {type(error).__name__}") from error

    async def _run(self, connection: AsyncConnection, driver: Any, work: Work[T]) -> T:
        return await connection.run_sync(
            lambda sync: work(UnitOfWork(PreparedConnection(_AsyncpgDriver(driver), sync, self._kept)))
        )


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    # Errors on the driver pass SQLAlchemy by, so it does not learn there that the server has gone.
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _is_away(error: Exception, driver: Any) -> bool:
    """Tell whether it is the server or the way to it, and not what was asked of it."""
    if isinstance(error, (OSError, DisconnectionError, asyncpg.InternalClientError)) or (
        driver is not None and driver.is_closed()
    ):
        return True
    return getattr(getattr(error, "orig", error), "sqlstate", None) in AWAY
