"""`baton restore`: a backup takes the place of the SQLite database, which is kept beside it."""

from pathlib import Path

from bot.config import Settings
from bot.errors import ExitCode, StartupError
from bot.opening import sqlite_file
from bot.operations.backups import stamp, told
from bot.operations.heartbeat import refuse_beside_a_bot
from db.backups import BackupUnwritable, Contents, NotABackup, copy_of
from db.restoring import InUse, alone_with, replace
from db.schema import HEAD


def restore(settings: Settings, backup: Path, *, force: bool) -> None:
    """Replace the database by a backup, and say what is there now; raises `StartupError`, and has changed nothing."""
    database = sqlite_file(settings)
    if database is None:
        raise StartupError(
            "PostgreSQL is restored with its own tool, into an empty database: pg_restore --dbname=… baton.dump",
            ExitCode.USAGE,
        )
    if not backup.is_file():
        raise StartupError(f"There is no file {backup}.", ExitCode.FILE)
    if database.exists() and backup.samefile(database):
        raise StartupError(f"{backup} is the database itself.", ExitCode.USAGE)
    if not force:
        refuse_beside_a_bot(settings)
    now = stamp()
    # Not yet by the name of the database: it is looked through before it is anything.
    new = database.with_name(f"{database.name}.restoring-{now}")
    kept = database.with_name(f"{database.name}.before-restore-{now}")
    try:
        contents = copy_of(backup, new)
        _refuse_newer(backup, contents)
        was_there = database.exists()
        _put_in_place(database, new, kept)
    except NotABackup as error:
        raise StartupError(f"{backup} is no backup that can be restored: {error}.", ExitCode.DATA) from error
    except BackupUnwritable as error:
        raise StartupError(
            f"The backup cannot be put in place in {database.parent}: {error}. Nothing has changed.", ExitCode.FILE
        ) from error
    finally:
        new.unlink(missing_ok=True)
    print(f"Restored: {database} holds {told(contents)}.")
    if was_there:
        print(f"What was there before is kept: {kept}.")
    if contents.version < HEAD:
        print(f"Baton needs version {HEAD}. Run: baton migrate.")


def _refuse_newer(backup: Path, contents: Contents) -> None:
    if contents.version > HEAD:
        raise StartupError(
            f"{backup} is at version {contents.version}, newer than this Baton ({HEAD}). Run the newer Baton.",
            ExitCode.SCHEMA,
        )


def _put_in_place(database: Path, new: Path, kept: Path) -> None:
    if not database.exists():
        new.replace(database)
        return
    try:
        with alone_with(database):
            replace(database, new, kept)
    except InUse:
        raise StartupError(
            f"Somebody has {database} open. Stop the bot, and whatever else looks into it, first.", ExitCode.RUNNING
        ) from None
