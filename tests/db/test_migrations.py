"""The way from no tables to the newest ones and back, on both engines."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from db import schema
from db.base import metadata
from db.connection import Connection
from db.unavailable import DatabaseUnavailable
from tests.db.engines import another, on

T = TypeVar("T")

TABLES = set(metadata.tables)
SINCE = "2026-11-20 09:30:00+00:00"


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    return ScriptDirectory.from_config(config)


def revisions() -> list[str]:
    """Return every revision, oldest first."""
    return [script.revision for script in scripts().walk_revisions()][::-1]


LISTING = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"),
    "postgresql": text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"),
}


async def tables_and_version(url: str) -> tuple[set[str], str | None]:
    async with another(url) as database:
        listing = LISTING[database.url.get_backend_name()]
        names = await on(database, lambda connection: set(connection.execute(listing).scalars()))
        return names, await database.schema_version()


def test_the_code_names_the_newest_migration() -> None:
    assert scripts().get_heads() == [schema.HEAD]


def test_migrations_form_one_line_and_are_numbered_along_it() -> None:
    numbers = revisions()
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_up_down_and_up_again_ends_with_the_tables_of_the_code(empty_url: str) -> None:
    for _ in range(2):
        schema.migrate(empty_url)
        found, version = asyncio.run(tables_and_version(empty_url))
        assert found == TABLES | {"alembic_version"}
        assert version == schema.HEAD
        assert schema.differences(empty_url) == []
        schema.migrate(empty_url, "base")
        found, version = asyncio.run(tables_and_version(empty_url))
        assert found == {"alembic_version"}
        assert version is None
    schema.migrate(empty_url)
    assert schema.differences(empty_url) == []


def test_a_sqlite_file_never_hands_out_the_key_of_a_deleted_row_where_the_code_says_so(tmp_path: Path) -> None:
    path = tmp_path / "baton.db"
    schema.migrate(f"sqlite+aiosqlite:///{path}")
    with sqlite3.connect(path) as connection:
        made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    connection.close()
    kept = {name for name, sql in made.items() if "AUTOINCREMENT" in (sql or "")}
    assert kept == {name for name, table in metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]}


def test_every_single_step_can_be_taken_back_and_taken_again(empty_url: str) -> None:
    below = "base"
    for revision in revisions():
        for step in (revision, below, revision):
            schema.migrate(empty_url, step)
            assert asyncio.run(tables_and_version(empty_url))[1] == (None if step == "base" else step)
        below = revision


def test_who_was_there_before_profiles_and_chose_or_ran_has_answered_about_boards(empty_url: str) -> None:
    names = {1: "shown", 2: "ran and is not shown", 3: "neither"}
    schema.migrate(empty_url, "0001")

    def fill(connection: Connection) -> None:
        connection.execute(text(f"INSERT INTO teams VALUES (1, 'Harriers', 'UTC', 'km', NULL, NULL, '{SINCE}')"))
        for runner_id, name in names.items():
            shown = "true" if name == "shown" else "false"
            connection.execute(
                text(
                    f"INSERT INTO runners VALUES ({runner_id}, 1, {runner_id}, '{name}', NULL, NULL, 3, 2, 'team', "
                    f"{shown}, false, '{SINCE}')"
                )
            )
        connection.execute(
            text(
                "INSERT INTO runs (run_id, team_id, runner_id, local_date, week, logged_at, logged_on, distance_m, "
                f"moving_s, source) VALUES (1, 1, 2, '2026-11-20', '2026-W47', '{SINCE}', '2026-11-20', 1, 1, 'manual')"
            )
        )

    async def work(what: Callable[[Connection], T]) -> T:
        async with another(empty_url) as database:
            return await on(database, what)

    asyncio.run(work(fill))
    schema.migrate(empty_url)
    answered = text("SELECT name FROM runners WHERE answered_at = joined_at ORDER BY runner_id")
    found = asyncio.run(work(lambda connection: list(connection.execute(answered).scalars())))
    assert found == ["shown", "ran and is not shown"]


def test_migrating_what_is_up_to_date_changes_nothing(empty_url: str) -> None:
    schema.migrate(empty_url)
    schema.migrate(empty_url)
    schema.migrate(empty_url, schema.HEAD)
    assert schema.differences(empty_url) == []


def test_a_step_that_breaks_half_way_leaves_nothing_of_itself(empty_url: str) -> None:
    async def stand_in_the_way() -> None:
        async with another(empty_url) as database:
            await on(database, lambda connection: connection.execute(text("CREATE TABLE cheers (run_id INTEGER)")))

    asyncio.run(stand_in_the_way())
    with pytest.raises(DatabaseUnavailable, match="cheers"):
        schema.migrate(empty_url)
    found, version = asyncio.run(tables_and_version(empty_url))
    assert (found, version) == ({"cheers"}, None)


def test_a_table_that_the_code_does_not_know_is_named_as_a_difference(empty_url: str) -> None:
    schema.migrate(empty_url)

    async def add_a_column() -> None:
        async with another(empty_url) as database:
            await on(database, lambda connection: connection.execute(text("ALTER TABLE runs ADD COLUMN shoe TEXT")))

    asyncio.run(add_a_column())
    assert "shoe" in str(schema.differences(empty_url))


def test_a_sqlite_file_is_new_until_it_has_tables(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'down' / 'baton.db'}"
    assert schema.is_new_sqlite(url)
    schema.migrate(url)
    assert not schema.is_new_sqlite(url)
