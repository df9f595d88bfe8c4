"""Where posts go: the channels that suit them, as they come, go and are renamed, and what a missing permission does."""

from datetime import UTC, datetime, timedelta

import pytest
import simcord

from bot.domain.audience import MessageKind
from bot.services.outbox import MessageState
from tests.composed import Stage, answer, posts, said, words

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def log(stage: Stage, channel: simcord.ChannelHandle | None = None) -> str:
    """Have Ana log a run; returns the answer."""
    return said(await stage.ana.slash(channel or stage.feed, "run log", distance="10k", time="52:10"))


async def the_entry(stage: Stage) -> tuple[MessageState, str]:
    """Return state and reason of the newest post in the outbox."""
    newest = await stage.application.services.outbox.newest(10)
    entry = next(entry for entry in newest if entry.kind is not MessageKind.ADMIN_NOTICE)
    return entry.state, entry.reason or ""


# --- permissions ---


@pytest.mark.parametrize("missing", ["send_messages", "view_channel"])
async def test_a_card_waits_for_a_missing_permission_and_says_which(on_stage: Stage, missing: str) -> None:
    await on_stage.forbid(on_stage.feed, missing)
    assert "Logged" in await log(on_stage, on_stage.boards)
    await on_stage.application.deliver_outbox()
    state, reason = await the_entry(on_stage)
    assert state is MessageState.PENDING
    assert str(on_stage.feed.id) in reason
    for permission in ("View Channel", "Send Messages", "Attach Files", "Read Message History"):
        assert permission in reason
    # It does not turn up somewhere else meanwhile.
    assert posts(on_stage.boards) == []

    await on_stage.forbid(on_stage.feed)
    await on_stage.env.advance_time(11 * 60)
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.feed)) == 1
    assert await the_entry(on_stage) == (MessageState.SENT, "")


@pytest.mark.parametrize("missing", ["send_messages", "view_channel"])
async def test_the_weekly_post_waits_for_a_missing_permission(on_stage: Stage, missing: str) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await who.slash(on_stage.feed, "run log", distance="10k", time="52:10")
        shown = (await who.slash(on_stage.feed, "leaderboard")).response
        assert shown is not None
        await who.click(shown, label="Show me on this board")
    await on_stage.application.deliver_outbox()
    await on_stage.forbid(on_stage.boards, missing)
    await on_stage.go_to(MONDAY)
    await on_stage.work()
    state, reason = await the_entry(on_stage)
    assert state is MessageState.PENDING
    assert "Attach Files" in reason

    await on_stage.forbid(on_stage.boards)
    await on_stage.env.advance_time(11 * 60)
    await on_stage.work()
    assert len(posts(on_stage.boards)) == 1


async def test_a_permission_given_a_day_later_is_early_enough(on_stage: Stage) -> None:
    await on_stage.forbid(on_stage.feed, "send_messages")
    await log(on_stage, on_stage.boards)
    for _ in range(24):
        await on_stage.application.deliver_outbox()
        await on_stage.env.advance_time(3600)
    await on_stage.forbid(on_stage.feed)
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.feed)) == 1


async def test_without_the_history_a_repetition_is_left_to_discord(on_stage: Stage) -> None:
    await on_stage.forbid(on_stage.feed, "read_message_history")
    await log(on_stage)
    on_stage.env.inject_error("POST", "/channels/*/messages", status=503)
    await on_stage.application.deliver_outbox()
    await on_stage.env.advance_time(6)
    await on_stage.application.deliver_outbox()
    sent = [one.json for one in on_stage.env.http_requests if one.path == f"/channels/{on_stage.feed.id}/messages"]
    nonces = {one["nonce"] for one in sent if one is not None and "nonce" in one}
    assert len(nonces) == 1
    assert all(one["enforce_nonce"] for one in sent if one is not None and "nonce" in one)
    assert len(posts(on_stage.feed)) == 1


# --- channels that come and go ---


async def test_a_renamed_channel_keeps_its_posts_when_no_other_suits_better(on_stage: Stage) -> None:
    on_stage.env.backend.edit_channel(on_stage.boards.id, {"name": "hall-of-fame"})
    await on_stage.env.settle()
    assert await on_stage.application.services.teams.channels(on_stage.guild.id) == (on_stage.feed.id, on_stage.feed.id)


async def test_a_channel_made_for_the_boards_gets_them(on_stage: Stage) -> None:
    on_stage.env.backend.delete_channel(on_stage.boards.id)
    await on_stage.env.settle()
    assert (await on_stage.application.services.teams.channels(on_stage.guild.id))[1] == on_stage.feed.id

    made = on_stage.guild.create_text_channel("leaderboards")
    await on_stage.env.settle()
    await log(on_stage)
    await on_stage.application.deliver_outbox()
    await on_stage.go_to(MONDAY)
    await on_stage.work()
    assert "Week 47" in words(posts(made)[-1])


async def test_a_post_owed_to_a_channel_that_is_gone_goes_to_the_next_one(on_stage: Stage) -> None:
    await log(on_stage)
    on_stage.env.backend.delete_channel(on_stage.feed.id)
    await on_stage.env.settle()
    await on_stage.application.deliver_outbox()
    assert "**Ana**" in words(posts(on_stage.boards)[-1])


async def test_a_server_without_any_channel_gets_its_posts_once_it_has_one(on_stage: Stage) -> None:
    talking = on_stage.guild.create_voice_channel("talking")
    await log(on_stage)
    for channel in (on_stage.feed, on_stage.boards):
        on_stage.env.backend.delete_channel(channel.id)
    await on_stage.env.settle()
    await on_stage.application.deliver_outbox()
    state, reason = await the_entry(on_stage)
    assert state is MessageState.PENDING
    assert "channel" in reason

    made = on_stage.guild.create_text_channel("anything")
    await on_stage.env.settle()
    await on_stage.env.advance_time(timedelta(hours=1, seconds=1).total_seconds())
    await on_stage.application.deliver_outbox()
    assert "**Ana**" in words(posts(made)[-1])
    assert talking.name == "talking"


async def test_a_channel_that_the_bot_may_not_use_is_no_fallback(on_stage: Stage) -> None:
    for channel in (on_stage.feed, on_stage.boards):
        on_stage.env.backend.delete_channel(channel.id)
    secret = on_stage.guild.create_text_channel("admins")
    await on_stage.forbid(secret, "send_messages")
    open_one = on_stage.guild.create_text_channel("general")
    await on_stage.env.settle()
    feed, board = await on_stage.application.services.teams.channels(on_stage.guild.id)
    assert (feed, board) == (open_one.id, open_one.id)


async def test_what_changed_while_the_bot_was_down_is_seen_at_the_next_start(on_stage: Stage) -> None:
    made = on_stage.guild.create_text_channel("run-feed")
    on_stage.env.backend.delete_channel(on_stage.feed.id)
    again = await on_stage.killed_and_started_again()
    assert (await again.application.services.teams.channels(again.guild.id))[0] == made.id


async def test_a_run_logged_the_moment_the_bot_joins_has_its_card(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Newcomers")
    channel = elsewhere.create_text_channel("run-feed")
    dora = elsewhere.add_member(on_stage.env.create_user("Dora"))
    typed = on_stage.emit_typed(dora, "run log", channel.id, distance="10k", time="52:10")
    await on_stage.env.settle()
    assert "On its way to the team's feed." in said(await dora.click(answer(typed), label="That's me"))
    await on_stage.application.deliver_outbox()
    assert "**Dora**" in words(posts(channel)[-1])


async def test_a_second_server_has_channels_of_its_own(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Rivals")
    theirs = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(elsewhere.add_member(on_stage.ben.user))
    await log(on_stage)
    await there.slash(theirs, "run log", distance="5k", time="26:00")
    await on_stage.application.deliver_outbox()
    assert [words(post).partition("\n")[0][:7] for post in posts(theirs)] == ["**Ben**"]
    assert [words(post).partition("\n")[0][:7] for post in posts(on_stage.feed)] == ["**Ana**"]
