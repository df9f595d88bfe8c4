"""Buttons do what they say, for as long as their message stands, and leave nothing behind in the process."""

import asyncio
import gc
import inspect
import re
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest
import simcord

from bot.errors import UserError
from bot.ui.cards import Card, StaticLayout
from bot.ui.components import QUESTION_SECONDS, Interaction, Lasting, Layout, StaleButton
from bot.ui.controls import Press, Question
from bot.ui.persistent import PERSISTENT
from bot.ui.runs import OddRunView
from tests.composed import Stage
from tests.ui.samples import ASKER, Sample, buttons, ids, views_of, written


def answered(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


def read(message: simcord.ResponseMessage | discord.Message | None) -> str:
    """Return what a message says; what stands in a channel is read from what was sent there."""
    assert message is not None
    components: list[Any] = [
        component if isinstance(component, dict) else component.to_dict() for component in message.components
    ]
    return written(components)


async def log_run(stage: Stage, **options: Any) -> simcord.ResponseMessage:
    typed = {"distance": "10k", "time": "52:10"} | options
    return answered(await stage.ana.slash(stage.feed, "run log", **typed))


async def feed_card(stage: Stage) -> discord.Message:
    """Log a run as Ana and return its card."""
    await log_run(stage, note="legs finally awake")
    await stage.application.deliver_outbox()
    card = stage.feed.last_message
    assert card is not None
    return card


def marker(message: discord.Message | None) -> int | None:
    assert message is not None
    container = message.components[0]
    assert isinstance(container, discord.Container)
    return container.id


# --- cheers ---


async def test_a_cheer_counts_and_a_second_press_takes_it_back(on_stage: Stage) -> None:
    card = await feed_card(on_stage)
    assert "Cheer" in read(card).split("\n")
    await on_stage.ben.click(card, label="Cheer")
    assert read(on_stage.feed.last_message).endswith("“legs finally awake”\nCheer · 1\nSay something\nWho?")
    await on_stage.env.advance_time(60)
    await on_stage.chloe.click(card, label="Cheer · 1")
    assert read(on_stage.feed.last_message).endswith("Cheer · 2\nSay something\nWho?")
    await on_stage.env.advance_time(60)
    await on_stage.ben.click(card, label="Cheer · 2")
    assert read(on_stage.feed.last_message).endswith("Cheer · 1\nSay something\nWho?")


async def test_a_redrawn_card_keeps_its_marker(on_stage: Stage) -> None:
    card = await feed_card(on_stage)
    before = marker(card)
    await on_stage.ben.click(card, label="Cheer")
    assert marker(on_stage.feed.last_message) == before
    assert before is not None


async def test_nobody_cheers_for_themselves(on_stage: Stage) -> None:
    card = await feed_card(on_stage)
    answer = answered(await on_stage.ana.click(card, label="Cheer"))
    assert answer.ephemeral
    assert read(answer).startswith("**Cheers come from teammates.**")
    assert read(on_stage.feed.last_message).endswith("\nCheer\nSay something")


async def test_a_cheer_for_a_run_that_is_gone_says_so(on_stage: Stage) -> None:
    logged = await log_run(on_stage)
    await on_stage.application.deliver_outbox()
    card = on_stage.feed.last_message
    assert card is not None
    question = answered(await on_stage.ana.click(logged, label="Delete"))
    await on_stage.ana.click(question, label="Delete it")
    answer = answered(await on_stage.ben.click(card, label="Cheer"))
    assert answer.ephemeral
    assert read(answer).startswith("**That run has been taken down by its runner.**")


# --- deleting ---


async def test_deleting_asks_once_and_tells_what_went(on_stage: Stage) -> None:
    logged = await log_run(on_stage)
    question = answered(await on_stage.ana.click(logged, label="Delete"))
    assert question.ephemeral
    assert read(question).startswith("**Delete 10.0 km in 52:10, Friday 20 Nov?**")
    await on_stage.ana.click(question, label="Delete it")
    assert read(question).startswith("**Deleted: 10.0 km in 52:10, Friday 20 Nov.**")
    assert "Your week stands at 0 points." in read(question)
    gone = answered(await on_stage.ana.click(logged, label="Delete"))
    assert read(gone).startswith("**I can't find that run in your log.**")


async def test_a_run_can_be_kept_after_all(on_stage: Stage) -> None:
    logged = await log_run(on_stage)
    question = answered(await on_stage.ana.click(logged, label="Delete"))
    await on_stage.ana.click(question, label="Keep it")
    assert read(question) == "Kept, just as it is."
    assert "Fri 20 Nov · **10.0 km**" in read(answered(await on_stage.ana.slash(on_stage.feed, "run list")))


# --- odd runs ---


async def test_an_odd_run_is_logged_when_the_runner_says_so(on_stage: Stage) -> None:
    question = await log_run(on_stage, time="20:10")
    assert read(question).startswith("**10.0 km in 20:10 would be 2:01 /km. Did you mean that?**")
    assert "Your log starts" in read(answered(await on_stage.ana.slash(on_stage.feed, "run list")))
    await on_stage.ana.click(question, label="Log it as typed")
    assert read(question).startswith("**Logged: 10.0 km in 20:10 (2:01 /km), Friday 20 Nov.**")


async def test_an_odd_run_can_be_dropped_without_retyping_it_from_memory(on_stage: Stage) -> None:
    question = await log_run(on_stage, time="20:10", note="windy")
    await on_stage.ana.click(question, label="Cancel")
    assert read(question).startswith("**Left out of your log: 10.0 km in 20:10, Friday 20 Nov.**\n“windy”")
    assert "Your log starts" in read(answered(await on_stage.ana.slash(on_stage.feed, "run list")))


async def show(stage: Stage, view: discord.ui.LayoutView) -> discord.Message:
    """Send a layout to the feed as the bot."""
    channel = stage.application.bot.get_channel(stage.feed.id)
    assert isinstance(channel, discord.TextChannel)
    return await channel.send(view=view)


def question(stage: Stage, answer: Callable[[Interaction], Awaitable[None]]) -> "YesNo":
    """Return a question that was asked in the bot's own time."""
    with stage.env.time_context():
        return YesNo(answer)


class YesNo(Question):
    """A question with one button that answers it, and one that answers otherwise."""

    def __init__(self, answer: Callable[[Interaction], Awaitable[None]]) -> None:
        super().__init__()
        self._answer = answer
        self.add_item(discord.ui.TextDisplay("Did you mean that?"))
        self.add_item(discord.ui.ActionRow(Press(self, "Yes", self.yes), Press(self, "No", self.no)))

    async def yes(self, interaction: Interaction) -> None:
        await self.once(interaction, self._answer)

    async def no(self, interaction: Interaction) -> None:
        await self.once(interaction, self._closed)

    async def _closed(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card("Closed"))


@pytest.mark.parametrize("second", ["yes", "no"])
async def test_a_second_press_meanwhile_changes_nothing(on_stage: Stage, second: str) -> None:
    saved: list[int] = []

    async def answer(interaction: Interaction) -> None:
        saved.append(interaction.id)
        if len(saved) == 1:
            await getattr(view, second)(interaction)

    view = question(on_stage, answer)
    pressed = await on_stage.ana.click(await show(on_stage, view), label="Yes")
    assert len(saved) == 1
    assert pressed.acknowledged
    assert pressed.followups == []
    assert "Did you mean that?" in read(on_stage.feed.last_message)


async def test_a_question_that_failed_can_be_answered_again(on_stage: Stage) -> None:
    saved: list[int] = []

    async def answer(interaction: Interaction) -> None:
        saved.append(interaction.id)
        if len(saved) == 1:
            raise UserError("run_impossible_full_day")
        await interaction.response.edit_message(view=Card("Saved"))

    message = await show(on_stage, question(on_stage, answer))
    refused = answered(await on_stage.ana.click(message, label="Yes"))
    assert "more than 24 hours" in read(refused)
    await on_stage.ana.click(message, label="Yes")
    assert read(on_stage.feed.last_message) == "Saved"


# --- boards ---


async def test_the_boards_lead_to_each_other(on_stage: Stage) -> None:
    await log_run(on_stage)
    board = answered(await on_stage.ana.slash(on_stage.feed, "leaderboard"))
    assert read(board).startswith("### Points · this week\nYou: **")
    await on_stage.ana.select(board, ["distance"], custom_id="boards:this_week")
    assert read(board).startswith(
        "### Distance · this week\nYou: **10.0 km**\n▰▰▰▰▰▰▰▰▰▰ 10.0 km together\n-# Team: 1 runner"
    )
    await on_stage.ana.select(board, ["last_week"], custom_id="board-periods:distance")
    assert read(board).startswith("### Distance · week 46\nWeek 46 was all rest.")
    await on_stage.ana.select(board, ["this_week"], custom_id="board-periods:distance")
    assert read(board).startswith("### Distance · this week")


async def test_showing_oneself_and_hiding_again_takes_one_press(on_stage: Stage) -> None:
    for runner in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await runner.slash(on_stage.feed, "run log", distance="10k", time="50:00")
    boards = {}
    for runner in (on_stage.ana, on_stage.ben, on_stage.chloe):
        boards[runner.name] = answered(await runner.slash(on_stage.feed, "leaderboard"))
        await runner.click(boards[runner.name], label="Show me on this board")
    assert read(boards["Chloé"]).count("🥇") == 3
    assert "🥇 **Chloé** ·" in read(boards["Chloé"])
    await on_stage.chloe.click(boards["Chloé"], label="Hide me")
    assert "🥇" not in read(boards["Chloé"])


async def test_a_board_that_is_no_more_says_so(on_stage: Stage) -> None:
    view = StaticLayout()
    old = discord.ui.Button[Any](label="Old", custom_id="board:steps:this_week")
    view.add_item(discord.ui.ActionRow(old))
    message = await show(on_stage, view)
    answer = answered(await on_stage.ana.click(message, label="Old"))
    assert read(answer).startswith("**These buttons have had their day.**")


# --- what the process keeps ---


def kept(bot: discord.Client) -> tuple[int, int]:
    """Return how many layouts discord.py remembers, and how many tasks are waiting."""
    store = bot._connection._view_store
    return len(store._views) + len(store._synced_message_views), len(asyncio.all_tasks())


async def test_a_static_layout_is_kept_nowhere(on_stage: Stage) -> None:
    await log_run(on_stage)
    before = kept(on_stage.application.bot)
    for _ in range(20):
        await on_stage.ana.slash(on_stage.feed, "leaderboard")
        await on_stage.ana.slash(on_stage.feed, "run list")
        await on_stage.ana.slash(on_stage.feed, "points show")
    logged = await log_run(on_stage, distance="5k", time="26:00")
    await on_stage.ana.click(logged, label="Delete")
    await on_stage.application.deliver_outbox()
    assert kept(on_stage.application.bot) == before


async def test_a_sent_static_layout_is_collected(on_stage: Stage) -> None:
    view = Card("Hello")
    await show(on_stage, view)
    seen = weakref.ref(view)
    del view
    gc.collect()
    assert seen() is None


async def test_a_question_is_kept_for_late_presses_and_then_forgotten(on_stage: Stage) -> None:
    before = kept(on_stage.application.bot)
    question = await log_run(on_stage, time="20:10")
    layouts, tasks = kept(on_stage.application.bot)
    assert layouts == before[0] + 2
    assert tasks == before[1] + 1
    await on_stage.ana.click(question, label="Cancel")
    await on_stage.env.advance_time(QUESTION_SECONDS + 1)
    assert kept(on_stage.application.bot) == before


async def test_a_question_leaves_the_lasting_buttons_registered(on_stage: Stage) -> None:
    registered = dict(on_stage.application.bot._connection._view_store._dynamic_items)
    assert set(PERSISTENT) <= set(registered.values())
    question = await log_run(on_stage, time="20:10")
    await on_stage.ana.click(question, label="Log it as typed")
    assert registered == on_stage.application.bot._connection._view_store._dynamic_items


def every_item(base: type[Lasting[Any]] = Lasting) -> set[type[Lasting[Any]]]:
    return {kind for child in base.__subclasses__() for kind in (child, *every_item(child))}


def test_every_lasting_item_is_registered() -> None:
    ours = {kind for kind in every_item() if kind.__module__.startswith("bot.ui")}
    assert {kind for kind in ours if not inspect.isabstract(kind)} == set(PERSISTENT)


@pytest.mark.parametrize("name", views_of(Sample()))
async def test_every_id_belongs_to_one_kind_of_item(name: str) -> None:
    for custom_id in ids(views_of(Sample())[name]):
        kinds = [kind for kind in PERSISTENT if kind.__discord_ui_compiled_template__.fullmatch(custom_id)]
        assert len(kinds) == 1


async def test_a_remembered_layout_holds_no_lasting_button() -> None:
    view = OddRunView(Sample().odd(), ASKER)
    assert not any(isinstance(item, discord.ui.DynamicItem) for item in view.walk_children())
    assert all(
        StaleButton.__discord_ui_compiled_template__.fullmatch(custom_id) for custom_id in buttons(view).values()
    )


@pytest.mark.parametrize("name", views_of(Sample()))
async def test_a_layout_that_is_not_remembered_holds_lasting_items_alone(name: str) -> None:
    view = views_of(Sample())[name]
    if isinstance(view, StaticLayout):
        pressable = [item for item in view.walk_children() if item.is_dispatchable()]
        assert all(isinstance(item, Lasting) for item in pressable)
        assert view.is_finished()


@pytest.mark.parametrize("kind", [kind for kind in PERSISTENT if kind is not StaleButton])
async def test_an_item_comes_back_from_its_own_id(kind: type[Lasting[Any]]) -> None:
    found = set()
    for name, view in views_of(Sample()).items():
        for custom_id in ids(view):
            match = kind.__discord_ui_compiled_template__.fullmatch(custom_id)
            if match is not None:
                assert kind.from_match(match).custom_id == custom_id
                found.add(name)
    assert found


async def test_questions_have_ids_of_their_own() -> None:
    view = Layout()
    ids = {view.new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(rf"ask:[0-9a-f]{{8}}:{view.until}:[0-9a-f]{{8}}", one) for one in ids)
