"""What stands in others' direct messages holds nothing of a member who was forgotten."""

from dataclasses import replace
from typing import Any

from bot.domain.audience import MessageKind, Praise
from bot.services.asker import Asker
from bot.services.letters import Letter
from bot.services.outbox import MessageState
from bot.services.plan_letters import PlanWeek
from bot.services.profiles import ProfileChange
from bot.services.race_letters import RaceMates, RaceReminder
from bot.services.season_letters import SeasonShared
from db.models import outbox
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of
from tests.services.planned import planned, publish
from tests.services.racing import add, at, join, nudged, send_all

COACH = Asker(TEAM, 77, "Caleb", is_admin=True)


async def told_by_letter(team: Harriers) -> list[Letter]:
    """Let everything that is due be sent, edited or taken down; returns what letters say."""
    return [one for one in await send_all(team) if isinstance(one, PlanWeek | RaceMates | RaceReminder | SeasonShared)]


async def of_kind(team: Harriers, kind: MessageKind) -> list[dict[str, Any]]:
    return [row for row in await rows_of(team.database, outbox, TEAM) if row["kind"] == kind]


async def test_a_teammates_week_is_drawn_anew_without_the_forgotten_and_without_its_coachs_name(team: Harriers) -> None:
    await planned(team, {"Tue": "10km E"}, "Ana", "Ben")
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(praise=Praise.PUBLIC))
    await publish(team)
    before = [one for one in await told_by_letter(team) if isinstance(one, PlanWeek)]
    assert [("Ben" in one.sessions[0].names, one.coach_name) for one in before] == [(True, "Caleb"), (False, "Caleb")]

    assert await team.services.privacy.forget(team.asker("Ben"))
    [week] = await told_by_letter(team)
    assert isinstance(week, PlanWeek)
    assert (week.sessions[0].names, week.sessions[0].others, week.coach_name) == ((), 0, "Caleb")

    assert await team.services.privacy.forget(COACH)
    [week] = await told_by_letter(team)
    assert isinstance(week, PlanWeek)
    assert week.coach_name is None


async def test_an_outlined_season_is_drawn_anew_without_the_name_of_a_forgotten_coach(team: Harriers) -> None:
    await team.join("Ana")
    filled = await team.services.seasons.fill(COACH, "Ana")
    typed = replace(filled, goal="City Marathon, 2027-03-14, marathon", volumes="40-80 km")
    await team.services.seasons.save(COACH, (await team.services.seasons.read(COACH, typed)).draft)
    [letter] = await told_by_letter(team)
    assert isinstance(letter, SeasonShared)
    assert letter.page.coach_name == "Caleb"
    assert await team.services.privacy.forget(COACH)
    [letter] = await told_by_letter(team)
    assert isinstance(letter, SeasonShared)
    assert letter.page.coach_name is None


async def test_news_of_who_runs_a_race_too_hold_nothing_of_the_forgotten_sent_or_not(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")
    await nudged(team, "Ana", "Ben", "Chloé", praise=Praise.PUBLIC)
    race = await add(team, "Ana")
    race_id = race.race.race_id
    await join(team, race_id, "Ana")
    await join(team, race_id, "Ben")
    assert [one.names for one in await told_by_letter(team) if isinstance(one, RaceMates)] == [("Ben",)]
    await join(team, race_id, "Chloé")
    ben = (await team.runner("Ben")).runner_id
    assert any(ben in row["payload"]["mates"] for row in await of_kind(team, MessageKind.RACE_MATES))

    assert await team.services.privacy.forget(team.asker("Ben"))

    left = await of_kind(team, MessageKind.RACE_MATES)
    # What told of Ben is taken down; what told Ben is gone; what is to tell Ana of Chloé is to come.
    assert [(row["key"], row["payload"]) for row in left if row["message_id"] is not None] == [
        (f"recalled:{row['outbox_id']}", {}) for row in left if row["message_id"] is not None
    ]
    for row in left:
        assert row["payload"] == {} or str(ben) not in row["key"].split(":")[1:]
        assert ben not in row["payload"].get("mates", ())
    assert [one.names for one in await told_by_letter(team) if isinstance(one, RaceMates)] == [("Chloé",)]

    assert await team.services.privacy.forget(team.asker("Chloé"))
    # What told of Ben is down, and forgotten; what told of Chloé is to be.
    [of_chloe] = await of_kind(team, MessageKind.RACE_MATES)
    assert (of_chloe["state"], of_chloe["payload"]) == (MessageState.PENDING, {})


async def test_a_reminder_of_a_race_names_the_forgotten_no_more(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    await nudged(team, "Ana", "Ben", praise=Praise.PUBLIC)
    race_id = (await add(team, "Ana")).race.race_id
    await join(team, race_id, "Ana", "Ben")
    told = [one for one in await at(team, "2027-04-10 18:00") if isinstance(one, RaceReminder)]
    assert ("Ben",) in [one.names for one in told]
    assert await team.services.privacy.forget(team.asker("Ben"))
    [letter] = await told_by_letter(team)
    assert isinstance(letter, RaceReminder)
    assert (letter.names, letter.others) == ((), 0)
