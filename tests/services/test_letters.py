"""Direct messages: what they say when they go, when they have to wait, and who hears of it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.audience import MessageKind
from bot.services.asker import Asker
from bot.services.feedback_letters import Feedback
from bot.services.letters import DeliveryNote, Hindrance
from bot.services.outbox import MessageState, OutboxEntry, Parcel
from bot.services.profiles import ProfileChange
from tests.services.harriers import TEAM, Harriers, local

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)


async def give(team: Harriers) -> int:
    """Write to Ben, as the coach; returns the key of the words."""
    await team.services.feedback.give(CALEB, (await team.runner("Ben")).runner_id, "Textbook.")
    return int((await newest(team)).key)


async def claim(team: Harriers) -> list[Parcel]:
    return list(await team.services.outbox.claim())


async def entries(team: Harriers) -> list[tuple[MessageKind, MessageState]]:
    return [(one.kind, one.state) for one in reversed(await team.services.outbox.newest())]


async def newest(team: Harriers) -> OutboxEntry:
    return (await team.services.outbox.newest())[0]


async def quiet(team: Harriers, begins: str | None, ends: str | None) -> None:
    """Set the team's quiet hours."""
    columns: dict[str, Any] = {"quiet_from": begins, "quiet_until": ends}
    await team.database.write(lambda uow: uow.teams.change(TEAM, **columns))


@pytest.fixture(autouse=True)
async def _ben(team: Harriers) -> None:
    await team.join("Ben")


async def test_a_coachs_words_go_to_their_reader_and_to_no_channel(team: Harriers) -> None:
    word = await give(team)
    (parcel,) = await claim(team)
    message = parcel.message
    assert (message.channel_id, message.recipient_id) == (None, team.asker("Ben").user_id)
    assert parcel.content == Feedback(word, "Caleb", "Harriers", "Textbook.", is_read=False, sent_at=team.clock.now())
    await team.services.outbox.sent(message, 900)
    assert await entries(team) == [(MessageKind.FEEDBACK, MessageState.SENT)]


async def test_closed_direct_messages_let_it_wait_and_the_coach_hears_of_it(team: Harriers) -> None:
    await give(team)
    (parcel,) = await claim(team)
    await team.services.outbox.closed(parcel.message, "closed")
    (note,) = await claim(team)
    assert note.message.recipient_id == CALEB.user_id
    assert note.content == DeliveryNote("Ben", Hindrance.CLOSED, "Textbook.")
    team.clock.forward(days=30)
    assert await entries(team) == [
        (MessageKind.FEEDBACK, MessageState.WAITING),
        (MessageKind.DELIVERY_NOTE, MessageState.SENDING),
    ]


async def test_what_has_arrived_stays_sent_when_the_door_is_closed_later(team: Harriers) -> None:
    word = await give(team)
    (parcel,) = await claim(team)
    await team.services.outbox.sent(parcel.message, 900)
    now = team.clock.now()
    await team.database.write(lambda uow: uow.outbox.revise(TEAM, MessageKind.FEEDBACK, str(word), now))
    (again,) = await claim(team)
    assert again.message.message_id == 900
    await team.services.outbox.closed(again.message, "closed")
    assert await entries(team) == [(MessageKind.FEEDBACK, MessageState.SENT)]


async def test_what_is_changed_at_night_is_changed_at_once_and_wakes_nobody(team: Harriers) -> None:
    word = await give(team)
    (parcel,) = await claim(team)
    await team.services.outbox.sent(parcel.message, 900)
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    now = team.clock.now()
    await team.database.write(lambda uow: uow.outbox.revise(TEAM, MessageKind.FEEDBACK, str(word), now))
    assert [one.message.message_id for one in await claim(team)] == [900]


async def test_there_is_no_note_about_a_note(team: Harriers) -> None:
    await give(team)
    for _ in range(2):
        (parcel,) = await claim(team)
        await team.services.outbox.closed(parcel.message, "closed")
    assert await claim(team) == []
    assert await entries(team) == [
        (MessageKind.FEEDBACK, MessageState.WAITING),
        (MessageKind.DELIVERY_NOTE, MessageState.WAITING),
    ]


async def test_a_worker_whose_claim_has_lapsed_tells_nobody(team: Harriers) -> None:
    await give(team)
    (parcel,) = await claim(team)
    team.clock.forward(minutes=2)
    (again,) = await claim(team)
    await team.services.outbox.closed(parcel.message, "closed")
    assert await entries(team) == [(MessageKind.FEEDBACK, MessageState.SENDING)]
    await team.services.outbox.closed(again.message, "closed")
    assert len(await entries(team)) == 2


async def test_who_has_left_by_then_gets_nothing_and_the_coach_hears_why(team: Harriers) -> None:
    await give(team)
    await team.change("Ben", left_at=team.clock.now())
    assert await claim(team) == []
    assert (await entries(team))[0] == (MessageKind.FEEDBACK, MessageState.DROPPED)
    (note,) = await claim(team)
    assert note.content == DeliveryNote("Ben", Hindrance.LEFT, "Textbook.")


async def test_an_erased_coachs_words_still_arrive_without_a_name(team: Harriers) -> None:
    word = await give(team)
    await team.database.write(lambda uow: uow.feedback.change(word, coach_id=None, coach_name=None))
    (parcel,) = await claim(team)
    assert isinstance(parcel.content, Feedback)
    assert parcel.content.coach_name is None
    await team.services.outbox.closed(parcel.message, "closed")
    assert await claim(team) == []


# --- quiet hours ---


async def test_in_quiet_hours_it_waits_for_the_morning_and_that_is_no_attempt(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await give(team)
    assert await claim(team) == []
    entry = await newest(team)
    morning = local("Europe/Berlin", "2026-11-21 07:00")
    assert (entry.state, entry.attempts, entry.due_at) == (MessageState.PENDING, 0, morning)
    team.clock.set(morning - timedelta(seconds=1))
    assert await claim(team) == []
    team.clock.set(morning)
    (parcel,) = await claim(team)
    assert parcel.message.attempts == 1


async def test_it_is_the_readers_own_night(team: Harriers) -> None:
    await team.change("Ben", time_zone="America/New_York")
    team.clock.set(local("Europe/Berlin", "2026-11-20 10:00"))
    await give(team)
    assert await claim(team) == []
    assert (await newest(team)).due_at == local("America/New_York", "2026-11-20 07:00")


async def test_who_is_no_runner_sleeps_by_the_teams_clock(team: Harriers) -> None:
    await give(team)
    (parcel,) = await claim(team)
    await team.services.outbox.closed(parcel.message, "closed")
    team.clock.set(local("Europe/Berlin", "2026-11-20 22:00"))
    assert await claim(team) == []
    assert (await newest(team)).due_at == local("Europe/Berlin", "2026-11-21 07:00")


async def test_new_quiet_hours_hold_for_what_waits_already(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await give(team)
    assert await claim(team) == []
    choose = team.services.team_settings.choose_quiet_hours
    await choose(CALEB, "23-6")
    assert await claim(team) == []
    assert (await newest(team)).due_at == local("Europe/Berlin", "2026-11-21 06:00")
    await choose(CALEB, "off")
    assert len(await claim(team)) == 1


async def test_a_new_time_zone_of_the_team_holds_for_what_waits_already(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await give(team)
    assert await claim(team) == []
    await team.services.team_settings.choose_zone(CALEB, "Moscow")
    assert await claim(team) == []
    assert (await newest(team)).due_at == local("Europe/Moscow", "2026-11-21 07:00")
    await team.services.team_settings.choose_zone(CALEB, "New York")
    assert len(await claim(team)) == 1


async def test_a_new_time_zone_of_the_reader_holds_for_what_waits_already(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await give(team)
    assert await claim(team) == []
    for zone, waits in (("Moscow", True), ("", True), ("New York", False)):
        await team.services.profiles.edit(team.asker("Ben"), ProfileChange(time_zone=zone))
        assert (await claim(team) == []) is waits
        if zone == "Moscow":
            assert (await newest(team)).due_at == local("Europe/Moscow", "2026-11-21 07:00")


async def test_a_team_without_quiet_hours_sends_at_night_and_posts_never_wait_for_the_morning(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await team.log("Ana")
    assert [parcel.message.kind for parcel in await claim(team)] == [MessageKind.FEED_CARD]
    await quiet(team, None, None)
    await give(team)
    assert [parcel.message.kind for parcel in await claim(team)] == [MessageKind.FEEDBACK]
