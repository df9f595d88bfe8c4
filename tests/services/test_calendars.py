"""Calendars as services: which races a calendar has and what of them, and whom an address lets read."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.races import Part
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound
from bot.services.calendars import CalendarService, RaceCalendar, Whose
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.runners import Enrolment
from bot.services.teams import TeamDefaults, TeamUnits
from db.models import calendar_feeds
from tests.composed import PUBLIC_URL
from tests.services.harriers import Harriers
from tests.services.ledger import rows_of
from tests.services.racing import add, join


@pytest.fixture
def calendars(team: Harriers) -> CalendarService:
    """The service of a program that answers requests."""
    defaults = TeamDefaults("Europe/Berlin", TeamUnits.KM, {})
    return CalendarService(team.database, team.clock, Enrolment(defaults), PUBLIC_URL)


def token_of(calendar: RaceCalendar) -> str:
    """Return the token within an address."""
    assert calendar.address is not None
    found = re.fullmatch(rf"{PUBLIC_URL}/calendar/([A-Za-z0-9_-]{{43}})\.ics", calendar.address)
    assert found is not None
    return found[1]


def names(calendar: RaceCalendar) -> list[str]:
    return [one.name for one in calendar.races]


async def test_an_own_calendar_has_the_races_one_is_in_and_the_teams_has_all(
    team: Harriers, calendars: CalendarService
) -> None:
    await team.join("Ben")
    half = (await add(team, "Ben", "Elbe Half", distance="10k, half", start="9:00, 10:30")).race
    cheered = (await add(team, "Ben", "Nile 10", day="2027-03-07")).race
    await add(team, "Ben", "Somebody's Marathon")
    await join(team, half.race_id, "Ana", distance="half", goal="1:45")
    await join(team, half.race_id, "Ben", distance="10k")
    await team.services.entrants.cheer(team.asker("Ana"), cheered.race_id)

    mine = await calendars.mine(team.asker("Ana"))
    assert names(mine) == ["Nile 10", "Elbe Half"]
    assert [one.part for one in mine.races] == [Part.CHEERING, Part.RUNNING]
    cheering, running = mine.races
    assert (cheering.start, cheering.lasts, cheering.own_distance) == (None, None, None)
    # From one's own start on; to the team it is one event, from the first start until the last are in.
    assert (running.race_day, running.start) == (date(2027, 4, 11), time(10, 30))
    assert running.lasts == timedelta(hours=3, minutes=31)
    assert running.own_distance == running.distances[1]
    assert running.own_distance.start == time(10, 30)

    everybodys = await calendars.of_team(team.asker("Ana"))
    assert sorted(names(everybodys)) == ["Elbe Half", "Nile 10", "Somebody's Marathon"]
    [elbe] = [one for one in everybodys.races if one.name == "Elbe Half"]
    assert (elbe.start, elbe.lasts) == (time(9), timedelta(hours=5, minutes=1))
    assert {(one.part, one.own_distance) for one in everybodys.races} == {(None, None)}
    for calendar in (mine, everybodys):
        for secret in ("Ana", "Ben", "1:45", "6300"):
            assert secret not in repr(calendar.races)
    assert names(await calendars.mine(team.asker("Ben"))) == ["Elbe Half"]


async def test_what_is_changed_or_called_off_counts_on_and_goes_after_sixty_days(
    team: Harriers, calendars: CalendarService
) -> None:
    race_id = (await add(team, day="2026-11-28")).race.race_id
    await join(team, race_id, "Ana")
    [before] = (await calendars.mine(team.asker("Ana"))).races
    team.clock.forward(hours=1)
    await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(start="9:00"))
    team.clock.forward(hours=1)
    await team.services.races.cancel(team.asker("Ana"), race_id)
    for calendar in (await calendars.mine(team.asker("Ana")), await calendars.of_team(team.asker("Ana"))):
        [after] = calendar.races
        assert (after.cancelled, after.start, after.revision) == (True, time(9), before.revision + 2)
        assert after.changed_at == before.changed_at + timedelta(hours=2)
        assert after.created_at == before.created_at
    team.clock.set(datetime(2027, 1, 27, 22, 59, tzinfo=UTC))
    assert len((await calendars.mine(team.asker("Ana"))).races) == 1
    team.clock.set(datetime(2027, 1, 27, 23, 1, tzinfo=UTC))
    assert (await calendars.mine(team.asker("Ana"))).races == (await calendars.of_team(team.asker("Ana"))).races == ()


async def test_an_address_stays_until_it_is_renewed_and_then_opens_nothing(
    team: Harriers, calendars: CalendarService
) -> None:
    await join(team, (await add(team)).race.race_id, "Ana")
    ana = team.asker("Ana")
    first = await calendars.mine(ana)
    again = await calendars.mine(ana)
    assert again.address == first.address
    assert await calendars.feed(token_of(first)) == replace(first, address=None, may_renew=False)
    renewed = await calendars.renew(ana, Whose.MINE)
    assert token_of(renewed) != token_of(first)
    assert renewed.races == first.races
    assert (await calendars.feed(token_of(renewed))).races == first.races
    for gone in (token_of(first), "", "x", "ä" * 43, "x" * 43, token_of(renewed)[:-1], "x" * 5_000):
        with pytest.raises(NotFound, match="calendar_gone"):
            await calendars.feed(gone)
    assert len(await rows_of(team.database, calendar_feeds)) == 1


async def test_the_teams_address_is_one_for_all_and_coaches_and_admins_renew_it(
    team: Harriers, calendars: CalendarService
) -> None:
    await add(team)
    askers = [team.asker(name) for name in ("Ana", "Ben", "Cleo", "Dan")]
    found = await asyncio.gather(*(calendars.of_team(asker) for asker in askers))
    assert len({token_of(calendar) for calendar in found}) == 1
    assert not found[0].may_renew
    with pytest.raises(NotAllowed, match="not_allowed"):
        await calendars.renew(team.asker("Ana"), Whose.TEAM)
    assert (await calendars.of_team(team.asker("Ana"))).address == found[0].address
    renewed = await calendars.renew(team.admin(), Whose.TEAM)
    assert renewed.may_renew
    assert (await calendars.of_team(team.asker("Ana"))).address == renewed.address != found[0].address
    with pytest.raises(NotFound):
        await calendars.feed(token_of(found[0]))


async def test_an_address_ends_with_whose_it_is(team: Harriers, calendars: CalendarService) -> None:
    await join(team, (await add(team)).race.race_id, "Ana", "Ben")
    anas, bens = [token_of(await calendars.mine(team.asker(name))) for name in ("Ana", "Ben")]
    everybodys = token_of(await calendars.of_team(team.asker("Ana")))

    async def open_ones() -> list[str]:
        found = []
        for token in (anas, bens, everybodys):
            try:
                await calendars.feed(token)
            except NotFound:
                continue
            found.append(token)
        return found

    # Who has left the team reads along no more, and does again once they are back.
    await team.change("Ben", left_at=team.clock.now())
    assert await open_ones() == [anas, everybodys]
    await team.join("Ben")
    assert await open_ones() == [anas, bens, everybodys]
    await team.services.privacy.forget(team.asker("Ana"))
    assert await open_ones() == [bens, everybodys]
    await team.services.teams.leave(team.team_id)
    assert await open_ones() == []


async def test_without_a_public_address_there_is_none_and_nothing_is_kept(team: Harriers) -> None:
    await join(team, (await add(team)).race.race_id, "Ana")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(unit=Unit.MI))
    calendars = team.services.calendars
    mine = await calendars.mine(team.asker("Ana"))
    assert (names(mine), mine.units, mine.address) == (["Berlin 10k"], TeamUnits.MI, None)
    assert (await calendars.of_team(team.asker("Ana"))).address is None
    assert (await calendars.renew(team.asker("Ana"), Whose.MINE)).address is None
    assert await rows_of(team.database, calendar_feeds) == []
