"""Weekly questions as services: by the runner's own clock, each once, to those who like them, while they help."""

import asyncio
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.availability import chosen_days
from bot.domain.dates import Week
from bot.domain.weekly_asks import Ask
from bot.services.availability_letters import AvailabilityQuestion
from bot.services.outbox import MessageState
from bot.services.posts import Content
from bot.services.profiles import Profile, ProfileChange
from bot.services.runners import enrol
from db.models import weekly_asks
from db.unit_of_work import UnitOfWork
from tests.services.harriers import Harriers, local, services_on
from tests.services.ledger import rows_of
from tests.services.racing import nudged, owed, send_all

BERLIN = "Europe/Berlin"
QUESTION = MessageKind.AVAILABILITY_QUESTION


async def coached(team: Harriers) -> None:
    """Let the team have a coach."""
    now = team.clock.now()
    await team.database.write(lambda uow: uow.coaches.note(team.team_id, 7_777, None, now))


async def at(team: Harriers, moment: str, zone: str = BERLIN) -> list[Content]:
    """Let it be that moment, and all that is due be owed and sent; returns what it said."""
    team.clock.set(local(zone, moment))
    await team.services.weekly_asks.ask_due()
    return await send_all(team)


async def edit(team: Harriers, name: str, **change: Any) -> Profile:
    return (await team.services.profiles.edit(team.asker(name), ProfileChange(**change))).profile


async def asked(team: Harriers) -> list[tuple[str, str]]:
    """Return who was asked about which week, in that order."""
    names = {team.asker(name).user_id: name for name in ("Ana", "Ben", "Cleo", "Dan")}
    return [(names[one.recipient_id or 0], one.key.partition(":")[2]) for one in await owed(team, QUESTION)]


async def test_who_likes_nudges_is_asked_on_saturday_and_nobody_else(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana", "Ben")
    await team.join("Cleo")
    await edit(team, "Ben", asks={Ask.AVAILABILITY: False})
    assert await at(team, "2026-11-21 09:59") == []
    [letter] = await at(team, "2026-11-21 10:00")
    assert isinstance(letter, AvailabilityQuestion)
    assert letter.page.week == Week(2026, 48)
    assert await at(team, "2026-11-22 11:00") == []
    await edit(team, "Ben", asks={Ask.AVAILABILITY: True})
    await at(team, "2026-11-28 10:00")
    assert await asked(team) == [("Ana", "2026-W48"), ("Ana", "2026-W49"), ("Ben", "2026-W49")]


async def test_the_profile_says_when_it_comes_and_that_it_rests(team: Harriers) -> None:
    asking = (await edit(team, "Ana", drives="the sea")).asks[Ask.AVAILABILITY]
    assert (asking.wanted, asking.next_at) == (True, None)
    asking = (await edit(team, "Ana", nudges=True)).asks[Ask.AVAILABILITY]
    assert (asking.wanted, asking.next_at) == (True, local(BERLIN, "2026-11-21 10:00"))
    asking = (await edit(team, "Ana", asks={Ask.AVAILABILITY: False})).asks[Ask.AVAILABILITY]
    assert (asking.wanted, asking.next_at) == (False, None)
    asking = (await edit(team, "Ana", nudges=False)).asks[Ask.AVAILABILITY]
    assert (asking.wanted, asking.next_at) == (False, None)
    assert await team.services.weekly_asks.next_due_at() is None


async def test_each_is_asked_by_their_own_clock_across_clock_changes(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana", "Ben")
    await nudged(team, "Ben", time_zone="New York")
    moments = []
    while (due_at := await team.services.weekly_asks.next_due_at()) is not None and due_at < local(
        BERLIN, "2027-04-12 00:00"
    ):
        team.clock.set(due_at)
        await team.services.weekly_asks.ask_due()
        moments.append(due_at)
    walls = {moment.astimezone(ZoneInfo(BERLIN)).strftime("%a %H:%M") for moment in moments}
    # New York changes its clocks two weeks before Berlin does.
    assert walls == {"Sat 10:00", "Sat 16:00", "Sat 15:00"}
    questions = await asked(team)
    assert len(questions) == len(set(questions)) == 2 * 21


async def test_a_question_that_was_held_up_comes_once_while_it_helps(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana")
    # Down for two weeks: the newest one still helps, and one answer is wanted.
    assert len(await at(team, "2026-12-06 11:59")) == 1
    assert await asked(team) == [("Ana", "2026-W50")]
    # Down until it helps no more.
    assert await at(team, "2026-12-13 12:00") == []
    assert len(await asked(team)) == 1
    assert await team.services.weekly_asks.next_due_at() == local(BERLIN, "2026-12-19 10:00")


async def test_one_that_could_not_be_sent_in_time_is_dropped(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana")
    team.clock.set(local(BERLIN, "2026-11-21 10:00"))
    await team.services.weekly_asks.ask_due()
    team.clock.set(local(BERLIN, "2026-11-22 12:01"))
    assert await send_all(team) == []
    assert [one.state for one in await owed(team, QUESTION)] == [MessageState.DROPPED]


async def test_a_pause_silences_it_and_who_left_is_not_asked(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana", "Ben", "Cleo")
    await team.services.profiles.pause(team.asker("Ana"), "2026-11-22", None)
    await team.change("Ben", left_at=team.clock.now())
    assert len(await at(team, "2026-11-21 10:00")) == 1
    # A pause that begins after it was owed silences it too.
    team.clock.set(local(BERLIN, "2026-11-28 10:00"))
    await team.services.weekly_asks.ask_due()
    await team.services.profiles.pause(team.asker("Ana"), "2026-12-22", None)
    assert len(await send_all(team)) == 1
    assert await asked(team) == [("Cleo", "2026-W48"), ("Ana", "2026-W49"), ("Cleo", "2026-W49")]


async def test_what_is_known_is_not_asked(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana", "Ben", "Cleo")
    days = chosen_days([5], [])
    for name, week, always in (("Ana", Week(2026, 48), False), ("Ben", Week(2026, 47), True)):
        runner = await team.runner(name)
        await team.services.availability.say(runner.user_id, None, runner.runner_id, week, days, always=always)
    team.clock.set(local(BERLIN, "2026-11-21 10:00"))
    await team.services.weekly_asks.ask_due()
    assert await asked(team) == [("Cleo", "2026-W48")]
    cleo = await team.runner("Cleo")
    await team.services.availability.not_at_all(cleo.user_id, None, cleo.runner_id, Week(2026, 48))
    # Said before the letter went.
    assert await send_all(team) == []
    await at(team, "2026-11-28 10:00")
    # Ben has said what every week is like.
    assert await asked(team) == [("Cleo", "2026-W48"), ("Ana", "2026-W49"), ("Cleo", "2026-W49")]


async def test_a_team_without_a_coach_or_a_plan_asks_nobody(team: Harriers) -> None:
    await nudged(team, "Ana", "Ben")
    assert await at(team, "2026-11-21 10:00") == []
    await coached(team)
    assert len(await at(team, "2026-11-28 10:00")) == 2


async def test_a_new_clock_moves_the_question_and_repeats_none(team: Harriers) -> None:
    await coached(team)
    await nudged(team, "Ana", "Ben")
    team.clock.set(local(BERLIN, "2026-11-21 05:00"))
    # It is noon there already.
    await edit(team, "Ana", time_zone="Tokyo")
    assert len(await at(team, "2026-11-21 05:00")) == 1
    # It is to become that morning once more.
    await edit(team, "Ana", time_zone="New York")
    assert len(await at(team, "2026-11-21 10:00")) == 1
    assert await at(team, "2026-11-21 16:00") == []
    assert await asked(team) == [("Ana", "2026-W48"), ("Ben", "2026-W48")]
    await team.services.team_settings.choose_zone(team.admin(), "Tokyo")
    rows = await rows_of(team.database, weekly_asks)
    assert {row["next_at"] for row in rows} == {
        local("America/New_York", "2026-11-28 10:00"),
        local("Asia/Tokyo", "2026-11-28 10:00"),
    }
    assert {row["next_day"] for row in rows} == {date(2026, 11, 28)}


async def test_several_processes_at_once_ask_nobody_twice(team: Harriers) -> None:
    await coached(team)
    now = team.clock.now()

    def fill(uow: UnitOfWork) -> list[int]:
        of_team = uow.teams.find(team.team_id)
        assert of_team is not None
        return [enrol(uow, of_team, 10_000 + number, f"Runner {number}", now).user_id for number in range(120)]

    for user_id in await team.database.write(fill, long=True):
        asker = team.asker("Runner", user_id)
        await team.services.profiles.edit(asker, ProfileChange(nudges=True))
    await nudged(team, "Ana")
    team.clock.set(local(BERLIN, "2026-11-21 10:00"))
    processes = [services_on(team.database, team.clock).weekly_asks for _ in range(4)]
    handled, *_ = await asyncio.gather(
        asyncio.gather(*(one.ask_due() for one in processes)),
        edit(team, "Ana", time_zone="Rome"),
        team.services.team_settings.choose_zone(team.admin(), "Rome"),
    )
    # Whom another process had hold of just then, the next tick finds.
    assert sum(handled) + await processes[0].ask_due() == 121
    assert await services_on(team.database, team.clock).weekly_asks.ask_due() == 0
    entries = await owed(team, QUESTION)
    assert len(entries) == len({entry.recipient_id for entry in entries}) == 121
