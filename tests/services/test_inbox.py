"""The inbox: what waits comes first, everything is read once it was seen, and an offer is made once."""

import asyncio

import pytest

from bot.domain.audience import MessageKind
from bot.services.asker import Asker
from bot.services.feedback_files import SentFile
from bot.services.feedback_letters import Feedback
from bot.services.inbox import InboxPage
from bot.services.letters import DeliveryNote
from bot.services.outbox import MessageState
from tests.services.harriers import TEAM, Harriers, local

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)


@pytest.fixture(autouse=True)
async def _ben(team: Harriers) -> None:
    await team.join("Ben")


async def give(team: Harriers, *messages: str) -> None:
    for message in messages:
        await team.services.feedback.give(CALEB, (await team.runner("Ben")).runner_id, message)


async def deliver(team: Harriers, *, closed: bool) -> None:
    """Send everything that is due, or find every direct message closed."""
    while parcels := await team.services.outbox.claim():
        for parcel in parcels:
            if closed:
                await team.services.outbox.closed(parcel.message, "closed")
            else:
                await team.services.outbox.sent(parcel.message, 900 + parcel.message.outbox_id)


async def read(team: Harriers, who: str = "Ben", before: int | None = None) -> InboxPage:
    """Show a member a page."""
    return await show(team, team.asker(who), before)


async def show(team: Harriers, asker: Asker, before: int | None = None) -> InboxPage:
    page = await team.services.inbox.read(asker, before)
    await team.services.inbox.seen(asker, page)
    return page


def words(page: InboxPage) -> list[tuple[str, bool]]:
    """Return what coaches wrote, and whether it is new."""
    return [(entry.letter.message, entry.is_new) for entry in page.entries if isinstance(entry.letter, Feedback)]


async def states(team: Harriers) -> set[MessageState]:
    return {one.state for one in await team.services.outbox.newest()}


async def test_what_waits_comes_first_and_is_sent_by_being_seen(team: Harriers) -> None:
    await give(team, "first")
    await deliver(team, closed=True)
    await give(team, "second")
    await deliver(team, closed=False)
    page = await read(team)
    assert words(page) == [("first", True), ("second", True)]
    assert (page.more_waiting, page.older, page.is_first) == (False, None, True)
    entry = (await team.services.outbox.newest())[-1]
    assert (entry.state, entry.sent_at, entry.reason) == (MessageState.SENT, team.clock.now(), None)
    assert words(await read(team)) == [("second", False), ("first", False)]


async def test_a_page_that_was_not_shown_is_as_new_as_before(team: Harriers) -> None:
    await give(team, "first")
    await deliver(team, closed=True)
    await give(team, "second")
    unseen = await team.services.inbox.read(team.asker("Ben"))
    assert words(unseen) == [("first", True), ("second", True)]
    assert await states(team) == {MessageState.WAITING, MessageState.PENDING}
    assert await team.services.inbox.read(team.asker("Ben")) == unseen
    await deliver(team, closed=False)
    await team.services.inbox.seen(team.asker("Ben"), unseen)
    rows = await team.services.outbox.newest()
    assert {row.state for row in rows if row.kind is MessageKind.FEEDBACK} == {MessageState.SENT}
    assert words(await read(team)) == [("second", False), ("first", False)]


async def test_what_is_read_before_it_went_does_not_go_any_more(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await give(team, "good night")
    await deliver(team, closed=False)
    assert await states(team) == {MessageState.PENDING}
    assert words(await read(team)) == [("good night", True)]
    team.clock.forward(hours=12)
    assert await team.services.outbox.claim() == ()
    assert await states(team) == {MessageState.SENT}


async def test_a_coach_who_is_no_runner_reads_notes_there(team: Harriers) -> None:
    await give(team, "closed to you")
    await deliver(team, closed=True)
    page = await show(team, CALEB)
    assert [type(entry.letter) for entry in page.entries] == [DeliveryNote]
    assert (await show(team, CALEB)).entries == ()
    # Looking into an inbox makes nobody a runner.
    rows = await team.database.read(lambda uow: uow.runners.of_team(TEAM))
    assert [row.name for row in rows] == ["Ben"]


async def test_pages_lead_from_what_waits_to_the_oldest_word(team: Harriers) -> None:
    await give(team, *(f"word {number}" for number in range(1, 8)))
    await deliver(team, closed=True)
    first = await read(team)
    assert [message for message, _ in words(first)] == [f"word {number}" for number in range(1, 6)]
    assert (first.more_waiting, first.older) == (True, None)
    second = await read(team)
    assert [message for message, _ in words(second)] == ["word 6", "word 7", "word 5", "word 4", "word 3"]
    assert not second.more_waiting
    assert second.older is not None
    third = await read(team, before=second.older)
    assert words(third) == [("word 2", False), ("word 1", False)]
    assert (third.is_first, third.older) == (False, None)
    assert (await read(team, before=second.older - 2)).entries == ()


async def test_long_words_fill_a_page_alone(team: Harriers) -> None:
    await give(team, "_" * 2000, "*" * 2000)
    assert [len(message) for message, _ in words(await read(team))] == [2000]


async def test_a_page_filled_by_what_waited_leads_on_to_the_words(team: Harriers) -> None:
    await give(team, "old")
    await deliver(team, closed=False)
    await give(team, *(f"word {number}" for number in range(5)))
    await deliver(team, closed=True)
    page = await read(team)
    assert (len(page.entries), page.more_waiting) == (5, False)
    assert words(await read(team, before=page.older)) == [("old", True)]


async def test_nobody_reads_anothers_inbox(team: Harriers) -> None:
    await give(team, "for Ben")
    await deliver(team, closed=True)
    assert (await read(team, "Ana")).entries == ()
    assert (await team.services.inbox.read(Asker(TEAM + 1, team.asker("Ben").user_id, "Ben"))).entries == ()
    assert MessageState.WAITING in await states(team)


async def test_what_was_erased_meanwhile_is_dropped_and_not_shown(team: Harriers) -> None:
    await give(team, "gone")
    await deliver(team, closed=True)
    await team.change("Ben", left_at=team.clock.now())
    assert words(await read(team)) == [("gone", True)]
    assert MessageState.DROPPED in await states(team)


async def test_an_offer_is_made_once_for_each_message(team: Harriers) -> None:
    ben = team.asker("Ben")
    offer = team.services.inbox.offer
    assert await offer(ben) is None
    await give(team, "one")
    assert await offer(ben) is None
    await deliver(team, closed=True)
    assert await offer(team.asker("Ana")) is None
    first = await offer(ben)
    assert first is not None
    assert (first.count, len(first.outbox_ids)) == (1, 1)
    assert await offer(ben) is None
    await give(team, "two")
    await deliver(team, closed=True)
    made = await offer(ben)
    assert made is not None
    assert made.outbox_ids > first.outbox_ids
    assert (made.count, len(made.outbox_ids)) == (2, 1)
    await team.services.inbox.not_offered(made)
    assert await offer(ben) == made
    await read(team)
    assert await offer(ben) is None


async def test_two_commands_at_once_make_one_offer(team: Harriers) -> None:
    await give(team, "one")
    await deliver(team, closed=True)
    offers = await asyncio.gather(*(team.services.inbox.offer(team.asker("Ben")) for _ in range(5)))
    assert [offer.count for offer in offers if offer is not None] == [1]


async def test_each_words_on_a_page_have_their_own_files(team: Harriers) -> None:
    runner_id = (await team.runner("Ben")).runner_id
    files = [SentFile(f"{number}-{name}", b"plan") for number, name in enumerate(("a.pdf", "b.pdf", "c.pdf"))]
    for message, along in (("first", files[:2]), ("second", []), ("third", files[2:])):
        await team.services.feedback.give(CALEB, runner_id, message, tuple(along))
    await deliver(team, closed=False)
    page = await read(team)
    found = {one.letter.message: one.letter.files for one in page.entries if isinstance(one.letter, Feedback)}
    assert found == {"first": ("0-a.pdf", "1-b.pdf"), "second": (), "third": ("2-c.pdf",)}
    assert await team.database.read(lambda uow: uow.feedback_files.names_of(())) == {}
