"""That instants keep their meaning on both engines."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from db.database import Database
from db.models import teams
from db.unit_of_work import UnitOfWork
from tests.db.engines import on
from tests.db.rows import NOW, TEAM, TODAY, add_run, add_runner, add_team

INSTANTS = [
    datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    datetime(2026, 11, 20, 9, 30, 0, 123_456, tzinfo=UTC),
    datetime(2026, 11, 20, 23, 59, tzinfo=ZoneInfo("Pacific/Auckland")),
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-11, minutes=-30))),
    datetime(1969, 7, 20, 20, 17, tzinfo=UTC),
]


@pytest.mark.parametrize("instant", INSTANTS, ids=str)
async def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database, instant: datetime) -> None:
    await database.write(lambda uow: add_team(uow))
    await database.write(lambda uow: uow.teams.change(TEAM, created_at=instant))
    stored = await on(database, lambda connection: connection.execute(select(teams.c.created_at)).scalar_one())
    assert stored == instant.astimezone(UTC)
    assert stored.tzinfo is UTC


async def test_a_naive_instant_is_refused_and_leaves_nothing(database: Database) -> None:
    await database.write(lambda uow: add_team(uow))
    with pytest.raises((ValueError, StatementError), match="an instant needs a time zone"):
        await database.write(lambda uow: uow.teams.change(TEAM, created_at=datetime(2026, 11, 20)))
    stored = await on(database, lambda connection: connection.execute(select(teams.c.created_at)).scalar_one())
    assert stored == NOW


async def test_instants_compare_by_time_and_not_by_what_the_wall_showed(database: Database) -> None:
    early = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
    late = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    await database.write(lambda uow: add_team(uow))
    await database.write(lambda uow: uow.teams.change(TEAM, created_at=early))
    query = select(teams.c.team_id).where(teams.c.created_at < late)
    assert await on(database, lambda connection: connection.execute(query).scalar()) == TEAM


async def test_a_run_on_the_last_day_of_a_long_year_keeps_its_day(database: Database) -> None:
    day = date(2026, 12, 31)
    run_id = await database.write(lambda uow: _run_on(uow, day))
    run = await database.read(lambda uow: uow.runs.find(TEAM, run_id))
    assert run is not None
    assert (run.local_date, run.week, run.logged_on) == (day, "2026-W53", TODAY)


def _run_on(uow: UnitOfWork, day: date) -> int:
    add_team(uow)
    return add_run(uow, add_runner(uow, "Ana"), day=day)
