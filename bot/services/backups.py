"""Backups: make one now, or when it is time, and take away those that are not kept any longer."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot.domain.backups import is_due, kept, made_at, name_of
from bot.errors import ExitCode, StartupError
from bot.services.clock import Clock
from db.backups import PART, BackupStopped, BackupUnwritable, Contents, NotABackup, back_up, never
from db.unavailable import DatabaseUnavailable

log = logging.getLogger(__name__)

ABANDONED_AFTER: Final = timedelta(days=1)
"""What a process that was killed had begun is taken away by then; nobody is at it any more."""


@dataclass(frozen=True, slots=True)
class BackupRules:
    """Where backups are, how often one is made, and how many stay; no time between: none is made by itself."""

    folder: Path
    every: timedelta | None
    daily: int
    weekly: int


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, and when it was made."""

    path: Path
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was just made: what it holds, how large it is, and how many older ones went for it."""

    path: Path
    contents: Contents
    size: int
    removed: int


class BackupService:
    """Copies an SQLite file while it is in use. Not for the loop: it waits for the disk."""

    def __init__(self, database: Path, rules: BackupRules, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.rules = rules

    def make(self, folder: Path | None = None, stopped: Callable[[], bool] = never) -> Made:
        """Make one; raises `StartupError` with what the operator can mend.

        In a folder that is named nothing is taken away: whose it is decides what stays.
        """
        target = (folder or self.rules.folder) / name_of(self._database.stem, self._clock.now())
        try:
            contents = back_up(self._database, target, stopped)
            size = target.stat().st_size
        except DatabaseUnavailable as error:
            raise StartupError(
                f"The database cannot be backed up: {error}. Check [database] url.", ExitCode.DATABASE
            ) from error
        except NotABackup as error:
            raise StartupError(
                f"The copy of the database is not to be relied on: {error}. It was not kept; older backups are.",
                ExitCode.DATA,
            ) from error
        except (BackupUnwritable, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise StartupError(
                f"The backup cannot be written to {target.parent}: {reason}. "
                "Check that the folder can be written, and that its disk has room.",
                ExitCode.FILE,
            ) from error
        return Made(target, contents, size, 0 if folder else self._tidy())

    async def make_due(self) -> bool:
        """Make one if it is time for it; returns whether it was. A failure is logged, and tried again later."""
        stopping = threading.Event()
        try:
            return await asyncio.to_thread(self._make_due, stopping.is_set)
        finally:
            # Whoever gives up waiting leaves no thread at work, for which the process would have to wait.
            stopping.set()

    def all(self) -> list[Backup]:
        """Return those that are there, oldest first."""
        try:
            names = [path.name for path in self.rules.folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        found = [
            Backup(self.rules.folder / name, instant)
            for name in names
            if (instant := made_at(name, self._database.stem)) is not None
        ]
        return sorted(found, key=lambda backup: backup.made_at)

    def _make_due(self, stopped: Callable[[], bool]) -> bool:
        every = self.rules.every
        if every is None or not self._database.exists():
            return False
        try:
            if not is_due([backup.made_at for backup in self.all()], self._clock.now(), every):
                return False
            made = self.make(stopped=stopped)
        except BackupStopped:
            return False
        except StartupError as error:
            log.error("no backup was made: %s", error.message)
            return False
        except OSError as error:
            log.error("no backup was made: %s: %s", self.rules.folder, error.strerror)
            return False
        log.info("backed up to %s: %s bytes, %s runs", made.path, made.size, made.contents.runs)
        return True

    def _tidy(self) -> int:
        """Take away what is not kept any longer, and what was left half done; returns how many backups went."""
        there, now = self.all(), self._clock.now()
        stay = kept([backup.made_at for backup in there], now, self.rules.daily, self.rules.weekly)
        gone = [backup.path for backup in there if backup.made_at not in stay]
        removed = 0
        for path in [*gone, *self._abandoned(now)]:
            try:
                path.unlink()
                removed += path in gone
            except OSError as error:
                log.warning("the backup %s cannot be taken away: %s", path, error.strerror)
        return removed

    def _abandoned(self, now: datetime) -> list[Path]:
        before = (now - ABANDONED_AFTER).timestamp()
        parts = self.rules.folder.glob(f".{self._database.stem}-*{PART}*")
        return [path for path in parts if path.stat().st_mtime < before]
