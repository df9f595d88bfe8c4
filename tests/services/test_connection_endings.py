"""Endings: what goes with a connection, however much it is, and what stays its runner's own for good."""

from collections.abc import Awaitable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.connections import KEEP_ASKED_FOR, LAST_HOURS, ConnectionState, Level, Service
from bot.domain.runs import RunSource
from bot.errors import UserError
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
    at.intervals.trouble += [SourceRefused()] * 3
    for _ in range(3):
        await at.look_later(minutes=21)
    assert (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.INTERVALS) is None
    assert [run.source for run in await log_of(at)] == [RunSource.SHARED]


async def test_shared_runs_are_counted_as_what_goes_with_the_connection(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.team.services.found_runs.share(at.user("Ana"), None, (await at.nudge()).found_id)
    own = await at.team.services.connections.connected(at.team.asker("Ana"), Service.STRAVA)
    assert (own.runs, own.shared) == (0, 1)
    ended = await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    assert (ended.kept, ended.deleted) == (own.runs, own.shared)


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


# --- what was logged before, and the next connection ---------------------------------


async def withdraw(at: Connecting) -> None:
    """Let Ana, who wants runs logged by themselves, log one, and take access back at Strava."""
    await at.connect("Ana", "1")
    at.strava.finish("1", at.team.clock.now() - HOUR)
    await at.team.services.found_runs.log(at.user("Ana"), None, (await at.nudge()).found_id)
    await at.team.services.connections.share_by_itself(at.team.asker("Ana"), wished=True)
    at.strava.account("1").is_open = False
    await at.look_later()


async def code_of(asked: Awaitable[object]) -> str:
    with pytest.raises(UserError) as refused:
        await asked
    return refused.value.code


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("athlete", ["1", "2"])
async def test_whoever_connects_anew_says_first_what_becomes_of_the_runs_from_before(
    team: Harriers, athlete: str, keep: bool
) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await withdraw(at)
    service, ana = at.team.services.connections, at.team.asker("Ana")
    older = await service.undecided(ana)
    assert older is not None
    assert (older.runs, older.connection_id) == (1, (await row_of(at)).connection_id)
    assert await code_of(service.begin(ana)) == "older_runs_undecided"
    # What was promised stands: nobody but Ana answers, and what she says is done.
    assert (await row_of(at)).forget_at is not None
    assert await service.undecided(at.team.asker("Ben")) is None
    ended = await service.decide(at.user("Ana"), None, older.connection_id, keep=keep)
    assert (ended.kept, ended.deleted) == ((1, 0) if keep else (0, 1))
    assert not (await at.connect("Ana", athlete)).renewed
    own = await service.connected(ana, Service.STRAVA)
    assert (own.runs, await sources(at)) == (0, [RunSource.FILE] if keep else [])


async def test_silence_deletes_what_was_logged_before_on_the_day_that_was_told(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await log_one(at)
    at.strava.account("Ana").is_open = False
    await at.look_later()
    team.clock.forward(days=10)
    assert await code_of(at.team.services.connections.begin(at.team.asker("Ana"))) == "older_runs_undecided"
    team.clock.forward(days=4, minutes=1)
    await at.team.services.service_duties.see_to_due()
    assert await log_of(at) == []
    assert await at.team.services.connections.undecided(at.team.asker("Ana")) is None
    await at.connect("Ana")


async def test_a_new_connection_begins_with_the_past_hours_and_asks_about_each_run(team: Harriers) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await withdraw(at)
    older = await row_of(at)
    await at.team.services.connections.decide(at.user("Ana"), None, older.connection_id, keep=True)
    team.clock.forward(days=10)
    for days in (2, 4, 6):
        at.strava.finish("2", team.clock.now() - timedelta(days=days))
    recent = at.strava.finish("2", team.clock.now() - HOUR)
    await at.connect("Ana", "2")
    assert (await at.nudge()).run.started_at == recent.started_at
    assert await sources(at) == [RunSource.FILE]


async def test_whoever_deleted_those_runs_connects_anew_with_nothing_from_before(team: Harriers) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await withdraw(at)
    [run] = await log_of(at)
    await at.team.services.runs.delete(at.team.asker("Ana"), run.run_id)
    await at.look_later(days=10)
    for days in (2, 4, 6):
        at.strava.finish("2", team.clock.now() - timedelta(days=days))
    assert await at.team.services.connections.undecided(at.team.asker("Ana")) is None
    await at.connect("Ana", "2")
    await at.look()
    row = await row_of(at)
    assert (row.automatic, row.since, row.forget_at) == (False, team.clock.now() - LAST_HOURS, None)
    assert (await at.told(), await sources(at)) == ([], [])


async def test_access_that_comes_back_while_the_first_one_ends_is_given_back(team: Harriers) -> None:
    at = connecting(team)
    consent = await at.team.services.connections.begin(at.team.asker("Ana"))
    [state] = parse_qs(urlsplit(consent.url).query)["state"]
    code = at.strava.agree("2")

    async def end_the_first() -> None:
        await at.connect("Ana", "1")
        at.strava.finish("1", team.clock.now() - HOUR)
        await at.team.services.found_runs.log(at.user("Ana"), None, (await at.nudge()).found_id)
        at.strava.account("1").is_open = False
        await at.look_later()

    at.strava.meanwhile = end_the_first
    came_back = at.team.services.connections.come_back(state, code, "read,activity:read")
    assert await code_of(came_back) == "older_runs_undecided"
    assert (await row_of(at)).state == ConnectionState.REFUSED
    team.clock.forward(minutes=5)
    assert await at.team.services.service_duties.give_back_due() == 1
    assert not at.strava.account("2").is_open


async def test_what_a_key_brought_that_opens_nothing_any_more_is_no_later_keys(team: Harriers) -> None:
    at = connecting(team)
    for athlete in ("i7", "i8"):
        at.intervals.account(athlete)
    ana = at.team.asker("Ana")
    await at.team.services.connections.hand_over(ana, "key-i7")
    at.intervals.finish("i7", team.clock.now() - HOUR)
    await at.team.services.found_runs.log(at.user("Ana"), None, (await at.nudge()).found_id)
    at.intervals.trouble += [SourceRefused()] * 3
    for _ in range(3):
        await at.look_later()
    await at.team.services.connections.hand_over(ana, "key-i8")
    assert (await at.team.services.connections.connected(ana, Service.INTERVALS)).runs == 0
    assert await sources(at) == [RunSource.FILE]
