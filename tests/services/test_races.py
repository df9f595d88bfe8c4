"""Races as services: one row for all of a team, found again by name, changed and called off for everybody in it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.domain.audience import MessageKind
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.meant import key_of
from bot.services.outbox import MessageState
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.race_letters import Change, RaceChange
from bot.services.race_pages import Race
from bot.services.race_results import ResultDraft
from bot.services.races import MOST_AHEAD
from db.models import race_distances, races
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.racing import DAY, add, join, owed, seen, send_all

CHANGES = (MessageKind.RACE_CHANGE,)


async def test_a_race_stands_in_its_own_zone_with_its_distances(team: Harriers) -> None:
    page = await add(
        team,
        distance="half, 10k",
        start="10:30, 9:00",
        place=" Brandenburg Gate ",
        url="example.org/race",
        zone="New York",
    )
    race = page.race
    assert (race.name, race.race_day, race.time_zone) == ("Berlin 10k", date(2027, 4, 11), "America/New_York")
    assert (race.place, race.url) == ("Brandenburg Gate", "https://example.org/race")
    assert [(one.distance_m, one.event, one.start) for one in race.distances] == [
        (10_000, "10k", time(9)),
        (21_098, "hm", time(10, 30)),
    ]
    assert race.distances[0].starts_at == datetime(2027, 4, 11, 13, tzinfo=UTC)
    assert page.own is None
    assert page.may_change
    [card] = await send_all(team)
    assert isinstance(card, Race)
    assert (card.name, card.distances[0].names) == ("Berlin 10k", ())


async def test_a_race_of_the_same_name_and_day_is_found_and_gains_a_distance(team: Harriers) -> None:
    first = await add(team)
    await join(team, first.race.race_id, "Ben", "Cleo")
    await send_all(team)
    again = await team.services.races.add(
        team.asker("Ben"), RaceDraft("BERLIN  10K 2027", "11 apr 2027", "10k, half", start="9:00")
    )
    assert (again.known, again.filled, again.kept) == (True, (Change.DISTANCES, Change.START), ())
    [letter] = [one for one in await send_all(team) if isinstance(one, RaceChange)]
    assert letter.changes == (Change.DISTANCES, Change.START)
    assert {entry.recipient_id for entry in await owed(team, *CHANGES)} == {team.asker("Cleo").user_id}
    same = await team.services.races.add(team.asker("Dan"), RaceDraft("Berlin 10k", DAY, "half"))
    assert (same.known, same.filled) == (True, ())
    assert len(await owed(team, *CHANGES)) == 1
    assert again.page.race.race_id == first.race.race_id
    assert [one.distance_m for one in again.page.race.distances] == [10_000, 21_098]
    assert not again.page.may_change
    other_day = await team.services.races.add(team.asker("Ben"), RaceDraft("Berlin 10k", "2027-04-12", "10k"))
    assert not other_day.known
    assert len(await rows_of(team.database, races, TEAM)) == 2


async def test_a_race_that_is_there_gains_what_it_lacks_and_keeps_the_rest(team: Harriers) -> None:
    first = await add(team, distance="10k, half", start="9:00", place="Tempelhof", zone="Berlin")
    typed = RaceDraft(
        "Berlin 10k", DAY, "marathon, 10k", start="7:00, 8:30", place="Templehof", url="example.org", zone="London"
    )
    again = await team.services.races.add(team.asker("Ben"), typed)
    assert again.filled == (Change.DISTANCES, Change.LINK)
    assert again.kept == (Change.START, Change.PLACE)
    race = again.page.race
    assert (race.place, race.url, race.time_zone) == ("Tempelhof", "https://example.org", "Europe/Berlin")
    # Seven in London is eight in Berlin.
    assert [one.start for one in race.distances] == [time(9), time(9), time(8)]
    bare = await add(team, name="Bare")
    filled = await team.services.races.add(
        team.asker("Ben"), RaceDraft("Bare", DAY, "10k", start="9:00", place="Jena", url=" ")
    )
    assert (filled.filled, filled.kept) == ((Change.START, Change.PLACE), ())
    assert filled.page.race.race_id == bare.race.race_id
    with pytest.raises(UserError, match="race_start_elsewhere"):
        await team.services.races.add(team.asker("Ben"), RaceDraft("Bare", DAY, "5k", start="23:00", zone="New York"))
    assert (await seen(team, first.race.race_id)).race.distances[0].start == time(9)


async def test_two_who_add_the_same_race_at_once_make_one(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Cleo")
    await asyncio.gather(*(add(team, who) for who in ("Ana", "Ben", "Cleo")))
    assert len(await rows_of(team.database, races, TEAM)) == 1
    assert len(await owed(team, MessageKind.RACE_CARD)) == 1


async def test_a_race_that_was_called_off_can_be_added_anew(team: Harriers) -> None:
    first = await add(team)
    await team.services.races.cancel(team.asker("Ana"), first.race.race_id)
    again = await add(team, "Ben")
    assert again.race.race_id != first.race.race_id
    found = await team.services.race_lists.show(team.asker("Cleo"), "berlin 10k")
    assert found.race.race_id == again.race.race_id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " \u200b "}, "race_name_empty"),
        ({"day": "2027-02-29"}, "race_day_unreadable"),
        ({"day": "2026-11-19"}, "race_day_past"),
        ({"day": "2030-01-01"}, "race_day_too_far"),
        ({"day": "5/6/2027"}, "race_day_ambiguous"),
        ({"distance": "10"}, "race_distance_ambiguous"),
        ({"distance": "banana"}, "race_distance_unreadable"),
        ({"distance": "2000 km"}, "race_distance_too_far"),
        ({"distance": "1k,2k,3k,4k,5k,6k,7k"}, "race_distance_too_many"),
        ({"start": "dawn"}, "race_start_unreadable"),
        ({"start": "9:00, 10:00"}, "race_start_several"),
        ({"distance": "10k, half", "start": "9:00, 10:00, 11:00"}, "race_start_mismatch"),
        ({"day": "yesterday"}, "race_day_past"),
        ({"day": "2027-03-28", "start": "2:30"}, "race_start_skipped"),
        ({"url": "ftp://example.org"}, "race_url_unreadable"),
        ({"url": "https://example.org/a b"}, "race_url_unreadable"),
        ({"zone": "Qqqq"}, "zone_unknown"),
        ({"is_goal": True}, "race_goal_coach"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(team: Harriers, change: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refused:
        await add(team, **change)
    assert refused.value.code == code
    assert await rows_of(team.database, races, TEAM) == []


async def test_of_several_distances_the_one_that_cannot_be_read_is_quoted(team: Harriers) -> None:
    with pytest.raises(UserError, match="race_distance_unreadable") as refused:
        await add(team, distance="half, full")
    assert refused.value.facts == {"text": "full"}


async def test_a_race_is_named_by_key_or_name_and_an_unclear_name_is_a_question(team: Harriers) -> None:
    page = await add(team)
    lists = team.services.race_lists
    assert (await lists.show(team.asker("Ben"), key_of(page.race.race_id))).race.name == "Berlin 10k"
    assert (await lists.show(team.asker("Ben"), " berlin-10K")).race.name == "Berlin 10k"
    with pytest.raises(NotFound, match="race_not_found"):
        await lists.show(team.asker("Ben"), "Hamburg")
    with pytest.raises(NotFound, match="race_not_found"):
        await lists.show(team.asker("Ben"), key_of(2**62))
    twin = await add(team, name="Hamburg")
    # Of before two could not be made.
    await team.database.write(lambda uow: uow.races.change(twin.race.race_id, plain_name="berlin 10k"))
    with pytest.raises(Unclear, match="race_ambiguous"):
        await lists.show(team.asker("Ben"), "Berlin 10k")
    assert len(await lists.suggestions(team.asker("Ben"), "ber")) == 2


# --- changing ---


async def test_everybody_who_is_in_hears_of_a_change_once_but_for_who_made_it(team: Harriers) -> None:
    page = await add(team, start="9:00")
    race_id = page.race.race_id
    await join(team, race_id, "Ana", "Ben")
    await team.services.entrants.cheer(team.asker("Cleo"), race_id)
    await send_all(team)
    changed = await team.services.races.edit(
        team.asker("Ana"), race_id, RaceDraft(day="2027-04-18", start="8:30", place="Tempelhof")
    )
    assert (changed.race.race_day, changed.race.distances[0].start) == (date(2027, 4, 18), time(8, 30))
    said = await send_all(team)
    letters = [one for one in said if isinstance(one, RaceChange)]
    assert [one.changes for one in letters] == [(Change.DAY, Change.PLACE, Change.START)] * 2
    assert {entry.recipient_id for entry in await owed(team, *CHANGES)} == {
        team.asker("Ben").user_id,
        team.asker("Cleo").user_id,
    }
    [card] = [one for one in said if isinstance(one, Race)]
    assert card.race_day == date(2027, 4, 18)


async def test_starts_go_with_distances_in_the_order_in_which_both_stand(team: Harriers) -> None:
    race_id = (await add(team, distance="half, 10k, half", start="10:30, 9:00")).race.race_id
    for typed, starts in (
        # On their own they go with the distances as the race shows them, the shortest first.
        (RaceDraft(start="8:00, 8:30"), [(10_000, time(8)), (21_098, time(8, 30))]),
        (RaceDraft(distance="half, 10k", start="7:00, 7:30"), [(10_000, time(7, 30)), (21_098, time(7))]),
        (
            RaceDraft(distance="marathon, 10k, half", start="6:00, 8:00, 7:00"),
            [(10_000, time(8)), (21_098, time(7)), (42_195, time(6))],
        ),
    ):
        changed = await team.services.races.edit(team.asker("Ana"), race_id, typed)
        assert [(one.distance_m, one.start) for one in changed.race.distances] == starts


@pytest.mark.parametrize("unit", Unit)
async def test_a_form_is_filled_in_so_that_each_text_means_just_what_is_kept(team: Harriers, unit: Unit) -> None:
    service = team.services.races
    page = await add(team, distance="1500m, 12.345 km, 10 mi, half, marathon", start="9:00", place="Berlin")
    race_id = page.race.race_id
    await service.add(team.asker("Ben"), RaceDraft("Berlin 10k", DAY, "50 mi"))
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(unit=unit))
    filled = await service.form(team.asker("Ana"), race_id)
    own = "12.345 km" if unit is Unit.KM else "7.6708 mi"
    starting = [f"{one} at 09:00" for one in ("1500m", own, "10mi", "half", "marathon")]
    assert filled.programme == "\n".join([*starting, "50mi"])
    typed = RaceDraft(filled.name, filled.day, place=filled.place, url=filled.url, programme=filled.programme)
    with pytest.raises(UserError, match="race_unchanged"):
        await service.edit(team.asker("Ana"), race_id, typed)


async def test_what_a_form_leaves_empty_is_taken_out(team: Harriers) -> None:
    page = await add(team, distance="10k, half", start="9:00", place="Berlin", url="example.org")
    race_id = page.race.race_id
    await join(team, race_id, "Ben", distance="half")
    await send_all(team)
    emptied = RaceDraft(place="", url=" ", programme="half at 10:00\nmarathon")
    race = (await team.services.races.edit(team.asker("Ana"), race_id, emptied)).race
    assert (race.place, race.url) == (None, None)
    assert [(one.distance_m, one.start) for one in race.distances] == [(21_098, time(10)), (42_195, None)]
    [letter] = [one for one in await send_all(team) if isinstance(one, RaceChange)]
    assert letter.changes == (Change.PLACE, Change.LINK, Change.DISTANCES, Change.START)
    bare = await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(programme="half"))
    assert [(one.distance_m, one.start) for one in bare.race.distances] == [(21_098, None)]
    with pytest.raises(UserError, match="race_distance_taken"):
        await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(programme="10k"))


async def test_a_change_that_is_none_is_refused(team: Harriers) -> None:
    page = await add(team, place="Berlin")
    with pytest.raises(UserError, match="race_unchanged"):
        await team.services.races.edit(
            team.asker("Ana"), page.race.race_id, RaceDraft(name="Berlin 10k", place="Berlin")
        )


async def test_a_race_does_not_become_another_one_of_the_same_name_and_day(team: Harriers) -> None:
    await add(team)
    named = await add(team, name="Elbe run")
    later = await add(team, day="2027-04-12")
    for page, draft in ((named, RaceDraft(name="BERLIN 10k")), (later, RaceDraft(day=DAY))):
        with pytest.raises(UserError, match="race_twin") as refused:
            await team.services.races.edit(team.asker("Ana"), page.race.race_id, draft)
        assert refused.value.facts == {"name": "Berlin 10k"}
    spelt = await team.services.races.edit(team.asker("Ana"), named.race.race_id, RaceDraft(name="Elbe Run"))
    assert spelt.race.name == "Elbe Run"
    told = await asyncio.gather(
        *(
            team.services.races.edit(team.asker("Ana"), page.race.race_id, draft)
            for page, draft in ((named, RaceDraft(name="Spree run")), (later, RaceDraft(name="Spree run", day=DAY)))
        ),
        return_exceptions=True,
    )
    assert [one.code for one in told if isinstance(one, UserError)] == ["race_twin"]


async def test_a_distance_that_somebody_runs_stays(team: Harriers) -> None:
    page = await add(team, distance="10k, half")
    race_id = page.race.race_id
    await join(team, race_id, "Ben", distance="half")
    with pytest.raises(UserError, match="race_distance_taken"):
        await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(distance="10k"))
    changed = await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(distance="half, marathon"))
    assert [one.distance_m for one in changed.race.distances] == [21_098, 42_195]
    assert len(await rows_of(team.database, race_distances)) == 2


async def test_a_race_called_off_is_told_to_all_and_nobody_joins_it_any_more(team: Harriers) -> None:
    page = await add(team)
    race_id = page.race.race_id
    await join(team, race_id, "Ben")
    await send_all(team)
    await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(place="Tempelhof"))
    await team.services.races.cancel(team.asker("Ana"), race_id)
    said = await send_all(team)
    # That it is off is all that counts by now.
    assert [one.changes for one in said if isinstance(one, RaceChange)] == [(Change.CALLED_OFF,)]
    assert [one.cancelled for one in said if isinstance(one, Race)] == [True]
    [row] = await rows_of(team.database, races, TEAM)
    assert (row["call_at"], row["collect_at"]) == (None, None)
    for asks in (team.services.entrants.join, team.services.entrants.cheer):
        with pytest.raises(UserError, match="race_off"):
            await asks(team.asker("Cleo"), race_id)
    with pytest.raises(UserError, match="race_off"):
        await team.services.races.to_cancel(team.asker("Ana"), race_id)


async def test_only_who_added_it_coaches_and_admins_change_a_race(team: Harriers) -> None:
    page = await add(team)
    race_id, service = page.race.race_id, team.services.races
    ben = team.asker("Ben")
    with pytest.raises(NotAllowed, match="not_your_race"):
        await service.edit(ben, race_id, RaceDraft(place="Mine"))
    with pytest.raises(NotAllowed, match="not_your_race"):
        await service.cancel(ben, race_id)
    with pytest.raises(NotAllowed, match="not_your_race"):
        await service.to_cancel(ben, race_id)
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    coach = replace(ben, role_ids=frozenset({77}))
    assert (await service.edit(coach, race_id, RaceDraft(is_goal=True))).race.is_goal
    assert (await service.to_cancel(team.admin(), race_id)).name == "Berlin 10k"


async def test_a_calendar_has_its_end(team: Harriers) -> None:
    page = await add(team)

    def fill(uow: Any) -> None:
        row = uow.races.find(TEAM, page.race.race_id)
        columns = {**row._asdict(), "event_due_at": None}
        del columns["race_id"]
        for number in range(MOST_AHEAD - 1):
            uow.races.add(**{**columns, "name": f"Race {number}", "plain_name": f"race {number}"})

    await team.database.write(fill)
    with pytest.raises(UserError, match="races_full"):
        await add(team, name="One more")
    await team.services.races.cancel(team.asker("Ana"), page.race.race_id)
    await add(team, name="One more")
    listed = await team.services.race_lists.page(team.asker("Ana"), 2)
    assert (len(listed.races), listed.has_earlier, listed.has_later) == (8, True, True)


async def test_the_list_counts_teammates_who_run(team: Harriers) -> None:
    page = await add(team)
    await join(team, page.race.race_id, "Ana", "Ben", "Cleo")
    await team.services.entrants.cheer(team.asker("Dan"), page.race.race_id)
    [line] = (await team.services.race_lists.page(team.asker("Ana"))).races
    assert (line.teammates, line.own) == (2, "running")
    [line] = (await team.services.race_lists.page(team.asker("Dan"))).races
    assert (line.teammates, line.own) == (3, "cheering")


async def test_a_card_of_a_race_that_has_been_is_not_posted_late(team: Harriers) -> None:
    await add(team, day="2026-11-21")
    team.clock.set(local("Europe/Berlin", "2026-11-22 10:01"))
    assert await send_all(team) == []
    [entry] = await owed(team, MessageKind.RACE_CARD)
    assert entry.state is MessageState.DROPPED


async def test_a_race_of_yesterday_can_be_seen_and_not_joined(team: Harriers) -> None:
    page = await add(team, day="2026-11-21")
    team.clock.set(local("Europe/Berlin", "2026-11-22 00:01"))
    assert (await seen(team, page.race.race_id)).is_over
    with pytest.raises(UserError, match="race_over"):
        await join(team, page.race.race_id, "Ben")


async def test_a_race_that_has_been_run_stays_on_its_day(team: Harriers) -> None:
    page = await add(team, day="2026-11-21", start="9:00")
    race_id, ana, service = page.race.race_id, team.asker("Ana"), team.services.races

    async def stays() -> None:
        for asks in (
            lambda: service.edit(ana, race_id, RaceDraft(day="2027-01-10")),
            lambda: service.to_cancel(ana, race_id),
            lambda: service.cancel(ana, race_id),
        ):
            with pytest.raises(UserError, match="race_stays"):
                await asks()

    team.clock.set(local("Europe/Berlin", "2026-11-21 11:00"))
    assert (await service.to_cancel(ana, race_id)).name == "Berlin 10k"
    await team.services.race_results.enter(team.asker("Ben"), race_id, ResultDraft("52:10"))
    await stays()
    team.clock.set(local("Europe/Berlin", "2026-11-23 11:00"))
    await stays()
    named = await service.edit(ana, race_id, RaceDraft(name="Berlin ten"))
    assert (named.race.name, named.race.race_day, named.race.runners) == ("Berlin ten", date(2026, 11, 21), 1)


async def test_a_race_over_midnight_is_joined_until_its_day_is_over_where_it_is_run(team: Harriers) -> None:
    page = await add(team, day="2026-11-21", start="23:30", zone="New York", name="Night run")
    team.clock.set(local("America/New_York", "2026-11-21 23:45"))
    await join(team, page.race.race_id, "Ben")
    assert (await seen(team, page.race.race_id, "Ben")).own is not None
