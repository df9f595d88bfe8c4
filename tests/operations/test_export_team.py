"""`baton export-team`: all of one team and nothing of another, on both engines, and nothing that opens anything."""

import asyncio
import csv
import io
import json
import sqlite3
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary

from bot.errors import ExitCode
from db.base import metadata
from db.schema import migrate
from db.team_tables import OF_ITS_RUNNER_ALONE, OF_NO_TEAM, WITHHELD, tables_of_teams, ways_of
from tests.command_line import Command, plain
from tests.composed import new_database
from tests.db.engines import ENGINES, Server
from tests.operations.filled import EACH, SEALED, TEAMS, fill, fill_postgres, rows

OURS, OTHERS = TEAMS
HANDED_OUT = {table.name for table in tables_of_teams()}


@pytest.fixture(params=ENGINES)
def filled_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with two teams of the same people in every table, on each engine in turn."""
    if request.param == "sqlite":
        url = new_database(tmp_path)
        fill(url)
        return url
    server: Server = request.getfixturevalue("postgres")
    url = server.empty_database()
    migrate(url)
    asyncio.run(fill_postgres(url))
    return url


def lines_of(packed: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in packed.read(f"{table}.jsonl").decode().splitlines()]


def keys_of(team: int, table: str) -> list[tuple[str, ...]]:
    """Return the keys that a team's rows have, as text; rows are made team by team."""
    of_table = rows()[table]
    half = of_table[: len(of_table) // 2] if team == OURS else of_table[len(of_table) // 2 :]
    keys = [column.name for column in metadata.tables[table].primary_key.columns if column not in set(WITHHELD)]
    return sorted(tuple(str(row[key]) for key in keys) for row in half)


def test_a_team_has_every_row_of_its_own_and_none_of_anothers(
    operator: Command, tmp_path: Path, filled_url: str
) -> None:
    for team, file in ((OURS, "ours.zip"), (OTHERS, "others.zip")):
        code, said = operator("export-team", str(team), file, DATABASE__URL=filled_url)
        assert (code, plain(said)) == (0, True), said
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
        with zipfile.ZipFile(tmp_path / file) as packed:
            assert packed.testzip() is None
            for table in HANDED_OUT:
                found = lines_of(packed, table)
                assert len(found) == (1 if table == "teams" else EACH), table
                keys = [key.name for key in metadata.tables[table].primary_key.columns if key.name in found[0]]
                assert sorted(tuple(str(row[key]) for key in keys) for row in found) == keys_of(team, table), table
                cells = list(csv.reader(io.StringIO(packed.read(f"{table}.csv").decode("utf-8-sig"), newline="")))
                assert cells[0] == list(found[0])
                assert len(cells) == len(found) + 1, table


def test_members_of_both_teams_bring_nothing_of_the_other_along(
    operator: Command, tmp_path: Path, filled_url: str
) -> None:
    assert operator("export-team", str(OURS), "ours.zip", DATABASE__URL=filled_url)[0] == 0
    with zipfile.ZipFile(tmp_path / "ours.zip") as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
        assert {row["user_id"] for row in lines_of(packed, "runners")} == {
            str(row["user_id"]) for row in rows()["runners"]
        }
    assert str(OURS) in whole
    assert str(OTHERS) not in whole


def test_values_are_whole_and_safe(operator: Command, tmp_path: Path, filled_url: str) -> None:
    assert operator("export-team", str(OURS), "ours.zip", DATABASE__URL=filled_url)[0] == 0
    with zipfile.ZipFile(tmp_path / "ours.zip") as packed:
        run = lines_of(packed, "runs")[0]
        made = rows()["runs"][0]
        assert run["note"] == made["note"]
        assert run["local_date"] == made["local_date"].isoformat()
        assert run["logged_at"] == made["logged_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        [note] = [
            row["note"]
            for row in csv.DictReader(io.StringIO(packed.read("runs.csv").decode("utf-8-sig"), newline=""))
            if row["run_id"] == str(run["run_id"])
        ]
        assert note == f"'{made['note']}"
        assert lines_of(packed, "outbox")[0]["payload"] == rows()["outbox"][0]["payload"]
        photo = lines_of(packed, "photos")[0]
        assert packed.read(photo["image"]) == rows()["photos"][0]["image"]
        about = packed.read("README.txt").decode()
        assert f"Team: {OURS}" in about
        assert all(f"{table}: " in about for table in HANDED_OUT)


def test_nothing_that_opens_anything_is_in_it(operator: Command, tmp_path: Path, filled_url: str) -> None:
    assert operator("export-team", str(OURS), "ours.zip", DATABASE__URL=filled_url)[0] == 0
    made = rows()
    with zipfile.ZipFile(tmp_path / "ours.zip") as packed:
        whole = b"\n".join(packed.read(name) for name in packed.namelist())
        named = set(packed.namelist())
    for row in made["connections"]:
        assert row["secret"] is None or row["secret"] not in whole
    for row in made["calendar_feeds"]:
        assert f'"{row["token"]}"'.encode() not in whole
    assert not {f"{table}.jsonl" for table in (*OF_NO_TEAM, *OF_ITS_RUNNER_ALONE)} & named
    assert SEALED in whole, "pictures have the same beginning, so this would not see the secrets"


def test_the_ways_of_names_lead_to_no_other_folder(operator: Command, tmp_path: Path) -> None:
    url = new_database(tmp_path)
    fill(url)
    with sqlite3.connect(tmp_path / "baton.db") as connection:
        connection.execute("UPDATE feedback_files SET name = '../../etc/pass wd'")
    connection.close()
    assert operator("export-team", str(OURS), "ours.zip", DATABASE__URL=url)[0] == 0
    with zipfile.ZipFile(tmp_path / "ours.zip") as packed:
        sent = [name for name in packed.namelist() if name.startswith("feedback_files/")]
    assert len(sent) == EACH
    assert all(name.endswith("-.._.._etc_pass_wd") and name.count("/") == 1 for name in sent)


# --- which tables ---


def test_every_table_is_handed_out_or_left_out_for_a_reason() -> None:
    assert {*HANDED_OUT, *OF_NO_TEAM, *OF_ITS_RUNNER_ALONE} == set(metadata.tables)
    assert not HANDED_OUT & {*OF_NO_TEAM, *OF_ITS_RUNNER_ALONE}
    for table in tables_of_teams():
        assert "team_id" in table.c or ways_of(table), table.name


def test_bytes_are_handed_out_only_where_it_is_known_what_they_are() -> None:
    held = {
        str(column)
        for table in tables_of_teams()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column not in set(WITHHELD)
    }
    assert held == {"photos.image", "feedback_files.content"}


# --- what is said ---


def test_without_an_id_the_teams_are_listed(operator: Command, tmp_path: Path) -> None:
    url = new_database(tmp_path)
    assert operator("export-team", DATABASE__URL=url) == (0, "There are no teams yet.\n")
    fill(url)
    code, said = operator("export-team", DATABASE__URL=url)
    assert code == 0
    for team in TEAMS:
        assert f"{team}  " in said
    assert said.count(f"({EACH} runners, {EACH} runs") == 2


def test_what_cannot_be_done_is_said(operator: Command, tmp_path: Path) -> None:
    url = new_database(tmp_path)
    fill(url)
    (tmp_path / "there.zip").touch()
    for arguments, code, words in (
        ((str(OURS),), ExitCode.USAGE, "Name the file too"),
        (("7", "new.zip"), ExitCode.DATA, "There is no team 7."),
        ((str(OURS), "there.zip"), ExitCode.FILE, "There is a file there.zip already."),
        ((str(OURS), "there.zip/new.zip"), ExitCode.FILE, "there.zip/new.zip cannot be written: Not a directory."),
    ):
        ended, said = operator("export-team", *arguments, DATABASE__URL=url)
        assert (ended, words in said, plain(said)) == (code, True, True), said
    ended, said = operator("export-team", DATABASE__URL="sqlite:///nowhere.db")
    assert (ended, "There is no database yet." in said) == (ExitCode.DATABASE, True)
    assert {path.name for path in tmp_path.iterdir()} == {"baton.db", "there.zip"} | {
        path.name for path in tmp_path.glob("baton.db-*")
    }
