"""Relays as services: set up, filled in leg by leg, shown as profiles allow, and called off for all who have a leg."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.domain.leaderboards import Board
from bot.domain.profiles import AgeTable
from bot.domain.relays import Graded
from bot.domain.runs import RunKind
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.cheers import CALM
from bot.services.meant import key_of
from bot.services.profiles import ProfileChange
from bot.services.relay_drafts import LegDraft, RelayChange, RelayDraft
from bot.services.relay_letters import RelayLegGone, RelayLegNote, RelayLegOpen, RelayOff
from bot.services.relay_pages import LISTED, Relay, RelayPage
from bot.services.relays import MOST_AHEAD
from db.models import relays
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.racing import owed, send_all

DAY = "2027-04-11"
START = datetime(2027, 4, 11, 7, tzinfo=UTC)
LEGS = "10k, 5k, 5k"


async def create(team: Harriers, who: str = "Ana", **more: Any) -> RelayPage:
    """Set a relay up."""
    typed: dict[str, Any] = {"name": "New Year", "day": DAY, "start": "9:00", "legs": LEGS}
    return await team.services.relays.create(team.asker(who), RelayDraft(**typed | more))


async def seen(team: Harriers, relay: RelayPage, who: str = "Ana") -> RelayPage:
    """Return a relay as a member sees it."""
    return await team.services.relays.show(team.asker(who), relay.relay.relay_id)


def leg_id(page: RelayPage, number: int, squad: int = 0) -> int:
    return page.relay.squads[squad].legs[number - 1].leg_id


async def fill(team: Harriers, page: RelayPage, number: int, who: str = "Ana", **typed: str) -> RelayPage:
    """Fill in a leg of the first team."""
    return await team.services.relay_legs.change(team.asker(who), leg_id(page, number), LegDraft(**typed))


def runners(page: RelayPage) -> list[str | None]:
    """Return who runs the legs of the first team: a name, `-` for an open leg, None for somebody who is not named."""
    return ["-" if leg.is_open else leg.name for leg in page.relay.squads[0].legs]


def hand_overs(page: RelayPage) -> list[timedelta]:
    return [leg.ends_at - page.relay.starts_at for leg in page.relay.squads[0].legs]


async def test_a_relay_has_a_start_in_its_own_zone_and_legs_in_their_order(team: Harriers) -> None:
    page = await create(team, legs="10k, half, 2 x 5k", squads=2, zone="New York", age_graded=True)
    relay = page.relay
    assert (relay.name, relay.relay_day, relay.time_zone) == ("New Year", date(2027, 4, 11), "America/New_York")
    assert relay.starts_at == datetime(2027, 4, 11, 13, tzinfo=UTC)
    assert [[(leg.number, leg.distance_m, leg.event) for leg in squad.legs] for squad in relay.squads] == [
        [(1, 10_000, "10k"), (2, 21_098, "hm"), (3, 5_000, "5k"), (4, 5_000, "5k")]
    ] * 2
    assert runners(page) == ["-"] * 4
    assert (page.may_change, relay.age_graded) == (True, True)
    [card] = await send_all(team)
    assert isinstance(card, Relay)
    assert (card.name, card.relay_id) == ("New Year", relay.relay_id)
    assert not (await seen(team, page, "Ben")).may_change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " \u200b "}, "relay_name_empty"),
        ({"day": "2027-02-29"}, "race_day_unreadable"),
        ({"day": "2026-11-19"}, "relay_day_past"),
        ({"day": "today", "start": "9:00"}, "relay_start_past"),
        ({"day": "5/6/2027"}, "race_day_ambiguous"),
        ({"start": "dawn"}, "relay_start_unreadable"),
        ({"day": "2027-03-28", "start": "2:30"}, "race_start_skipped"),
        ({"legs": "banana"}, "relay_legs_unreadable"),
        ({"legs": "12 x 5"}, "relay_legs_ambiguous"),
        ({"legs": "5k, 0 km"}, "relay_legs_not_positive"),
        ({"legs": "37 x 1k"}, "relay_legs_too_many"),
        ({"legs": "2000 km"}, "relay_legs_too_far"),
        ({"squads": 5}, "relay_teams_range"),
        ({"zone": "Qqqq"}, "zone_unknown"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(team: Harriers, change: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refused:
        await create(team, **change)
    assert refused.value.code == code
    assert await rows_of(team.database, relays, TEAM) == []


async def test_two_who_set_the_same_relay_up_at_once_make_one(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo")
    made = await asyncio.gather(*(create(team, who) for who in ("Ana", "Ben", "Cleo")), return_exceptions=True)
    assert sorted(getattr(one, "code", "made") for one in made) == ["made", "relay_known", "relay_known"]
    assert len(await owed(team, MessageKind.RELAY_CARD)) == 1


async def test_there_is_room_for_so_many_relays(team: Harriers) -> None:
    page = await create(team, name="Relay 0", legs="5k")
    for number in range(1, MOST_AHEAD):
        await create(team, name=f"Relay {number}", legs="5k")
    with pytest.raises(UserError, match="relays_full"):
        await create(team)
    await team.services.relays.cancel(team.asker("Ana"), page.relay.relay_id)
    await create(team)


async def test_a_relay_is_named_by_key_or_name_and_an_unclear_name_is_a_question(team: Harriers) -> None:
    page = await create(team)
    show, ben = team.services.relays.show, team.asker("Ben")
    assert (await show(ben, key_of(page.relay.relay_id))).relay.name == "New Year"
    assert (await show(ben, " new-YEAR ")).relay.relay_id == page.relay.relay_id
    for nothing in ("Hamburg", key_of(2**62), 2**62):
        with pytest.raises(NotFound, match="relay_not_found"):
            await show(ben, nothing)
    suggest = team.services.relays.suggestions
    assert await suggest(ben, "new") == [(page.relay.relay_id, "New Year", date(2027, 4, 11))]
    assert await suggest(ben, "old") == []
    # One of the same name and day can be there once the first is called off.
    await team.services.relays.cancel(team.asker("Ana"), page.relay.relay_id)
    again = await create(team)
    assert (await show(ben, "New Year")).relay.relay_id == again.relay.relay_id


async def test_a_list_has_the_relays_to_come_and_those_run_of_late(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team, squads=2)
    await create(team, name="Off", day="2027-04-18")
    await team.services.relays.cancel(team.asker("Ana"), (await create(team, name="Gone")).relay.relay_id)
    await fill(team, page, 1, runner="Ben")
    listed = team.services.relays.listed
    ahead = (await listed(team.asker("Ben"))).ahead
    assert [(one.name, one.legs, one.open, one.own) for one in ahead] == [("New Year", 6, 5, 1), ("Off", 3, 3, 0)]
    team.clock.set(START + timedelta(days=1))
    later = await listed(team.asker("Ana"))
    assert [[one.name for one in lines] for lines in (later.ahead, later.earlier)] == [["Off"], ["New Year"]]
    for number in range(LISTED):
        await create(team, name=f"Relay {number}", day="2027-05-01", legs="5k")
    later = await listed(team.asker("Ana"))
    assert (len(later.ahead), later.more, len(later.earlier)) == (LISTED, 1, 1)


async def test_a_relay_changes_and_who_has_a_leg_that_moved_hears_of_it_once(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo")
    page = await create(team, squads=2)
    for number, who in ((1, "Ben"), (2, "Ben"), (3, "Ana")):
        await fill(team, page, number, runner=who, expected="5:00/km")
    edit, ana, relay_id = team.services.relays.edit, team.asker("Ana"), page.relay.relay_id
    # Who has not read yet that a leg is theirs reads that, and how it is by then.
    await edit(ana, relay_id, RelayChange(start="8:00"))
    told = {one.number: one for one in await send_all(team) if isinstance(one, RelayLegNote)}
    assert (told[1].begins_at, told[1].changed) == (START - timedelta(hours=1), False)
    with pytest.raises(NotAllowed, match="not_your_relay"):
        await edit(team.asker("Ben"), relay_id, RelayChange(name="Mine"))
    later = (await edit(ana, "New Year", RelayChange(name="Spring", start="9:30"))).relay
    assert (later.name, later.starts_at) == ("Spring", START + timedelta(minutes=30))
    said = await send_all(team)
    assert [(one.number, one.begins_at, one.changed) for one in said if isinstance(one, RelayLegNote)] == [
        (1, later.starts_at, True)
    ]
    assert [(one.name, one.starts_at) for one in said if isinstance(one, Relay)] == [("Spring", later.starts_at)]
    longer = await edit(ana, "Spring", RelayChange(legs="10k, half, 5k, 3k", age_graded=True))
    assert runners(longer) == ["Ben", "Ben", "Ana", "-"]
    # Of another distance nobody has said yet how long it takes.
    assert [leg.expected_s for leg in longer.relay.squads[0].legs] == [3_000, None, 1_500, None]
    assert [[leg.distance_m for leg in squad.legs] for squad in longer.relay.squads] == [
        [10_000, 21_098, 5_000, 3_000]
    ] * 2
    assert [one.number for one in await send_all(team) if isinstance(one, RelayLegNote)] == [2]
    assert len((await edit(ana, "Spring", RelayChange(legs="10k, half, 5k"))).relay.squads[1].legs) == 3
    # A name is no news to those who run.
    await edit(ana, "Spring", RelayChange(name="New Year"))
    assert [one for one in await send_all(team) if isinstance(one, RelayLegNote)] == []


async def test_a_change_that_takes_a_leg_from_its_runner_or_from_the_sum_is_refused_whole(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team)
    await create(team, name="Spring")
    await fill(team, page, 3, runner="Ben")
    team.clock.set(START + timedelta(minutes=50))
    await fill(team, page, 1, run="45:00")
    for change, code in (
        (RelayChange(name="May", legs="10k, 5k"), "relay_leg_taken"),
        (RelayChange(start="9:10", legs="12k, 5k, 5k"), "relay_leg_over"),
        (RelayChange(legs="banana"), "relay_legs_unreadable"),
        (RelayChange(start="dawn"), "relay_start_unreadable"),
        (RelayChange(day="2027-04-10"), "relay_day_past"),
        (RelayChange(name="spring"), "relay_known"),
        (RelayChange(name="New Year", legs=LEGS), "relay_unchanged"),
    ):
        with pytest.raises(UserError) as refused:
            await team.services.relays.edit(team.asker("Ana"), page.relay.relay_id, change)
        assert refused.value.code == code
    after = (await seen(team, page)).relay
    assert (after.name, after.starts_at, after.squads[0].tally.run_s) == ("New Year", START, 2_700)
    assert [leg.distance_m for leg in after.squads[0].legs] == [10_000, 5_000, 5_000]


# --- who runs a leg, and who may say so ---


async def test_whoever_set_it_up_a_coach_and_an_admin_say_who_runs_and_the_runner_hears_of_it_once(
    team: Harriers,
) -> None:
    await team.join("Ana", "Ben", "Cleo")
    page = await create(team)
    await send_all(team)
    given = await fill(team, page, 1, runner="ben")
    assert runners(given) == ["Ben", "-", "-"]
    await fill(team, page, 1, runner="Ben", expected="50:00")
    await fill(team, page, 2, runner="me")
    with pytest.raises(NotAllowed, match="not_your_leg"):
        await fill(team, page, 3, "Cleo", runner="me")
    admin = team.admin("Dora")
    await team.services.relay_legs.change(admin, leg_id(page, 3), LegDraft(runner="Cleo"))
    coach = replace(team.asker("Caleb"), role_ids=frozenset({77}))
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    changed = await team.services.relay_legs.change(coach, leg_id(page, 3), LegDraft(expected="25:00"))
    assert runners(changed) == ["Ben", "Ana", "Cleo"]
    told = {entry.recipient_id for entry in await owed(team, MessageKind.RELAY_LEG)}
    assert told == {team.asker("Ben").user_id, team.asker("Cleo").user_id}
    team.clock.forward(seconds=CALM.total_seconds() + 1)
    notes = {one.number: one for one in await send_all(team) if isinstance(one, RelayLegNote)}
    assert (notes[1].begins_at, notes[3].begins_at) == (START, START + timedelta(minutes=50 + 30))
    assert notes[1].squad is None


async def test_nobody_by_a_name_or_several_change_nothing(team: Harriers) -> None:
    await team.join("Ana")
    await team.services.run_lists.first_page(team.asker("Ben", 81))
    await team.services.run_lists.first_page(team.asker("Ben", 82))
    page = await create(team)
    with pytest.raises(UserError, match="relay_runner_unknown"):
        await fill(team, page, 1, runner="Zoe", expected="50:00")
    with pytest.raises(Unclear, match="relay_runner_ambiguous"):
        await fill(team, page, 1, runner="Ben", expected="50:00")
    after = await seen(team, page)
    assert (runners(after), after.relay.squads[0].legs[0].expected_s) == (["-"] * 3, None)


async def test_who_may_give_nobody_a_leg_learns_of_no_name(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo")
    page = await create(team)
    await fill(team, page, 1, runner="Cleo")
    for number, who, named in ((1, "Cleo", "Ben"), (1, "Cleo", "Zoe"), (1, "Ben", "Zoe"), (2, "Ben", "me")):
        with pytest.raises(NotAllowed, match="not_your_leg"):
            await fill(team, page, number, who, runner=named)
    assert runners(await seen(team, page)) == ["Cleo", "-", "-"]


async def test_an_open_leg_goes_to_the_first_who_takes_it_and_nobody_gets_a_letter(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo", "Dora")
    page = await create(team)
    await send_all(team)
    take, names = team.services.relay_legs.take, ("Ben", "Cleo", "Dora")
    tried = await asyncio.gather(*(take(team.asker(who), leg_id(page, 2)) for who in names), return_exceptions=True)
    lucky = [who for who, one in zip(names, tried, strict=True) if isinstance(one, RelayPage)]
    assert sorted(getattr(one, "code", "taken") for one in tried) == ["relay_leg_just_taken"] * 2 + ["taken"]
    assert runners(await seen(team, page)) == ["-", *lucky, "-"]
    # Whoever has it has it; a leg that was run without them is none to take.
    await take(team.asker(lucky[0]), leg_id(page, 2))
    team.clock.set(START + timedelta(hours=1))
    with pytest.raises(UserError, match="relay_time_unreadable"):
        await take(team.asker("Ben"), leg_id(page, 3), LegDraft(run="soon"))
    await fill(team, page, 1, run="48:00")
    with pytest.raises(UserError, match="relay_leg_run"):
        await take(team.asker("Ben"), leg_id(page, 1))
    assert runners(await take(team.asker("Ben"), leg_id(page, 3), LegDraft(expected="25:00")))[2] == "Ben"
    team.clock.forward(seconds=CALM.total_seconds() + 1)
    [drawn] = await send_all(team)
    assert isinstance(drawn, Relay)
    assert (drawn.squads[0].legs[2].name, drawn.squads[0].legs[2].expected_s) == ("Ben", 1_500)


async def test_all_legs_of_a_long_relay_are_filled_in_at_once(team: Harriers) -> None:
    names = ("Ana", "Ben", "Cleo")
    await team.join(*names)
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    coaches = [replace(team.asker(who), role_ids=frozenset({77})) for who in names]
    page = await create(team, legs="36 x 1k")
    await send_all(team)
    wanted = [names[number // 2 % 3] for number in range(36)]
    await asyncio.gather(
        *(
            team.services.relay_legs.change(
                coaches[number % 3], leg_id(page, number + 1), LegDraft(runner=wanted[number], expected="5:00")
            )
            for number in range(36)
        )
    )
    after = await seen(team, page)
    assert runners(after) == wanted
    assert hand_overs(after)[-1] == timedelta(minutes=36 * 5)
    told = [number for number in range(36) if wanted[number] != names[number % 3]]
    team.clock.forward(seconds=CALM.total_seconds() + 1)
    said = await send_all(team)
    assert sorted(one.number - 1 for one in said if isinstance(one, RelayLegNote)) == told
    # Calmly: one card for all of them.
    assert len([one for one in said if isinstance(one, Relay)]) == 1


async def test_two_who_give_each_other_legs_at_once_both_do(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    page = await create(team)
    coaches = [replace(team.asker(who), role_ids=frozenset({77})) for who in ("Ana", "Ben")]
    change = team.services.relay_legs.change
    for _ in range(5):
        await asyncio.gather(
            change(coaches[0], leg_id(page, 1), LegDraft(runner="Ben")),
            change(coaches[1], leg_id(page, 2), LegDraft(runner="Ana")),
        )
        assert runners(await seen(team, page)) == ["Ben", "Ana", "-"]
        await fill(team, page, 1, runner="")
        await fill(team, page, 2, runner="")


async def test_a_relay_and_its_legs_change_at_once_and_nobody_waits_in_a_circle(
    team: Harriers, caplog: pytest.LogCaptureFixture
) -> None:
    await team.join("Ana", "Ben", "Cleo")
    page = await create(team)
    await fill(team, page, 1, runner="Ben")
    await fill(team, page, 2, runner="Cleo")
    await send_all(team)
    edit, ana = team.services.relays.edit, team.asker("Ana")
    for minute in range(1, 9):
        # Each has moved since the letter before, so everybody is owed another.
        await asyncio.gather(
            edit(ana, page.relay.relay_id, RelayChange(start=f"9:{minute:02}")),
            fill(team, page, 1, "Ben", expected=f"50:{minute:02}"),
            fill(team, page, 2, "Cleo", expected=f"25:{minute:02}"),
            fill(team, page, 3, runner=("Ben", "Cleo")[minute % 2]),
        )
        await send_all(team)
    after = (await seen(team, page)).relay
    assert after.starts_at == START + timedelta(minutes=8)
    assert [leg.expected_s for leg in after.squads[0].legs] == [3_008, 1_508, None]
    # PostgreSQL would have ended one of them, and run it again.
    assert "run again" not in caplog.text


async def test_a_runner_says_no_and_the_leg_is_open_again(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team)
    await fill(team, page, 1, runner="Ben", expected="50:00")
    decline = team.services.relay_legs.decline
    with pytest.raises(UserError, match="relay_leg_not_yours"):
        await decline(team.asker("Ana"), leg_id(page, 1))
    after = await decline(team.asker("Ben"), leg_id(page, 1))
    assert runners(after) == ["-"] * 3
    # What was said of the leg stays, and the letter about it goes nowhere.
    assert after.relay.squads[0].legs[0].expected_s == 3_000
    assert [one for one in await send_all(team) if isinstance(one, RelayLegNote)] == []
    await fill(team, page, 1, runner="Ben")
    assert len([one for one in await send_all(team) if isinstance(one, RelayLegNote)]) == 1
    # Who gave it hears of it, of whom as far as the profile allows, and while it is open.
    await decline(team.asker("Ben"), leg_id(page, 1))
    assert [(one.number, one.runner) for one in await send_all(team) if isinstance(one, RelayLegOpen)] == [(1, "Ben")]
    await fill(team, page, 1, runner="Ben")
    await decline(team.asker("Ben"), leg_id(page, 1))
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert [one.runner for one in await send_all(team) if isinstance(one, RelayLegOpen)] == [None]
    await fill(team, page, 1, runner="Ben")
    await decline(team.asker("Ben"), leg_id(page, 1))
    await fill(team, page, 1, runner="Ben")
    assert [one for one in await send_all(team) if isinstance(one, RelayLegOpen)] == []
    team.clock.set(START + timedelta(hours=1))
    await fill(team, page, 1, "Ben", run="49:00")
    with pytest.raises(UserError, match="relay_leg_run"):
        await decline(team.asker("Ben"), leg_id(page, 1))


async def test_who_had_a_leg_and_knew_of_it_hears_that_it_is_theirs_no_more(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo")
    page = await create(team)
    await fill(team, page, 1, runner="Ben")
    await fill(team, page, 1, runner="Cleo")
    # Ben had not heard of it yet.
    told = [one for one in await send_all(team) if isinstance(one, RelayLegNote | RelayLegGone)]
    assert [type(one) for one in told] == [RelayLegNote]
    await fill(team, page, 1, runner="")
    [gone] = [one for one in await send_all(team) if isinstance(one, RelayLegGone)]
    assert (gone.relay_name, gone.number, gone.squad) == ("New Year", 1, None)
    [entry] = await owed(team, MessageKind.RELAY_LEG)
    assert entry.recipient_id == team.asker("Cleo").user_id
    # Who puts themselves down, or gives their own leg away, knows.
    await fill(team, page, 1, runner="me")
    await fill(team, page, 1, runner="Cleo")
    assert [type(one) for one in await send_all(team) if not isinstance(one, Relay)] == [RelayLegNote]


# --- times ---


async def test_times_move_the_hand_overs_and_add_up(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team)
    assert hand_overs(page) == [timedelta(minutes=60), timedelta(minutes=90), timedelta(minutes=120)]
    planned = await fill(team, page, 1, runner="Ben", expected="50:00")
    assert hand_overs(planned) == [timedelta(minutes=50), timedelta(minutes=80), timedelta(minutes=110)]
    with pytest.raises(UserError, match="relay_not_started"):
        await fill(team, page, 1, "Ben", run="48:00")
    team.clock.set(START + timedelta(hours=2))
    run = await fill(team, page, 1, "Ben", run="48:00")
    assert hand_overs(run) == [timedelta(minutes=48), timedelta(minutes=78), timedelta(minutes=108)]
    gap = await fill(team, page, 3, run="24:30")
    tally = gap.relay.squads[0].tally
    assert (tally.distance_m, tally.run_s, tally.missing, tally.is_complete) == (15_000, 4_350, (2,), False)
    whole = (await fill(team, page, 2, run="5:00/km")).relay.squads[0]
    assert (whole.tally.run_s, whole.tally.missing) == (5_850, ())
    assert whole.legs[-1].is_known
    # A slip is taken back.
    assert (await fill(team, page, 2, run="")).relay.squads[0].tally.missing == (2,)
    team.clock.forward(seconds=CALM.total_seconds() + 1)
    [drawn] = [one for one in await send_all(team) if isinstance(one, Relay)]
    assert drawn.squads[0].tally.run_s == 4_350


async def test_a_relay_runs_through_midnight_and_the_night_the_clocks_change(team: Harriers) -> None:
    page = await create(team, day="2027-03-27", start="23:30", legs="4 x 10k")
    assert [leg.ends_at for leg in page.relay.squads[0].legs] == [
        local("Europe/Berlin", moment)
        for moment in ("2027-03-28 00:30", "2027-03-28 01:30", "2027-03-28 03:30", "2027-03-28 04:30")
    ]
    team.clock.set(local("Europe/Berlin", "2027-03-28 01:00"))
    # It began yesterday, and is still found by its name.
    assert (await team.services.relays.show(team.asker("Ben"), "new year")).relay.relay_id == page.relay.relay_id


@pytest.mark.parametrize(
    ("typed", "code"),
    [("soon", "relay_time_unreadable"), ("5:00", "relay_time_implausible"), ("45.30", "duration_ambiguous")],
)
async def test_a_time_that_cannot_be_read_changes_nothing_of_the_leg(team: Harriers, typed: str, code: str) -> None:
    await team.join("Ana", "Ben")
    page = await create(team)
    with pytest.raises(UserError) as refused:
        await fill(team, page, 1, runner="Ben", expected=typed)
    assert refused.value.code == code
    assert runners(await seen(team, page)) == ["-"] * 3
    assert await owed(team, MessageKind.RELAY_LEG) == []


async def test_what_a_log_says_of_a_leg_is_told_to_its_runner_and_to_nobody_else(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team)
    await fill(team, page, 1, runner="Ben")
    await team.log("Ben", "10k", "50:00", when="yesterday", kind=RunKind.RACE)
    forms = team.services.relay_legs
    own = await forms.own(team.asker("Ben"), leg_id(page, 1))
    assert (own.promised_s, own.expected_s, own.may_assign) == (3_000, None, False)
    of_creator = await forms.filled(team.asker("Ana"), page.relay.relay_id, None, 1)
    assert (of_creator.promised_s, of_creator.expected_s, of_creator.may_assign) == (None, None, True)
    # The hand-over that everybody sees keeps to the pace that is everybody's.
    assert hand_overs(await seen(team, page))[0] == timedelta(minutes=60)


async def test_a_form_is_for_one_leg_of_one_team(team: Harriers) -> None:
    page = await create(team, squads=2)
    filled, ana = team.services.relay_legs.filled, team.asker("Ana")
    with pytest.raises(Unclear, match="relay_team_which"):
        await filled(ana, "New Year", None, 1)
    assert (await filled(ana, "New Year", "b", 2)).leg_id == leg_id(page, 2, squad=1)
    for squad, number in (("C", 1), ("A", 4)):
        with pytest.raises(NotFound, match="relay_leg_not_in_team"):
            await filled(ana, "New Year", squad, number)
    one_team = await create(team, name="Spring")
    with pytest.raises(NotFound, match="relay_leg_not_there"):
        await filled(ana, one_team.relay.relay_id, None, 4)
    # One that is open is offered to whoever asks for it.
    offered = await filled(team.asker("Ben"), "New Year", "A", 1)
    assert (offered.is_offered, offered.may_assign, offered.runner) == (True, False, None)
    await fill(team, page, 1, runner="me")
    with pytest.raises(NotAllowed, match="not_your_leg"):
        await filled(team.asker("Ben"), "New Year", "A", 1)


# --- who is named, and graded ---


async def test_a_leg_names_its_runner_as_their_profile_allows_and_posts_follow(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team)
    await fill(team, page, 1, runner="Ben")
    await send_all(team)
    assert runners(await seen(team, page)) == ["Ben", "-", "-"]
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert runners(await seen(team, page)) == [None, "-", "-"]
    assert runners(await seen(team, page, "Ben")) == ["Ben", "-", "-"]
    coach = replace(team.asker("Caleb"), role_ids=frozenset({77}))
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    assert runners(await team.services.relays.show(coach, page.relay.relay_id)) == ["Ben", "-", "-"]
    [card] = [one for one in await send_all(team) if isinstance(one, Relay)]
    assert card.squads[0].legs[0].name is None
    form = await team.services.relay_legs.filled(team.asker("Ana"), page.relay.relay_id, None, 1)
    assert (form.runner, form.is_secret) == (None, True)
    # An admin changes a relay, and is no coach.
    admin = team.admin("Dora")
    of_admin = await team.services.relays.show(admin, page.relay.relay_id)
    assert (of_admin.may_change, runners(of_admin)) == (True, [None, "-", "-"])
    form = await team.services.relay_legs.filled(admin, page.relay.relay_id, None, 1)
    assert (form.may_assign, form.runner, form.is_secret) == (True, None, True)


async def test_legs_are_graded_for_those_who_chose_the_board_and_count_as_run_for_all_others(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team, age_graded=True)
    for number, who in ((1, "Ben"), (2, "Ana"), (3, "")):
        await fill(team, page, number, runner=who)
    team.clock.set(START + timedelta(hours=3))
    for number, time in ((1, "50:00"), (2, "25:00"), (3, "25:00")):
        await fill(team, page, number, run=time)
    assert (await seen(team, page)).relay.squads[0].graded is None
    await team.change("Ben", birth_date=date(1962, 1, 1), age_table=AgeTable.MALE)
    # A birth date alone is the runner's alone.
    assert (await seen(team, page)).relay.squads[0].graded is None
    assert (await seen(team, page, "Ben")).counts_as_run
    await team.show("Ben", board=Board.AGE_GRADED)
    graded = (await seen(team, page)).relay.squads[0].graded
    assert graded is not None
    # 50:00 at 65 over 10 km, by the table of 2025, and what the other two ran.
    assert graded == Graded(graded.run_s, (2, 3))
    assert 3_000 + 2_200 < graded.run_s < 3_000 + 2_500
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert (await seen(team, page)).relay.squads[0].graded is None
    without = await create(team, name="Plain", day="2027-05-01")
    assert not (await seen(team, without, "Ben")).counts_as_run


async def test_the_time_of_who_shows_no_figures_is_read_by_them_and_their_coach_alone(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo", "Dora")
    page = await create(team, age_graded=True)
    for number, who in ((1, "Ben"), (2, "Cleo"), (3, "Dora")):
        await fill(team, page, number, runner=who, expected="6:00/km")
    team.clock.set(START + timedelta(hours=3))
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    for number, time in ((1, "49:59"), (2, "25:00"), (3, "25:00")):
        await fill(team, page, number, run=time)
    told = await seen(team, page)
    # What is said of all others tells nothing of it: neither a hand-over nor a sum, whoever typed it in.
    squad = told.relay.squads[0]
    assert [(leg.run_s, leg.is_run) for leg in squad.legs] == [(None, True), (1_500, True), (1_500, True)]
    assert hand_overs(told) == [timedelta(minutes=60), timedelta(minutes=85), timedelta(minutes=110)]
    assert (squad.tally.run_s, squad.tally.missing, squad.tally.kept) == (3_000, (), (1,))
    assert (await seen(team, page, "Ben")).relay.squads[0].legs[0].run_s == 2_999
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    coach = replace(team.asker("Caleb"), role_ids=frozenset({77}))
    assert (await team.services.relays.show(coach, page.relay.relay_id)).relay.squads[0].legs[0].run_s == 2_999
    form = await team.services.relay_legs.own(team.asker("Ana"), leg_id(page, 1))
    assert (form.run_s, form.is_secret) == (None, True)
    for who in ("Cleo", "Dora"):
        assert not (await seen(team, page)).relay.squads[0].tally.distance_m > 10_000
        await team.services.profiles.edit(team.asker(who), ProfileChange(sharing=Sharing.RAN_TODAY))
    assert (await seen(team, page)).relay.squads[0].tally.run_s == 2_999 + 3_000
    # It goes with whoever kept it.
    await fill(team, page, 2, runner="")
    await team.services.privacy.forget(team.asker("Ben"))
    legs = await team.database.read(lambda uow: uow.relays.legs(page.relay.relay_id))
    assert [leg.run_s for leg in legs] == [None, None, 1_500]


async def test_a_runner_who_is_forgotten_leaves_the_time_and_no_name(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await create(team, "Ben")
    await fill(team, page, 1, "Ben", runner="me")
    team.clock.set(START + timedelta(hours=1))
    await fill(team, page, 1, "Ben", run="48:00")
    team.clock.forward(seconds=CALM.total_seconds() + 1)
    await send_all(team)
    await team.services.privacy.forget(team.asker("Ben"))
    [card] = [one for one in await send_all(team) if isinstance(one, Relay)]
    first = card.squads[0].legs[0]
    assert (first.name, first.is_open, first.run_s) == (None, True, 2_880)
    [row] = await rows_of(team.database, relays, TEAM)
    assert row["creator_id"] is None
    legs = await team.database.read(lambda uow: uow.relays.legs(page.relay.relay_id))
    assert [leg.runner_id for leg in legs] == [None] * 3


# --- calling one off ---


async def test_a_relay_that_is_off_is_told_to_all_who_have_a_leg_once_each(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo")
    page = await create(team)
    for number, who in ((1, "Ben"), (2, "Ben"), (3, "Cleo")):
        await fill(team, page, number, runner=who)
    await send_all(team)
    with pytest.raises(NotAllowed, match="not_your_relay"):
        await team.services.relays.cancel(team.asker("Ben"), page.relay.relay_id)
    assert (await team.services.relays.to_cancel(team.asker("Ana"), "new year")).relay_id == page.relay.relay_id
    off = await team.services.relays.cancel(team.asker("Ana"), page.relay.relay_id)
    assert off.relay.cancelled
    said = await send_all(team)
    assert len([one for one in said if isinstance(one, RelayOff)]) == 2
    [card] = [one for one in said if isinstance(one, Relay)]
    assert card.cancelled
    for attempt in (
        team.services.relays.cancel(team.asker("Ana"), page.relay.relay_id),
        team.services.relays.to_cancel(team.asker("Ana"), page.relay.relay_id),
        fill(team, page, 1, runner="me"),
        team.services.relay_legs.own(team.asker("Ben"), leg_id(page, 1)),
        team.services.relay_legs.decline(team.asker("Ben"), leg_id(page, 1)),
    ):
        with pytest.raises(UserError, match="relay_off"):
            await attempt


async def test_a_relay_that_has_been_run_stays_and_stays_on_its_day(team: Harriers) -> None:
    page = await create(team)
    edit, cancel, to_cancel = team.services.relays.edit, team.services.relays.cancel, team.services.relays.to_cancel
    ana, relay_id = team.asker("Ana"), page.relay.relay_id
    team.clock.set(START + timedelta(hours=2))
    for number in (1, 2):
        await fill(team, page, number, run="5:00/km")
    assert not (await seen(team, page)).relay.is_over
    with pytest.raises(UserError, match="relay_has_been"):
        await edit(ana, relay_id, RelayChange(day="2027-05-01"))
    # Cut short, it can still be called off; the day after, it has been, whatever is to be entered.
    assert (await to_cancel(ana, relay_id)).relay_id == relay_id
    team.clock.forward(days=1)
    assert (await seen(team, page)).relay.is_over
    for attempt in (cancel(ana, relay_id), to_cancel(ana, relay_id)):
        with pytest.raises(UserError, match="relay_has_been"):
            await attempt
    assert (await fill(team, page, 3, run="25:00")).relay.squads[0].tally.is_complete
    team.clock.set(START + timedelta(hours=2))
    with pytest.raises(UserError, match="relay_has_been"):
        await cancel(ana, relay_id)


async def test_legs_of_another_team_cannot_be_reached(team: Harriers) -> None:
    page = await create(team)
    stranger = replace(team.admin("Rival"), team_id=TEAM - 1)
    await team.services.run_lists.first_page(stranger)
    for attempt in (
        team.services.relays.show(stranger, page.relay.relay_id),
        team.services.relays.cancel(stranger, page.relay.relay_id),
        team.services.relay_legs.own(stranger, leg_id(page, 1)),
        team.services.relay_legs.change(stranger, leg_id(page, 1), LegDraft(runner="me")),
        team.services.relay_legs.decline(stranger, leg_id(page, 1)),
    ):
        with pytest.raises(NotFound, match="relay_not_found"):
            await attempt
