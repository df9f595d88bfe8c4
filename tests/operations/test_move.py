"""`baton move`: all of an SQLite file on PostgreSQL, compared, or nothing of it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection, select, text

from bot.errors import ExitCode
from bot.operations.moving import bar
from db.base import metadata
from db.models import runs
from db.schema import differences, migrate
from db.whole import read_all, streamed
from tests.command_line import Command, plain
from tests.composed import new_database
from tests.db.engines import Server
from tests.operations.filled import fill, rows

pytestmark = pytest.mark.postgres

CLOSED = "postgresql://baton:hidden@127.0.0.1:9/baton"


@pytest.fixture
def source(tmp_path: Path) -> str:
    url = new_database(tmp_path)
    fill(url)
    return url


@pytest.fixture
def target(postgres: Server) -> str:
    return postgres.empty_database()


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    def read(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }

    return read_all(url, read)


def on(url: str, statement: str) -> list[Any]:
    async def ask() -> list[Any]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_every_row_of_every_table_arrives_as_it_was(
    operator: Command, tmp_path: Path, source: str, target: str
) -> None:
    # As the bot has it.
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = (tmp_path / "baton.db").read_bytes()
    code, said = operator("move", "--to", target, DATABASE__URL=source)
    assert (code, plain(said)) == (0, True), said
    there = everything(target)
    assert there == everything(source)
    assert all(there.values())
    assert (tmp_path / "baton.db").read_bytes() == before
    assert differences(target) == []
    lines = {line.split()[0]: line.split()[1:] for line in said.splitlines()[:-1]}
    assert {name: int(line[0]) for name, line in lines.items()} == {name: len(each) for name, each in rows().items()}
    assert len({line[1] for line in lines.values()}) == len(lines)
    assert said.splitlines()[-1].startswith(f"Moved {sum(map(len, rows().values()))} rows of {len(lines)} tables;")


def test_new_rows_get_keys_that_none_had_before(operator: Command, tmp_path: Path, source: str, target: str) -> None:
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 900000 WHERE name = 'runs'")
        connection.commit()
    assert operator("move", "--to", target, DATABASE__URL=source)[0] == 0
    highest = max(row["runner_id"] for row in rows()["runners"])
    expected = (("runs", "run_id", 900_000), ("runners", "runner_id", highest), ("awards", "award_id", 0))
    for table, key, above in expected:
        [(value,)] = on(target, f"SELECT nextval(pg_get_serial_sequence('{table}', '{key}'))")
        assert value > above
        assert on(target, f"SELECT 1 FROM {table} WHERE {key} = {value}") == []


def test_the_moved_database_is_one_that_the_bot_takes(operator: Command, source: str, target: str) -> None:
    assert operator("move", "--to", target, DATABASE__URL=source)[0] == 0
    assert "Database: fine." in operator("check", DATABASE__URL=target)[1]


def test_many_rows_go_in_batches(operator: Command, tmp_path: Path, target: str) -> None:
    url = new_database(tmp_path)
    fill(url)
    first = rows()["runs"][0]
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(runs)") if row[1] != "run_id"]
        columns = ", ".join(names)
        connection.execute(
            "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 12000) "
            f"INSERT INTO runs ({columns}) SELECT {columns} FROM runs, many WHERE run_id = ?",
            (first["run_id"],),
        )
        connection.commit()
    code, said = operator("move", "--to", target, DATABASE__URL=url)
    assert code == 0, said
    assert on(target, "SELECT count(*) FROM runs") == [(12_000 + len(rows()["runs"]),)]


def test_the_server_keeps_what_is_not_read_yet(operator: Command, source: str, target: str) -> None:
    """A log of ten million runs does not fit into memory, neither here nor where it is read back."""
    assert operator("move", "--to", target, DATABASE__URL=source)[0] == 0

    def read(connection: Connection) -> tuple[int, int]:
        batches = streamed(connection, select(runs))
        next(batches)
        cursors = text("SELECT count(*) FROM pg_cursors WHERE statement LIKE '%FROM runs%' AND name <> ''")
        return connection.execute(cursors).scalar_one(), len(list(batches))

    assert read_all(target, read) == (1, 0)


# --- refused, and then nothing is there ---


def test_a_target_with_rows_is_left_alone(operator: Command, source: str, target: str) -> None:
    assert operator("move", "--to", target, DATABASE__URL=source)[0] == 0
    there = everything(target)
    code, said = operator("move", "--to", target, DATABASE__URL=source)
    assert (code, "is not empty" in said, plain(said)) == (ExitCode.DATA, True, True), said
    assert everything(target) == there


def test_what_postgresql_does_not_take_stops_all_of_it(
    operator: Command, tmp_path: Path, source: str, target: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("UPDATE weekly_asks SET ask = 'n' || char(0)  || rowid")
        connection.commit()
    code, said = operator("move", "--to", target, DATABASE__URL=source)
    assert (code, plain(said)) == (ExitCode.DATA, True), said
    assert "Nothing was moved: PostgreSQL does not take a row of weekly_asks: " in said
    assert not any(everything(target).values())
    # Mended, it goes through: what the first try left are empty tables.
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("UPDATE weekly_asks SET ask = 'n' || rowid")
        connection.commit()
    assert operator("move", "--to", target, DATABASE__URL=source)[0] == 0


def test_what_arrives_otherwise_is_noticed_and_undone(operator: Command, source: str, target: str) -> None:
    migrate(target)
    on(
        target,
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.distance_m := NEW.distance_m + 1; RETURN NEW; END'",
    )
    on(target, "CREATE TRIGGER spoil BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION spoil()")
    code, said = operator("move", "--to", target, DATABASE__URL=source)
    assert (code, "Nothing was moved: runs has " in said, plain(said)) == (ExitCode.DATA, True, True), said
    assert not any(everything(target).values())


def test_a_source_that_somebody_has_open_stays_where_it_is(
    operator: Command, tmp_path: Path, source: str, target: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "baton.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT count(*) FROM teams").fetchone()
        code, said = operator("move", "--to", target, DATABASE__URL=source)
    assert (code, "somebody has the SQLite file open. Stop the bot first." in said) == (ExitCode.RUNNING, True), said
    assert not any(everything(target).values())


def test_beside_a_bot_nothing_is_moved(operator: Command, tmp_path: Path, source: str, target: str) -> None:
    (tmp_path / "beat").touch()
    code, said = operator("move", "--to", target, DATABASE__URL=source, HEALTH__HEARTBEAT_FILE=str(tmp_path / "beat"))
    assert (code, "The bot is running" in said) == (ExitCode.RUNNING, True), said
    assert on(target, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'") == [(0,)]


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        (CLOSED, ExitCode.DATABASE, "does not answer"),
        ("sqlite:///other.db", ExitCode.USAGE, "--to must name a PostgreSQL database"),
        ("mysql://u:hidden@h/n", ExitCode.CONFIG, "--to starts with mysql://"),
    ],
)
def test_a_target_that_cannot_be_is_said(operator: Command, source: str, url: str, code: ExitCode, words: str) -> None:
    ended, said = operator("move", "--to", url, DATABASE__URL=source)
    assert (ended, words in said, plain(said)) == (code, True, True), said
    assert "hidden" not in said


def test_who_is_on_postgresql_has_nothing_to_move(operator: Command, target: str) -> None:
    code, said = operator("move", "--to", target, DATABASE__URL=CLOSED)
    assert (code, "on PostgreSQL already" in said) == (ExitCode.USAGE, True)


def test_the_bar_grows() -> None:
    assert bar(0, 10) == "[                        ]   0 %"
    assert bar(5, 10) == "[############            ]  50 %"
    assert bar(10, 10) == bar(0, 0) == "[########################] 100 %"
