"""Three processes on one PostgreSQL: each answers its own servers, what is owed goes out once, outages pass."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.schema import migrate
from tests.db.engines import Server
from tests.files.making import row, strava_list
from tests.loopback import Trouble
from tests.reliability.fleet import Fleet, Harrier, fleet

pytestmark = pytest.mark.postgres


@pytest.fixture
async def three(made_once: tuple[list[dict[str, Any]], Path], postgres: Server, tmp_path: Path) -> AsyncIterator[Fleet]:
    """Three processes that are not started yet, with a team on the shard of each."""
    url = postgres.empty_database()
    await asyncio.to_thread(migrate, url)
    async with fleet(url, made_once[0], tmp_path) as unstarted:
        for team in unstarted.teams:
            team.runners += [team.guild.member(f"{name} of {team.guild.name}") for name in ("Anna", "Ben", "Cleo")]
        yield unstarted
        assert unstarted.server.unserved == []
        assert unstarted.server.violations() == []
        assert unstarted.traces() == []


@pytest.fixture
async def running(three: Fleet) -> Fleet:
    """The same, running, with all three teams known."""
    await three.start()
    await three.welcomed()
    return three


async def _cards(of: Fleet, *teams: Harrier, count: int = 1) -> None:
    """Wait until all is delivered, and assert that each feed has so many messages."""
    await of.delivered()
    assert [len(of.server.messages(team.feed)) for team in teams or of.teams] == [count] * len(teams or of.teams)


async def test_each_answers_its_own_servers_and_the_first_direct_messages_of_all(running: Fleet) -> None:
    for team in running.teams:
        await running.log(team, team.runners[0])
    await _cards(running)

    far = running.teams[2].runners[0]
    private = await running.typed(far, running.server.world.dm(far.user), "run list")
    assert "10.0 km" in private.text

    await running.kill(2)
    opened = await running.server.start_slash(far, running.teams[2].general, "run list")
    await running.log(running.teams[0], running.teams[0].runners[1])
    assert opened.callback is None, "nobody else answers for the third"
    await running.start(2)
    await running.log(running.teams[2], far, when="yesterday")


async def test_posts_that_are_due_for_all_go_out_once(running: Fleet) -> None:
    week_ago = (datetime.now(UTC) - timedelta(days=7)).date().isoformat()
    for team in running.teams:
        for runner in team.runners:
            await running.log(team, runner, when=week_ago)
    await running.delivered()
    # All three are asleep when it falls due, and wake within the same second.
    await asyncio.gather(*(process.stop() for process in running.processes))
    await running.owe_boards()
    await running.start()

    await running.server.wait_until(lambda: all(running.server.messages(team.board) for team in running.teams), 60.0)
    await running.delivered()
    assert [len(running.server.messages(team.board)) for team in running.teams] == [1, 1, 1]
    assert await asyncio.gather(*(process.stop() for process in running.processes)) == [0, 0, 0]
    assert await running.rows("SELECT state, count(*) FROM outbox WHERE kind = 'leaderboard' GROUP BY state") == [
        ("sent", 3)
    ]


async def test_what_a_killed_process_had_claimed_another_sends(three: Fleet) -> None:
    await three.start(0)
    team = three.teams[0]
    held = three.server.fault("POST", f"/channels/{team.feed.id}/messages", Trouble.HOLD)
    await three.log(team, team.runners[0])
    await held.wait_hit()
    await three.kill(0)
    three.server.store.forget_nonces()
    await three.start(1)
    assert await three.rows("SELECT state FROM outbox") == [("sending",)]

    await three.lapse_claims()

    await _cards(three, team)
    assert await three.rows("SELECT state, attempts FROM outbox") == [("sent", 2)]


async def test_a_list_of_runs_that_a_killed_process_began_another_ends(three: Fleet) -> None:
    await three.start(0)
    team = three.teams[0]
    newest = datetime.now(UTC) - timedelta(days=2)
    runs = strava_list(*(row(number, at=newest - timedelta(days=2 * number)) for number in range(1, 1_001)))
    await three.typed(team.runners[0], team.general, "run upload", file=("activities.csv", runs))
    await three.until("SELECT count(*) FROM imports WHERE done > 0", 1)
    await three.kill(0)
    [(state, done)] = await three.rows("SELECT state, done FROM imports")
    assert state == "running"
    assert 0 < done < 1_000

    await three.start(1)

    await three.until("SELECT state FROM imports", "done")
    assert await three.rows("SELECT count(*), count(DISTINCT local_date) FROM runs") == [(1_000, 1_000)]


async def test_all_come_back_by_themselves_when_the_database_does(running: Fleet, postgres: Server) -> None:
    for team in running.teams:
        await running.log(team, team.runners[0])
    await _cards(running)

    await asyncio.to_thread(postgres.stop)
    try:
        for team in running.teams:
            typed = {"distance": "11k", "time": "1:01:00", "note": "into the wind"}
            answer = await running.server.slash(team.runners[1], team.general, "run log", within=20.0, **typed)
            assert answer.ephemeral
            assert answer.text.startswith("**I'm just catching my breath.**")
            assert "into the wind" in answer.text
        # A name that changes meanwhile is told just once.
        renamed = running.teams[1].guild
        renamed.name = "Renamed"
        await running.server.gateway.dispatch("GUILD_UPDATE", renamed.rest_payload())
        # Every worker had a turn without a database.
        await running.server.wait_until(
            lambda: all(process.output.count("waits for the database") >= 3 for process in running.processes), 30.0
        )
    finally:
        await asyncio.to_thread(postgres.start)

    for team in running.teams:
        await running.log(team, team.runners[1], when="yesterday")
    await _cards(running, count=2)
    assert await running.rows("SELECT count(*) FROM runs") == [(6,)]
    await running.until(f"SELECT name FROM teams WHERE team_id = {renamed.id}", "Renamed")
    assert all(process.running for process in running.processes)
    assert running.server.gateway.resumes == 0
