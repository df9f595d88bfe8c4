"""Everyone at once on few rows: nobody hears of a lock, and the totals are the sum of the log to the metre."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.services.entries import FeedOutcome
from bot.services.run_outcomes import LoggedRun
from db.database import Database
from db.models import outbox, runs
from tests.db.engines import another
from tests.services.harriers import TEAM, Harriers, harriers, services_on
from tests.services.ledger import assert_totals_follow_the_log, rows_of

RUNNERS = ("Ana", "Ben", "Chloé", "Dee")
TASKS = 50


async def log_by_turns(teams: list[Harriers], turns: int) -> list[LoggedRun]:
    """Let fifty tasks log runs for four runners, spread over six weeks so that no day overflows."""

    async def task(number: int) -> list[LoggedRun]:
        logged = []
        for turn in range(turns):
            team = teams[number % len(teams)]
            day = team.clock.now().date() - timedelta(days=(number * turns + turn) % 42)
            logged.append(
                await team.log(
                    RUNNERS[(number + turn) % len(RUNNERS)],
                    f"{1000 + number * 20 + turn} metres",
                    "10:00",
                    day.isoformat(),
                    effort=5 if turn % 2 else None,
                )
            )
        return logged

    return [run for runs_of_task in await asyncio.gather(*map(task, range(TASKS))) for run in runs_of_task]


async def test_a_thousand_runs_by_fifty_at_once_add_up(team: Harriers) -> None:
    logged = await log_by_turns([team], 20)
    stored = await rows_of(team.database, runs, TEAM)
    assert len({run.run.run_id for run in logged}) == len(stored) == TASKS * 20
    assert sum(row["distance_m"] for row in stored) == sum(run.run.distance_m for run in logged)
    carded = [run for run in logged if run.feed is FeedOutcome.POSTED]
    assert 0 < len(carded) < len(logged)
    assert len(await rows_of(team.database, outbox, TEAM)) == len(carded)
    await assert_totals_follow_the_log(team.database, TEAM)


@pytest.fixture
async def second(url: str, database: Database) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    async with another(url) as opened:
        yield opened


async def test_two_processes_at_once_add_up_while_runs_are_deleted_and_nights_settled(
    database: Database, second: Database
) -> None:
    team = await harriers(database)
    elsewhere = Harriers(second, team.clock, services_on(second, team.clock))
    first = await log_by_turns([team, elsewhere], 2)

    async def delete(number: int) -> None:
        logged = first[number]
        name = RUNNERS[(number // 2 + number % 2) % len(RUNNERS)]
        where = (team, elsewhere)[number % 2]
        await where.services.runs.delete(where.asker(name), logged.run.run_id)

    team.clock.forward(days=3)
    await asyncio.gather(
        log_by_turns([team, elsewhere], 2),
        *(delete(number) for number in range(0, len(first), 3)),
        team.services.schedules.run_due(),
        elsewhere.services.schedules.run_due(),
        *(one.services.points.this_week(one.asker(name)) for one in (team, elsewhere) for name in RUNNERS),
        *(elsewhere.show(name) for name in RUNNERS),
    )
    assert len(await rows_of(database, runs, TEAM)) == 2 * len(first) - len(range(0, len(first), 3))
    await assert_totals_follow_the_log(database, TEAM)
