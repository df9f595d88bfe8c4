"""`baton backup`, and what `baton check` says of backups."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from bot.errors import ExitCode, StartupError
from bot.opening import backups_of, database_of
from bot.services.backups import BackupService
from bot.services.clock import SystemClock
from db.backups import Contents


def back_up(settings: Settings, folder: Path | None) -> None:
    """Make a backup and say what it holds; raises `StartupError`."""
    backups = backups_of(settings, SystemClock())
    if backups is None:
        raise StartupError(
            "PostgreSQL is backed up with its own tool, which also runs beside the bot: "
            f"pg_dump --format=custom --file=baton.dump '{_plain_url(settings)}'",
            ExitCode.USAGE,
        )
    made = backups.make(folder)
    print(f"Backed up: {made.path} ({made.size:,} bytes). It is in one piece and holds {told(made.contents)}.")
    if made.removed:
        print(f"Older backups that went: {made.removed}.")


def backup_state(settings: Settings) -> str:
    """Return how fresh the newest backup is, in words; raises `StartupError`."""
    clock = SystemClock()
    backups = backups_of(settings, clock)
    if backups is None:
        return "PostgreSQL has its own; baton backup says how."
    try:
        there = backups.all()
    except OSError as error:
        raise StartupError(f"{backups.rules.folder} cannot be read: {error.strerror}.", ExitCode.FILE) from error
    if not there:
        return f"none yet. {_rhythm(backups)}"
    newest, age = there[-1], clock.now() - there[-1].made_at
    found = f"the newest is of {newest.made_at:%Y-%m-%d %H:%M} UTC, {told_age(age)}."
    every = backups.rules.every
    if every is None or age < 2 * every:
        return found
    return f"{found} {_rhythm(backups)} If it runs, its log says why there is none of late."


def told(contents: Contents) -> str:
    """Return in words what a backup holds."""
    return (
        f"{_counted(contents.teams, 'team')}, {_counted(contents.runners, 'runner')} and "
        f"{_counted(contents.runs, 'run')}, at version {contents.version}"
    )


def told_age(age: timedelta) -> str:
    """Return an age in words, in the largest unit of which there are two."""
    seconds = int(age.total_seconds())
    if seconds < 0:
        return "which is still to come: a clock was wrong"
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} old"
    return f"{seconds} s old"


def stamp() -> str:
    """Return the present instant as names of files have it."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _rhythm(backups: BackupService) -> str:
    every = backups.rules.every
    if every is None:
        return "The bot makes none by itself ([backup] every_hours = 0); baton backup makes one."
    return f"The bot makes one every {every // timedelta(hours=1)} h while it runs."


def _plain_url(settings: Settings) -> str:
    """Return the address as PostgreSQL's own tools take it; they ask for the password, or find it in ~/.pgpass."""
    url = database_of(settings).url.set(drivername="postgresql")._replace(password=None)
    return url.difference_update_query(["ssl"]).render_as_string(hide_password=False)
