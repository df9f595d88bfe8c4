"""The export's files: readable without the bot, whole, and harmless in a spreadsheet."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from random import randbytes
from typing import Any

import pytest

from bot.services.privacy import Export, HeldTable
from bot.ui.exporting import archives
from bot.ui.text import privacy as said
from db.personal import PERSONAL

MADE = datetime(2026, 11, 20, 9, 30, 12, 345, tzinfo=UTC)


def packed(*tables: HeldTable) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archives(Export("Harriers", MADE, tables))[0]))


def runs(*rows: tuple[Any, ...]) -> HeldTable:
    return HeldTable("runs", ("run", "date", "logged_at", "note", "odd"), rows)


def cells(archive: zipfile.ZipFile, name: str) -> list[list[str]]:
    raw = archive.read(name)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_every_kind_of_rows_is_explained() -> None:
    assert list(said.FILES) == [held.name for held in PERSONAL]


def test_the_zip_holds_a_word_on_each_file() -> None:
    found = packed(runs((7, date(2026, 11, 20), MADE, "awake", True)), HeldTable("pauses", ("first_day",), ()))
    assert found.testzip() is None
    assert found.namelist() == ["README.txt", "baton.json", "runs.csv", "pauses.csv"]
    assert {entry.date_time for entry in found.infolist()} == {(2026, 11, 20, 9, 30, 12)}
    plain = found.read("README.txt").decode()
    assert "Team: Harriers\nMade: 2026-11-20 09:30 UTC" in plain
    assert "runs.csv (1 row)\n    Your log, one line a run." in plain
    assert "pauses.csv (0 rows)\n" in plain
    assert max(map(len, plain.splitlines())) <= 120


def test_pictures_beyond_what_one_file_may_have_come_in_more_of_them() -> None:
    photos = HeldTable("photos", ("run", "image"), tuple((key, randbytes(40_000)) for key in range(1, 6)))
    zips = archives(Export("Harriers", MADE, (runs(), photos)), 100_000)
    assert max(map(len, zips)) <= 110_000
    names = [zipfile.ZipFile(io.BytesIO(one)).namelist() for one in zips]
    assert names == [
        ["README.txt", "baton.json", "runs.csv", "photos.csv", "photos/1.jpg", "photos/2.jpg"],
        ["photos/3.jpg", "photos/4.jpg"],
        ["photos/5.jpg"],
    ]


def test_what_was_sent_along_is_named_as_it_was_and_by_its_key() -> None:
    columns, plans = ("file", "name", "content"), ((3, "1-plan.pdf", b"a"), (4, "1-plan.pdf", b"b"))
    found = packed(HeldTable("feedback_files", columns, (*plans, (5, None, None))))
    assert [found.read(f"feedback_files/{key}-1-plan.pdf") for key in (3, 4)] == [b"a", b"b"]
    assert [row[2] for row in cells(found, "feedback_files.csv")[1:]] == [
        "feedback_files/3-1-plan.pdf",
        "feedback_files/4-1-plan.pdf",
        "",
    ]


def test_json_holds_everything_nested_by_table() -> None:
    found = packed(runs((7, date(2026, 11, 20), MADE, "Chloé 👟", None)), HeldTable("pauses", ("first_day",), ()))
    assert json.loads(found.read("baton.json")) == {
        "team": "Harriers",
        "made_at": "2026-11-20T09:30:12Z",
        "runs": [
            {"run": 7, "date": "2026-11-20", "logged_at": "2026-11-20T09:30:12Z", "note": "Chloé 👟", "odd": None}
        ],
        "pauses": [],
    }


def test_a_spreadsheet_reads_names_lines_and_quotes_as_they_were_written() -> None:
    note = 'Chloé said "go",\nand we went; 10 km\t🎉'
    found = packed(runs((7, date(2026, 11, 20), MADE, note, False), (8, None, None, None, {"run_id": 7})))
    assert cells(found, "runs.csv") == [
        ["run", "date", "logged_at", "note", "odd"],
        ["7", "2026-11-20", "2026-11-20T09:30:12Z", note, "no"],
        ["8", "", "", "", '{"run_id": 7}'],
    ]


@pytest.mark.parametrize(
    "note",
    [
        "=1+1",
        "+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        '=HYPERLINK("https://b.example")',
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
    ],
)
def test_no_text_becomes_a_formula(note: str) -> None:
    found = packed(runs((7, date(2026, 11, 20), MADE, note, True)))
    assert cells(found, "runs.csv")[1][3] == "'" + note
    assert json.loads(found.read("baton.json"))["runs"][0]["note"] == note


def test_a_number_below_zero_stays_a_number() -> None:
    assert cells(packed(runs((-7, date(2026, 11, 20), MADE, "5-3", True))), "runs.csv")[1][0] == "-7"


def test_an_id_keeps_all_its_digits() -> None:
    found = packed(runs((4_611_686_018_427_387_905, date(2026, 11, 20), MADE, "a", True)))
    assert json.loads(found.read("baton.json"))["runs"][0]["run"] == "4611686018427387905"
    assert cells(found, "runs.csv")[1][0] == "4611686018427387905"


def test_half_a_character_spoils_no_file() -> None:
    found = packed(runs((7, date(2026, 11, 20), MADE, "\ud800", True)))
    assert cells(found, "runs.csv")[1][3] == "?"
    assert json.loads(found.read("baton.json"))["runs"][0]["note"] == "?"


def test_what_an_export_does_not_know_is_a_defect() -> None:
    with pytest.raises(TypeError, match="complex"):
        packed(runs((7, date(2026, 11, 20), MADE, 1j, True)))
