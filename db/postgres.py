"""PostgreSQL: a pool of asyncpg connections under SQLAlchemy's asyncio engine."""

from typing import TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.database import Database, Work
from db.schema import version_of
from db.unavailable import DatabaseUnavailable
from db.unit_of_work import UnitOfWork

T = TypeVar("T")

CONNECTIONS = 10


class PostgresDatabase(Database):
    """Reads commit by themselves, writes are transactions."""

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        self._engine: AsyncEngine | None = None
        self._reading: AsyncEngine | None = None

    async def open(self) -> None:
        """Connect once, so that a wrong address is found at start."""
        self._engine = create_async_engine(self.url, pool_size=CONNECTIONS, max_overflow=0, hide_parameters=True)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            async with self._reading.connect() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (OSError, DBAPIError) as error:
            await self.close()
            reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
            raise DatabaseUnavailable(f"PostgreSQL at {self.url.host} does not answer: {reason}") from error

    async def close(self) -> None:
        """Close the pool."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = self._reading = None

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        """See `Database.write`; every transaction has a connection of its own, so long ones are no matter."""
        if self._engine is None:
            raise DatabaseUnavailable("the database is closed")
        async with self._engine.begin() as connection:
            return await connection.run_sync(lambda sync: work(UnitOfWork(sync)))

    async def read(self, work: Work[T]) -> T:
        """See `Database.read`."""
        if self._reading is None:
            raise DatabaseUnavailable("the database is closed")
        async with self._reading.connect() as connection:
            return await connection.run_sync(lambda sync: work(UnitOfWork(sync)))

    async def schema_version(self) -> str | None:
        """See `Database.schema_version`."""
        if self._reading is None:
            raise DatabaseUnavailable("the database is closed")
        async with self._reading.connect() as connection:
            return await connection.run_sync(version_of)
