"""Many writers on the same rows: nobody is told that the database is locked, and no update gets lost."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from db.database import Database
from db.unit_of_work import UnitOfWork
from tests.composed import new_database
from tests.db.engines import another
from tests.db.rows import NOW, TEAM, add_run, add_runner, add_team, adding, user_of

WRITERS = 50
TURNS = 10
NAMES = ("Ana", "Ben", "Chloé", "Dee")
EACH = [
    sum((number + turn) % len(NAMES) == name for number in range(WRITERS) for turn in range(TURNS))
    for name in range(len(NAMES))
]
"""How often the writers below turn to each of them."""


@pytest.fixture
async def two(url: str, database: Database) -> AsyncIterator[list[Database]]:
    """The same database opened twice, as by two processes."""
    async with another(url) as second:
        yield [database, second]


def team(uow: UnitOfWork) -> list[int]:
    add_team(uow)
    return [add_runner(uow, name) for name in NAMES]


def count_one(uow: UnitOfWork, runner_id: int) -> None:
    """Read a number and write the next one: what gets lost when two read the same."""
    runner = uow.runners.lock(runner_id)
    assert runner is not None
    uow.runners.change(runner_id, weekly_target=runner.weekly_target + 1)


async def counted(database: Database, runner_ids: list[int]) -> list[int]:
    def targets(uow: UnitOfWork) -> list[int]:
        rows = [uow.runners.lock(runner_id) for runner_id in runner_ids]
        return [row.weekly_target - 3 for row in rows if row is not None]

    return await database.write(targets)


async def write_by_turns(databases: list[Database], runner_ids: list[int]) -> None:
    async def writer(number: int) -> None:
        for turn in range(TURNS):
            runner_id = runner_ids[(number + turn) % len(runner_ids)]
            await databases[number % len(databases)].write(partial(count_one, runner_id=runner_id))

    await asyncio.gather(*(writer(number) for number in range(WRITERS)))


async def test_fifty_writers_lose_no_update(database: Database) -> None:
    runner_ids = await database.write(team)
    await write_by_turns([database], runner_ids)
    assert await counted(database, runner_ids) == EACH


async def test_fifty_writers_of_two_processes_lose_no_update(two: list[Database]) -> None:
    runner_ids = await two[0].write(team)
    await write_by_turns(two, runner_ids)
    assert await counted(two[1], runner_ids) == EACH


async def test_readers_are_served_while_fifty_write(database: Database) -> None:
    runner_ids = await database.write(team)
    writing = asyncio.create_task(write_by_turns([database], runner_ids))
    seen = []
    while not writing.done():
        runner = await database.read(lambda uow: uow.runners.find(TEAM, user_of("Ana")))
        assert runner is not None
        seen.append(runner.weekly_target)
        await asyncio.sleep(0)
    await writing
    assert seen == sorted(seen)
    assert len(set(seen)) > 1


async def test_one_writer_who_fails_takes_nothing_from_the_others(database: Database) -> None:
    runner_ids = await database.write(team)

    def fail(uow: UnitOfWork) -> None:
        count_one(uow, runner_ids[0])
        raise ValueError("no")

    def break_a_constraint(uow: UnitOfWork) -> None:
        count_one(uow, runner_ids[0])
        add_run(uow, runner_id=404)

    works = [lambda uow: count_one(uow, runner_ids[0]), fail, break_a_constraint] * WRITERS
    outcomes = await asyncio.gather(*(database.write(work) for work in works), return_exceptions=True)
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(type(None)) == WRITERS
    assert kinds.count(ValueError) == WRITERS
    assert kinds.count(asyncpg.ForeignKeyViolationError) + kinds.count(sqlite3.IntegrityError) == WRITERS
    assert (await counted(database, runner_ids))[0] == WRITERS


@pytest.mark.parametrize("turns", [1, 5, 40, 200])
async def test_who_gives_up_waiting_disturbs_nobody(two: list[Database], turns: int) -> None:
    database, second = two
    runner_ids = await database.write(team)
    # With all connections open; to be cut off while connecting is the libraries' affair.
    await asyncio.gather(*(database.write(lambda uow: uow.teams.find(TEAM)) for _ in range(WRITERS)))
    tasks = [asyncio.create_task(database.write(lambda uow: count_one(uow, runner_ids[0]))) for _ in range(WRITERS)]
    for _ in range(turns):
        await asyncio.sleep(0)
    given_up = [task for task in tasks[::5] if task.cancel()]
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    finished = sum(outcome is None for outcome in outcomes)
    assert finished == WRITERS - len(given_up)
    # What was given up may have been saved all the same, but never half, and whatever was confirmed is there for all.
    assert finished <= (await counted(second, runner_ids))[0] <= WRITERS
    for written in range(1, WRITERS):
        await database.write(lambda uow: count_one(uow, runner_ids[1]))
        assert (await counted(second, runner_ids))[1] == written


async def test_long_work_and_short_work_keep_their_order(database: Database) -> None:
    runner_ids = await database.write(team)
    seen: list[int] = []

    def note(uow: UnitOfWork, number: int) -> None:
        seen.append(number)
        count_one(uow, runner_ids[0])

    # On PostgreSQL each transaction has its own connection; that they all happen is what counts there.
    await asyncio.gather(*(database.write(partial(note, number=number), long=number % 3 == 0) for number in range(30)))
    assert sorted(seen) == list(range(30))
    assert (await counted(database, runner_ids))[0] == 30
    if database.url.get_backend_name() == "sqlite":
        assert seen == list(range(30))


async def test_two_who_wait_for_each_other_in_a_circle_both_get_through(database: Database) -> None:
    runner_ids = await database.write(team)

    def count_both(uow: UnitOfWork, first: int, second: int) -> None:
        count_one(uow, runner_ids[first])
        count_one(uow, runner_ids[second])

    for _ in range(3):
        await asyncio.gather(
            database.write(partial(count_both, first=0, second=1)),
            database.write(partial(count_both, first=1, second=0)),
        )
    assert (await counted(database, runner_ids))[:2] == [6, 6]


async def test_many_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    url = new_database(tmp_path)
    async with AsyncExitStack() as stack:
        opened = await asyncio.gather(*(stack.enter_async_context(another(url)) for _ in range(8)))
        await asyncio.gather(*(one.write(adding(TEAM + n)) for n, one in enumerate(opened)))
        for one in opened:
            found = await one.read(lambda uow: [uow.teams.find(TEAM + n) for n in range(8)])
            assert None not in found


DYING = """
import asyncio, sys
from db.engine import database_at
from tests.db.rows import NOW, TEAM, add_team

async def main(url):
    database = database_at(url)
    await database.open()
    await database.write(lambda uow: add_team(uow))

    async def owe(key):
        await database.write(lambda uow: uow.outbox.owe(team_id=TEAM, kind="k", key=str(key), payload={}, now=NOW))
        print(key, flush=True)

    for first in range(0, 100_000, 10):
        await asyncio.gather(*(owe(key) for key in range(first, first + 10)))

asyncio.run(main(sys.argv[1]))
"""


async def test_what_was_confirmed_survives_a_kill(url: str, database: Database) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", DYING, url, stdout=subprocess.PIPE)
    assert process.stdout is not None
    confirmed = [int(await process.stdout.readline()) for _ in range(200)]
    process.kill()
    rest, _ = await process.communicate()
    confirmed += [int(line) for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
    saved = {int(line.key) for line in await database.read(lambda uow: uow.outbox.newest(100_000))}
    assert set(confirmed) <= saved
    assert await database.write(lambda uow: uow.outbox.owe(team_id=TEAM, kind="k", key="last", payload={}, now=NOW))
