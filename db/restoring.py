"""Putting a backup in the place of the SQLite file, and keeping beside it what was there."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.backups import BESIDE, BackupUnwritable, flush


class InUse(Exception):
    """Another process has the database open."""


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep everybody else out of an SQLite file meanwhile; raises `InUse` while somebody is in it.

    What stands in its log is in the file itself then, so that the file may be moved. A file that is
    no database any more is nobody's, and its log stays beside it.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=1, isolation_level=None)) as own:
        try:
            # SQLite leaves this mode only while nobody else has the file open.
            [mode] = own.execute("PRAGMA journal_mode = DELETE").fetchone()
            if mode != "delete":
                raise InUse
            own.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise InUse from None
            whole = False
        except sqlite3.DatabaseError:
            whole = False
        else:
            whole = True
        yield
        if whole:
            own.execute("ROLLBACK")


def replace(path: Path, by: Path, kept: Path) -> None:
    """Put the file `by` in the place of the one at `path`, which is named `kept` from then on.

    At every instant the one or the other is there, but where a broken file has a log beside it, or the disk knows no
    second names. Raises `BackupUnwritable`, and then all is as it was.
    """
    moved: list[tuple[Path, Path]] = []
    try:
        beside = [suffix for suffix in BESIDE if _beside(path, suffix).exists()]
        if beside or not _linked(path, kept):
            # Were the new file there first, SQLite would read the old one's log into it.
            for suffix in ("", *beside):
                _beside(path, suffix).rename(_beside(kept, suffix))
                moved.append((_beside(kept, suffix), _beside(path, suffix)))
        by.replace(path)
        flush(path.parent)
    except OSError as error:
        for there, back in reversed(moved):
            there.rename(back)
        raise BackupUnwritable(error.strerror or str(error)) from error


def _linked(path: Path, kept: Path) -> bool:
    try:
        os.link(path, kept)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
