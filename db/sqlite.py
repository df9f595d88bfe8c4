"""SQLite: statements run where they are cheapest, commits where they may wait.

A statement of ours takes SQLite some ten microseconds, less than handing it to another thread and waiting for the
interpreter lock to come back; what takes long is the commit, which waits for the disk. So short transactions run on
the event loop's own thread, and their commit on the connection's (aiosqlite's). Transactions that arrive meanwhile
are committed together. `docs/decisions` has the measurements.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import aiosqlite
from sqlalchemy import Executable, StaticPool, create_engine
from sqlalchemy.engine import URL

from db.database import Database, Work
from db.prepared import Prepared, PreparedConnection
from db.schema import version_of
from db.unavailable import DatabaseAway, DatabaseUnavailable
from db.unit_of_work import UnitOfWork

T = TypeVar("T")

BUSY_SECONDS = 15.0
"""How long to wait for another process that writes."""

OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""SQLite's codes for a disk that is full or fails, which whoever looks after it mends."""
UNWRITABLE = (*OF_THE_DISK, sqlite3.SQLITE_READONLY)
BUSY_PAUSE_SECONDS = 0.005
SLICE_SECONDS = 0.003
"""How long the loop may be kept by transactions that commit together, before it turns to others."""


@dataclass(slots=True)
class _Queued:
    work: Work[Any]
    long: bool
    future: asyncio.Future[Any]


class _Thread(aiosqlite.Connection):
    """An aiosqlite connection that also lends its driver connection and runs plain functions on its thread."""

    def __init__(self, path: str, *, query_only: bool) -> None:
        super().__init__(lambda: _connect(path, query_only=query_only), iter_chunk_size=64)
        self._thread.daemon = True

    @property
    def driver(self) -> sqlite3.Connection:
        return self._conn

    async def run(self, call: Callable[[], T]) -> T:
        result: T = await self._execute(call)  # type: ignore[no-untyped-call]
        return result

    async def ended(self) -> None:
        await asyncio.to_thread(self._thread.join)


async def _opened(path: str, *, query_only: bool) -> _Thread:
    thread = _Thread(path, query_only=query_only)
    try:
        await thread
    except (OSError, sqlite3.Error):
        # The library tells its thread to end and goes on; the thread still has a word for this loop.
        await thread.ended()
        raise
    return thread


def _connect(path: str, *, query_only: bool) -> sqlite3.Connection:
    # Two threads use the connection, never at once; the driver need not check.
    connection = sqlite3.connect(path, timeout=0, check_same_thread=False, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}").close()
        for pragma in (
            "journal_mode=WAL",
            # A logged run is a promise: it survives a power cut for a third of a millisecond more.
            "synchronous=FULL",
            "foreign_keys=ON",
            # From here on waiting is the loop's business, which has others to serve meanwhile.
            *(("query_only=ON", "busy_timeout=1000") if query_only else ("busy_timeout=0",)),
        ):
            connection.execute(f"PRAGMA {pragma}").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class _SqliteDriver:
    """Fulfils `db.prepared.Driver`."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def fetch(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        return self._raw.execute(sql, values).fetchall()

    def change(self, sql: str, values: Sequence[Any]) -> int:
        return self._raw.execute(sql, values).rowcount

    def change_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        self._raw.executemany(sql, values)


_KEPT: Final[dict[tuple[Executable, tuple[str, ...]], Prepared]] = {}
"""Statements in SQLite's words. Every connection to every file has the same, so each is put into them once."""


def _prepared(driver: sqlite3.Connection) -> PreparedConnection:
    # AUTOCOMMIT: transactions are begun and ended here, SQLAlchemy only runs what is not prepared.
    engine = create_engine(
        "sqlite://", creator=lambda: driver, poolclass=StaticPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    return PreparedConnection(_SqliteDriver(driver), engine.connect(), _KEPT)


class SqliteDatabase(Database):
    """One connection that writes, in the order of asking, and one that reads beside it."""

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        if not url.database or url.database == ":memory:":
            raise DatabaseUnavailable("SQLite needs a file; name one in the database URL")
        self.path = Path(url.database)
        self._writer: _Thread | None = None
        self._reader: _Thread | None = None
        self._writing: PreparedConnection | None = None
        self._reading: PreparedConnection | None = None
        self._queue: deque[_Queued] = deque()
        self._draining: asyncio.Task[None] | None = None
        self._closing = False

    async def open(self) -> None:
        """Open the file, creating it and its folder when absent."""
        self._closing = False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = await _opened(str(self.path), query_only=False)
            self._reader = await _opened(str(self.path), query_only=True)
        except (OSError, sqlite3.Error) as error:
            await self.close()
            raise DatabaseUnavailable(f"the SQLite file {self.path} cannot be opened: {error}") from error
        self._writing = _prepared(self._writer.driver)
        self._reading = _prepared(self._reader.driver)

    async def close(self) -> None:
        """Run what is queued, then close both connections."""
        self._closing = True
        while self._draining is not None:
            # Shielded: whoever gives up closing must not take a commit under way down with them.
            await asyncio.shield(self._draining)
        for prepared in (self._reading, self._writing):
            if prepared is not None:
                # While the driver's connection is open: the pool rolls back what comes home to it.
                prepared.sqlalchemy.close()
        self._writing = self._reading = None
        for connection in (self._reader, self._writer):
            if connection is not None:
                await connection.close()
        self._reader = self._writer = None

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        """See `Database.write`."""
        if self._writing is None or self._closing:
            raise DatabaseUnavailable("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(_Queued(work, long, future))
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(), name="sqlite writer")
        try:
            return await future
        except Exception as error:
            if not _is_one_of(error, UNWRITABLE):
                raise
            raise DatabaseAway(f"the SQLite file {self.path} cannot be written: {error}") from error

    async def read(self, work: Work[T]) -> T:
        """See `Database.read`: one snapshot for all of `work`."""
        if self._reading is None or self._reader is None:
            raise DatabaseUnavailable("the database is closed")
        driver = self._reader.driver
        try:
            driver.execute("BEGIN")
            try:
                return work(UnitOfWork(self._reading))
            finally:
                if driver.in_transaction:
                    driver.execute("COMMIT")
        except Exception as error:
            # What would write in here is a defect of ours, not of the disk.
            if not _is_one_of(error, OF_THE_DISK):
                raise
            raise DatabaseAway(f"the SQLite file {self.path} cannot be read: {error}") from error

    async def schema_version(self) -> str | None:
        """See `Database.schema_version`."""
        if self._reading is None:
            raise DatabaseUnavailable("the database is closed")
        return version_of(self._reading.sqlalchemy)

    async def _drain(self) -> None:
        try:
            while self._queue:
                await self._one_transaction()
        finally:
            self._draining = None

    async def _one_transaction(self) -> None:
        """Run what waits, as much as fits into one slice, and commit it together."""
        assert self._writer is not None
        try:
            await self._begin(self._writer.driver)
        except Exception as error:
            _fail(self._queue.popleft().future, error)
            return
        done: list[tuple[asyncio.Future[Any], Any]] = []
        try:
            if self._queue[0].long:
                queued = self._queue.popleft()
                await self._writer.run(lambda: self._run(queued, done))
            else:
                until = time.perf_counter() + SLICE_SECONDS
                while self._queue and not self._queue[0].long:
                    self._run(self._queue.popleft(), done)
                    if time.perf_counter() > until:
                        break
            await self._writer.run(self._commit)
        except Exception as error:
            # Nothing of this transaction is saved, so nobody in it may be told that it is.
            if self._writer.driver.in_transaction:
                self._writer.driver.execute("ROLLBACK")
            for future, _ in done:
                _fail(future, error)
            return
        for future, result in done:
            if not future.done():
                future.set_result(result)

    def _run(self, queued: _Queued, done: list[tuple[asyncio.Future[Any], Any]]) -> None:
        """Run one piece of work between savepoints, so that its failure undoes nothing of the others."""
        assert self._writer is not None
        assert self._writing is not None
        driver = self._writer.driver
        try:
            driver.execute("SAVEPOINT work")
            result = queued.work(UnitOfWork(self._writing))
        except BaseException as error:
            # Whoever asked gets whatever it was, an order to stop included; the others of the transaction go on.
            queued.future.get_loop().call_soon_threadsafe(_fail, queued.future, error)
            if not driver.in_transaction:
                # After some failures (a full disk) SQLite has taken everything back already: the others of the
                # transaction learn why.
                raise DatabaseAway(f"the SQLite file {self.path} took nothing: {error}") from error
            driver.execute("ROLLBACK TO work")
        else:
            done.append((queued.future, result))
        driver.execute("RELEASE work")

    def _commit(self) -> None:
        assert self._writer is not None
        self._writer.driver.execute("COMMIT")

    @staticmethod
    async def _begin(driver: sqlite3.Connection) -> None:
        """Start to write. The driver's own transactions start at the first write, and so lose updates."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(BUSY_PAUSE_SECONDS)


def _is_one_of(error: Exception, codes: Sequence[int]) -> bool:
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    # The lowest byte is the kind, what is above it the details.
    return code is not None and code & 0xFF in codes


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
