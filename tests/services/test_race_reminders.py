"""Reminders of races as services: by the runner's own clock, each once, and while it still helps."""

import asyncio
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.services.outbox import MessageState
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from bot.services.race_calls import RaceCall
from bot.services.race_drafts import RaceDraft
from bot.services.race_letters import RaceReminder
from bot.services.race_results import ResultDraft
from db.models import entrants, outbox
from tests.services.harriers import TEAM, Harriers, local, services_on
from tests.services.ledger import rows_of
from tests.services.racing import DAY, add, at, field, join, nudged, owed, send_all

BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
REMINDER = MessageKind.RACE_REMINDER


async def entered(team: Harriers, *names: str, **race: str) -> int:
    """Return a race on Sunday 11 April that these run, all of whom like to be reminded."""
    page = await add(team, **race)
    await nudged(team, *names)
    await join(team, page.race.race_id, *names)
    await send_all(team)
    return page.race.race_id


async def pass_until(team: Harriers, end: str) -> list[tuple[str, str, int]]:
    """Let time pass from one thing that is due to the next; returns (who, when in Berlin, days before) of reminders."""
    names = {team.asker(name).user_id: name for name in ("Ana", "Ben", "Cleo")}
    told: list[tuple[str, str, int]] = []
    while (due_at := await team.services.race_reminders.next_due_at()) is not None and due_at <= local(BERLIN, end):
        before = len(await owed(team, REMINDER))
        team.clock.set(due_at)
        await team.services.race_reminders.remind_due()
        wall = due_at.astimezone(ZoneInfo(BERLIN)).strftime("%m-%d %H:%M")
        for entry in (await owed(team, REMINDER))[before:]:
            told.append((names[entry.recipient_id or 0], wall, int(entry.key.rpartition(":")[2])))
    team.clock.set(local(BERLIN, end))
    return sorted(told, key=lambda one: one[1])


def days_told(said: Sequence[Content]) -> list[int]:
    """Return how many days away each reminder said that a race is."""
    return [one.days for one in said if isinstance(one, RaceReminder)]


async def test_each_hears_by_their_own_clock_and_who_joins_late_of_what_is_still_ahead(team: Harriers) -> None:
    race_id = await entered(team, "Ana", "Ben", start="9:00")
    await nudged(team, "Ana", time_zone="New York")
    told = await pass_until(team, "2027-04-01 12:00")
    # The clocks change in the night before the first.
    assert told == [("Ben", "03-28 18:00", 14), ("Ana", "03-29 00:00", 14)]
    await nudged(team, "Cleo")
    await join(team, race_id, "Cleo")
    # Morning in New York comes after the start.
    assert await pass_until(team, "2027-04-20 12:00") == [
        ("Ben", "04-04 18:00", 7),
        ("Cleo", "04-04 18:00", 7),
        ("Ana", "04-05 00:00", 7),
        ("Ben", "04-10 18:00", 1),
        ("Cleo", "04-10 18:00", 1),
        ("Ana", "04-11 00:00", 1),
        ("Ben", "04-11 06:00", 0),
        ("Cleo", "04-11 06:00", 0),
    ]
    assert await team.services.race_reminders.next_due_at() is None


async def test_a_reminder_says_how_far_it_is_and_who_comes_too(team: Harriers) -> None:
    page = await add(team, distance="10k, half", start="9:00, 10:30", place="Tempelhof")
    race_id = page.race.race_id
    await nudged(team, "Ana")
    await join(team, race_id, "Ben", distance="10k")
    await join(team, race_id, "Ana", distance="half", goal="1:45")
    await join(team, race_id, "Cleo", "Dan", distance="half")
    await team.services.entrants.cheer(team.asker("Edda"), race_id)
    await team.services.profiles.edit(team.asker("Dan"), ProfileChange(sharing=Sharing.COACH_ONLY))
    await send_all(team)
    [letter] = [one for one in await at(team, "2027-03-28 18:00") if isinstance(one, RaceReminder)]
    # Those of the same distance first.
    assert (letter.days, letter.names, letter.others) == (14, ("Cleo", "Ben"), 1)
    assert (letter.own.goal_s, letter.race.race_day) == (6_300, date(2027, 4, 11))
    [entry] = await owed(team, REMINDER)
    assert entry.recipient_id == team.asker("Ana").user_id


@pytest.mark.parametrize(("start", "last"), [("5:30", 1), ("6:00", 1), ("6:01", 0), ("", 0)])
async def test_the_last_word_before_an_early_start_is_that_of_the_evening(
    team: Harriers, start: str, last: int
) -> None:
    race_id = await entered(team, "Ana", **({"start": start} if start else {}))
    await team.services.entrants.cheer(team.asker("Edda"), race_id)
    heard = []
    for moment in ("03-28 18:00", "04-04 18:00", "04-10 18:00", "04-11 06:00"):
        said = await at(team, f"2027-{moment}")
        heard += [(one.days, one.is_last) for one in said if isinstance(one, RaceReminder)]
    assert heard == [(days, days == last) for days in (14, 7, 1, 0) if days >= last]


async def test_a_day_that_moves_takes_its_reminders_along_and_none_comes_twice(team: Harriers) -> None:
    race_id = await entered(team, "Ana")
    races = team.services.races

    async def move(day: str) -> None:
        await races.edit(team.admin(), race_id, RaceDraft(day=day))

    assert days_told(await at(team, "2027-03-28 18:00")) == [14]
    await move("2027-04-18")
    assert days_told(await at(team, "2027-04-04 17:59")) == []
    assert days_told(await at(team, "2027-04-04 18:00")) == [14]
    await move(DAY)
    await move("2027-04-18")
    await move(DAY)
    assert days_told(await at(team, "2027-04-10 18:00")) == [1]
    # Race morning comes before quiet hours end.
    assert days_told(await at(team, "2027-04-11 06:00")) == [0]
    await move("2027-04-12")
    assert days_told(await at(team, "2027-04-11 08:00")) == []
    assert days_told(await at(team, "2027-04-11 18:00")) == [1]
    assert days_told(await at(team, "2027-04-12 06:00")) == [0]
    keys = [entry.key.rsplit(":", 2)[1:] for entry in await owed(team, REMINDER)]
    assert len(keys) == len({tuple(key) for key in keys}) == 6


async def test_several_processes_at_once_and_a_restart_remind_nobody_twice(team: Harriers) -> None:
    page = await add(team)
    await field(team, page.race.race_id, 120)
    await nudged(team, "Ana")
    await join(team, page.race.race_id, "Ana")
    await send_all(team)
    team.clock.set(local(BERLIN, "2027-03-28 18:00"))
    processes = [services_on(team.database, team.clock).race_reminders for _ in range(4)]
    # Members go on with what they are at meanwhile.
    handled, *_ = await asyncio.gather(
        asyncio.gather(*(one.remind_due() for one in processes)),
        team.services.team_settings.choose_zone(team.admin(), "Rome"),
        team.services.races.edit(team.admin(), page.race.race_id, RaceDraft(place="Tempelhof")),
        nudged(team, "Ana", time_zone="Paris"),
    )
    # Whom another process had hold of just then, the next tick finds.
    assert sum(handled) + await processes[0].remind_due() == 122
    assert await services_on(team.database, team.clock).race_reminders.remind_due() == 0
    entries = await owed(team, REMINDER)
    assert len(entries) == len({entry.recipient_id for entry in entries}) == 121
    assert len(await owed(team, MessageKind.RACE_CALL)) == 1


async def test_five_hundred_at_one_start_are_reminded_in_batches_and_each_once(team: Harriers) -> None:
    page = await add(team, start="9:00")
    await field(team, page.race.race_id, 500)
    await send_all(team)
    said = await at(team, "2027-03-28 18:00")
    letters = [one for one in said if isinstance(one, RaceReminder)]
    assert len(letters) == 500
    assert {len(one.names) + one.others for one in letters} == {499}
    entries = await owed(team, REMINDER)
    assert len({entry.recipient_id for entry in entries}) == 500
    assert {row["remind_days"] for row in await rows_of(team.database, entrants)} == {7}


async def test_who_wants_no_nudges_gets_none_and_the_later_ones_once_they_do(team: Harriers) -> None:
    await entered(team, "Ana", "Ben", start="9:00")
    for name in ("Ana", "Ben"):
        await team.services.profiles.edit(team.asker(name), ProfileChange(nudges=False))
    assert days_told(await at(team, "2027-03-28 18:00")) == []
    assert await owed(team, REMINDER) == []
    await nudged(team, "Ana")
    assert days_told(await send_all(team)) == []
    assert days_told(await at(team, "2027-04-04 18:00")) == [7]
    # Owed in the quiet hours, and not wanted any more by their end.
    await team.services.team_settings.choose_quiet_hours(team.admin(), "17:00 to 23:00")
    assert days_told(await at(team, "2027-04-10 18:00")) == []
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(nudges=False))
    assert days_told(await at(team, "2027-04-10 23:00")) == []
    assert [entry.state for entry in await owed(team, REMINDER)][-1] is MessageState.DROPPED


async def test_a_pause_and_who_has_left_hear_nothing(team: Harriers) -> None:
    await entered(team, "Ana", "Ben", "Cleo")
    await team.services.profiles.pause(team.asker("Ana"), "2027-04-04", None)
    await team.change("Ben", left_at=team.clock.now())
    assert days_told(await at(team, "2027-03-28 18:00")) == [14]
    assert {entry.recipient_id for entry in await owed(team, REMINDER)} == {team.asker("Cleo").user_id}
    assert days_told(await at(team, "2027-04-04 18:00")) == [7]
    await team.change("Ben", left_at=None)
    assert days_told(await at(team, "2027-04-10 18:00")) == [1, 1, 1]


async def test_a_new_clock_moves_reminders_and_repeats_none(team: Harriers) -> None:
    await entered(team, "Ana", "Ben")
    team.clock.set(local(BERLIN, "2027-03-28 12:00"))
    # It is evening there already.
    await nudged(team, "Ana", time_zone="Tokyo")
    assert days_told(await at(team, "2027-03-28 12:00")) == [14]
    # It is to become that evening once more.
    await nudged(team, "Ana", time_zone="New York")
    assert days_told(await at(team, "2027-03-28 18:00")) == [14]
    assert days_told(await at(team, "2027-03-29 08:00")) == []
    assert [entry.recipient_id for entry in await owed(team, REMINDER)] == [
        team.asker("Ana").user_id,
        team.asker("Ben").user_id,
    ]
    # Ben lives by the team's clock, and Ana by her own.
    await team.services.team_settings.choose_zone(team.admin(), "Tokyo")
    walls = {row["remind_at"] for row in await rows_of(team.database, entrants)}
    assert walls == {local(NEW_YORK, "2027-04-04 18:00"), local(TOKYO, "2027-04-04 18:00")}


async def test_a_bot_that_was_down_sends_the_newest_that_still_helps(team: Harriers) -> None:
    await entered(team, "Ana", start="9:00")
    assert days_told(await at(team, "2027-04-06 12:00")) == [5]
    assert [entry.key.rpartition(":")[2] for entry in await owed(team, REMINDER)] == ["7"]
    assert days_told(await at(team, "2027-04-11 10:00")) == []
    assert len(await owed(team, REMINDER)) == 1
    assert await team.services.race_reminders.next_due_at() is None


async def test_of_several_that_could_not_be_sent_the_newest_is(team: Harriers) -> None:
    await entered(team, "Ana")
    for moment in ("2027-03-28 18:00", "2027-04-04 18:00"):
        team.clock.set(local(BERLIN, moment))
        await team.services.race_reminders.remind_due()
    team.clock.forward(days=1)
    assert days_told(await send_all(team)) == [6]
    assert [entry.state for entry in await owed(team, REMINDER)] == [MessageState.DROPPED, MessageState.SENT]


async def test_a_reminder_that_waits_in_the_inbox_tells_the_days_that_are_left_by_then(team: Harriers) -> None:
    await entered(team, "Ana", start="9:00")
    team.clock.set(local(BERLIN, "2027-03-28 18:00"))
    await team.services.race_reminders.remind_due()
    [parcel] = await team.services.outbox.claim()
    await team.services.outbox.closed(parcel.message, "closed")
    team.clock.set(local(BERLIN, "2027-04-02 12:00"))
    page = await team.services.inbox.read(team.asker("Ana"))
    assert days_told([entry.letter for entry in page.entries]) == [9]
    team.clock.set(local(BERLIN, "2027-04-11 09:00"))
    assert (await team.services.inbox.read(team.asker("Ana"))).entries == ()


@pytest.mark.parametrize(
    ("start", "helps", "told"),
    [
        ("23:30", "2027-04-11 23:29", [0]),
        ("23:30", "2027-04-11 23:30", []),
        # It starts right after midnight: the evening before is the time to hear of it.
        ("0:15", "2027-04-11 00:14", [0]),
        ("0:15", "2027-04-11 06:00", []),
        (None, "2027-04-11 11:59", [0]),
        (None, "2027-04-11 12:00", []),
    ],
)
async def test_after_the_start_there_is_nothing_to_remind_of(
    team: Harriers, start: str | None, helps: str, told: list[int]
) -> None:
    await entered(team, "Ana", **({} if start is None else {"start": start}))
    await team.services.team_settings.choose_quiet_hours(team.admin(), "off")
    assert days_told(await at(team, helps)) == told


async def test_nobody_is_reminded_of_what_was_called_off_or_left(team: Harriers) -> None:
    race_id = await entered(team, "Ana", "Ben", "Cleo")
    await team.services.entrants.leave(team.asker("Ana"), race_id)
    await team.services.entrants.cheer(team.asker("Cleo"), race_id)
    team.clock.set(local(BERLIN, "2027-03-28 18:00"))
    assert await team.services.race_reminders.remind_due() == 2
    await team.services.races.cancel(team.asker("Ana"), race_id)
    assert days_told(await send_all(team)) == []
    assert await team.services.race_reminders.next_due_at() is None
    columns = await rows_of(team.database, outbox, TEAM)
    assert [row["state"] for row in columns if row["kind"] == REMINDER] == ["dropped"]


async def late_at_night(team: Harriers) -> list[tuple[str, int, bool]]:
    """Let the bot come back in the night before the race and stay; returns what is said of it from then on."""
    told: list[tuple[str, int, bool]] = []
    for moment in ("04:00", "06:00"):
        for one in await at(team, f"2027-04-11 {moment}"):
            if isinstance(one, RaceReminder | RaceCall):
                told.append((moment, one.days, isinstance(one, RaceCall)))
    return told


@pytest.mark.parametrize("is_owed", [False, True])
async def test_the_word_of_the_evening_before_that_comes_late_is_that_of_the_morning(
    team: Harriers, *, is_owed: bool
) -> None:
    await join(team, await entered(team, "Ana"), "Ben")
    if is_owed:
        team.clock.set(local(BERLIN, "2027-04-10 18:00"))
        assert await team.services.race_reminders.remind_due() == 3
    assert await late_at_night(team) == [("06:00", 0, False), ("06:00", 0, True)]


async def test_what_comes_late_before_an_early_start_is_said_all_the_same(team: Harriers) -> None:
    await join(team, await entered(team, "Ana", start="5:30"), "Ben")
    await team.services.team_settings.choose_quiet_hours(team.admin(), "off")
    assert await late_at_night(team) == [("04:00", 0, False), ("04:00", 0, True)]


async def test_who_has_said_that_they_sit_it_out_is_reminded_of_nothing(team: Harriers) -> None:
    race_id = await entered(team, "Ana", "Ben")
    team.clock.set(local(BERLIN, "2027-04-11 06:00"))
    assert await team.services.race_reminders.remind_due() == 3
    await team.services.race_results.enter(team.asker("Ana"), race_id, ResultDraft(time="DNS"))
    [letter] = [one for one in await send_all(team) if isinstance(one, RaceReminder)]
    # Where Ben reads who runs with him, nothing has changed.
    assert letter.names == ("Ana",)


async def test_a_team_that_the_bot_has_left_waits_and_goes_on(team: Harriers) -> None:
    await entered(team, "Ana")
    await team.services.teams.leave(TEAM)
    assert days_told(await at(team, "2027-03-28 18:00")) == []
    assert await team.services.race_reminders.next_due_at() is None
    await team.database.write(lambda uow: uow.teams.change(TEAM, left_at=None))
    assert days_told(await at(team, "2027-03-30 12:00")) == [12]
