"""When the database is gone, every surface of the composed bot tells the member a reference and the log the rest."""

import logging
import re
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands

from bot.client import BatonBot
from bot.ui.components import Form, asker_of, autocomplete_guard
from bot.ui.errors import REFERENCE_LENGTH, REFERENCE_LETTERS
from tests.composed import Stage, answer, forget_defects, last, said, words

REFERENCE = re.compile(rf"Reference ([{REFERENCE_LETTERS}]{{{REFERENCE_LENGTH}}})\b")
STORY = "a long story that nobody wants to type twice"
Interaction = discord.Interaction[BatonBot]


class StoryForm(Form):
    """A form whose answer needs the database, as the ones to come will."""

    story: discord.ui.Label[Any] = discord.ui.Label(
        text="Your story", component=discord.ui.TextInput(custom_id="story", style=discord.TextStyle.paragraph)
    )

    def __init__(self) -> None:
        super().__init__(title="Tell us")

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        assert isinstance(interaction.client, BatonBot)
        await interaction.client.services.run_lists.first_page(asker_of(interaction))


@app_commands.command(description="Opens the form")
async def tell(interaction: Interaction) -> None:
    await interaction.response.send_modal(StoryForm())


@app_commands.command(description="Suggests one's own runs")
async def choose(interaction: Interaction, run: str) -> None:
    await interaction.response.send_message(run, ephemeral=True)


@choose.autocomplete("run")
@autocomplete_guard
async def own_runs(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    listed = await interaction.client.services.run_lists.first_page(asker_of(interaction))
    return [app_commands.Choice(name=str(one.run.run_id), value=str(one.run.run_id)) for one in listed.runs]


@pytest.fixture
async def on_broken_ground(on_stage: Stage, caplog: pytest.LogCaptureFixture) -> Stage:
    """The stage after a run was logged; `break_it` then takes the database away."""
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    on_stage.application.bot.tree.add_command(tell)
    on_stage.application.bot.tree.add_command(choose)
    await on_stage.application.bot.tree.sync()
    caplog.set_level(logging.INFO)
    return on_stage


async def break_it(stage: Stage) -> None:
    """Take the database away while the bot runs."""
    await stage.application.database.close()


def check(stage: Stage, result: simcord.InteractionResult, log: pytest.LogCaptureFixture) -> str:
    """Check that the member has a reference, and the log the same one with a trace; returns what the member reads."""
    message = answer(result)
    assert message.ephemeral
    read = words(message)
    found = REFERENCE.search(read)
    assert found, read
    assert "went wrong on our side" in read
    for inside in ("DatabaseUnavailable", "closed", "Traceback", "Error"):
        assert inside not in read
    [record] = [one for one in log.records if one.levelno >= logging.ERROR]
    assert found[1] in record.getMessage()
    assert record.exc_info
    assert str(stage.guild.id) in record.getMessage()
    for private in ("Ana", "Ben", STORY):
        assert private not in record.getMessage()
    forget_defects(stage.env)
    return read


async def test_a_command(on_broken_ground: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await break_it(on_broken_ground)
    ana, feed = on_broken_ground.ana, on_broken_ground.feed
    typed = await ana.slash(feed, "run log", distance="10k", time="52:10", note=STORY)
    assert STORY in check(on_broken_ground, typed, caplog)


async def test_a_command_in_a_server_that_the_bot_could_not_get_to_know(on_broken_ground: Stage) -> None:
    await break_it(on_broken_ground)
    elsewhere = on_broken_ground.env.create_guild("Newcomers")
    channel = elsewhere.create_text_channel("feed")
    dora = elsewhere.add_member(on_broken_ground.env.create_user("Dora"))
    assert REFERENCE.search(said(await dora.slash(channel, "run list")))
    forget_defects(on_broken_ground.env)

    await on_broken_ground.application.database.open()
    questions = await dora.slash(channel, "run log", distance="10k", time="52:10")
    await dora.click(answer(questions), label="That's me")
    await on_broken_ground.application.deliver_outbox()
    assert "**Dora**" in words(last(channel))


@pytest.mark.parametrize("name", ["run list", "points show", "leaderboard"])
async def test_every_other_command(on_broken_ground: Stage, caplog: pytest.LogCaptureFixture, name: str) -> None:
    await break_it(on_broken_ground)
    check(on_broken_ground, await on_broken_ground.ben.slash(on_broken_ground.feed, name), caplog)


async def test_a_button_of_a_question(on_broken_ground: Stage, caplog: pytest.LogCaptureFixture) -> None:
    odd = answer(await on_broken_ground.ana.slash(on_broken_ground.feed, "run log", distance="10k", time="20:00"))
    await break_it(on_broken_ground)
    check(on_broken_ground, await on_broken_ground.ana.click(odd, label="Log it as typed"), caplog)
    assert "Did you mean that?" in words(odd)


async def test_a_button_on_a_posted_message(on_broken_ground: Stage, caplog: pytest.LogCaptureFixture) -> None:
    card = last(on_broken_ground.feed)
    await break_it(on_broken_ground)
    check(on_broken_ground, await on_broken_ground.ben.click(card, label="Cheer"), caplog)
    assert "**Ana**" in words(last(on_broken_ground.feed))


@pytest.mark.parametrize("custom_id", ["run:delete:1:sure", "board:points:this_week", "board-show:points:1:this_week"])
async def test_every_other_lasting_button(
    on_broken_ground: Stage, caplog: pytest.LogCaptureFixture, custom_id: str
) -> None:
    shown = answer(await on_broken_ground.ana.slash(on_broken_ground.feed, "run list"))
    await break_it(on_broken_ground)
    check(on_broken_ground, await on_broken_ground.press(on_broken_ground.ana, shown, custom_id), caplog)


async def test_a_form_gives_its_text_back(on_broken_ground: Stage, caplog: pytest.LogCaptureFixture) -> None:
    shown = await on_broken_ground.ana.slash(on_broken_ground.feed, "tell")
    await break_it(on_broken_ground)
    sent = await on_broken_ground.ana.submit_modal(shown, {"story": STORY})
    assert STORY in check(on_broken_ground, sent, caplog)


async def test_suggestions_stay_empty_and_the_log_says_why(
    on_broken_ground: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    ana, feed = on_broken_ground.ana, on_broken_ground.feed
    assert [choice["value"] for choice in await ana.autocomplete(feed, "choose", "run", "")] == ["1"]
    await break_it(on_broken_ground)
    assert await ana.autocomplete(feed, "choose", "run", "") == []
    [record] = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert record.exc_info


async def test_after_the_trouble_everything_goes_on(on_broken_ground: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await break_it(on_broken_ground)
    check(on_broken_ground, await on_broken_ground.ana.slash(on_broken_ground.feed, "run list"), caplog)
    await on_broken_ground.application.database.open()
    assert "1 run in your log" in said(await on_broken_ground.ana.slash(on_broken_ground.feed, "run list"))


async def test_an_event_that_cannot_be_handled_is_logged_and_the_bot_goes_on(
    on_broken_ground: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await break_it(on_broken_ground)
    made = on_broken_ground.guild.create_text_channel("general")
    await on_broken_ground.env.settle()
    [record] = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert "guild_channel_create" in record.getMessage()
    assert record.exc_info
    forget_defects(on_broken_ground.env)

    await on_broken_ground.application.database.open()
    assert "Logged" in said(await on_broken_ground.ana.slash(made, "run log", distance="5k", time="26:00"))
