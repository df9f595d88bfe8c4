"""`baton move`: from the SQLite file to PostgreSQL, with both sides compared before it counts."""

import asyncio
import sys
import time
from dataclasses import replace
from typing import Final

from bot.config import DatabaseSettings, Settings
from bot.config.values import checked
from bot.errors import ExitCode, StartupError
from bot.opening import refuse_newer_schema, sqlite_file
from bot.operations.heartbeat import refuse_beside_a_bot
from bot.operations.schema import require_fitting_schema
from db.moving import MovedTable, NotEmpty, NotMoved, StillInUse, move
from db.unavailable import DatabaseUnavailable

BAR: Final = 24
DRAWN_EVERY_SECONDS: Final = 0.2


class _Bar:
    """A line that is drawn again and again where somebody watches, and not at all where the output goes to a file."""

    def __init__(self) -> None:
        self._is_watched = sys.stderr.isatty()
        self._drawn_at = 0.0

    def __call__(self, table: str, done: int, whole: int) -> None:
        now = time.monotonic()
        if self._is_watched and (now - self._drawn_at > DRAWN_EVERY_SECONDS or done == whole):
            self._drawn_at = now
            line = f"\r\033[K{bar(done, whole)}  {done:,} of {whole:,} rows  {table}"
            print(line, end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._is_watched:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def bar(done: int, whole: int) -> str:
    """Return a bar of a fixed width, and how much is done in per cent."""
    share = done / whole if whole else 1.0
    return f"[{'#' * int(BAR * share):<{BAR}}] {int(100 * share):>3} %"


def move_to(settings: Settings, url: str, *, force: bool) -> None:
    """Move the database, and print each table with its rows and checksum; raises `StartupError`."""
    if sqlite_file(settings) is None:
        raise StartupError("The database is on PostgreSQL already ([database] url).", ExitCode.USAGE)
    target = str(checked("database", "url", url, "--to"))
    if not target.startswith("postgresql"):
        raise StartupError("--to must name a PostgreSQL database: postgresql://user@host/name", ExitCode.USAGE)
    if not force:
        refuse_beside_a_bot(settings)
    require_fitting_schema(settings)
    there = replace(settings, database=DatabaseSettings(url=target))
    asyncio.run(refuse_newer_schema(there))
    progress = _Bar()
    try:
        moved = move(settings.database.url, target, progress)
    except NotEmpty as error:
        raise StartupError(
            f"{there.database.shown_url} is not empty: {error}. Nothing was changed; create an empty database.",
            ExitCode.DATA,
        ) from error
    except StillInUse as error:
        raise StartupError(f"Nothing was moved: {error}. Stop the bot first.", ExitCode.RUNNING) from error
    except NotMoved as error:
        raise StartupError(f"Nothing was moved: {error}.", ExitCode.DATA) from error
    except DatabaseUnavailable as error:
        raise StartupError(f"Nothing was moved: {error}.", ExitCode.DATABASE) from error
    finally:
        progress.end()
    _tell(moved)


def _tell(moved: list[MovedTable]) -> None:
    width = max(len(table.name) for table in moved)
    for table in moved:
        print(f"{table.name:<{width}}  {table.rows:>12,}  {table.checksum}")
    print(
        f"Moved {sum(table.rows for table in moved):,} rows of {len(moved)} tables; rows and checksums are the same on "
        "both sides. Set [database] url to the new address and start the bot. The SQLite file is as it was: keep it as "
        "a backup."
    )
