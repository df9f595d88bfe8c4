"""The Cheer button: counts, toggles, outlives the process, and is for teammates."""

import discord
import simcord

from bot.services.cheers import CALM
from tests.composed import Stage, answer, buttons, last, posts, said, words


async def card_of(stage: Stage, who: simcord.MemberActor) -> discord.Message:
    """Log a run, let its card be sent, and return the card."""
    await who.slash(stage.feed, "run log", distance="10k", time="52:10", note="legs awake")
    await stage.application.deliver_outbox()
    return last(stage.feed)


def label(stage: Stage) -> str:
    """Return what the Cheer button under the newest card says."""
    return next(label for label, custom_id in buttons(last(stage.feed)).items() if custom_id == "cheer:1")


def edits(stage: Stage) -> int:
    """Return how often the bot has edited a message so far, by itself or in answer to a press."""
    update_message = 7
    return sum(
        1
        for request in stage.env.http_requests
        if (request.method == "PATCH" and "/messages/" in request.path)
        or (request.path.endswith("/callback") and (request.json or {}).get("type") == update_message)
    )


async def calm(stage: Stage) -> None:
    """Let a few seconds pass, and the sender edit what is due by then."""
    await stage.env.advance_time(CALM.total_seconds())
    await stage.application.deliver_outbox()


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
        await calm(on_stage)
    assert seen == ["Cheer · 1", "Cheer · 2", "Cheer · 1", "Cheer"]
    assert len(posts(on_stage.feed)) == 1


async def test_a_cheer_changes_nothing_else_on_the_card(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    line, marker = words(card).partition("\n")[0], container_id(card)
    for who in (on_stage.ben, on_stage.chloe):
        await who.click(last(on_stage.feed), custom_id="cheer:1")
    await calm(on_stage)
    assert label(on_stage) == "Cheer · 2"
    assert words(last(on_stage.feed)).partition("\n")[0] == line
    assert container_id(last(on_stage.feed)) == marker
    entry, *_ = await on_stage.application.services.outbox.newest()
    assert marker == entry.outbox_id


async def test_the_button_works_in_the_next_process_too(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    await on_stage.ben.click(card, custom_id="cheer:1")

    again = await on_stage.killed_and_started_again()
    await again.chloe.click(card, custom_id="cheer:1")
    await calm(again)
    assert label(again) == "Cheer · 2"
    assert container_id(last(again.feed)) == container_id(card)

    once_more = await again.killed_and_started_again()
    await once_more.env.advance_time(60)
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


async def test_two_hundred_within_two_seconds_all_count_and_the_card_is_edited_twice(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    crowd = [on_stage.guild.add_member(on_stage.env.create_user(f"fan-{number}")) for number in range(200)]
    presses = []
    before = edits(on_stage)
    for tenth in range(10):
        presses += [on_stage.emit_press(who, card, "cheer:1") for who in crowd[20 * tenth : 20 * tenth + 20]]
        await on_stage.env.settle()
        await on_stage.application.deliver_outbox()
        await on_stage.env.advance_time(0.2)
    assert all(press.acknowledged for press in presses)
    for _ in range(5):
        await calm(on_stage)
    assert label(on_stage) == "Cheer · 200"
    assert edits(on_stage) - before == 2


async def test_who_presses_in_a_burst_reads_the_count_that_the_card_is_to_show(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    await on_stage.ben.click(card, custom_id="cheer:1")
    assert said(await on_stage.chloe.click(card, custom_id="cheer:1")) == (
        "Your cheer counts: **2** so far.\n-# The card shows it in a moment."
    )
    assert "Your cheer is taken back: **1** now." in said(await on_stage.chloe.click(card, custom_id="cheer:1"))
    assert label(on_stage) == "Cheer · 1"


async def test_pressing_twice_in_an_instant_is_pressing_twice(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    presses = [on_stage.emit_press(on_stage.ben, card, "cheer:1") for _ in range(2)]
    await on_stage.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    await calm(on_stage)
    assert label(on_stage) == "Cheer"


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
    assert words(last(on_stage.feed)) == "**Ana** was out for a run.\nCheer · 1\nSay something\nWho?"


async def test_who_cheered_is_told_to_whoever_asks_and_to_nobody_else(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    await on_stage.ben.slash(on_stage.feed, "profile edit", praise="public")
    for who in (on_stage.ben, on_stage.chloe):
        await who.click(card, custom_id="cheer:1")
    await calm(on_stage)
    card = last(on_stage.feed)
    assert said(await on_stage.ben.click(card, label="Who?")) == "Cheered by you and one more."
    assert said(await on_stage.chloe.click(card, label="Who?")) == "Cheered by you and Ben."
    assert said(await on_stage.ana.click(card, label="Who?")) == "Cheered by Ben and Chloé."
    assert len(posts(on_stage.feed)) == 1


async def test_who_cheered_a_run_that_is_gone_is_answered_kindly(on_stage: Stage) -> None:
    card = await card_of(on_stage, on_stage.ana)
    await on_stage.ben.click(card, custom_id="cheer:1")
    card = last(on_stage.feed)
    await on_stage.press(on_stage.ana, card, "run:delete:1:sure")
    asked = await on_stage.press(on_stage.chloe, card, "cheer:who:1")
    assert "That run has been taken down by its runner." in said(asked)
