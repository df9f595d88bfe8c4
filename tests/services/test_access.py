"""Access: what is given, renewed and given back at the same time, and while a service takes no calls."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import Settings
from bot.config.sections import StravaSettings
from bot.connecting import connecting as build
from bot.domain.connections import Level, Service, Usage
from bot.errors import UserError
from bot.secret_box import FernetBox, new_key
from bot.services.clock import SystemClock
from bot.services.leavers import GRACE, LeaverService
from bot.services.ports import SourceInactive, SourceLimited, SourceUnreachable
from bot.services.service_calls import note_usage
from bot.services.teams import SeenTeam
from tests.services.attendance import Attendances
from tests.services.harriers import TEAM, Harriers
from tests.services.sources import connecting, on
from tests.services.test_connections import refusal, state_of


async def test_access_that_is_being_given_back_just_now_is_waited_for(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    state, code = await state_of(at, "Ana"), at.strava.agree("Ana")

    async def come_back() -> None:
        # The word that access is over is on its way to Strava, and ends whatever is given before it arrives.
        assert await refusal(at, state, code) == "service_rests"

    at.strava.meanwhile = come_back
    assert await at.team.services.service_duties.give_back_due() == 1
    await at.team.services.connections.come_back(state, code, "read,activity:read")
    assert await at.look() == 1
    assert at.strava.account("Ana").is_open


async def test_nothing_is_given_back_while_an_account_is_opened(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    state, code = await state_of(at, "Ana"), at.strava.agree("Ana")

    async def give_back() -> None:
        assert await at.team.services.service_duties.give_back_due() == 0

    at.strava.meanwhile = give_back
    await at.team.services.connections.come_back(state, code, "read,activity:read")
    team.clock.forward(minutes=5)
    assert await at.team.services.service_duties.give_back_due() == 0
    assert at.strava.account("Ana").is_open


async def test_access_that_began_to_be_given_back_while_an_account_is_opened_is_waited_for(team: Harriers) -> None:
    at = connecting(team)
    await at.team.services.teams.welcome(SeenTeam(TEAM + 1, "Striders", None, None))
    there = replace(at, team=replace(at.team, team_id=TEAM + 1))
    await there.connect("Ana")
    duties = at.team.services.service_duties
    on_its_way, arrives = asyncio.Event(), asyncio.Event()
    giving_back: list[asyncio.Task[int]] = []

    async def takes_long() -> None:
        on_its_way.set()
        await arrives.wait()

    async def disconnect_there() -> None:
        await there.team.services.connections.disconnect(there.team.asker("Ana"), Service.STRAVA, keep=True)
        at.strava.meanwhile = takes_long
        giving_back.append(asyncio.create_task(duties.give_back_due()))
        await on_its_way.wait()

    state, code = await state_of(at, "Ana"), at.strava.agree("Ana")
    at.strava.meanwhile = disconnect_there
    # The word that is on its way may end what Strava has just given: that is given back as well, and asked for anew.
    assert await refusal(at, state, code) == "service_rests"
    arrives.set()
    assert await giving_back[0] == 2
    await at.connect("Ana")
    assert await at.look() == 1
    assert at.strava.account("Ana").is_open


async def test_the_same_person_reads_in_which_team_an_account_is_connected(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana", "7")
    await at.team.services.teams.welcome(SeenTeam(TEAM + 1, "Striders", None, None))
    there = replace(at, team=replace(at.team, team_id=TEAM + 1))
    assert await refusal(there, await state_of(there, "Ana"), at.strava.agree("7")) == "account_in_other_team"


async def test_access_is_given_back_at_level_off_too(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    off = on(team, replace(at.sources, level=Level.OFF), at.strava, at.intervals)
    assert await off.team.services.service_duties.give_back_due() == 1
    with pytest.raises(UserError) as refused:
        await off.team.services.connections.begin(off.team.asker("Ana"))
    assert refused.value.code == "service_not_set_up"


async def test_who_comes_back_while_strava_rests_keeps_the_way(team: Harriers) -> None:
    at = connecting(team)
    state, code = await state_of(at, "Ana"), at.strava.agree("Ana")
    now = team.clock.now()
    until = now + timedelta(minutes=7)
    await team.database.write(lambda uow: note_usage(uow, Service.STRAVA, None, now, until))
    with pytest.raises(UserError) as refused:
        await at.team.services.connections.come_back(state, code, "read,activity:read")
    assert (refused.value.code, refused.value.facts) == ("service_rests", {"until": until})
    assert at.strava.asked == []
    team.clock.forward(minutes=7)
    await at.team.services.connections.come_back(state, code, "read,activity:read")


@pytest.mark.parametrize("trouble", [SourceLimited(), SourceInactive()])
async def test_a_limit_that_is_met_while_connecting_stops_all_calls(team: Harriers, trouble: Exception) -> None:
    at = connecting(team)
    await at.connect("Ben")
    state, code = await state_of(at, "Ana"), at.strava.agree("Ana")
    at.strava.trouble.append(trouble)
    assert await refusal(at, state, code) == "service_rests"
    assert await at.look() == 0


@pytest.mark.parametrize("how", ["disconnect", "forget", "leave", "leave the team"])
async def test_access_that_is_renewed_while_its_connection_ends_is_given_back(team: Harriers, how: str) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.look()

    async def ends() -> None:
        match how:
            case "forget":
                await at.team.services.privacy.forget(at.team.asker("Ana"))
            case "disconnect":
                await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
            case "leave":
                # Their connection ends at once; the word for Strava does not come through yet.
                await team.change("Ana", left_at=team.clock.now())
                at.strava.trouble.append(SourceUnreachable())
                await at.team.services.service_duties.see_to_due()
            case _:
                await team.database.write(lambda uow: uow.teams.change(TEAM, left_at=team.clock.now() - GRACE))
                await LeaverService(team.database, team.clock, Attendances()).call_the_roll()
        assert await team.database.read(lambda uow: uow.connections.count("strava")) == 0

    at.strava.meanwhile = ends
    await at.look_later(hours=7)
    assert "renew" in at.strava.asked
    assert at.strava.account("Ana").is_open
    await at.team.services.service_duties.give_back_due()
    assert not at.strava.account("Ana").is_open


async def test_what_was_counted_yesterday_is_not_taken_for_todays(team: Harriers) -> None:
    at = connecting(team)
    team.clock.set(team.clock.now().replace(hour=23, minute=50))
    at.strava.counted = Usage(1, 200, 1_900, 2_000, heard_at=team.clock.now())
    await at.connect("Ana")
    assert await at.look() == 0
    # The next answers say nothing of limits.
    team.clock.forward(minutes=11)
    await at.connect("Ben")
    assert await at.look() == 2


async def test_a_quarter_that_was_used_up_is_over_with_it(team: Harriers) -> None:
    at = connecting(team)
    team.clock.set(team.clock.now().replace(hour=12, minute=14))
    at.strava.counted = Usage(200, 200, 300, 2_000, heard_at=team.clock.now())
    await at.connect("Ana")
    team.clock.forward(minutes=2)
    await at.connect("Ben")
    assert await at.look() == 2


async def test_counts_that_another_process_heard_later_stand(team: Harriers) -> None:
    at, now = connecting(team), team.clock.now()
    later = Usage(200, 200, 300, 2_000, heard_at=now)
    await team.database.write(lambda uow: note_usage(uow, Service.STRAVA, later, now))
    earlier = Usage(1, 200, 1, 2_000, heard_at=now - timedelta(minutes=1))
    await team.database.write(lambda uow: note_usage(uow, Service.STRAVA, earlier, now))
    with pytest.raises(UserError) as refused:
        await at.connect("Ana")
    assert refused.value.code == "service_rests"


async def test_yesterdays_counts_do_not_close_a_whole_day(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    team.clock.set(team.clock.now().replace(hour=23, minute=50))
    at.strava.counted = Usage(1, 200, 2_000, 2_000, heard_at=team.clock.now())
    team.clock.forward(minutes=11)
    at.strava.trouble.append(SourceLimited())
    assert await at.look() == 1
    assert await at.look_later(minutes=15) == 1


async def test_connecting_counts_what_strava_counts(team: Harriers) -> None:
    at = connecting(team)
    at.strava.counted = Usage(200, 200, 300, 2_000)
    await at.connect("Ana")
    assert await at.look() == 0


def test_an_operator_who_turns_strava_off_can_still_give_access_back() -> None:
    settings = replace(Settings(), strava=StravaSettings(level="off", client_id="12", client_secret="s"))
    connected = build(settings, FernetBox([new_key()]), SystemClock())
    assert connected.sources.services == (Service.INTERVALS,)
    assert connected.sources.reachable == (Service.STRAVA, Service.INTERVALS)
    # Nothing takes events, and the subscription from before is ended.
    assert connected.events is None
    assert connected.subscriber is not None


# --- access that cannot be given back -----------------------------------------------


async def owed(team: Harriers) -> int:
    return len(await team.database.read(lambda uow: uow.service_work.revocations()))


async def test_access_is_forgotten_a_week_after_the_operator_took_the_way_to_give_it_back_away(
    team: Harriers, caplog: pytest.LogCaptureFixture
) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    without = on(team, replace(at.sources, strava=None), at.strava, at.intervals)
    duties = without.team.services.service_duties
    team.clock.forward(days=6, hours=23)
    await duties.see_to_due()
    assert (await owed(team), caplog.text) == (1, "")
    team.clock.forward(hours=1)
    assert await duties.see_to_due() == 1
    assert await owed(team) == 0
    assert "access to strava is forgotten after 7 days without being given back: 1." in caplog.text
    caplog.clear()
    assert await duties.see_to_due() == 0
    assert caplog.text == ""


async def test_access_that_is_put_within_reach_again_in_time_is_given_back(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    without = on(team, replace(at.sources, strava=None), at.strava, at.intervals)
    team.clock.forward(days=6)
    await without.team.services.service_duties.see_to_due()
    team.clock.forward(days=6)
    assert await at.team.services.service_duties.see_to_due() == 1
    assert (len(at.strava.revoked), await owed(team)) == (1, 0)


async def test_access_that_strava_never_takes_back_is_kept_for_thirty_days(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    duties = at.team.services.service_duties
    for _ in range(29):
        at.strava.trouble.append(SourceUnreachable())
        await duties.see_to_due()
        team.clock.forward(days=1)
    assert await owed(team) == 1
    at.strava.trouble.append(SourceUnreachable())
    await duties.see_to_due()
    assert await owed(team) == 1
    team.clock.forward(days=1)
    at.strava.trouble.append(SourceUnreachable())
    await duties.see_to_due()
    assert (await owed(team), at.strava.revoked) == (0, [])
