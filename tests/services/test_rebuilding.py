"""What is kept about runs is held to the log: differences are found, told and mended."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Update, delete, update

from bot.domain.profiles import AgeTable
from bot.services.profiles import ProfileChange
from bot.services.rebuilding import Rebuilt
from db.connection import Connection
from db.models import awards, period_totals, runners, runs, team_totals
from tests.db.engines import on
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log, rows_of

Damage = Callable[[], Update]


@pytest.fixture
async def logged(team: Harriers) -> Harriers:
    """Two runners with a few weeks behind them, some of it forgotten by somebody and typed in later."""
    for name in ("Ana", "Ben"):
        for days_ago in (40, 24, 20, 9, 8, 2, 1):
            day = team.clock.now().date() - timedelta(days=days_ago)
            await team.log(name, "5k" if days_ago % 2 else "10k", "27:00" if days_ago % 2 else "55:00", day.isoformat())
    return team


async def damage(team: Harriers, *statements: object) -> None:
    def run(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]

    await on(team.database, run)


async def test_where_nothing_differs_nothing_is_mended(logged: Harriers, caplog: pytest.LogCaptureFixture) -> None:
    assert await logged.services.rebuilding.check(TEAM) == Rebuilt(runners=2)
    assert await logged.services.rebuilding.rebuild() == Rebuilt(runners=2)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    "statement",
    [
        update(period_totals).where(period_totals.c.kind == "week").values(points=period_totals.c.points + 5),
        update(period_totals).where(period_totals.c.kind == "month").values(distance_m=1),
        update(period_totals).where(period_totals.c.kind == "all").values(runs=99),
        delete(period_totals).where(period_totals.c.kind == "season"),
        delete(awards).where(awards.c.rule == "log"),
        update(runs).values(distance_m=runs.c.distance_m + 1),
        delete(runs).where(runs.c.distance_m == 10_000),
    ],
    ids=["points", "distance", "runs", "no season", "no awards", "another log", "fewer runs"],
)
async def test_the_night_finds_a_difference_tells_whose_it_is_and_mends_it(
    logged: Harriers, statement: object, caplog: pytest.LogCaptureFixture
) -> None:
    await damage(logged, statement)
    found = await logged.services.rebuilding.check(TEAM)
    assert (found.runners, found.mended) == (2, 2)
    ids = {row["runner_id"] for row in await rows_of(logged.database, runners, TEAM)}
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert {record.args[0] for record in told if record.msg.startswith("runner") and record.args} == ids  # type: ignore[index]
    await assert_totals_follow_the_log(logged.database, TEAM)
    assert await logged.services.rebuilding.check(TEAM) == Rebuilt(runners=2)


async def test_totals_of_a_team_that_are_not_its_runners_are_mended(logged: Harriers) -> None:
    await damage(logged, update(team_totals).values(points=1, distance_m=team_totals.c.distance_m + 7))
    assert (await logged.services.rebuilding.check(TEAM)).team_totals > 0
    await assert_totals_follow_the_log(logged.database, TEAM)


async def test_what_the_team_keeps_of_who_was_forgotten_is_no_difference(logged: Harriers) -> None:
    assert await logged.services.privacy.forget(logged.asker("Ben"))
    assert await logged.services.rebuilding.check(TEAM) == Rebuilt(runners=1)
    await assert_totals_follow_the_log(logged.database, TEAM)


@pytest.mark.parametrize(
    "statement",
    [
        update(runs).values(event=None, record=None),
        update(runs).values(doubt="twice"),
        update(period_totals).where(period_totals.c.kind == "window").values(points=0),
    ],
    ids=["records", "doubts", "window"],
)
async def test_a_rebuild_looks_at_everything_that_is_derived(logged: Harriers, statement: object) -> None:
    await damage(logged, statement)
    assert (await logged.services.rebuilding.rebuild()).mended == 2
    await assert_totals_follow_the_log(logged.database, TEAM)


async def test_what_an_older_version_derived_is_derived_anew_and_no_defect(
    logged: Harriers, caplog: pytest.LogCaptureFixture
) -> None:
    await damage(
        logged,
        update(runners).values(derived_by=0, window_from=None),
        update(runs).values(event=None, record=None, doubt=None),
        delete(awards).where(awards.c.rule == "pr"),
        delete(period_totals).where(period_totals.c.kind == "window"),
        delete(team_totals).where(team_totals.c.period == "30d"),
    )
    assert await logged.services.rebuilding.catch_up() == 2
    await logged.services.rebuilding.check(TEAM)
    await assert_totals_follow_the_log(logged.database, TEAM)
    assert await logged.services.rebuilding.catch_up() == 0
    assert not [record for record in caplog.records if "entries" in record.msg]


async def test_every_night_the_totals_are_held_to_the_log(logged: Harriers) -> None:
    await damage(logged, update(period_totals).where(period_totals.c.kind == "all").values(runs=99))
    logged.clock.forward(hours=24)
    await logged.services.schedules.run_due()
    await assert_totals_follow_the_log(logged.database, TEAM)


async def test_the_table_of_a_runner_decides_about_what_is_in_the_log_too(logged: Harriers) -> None:
    run_id = (await logged.log("Ana", "10k", "27:20", "2026-11-18")).run.run_id
    for table, doubt in ((AgeTable.FEMALE, "very_fast"), (AgeTable.MALE, None)):
        await logged.services.profiles.edit(logged.asker("Ana"), ProfileChange(age_table=table))
        [run] = [row for row in await rows_of(logged.database, runs, TEAM) if row["run_id"] == run_id]
        assert run["doubt"] == doubt
        await assert_totals_follow_the_log(logged.database, TEAM)
    assert (await logged.services.rebuilding.rebuild()).mended == 0
