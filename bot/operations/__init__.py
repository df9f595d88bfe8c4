"""What operators do with the database as a whole; each command loads what it needs when it is run."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.config import Settings

AddCommand = Callable[[str, Callable[[Settings, argparse.Namespace], int | None], str], Any]


def add_operations(command: AddCommand) -> None:
    """Add these commands to the program's."""
    backup = command("backup", _backup, "copy the SQLite database, also while the bot runs, and look through the copy")
    backup.add_argument("folder", nargs="?", type=Path, help="where to (default: [backup] folder, where old ones go)")
    restore = command("restore", _restore, "put a backup in the place of the SQLite database; the bot must be stopped")
    restore.add_argument("file", type=Path, help="the backup")
    restore.add_argument("--force", action="store_true", help="though the bot was at work a moment ago")
    export = command("export-team", _export_team, "write everything of one team into a zip; without an id, list teams")
    export.add_argument("team", nargs="?", type=int, metavar="TEAM_ID", help="the team, by the id of its server")
    export.add_argument("file", nargs="?", type=Path, metavar="FILE.zip", help="where to")
    move = command("move", _move, "move from SQLite to PostgreSQL, and compare both; the bot must be stopped")
    move.add_argument("--to", required=True, metavar="URL", help="an empty database: postgresql://user@host/name")
    move.add_argument("--force", action="store_true", help="though the bot was at work a moment ago")


def _backup(settings: Settings, options: argparse.Namespace) -> None:
    from bot.operations.backups import back_up

    back_up(settings, options.folder)


def _restore(settings: Settings, options: argparse.Namespace) -> None:
    from bot.operations.restoring import restore

    restore(settings, options.file, force=options.force)


def _export_team(settings: Settings, options: argparse.Namespace) -> None:
    from bot.operations.exporting import export_team

    export_team(settings, options.team, options.file)


def _move(settings: Settings, options: argparse.Namespace) -> None:
    from bot.operations.moving import move_to

    move_to(settings, options.to, force=options.force)
