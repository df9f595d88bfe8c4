"""Databases for tests, one of each engine: a copied SQLite file, and a PostgreSQL server started once a run."""

import subprocess
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest

import db.models  # noqa: F401  (registers every table)
from db.base import metadata
from db.connection import Connection
from db.database import Database
from db.engine import database_at
from db.schema import migrate
from db.unit_of_work import UnitOfWork
from tests.composed import new_database

T = TypeVar("T")

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL; `migrated` is the URL of the database that tests share, one after another.

    Who stops it starts it again, whatever happens.
    """

    new_database: Callable[[str], str]
    migrated: str
    stop: Callable[[], None]
    start: Callable[[], None]
    _numbers: Any

    def empty_database(self) -> str:
        """Create a database without tables and return its URL."""
        return self.new_database(f"empty_{next(self._numbers)}")


_SERVER = pytest.StashKey[Server | str]()


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Server:
    """The run's one server: three folders share it, so it lives with the run and not with a folder."""
    stash = request.config.stash
    if _SERVER not in stash:
        stash[_SERVER] = _start(request.config)
    server = stash[_SERVER]
    if isinstance(server, str):
        pytest.skip(f"PostgreSQL does not start here: {server}")
    return server


def _start(config: pytest.Config) -> Server | str:
    stack = ExitStack()
    config.add_cleanup(stack.close)
    # Straight below the temporary folder: started by root, the server runs as another user and must get there.
    folder = Path(tempfile.mkdtemp(prefix="baton-postgres-"))
    stack.enter_context(_outlived_by_nothing(folder))
    try:
        with warnings.catch_warnings():
            # The package remarks on a missing XDG_RUNTIME_DIR when it is imported, and does without.
            warnings.simplefilter("ignore")
            from benchmarks.postgres import postgres as running

            server = stack.enter_context(running(folder))
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        return f"{type(error).__name__}: {error}"
    # What a power cut would take is of no interest here, and a commit costs a tenth.
    server.server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off")
    server.server.psql("SELECT pg_reload_conf()")
    migrated = server.database("baton")
    migrate(migrated)
    return Server(server.database, migrated, server.stop, server.start, count(1))


WATCH = """
import os, pathlib, shutil, signal, sys
folder = pathlib.Path(sys.argv[1])
sys.stdin.read()
try:
    os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
except OSError:
    pass
shutil.rmtree(folder, ignore_errors=True)
"""


@contextmanager
def _outlived_by_nothing(folder: Path) -> Iterator[None]:
    """End the server of a test run that is killed: a small process hears of it by the end of its input."""
    command = [sys.executable, "-I", "-S", "-c", WATCH, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database, on each engine in turn; `opened` makes it an empty one."""
    if request.param == "sqlite":
        return new_database(tmp_path)
    server: Server = request.getfixturevalue("postgres")
    return server.migrated


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.empty_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open database without rows, on each engine in turn."""
    async with opened(url) as database:
        yield database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Open the database at `url` without a single row in it."""
    async with another(url) as database:
        await emptied(database)
        yield database


@asynccontextmanager
async def another(url: str) -> AsyncIterator[Database]:
    """Open the database at `url` as it is, as a second process would."""
    database = database_at(url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def emptied(database: Database) -> None:
    """Remove every row; far quicker than a new database, and it leaves sequences running as in real life."""

    def clear(connection: Connection) -> None:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())

    await on(database, clear)


async def on(database: Database, work: Callable[[Connection], T]) -> T:
    """Run `work` on the bare connection of a transaction: for looking at tables past the repositories."""
    return await database.write(lambda uow: work(connection_of(uow)))


def connection_of(uow: UnitOfWork) -> Connection:
    """Return the connection that the repositories share."""
    return uow._connection
