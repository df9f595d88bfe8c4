"""A kind word under a teammate's run: in a thread below the card, or to the runner alone, and never lost."""

import discord
import pytest
import simcord

from bot.domain.audience import MessageKind
from bot.services.comments import COMMENT_LIMIT, MOST_A_RUN
from bot.services.outbox import LEASE, MessageState
from tests.composed import Stage, answer, buttons, die_while_sending, last, posts, said, words


async def log(stage: Stage, praise: str = "public") -> discord.Message:
    """Log a run as Ana, who is praised like that, and return its card."""
    await stage.ana.slash(stage.feed, "profile edit", praise=praise)
    # Her first run was a while ago, so that nothing is celebrated below the card.
    await stage.ana.slash(stage.feed, "run log", distance="10k", time="52:00", when="2026-11-05")
    await stage.ana.slash(stage.feed, "run log", distance="10k", time="52:10")
    await stage.application.deliver_outbox()
    return last(stage.feed)


def feed(stage: Stage) -> list[discord.Message]:
    """Return what the bot has put into the feed, but for SimCord's own line on a new thread."""
    return [message for message in posts(stage.feed) if message.components]


async def write(stage: Stage, who: simcord.MemberActor, message: str) -> simcord.InteractionResult:
    """Press Say something under the first card, fill in the form, and let the sender send."""
    opened = await who.click(feed(stage)[0], label="Say something")
    sent = await who.submit_modal(opened, {"message": message})
    await stage.application.deliver_outbox()
    return sent


def thread_of(stage: Stage) -> simcord.ChannelHandle:
    """Return the one thread in the feed."""
    [thread] = stage.feed.threads
    return thread


def letters(member: simcord.MemberActor) -> list[str]:
    """Return what a member was sent by direct message."""
    return [words(message) for message in member.user.dm_channel.history()]


async def test_words_for_who_likes_public_praise_stand_in_a_thread_under_the_card(on_stage: Stage) -> None:
    card = await log(on_stage)
    told = await write(on_stage, on_stage.ben, "What a morning\nfor it, @everyone!")
    assert said(told) == (
        "On its way to **Ana**, to stand under the run:\n“What a morning\nfor it, @\u200beveryone!”\nTake it back"
    )
    thread = thread_of(on_stage)
    assert (thread.id, thread.name) == (card.id, "Kind words")
    [post] = posts(thread)
    assert words(post) == "**Ben:** “What a morning\nfor it, @\u200beveryone!”\nTake down"
    assert (post.mentions, post.role_mentions, post.mention_everyone) == ([], [], False)
    assert len(feed(on_stage)) == 1
    assert letters(on_stage.ana) == []


async def test_words_for_who_likes_a_quiet_note_are_a_direct_message(on_stage: Stage) -> None:
    await log(on_stage, praise="private")
    told = await write(on_stage, on_stage.ben, "What a morning!")
    assert said(told).startswith("On its way to **Ana**:\n")
    assert letters(on_stage.ana) == [
        "**Ben**, on your 10.0 km of Friday 20 Nov: “What a morning!”\n-# Harriers",
    ]
    assert on_stage.feed.threads == []
    assert len(feed(on_stage)) == 1


async def test_every_word_under_a_card_stands_in_its_one_thread(on_stage: Stage) -> None:
    await log(on_stage)
    await write(on_stage, on_stage.ben, "First!")
    again = await on_stage.killed_and_started_again()
    await write(again, again.chloe, "Second!")
    assert [words(post).splitlines()[0] for post in posts(thread_of(again))] == [
        "**Ben:** “First!”",
        "**Chloé:** “Second!”",
    ]


async def test_a_thread_that_sleeps_is_woken(on_stage: Stage) -> None:
    card = await log(on_stage)
    await write(on_stage, on_stage.ben, "First!")
    on_stage.env.backend.edit_channel(card.id, {}, thread_metadata={"archived": True})
    await on_stage.env.settle()
    await write(on_stage, on_stage.chloe, "Second!")
    metadata = on_stage.env.backend.get_thread(card.id).thread_metadata
    assert metadata is not None
    assert not metadata.archived
    assert len(posts(thread_of(on_stage))) == 2


async def test_a_thread_that_somebody_closed_for_good_is_left_alone_and_the_words_arrive(on_stage: Stage) -> None:
    card = await log(on_stage)
    await write(on_stage, on_stage.ben, "First!")
    closed = {"archived": True, "locked": True}
    on_stage.env.backend.edit_channel(card.id, {}, thread_metadata=closed)
    await on_stage.env.settle()
    await write(on_stage, on_stage.chloe, "Second!")
    assert len(posts(thread_of(on_stage))) == 1
    [letter] = letters(on_stage.ana)
    assert "Second!" in letter


async def test_a_thread_that_somebody_deleted_is_not_made_again_and_the_words_arrive(on_stage: Stage) -> None:
    card = await log(on_stage)
    await write(on_stage, on_stage.ben, "First!")
    on_stage.env.backend.delete_channel(card.id)
    await on_stage.env.settle()
    await write(on_stage, on_stage.chloe, "Second!")
    assert on_stage.feed.threads == []
    [letter] = letters(on_stage.ana)
    assert "Second!" in letter


async def test_where_the_bot_may_make_no_thread_it_answers_the_card(on_stage: Stage) -> None:
    card = await log(on_stage)
    await on_stage.forbid(on_stage.feed, "create_public_threads")
    await write(on_stage, on_stage.ben, "What a morning!")
    assert on_stage.feed.threads == []
    post = feed(on_stage)[-1]
    assert post.reference is not None
    assert post.reference.message_id == card.id
    assert words(post) == "**Ben:** “What a morning!”\nTake down"
    assert post.mentions == []


async def test_where_the_bot_may_not_write_in_threads_it_answers_the_card(on_stage: Stage) -> None:
    await log(on_stage)
    await on_stage.forbid(on_stage.feed, "send_messages_in_threads")
    await write(on_stage, on_stage.ben, "What a morning!")
    assert "What a morning!" in words(feed(on_stage)[-1])
    assert letters(on_stage.ana) == []


@pytest.mark.parametrize("lacking", [(), ("create_public_threads",), ("create_public_threads", "send_messages")])
async def test_words_under_a_card_that_is_gone_or_closed_arrive_by_direct_message(
    on_stage: Stage, lacking: tuple[str, ...]
) -> None:
    card = await log(on_stage)
    opened = await on_stage.ben.click(card, label="Say something")
    await on_stage.ben.submit_modal(opened, {"message": "What a morning!"})
    await on_stage.forbid(on_stage.feed, *lacking)
    if lacking == ("create_public_threads",):
        # SimCord lets one answer a message that is gone, which Discord does not.
        answering = f"/channels/{on_stage.feed.id}/messages"
        on_stage.env.inject_error("POST", answering, status=400, code=50035, message="Unknown message")
    if "send_messages" not in lacking:
        on_stage.env.backend.delete_message(on_stage.feed.id, card.id)
    await on_stage.application.deliver_outbox()
    [letter] = letters(on_stage.ana)
    assert "What a morning!" in letter
    assert on_stage.feed.threads == []
    assert [post for post in feed(on_stage) if "What a morning!" in words(post)] == []


async def test_a_post_whose_answer_got_lost_is_not_posted_twice(on_stage: Stage) -> None:
    card = await log(on_stage)
    opened = await on_stage.ben.click(card, label="Say something")
    await on_stage.ben.submit_modal(opened, {"message": "What a morning!"})
    await die_while_sending(on_stage.application, after_sending=True)
    again = await on_stage.killed_and_started_again()
    await again.env.advance_time(LEASE.total_seconds() + 1)
    await again.application.deliver_outbox()
    assert len(posts(thread_of(again))) == 1
    entry, *_ = await again.application.services.outbox.newest(1)
    assert (entry.kind, entry.state, entry.channel_id) == (MessageKind.COMMENT, MessageState.SENT, card.id)


async def test_closed_direct_messages_keep_the_words_and_whoever_wrote_them_is_told(on_stage: Stage) -> None:
    await log(on_stage, praise="private")
    closed = f"/channels/{on_stage.ana.user.dm_channel.id}/messages"
    on_stage.env.inject_error("POST", closed, status=403, code=50007, message="Closed", times=None)
    await write(on_stage, on_stage.ben, "What a morning!")
    assert letters(on_stage.ben) == [
        "Saved. **Ana**'s DMs are closed, so it waits in the inbox until Ana is next here.\n-# “What a morning!”"
    ]
    inbox = said(await on_stage.ana.slash(on_stage.feed, "feedback inbox"))
    assert "**Ben**, on your 10.0 km of Friday 20 Nov: “What a morning!”" in inbox


async def test_nobody_says_something_to_themselves(on_stage: Stage) -> None:
    card = await log(on_stage)
    assert "This run is your own." in said(await on_stage.ana.click(card, label="Say something"))


async def test_words_on_a_run_that_went_while_they_were_typed_come_back(on_stage: Stage) -> None:
    card = await log(on_stage)
    opened = await on_stage.ben.click(card, label="Say something")
    await on_stage.ana.slash(on_stage.feed, "profile edit", sharing="coach_only")
    refused = said(await on_stage.ben.submit_modal(opened, {"message": "What a morning!"}))
    assert "That run has been taken down by its runner." in refused
    assert "What a morning!" in refused


async def test_the_form_takes_no_more_than_a_comment_holds(on_stage: Stage) -> None:
    card = await log(on_stage)
    opened = await on_stage.ben.click(card, label="Say something")
    assert f"'max_length': {COMMENT_LIMIT}" in str(opened.modal)
    forged = said(await on_stage.ben.submit_modal(opened, {"message": " "}))
    assert "A few words, please." in forged


async def test_a_flood_of_words_ends_kindly_and_gives_back_the_next_one(on_stage: Stage) -> None:
    await log(on_stage)
    for number in range(MOST_A_RUN):
        await write(on_stage, on_stage.ben, f"Word {number}")
    refused = said(await write(on_stage, on_stage.ben, "And another"))
    assert "You have said a good deal under this run." in refused
    assert "And another" in refused
    assert len(posts(thread_of(on_stage))) == MOST_A_RUN


@pytest.mark.parametrize("who", ["ben", "ana"])
async def test_writer_and_runner_can_take_words_down(on_stage: Stage, who: str) -> None:
    await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    await write(on_stage, on_stage.chloe, "Indeed!")
    member: simcord.MemberActor = getattr(on_stage, who)
    [post, _] = posts(thread_of(on_stage))
    asked = answer(await member.click(post, label="Take down"))
    assert words(asked).startswith("**Take these words down?** They go for good.\n**Ben:** “What a morning!”")
    await member.click(asked, label="Take them down")
    await on_stage.application.deliver_outbox()
    assert [words(post).splitlines()[0] for post in posts(thread_of(on_stage))] == ["**Chloé:** “Indeed!”"]


async def test_others_leave_words_alone(on_stage: Stage) -> None:
    await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    [post] = posts(thread_of(on_stage))
    assert "for others to take down" in said(await on_stage.chloe.click(post, label="Take down"))


async def test_words_can_be_taken_back_from_a_direct_message_too(on_stage: Stage) -> None:
    await log(on_stage, praise="private")
    told = answer(await write(on_stage, on_stage.ben, "What a morning!"))
    await on_stage.ben.click(answer(await on_stage.ben.click(told, label="Take it back")), label="Take them down")
    await on_stage.application.deliver_outbox()
    assert letters(on_stage.ana) == []


# --- words that stand obey ---


@pytest.mark.parametrize("change", [{"praise": "private"}, {"sharing": "coach_only"}])
async def test_words_that_stand_go_when_their_runner_would_rather_not(on_stage: Stage, change: dict[str, str]) -> None:
    await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    await on_stage.ana.slash(on_stage.feed, "profile edit", **change)
    await on_stage.application.deliver_outbox()
    assert posts(thread_of(on_stage)) == []
    # They were there to read, and are no news.
    assert letters(on_stage.ana) == []


async def test_words_that_wait_become_a_quiet_note_when_their_runner_would_rather_have_that(on_stage: Stage) -> None:
    card = await log(on_stage)
    opened = await on_stage.ben.click(card, label="Say something")
    await on_stage.ben.submit_modal(opened, {"message": "What a morning!"})
    await on_stage.ana.slash(on_stage.feed, "profile edit", praise="private")
    for _ in range(2):
        await on_stage.application.deliver_outbox()
    assert on_stage.feed.threads == []
    assert len(letters(on_stage.ana)) == 1


async def test_words_that_stand_go_with_their_run(on_stage: Stage) -> None:
    card = await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    await on_stage.press(on_stage.ana, card, "run:delete:2:sure")
    await on_stage.application.deliver_outbox()
    assert posts(thread_of(on_stage)) == []


@pytest.mark.parametrize("who", ["ben", "ana"])
async def test_words_that_stand_go_with_whoever_is_forgotten(on_stage: Stage, who: str) -> None:
    await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    member: simcord.MemberActor = getattr(on_stage, who)
    question = answer(await member.slash(on_stage.feed, "privacy forget"))
    await member.click(question, label="Erase it all")
    await on_stage.application.deliver_outbox()
    assert posts(thread_of(on_stage)) == []


async def test_a_sleeping_thread_is_woken_to_take_words_down(on_stage: Stage) -> None:
    card = await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    on_stage.env.backend.edit_channel(card.id, {}, thread_metadata={"archived": True})
    await on_stage.env.settle()
    on_stage.env.inject_error("DELETE", "/channels/*/messages/*", status=400, code=50083)
    await on_stage.ana.slash(on_stage.feed, "profile edit", praise="private")
    await on_stage.application.deliver_outbox()
    assert posts(thread_of(on_stage)) == []
    metadata = on_stage.env.backend.get_thread(card.id).thread_metadata
    assert metadata is not None
    assert not metadata.archived


async def test_words_in_a_thread_that_was_deleted_owe_nothing(on_stage: Stage) -> None:
    card = await log(on_stage)
    await write(on_stage, on_stage.ben, "What a morning!")
    on_stage.env.backend.delete_channel(card.id)
    await on_stage.env.settle()
    await on_stage.ana.slash(on_stage.feed, "profile edit", praise="private")
    await on_stage.application.deliver_outbox()
    found = {entry.kind: entry.state for entry in await on_stage.application.services.outbox.newest()}
    assert found[MessageKind.COMMENT] is MessageState.DROPPED


async def test_a_card_offers_three_ways_at_most(on_stage: Stage) -> None:
    card = await log(on_stage)
    assert list(buttons(card)) == ["Cheer", "Say something"]
    await on_stage.ben.click(card, label="Cheer")
    assert list(buttons(last(on_stage.feed))) == ["Cheer · 1", "Say something", "Who?"]
