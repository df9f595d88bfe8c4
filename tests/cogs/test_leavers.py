"""Members who leave, are banned, come back or change their name: nothing breaks, and nothing of them stays too long."""

from datetime import timedelta

import simcord

from bot.services.leavers import RollCall
from tests.composed import Stage, answer, posts, said, words


async def log(stage: Stage, who: simcord.MemberActor) -> None:
    """Log a run."""
    assert "Logged" in said(await who.slash(stage.feed, "run log", distance="10k", time="52:10"))


async def team_of_four(stage: Stage) -> simcord.MemberActor:
    """Have four members run and show themselves, and the week's board be posted; returns the fourth."""
    dee = await stage.asked(stage.guild.add_member(stage.env.create_user("Dee")))
    for who in (stage.ana, stage.ben, stage.chloe, dee):
        await log(stage, who)
        await who.click(answer(await who.slash(stage.feed, "leaderboard")), label="Show me on this board")
    await stage.go_to(stage.env.now().replace(hour=8, minute=0) + timedelta(days=3))
    await stage.work()
    [board] = posts(stage.boards)
    assert "Dee" in words(board)
    assert len(posts(stage.feed)) == 4
    return dee


async def roll_call(stage: Stage, days: float = 0) -> RollCall:
    """Call the roll after some days, and let posts follow."""
    await stage.env.advance_time(days * 86_400)
    found = await stage.application.call_the_roll()
    await stage.application.deliver_outbox()
    return found


async def test_who_left_is_named_nowhere_and_has_everything_back_on_return(on_stage: Stage) -> None:
    dee = await team_of_four(on_stage)
    on_stage.guild.remove_member(dee)
    assert await roll_call(on_stage) == RollCall(present=3, gone=1)
    assert [post for post in (*posts(on_stage.feed), *posts(on_stage.boards)) if "Dee" in words(post)] == []

    await on_stage.env.advance_time(20 * 86_400)
    on_stage.guild.add_member(dee.user)
    assert "1 run in your log" in said(await dee.slash(on_stage.feed, "run list"))
    assert (await roll_call(on_stage, days=20)).erased == 0
    assert "1 run in your log" in said(await dee.slash(on_stage.feed, "run list"))


async def test_who_was_banned_is_forgotten_after_thirty_days(on_stage: Stage) -> None:
    dee = await team_of_four(on_stage)
    on_stage.env.backend.apply_ban(on_stage.guild.id, dee.id, "spam")
    assert (await roll_call(on_stage)).gone == 1
    assert (await roll_call(on_stage, days=30)).erased == 1
    on_stage.env.backend.remove_ban(on_stage.guild.id, dee.id)
    on_stage.guild.add_member(dee.user)
    asked_anew = answer(await dee.slash(on_stage.feed, "run list"))
    assert "Your log starts" in said(await dee.click(asked_anew, label="That's me"))


async def test_who_was_banned_puts_nothing_into_the_feed_by_direct_message(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    on_stage.env.backend.apply_ban(on_stage.guild.id, on_stage.ana.id, "spam")
    await on_stage.env.advance_time(16 * 60)
    refused = await on_stage.ana.user.slash("run log", distance="5k", time="26:00")
    assert "which team you run with" in said(refused)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_a_press_in_flight_while_its_member_leaves_is_answered(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    typed = on_stage.emit_typed(on_stage.ana, "run list", on_stage.feed.id)
    on_stage.guild.remove_member(on_stage.ana)
    await on_stage.env.settle()
    assert "1 run in your log" in said(typed)


async def test_a_new_name_holds_from_the_next_command(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    on_stage.env.backend.edit_member(on_stage.guild.id, on_stage.ana.id, {"nick": "Anna B."})
    await on_stage.ana.slash(on_stage.feed, "run log", distance="5k", time="26:00")
    await on_stage.application.deliver_outbox()
    assert all("**Anna B.**" in words(card) for card in posts(on_stage.feed))


async def test_a_new_name_is_found_at_roll_call(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    on_stage.env.backend.edit_member(on_stage.guild.id, on_stage.ana.id, {"nick": "Anna B."})
    assert await roll_call(on_stage, days=2) == RollCall(present=3)
    [card] = posts(on_stage.feed)
    assert "**Anna B.**" in words(card)
