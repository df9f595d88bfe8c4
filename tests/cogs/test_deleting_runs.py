"""Deleting a run: asked about once, and then points, boards and card follow."""

from typing import Any

import simcord

from bot.services.outbox import LEASE, MessageState
from tests.composed import Stage, answer, buttons, die_while_sending, last, posts, said, words


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> simcord.ResponseMessage:
    """Log a run and return the answer."""
    return answer(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def delete(stage: Stage, logged: simcord.ResponseMessage) -> str:
    """Have Ana delete a run; returns what she reads at the end."""
    question = answer(await stage.ana.click(logged, label="Delete"))
    return said(await stage.ana.click(question, label="Delete it"))


async def test_deleting_asks_once_and_says_what_goes(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    question = answer(await on_stage.ana.click(logged, label="Delete"))
    assert "Delete 10.0 km in 52:10, Friday 20 Nov?" in words(question)
    assert "Its points and its card in the feed go with it." in words(question)
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))

    deleted = said(await on_stage.ana.click(question, label="Delete it"))
    assert "Deleted: 10.0 km in 52:10, Friday 20 Nov." in deleted
    assert "Your week stands at 0 points." in deleted
    assert "/run log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_a_run_is_kept_after_all(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    question = answer(await on_stage.ana.click(logged, label="Delete"))
    assert "Kept" in said(await on_stage.ana.click(question, label="Keep it"))
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_points_and_boards_follow(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="monday", distance="5k", time="27:00")
    second = await log(on_stage, on_stage.ana, when="tuesday", distance="8k", time="44:00", effort=5)
    await log(on_stage, on_stage.ben)
    points_with_both = said(await on_stage.ana.slash(on_stage.feed, "points show"))
    assert "Streak week · **10** of 10" in points_with_both

    assert "Your week stands at 45 points." in await delete(on_stage, second)
    points = said(await on_stage.ana.slash(on_stage.feed, "points show"))
    assert "week 47: 45 of 150" in points
    assert "Streak week · **0** of 10" in points
    board = said(await on_stage.ana.slash(on_stage.feed, "leaderboard", board="distance"))
    assert "You: **5.0 km**" in board
    assert "Team: 2 runners · 2 runs · 15.0 km" in board


async def test_the_last_run_takes_the_runner_off_the_team_line(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ben)
    await delete(on_stage, logged)
    assert "Team: 1 runner · 1 run · 10.0 km" in said(await on_stage.ben.slash(on_stage.feed, "leaderboard"))


async def test_the_card_is_taken_down(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ben)
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.feed)) == 2

    await delete(on_stage, logged)
    await on_stage.application.deliver_outbox()
    [card] = posts(on_stage.feed)
    assert "**Ben**" in words(card)


async def test_a_card_not_yet_sent_is_never_sent(on_stage: Stage) -> None:
    await delete(on_stage, await log(on_stage, on_stage.ana))
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    assert (await on_stage.application.services.outbox.counts())[MessageState.DROPPED] == 1


async def test_a_card_that_an_admin_removed_already_is_no_trouble(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    on_stage.env.backend.delete_message(on_stage.feed.id, last(on_stage.feed).id)

    await delete(on_stage, logged)
    await on_stage.application.deliver_outbox()
    states = [entry.state for entry in await on_stage.application.services.outbox.newest()]
    assert states == [MessageState.DROPPED]


async def test_a_card_in_a_channel_that_is_gone_is_no_trouble(on_stage: Stage) -> None:
    logged = answer(await on_stage.ana.slash(on_stage.boards, "run log", distance="10k", time="52:10"))
    await on_stage.application.deliver_outbox()
    on_stage.env.backend.delete_channel(on_stage.feed.id)
    await on_stage.env.settle()

    await delete(on_stage, logged)
    await on_stage.application.deliver_outbox()
    states = [entry.state for entry in await on_stage.application.services.outbox.newest()]
    assert states == [MessageState.DROPPED]


async def test_a_card_is_taken_down_where_it_stands_though_the_feed_has_moved(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    on_stage.env.backend.edit_channel(on_stage.feed.id, {"name": "old-times"})
    on_stage.guild.create_text_channel("run-feed")
    await on_stage.env.settle()

    await delete(on_stage, logged)
    await on_stage.application.deliver_outbox()
    assert [post for post in posts(on_stage.feed) if post.components] == []


async def test_deleting_twice_says_that_there_is_nothing_left(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    question = answer(await on_stage.ana.click(logged, label="Delete"))
    sure = buttons(question)["Delete it"]
    await delete(on_stage, logged)
    assert "I can't find that run in your log." in said(await on_stage.press(on_stage.ana, question, sure))


async def test_two_quick_presses_delete_once(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="monday")
    logged = await log(on_stage, on_stage.ana)
    question = answer(await on_stage.ana.click(logged, label="Delete"))
    presses = [on_stage.emit_press(on_stage.ana, question, buttons(question)["Delete it"]) for _ in range(2)]
    await on_stage.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_somebody_elses_run_stays_whatever_the_button_says(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    own = await log(on_stage, on_stage.ben, distance="5k", time="26:00")
    for button in ("run:delete:1", "run:delete:1:sure"):
        assert "That run belongs to a teammate." in said(await on_stage.press(on_stage.ben, own, button))
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_a_run_of_another_server_cannot_be_reached(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    elsewhere = on_stage.env.create_guild("Rivals")
    channel = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    visitor = await on_stage.asked(elsewhere.add_member(on_stage.ana.user))
    there = answer(await visitor.slash(channel, "run log", distance="5k", time="26:00"))
    pressed = on_stage.emit_press(visitor, there, "run:delete:1:sure")
    await on_stage.env.settle()
    assert "I can't find that run in your log." in said(pressed)
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_cheers_on_a_deleted_run_go_with_it(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    await on_stage.ben.click(last(on_stage.feed), custom_id="cheer:1")
    await delete(on_stage, logged)
    await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    assert list(buttons(last(on_stage.feed))) == ["Cheer", "Say something"]


async def test_a_card_that_arrived_unnoted_goes_with_its_run(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await die_while_sending(on_stage.application, after_sending=True)
    assert len(posts(on_stage.feed)) == 1
    await delete(on_stage, logged)
    for _ in range(2):
        await on_stage.env.advance_time(LEASE.total_seconds() + 1)
        await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    states = {entry.state for entry in await on_stage.application.services.outbox.newest()}
    assert states == {MessageState.DROPPED}
