"""Opening the database: what an operator can mend is told in plain words, and a first start makes the file."""

import asyncio
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from bot.config import Settings
from bot.errors import ExitCode, StartupError
from bot.services.backups import BackupRules, BackupService
from bot.services.clock import Clock
from db import schema
from db.database import Database
from db.engine import database_at
from db.unavailable import DatabaseUnavailable

log = logging.getLogger(__name__)

FILE_HINT = "Check [database] url, and that its folder can be written."
SERVER_HINT = "Check [database] url, and that the server runs."


def database_of(settings: Settings) -> Database:
    """Return the database that the settings name, unopened; raises `StartupError` where they name none."""
    try:
        return database_at(settings.database.url)
    except DatabaseUnavailable as error:
        raise StartupError(
            f"The database setting cannot be used: {error}. Check [database] url.", ExitCode.CONFIG
        ) from None
    except ValueError:
        # The URL parser's own words would quote what it took for a port, which can be a piece of the password.
        raise StartupError(
            "The database setting cannot be used: the port in [database] url is no number. In a password, write "
            "@ : and / as %40, %3A and %2F.",
            ExitCode.CONFIG,
        ) from None


def sqlite_file(settings: Settings) -> Path | None:
    """Return the SQLite file that the settings name; None for a server's database. Raises `StartupError`."""
    url = database_of(settings).url
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def backups_of(settings: Settings, clock: Clock) -> BackupService | None:
    """Return what backs the database up; None for a server's, which has its own ways. Raises `StartupError`."""
    file, wanted = sqlite_file(settings), settings.backup
    if file is None:
        return None
    every = timedelta(hours=wanted.every_hours) if wanted.every_hours else None
    folder = wanted.folder or file.parent / "backups"
    return BackupService(file, BackupRules(folder, every, wanted.keep_daily, wanted.keep_weekly), clock)


async def open_database(database: Database) -> None:
    """Open the database and compare its schema with the code's; raises `StartupError`."""
    version = await _connected(database)
    if version != schema.HEAD:
        await database.close()
        raise StartupError(_schema_sentence(version), ExitCode.SCHEMA)


async def refuse_newer_schema(settings: Settings) -> None:
    """Raise `StartupError` when the database cannot be used, or is newer than this code can migrate."""
    database = database_of(settings)
    version = await _connected(database)
    await database.close()
    if version is not None and version > schema.HEAD:
        raise StartupError(_schema_sentence(version), ExitCode.SCHEMA)


async def _connected(database: Database) -> str | None:
    """Open the database and return its schema's version."""
    try:
        await database.open()
    except DatabaseUnavailable as error:
        hint = FILE_HINT if database.url.get_backend_name() == "sqlite" else SERVER_HINT
        raise StartupError(f"The database cannot be used: {error}. {hint}", ExitCode.DATABASE) from error
    except TypeError as error:
        # The driver takes every option of the URL as an argument, and does not know one of them.
        raise StartupError(
            f"The database setting cannot be used: {error}. Check what follows ? in [database] url.", ExitCode.CONFIG
        ) from error
    return await database.schema_version()


def is_yet_to_be_made(settings: Settings) -> bool:
    """Tell whether the database is a SQLite file that the first start creates; raises `StartupError` if it cannot."""
    if not settings.database.url.startswith("sqlite") or not schema.is_new_sqlite(settings.database.url):
        return False
    folder = Path(database_of(settings).url.database or "").absolute().parent
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        # Permissions alone do not say it: a read-only disk refuses the owner too. Nothing of this file stays.
        tempfile.TemporaryFile(dir=nearest).close()
    except OSError as error:
        raise StartupError(
            f"The database cannot be created in {folder}: {error.strerror}. {FILE_HINT}", ExitCode.DATABASE
        ) from None
    return True


async def prepare_schema(settings: Settings) -> None:
    """Create the schema of a SQLite file that does not exist yet; anything else is the operator's decision."""
    if is_yet_to_be_made(settings):
        log.info("no database yet: creating it")
        # In a process of its own, so that the bot does not carry Alembic's memory with it from then on. It works in
        # the same folder, since the path may be relative to it, and finds our packages wherever this one is.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _MIGRATE,
            str(Path(__file__).parent.parent),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complaint = await process.communicate(settings.database.url.encode())
        if process.returncode != 0:
            lines = complaint.decode("utf-8", "replace").strip().splitlines() or ["no reason is known"]
            raise StartupError(f"The database cannot be created: {lines[-1]}. {FILE_HINT}", ExitCode.DATABASE)


_MIGRATE = """
import sys
sys.path.insert(0, sys.argv[1])
from db.schema import migrate
from db.unavailable import DatabaseUnavailable
try:
    migrate(sys.stdin.read())
except DatabaseUnavailable as error:
    sys.exit(str(error))
"""


def _schema_sentence(version: str | None) -> str:
    if version is None:
        return "The database has no tables yet. Run: baton migrate."
    if version < schema.HEAD:
        return f"The database is at version {version}, Baton needs {schema.HEAD}. Run: baton migrate."
    return (
        f"The database is at version {version}, newer than this Baton ({schema.HEAD}). "
        "Run the newer Baton, or restore a backup."
    )
