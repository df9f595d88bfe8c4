"""Comments: words under a run on both engines, whoever writes, changes and leaves at the same time."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.audience import MessageKind, Praise, Sharing
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.comments import COMMENT_LIMIT, MOST_A_RUN, CardPlace, Comment, Said
from bot.services.letters import CommentNote
from bot.services.outbox import MessageState, Parcel
from bot.services.profiles import ProfileChange
from db.database import Database
from db.models import runners
from tests.db.engines import another
from tests.services.harriers import FEED, TEAM, Harriers, services_on
from tests.services.ledger import rows_of

CARD, THREAD = 900, 900
"""A thread has the number of the message that it is under."""


@pytest.fixture
async def run_id(team: Harriers) -> int:
    """A run of Ana, who likes praise in public, whose card stands in the feed."""
    run_id = (await team.log("Ana")).run.run_id
    await team.change("Ana", praise=Praise.PUBLIC)
    [card] = await team.services.outbox.claim()
    await team.services.outbox.sent(card.message, CARD)
    return run_id


async def say(team: Harriers, run_id: int, message: str = "What a morning!", name: str = "Ben") -> Said:
    return await team.services.comments.say(team.asker(name), run_id, message)


async def claim(team: Harriers) -> Parcel:
    """Claim the one message that is due."""
    [parcel] = await team.services.outbox.claim()
    return parcel


async def posted(team: Harriers, message_id: int = 901) -> Parcel:
    """Claim a comment and note that it was put into the thread."""
    parcel = await claim(team)
    await team.services.outbox.sent(parcel.message, message_id, THREAD)
    return parcel


async def states(team: Harriers) -> dict[MessageKind, MessageState]:
    return {entry.kind: entry.state for entry in reversed(await team.services.outbox.newest())}


async def test_words_go_under_the_card_and_the_next_ones_into_its_thread(team: Harriers, run_id: int) -> None:
    first = await say(team, run_id)
    assert (first.in_public, first.runner_name, first.message) == (True, "Ana", "What a morning!")
    parcel = await posted(team)
    assert parcel.content == Comment(first.comment_id, "Ben", "What a morning!")
    under = parcel.message.under
    assert under is not None
    assert (under.channel_id, under.message_id, under.thread_channel_id) == (FEED, CARD, None)
    await say(team, run_id, name="Chloé")
    assert (await claim(team)).message.under == CardPlace(under.outbox_id, FEED, CARD, THREAD)


async def test_an_answer_to_the_card_makes_it_no_thread(team: Harriers, run_id: int) -> None:
    await say(team, run_id)
    parcel = await claim(team)
    await team.services.outbox.sent(parcel.message, 901, FEED)
    await say(team, run_id, name="Chloé")
    under = (await claim(team)).message.under
    assert under is not None
    assert under.thread_channel_id is None


async def test_quiet_words_are_a_letter_with_the_run_they_are_about(team: Harriers, run_id: int) -> None:
    await team.change("Ana", praise=Praise.PRIVATE)
    assert not (await say(team, run_id)).in_public
    parcel = await claim(team)
    assert parcel.message.recipient_id == team.asker("Ana").user_id
    assert isinstance(parcel.content, CommentNote)
    assert (parcel.content.author_name, parcel.content.message, parcel.content.distance_m) == (
        "Ben",
        "What a morning!",
        10_000,
    )


async def test_words_without_a_home_become_one_letter_however_often_that_is_found_out(
    team: Harriers, run_id: int
) -> None:
    await say(team, run_id)
    parcel = await claim(team)
    for _ in range(2):
        await team.services.outbox.homeless(parcel.message, "the card is gone")
    letter = await claim(team)
    assert (letter.message.kind, isinstance(letter.content, CommentNote)) == (MessageKind.COMMENT_NOTE, True)
    await team.services.outbox.sent(letter.message, 902)
    assert (await states(team))[MessageKind.COMMENT] is MessageState.DROPPED
    assert await team.services.outbox.claim() == ()


async def test_a_card_that_was_taken_down_sends_the_words_to_the_runner(team: Harriers, run_id: int) -> None:
    await team.database.write(lambda uow: uow.outbox.revise(TEAM, MessageKind.FEED_CARD, str(run_id), team.clock.now()))
    card = await claim(team)
    await team.services.outbox.drop(card.message)
    assert not (await say(team, run_id)).in_public


async def test_who_would_rather_have_it_quiet_by_the_time_of_sending_has_it_quiet(team: Harriers, run_id: int) -> None:
    await say(team, run_id)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PRIVATE))
    parcel = await claim(team)
    assert parcel.content is None
    await team.services.outbox.drop(parcel.message)
    assert isinstance((await claim(team)).content, CommentNote)


async def test_a_worker_whose_claim_has_lapsed_decides_nothing(team: Harriers, run_id: int) -> None:
    await say(team, run_id)
    parcel = await claim(team)
    team.clock.forward(minutes=2)
    again = await claim(team)
    await team.services.outbox.homeless(parcel.message, "the card is gone")
    await team.services.outbox.sent(again.message, 901, THREAD)
    assert await states(team) == {MessageKind.FEED_CARD: MessageState.SENT, MessageKind.COMMENT: MessageState.SENT}


async def test_who_changes_it_while_the_words_are_posted_has_them_taken_down(team: Harriers, run_id: int) -> None:
    await say(team, run_id)
    parcel = await claim(team)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PRIVATE))
    await team.services.outbox.sent(parcel.message, 901, THREAD)
    again = await claim(team)
    assert (again.content, again.message.message_id, again.message.channel_id) == (None, 901, THREAD)


@pytest.mark.parametrize("gone", ["Ana", "Ben"])
async def test_who_has_left_is_named_nowhere(team: Harriers, run_id: int, gone: str) -> None:
    await say(team, run_id)
    await team.change(gone, left_at=team.clock.now())
    for parcel in await team.services.outbox.claim():
        assert parcel.content is None
        await team.services.outbox.drop(parcel.message)
    letters = [parcel.content for parcel in await team.services.outbox.claim()]
    # To Ana, who is here, it is still a word from a teammate.
    assert [type(letter) for letter in letters if isinstance(letter, CommentNote)] == (
        [CommentNote] if gone == "Ben" else []
    )


async def test_words_are_held_for_both_and_go_with_either(team: Harriers, run_id: int) -> None:
    await say(team, run_id, "zest")
    await posted(team)
    for name, kind in (("Ana", "comments_received"), ("Ben", "comments_given")):
        export = await team.services.privacy.export(team.asker(name))
        assert export is not None
        [held] = [table for table in export.tables if table.name == kind]
        assert "zest" in held.rows[0]
        assert ("Ben" in held.rows[0]) == (name == "Ana")
    assert await team.services.privacy.forget(team.asker("Ben"))
    down = await claim(team)
    assert (down.content, down.message.message_id) == (None, 901)
    export = await team.services.privacy.export(team.asker("Ana"))
    assert export is not None
    assert [table.rows for table in export.tables if table.name == "comments_received"] == [()]


async def test_what_cannot_be_said_is_refused_kindly_and_leaves_nothing(team: Harriers, run_id: int) -> None:
    for message, code in (("   ", "comment_empty"), ("x" * (COMMENT_LIMIT + 1), "comment_too_long")):
        with pytest.raises(UserError) as refused:
            await say(team, run_id, message)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        await say(team, run_id, name="Ana")
    with pytest.raises(NotFound):
        await team.services.comments.say(Asker(TEAM + 1, 7, "Zoe"), run_id, "Hello")
    await team.change("Ana", sharing=Sharing.COACH_ONLY)
    with pytest.raises(NotFound):
        await say(team, run_id)
    assert [row["name"] for row in await rows_of(team.database, runners, TEAM)] == ["Ana"]
    assert await team.services.outbox.claim() == ()


async def test_one_teammate_says_so_much_under_a_run_and_another_may_go_on(team: Harriers, run_id: int) -> None:
    for _ in range(MOST_A_RUN):
        await say(team, run_id)
    with pytest.raises(UserError) as refused:
        await say(team, run_id)
    assert refused.value.code == "comment_enough"
    await say(team, run_id, name="Chloé")


@pytest.fixture
async def second(url: str, database: Database) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    async with another(url) as opened:
        yield opened


async def test_writing_changing_and_forgetting_at_once_ends_with_nothing_against_a_profile(
    team: Harriers, run_id: int, second: Database
) -> None:
    elsewhere = services_on(second, team.clock)
    other = (await team.log("Ben")).run.run_id
    await team.change("Ben", praise=Praise.PUBLIC)
    [card] = await team.services.outbox.claim()
    await team.services.outbox.sent(card.message, 950)

    async def work(number: int) -> None:
        services = (team.services, elsewhere)[number % 2]
        for parcel in await services.outbox.claim():
            if parcel.content is None:
                await services.outbox.drop(parcel.message)
            else:
                await services.outbox.sent(parcel.message, 1_000 + parcel.message.outbox_id, THREAD)

    for turn in range(6):
        praise = (Praise.PRIVATE, Praise.PUBLIC)[turn % 2]
        fans = [Asker(TEAM, 100 * turn + number, f"Fan {turn} {number}") for number in range(6)]
        await asyncio.gather(
            *(elsewhere.comments.say(fan, (run_id, other)[number % 2], "Go!") for number, fan in enumerate(fans)),
            *(work(number) for number in range(4)),
            team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=praise)),
            elsewhere.profiles.edit(team.asker("Ben"), ProfileChange(praise=praise)),
            elsewhere.privacy.forget(fans[0]),
        )
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PRIVATE))
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(praise=Praise.PRIVATE))
    for _ in range(20):
        await work(0)
    entries = await team.services.outbox.newest(500)
    assert {entry.state for entry in entries if entry.kind is MessageKind.COMMENT} == {MessageState.DROPPED}
