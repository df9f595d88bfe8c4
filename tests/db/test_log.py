"""Questions about the log, its runners and their cheers."""

from datetime import timedelta

import pytest

from db.database import Database
from db.repositories.cheers import CardRow
from db.unit_of_work import UnitOfWork
from tests.db.rows import NOW, OTHER_TEAM, TEAM, TODAY, add_run, add_runner, add_team


@pytest.fixture(autouse=True)
async def _teams(database: Database) -> None:
    await database.write(lambda uow: add_team(uow, TEAM, OTHER_TEAM))


async def test_a_run_is_found_in_its_own_team_alone(database: Database) -> None:
    run_id = await database.write(lambda uow: add_run(uow, add_runner(uow, "Ana")))
    found = await database.read(lambda uow: uow.runs.find(TEAM, run_id))
    assert found is not None
    assert (found.run_id, found.local_date, found.distance_m, found.note) == (run_id, TODAY, 10_000, None)
    assert await database.read(lambda uow: uow.runs.find(OTHER_TEAM, run_id)) is None


async def test_the_newest_runs_come_first_by_day_and_then_by_entry(database: Database) -> None:
    def log(uow: UnitOfWork) -> tuple[int, list[int]]:
        runner_id = add_runner(uow, "Ana")
        days = (TODAY, TODAY - timedelta(days=3), TODAY, TODAY - timedelta(days=1))
        return runner_id, [add_run(uow, runner_id, day=day) for day in days]

    runner_id, ids = await database.write(log)
    newest = await database.read(lambda uow: uow.runs.newest(runner_id, 3))
    assert [run.run_id for run in newest] == [ids[2], ids[0], ids[3]]
    assert await database.read(lambda uow: uow.runs.count(runner_id)) == 4


async def test_a_week_holds_its_own_runs_in_order(database: Database) -> None:
    def log(uow: UnitOfWork) -> tuple[int, list[int]]:
        runner_id = add_runner(uow, "Ana")
        add_run(uow, add_runner(uow, "Ben"))
        return runner_id, [add_run(uow, runner_id, day=TODAY - timedelta(days=n)) for n in (0, 4, 5)]

    runner_id, ids = await database.write(log)
    week = await database.read(lambda uow: uow.runs.in_week(runner_id, "2026-W47"))
    assert [run.run_id for run in week] == [ids[1], ids[0]]


async def test_the_longest_run_is_known_once_there_is_one(database: Database) -> None:
    runner_id = await database.write(lambda uow: add_runner(uow, "Ana"))
    assert await database.read(lambda uow: uow.runners.longest_m(runner_id)) is None
    await database.write(lambda uow: [add_run(uow, runner_id, distance_m=metres) for metres in (5_000, 21_098, 10_000)])
    assert await database.read(lambda uow: uow.runners.longest_m(runner_id)) == 21_098


async def test_runners_of_a_week_come_in_portions(database: Database) -> None:
    def log(uow: UnitOfWork) -> list[int]:
        ids = [add_runner(uow, name) for name in ("Ana", "Ben", "Chloé", "Dee")]
        for runner_id in ids[:3]:
            add_run(uow, runner_id)
            add_run(uow, runner_id)
        stranger = add_runner(uow, "Zoe", team_id=OTHER_TEAM)
        add_run(uow, stranger, team_id=OTHER_TEAM)
        return ids

    ids = await database.write(log)

    async def portion(after: int) -> list[int]:
        return await database.read(lambda uow: uow.runs.runners_in_week(TEAM, "2026-W47", after=after, limit=2))

    assert await portion(0) == ids[:2]
    assert await portion(ids[1]) == ids[2:3]
    assert await portion(ids[2]) == []


async def test_a_member_is_a_runner_of_each_team_apart(database: Database) -> None:
    def join(uow: UnitOfWork) -> list[int]:
        return [add_runner(uow, "Ana", team_id=team, user_id=2**62) for team in (TEAM, OTHER_TEAM)]

    here, there = await database.write(join)
    assert here != there
    found = await database.read(lambda uow: uow.runners.find(TEAM, 2**62))
    assert found is not None
    assert (found.runner_id, found.name, found.unit, found.time_zone) == (here, "Ana", None, None)
    assert (found.shows_points, found.shows_distance) == (False, False)
    assert (found.team_name, found.team_time_zone, found.team_units) == ("Harriers", "Europe/Berlin", "km")
    assert await database.read(lambda uow: uow.runners.find(TEAM, 5)) is None


async def test_a_cheer_is_given_and_taken_back(database: Database) -> None:
    def log(uow: UnitOfWork) -> tuple[int, list[int]]:
        ids = [add_runner(uow, name) for name in ("Ana", "Ben", "Chloé")]
        return add_run(uow, ids[0]), ids

    run_id, (ana, ben, chloe) = await database.write(log)

    async def cheers() -> int:
        card = await database.read(lambda uow: uow.cheers.card(TEAM, run_id))
        assert card is not None
        return card.cheers

    await database.write(lambda uow: uow.cheers.toggle(run_id, ben, NOW))
    await database.write(lambda uow: uow.cheers.toggle(run_id, chloe, NOW))
    assert await cheers() == 2
    await database.write(lambda uow: uow.cheers.toggle(run_id, ben, NOW))
    assert await cheers() == 1
    card = await database.read(lambda uow: uow.cheers.card(TEAM, run_id))
    assert card == CardRow(
        run_id,
        ana,
        "Ana",
        "team",
        "team",
        None,
        "manual",
        10_000,
        3_000,
        None,
        TODAY,
        TODAY,
        None,
        None,
        "km",
        1,
        0,
        None,
        None,
    )
    assert await database.read(lambda uow: uow.cheers.card(OTHER_TEAM, run_id)) is None
    await database.write(lambda uow: uow.runs.delete(run_id))
    assert await database.read(lambda uow: uow.cheers.card(TEAM, run_id)) is None


@pytest.mark.parametrize("name", ["Zoë 🏃‍♀️", "محمد", "'); DROP TABLE runs; --", "%_\\", "x" * 100])
async def test_every_name_is_kept_as_it_is(database: Database, name: str) -> None:
    await database.write(lambda uow: add_runner(uow, name, user_id=1))
    found = await database.read(lambda uow: uow.runners.find(TEAM, 1))
    assert found is not None
    assert found.name == name
