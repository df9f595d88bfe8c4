"""Connections: the way to a consent page and back, whose account it is, and its end."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.back_fills import Reach
from bot.domain.connections import ConnectionState, Level, Service
from bot.domain.runs import RunSource
from bot.errors import NotFound, UserError
from bot.services.connection_letters import ConnectionLetter, ConnectionNews
from bot.services.connections import ConnectionService
from bot.services.ports import SourceFull, SourceLimited, SourceRefused, SourceUnreachable
from bot.services.runners import Enrolment
from bot.services.sources import NO_SOURCES
from bot.services.teams import SeenTeam
from tests.services.harriers import Harriers
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting


async def state_of(at: Connecting, name: str) -> str:
    """Open a way, and return the word that leads back on it."""
    consent = await at.team.services.connections.begin(at.team.asker(name))
    [state] = parse_qs(urlsplit(consent.url).query)["state"]
    return state


async def refusal(
    at: Connecting, state: str, code: str = "c", scope: str = "read,activity:read", error: str = ""
) -> str:
    with pytest.raises(UserError) as refused:
        await at.team.services.connections.come_back(state, code, scope, error)
    return refused.value.code


async def test_who_agrees_is_connected_and_told_so(team: Harriers) -> None:
    at = connecting(team)
    connected = await at.connect("Ana")
    assert (connected.service, connected.renewed) == (Service.STRAVA, False)
    page = await at.team.services.connections.page(at.team.asker("Ana"))
    own = page.of(Service.STRAVA)
    assert own is not None
    assert (own.state, own.runs, page.seats) == (ConnectionState.ACTIVE, 0, None)
    [letter] = await send_all(at.team)
    assert isinstance(letter, ConnectionLetter)
    assert letter.news is ConnectionNews.CONNECTED
    # What opens the account is kept, and cannot be read.
    row = await team.database.read(lambda uow: uow.connections.by_athlete("strava", "Ana"))
    assert row is not None
    assert row.secret is not None
    assert at.strava.account("Ana").access.encode() not in row.secret
    with pytest.raises(UserError) as refused:
        await at.team.services.connections.begin(at.team.asker("Ana"))
    assert refused.value.code == "connected_already"


async def test_the_way_back_is_open_once_and_for_ten_minutes(team: Harriers) -> None:
    at = connecting(team)
    state = await state_of(at, "Ana")
    await at.team.services.connections.come_back(state, at.strava.agree("1"), "activity:read,read")
    assert await refusal(at, state, at.strava.agree("2")) == "link_closed"
    late = await state_of(at, "Ben")
    team.clock.forward(minutes=10, seconds=1)
    assert await refusal(at, late, at.strava.agree("2")) == "link_closed"
    for forged in ("", "x" * 43, "x" * 5_000, "\0" * 43):
        assert await refusal(at, forged) == "link_closed"


async def test_a_newer_way_closes_the_older_one(team: Harriers) -> None:
    at = connecting(team)
    first, second = await state_of(at, "Ana"), await state_of(at, "Ana")
    assert await refusal(at, first, at.strava.agree("1")) == "link_closed"
    await at.team.services.connections.come_back(second, at.strava.agree("1"), "read,activity:read")


async def test_whoever_declines_or_leaves_out_the_runs_is_not_connected(team: Harriers) -> None:
    at = connecting(team)
    assert await refusal(at, await state_of(at, "Ana"), "", error="access_denied") == "consent_refused"
    assert await refusal(at, await state_of(at, "Ana"), at.strava.agree("1"), scope="read") == "consent_without_runs"
    assert (await at.team.services.connections.page(at.team.asker("Ana"))).connections == ()
    # Not even a call was made.
    assert at.strava.asked == []


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(SourceFull(), "no_seat"), (SourceRefused(), "link_closed"), (SourceUnreachable(), "service_silent")],
)
async def test_trouble_at_strava_is_told_in_words(team: Harriers, trouble: Exception, code: str) -> None:
    at = connecting(team)
    state = await state_of(at, "Ana")
    at.strava.trouble.append(trouble)
    assert await refusal(at, state, at.strava.agree("1")) == code
    assert await team.database.read(lambda uow: uow.connections.count("strava")) == 0


async def test_an_account_is_one_runners(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana", "1")
    assert await refusal(at, await state_of(at, "Ben"), at.strava.agree("1")) == "account_taken"
    row = await team.database.read(lambda uow: uow.connections.by_athlete("strava", "1"))
    assert row is not None
    assert row.runner_id == (await team.runner("Ana")).runner_id


async def test_seats_are_counted_with_access_that_is_still_to_be_given_back(team: Harriers) -> None:
    at = connecting(team, athletes=1)
    await at.connect("Ana")
    page = await at.team.services.connections.page(at.team.admin("Dora"))
    assert page.seats == (1, 1)
    with pytest.raises(UserError) as refused:
        await at.team.services.connections.begin(at.team.asker("Ben"))
    assert (refused.value.code, refused.value.facts) == ("no_seat", {"athletes": 1})
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    with pytest.raises(UserError):
        await at.team.services.connections.begin(at.team.asker("Ben"))
    assert await at.team.services.service_duties.give_back_due() == 1
    await at.team.services.connections.begin(at.team.asker("Ben"))


async def test_of_two_who_come_back_for_the_last_seat_the_second_gives_access_back(team: Harriers) -> None:
    at = connecting(team, athletes=1)
    first, second = await state_of(at, "Ana"), await state_of(at, "Ben")
    await at.team.services.connections.come_back(first, at.strava.agree("1"), "read,activity:read")
    assert await refusal(at, second, at.strava.agree("2")) == "no_seat"
    assert await team.database.read(lambda uow: uow.connections.by_athlete("strava", "2")) is None
    team.clock.forward(minutes=5)
    assert await at.team.services.service_duties.give_back_due() == 1
    assert (at.strava.account("1").is_open, at.strava.account("2").is_open) == (True, False)
    assert (await at.team.services.connections.page(at.team.admin("Dora"))).seats == (1, 1)


async def test_without_a_web_server_the_address_is_pasted(team: Harriers) -> None:
    at = connecting(team)
    consent = await at.team.services.connections.begin(at.team.asker("Ana"))
    assert consent.is_pasted
    query = parse_qs(urlsplit(consent.url).query)
    [state], [back] = query["state"], query["redirect_uri"]
    assert back == "http://localhost/strava/callback"
    address = f"  {back}?state={state}&code={at.strava.agree('1')}&scope=read,activity:read \n"
    whole = f"{back}?state={state}&code={at.strava.agree('1')}"
    cut = (whole, f"{whole}&scope=", f"{whole}&scope=rea", f"{whole}&scope=read,", f"{whole}&scope=read,activity:re")
    nothing = ("", "hello", "http://[", "http://localhost/strava/callback", f"{back}?state={state}")
    for broken in (*nothing, *cut):
        with pytest.raises(UserError) as refused:
            await at.team.services.connections.paste(at.team.asker("Ana"), broken)
        assert refused.value.code == "address_incomplete"
    # What somebody else was shown leads nobody into their account.
    with pytest.raises(NotFound):
        await at.team.services.connections.paste(at.team.asker("Ben"), address)
    consent = await at.team.services.connections.begin(at.team.asker("Ana"))
    [state] = parse_qs(urlsplit(consent.url).query)["state"]
    address = f"<{back}?state={state}&code={at.strava.agree('1')}&scope=read,activity:read> "
    assert (await at.team.services.connections.paste(at.team.asker("Ana"), address)).service is Service.STRAVA


async def test_an_address_that_was_cut_off_leaves_the_way_open_for_the_whole_one(team: Harriers) -> None:
    at = connecting(team)
    address = f"http://localhost/strava/callback?state={await state_of(at, 'Ana')}&code={at.strava.agree('1')}"
    with pytest.raises(UserError) as refused:
        await at.team.services.connections.paste(at.team.asker("Ana"), address)
    assert refused.value.code == "address_incomplete"
    whole = f"{address}&scope=read,activity:read>"
    assert (await at.team.services.connections.paste(at.team.asker("Ana"), whole)).service is Service.STRAVA
    # Who took the tick away copied the whole of it too.
    address = f"http://localhost/strava/callback?state={await state_of(at, 'Ben')}&code={at.strava.agree('2')}"
    with pytest.raises(UserError) as refused:
        await at.team.services.connections.paste(at.team.asker("Ben"), f"{address}&scope=read")
    assert refused.value.code == "consent_without_runs"


async def test_with_a_web_server_nobody_pastes(team: Harriers) -> None:
    at = connecting(team, public_url="https://baton.example.org")
    consent = await at.team.services.connections.begin(at.team.asker("Ana"))
    assert not consent.is_pasted
    assert "redirect_uri=https://baton.example.org/strava/callback" in consent.url


async def test_where_nothing_is_set_up_it_says_so(team: Harriers) -> None:
    service = ConnectionService(team.database, team.clock, Enrolment(None), NO_SOURCES)  # type: ignore[arg-type]
    with pytest.raises(UserError) as refused:
        await service.begin(team.asker("Ana"))
    assert refused.value.code == "service_not_set_up"
    with pytest.raises(UserError):
        await service.require_set_up(Service.INTERVALS)
    assert (await service.page(team.asker("Ana"))).services == ()


async def test_a_key_of_ones_own_connects_the_second_service(team: Harriers) -> None:
    at = connecting(team)
    at.intervals.account("i7")
    for broken in ("", "a b", "key-nobody", "k" * 300, "ключ"):
        with pytest.raises(UserError) as refused:
            await at.team.services.connections.hand_over(at.team.asker("Ana"), broken)
        assert refused.value.code == "key_refused"
    connected = await at.team.services.connections.hand_over(at.team.asker("Ana"), " key-i7 ")
    assert (connected.service, connected.renewed) == (Service.INTERVALS, False)
    assert (await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")).renewed


async def test_disconnecting_gives_access_back_forgets_what_was_told_and_keeps_what_is_ones_own(
    team: Harriers,
) -> None:
    at = connecting(team)
    await at.connect("Ana")
    for hours in (2, 30):
        at.strava.finish("Ana", team.clock.now() - timedelta(hours=hours) + timedelta(hours=1))
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    access = at.strava.account("Ana").access
    ended = await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    assert (ended.deleted, ended.kept) == (0, 1)
    assert await team.database.read(lambda uow: uow.found_runs.find(nudge.found_id)) is None
    letters = await send_all(at.team)
    assert [one.news for one in letters if isinstance(one, ConnectionLetter)] == [ConnectionNews.ENDED]
    assert await at.team.services.service_duties.give_back_due() == 1
    assert at.strava.revoked == [access]
    assert await team.database.read(lambda uow: uow.service_work.revocations()) == []
    with pytest.raises(NotFound):
        await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)


async def test_disconnecting_can_take_the_logged_runs_along_however_many(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    runner = await team.runner("Ana")
    for days in range(60):
        run = (await team.log("Ana", when=str((team.clock.now() - timedelta(days=days + 1)).date()))).run
        await team.database.write(lambda uow, run=run: uow.runs.change(run.run_id, source=RunSource.CONFIRMED))  # type: ignore[misc]
    own = (await team.log("Ana")).run
    ended = await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=False)
    assert (ended.kept, ended.deleted) == (0, 60)
    rows = await team.database.read(lambda uow: uow.runs.newest(runner.runner_id, 100))
    assert [row.run_id for row in rows] == [own.run_id]


async def test_access_that_cannot_be_given_back_now_is_given_back_later(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    at.strava.trouble += [SourceUnreachable(), SourceUnreachable()]
    duties = at.team.services.service_duties
    assert await duties.give_back_due() == 0
    assert await duties.give_back_due() == 0
    assert at.strava.asked.count("revoke") == 1
    team.clock.forward(minutes=11)
    assert await duties.give_back_due() == 0
    team.clock.forward(minutes=30)
    assert await duties.give_back_due() == 1


async def test_being_forgotten_gives_access_back_and_leaves_nothing(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - timedelta(hours=1))
    nudge = await at.nudge()
    assert await at.team.services.privacy.forget(at.team.asker("Ana"))
    assert await team.database.read(lambda uow: uow.connections.count("strava")) == 0
    assert await team.database.read(lambda uow: uow.found_runs.find(nudge.found_id)) is None
    assert await at.team.services.service_duties.give_back_due() == 1


async def test_whoever_leaves_the_server_has_access_given_back_and_hears_of_it(team: Harriers) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await at.connect("Ana")
    await send_all(at.team)
    await team.change("Ana", left_at=team.clock.now())
    assert await at.team.services.service_duties.see_to_due() == 2
    [letter] = await send_all(at.team)
    assert isinstance(letter, ConnectionLetter)
    assert letter.news is ConnectionNews.ENDED
    assert len(at.strava.revoked) == 1


async def test_a_server_that_removed_the_bot_is_asked_about_no_more_and_its_members_connect_anew(
    team: Harriers,
) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - timedelta(hours=1))
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    await at.team.services.back_fills.begin(at.team.asker("Ana"), Service.STRAVA, Reach.ALL)
    opened = await state_of(at, "Ben")
    await at.team.services.teams.leave(team.team_id)
    # Whoever was on their way to Strava comes back too late.
    assert await refusal(at, opened, at.strava.agree("2")) == "link_closed"
    asked = len(at.strava.asked)
    assert await at.look_later(hours=7) == 0
    assert at.strava.asked[asked:] == []
    assert await at.team.services.service_duties.see_to_due() > 0
    assert await at.team.services.service_duties.see_to_due() == 0
    assert not at.strava.account("Ana").is_open
    assert await team.database.read(lambda uow: uow.connections.of_team(team.team_id)) == []
    assert await team.database.read(lambda uow: uow.found_runs.find(nudge.found_id)) is None
    runner = await team.runner("Ana")
    assert [run.source for run in await team.database.read(lambda uow: uow.runs.newest(runner.runner_id, 9))] == [
        RunSource.FILE
    ]
    # It invites the bot again.
    await at.team.services.teams.welcome(SeenTeam(team.team_id, "Harriers", None, None))
    assert (await at.team.services.connections.page(at.team.asker("Ana"))).connections == ()
    await at.connect("Ana")
    assert await at.look() == 1


# --- access that is given twice -----------------------------------------------------


async def test_who_connects_again_before_access_was_given_back_stays_connected(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    await at.connect("Ana")
    # Strava knows one access for each athlete: to give the first one back would end the second.
    assert await at.team.services.service_duties.give_back_due() == 0
    assert at.strava.revoked == []
    assert await at.look() == 1
    own = (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.STRAVA)
    assert own is not None
    assert own.state is ConnectionState.ACTIVE


async def test_a_second_claim_to_an_account_leaves_the_first_one_open(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana", "7")
    await at.look()
    # Ben comes back as the same athlete, which gives a new pair and makes Ana's void.
    assert await refusal(at, await state_of(at, "Ben"), at.strava.agree("7")) == "account_taken"
    at.strava.finish("7", team.clock.now())
    await at.look_later()
    own = (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.STRAVA)
    assert own is not None
    assert (own.state, own.in_trouble) == (ConnectionState.ACTIVE, False)
    assert "renew" not in at.strava.asked
    assert len(await at.told()) == 1


async def test_access_given_by_somebody_who_left_meanwhile_is_given_back(team: Harriers) -> None:
    at = connecting(team)
    state = await state_of(at, "Ana")
    await team.change("Ana", left_at=team.clock.now())
    assert await refusal(at, state, at.strava.agree("7")) == "link_closed"
    assert await at.team.services.service_duties.give_back_due() == 1
    assert len(at.strava.revoked) == 1


async def test_a_second_account_that_comes_back_meanwhile_is_given_back(team: Harriers) -> None:
    at = connecting(team)
    state = await state_of(at, "Ana")
    code = at.strava.agree("1")

    async def overtake() -> None:
        # While Strava answers, the same member goes the way again.
        await at.connect("Ana", "2")

    at.strava.meanwhile = overtake
    assert await refusal(at, state, code) == "connected_already"
    assert await at.team.services.service_duties.give_back_due() == 1
    assert not at.strava.account("1").is_open
    assert at.strava.account("2").is_open


async def test_another_account_at_intervals_waits_until_the_first_one_is_settled(team: Harriers) -> None:
    at = connecting(team)
    for athlete in ("1", "2"):
        at.intervals.account(athlete)
    service, ana = at.team.services.connections, at.team.asker("Ana")
    await service.hand_over(ana, "key-1")
    at.intervals.finish("1", team.clock.now())
    await at.team.services.found_runs.log(at.user("Ana"), None, (await at.nudge()).found_id)
    with pytest.raises(UserError) as refused:
        await service.hand_over(ana, "key-2")
    assert refused.value.code == "other_account_connected"
    assert (await service.connected(ana, Service.INTERVALS)).runs == 1
    # The same one with the same key is no other.
    assert (await service.hand_over(ana, "key-1")).renewed
    ended = await service.disconnect(ana, Service.INTERVALS, keep=True)
    assert ended.kept == 1
    assert not (await service.hand_over(ana, "key-2")).renewed
    assert (await service.connected(ana, Service.INTERVALS)).runs == 0


@pytest.mark.parametrize("how", ["disconnect", "forget", "refuse"])
async def test_what_events_hinted_at_goes_with_the_connection(team: Harriers, how: str) -> None:
    at = connecting(team)
    await at.connect("Ana", "7")
    await at.look()
    await at.team.services.hints.take(Service.STRAVA, "7", "8001", "create")
    match how:
        case "disconnect":
            await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
        case "forget":
            await at.team.services.privacy.forget(at.team.asker("Ana"))
        case "refuse":
            at.strava.account("7").is_open = False
            await at.look()
    assert await team.database.read(lambda uow: uow.service_work.hints_of("strava", "7")) == []


async def test_a_limit_that_is_met_while_giving_back_stops_all_calls(team: Harriers) -> None:
    at = connecting(team)
    for name in ("Ana", "Ben"):
        await at.connect(name)
        await at.team.services.connections.disconnect(at.team.asker(name), Service.STRAVA, keep=True)
    await at.connect("Chloe")
    # Nothing is given back while somebody connects.
    team.clock.forward(minutes=5)
    at.strava.trouble.append(SourceLimited())
    before = len(at.strava.asked)
    assert await at.team.services.service_duties.give_back_due() == 0
    assert await at.look() == 0
    assert at.strava.asked[before:] == ["revoke"]
    team.clock.forward(minutes=16)
    assert await at.team.services.service_duties.give_back_due() == 2
    assert await at.look() == 1
