"""Looking back: what an outage, a busy night, an old run that is shared, or a change of mind may not lose or double."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.connections import Level, Service
from bot.domain.found_runs import FoundState
from bot.domain.runs import RunSource
from bot.services.connection_letters import ConnectionLetter, ConnectionNews
from bot.services.ports import SourceInactive, SourceRefused
from bot.services.run_outcomes import LoggedRun
from tests.db.engines import another
from tests.services.harriers import Harriers
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting, on
from tests.services.test_looking import HOUR, log_of, row_of, state_of

DAY = timedelta(days=1)


async def states(at: Connecting) -> list[str]:
    """Return what became of each of Ana's runs, the oldest first."""
    row = await row_of(at)
    found = await at.team.database.read(lambda uow: uow.found_runs.of_connection(row.connection_id))
    return [one.state for one in found]


# --- how far back -------------------------------------------------------------------


async def test_after_an_outage_of_many_days_every_run_of_it_is_told(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.look()
    at.strava.finish("Ana", team.clock.now() + HOUR)
    team.clock.forward(days=5)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    at.strava.trouble.append(SourceInactive())
    await at.look()
    team.clock.forward(days=5)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look()
    assert len(await at.told()) == 3
    assert await states(at) == [FoundState.OFFERED] * 3


async def test_what_was_told_and_forgotten_before_an_outage_is_not_told_again_after_it(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    team.clock.forward(hours=30)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look()
    [nudge] = await at.told()
    await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    await at.told()
    team.clock.forward(days=8)
    await at.team.services.service_duties.see_to_due()
    await at.look()
    assert await at.told() == []


async def test_connecting_again_after_long_does_not_tell_of_a_month(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.account("Ana").is_open = False
    await at.look_later()
    team.clock.forward(days=10)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    team.clock.forward(days=3)
    at.strava.finish("Ana", team.clock.now() - 8 * DAY)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.connect("Ana")
    await at.look()
    await at.look_later(hours=20)
    # Those of the last hours, as the consent said, and none of the week before, in a night neither.
    assert await states(at) == [FoundState.OFFERED]


async def test_of_many_that_are_gone_at_once_none_waits_for_another_night(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    for number in range(25):
        at.strava.finish("Ana", team.clock.now() + number * 3 * HOUR, 5_000 + 100 * number)
    team.clock.forward(days=4)
    await at.look()
    assert await states(at) == [FoundState.OFFERED] * 25
    at.strava.account("Ana").runs.clear()
    team.clock.forward(days=1)
    await at.look()
    assert (await states(at)).count(FoundState.GONE) == 10
    await at.look_later()
    await at.look_later()
    assert await states(at) == [FoundState.GONE] * 25
    # All is asked about, and the next look is a short one.
    asked = len(at.strava.asked)
    await at.look_later()
    assert at.strava.asked[asked:] == ["runs"]


async def test_a_shared_run_of_long_ago_goes_when_it_goes_there(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    ignored = at.strava.finish("Ana", team.clock.now() - 5 * HOUR, 7_000)
    await at.look()
    told = await at.told()
    by_key = {nudge.key: nudge for nudge in told}
    services, user_id = at.team.services, at.user("Ana")
    assert isinstance(await services.found_runs.share(user_id, None, by_key[run.key].found_id), LoggedRun)
    await services.found_runs.ignore(user_id, None, by_key[ignored.key].found_id)
    for _ in range(40):
        team.clock.forward(days=1)
        await at.look()
        await services.service_duties.see_to_due()
    await at.told()
    assert [entry.source for entry in await log_of(at)] == [RunSource.SHARED]
    # Forty days are listed for its sake, and nothing else of them is asked about anew.
    assert await states(at) == [FoundState.LOGGED]
    del at.strava.account("Ana").runs[run.key]
    team.clock.forward(days=1)
    await at.look()
    assert await log_of(at) == []


# --- what is said otherwise ---------------------------------------------------------


async def test_of_two_recordings_of_one_run_the_shared_one_stays_when_the_other_goes(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    began = team.clock.now() - HOUR
    at.strava.finish("Ana", began)
    nudge = await at.nudge()
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    twin = at.strava.finish("Ana", began + timedelta(minutes=1), 10_050)
    await at.look_later()
    assert await states(at) == [FoundState.LOGGED, FoundState.KNOWN]
    del at.strava.account("Ana").runs[twin.key]
    await at.look_later(days=1)
    assert await states(at) == [FoundState.LOGGED]
    assert [run.source for run in await log_of(at)] == [RunSource.SHARED]


async def test_and_is_asked_about_when_the_shared_one_goes(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    began = team.clock.now() - HOUR
    first = at.strava.finish("Ana", began)
    nudge = await at.nudge()
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    twin = at.strava.finish("Ana", began + timedelta(minutes=1), 10_050)
    await at.look_later()
    await at.told()
    del at.strava.account("Ana").runs[first.key]
    await at.look_later(days=1)
    assert await states(at) == [FoundState.GONE, FoundState.OFFERED]
    assert [one.key for one in await at.told()] == [twin.key]
    assert await log_of(at) == []


async def test_what_was_too_short_to_ask_about_is_asked_about_once_it_is_corrected(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR, 120, 3_000)
    await at.look()
    assert await at.told() == []
    at.strava.change("Ana", run.key, distance_m=8_000)
    await at.look_later()
    assert [one.run.distance_m for one in await at.told()] == [8_000]


async def test_what_its_runner_left_out_stays_out_when_it_is_corrected(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    at.strava.change("Ana", run.key, distance_m=8_000)
    await at.look_later()
    assert await state_of(at, nudge.found_id) == FoundState.IGNORED


async def test_a_confirmed_run_that_comes_back_with_other_figures_is_asked_about(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look()
    assert await state_of(at, nudge.found_id) == FoundState.GONE
    at.strava.account("Ana").runs[run.key] = run
    at.strava.change("Ana", run.key, distance_m=9_400)
    await at.look_later()
    assert await state_of(at, nudge.found_id) == FoundState.CHANGED


async def test_too_short_a_run_that_comes_back_is_no_question(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR, 120, 300)
    await at.look()
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look()
    assert await states(at) == [FoundState.LEFT_OUT]
    at.strava.account("Ana").runs[run.key] = run
    await at.look_later()
    assert await states(at) == [FoundState.IGNORED]
    assert await at.told() == []


# --- access that is being renewed ---------------------------------------------------


async def test_who_is_stopped_while_renewing_keeps_the_account_until_the_pair_is_saved(
    team: Harriers, url: str
) -> None:
    at = connecting(team)
    await at.connect("Ana")
    team.clock.forward(hours=7)
    renewing, goes_on = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        renewing.set()
        await goes_on.wait()

    at.strava.meanwhile = hang
    looking = asyncio.create_task(at.look())
    await renewing.wait()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    # An event comes, and another process would look at once, with a pair that is void in a moment.
    await at.team.services.hints.take(Service.STRAVA, "Ana", "1", "create")
    async with another(url) as database:
        second = on(Harriers(database, team.clock, team.services), at.sources, at.strava, at.intervals)
        assert await second.look() == 0
    goes_on.set()
    await at.team.services.looking.until_saved()
    assert await at.look_later(minutes=6) == 1
    assert at.strava.asked.count("renew") == 1
    assert (await row_of(at)).failures == 0


async def test_access_that_is_refused_right_after_its_renewal_is_asked_about_twice_more(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    team.clock.forward(hours=7)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    # Renewed with success, and then refused: the one or the other is a mistake.
    at.strava.trouble += [None, SourceRefused()]
    await at.look()
    assert (await row_of(at)).failures == 1
    await at.look_later()
    assert (await row_of(at)).failures == 0
    assert len(await at.told()) == 1
    # Whoever means it says so each time.
    for _ in range(3):
        at.strava.trouble += [SourceRefused(), None, SourceRefused()]
        await at.look_later()
    letters = [one for one in await send_all(at.team) if isinstance(one, ConnectionLetter)]
    assert [one.news for one in letters] == [ConnectionNews.REFUSED]
