"""Backups of the SQLite file: made while others write, looked through before anybody relies on them.

What services told of members' runs is left out: it may be kept for days (docs/strava.md), and a backup for weeks.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db.unavailable import DatabaseUnavailable

PAGES_AT_ONCE: Final = 1_024
BUSY_SECONDS: Final = 15.0
INSTRUCTIONS_BETWEEN_LOOKS: Final = 100_000
BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, by how the names go on."""
PART: Final = ".part"

LEFT_OUT: Final = {
    "found_runs": "1",
    "back_fill_runs": "1",
    "back_fills": "1",
    "connection_hints": "1",
    "connection_links": "1",
    "imports": "service IS NOT NULL AND entries IS NOT NULL",
}
"""Rows that no backup holds, by table: what services told, and what leads to it for minutes or hours."""
_OF_THE_DISK: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


class NotABackup(Exception):
    """A file holds no database of Baton's in one piece; the text says what is wrong with it."""


class BackupUnwritable(Exception):
    """A file cannot be written; the text says why."""


class BackupStopped(Exception):
    """Whoever asked for a backup wants it no more."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: the version of its schema, and how much of what one can tell it by."""

    version: str
    teams: int
    runners: int
    runs: int


def never() -> bool:
    """Nobody stops it."""
    return False


def back_up(source: Path, target: Path, stopped: Callable[[], bool] = never) -> Contents:
    """Copy the database at `source`, as it is at one instant, to `target`, which is there whole or not at all.

    Others may write meanwhile. Raises `DatabaseUnavailable` for the source, `BackupUnwritable` for the target,
    `NotABackup` where the copy is not what it has to be, and `BackupStopped`.
    """
    with _part_of(target) as part:
        with _opened(source) as original:
            _copy(original, part, stopped)
        return _kept(part, target, stopped)


def copy_of(source: Path, target: Path) -> Contents:
    """Copy a backup to `target`, with what may stand in a log beside it, and look through the copy.

    Raises `NotABackup` for the source, and `BackupUnwritable` for the target.
    """
    with _part_of(target) as part:
        try:
            with _opened(source, alone=not _beside(source, "-wal").exists()) as original:
                _copy(original, part, never)
        except DatabaseUnavailable as error:
            raise NotABackup(str(error)) from error
        return _kept(part, target, never)


def examine(path: Path, stopped: Callable[[], bool] = never) -> Contents:
    """Look through all of a file that nobody writes to, and return what it holds; raises `NotABackup`."""
    try:
        with _opened(path, alone=True) as connection, _attentive(connection, stopped):
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
            if found != ["ok"]:
                raise NotABackup(f"it is damaged ({found[0].strip().splitlines()[0]})")
            astray = connection.execute("PRAGMA foreign_key_check").fetchone()
            if astray is not None:
                raise NotABackup(f"a row of {astray[0]} belongs to one of {astray[2]} that is not there")
            return _contents(connection)
    except DatabaseUnavailable as error:
        raise NotABackup(str(error)) from error


def _contents(connection: sqlite3.Connection) -> Contents:
    tables = _tables(connection)
    if "alembic_version" not in tables:
        raise NotABackup("it holds no tables of Baton's")
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if version is None:
        raise NotABackup("it holds no tables of Baton's")
    teams, runners, runs = (
        int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) if table in tables else 0
        for table in ("teams", "runners", "runs")
    )
    return Contents(str(version[0]), teams, runners, runs)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@contextmanager
def _opened(path: Path, *, alone: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a file that is there; `alone` where nobody writes to it, so that not even a lock is left beside it."""
    if not path.is_file():
        raise DatabaseUnavailable(f"there is no file {path}")
    address = f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if alone else 'mode=rw'}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield connection
    except sqlite3.Error as error:
        raise DatabaseUnavailable(str(error)) from error


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """Make an empty file beside `target` that nobody else may read, and leave nothing of it behind."""
    part = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove(part)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BackupUnwritable(error.strerror or str(error)) from error
    try:
        yield part
    finally:
        _remove(part)


def _copy(original: sqlite3.Connection, part: Path, stopped: Callable[[], bool]) -> None:
    def look(_status: int, _remaining: int, _total: int) -> None:
        if stopped():
            raise BackupStopped

    # One snapshot for all of it, whoever writes meanwhile: without, a copy in pieces begins anew after every write.
    original.execute("BEGIN")
    try:
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            original.backup(copy, pages=PAGES_AT_ONCE, progress=look)
            # A file by itself, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
            _leave_out(copy)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith(_OF_THE_DISK):
            raise BackupUnwritable(str(error)) from error
        raise
    finally:
        original.execute("ROLLBACK")


def _leave_out(copy: sqlite3.Connection) -> None:
    """Delete the rows that no backup holds, and write over where they stood."""
    copy.execute("PRAGMA secure_delete = ON").fetchone()
    copy.execute("BEGIN")
    for table in LEFT_OUT.keys() & _tables(copy):
        columns = {str(row[1]) for row in copy.execute(f"PRAGMA table_info({table})")}
        if table != "imports" or "service" in columns:
            copy.execute(f"DELETE FROM {table} WHERE {LEFT_OUT[table]}")
    copy.execute("COMMIT")


def _kept(part: Path, target: Path, stopped: Callable[[], bool]) -> Contents:
    """Look through the finished copy and put it in its place, where it outlives a power cut."""
    contents = examine(part, stopped)
    try:
        flush(part)
        part.replace(target)
        flush(target.parent)
    except OSError as error:
        raise BackupUnwritable(error.strerror or str(error)) from error
    return contents


@contextmanager
def _attentive(connection: sqlite3.Connection, stopped: Callable[[], bool]) -> Iterator[None]:
    connection.set_progress_handler(stopped, INSTRUCTIONS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.OperationalError:
        if stopped():
            raise BackupStopped from None
        raise


def flush(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remove(path: Path) -> None:
    for name in (path, *(_beside(path, suffix) for suffix in BESIDE)):
        with suppress(FileNotFoundError):
            name.unlink()
