"""Check-ins as services: asked for and asked once, tapped in turn, told to coaches when they are worth a look."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.domain.check_ins import Flag, Gladness, Item
from bot.domain.pauses import PauseReason
from bot.domain.runs import PainArea
from bot.domain.weekly_asks import Ask
from bot.errors import NotFound, UserError
from bot.services.check_in_letters import CheckInFlag, CheckInQuestion
from bot.services.outbox import MessageState
from bot.services.profiles import ProfileChange
from db.models import check_ins
from tests.services.check_ins_made import COACH_ID, FINE, answer, asked, at, coaches, told, wants
from tests.services.harriers import Harriers, local, services_on
from tests.services.ledger import rows_of
from tests.services.racing import owed, send_all

BERLIN = "Europe/Berlin"
THURSDAYS = ("2026-11-26 18:00", "2026-12-03 18:00", "2026-12-10 18:00", "2026-12-17 18:00")


async def test_who_asked_for_it_is_asked_on_thursday_evening_and_nobody_else(team: Harriers) -> None:
    await wants(team, "Ana")
    change = ProfileChange(nudges=True, asks={Ask.AVAILABILITY: False})
    await team.services.profiles.edit(team.asker("Ben"), change)
    assert await at(team, "2026-11-26 17:59") == []
    [letter] = await at(team, "2026-11-26 18:00")
    assert isinstance(letter, CheckInQuestion)
    assert letter.page.next_item is Item.SLEEP
    assert await at(team, "2026-11-27 20:00") == []
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(asks={Ask.CHECK_IN: False}))
    assert await at(team, "2026-12-03 18:00") == []


async def test_without_nudges_and_on_a_pause_it_rests(team: Harriers) -> None:
    await wants(team, "Ana", "Ben")
    profile = (await team.services.profiles.edit(team.asker("Ana"), ProfileChange(nudges=False))).profile
    assert (profile.asks[Ask.CHECK_IN].wanted, profile.asks[Ask.CHECK_IN].next_at) == (True, None)
    await team.services.profiles.pause(team.asker("Ben"), "2026-11-26", None)
    assert await at(team, "2026-11-26 18:00") == []
    assert await rows_of(team.database, check_ins) == []
    assert len(await at(team, "2026-12-03 18:00")) == 1


async def test_after_an_outage_it_comes_until_friday_evening_and_once(team: Harriers) -> None:
    await wants(team, "Ana")
    assert len(await at(team, "2026-12-04 20:59")) == 1
    assert await at(team, "2026-12-11 21:00") == []
    assert len(await owed(team, MessageKind.CHECK_IN)) == len(await rows_of(team.database, check_ins)) == 1
    assert await team.services.weekly_asks.next_due_at() == local(BERLIN, "2026-12-17 18:00")
    # Owed in time, and not sent before it helps no more.
    team.clock.set(local(BERLIN, "2026-12-17 18:00"))
    await team.services.weekly_asks.ask_due()
    team.clock.set(local(BERLIN, "2026-12-18 21:01"))
    assert await send_all(team) == []
    assert [one.state for one in await owed(team, MessageKind.CHECK_IN)][-1] is MessageState.DROPPED


async def test_five_taps_make_it_whole_and_something_comes_back(team: Harriers) -> None:
    await wants(team, "Ana")
    first = await answer(team, "Ana", await asked(team, THURSDAYS[0]), (4, 2, 4, 4, 5))
    assert first.next_item is None
    assert first.glad is not None
    assert first.glad.kind is Gladness.THANKS
    assert not first.offers_pause
    second = await answer(team, "Ana", await asked(team, THURSDAYS[1]), FINE)
    assert second.glad is not None
    assert (second.glad.kind, second.glad.item, second.glad.before, second.glad.now) == (Gladness.UP, Item.ENERGY, 2, 4)
    assert await told(team) == []
    ana = (await team.runner("Ana")).runner_id
    found = await team.database.read(lambda uow: uow.check_ins.since(ana, date(2026, 11, 26)))
    assert [(one.day, one.energy, one.flagged) for one in found] == [
        (date(2026, 12, 3), 4, False),
        (date(2026, 11, 26), 2, False),
    ]
    assert await team.database.read(lambda uow: uow.check_ins.since(ana, date(2026, 12, 4))) == []


async def test_taps_count_in_their_turn_and_a_whole_check_in_stays_as_it_is(team: Harriers) -> None:
    await wants(team, "Ana")
    page = await asked(team, THURSDAYS[0])
    service, user_id = team.services.check_ins, team.asker("Ana").user_id
    # Not its turn.
    assert (await service.tap(user_id, None, page.check_in_id, Item.MOOD, 3)).answers == {}
    await service.tap(user_id, None, page.check_in_id, Item.SLEEP, 3)
    # Twice in a hurry.
    await service.tap(user_id, None, page.check_in_id, Item.SLEEP, 3)
    back = await service.back(user_id, None, page.check_in_id)
    assert back.answers == {}
    assert (await service.back(user_id, None, page.check_in_id)).answers == {}
    # Another process, as after a restart, goes on from there.
    again = await services_on(team.database, team.clock).check_ins.page(user_id, None, page.check_in_id)
    whole = await answer(team, "Ana", again)
    for unchanged in (
        await service.tap(user_id, None, page.check_in_id, Item.SLEEP, 1),
        await service.back(user_id, None, page.check_in_id),
        await service.name_area(user_id, None, page.check_in_id, PainArea.LOWER_BACK),
    ):
        assert unchanged == whole
    for nonsense in (0, 6):
        with pytest.raises(UserError, match="component_stale"):
            await service.tap(user_id, None, page.check_in_id, Item.SLEEP, nonsense)


async def test_two_or_more_below_the_own_normal_are_told_to_each_coach(team: Harriers) -> None:
    await wants(team, "Ana")
    ana = team.asker("Ana")
    await team.services.profiles.edit(ana, ProfileChange(sharing=Sharing.RAN_TODAY))
    # A second coach, and one who runs and coaches.
    for user_id in (8_888, ana.user_id):
        await coaches(team, user_id)
    for thursday in THURSDAYS[:3]:
        await answer(team, "Ana", await asked(team, thursday))
    assert await told(team) == []
    await answer(team, "Ana", await asked(team, THURSDAYS[3]), (3, 3, 4, 4, 5))
    assert {one.recipient_id for one in await told(team)} == {COACH_ID, 8_888}
    assert await send_all(team) == []
    team.clock.forward(minutes=3)
    letters = await send_all(team)
    assert len(letters) == 2
    for letter in letters:
        assert isinstance(letter, CheckInFlag)
        assert letter.runner_name == "Ana"
        assert (letter.check_in.flags, letter.check_in.below) == ((Flag.BELOW_NORMAL,), (Item.SLEEP, Item.ENERGY))
    found = await team.database.read(lambda uow: uow.check_ins.flagged_since(team.team_id, date(2026, 12, 1)))
    assert [one.day for one in found] == [date(2026, 12, 17)]
    await team.change("Ana", left_at=team.clock.now())
    assert await team.database.read(lambda uow: uow.check_ins.flagged_since(team.team_id, date(2026, 12, 1))) == []


async def test_new_pain_is_told_with_where_it_hurts(team: Harriers) -> None:
    await wants(team, "Ana")
    page = await answer(team, "Ana", await asked(team, THURSDAYS[0]), (4, 4, 4, 4, 3))
    assert page.offers_pause
    user_id = team.asker("Ana").user_id
    named = await team.services.check_ins.name_area(user_id, None, page.check_in_id, PainArea.CALF_LEFT)
    assert named.area is PainArea.CALF_LEFT
    team.clock.forward(minutes=3)
    [letter] = await send_all(team)
    assert isinstance(letter, CheckInFlag)
    assert (letter.check_in.flags, letter.check_in.area) == ((Flag.NEW_PAIN,), PainArea.CALF_LEFT)
    # The same again is not new, and less is glad.
    same = await answer(team, "Ana", await asked(team, THURSDAYS[1]), (4, 4, 4, 4, 3))
    assert len(await told(team)) == 1
    assert same.glad is not None
    eased = await answer(team, "Ana", await asked(team, THURSDAYS[2]), (4, 4, 4, 4, 5))
    assert eased.glad is not None
    assert eased.glad.kind is Gladness.PAIN_GONE


async def test_who_coaches_no_more_and_of_whom_left_nothing_is_told(team: Harriers) -> None:
    await wants(team, "Ana")
    await answer(team, "Ana", await asked(team, THURSDAYS[0]), (4, 4, 4, 4, 1))
    await team.database.write(lambda uow: uow.coaches.forget(team.team_id, COACH_ID))
    team.clock.forward(minutes=3)
    assert await send_all(team) == []
    await wants(team)
    await answer(team, "Ana", await asked(team, THURSDAYS[1]), (4, 4, 4, 4, 1))
    await team.change("Ana", left_at=team.clock.now())
    team.clock.forward(minutes=3)
    assert await send_all(team) == []


async def test_a_pause_is_offered_and_begun_from_a_check_in(team: Harriers) -> None:
    await wants(team, "Ana", "Ben")
    letters = [one for one in await at(team, THURSDAYS[0]) if isinstance(one, CheckInQuestion)]
    keys = {(row["runner_id"]): row["check_in_id"] for row in await rows_of(team.database, check_ins)}
    pages = {one.page.check_in_id: one.page for one in letters}
    ana, ben = await team.runner("Ana"), await team.runner("Ben")
    hurt = await answer(team, "Ana", pages[keys[ana.runner_id]], (4, 4, 4, 4, 2))
    low = await answer(team, "Ben", pages[keys[ben.runner_id]], (2, 1, 2, 2, 5))
    assert hurt.offers_pause
    assert low.offers_pause
    service = team.services.check_ins
    paused = await service.pause(ana.user_id, None, hurt.check_in_id, "7 days")
    assert paused.pause is not None
    assert (paused.pause.last_day, paused.pause.reason) == (date(2026, 12, 3), PauseReason.INJURED)
    with pytest.raises(UserError, match="until_unreadable"):
        await service.pause(ben.user_id, None, low.check_in_id, "banana")
    paused = await service.pause(ben.user_id, None, low.check_in_id, "20 dec")
    assert paused.pause is not None
    assert (paused.pause.last_day, paused.pause.reason) == (date(2026, 12, 20), None)
    assert not (await service.page(ana.user_id, None, hurt.check_in_id)).offers_pause
    # The pause silences the next one.
    assert [one for one in await at(team, THURSDAYS[1]) if isinstance(one, CheckInQuestion)] == []


async def test_who_is_well_is_offered_no_pause(team: Harriers) -> None:
    await wants(team, "Ana")
    page = await answer(team, "Ana", await asked(team, THURSDAYS[0]))
    with pytest.raises(UserError, match="component_stale"):
        await team.services.check_ins.pause(team.asker("Ana").user_id, None, page.check_in_id, "sunday")


async def test_nobody_answers_for_somebody_else_nor_from_another_server_nor_too_late(team: Harriers) -> None:
    await wants(team, "Ana")
    await team.join("Ben")
    page = await asked(team, THURSDAYS[0])
    service, ana, ben = team.services.check_ins, team.asker("Ana").user_id, team.asker("Ben").user_id
    for user_id, team_id, key in ((ben, None, page.check_in_id), (ana, 1, page.check_in_id), (ana, None, 2**60)):
        with pytest.raises(NotFound, match="check_in_gone"):
            await service.tap(user_id, team_id, key, Item.SLEEP, 3)
    team.clock.forward(days=6, seconds=1)
    with pytest.raises(UserError, match="check_in_over"):
        await service.tap(ana, None, page.check_in_id, Item.SLEEP, 3)


async def test_several_processes_at_once_ask_once_and_taps_at_once_make_one_whole(team: Harriers) -> None:
    await wants(team, "Ana")
    team.clock.set(local(BERLIN, THURSDAYS[0]))
    processes = [services_on(team.database, team.clock) for _ in range(4)]
    await asyncio.gather(*(one.weekly_asks.ask_due() for one in processes))
    await processes[0].weekly_asks.ask_due()
    [letter] = await send_all(team)
    assert isinstance(letter, CheckInQuestion)
    page = await answer(team, "Ana", letter.page, (4, 4, 4, 4))
    user_id = team.asker("Ana").user_id
    await asyncio.gather(*(one.check_ins.tap(user_id, None, page.check_in_id, Item.PAIN, 1) for one in processes))
    assert len(await told(team)) == 1


async def test_check_ins_go_when_the_runner_is_forgotten(team: Harriers) -> None:
    await wants(team, "Ana")
    await answer(team, "Ana", await asked(team, THURSDAYS[0]), (1, 1, 1, 1, 1))
    await team.services.privacy.forget(replace(team.asker("Ana")))
    assert await rows_of(team.database, check_ins) == []
    assert await told(team) == []


async def test_the_inbox_has_a_check_in_that_was_not_let_in_while_it_helps(team: Harriers) -> None:
    await wants(team, "Ana")
    team.clock.set(local(BERLIN, THURSDAYS[0]))
    await team.services.weekly_asks.ask_due()
    [parcel] = await team.services.outbox.claim()
    await team.services.outbox.closed(parcel.message, "closed")
    page = await team.services.inbox.read(team.asker("Ana"))
    assert [type(one.letter) for one in page.entries] == [CheckInQuestion]
    team.clock.set(local(BERLIN, "2026-11-27 21:01"))
    assert (await team.services.inbox.read(team.asker("Ana"))).entries == ()
