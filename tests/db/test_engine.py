"""Transactions: all or nothing, readers that cannot write, and what a database says when it cannot be had."""

import asyncio
import resource
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from db.database import Database
from db.engine import database_at
from db.sqlite import SqliteDatabase
from db.unavailable import DatabaseAway, DatabaseUnavailable
from db.unit_of_work import UnitOfWork
from tests.composed import new_database
from tests.db.engines import Server, another, connection_of, on, opened
from tests.db.rows import NOW, TEAM, add_run, add_runner, add_team, adding

BROKEN = (asyncpg.IntegrityConstraintViolationError, sqlite3.IntegrityError)
"""What a broken constraint raises: SQLAlchemy's word, or the driver's where statements are prepared."""


async def test_a_transaction_hands_back_what_its_work_returns(database: Database) -> None:
    assert await database.write(lambda uow: 7) == 7
    assert await database.read(lambda uow: (uow.teams.find(TEAM), "none")) == (None, "none")


async def test_work_that_fails_leaves_nothing_behind(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        add_team(uow)
        add_run(uow, add_runner(uow, "Ana"))
        uow.outbox.owe(team_id=TEAM, kind="feed_card", key="1", payload={}, now=NOW)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(work)
    assert await database.read(lambda uow: uow.teams.find(TEAM)) is None
    assert await database.read(lambda uow: uow.outbox.counts()) == {}
    await database.write(lambda uow: add_team(uow))
    assert await database.read(lambda uow: uow.teams.find(TEAM)) is not None


async def test_a_broken_constraint_undoes_what_came_before_it(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        add_team(uow)
        add_run(uow, runner_id=404)

    with pytest.raises(BROKEN):
        await database.write(work)
    assert await database.read(lambda uow: uow.teams.find(TEAM)) is None


async def test_nothing_may_point_at_what_is_not_there(database: Database) -> None:
    with pytest.raises(BROKEN):
        await database.write(lambda uow: uow.outbox.owe(team_id=TEAM, kind="k", key="1", payload={}, now=NOW))
    await database.write(lambda uow: add_team(uow))
    with pytest.raises(BROKEN):
        await database.write(lambda uow: uow.cheers.toggle(404, 404, NOW))


async def test_a_team_takes_everything_of_its_own_with_it(database: Database) -> None:
    def work(uow: UnitOfWork) -> tuple[int, int]:
        add_team(uow)
        runner_id = add_runner(uow, "Ana")
        run_id = add_run(uow, runner_id)
        uow.cheers.toggle(run_id, add_runner(uow, "Ben"), NOW)
        uow.outbox.owe(team_id=TEAM, kind="feed_card", key=str(run_id), payload={}, now=NOW)
        uow.schedules.add(team_id=TEAM, kind="leaderboard", weekday=0, at="08:00", next_due_at=NOW)
        connection_of(uow).execute(text("DELETE FROM teams"))
        return runner_id, run_id

    runner_id, run_id = await database.write(work)
    assert await database.read(lambda uow: uow.runs.find(TEAM, run_id)) is None
    assert await database.write(lambda uow: uow.runners.lock(runner_id)) is None
    assert await database.read(lambda uow: (uow.outbox.counts(), uow.schedules.next_due_at())) == ({}, None)


async def test_a_reader_sees_what_is_committed_and_nothing_else(database: Database) -> None:
    entered, leave = threading.Event(), threading.Event()

    def work(uow: UnitOfWork) -> None:
        add_team(uow)
        entered.set()
        assert leave.wait(30)

    async def beside() -> None:
        async with another(database.url.render_as_string(hide_password=False)) as second:
            await second.write(work)

    # Work that blocks would block this loop, so it runs on another one.
    writing = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(beside())))
    try:
        assert await asyncio.to_thread(entered.wait, 30)
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is None
    finally:
        leave.set()
        await writing
    assert await database.read(lambda uow: uow.teams.find(TEAM)) is not None


async def test_a_reader_of_a_sqlite_file_cannot_write(tmp_path: Path) -> None:
    async with another(new_database(tmp_path)) as database:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await database.read(lambda uow: add_team(uow))
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is None


async def test_a_sqlite_file_is_opened_for_safety(tmp_path: Path) -> None:
    def pragmas(uow: UnitOfWork) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "query_only")
        return [connection_of(uow).execute(text(f"PRAGMA {name}")).scalar() for name in names]

    async with another(new_database(tmp_path)) as database:
        assert await database.write(pragmas) == ["wal", 2, 1, 0]
        assert await database.read(pragmas) == ["wal", 2, 1, 1]


async def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "yet" / "baton.db"
    async with another(f"sqlite+aiosqlite:///{path}") as database:
        assert await database.schema_version() is None
    assert path.exists()


async def test_what_is_closed_says_so_and_can_be_opened_again(database: Database) -> None:
    await database.close()
    for call in (database.write, database.read):
        with pytest.raises(DatabaseUnavailable, match="closed"):
            await call(lambda uow: uow.teams.find(TEAM))
    await database.close()
    await database.open()
    await database.write(lambda uow: add_team(uow))
    found = await asyncio.gather(*(database.read(lambda uow: uow.teams.find(TEAM)) for _ in range(20)))
    assert all(found)


async def test_closing_waits_for_what_is_under_way(database: Database) -> None:
    writes = [asyncio.create_task(database.write(adding(TEAM + n))) for n in range(20)]
    # Every write has asked by now and none has been answered.
    await asyncio.sleep(0)
    if database.url.get_backend_name() == "sqlite":
        await database.close()
        assert all(write.done() for write in writes)
    await asyncio.gather(*writes)
    await database.close()
    with pytest.raises(DatabaseUnavailable):
        await database.write(adding(TEAM + 20))
    await database.open()
    assert await database.read(lambda uow: uow.teams.find(TEAM + 19)) is not None


async def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, " * 100)
    database = database_at(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(DatabaseUnavailable, match=r"notes\.txt cannot be opened: file is not a database"):
        await database.open()


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    database = database_at(f"sqlite+aiosqlite:///{tmp_path}")
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        await database.open()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite+aiosqlite:///:memory:", "SQLite needs a file"),
        ("sqlite+aiosqlite://", "SQLite needs a file"),
        ("mysql+aiomysql://root@localhost/baton", "no support for 'mysql'"),
        ("a file", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_a_url_that_cannot_work_is_refused_at_once(url: str, reason: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=reason):
        database_at(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://baton:s3cret@127.0.0.1:1/baton",
        "postgresql+asyncpg://baton:s3cret@/baton?host=/nowhere",
    ],
)
async def test_a_postgres_that_does_not_answer_is_said_without_the_password(url: str) -> None:
    database = database_at(url)
    with pytest.raises(DatabaseUnavailable, match="does not answer") as caught:
        await database.open()
    assert "s3cret" not in str(caught.value)


@pytest.mark.postgres
async def test_a_database_that_a_server_does_not_have_is_said(postgres) -> None:  # type: ignore[no-untyped-def]
    database = database_at(postgres.migrated.replace("/baton?", "/nothing?"))
    with pytest.raises(DatabaseUnavailable, match='"nothing" does not exist'):
        await database.open()


@contextmanager
def _no_room() -> Iterator[None]:
    """Refuse this process every byte past a file's first page, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_is_said_to_all_whose_work_it_takes_and_reading_goes_on(tmp_path: Path) -> None:
    async with opened(new_database(tmp_path)) as database:
        with _no_room():
            found = await asyncio.gather(
                database.write(lambda uow: add_team(uow)),
                database.write(lambda uow: uow.teams.find(TEAM)),
                return_exceptions=True,
            )
            assert [type(one) for one in found] == [DatabaseAway, DatabaseAway]
            assert await database.read(lambda uow: uow.teams.find(TEAM)) is None

        await database.write(lambda uow: add_team(uow))
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is not None


async def test_work_that_finds_the_disk_full_takes_nothing_from_others(tmp_path: Path) -> None:
    def fills(uow: UnitOfWork) -> None:
        connection = connection_of(uow)
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages}")).close()
        connection.execute(text("CREATE TABLE filling AS SELECT zeroblob(1000000) AS filled"))

    async with opened(new_database(tmp_path)) as database:
        added, filled = await asyncio.gather(
            database.write(lambda uow: add_team(uow)), database.write(fills), return_exceptions=True
        )
        assert not isinstance(added, BaseException)
        assert isinstance(filled, DatabaseAway)
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is not None


async def test_a_file_that_cannot_be_written_any_more_is_said_until_it_can_be(tmp_path: Path) -> None:
    async with opened(new_database(tmp_path)) as database:
        assert isinstance(database, SqliteDatabase)
        assert database._writer is not None
        database._writer.driver.execute("PRAGMA query_only=ON")
        with pytest.raises(DatabaseAway, match="readonly"):
            await database.write(lambda uow: add_team(uow))
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is None

        database._writer.driver.execute("PRAGMA query_only=OFF")
        await database.write(lambda uow: add_team(uow))
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is not None


@pytest.mark.postgres
async def test_a_server_that_goes_away_is_said_and_its_coming_back_needs_nobody(postgres: Server) -> None:
    async with opened(postgres.migrated) as database:
        await database.write(lambda uow: add_team(uow))
        # As many connections as there may be, all of which the server is about to cut off.
        await asyncio.gather(*(database.read(lambda uow: uow.teams.find(TEAM)) for _ in range(20)))
        postgres.stop()
        try:
            for call in (database.write, database.read, database.write, database.read):
                with pytest.raises(DatabaseAway, match="away"):
                    await call(lambda uow: uow.teams.find(TEAM))
        finally:
            postgres.start()
        found = await asyncio.gather(*(database.write(lambda uow: uow.teams.find(TEAM)) for _ in range(20)))
        assert all(found)


@pytest.mark.postgres
async def test_whoever_asks_in_the_moment_in_which_the_server_goes_hears_of_nothing_else(postgres: Server) -> None:
    """The driver has many words for it, and some of them say nothing of an outage."""
    heard: set[type[BaseException]] = set()
    answered, over = 0, asyncio.Event()

    def work(uow: UnitOfWork) -> None:
        for _ in range(3):
            connection_of(uow).execute(text("SELECT pg_sleep(0.002)"))
            uow.teams.find(TEAM)

    async with opened(postgres.migrated) as database:

        async def ask(call: Callable[[Callable[[UnitOfWork], None]], Awaitable[None]]) -> None:
            nonlocal answered
            while not over.is_set():
                [found] = await asyncio.gather(call(work), return_exceptions=True)
                if found is None:
                    answered += 1
                else:
                    heard.add(type(found))

        asking = [asyncio.create_task(ask(call)) for call in (database.read, database.write) * 8]
        for _ in range(4):
            await asyncio.sleep(0.5)
            await asyncio.to_thread(postgres.stop)
            await asyncio.to_thread(postgres.start)
        before = answered
        await asyncio.sleep(0.5)
        over.set()
        await asyncio.gather(*asking)
    assert heard == {DatabaseAway}
    assert answered > before > 0


@pytest.mark.postgres
async def test_a_transaction_that_the_server_cuts_off_is_said_and_saved_nothing(postgres: Server) -> None:
    async with opened(postgres.migrated) as database:

        def work(uow: UnitOfWork) -> None:
            add_team(uow)
            postgres.stop()
            connection_of(uow).execute(text("SELECT 1"))

        try:
            with pytest.raises(DatabaseAway, match="away"):
                await database.write(work)
        finally:
            postgres.start()
        assert await database.read(lambda uow: uow.teams.find(TEAM)) is None


async def test_work_can_look_past_the_repositories_when_it_must(database: Database) -> None:
    assert await on(database, lambda connection: connection.execute(text("SELECT 1")).scalar()) == 1
