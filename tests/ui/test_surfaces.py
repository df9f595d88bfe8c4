"""Wherever something goes wrong, the member gets one plain sentence and their text back, and the log gets the rest."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, Self

import discord
import pytest
import simcord
from discord import app_commands
from discord.ext import commands

from bot.errors import UserError
from bot.ui import errors, text
from bot.ui.components import (
    QUESTION_SECONDS,
    Button,
    Form,
    Interaction,
    Layout,
    StaleButton,
    asker_of,
    autocomplete_guard,
)
from bot.ui.errors import REFERENCE_LENGTH, REFERENCE_LETTERS, SHOWN_INLINE
from tests.ui.samples import written

pytestmark = pytest.mark.simcord(check_errors=False)

SECRET = "hunter2 and the pace of Ana"
REFERENCE = re.compile(rf"Reference ([{REFERENCE_LETTERS}]{{{REFERENCE_LENGTH}}})\.")


def fail(how: str) -> None:
    """Go wrong in one of the ways that things go wrong."""
    match how:
        case "expected":
            raise UserError("distance_unreadable", text="banana")
        case "defect":
            raise RuntimeError(SECRET)
        case "no sentence":
            raise UserError("nobody_wrote_this", secret=SECRET)
        case "no fact":
            raise UserError("distance_unreadable")


class FailingButton(Button, template=r"fail:(?P<where>[a-z-]+):(?P<how>[a-z -]+)"):
    """Fails where its id says."""

    def __init__(self, where: str, how: str) -> None:
        super().__init__(f"fail:{where}:{how}", f"{where} {how}")
        self.where = where
        self.how = how

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        if match["where"] == "made":
            fail(match["how"])
        return cls(match["where"], match["how"])

    async def allowed(self, interaction: Interaction) -> bool:
        if self.where == "checked":
            fail(self.how)
        return True

    async def pressed(self, interaction: Interaction) -> None:
        fail(self.how)


class FailingItem(discord.ui.Button[Layout]):
    """An ordinary button of a remembered layout."""

    def __init__(self, layout: Layout, how: str) -> None:
        super().__init__(label=how, custom_id=layout.new_id())
        self.how = how

    async def callback(self, interaction: Interaction) -> Any:
        fail(self.how)


class FailingForm(Form):
    """A form with a story in it."""

    story: discord.ui.Label[Any] = discord.ui.Label(
        text="Your story", component=discord.ui.TextInput(custom_id="story", style=discord.TextStyle.paragraph)
    )
    mood: discord.ui.Label[Any] = discord.ui.Label(
        text="Your mood", component=discord.ui.TextInput(custom_id="mood", required=False)
    )

    def __init__(self, how: str) -> None:
        super().__init__(title="Tell us")
        self.how = how

    async def on_submit(self, interaction: Interaction, /) -> None:
        fail(self.how)


class Shouting(app_commands.Transformer):
    """Reads an option, or fails to."""

    async def transform(self, interaction: Interaction, value: str, /) -> str:
        fail(value)
        raise app_commands.TransformerError(value, self.type, self)


class Tree(app_commands.CommandTree[commands.Bot]):
    """Wired as the bot's own tree is."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await errors.render(interaction, error)


def failing_bot() -> commands.Bot:
    """Return a small bot that goes wrong on request, on each of discord.py's five surfaces."""
    bot = commands.Bot("!", intents=discord.Intents.none() | discord.Intents(guilds=True), tree_cls=Tree)
    bot.add_dynamic_items(FailingButton, StaleButton)

    @bot.tree.command(description="Fail")
    @app_commands.choices(mood=[app_commands.Choice(name="glad", value="glad")])
    async def typed(
        interaction: Interaction,
        how: str,
        note: str | None = None,
        effort: int | None = None,
        mood: str | None = None,
    ) -> None:
        fail(how)

    @bot.tree.command(description="Fail without anything typed")
    @app_commands.choices(how=[app_commands.Choice(name=how, value=how) for how in ("expected", "defect")])
    async def chosen(interaction: Interaction, how: str) -> None:
        fail(how)

    @bot.tree.command(description="Fail after an answer")
    async def answered(interaction: Interaction, how: str) -> None:
        await interaction.response.send_message("Working on it", ephemeral=True)
        fail(how)

    @bot.tree.command(description="Fail after a deferral")
    async def deferred(interaction: Interaction, how: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        fail(how)

    @bot.tree.command(description="Answer twice")
    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("Once", ephemeral=True)
        await interaction.response.send_message("Twice", ephemeral=True)

    @bot.tree.command(description="Read an option")
    async def read(interaction: Interaction, value: app_commands.Transform[str, Shouting]) -> None:
        await interaction.response.send_message(value)

    @bot.tree.command(description="For admins")
    @app_commands.checks.has_permissions(administrator=True)
    async def admins(interaction: Interaction) -> None:
        await interaction.response.send_message("Welcome")

    @bot.tree.command(description="Once a minute")
    @app_commands.checks.cooldown(1, 60.0)
    async def slow(interaction: Interaction) -> None:
        await interaction.response.send_message("Here", ephemeral=True)

    @bot.tree.command(description="In servers")
    async def servers(interaction: Interaction) -> None:
        raise app_commands.NoPrivateMessage

    @bot.tree.command(description="Raise what Discord answered")
    async def refused(interaction: Interaction, status: int, code: int) -> None:
        kinds = {403: discord.Forbidden, 404: discord.NotFound}
        kind = kinds.get(status, discord.HTTPException)

        answer: Any = SimpleNamespace(status=status, reason="no")
        raise kind(answer, {"code": code, "message": SECRET})

    @bot.tree.command(description="Suggest")
    async def suggest(interaction: Interaction, value: str) -> None:
        await interaction.response.send_message(value)

    @suggest.autocomplete("value")
    @autocomplete_guard
    async def suggestions(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        fail(typed)
        return [app_commands.Choice(name=f"{typed}!", value=typed)]

    @bot.tree.command(description="Say who asks")
    async def who(interaction: Interaction) -> None:
        asker = asker_of(interaction)
        await interaction.response.send_message(f"{asker.team_id} {asker.user_id} {asker.name}", ephemeral=True)

    @bot.tree.command(description="Show buttons")
    async def panel(interaction: Interaction) -> None:
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(
            discord.ui.ActionRow(
                *(FailingButton(where, "expected") for where in ("pressed", "checked", "made")),
                FailingButton("pressed", "defect"),
                FailingButton("checked", "defect"),
            )
        )
        await interaction.response.send_message(view=view)

    @bot.tree.command(description="Show a remembered layout")
    async def layout(interaction: Interaction) -> None:
        view = Layout()
        view.add_item(discord.ui.ActionRow(FailingItem(view, "expected"), FailingItem(view, "defect")))
        await interaction.response.send_message(view=view, ephemeral=True)

    @bot.tree.command(description="Show a form")
    async def form(interaction: Interaction, how: str) -> None:
        await interaction.response.send_modal(FailingForm(how))

    @bot.tree.command(description="Show buttons of another time")
    async def stale(interaction: Interaction, custom_id: str) -> None:
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Old", custom_id=custom_id)))
        view.stop()
        await interaction.response.send_message(view=view)

    return bot


class Scene:
    """The failing bot, a channel and a member."""

    def __init__(self, env: simcord.Env) -> None:
        self.env = env
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("general")
        self.ana = self.guild.add_member(env.create_user("Ana"))

    async def slash(self, name: str, **options: Any) -> simcord.InteractionResult:
        return await self.ana.slash(self.channel, name, **options)

    async def shown(self, name: str, **options: Any) -> simcord.ResponseMessage:
        result = await self.slash(name, **options)
        assert result.response is not None
        return result.response


@pytest.fixture
def simcord_bot() -> commands.Bot:
    return failing_bot()


@pytest.fixture
async def scene(simcord_bot: commands.Bot, simcord_env: simcord.Env) -> Scene:
    await simcord_bot.tree.sync()
    await simcord_env.settle()
    return Scene(simcord_env)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="bot.ui")
    return caplog


def answers(result: simcord.InteractionResult) -> list[simcord.ResponseMessage]:
    return [message for message in (result.response, *result.followups) if message is not None]


def answer(result: simcord.InteractionResult) -> str:
    """Return what the member reads; it must be for their eyes alone."""
    message = answers(result)[-1]
    assert message.ephemeral
    return written(message.components)


def is_expected(said: str) -> bool:
    return said.startswith("**I can't read “banana” as a distance.**\nTry `10k`, `6.2 mi` or `half`.")


def reference(said: str) -> str:
    """Return the reference that the member reads; nothing of the exception may stand beside it."""
    assert "hunter2" not in said
    assert "Error" not in said
    match = REFERENCE.search(said)
    assert match is not None
    return match[1]


def assert_logged(log: pytest.LogCaptureFixture, key: str) -> None:
    (record,) = [record for record in log.records if key in record.getMessage()]
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], RuntimeError)


# --- first surface: commands ---


async def test_a_command_explains_what_was_wrong(scene: Scene, log: pytest.LogCaptureFixture) -> None:
    assert is_expected(answer(await scene.slash("typed", how="expected")))
    (record,) = [record for record in log.records if record.name == "bot.ui.errors"]
    assert record.levelno == logging.INFO
    assert "distance_unreadable" in record.getMessage()
    assert str(scene.ana.id) in record.getMessage()
    assert "banana" not in log.text
    assert "Ana" not in log.text


async def test_a_defect_shows_a_reference_that_the_log_holds_too(scene: Scene, log: pytest.LogCaptureFixture) -> None:
    assert_logged(log, reference(answer(await scene.slash("typed", how="defect"))))


@pytest.mark.parametrize("command", ["answered", "deferred"])
async def test_a_defect_after_an_answer_is_told_as_well(
    scene: Scene, log: pytest.LogCaptureFixture, command: str
) -> None:
    assert_logged(log, reference(answer(await scene.slash(command, how="defect"))))


async def test_an_answer_given_twice_is_a_defect_of_ours(scene: Scene) -> None:
    result = await scene.slash("twice")
    assert answers(result)[0].content == "Once"
    reference(answer(result))


@pytest.mark.parametrize("how", ["no sentence", "no fact"])
async def test_a_problem_that_nobody_has_worded_is_a_defect(scene: Scene, how: str) -> None:
    reference(answer(await scene.slash("typed", how=how)))


async def test_what_was_typed_comes_back_ready_to_paste(scene: Scene) -> None:
    for how in ("expected", "defect"):
        said = answer(await scene.slash("typed", how=how, note="legs *finally* awake", effort=4, mood="glad"))
        assert f"```\n/typed how:{how} note:legs *finally* awake effort:4 mood:glad\n```" in said


async def test_choices_alone_are_not_worth_repeating(scene: Scene) -> None:
    assert "```" not in answer(await scene.slash("chosen", how="expected"))
    said = answer(await scene.slash("chosen", how="defect"))
    assert said == f"That went wrong on our side. Reference {reference(said)}."


async def test_a_very_long_text_comes_back_as_a_file(scene: Scene) -> None:
    note = "legs finally awake " * 300
    result = await scene.slash("typed", how="expected", note=note)
    (message,) = answers(result)
    assert is_expected(written(message.components))
    (file,) = message.attachments
    assert file.filename == text.TYPED_FILE
    assert (await file.read()).decode() == f"/typed how:expected note:{note}"


@pytest.mark.parametrize("length", [1_000, SHOWN_INLINE, 5_000])
async def test_text_of_any_length_comes_back(scene: Scene, length: int) -> None:
    result = await scene.slash("typed", how="defect", note="`" * length)
    (message,) = answers(result)
    assert len(written(message.components)) <= 4_000
    assert len(message.attachments) == (length > 1_000)


async def test_an_option_that_cannot_be_read_is_quoted(scene: Scene) -> None:
    assert is_expected(answer(await scene.slash("read", value="expected")))
    assert_read = answer(await scene.slash("read", value="**loud**"))
    assert assert_read.startswith("**I can't use “\\*\\*loud\\*\\*” there.**")
    reference(answer(await scene.slash("read", value="defect")))


async def test_a_check_says_who_may(scene: Scene) -> None:
    assert answer(await scene.slash("admins")).startswith("**That is for coaches and admins.**")


async def test_a_cooldown_says_when(scene: Scene) -> None:
    await scene.slash("slow")
    assert answer(await scene.slash("slow")) == "**One moment, please.**\nReady again in 60 s."


async def test_a_server_command_elsewhere_says_where(scene: Scene) -> None:
    assert answer(await scene.slash("servers")).startswith("**This works in your team's server.**")


async def test_a_missing_permission_of_the_bot_is_named_as_such(scene: Scene) -> None:
    assert answer(await scene.slash("refused", status=403, code=50013)).startswith("**I need a permission")


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060)])
async def test_nobody_is_told_when_it_is_too_late(
    scene: Scene, log: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    result = await scene.slash("refused", status=status, code=code)
    assert answers(result) == []
    (record,) = [record for record in log.records if record.name == "bot.ui.errors"]
    assert record.levelno == logging.WARNING
    assert "too late" in record.getMessage()


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_an_answer_that_discord_refuses_is_logged_and_nothing_more(
    scene: Scene, log: pytest.LogCaptureFixture, status: int
) -> None:
    scene.env.inject_error("POST", "/interactions/*", status=status, code=10062 if status == 404 else 0, times=None)
    await scene.slash("typed", how="expected")
    record = log.records[-1]
    assert "could not tell the member" in record.getMessage()
    assert record.levelno == (logging.WARNING if status == 404 else logging.ERROR)


# --- second and third surface: items of a layout, forms ---


async def test_a_button_of_a_layout_explains_itself(scene: Scene, log: pytest.LogCaptureFixture) -> None:
    panel = await scene.shown("layout")
    assert is_expected(answer(await scene.ana.click(panel, label="expected")))
    assert_logged(log, reference(answer(await scene.ana.click(panel, label="defect"))))


async def test_a_form_explains_itself_and_gives_its_text_back(scene: Scene, log: pytest.LogCaptureFixture) -> None:
    form = await scene.slash("form", how="expected")
    said = answer(await scene.ana.submit_modal(form, {"story": "Ten in the\nrain", "mood": "glad"}))
    assert is_expected(said)
    assert "Your story\nTen in the\nrain\n\nYour mood\nglad" in said

    form = await scene.slash("form", how="defect")
    said = answer(await scene.ana.submit_modal(form, {"story": "Ten in the rain"}))
    assert "```\nTen in the rain\n```" in said
    assert "so nothing is lost" in said
    assert_logged(log, reference(said))


# --- fourth surface: buttons that outlive the process ---


@pytest.mark.parametrize("where", ["pressed", "checked", "made"])
async def test_a_lasting_button_explains_itself(scene: Scene, where: str) -> None:
    panel = await scene.shown("panel")
    assert is_expected(answer(await scene.ana.click(panel, label=f"{where} expected")))


@pytest.mark.parametrize("where", ["pressed", "checked"])
async def test_a_defect_behind_a_lasting_button_is_told(
    scene: Scene, log: pytest.LogCaptureFixture, where: str
) -> None:
    panel = await scene.shown("panel")
    assert_logged(log, reference(answer(await scene.ana.click(panel, label=f"{where} defect"))))


@pytest.mark.parametrize("custom_id", ["ask:0123abcd:99999999:00", "ask:0123abcd:0:00"])
async def test_a_question_of_an_earlier_process_says_so(scene: Scene, custom_id: str) -> None:
    panel = await scene.shown("stale", custom_id=custom_id)
    assert answer(await scene.ana.click(panel, label="Old")).startswith("**These buttons have had their day.**")


async def test_a_question_that_waited_too_long_says_so(scene: Scene) -> None:
    panel = await scene.shown("layout")
    # A press at half time makes discord.py wait longer; the question still ends when its id says.
    await scene.env.advance_time(QUESTION_SECONDS / 2)
    assert is_expected(answer(await scene.ana.click(panel, label="expected")))
    await scene.env.advance_time(QUESTION_SECONDS / 2 + 1)
    result = await scene.ana.click(panel, label="expected")
    assert len(answers(result)) == 1
    assert answer(result).startswith("**These buttons have had their day.**")


async def test_a_question_that_still_waits_answers_for_itself_alone(scene: Scene) -> None:
    panel = await scene.shown("layout")
    assert len(answers(await scene.ana.click(panel, label="expected"))) == 1


# --- fifth surface: suggestions while typing ---


async def test_suggestions_that_fail_are_none(scene: Scene, log: pytest.LogCaptureFixture) -> None:
    assert await scene.ana.autocomplete(scene.channel, "suggest", "value", "defect") == []
    (record,) = [record for record in log.records if record.name == "bot.ui.components"]
    assert record.levelno == logging.ERROR
    assert "suggestions" in record.getMessage()


async def test_suggestions_that_make_no_sense_are_none_without_alarm(
    scene: Scene, log: pytest.LogCaptureFixture
) -> None:
    assert await scene.ana.autocomplete(scene.channel, "suggest", "value", "expected") == []
    assert [record.levelno for record in log.records if record.name == "bot.ui.components"] == [logging.INFO]
    assert "banana" not in log.text


async def test_suggestions_that_work_are_given(scene: Scene) -> None:
    given = await scene.ana.autocomplete(scene.channel, "suggest", "value", "fine")
    assert [choice["name"] for choice in given] == ["fine!"]


async def test_a_command_that_has_gone_suggests_nothing_and_says_so(scene: Scene, simcord_bot: commands.Bot) -> None:
    simcord_bot.tree.remove_command("suggest")
    assert await scene.ana.autocomplete(scene.channel, "suggest", "value", "fine") == []
    said = answer(await scene.slash("suggest", value="fine"))
    assert said.startswith("**This command has just changed.**")


# --- the rest ---


async def test_who_asks_is_known_by_the_name_in_the_server(scene: Scene) -> None:
    assert (await scene.shown("who")).content == f"{scene.guild.id} {scene.ana.id} Ana"


async def test_outside_a_server_nobody_can_be_placed(scene: Scene) -> None:
    result = await scene.env.create_user("Ben").slash("who")
    assert answer(result).startswith("**This works in your team's server.**")


async def test_no_answer_mentions_anybody(scene: Scene) -> None:
    await scene.slash("typed", how="expected", note="@everyone")
    (sent,) = [request for request in scene.env.http_requests if request.path.endswith("/callback")]
    assert isinstance(sent.json, dict)
    assert sent.json["data"]["allowed_mentions"]["parse"] == []


def test_a_reference_has_no_look_alikes() -> None:
    seen = {errors.new_reference() for _ in range(200)}
    assert len(seen) > 150
    letters = set("".join(seen))
    assert letters <= set(REFERENCE_LETTERS)
    assert not any(
        one in letters and other in letters for one, other in ("0O", "1I", "1L", "IL", "5S", "8B", "2Z", "UV")
    )


@pytest.mark.parametrize("stop", [asyncio.CancelledError, KeyboardInterrupt])
async def test_being_stopped_is_no_problem_to_tell(stop: type[BaseException]) -> None:
    async def stopped() -> list[app_commands.Choice[str]]:
        raise stop

    guarded: Callable[[], Awaitable[Any]] = autocomplete_guard(stopped)
    with pytest.raises(stop):
        await guarded()
