"""Endings: what goes with a connection, however much it is, and what stays its runner's own for good."""

from datetime import timedelta

from bot.domain.connections import KEEP_ASKED_FOR, ConnectionState, Level, Service
from bot.domain.runs import RunSource
from bot.services.connection_letters import ConnectionLetter, ConnectionNews
from bot.services.ports import SourceRefused
from tests.services.harriers import Harriers
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting
from tests.services.test_looking import HOUR, log_of, row_of

MANY = 60
"""More than one transaction deletes."""


async def log_many(at: Connecting, source: RunSource) -> None:
    """Let Ana have runs in her log that came there in this way."""
    for days in range(MANY):
        day = (at.team.clock.now() - timedelta(days=days + 1)).date()
        run_id = (await at.team.log("Ana", when=str(day))).run.run_id
        await at.team.database.write(lambda uow, run_id=run_id: uow.runs.change(run_id, source=source))  # type: ignore[misc]


async def log_one(at: Connecting) -> None:
    """Let Ana log a run that Strava told of."""
    at.strava.finish("Ana", at.team.clock.now() - HOUR)
    await at.team.services.found_runs.log(at.user("Ana"), None, (await at.nudge()).found_id)


async def sources(at: Connecting) -> list[str]:
    runner = await at.team.runner("Ana")
    rows = await at.team.database.read(lambda uow: uow.runs.newest(runner.runner_id, 500))
    return [row.source for row in rows]


async def test_withdrawn_access_takes_every_shared_run_along_however_many(team: Harriers) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await at.connect("Ana")
    await log_many(at, RunSource.SHARED)
    at.strava.account("Ana").is_open = False
    await at.look()
    assert await sources(at) == []
    letters = [one.news for one in await send_all(at.team) if isinstance(one, ConnectionLetter)]
    assert letters == [ConnectionNews.REFUSED]


async def test_a_refused_key_leaves_alone_what_another_service_told(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.team.services.found_runs.share(at.user("Ana"), None, (await at.nudge()).found_id)
    at.intervals.account("i7")
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")
    at.intervals.trouble.append(SourceRefused())
    await at.look()
    assert (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.INTERVALS) is None
    assert [run.source for run in await log_of(at)] == [RunSource.SHARED]


async def test_what_was_kept_is_no_later_connections(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await log_one(at)
    ended = await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    assert (ended.kept, await sources(at)) == (1, [RunSource.FILE])
    await at.team.services.service_duties.give_back_due()
    await at.connect("Ana")
    page = await at.team.services.connections.page(at.team.asker("Ana"))
    own = page.of(Service.STRAVA)
    assert own is not None
    assert own.runs == 0
    at.strava.account("Ana").is_open = False
    await at.look_later()
    team.clock.forward(seconds=KEEP_ASKED_FOR.total_seconds() + 60)
    await at.team.services.service_duties.see_to_due()
    assert len(await log_of(at)) == 1


async def test_what_was_deleted_is_counted_over_all_of_it(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await log_many(at, RunSource.CONFIRMED)
    at.strava.account("Ana").is_open = False
    await at.look()
    row = await row_of(at)
    assert row.state == ConnectionState.REFUSED
    ended = await at.team.services.connections.decide(at.user("Ana"), None, row.connection_id, keep=False)
    assert (ended.deleted, ended.kept, await sources(at)) == (MANY, 0, [])
