"""Questions about recurring posts."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from db.database import Database
from db.models import schedules
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork
from tests.db.engines import another, connection_of
from tests.db.rows import NOW, OTHER_TEAM, TEAM, add_team


def add(uow: UnitOfWork, *, team_id: int = TEAM, **in_s: float) -> None:
    """Add schedules: kinds with the seconds until each is due."""
    for kind, seconds in in_s.items():
        due = NOW + timedelta(seconds=seconds)
        uow.schedules.add(team_id=team_id, kind=kind, weekday=0, at="08:00", next_due_at=due)


def take(uow: UnitOfWork, kind: str, limit: int, seconds: float = 0, after: str | None = None) -> list[ScheduleRow]:
    """Take what is due, and have it for so long."""
    return uow.schedules.take_due(kind, NOW, NOW + timedelta(seconds=seconds), limit, after=after)


@pytest.fixture(autouse=True)
async def _teams(database: Database) -> None:
    await database.write(lambda uow: add_team(uow, TEAM, OTHER_TEAM))


async def test_what_is_due_of_a_kind_comes_earliest_first_with_its_rule_and_zone(database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=-5, settle=-7))
    await database.write(lambda uow: add(uow, leaderboard=-9, settle=1, team_id=OTHER_TEAM))
    rows = await database.write(lambda uow: take(uow, "leaderboard", 10))
    assert [row.team_id for row in rows] == [OTHER_TEAM, TEAM]
    assert (rows[1].kind, rows[1].weekday, rows[1].at) == ("leaderboard", 0, "08:00")
    assert (rows[1].time_zone, rows[1].next_due_at) == ("Europe/Berlin", NOW - timedelta(seconds=5))
    (first,) = await database.write(lambda uow: take(uow, "leaderboard", 1))
    assert first.team_id == OTHER_TEAM
    (settle,) = await database.write(lambda uow: take(uow, "settle", 10))
    assert settle.team_id == TEAM


async def test_a_team_has_each_post_once(database: Database) -> None:
    for due in (0, 60):
        await database.write(partial(add, leaderboard=due))
    await database.write(lambda uow: add(uow, leaderboard=0, team_id=OTHER_TEAM))
    rows = await database.write(lambda uow: take(uow, "leaderboard", 10))
    assert [row.team_id for row in rows] == [TEAM, OTHER_TEAM]


async def test_what_moved_on_is_due_no_more(database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=0))
    (row,) = await database.write(lambda uow: take(uow, "leaderboard", 10))
    later = NOW + timedelta(days=7)
    await database.write(lambda uow: uow.schedules.move_on(row.schedule_id, later))
    assert await database.write(lambda uow: take(uow, "leaderboard", 10)) == []
    assert await database.read(lambda uow: uow.schedules.next_due_at()) == later
    assert [
        found.next_due_at for found in await database.read(lambda uow: uow.schedules.upcoming("leaderboard", 5))
    ] == [later]


async def test_what_is_switched_off_is_never_due(database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=0))
    await database.write(lambda uow: connection_of(uow).execute(update(schedules).values(enabled=False)))
    assert await database.write(lambda uow: take(uow, "leaderboard", 10)) == []
    assert await database.read(lambda uow: (uow.schedules.next_due_at(), uow.schedules.upcoming("leaderboard", 5))) == (
        None,
        [],
    )


async def test_without_schedules_nothing_is_due(database: Database) -> None:
    assert await database.read(lambda uow: (uow.schedules.next_due_at(), uow.schedules.upcoming("leaderboard", 5))) == (
        None,
        [],
    )


async def test_of_two_claims_at_once_one_gets_it(url: str, database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=0))

    def move_on(uow: UnitOfWork) -> int:
        rows = take(uow, "leaderboard", 10)
        for row in rows:
            uow.schedules.move_on(row.schedule_id, NOW + timedelta(days=7))
        return len(rows)

    async with another(url) as second:
        taken = await asyncio.gather(*(one.write(move_on) for one in (database, second) * 10))
    assert sum(taken) == 1


async def test_what_somebody_is_at_is_nobody_elses_until_that_lapses(database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=-5))
    (row,) = await database.write(lambda uow: take(uow, "leaderboard", 10, 60))
    assert await database.write(lambda uow: take(uow, "leaderboard", 10, 60)) == []
    assert await database.read(lambda uow: uow.schedules.kinds_due(NOW)) == set()
    lapsed, again = NOW + timedelta(seconds=60), NOW + timedelta(seconds=120)
    assert await database.read(lambda uow: uow.schedules.kinds_due(lapsed)) == {"leaderboard"}
    assert await database.write(lambda uow: uow.schedules.take_due("leaderboard", lapsed, again, 10)) == [row]
    assert await database.write(lambda uow: uow.schedules.held([row.schedule_id], lapsed)) == []
    assert await database.write(lambda uow: uow.schedules.held([row.schedule_id], again)) == [row]


async def test_what_moved_on_is_held_by_nobody(database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=-5))
    (row,) = await database.write(lambda uow: take(uow, "leaderboard", 10, 60))
    await database.write(lambda uow: uow.schedules.move_on(row.schedule_id, NOW))
    assert await database.write(lambda uow: uow.schedules.held([row.schedule_id], NOW + timedelta(seconds=60))) == []
    assert len(await database.write(lambda uow: take(uow, "leaderboard", 10, 60))) == 1


async def test_posts_wait_for_the_nights_of_their_team(database: Database) -> None:
    await database.write(lambda uow: add(uow, leaderboard=-5, settle=-7))
    await database.write(lambda uow: add(uow, leaderboard=-9, settle=1, team_id=OTHER_TEAM))
    # Whoever settles has it for a while, and the post waits all the same.
    (night,) = await database.write(lambda uow: take(uow, "settle", 10, 60))
    rows = await database.write(lambda uow: take(uow, "leaderboard", 10, after="settle"))
    assert [row.team_id for row in rows] == [OTHER_TEAM]
    await database.write(lambda uow: uow.schedules.move_on(night.schedule_id, NOW + timedelta(days=1)))
    rows = await database.write(lambda uow: take(uow, "leaderboard", 10, after="settle"))
    assert [row.team_id for row in rows] == [OTHER_TEAM, TEAM]
    nights = await database.read(lambda uow: uow.schedules.due_at("settle", [TEAM, OTHER_TEAM]))
    assert nights == {TEAM: NOW + timedelta(days=1), OTHER_TEAM: NOW + timedelta(seconds=1)}
