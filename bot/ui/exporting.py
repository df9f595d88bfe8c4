"""The files of an export: zips that people and programs can read without the bot. Slow enough for a thread."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from bot.services.privacy import Export, HeldTable
from bot.ui import text
from bot.ui.text import privacy as said

LARGEST_ARCHIVE: Final = 9 * 1024 * 1024
"""Bytes of one zip; Discord takes files of 10 MiB."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet may run: OWASP's list, full-width signs included."""

EXACT: Final = 2**53
"""The largest whole number that every program reading JSON keeps exact."""


def archives(export: Export, largest: int = LARGEST_ARCHIVE) -> list[bytes]:
    """Return the zips: the first with what each file is, everything as JSON, and one CSV for each kind of rows.

    Pictures follow, in as many more as they need.
    """
    zips: list[bytes] = []
    files: list[tuple[str, str | bytes]] = [*_texts(export)]
    files += (file for table in export.tables for file in _files(table))
    while files:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            while files and not (packed.filelist and _is_beyond(largest, buffer, files[0][1])):
                _add(packed, export, *files.pop(0))
        zips.append(buffer.getvalue())
    return zips


def _is_beyond(largest: int, buffer: io.BytesIO, content: str | bytes) -> bool:
    """Tell whether a picture, which packing makes no smaller, goes beyond what a zip may have; texts stay together."""
    return isinstance(content, bytes) and buffer.tell() + len(content) > largest


def _texts(export: Export) -> Iterator[tuple[str, str]]:
    yield said.README_FILE, _readme(export)
    yield said.JSON_FILE, _json(export)
    for table in export.tables:
        # Spreadsheets take a file for UTF-8 when it opens with this mark.
        yield said.CSV_FILE.format(name=table.name), "\ufeff" + _csv(table)


def _add(packed: zipfile.ZipFile, export: Export, name: str, content: str | bytes) -> None:
    made = export.made_at.astimezone(UTC)
    entry = zipfile.ZipInfo(name, (made.year, made.month, made.day, made.hour, made.minute, made.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    packed.writestr(entry, content.encode("utf-8", "replace") if isinstance(content, str) else content)


def _files(table: HeldTable) -> Iterator[tuple[str, bytes]]:
    """Return what is no text: pictures and what was sent along, each in a file of its own, which the cell names."""
    for row in table.rows:
        for value in row:
            if isinstance(value, bytes):
                yield _file_name(table, row), value


def _file_name(table: HeldTable, row: Sequence[Any]) -> str:
    """Return a file's name: by its key, since two may have been sent under one name."""
    if "name" in table.columns:
        return said.NAMED_FILE.format(table=table.name, key=row[0], name=row[table.columns.index("name")])
    return said.PICTURE_FILE.format(table=table.name, key=row[0])


def _named(table: HeldTable, row: Sequence[Any]) -> list[Any]:
    """Return a row with the names of its files in their place."""
    return [_file_name(table, row) if isinstance(value, bytes) else value for value in row]


def _readme(export: Export) -> str:
    lines = [
        said.README_LINE.format(
            file=said.CSV_FILE.format(name=table.name), rows=said.rows(len(table.rows)), about=said.FILES[table.name]
        )
        for table in export.tables
    ]
    return said.README.format(
        team=text.plain_team(export.team_name),
        made=export.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        files="\n\n".join([said.README_JSON, *lines]),
    )


def _json(export: Export) -> str:
    content = {
        "team": export.team_name,
        "made_at": _instant(export.made_at),
        **{
            table.name: [
                dict(zip(table.columns, map(safe_number, _named(table, row)), strict=True)) for row in table.rows
            ]
            for table in export.tables
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=plain)


def safe_number(value: Any) -> Any:
    """Return Discord's ids as text, as Discord's own API does: as numbers many programs would round them."""
    return str(value) if isinstance(value, int) and value > EXACT else value


def _csv(table: HeldTable) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows(_cells(_named(table, row)) for row in table.rows)
    return text.getvalue()


def _cells(row: Sequence[Any]) -> list[str | int | None]:
    return [cell(value) for value in row]


def cell(value: Any) -> str | int | None:
    """Return a value as a cell of a spreadsheet has it, which never takes it for a formula."""
    match value:
        case bool():
            return "yes" if value else "no"
        case None | int():
            return value
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else value
        case date():
            return plain(value)
    return json.dumps(value, ensure_ascii=False)


def plain(value: Any) -> str:
    """Return a date or an instant as ISO 8601 has it; raises `TypeError` for what an export does not know."""
    match value:
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
    raise TypeError(f"an export does not know {type(value).__name__}")


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
