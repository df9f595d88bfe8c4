"""The Cheer button: counts, toggles, outlives the process, and is for teammates."""

import discord
import simcord

from tests.composed import Stage, answer, buttons, last, posts, said, words


async def card_of(stage: Stage, who: simcord.MemberActor) -> discord.Message:
    """Log a run, let its card be sent, and return the card."""
    await who.slash(stage.feed, "run log", distance="10k", time="52:10", note="legs awake")
    await stage.application.deliver_outbox()
    return last(stage.feed)


def label(stage: Stage) -> str:
    """Return what the button under the newest card says."""
    [only] = buttons(last(stage.feed))
    return only


def container_id(message: discord.Message) -> int | None:
    """Return the id by which the bot recognises its message."""
    container = message.components[0]
    assert isinstance(container, discord.Container)
    return container.id


async def test_cheers_add_up_and_each_can_be_taken_back(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    seen = []
    for who in (on_stage.ben, on_stage.chloe, on_stage.ben, on_stage.chloe):
        await who.click(card, custom_id="cheer:1")
        seen.append(label(on_stage))
    assert seen == ["Cheer · 1", "Cheer · 2", "Cheer · 1", "Cheer"]
    assert len(posts(on_stage.feed)) == 1


async def test_a_cheer_changes_nothing_else_on_the_card(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    line, marker = words(card).partition("\n")[0], container_id(card)
    for who in (on_stage.ben, on_stage.chloe):
        await who.click(last(on_stage.feed), custom_id="cheer:1")
    assert words(last(on_stage.feed)).partition("\n")[0] == line
    assert container_id(last(on_stage.feed)) == marker
    entry, *_ = await on_stage.application.services.outbox.newest()
    assert marker == entry.outbox_id


async def test_the_button_works_in_the_next_process_too(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    await on_stage.ben.click(card, custom_id="cheer:1")

    again = await on_stage.killed_and_started_again()
    await again.chloe.click(card, custom_id="cheer:1")
    assert label(again) == "Cheer · 2"
    assert container_id(last(again.feed)) == container_id(card)

    once_more = await again.killed_and_started_again()
    await once_more.ben.click(card, custom_id="cheer:1")
    assert label(once_more) == "Cheer · 1"


async def test_nobody_cheers_for_themselves(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    pressed = answer(await on_stage.ana.click(card, custom_id="cheer:1"))
    assert pressed.ephemeral
    assert "Cheers come from teammates." in words(pressed)
    assert label(on_stage) == "Cheer"


async def test_a_member_who_never_used_the_bot_can_cheer(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    newcomer = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("Dora")))
    await newcomer.click(card, custom_id="cheer:1")
    assert label(on_stage) == "Cheer · 1"
    # A cheer is no run: the board and the team's sum stay as they were.
    assert "Team: 1 runner · 1 run · 10.0 km" in said(await newcomer.slash(on_stage.feed, "leaderboard"))


async def test_two_in_the_same_instant_both_count(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    crowd = [on_stage.guild.add_member(on_stage.env.create_user(f"fan-{number}")) for number in range(10)]
    presses = [on_stage.emit_press(who, card, "cheer:1") for who in (on_stage.ben, on_stage.chloe, *crowd)]
    await on_stage.env.settle()
    assert all(press.acknowledged for press in presses)
    # The answers may arrive in any order, so the newest count is what the next press shows.
    await on_stage.ben.click(last(on_stage.feed), custom_id="cheer:1")
    assert label(on_stage) == "Cheer · 11"


async def test_pressing_twice_in_an_instant_is_pressing_twice(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    presses = [on_stage.emit_press(on_stage.ben, card, "cheer:1") for _ in range(2)]
    await on_stage.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    await on_stage.chloe.click(last(on_stage.feed), custom_id="cheer:1")
    assert label(on_stage) == "Cheer · 1"


async def test_a_run_that_was_deleted_meanwhile_says_so(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    card = last(on_stage.feed)
    await on_stage.press(on_stage.ana, card, "run:delete:1:sure")
    pressed = answer(await on_stage.press(on_stage.ben, card, "cheer:1"))
    assert "That run has been taken down by its runner." in words(pressed)


async def test_cheering_is_private_to_nobody_and_pings_nobody(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    pressed = await on_stage.ben.click(card, custom_id="cheer:1")
    assert pressed.followups == []
    assert last(on_stage.feed).mentions == []


async def test_a_runner_who_changes_their_mind_about_sharing_takes_the_figures_off_the_card(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    database = on_stage.application.database
    await database.write(lambda uow: uow.runners.change(1, sharing="ran_today"))
    await on_stage.ben.click(card, custom_id="cheer:1")
    assert words(last(on_stage.feed)) == "**Ana** was out for a run.\nCheer · 1"
