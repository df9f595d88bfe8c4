"""`baton export-team`: everything of one team, in a zip that opens without Baton."""

import csv
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, cast

from bot.config import Settings
from bot.errors import ExitCode, StartupError
from bot.operations.schema import require_fitting_schema
from bot.ui.exporting import cell, plain, safe_number
from db.team_tables import OF_ITS_RUNNER_ALONE, TeamTable, TeamThere, of_team, teams_there
from db.unavailable import DatabaseUnavailable
from db.whole import read_all

IN_MEMORY: Final = 8 * 1024 * 1024

README: Final = """\
{name}, from Baton
{line}

Team: {team_id}
Made: {made} UTC

Everything that Baton holds of this team, one table a file, and each twice: the .jsonl files have one JSON object a
line, for programs; the .csv files open in any spreadsheet. Both hold the same.

It holds what members wrote to their coaches, their birth dates and their notes: it is for whoever runs the bot for
this team, and a member gets theirs alone with /privacy export. Keep it as you keep the database.

Distances are in metres and times in seconds (names end in _m and _s). Instants are UTC; dates and weeks (2026-W47 is
the 47th week of 2026) are each runner's own calendar's. An empty cell means that nothing is noted. Ids of Discord's
are text in the .jsonl files, since many programs round large numbers. In the .csv files a text that begins with = + -
or @ has a ' in front of it, so that no spreadsheet takes it for a formula. Pictures and files are files of their own,
and the tables name them.

Left out is what opens anything: accounts elsewhere, and the addresses of calendars; what services told of runs that
are in no log, which their runner alone may see ({left_out}); and lists that are still on their way into a log.

{files}
"""


def export_team(settings: Settings, team_id: int | None, file: Path | None) -> None:
    """Write a team's zip, or without an id list the teams; raises `StartupError`."""
    require_fitting_schema(settings)
    if team_id is not None and file is None:
        raise StartupError("Name the file too: baton export-team TEAM_ID FILE.zip", ExitCode.USAGE)
    try:
        there = read_all(settings.database.url, teams_there)
        if team_id is None or file is None:
            _list(there)
            return
        team = next((team for team in there if team.team_id == team_id), None)
        if team is None:
            raise StartupError(f"There is no team {team_id}. baton export-team lists those there are.", ExitCode.DATA)
        _write(settings, team, file)
    except DatabaseUnavailable as error:
        raise StartupError(f"The database cannot be read: {error}.", ExitCode.DATABASE) from error
    print(f"Written: {file} ({file.stat().st_size:,} bytes), all of {team.name}. README.txt in it says what it is.")


def _list(there: Sequence[TeamThere]) -> None:
    for team in there:
        gone = "" if team.left_at is None else f", left on {team.left_at:%Y-%m-%d}"
        print(f"{team.team_id}  {team.name} ({team.runners} runners, {team.runs} runs{gone})")
    print("baton export-team TEAM_ID FILE.zip writes everything of one." if there else "There are no teams yet.")


def _write(settings: Settings, team: TeamThere, file: Path) -> None:
    if file.exists():
        raise StartupError(f"There is a file {file} already.", ExitCode.FILE)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        number = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(number, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
                read_all(settings.database.url, partial(_pack, packed=packed, team=team))
            part.replace(file)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    except OSError as error:
        raise StartupError(f"{file} cannot be written: {error.strerror}.", ExitCode.FILE) from error


def _pack(connection: Any, *, packed: zipfile.ZipFile, team: TeamThere) -> None:
    counted = [(table.name, _pack_table(packed, table)) for table in of_team(connection, team.team_id)]
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    files = "\n".join(f"{name}: {rows:,}" for name, rows in counted)
    packed.writestr(
        "README.txt",
        README.format(
            name=team.name,
            line="=" * (len(team.name) + 12),
            team_id=team.team_id,
            made=made,
            left_out=", ".join(sorted(OF_ITS_RUNNER_ALONE)),
            files=files,
        ).encode("utf-8", "replace"),
    )


def _pack_table(packed: zipfile.ZipFile, table: TeamTable) -> int:
    """Write a table's rows both ways, and its files; returns how many rows there are."""
    rows = 0
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as beside:
        # Spreadsheets take a file for UTF-8 when it opens with this mark.
        sheet = io.TextIOWrapper(cast(IO[bytes], beside), "utf-8-sig", "replace", newline="")
        writer = csv.writer(sheet)
        writer.writerow(table.columns)
        with packed.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
            for row in table.rows():
                named = _named(table, row)
                lines.write(_line(table, named).encode("utf-8", "replace"))
                writer.writerow(map(cell, named))
                rows += 1
        sheet.flush()
        beside.seek(0)
        with packed.open(f"{table.name}.csv", "w", force_zip64=True) as cells:
            while piece := beside.read(1024 * 1024):
                cells.write(piece)
        sheet.detach()
    for name, content in _files(table):
        packed.writestr(name, content)
    return rows


def _line(table: TeamTable, row: Sequence[Any]) -> str:
    fields = dict(zip(table.columns, map(safe_number, row), strict=True))
    return json.dumps(fields, ensure_ascii=False, default=plain) + "\n"


def _files(table: TeamTable) -> Iterator[tuple[str, bytes]]:
    if not table.files:
        return
    for row in table.rows():
        for at in table.files:
            if row[at] is not None:
                yield _file_name(table, row), bytes(row[at])


def _named(table: TeamTable, row: Sequence[Any]) -> list[Any]:
    """Return a row with the names of its files in their place."""
    return [
        _file_name(table, row) if at in table.files and value is not None else value for at, value in enumerate(row)
    ]


def _file_name(table: TeamTable, row: Sequence[Any]) -> str:
    """Return a file's name: by its key, and what it was sent as, in characters that lead to no other folder."""
    key = "-".join(str(row[at]) for at in table.key)
    if "name" not in table.columns:
        return f"{table.name}/{key}.jpg"
    sent_as = re.sub(r"[^\w.-]+", "_", str(row[table.columns.index("name")]))
    return f"{table.name}/{key}-{sent_as}"
