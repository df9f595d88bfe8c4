"""A bare discord.py bot that proves the server: nothing of Baton, only what the library does by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from io import BytesIO

import discord
import yarl
from discord import app_commands
from PIL import Image

from .server import LoopbackDiscord


class Counter(discord.ui.View):
    """A button that counts its presses."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.presses = 0

    @discord.ui.button(label="Press", custom_id="press")
    async def press(self, interaction: discord.Interaction, _: discord.ui.Button["Counter"]) -> None:
        """Count."""
        self.presses += 1
        await interaction.response.edit_message(content=f"{self.presses} presses", view=self)


class Note(discord.ui.Modal, title="A note"):
    """A form with one field."""

    words: discord.ui.Label["Note"] = discord.ui.Label(
        text="Words", component=discord.ui.TextInput(custom_id="words", default="nothing")
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Read the field back."""
        assert isinstance(self.words.component, discord.ui.TextInput)
        await interaction.response.send_message(f"noted: {self.words.component.value}", ephemeral=True)


class StockBot(discord.Client):
    """discord.py with a handful of commands."""

    def __init__(self, *, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.resumed = 0
        notes = app_commands.Group(name="notes", description="Notes")
        self.tree.add_command(app_commands.Command(name="echo", description="Echo", callback=_echo))
        self.tree.add_command(app_commands.Command(name="later", description="Defer", callback=_later))
        self.tree.add_command(app_commands.Command(name="panel", description="Button", callback=_panel))
        self.tree.add_command(app_commands.Command(name="layout", description="V2", callback=_layout))
        notes.add_command(app_commands.Command(name="write", description="Form", callback=_write))
        pick: app_commands.Command[app_commands.Group, ..., None] = app_commands.Command(
            name="pick", description="Suggest", callback=_pick
        )
        pick.autocomplete("fruit")(_fruits)
        notes.add_command(pick)
        self.tree.add_command(notes)

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Remember what was said."""
        self.heard.append(message.content)

    async def on_resumed(self) -> None:
        """Count resumes."""
        self.resumed += 1


async def _echo(interaction: discord.Interaction, text: str) -> None:
    await interaction.response.send_message(text)


async def _later(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send("first")
    await interaction.followup.send("second", ephemeral=True)


async def _panel(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("0 presses", view=Counter())


async def _layout(interaction: discord.Interaction) -> None:
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    container.add_item(discord.ui.TextDisplay("## Title"))
    container.add_item(discord.ui.Separator())
    container.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://dot.png")))
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    row.add_item(discord.ui.Button(label="Go", custom_id="go"))
    container.add_item(row)
    view.add_item(container)
    await interaction.response.send_message(view=view, file=discord.File(_dot(), "dot.png"))


async def _write(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Note())


async def _pick(interaction: discord.Interaction, fruit: str) -> None:
    await interaction.response.send_message(fruit)


async def _fruits(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=one, value=one) for one in ("apple", "pear") if current in one]


def _dot() -> BytesIO:
    picture = BytesIO()
    Image.new("RGB", (3, 2)).save(picture, "PNG")
    picture.seek(0)
    return picture


@contextlib.contextmanager
def pointed_at(server: LoopbackDiscord) -> Iterator[None]:
    """Point discord.py, which keeps its addresses in class attributes, at a loopback server for a while."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = server.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before


@contextlib.asynccontextmanager
async def running(server: LoopbackDiscord, intents: discord.Intents | None = None) -> AsyncIterator[StockBot]:
    """Run a stock bot against a server until the block ends."""
    with pointed_at(server):
        bot = StockBot(intents=intents or discord.Intents(guilds=True, messages=True))
        task = asyncio.create_task(bot.start(server.token))
        try:
            async with asyncio.timeout(15):
                while not bot.is_ready():
                    if task.done():
                        task.result()
                    await asyncio.sleep(0.02)
            yield bot
        finally:
            await bot.close()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
