"""The Monday post: the board of the week that is over, with a picture, exactly once whatever happens on the way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.domain.audience import MessageKind
from bot.services.outbox import LEASE, MessageState
from bot.services.schedules import LATE_LEADERBOARD
from tests.composed import Stage, answer, die_while_sending, last, posts, said, words

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> None:
    """Log a run that nobody asks about."""
    assert "Logged" in said(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def show(stage: Stage, *runners: simcord.MemberActor) -> None:
    """Have runners show themselves on the points board."""
    for who in runners:
        await who.click(answer(await who.slash(stage.feed, "leaderboard")), label="Show me on this board")


async def a_week_of_runs(stage: Stage) -> None:
    """Ana and Ben run twice, Chloé once; all of them are on the board."""
    for who in (stage.ben, stage.ana):
        await log(stage, who, when="monday")
        await log(stage, who, when="thursday")
    await log(stage, stage.chloe)
    await show(stage, stage.ana, stage.ben, stage.chloe)


async def post_of_monday(stage: Stage) -> discord.Message:
    """Go to Monday 08:00, let the program work, and return what stands in the channel."""
    await stage.go_to(MONDAY)
    await stage.work()
    [post] = posts(stage.boards)
    return post


async def the_entry(stage: Stage) -> tuple[MessageState, str | None]:
    """Return state and reason of the weekly post in the outbox; there is one at most."""
    entries = await stage.application.services.outbox.newest(100)
    [entry] = [entry for entry in entries if entry.kind is MessageKind.LEADERBOARD]
    return entry.state, entry.reason


# --- what it says ---


async def test_the_board_of_the_week_is_posted_on_monday_at_eight(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY - timedelta(seconds=1))
    await on_stage.work()
    assert posts(on_stage.boards) == []

    post = await post_of_monday(on_stage)
    said_there = words(post)
    assert "Week 47" in said_there
    assert "3 of us ran 50.0 km together." in said_there
    assert "Thank you" in said_there


async def test_runners_with_the_same_points_share_the_medal(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    lines = words(await post_of_monday(on_stage)).splitlines()
    assert [line for line in lines if line[0] in "🥇🥈🥉"] == [
        "🥇 Ana · 85 points",
        "🥇 Ben · 85 points",
        "🥉 Chloé · 45 points",
    ]


async def test_it_is_a_layout_with_a_picture_that_says_in_words_what_it_shows(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    post = await post_of_monday(on_stage)
    assert post.flags.components_v2
    assert post.content == ""
    [container] = post.components
    assert isinstance(container, discord.Container)
    [gallery] = [part for part in container.children if isinstance(part, discord.MediaGalleryComponent)]
    description = gallery.items[0].description or ""
    for fact in ("week 47", "1: Ana, 85 points.", "1: Ben, 85 points.", "3: Chloé, 45 points.", "50.0 km"):
        assert fact in description

    [picture] = post.attachments
    assert picture.filename.endswith(".png")
    assert (await picture.read()).startswith(b"\x89PNG")


async def test_it_pings_nobody(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    loud = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("loud"), nick="@everyone <@&1> `x`"))
    await log(on_stage, loud)
    await show(on_stage, loud)
    post = await post_of_monday(on_stage)
    assert (post.mentions, post.role_mentions, post.mention_everyone) == ([], [], False)
    assert "@everyone" not in words(post)


async def test_who_is_hidden_is_counted_and_not_named(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    dora = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("Dora")))
    await log(on_stage, dora)
    said_there = words(await post_of_monday(on_stage))
    assert "4 of us ran 60.0 km together." in said_there
    assert "Dora" not in said_there


async def test_with_fewer_than_three_shown_the_team_stands_alone(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ben)
    await show(on_stage, on_stage.ana, on_stage.ben)
    post = await post_of_monday(on_stage)
    assert "2 of us ran 20.0 km together." in words(post)
    assert "Ana" not in words(post)
    assert post.attachments == []


async def test_a_week_without_a_run_is_not_spoken_of(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run list")
    await on_stage.go_to(MONDAY)
    await on_stage.work()
    assert posts(on_stage.boards) == []
    assert (await the_entry(on_stage))[0] is MessageState.DROPPED


async def test_rest_days_of_the_weekend_are_in_it(on_stage: Stage) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        for when in ("tuesday", "wednesday", "thursday"):
            await log(on_stage, who, when=when)
    await show(on_stage, on_stage.ana, on_stage.ben, on_stage.chloe)
    # Log 30, sessions 30, rest 20, streak 10, first 10 km 15 by now, and 20 for the full week once Sunday is over.
    assert "Ana · 125 points" in words(await post_of_monday(on_stage))


async def test_runs_of_monday_morning_belong_to_the_next_one(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY - timedelta(hours=2))
    await log(on_stage, on_stage.ana, distance="12k", time="70", when="today 4am")
    assert "3 of us ran 50.0 km together." in words(await post_of_monday(on_stage))


# --- when, and how often ---


async def test_each_week_has_its_own(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await post_of_monday(on_stage)
    await on_stage.go_to(MONDAY + timedelta(days=2))
    await log(on_stage, on_stage.ana)
    await on_stage.go_to(MONDAY + timedelta(days=7))
    await on_stage.work()
    assert ["Week 48" in words(post) for post in posts(on_stage.boards)] == [False, True]


async def test_it_comes_once_through_any_number_of_restarts(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY)
    running = on_stage
    for _ in range(3):
        running = await running.killed_and_started_again()
        for _ in range(2):
            await running.work()
        await running.env.advance_time(90)
    assert len(posts(on_stage.boards)) == 1


async def test_a_process_killed_after_owing_it_leaves_it_to_the_next(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY)
    await on_stage.application.tick()

    again = await on_stage.killed_and_started_again()
    await again.work()
    assert len(posts(on_stage.boards)) == 1


@pytest.mark.parametrize("after_sending", [False, True], ids=["before sending", "before noting"])
async def test_a_process_killed_over_it_neither_loses_nor_doubles_it(on_stage: Stage, after_sending: bool) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.application.deliver_outbox()
    await on_stage.go_to(MONDAY)
    await on_stage.application.tick()
    await die_while_sending(on_stage.application, after_sending=after_sending)
    assert len(posts(on_stage.boards)) == int(after_sending)

    again = await on_stage.killed_and_started_again()
    await again.work()
    # The claim of the dead process is honoured until its lease is over.
    assert len(posts(on_stage.boards)) == int(after_sending)
    await again.env.advance_time(LEASE.total_seconds() + 1)
    await again.work()
    [post] = posts(on_stage.boards)
    assert (await the_entry(again)) == (MessageState.SENT, None)
    noted = await again.application.database.read(
        lambda uow: uow.outbox.find(again.guild.id, "leaderboard", "2026-W47")
    )
    assert noted is not None
    assert noted[3] == post.id


async def test_it_is_found_again_among_other_messages(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.application.deliver_outbox()
    await on_stage.go_to(MONDAY)
    await on_stage.application.tick()
    await die_while_sending(on_stage.application, after_sending=True)
    for number in range(30):
        await on_stage.ben.send(on_stage.boards, f"well done {number}")
    await on_stage.env.advance_time(LEASE.total_seconds() + 1)
    await on_stage.work()
    assert len([post for post in posts(on_stage.boards) if post.components]) == 1


async def test_a_bot_that_was_down_over_the_weekend_posts_late_and_once(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY + LATE_LEADERBOARD - timedelta(minutes=1))
    again = await on_stage.killed_and_started_again()
    for _ in range(2):
        await again.work()
    assert "Week 47" in words(last(again.boards))
    assert len(posts(again.boards)) == 1


async def test_a_board_that_nobody_needs_any_more_is_left_out(on_stage: Stage) -> None:
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY + LATE_LEADERBOARD + timedelta(minutes=1))
    await on_stage.work()
    assert posts(on_stage.boards) == []
    await on_stage.go_to(MONDAY + timedelta(days=7, minutes=1))
    await log(on_stage, on_stage.ana, when="yesterday")
    await on_stage.work()
    assert ["Week 48" in words(post) for post in posts(on_stage.boards)] == [True]
