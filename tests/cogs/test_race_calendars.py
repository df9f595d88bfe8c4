"""`/race calendar` as members use it: the file, the private address, and a new one at a press."""

import re
from typing import Any

import simcord
from ical.calendar_stream import IcsCalendarStream

from bot.errors import NotFound
from tests.cogs.admins import dora
from tests.composed import Stage, answer, buttons, said, words


async def add(stage: Stage, name: str, **options: Any) -> None:
    values: dict[str, Any] = {"name": name, "date": "2027-04-11", "distance": "10k"}
    await stage.ana.slash(stage.feed, "race add", **(values | options))


async def races_in(message: simcord.ResponseMessage, name: str) -> list[str | None]:
    """Return the names in the file that goes with an answer."""
    [file] = message.attachments
    assert file.filename == name
    return [event.summary for event in IcsCalendarStream.calendar_from_ics((await file.read()).decode()).events]


def token_in(message: simcord.ResponseMessage) -> str:
    """Return the token of the address, which stands there in two forms."""
    found = re.findall(r"`(\w+)://baton\.example\.org/calendar/([\w-]{43})\.ics`", words(message))
    assert [scheme for scheme, _ in found] == ["https", "webcal"]
    assert found[0][1] == found[1][1]
    return str(found[0][1])


async def is_open(stage: Stage, token: str) -> bool:
    try:
        await stage.application.services.calendars.feed(token)
    except NotFound:
        return False
    return True


async def test_ones_own_races_come_as_a_file_with_an_address_that_is_renewed_at_a_press(on_stage: Stage) -> None:
    await add(on_stage, "Berlin 10k")
    await add(on_stage, "Nile 10")
    await on_stage.ana.slash(on_stage.feed, "race join", race="Berlin 10k", goal="49:59")
    first = answer(await on_stage.ana.slash(on_stage.feed, "race calendar"))
    assert await races_in(first, "my-races.ics") == ["Berlin 10k"]
    old = token_in(first)
    renewed = answer(await on_stage.ana.click(first, label="New address"))
    assert await races_in(renewed, "my-races.ics") == ["Berlin 10k"]
    assert "This address is new" in words(renewed)
    new = token_in(renewed)
    assert (await is_open(on_stage, old), await is_open(on_stage, new)) == (False, True)
    # In direct messages it is the same calendar.
    direct = answer(await on_stage.ana.user.slash("race calendar"))
    assert token_in(direct) == new
    assert await races_in(direct, "my-races.ics") == ["Berlin 10k"]


async def test_who_is_in_no_race_yet_may_subscribe_and_is_shown_where_races_are(on_stage: Stage) -> None:
    mine = answer(await on_stage.ben.slash(on_stage.feed, "race calendar"))
    assert mine.attachments == []
    assert "`/race join`" in words(mine)
    assert await is_open(on_stage, token_in(mine))
    outdated = await on_stage.type_outdated(on_stage.ben, "race calendar", on_stage.feed.id, which="everybody's")
    assert "I can't use “everybody's” there." in said(outdated)


async def test_the_teams_races_are_for_all_and_their_address_is_for_coaches_and_admins_to_renew(
    on_stage: Stage,
) -> None:
    await add(on_stage, "Berlin 10k")
    by_ben = answer(await on_stage.ben.slash(on_stage.feed, "race calendar", which="team"))
    assert await races_in(by_ben, "team-races.ics") == ["Berlin 10k"]
    assert buttons(by_ben) == {}
    who = await on_stage.asked(await dora(on_stage))
    by_dora = answer(await who.slash(on_stage.feed, "race calendar", which="team"))
    assert token_in(by_dora) == token_in(by_ben)
    assert list(buttons(by_dora)) == ["New address"]
