"""The message menu "Log this file": a run's file that was posted before becomes a run in the log."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.ui.uploads import log_message

Interaction = discord.Interaction[BatonBot]


class Uploads(commands.Cog):
    """Files, from where they were posted."""

    def __init__(self, bot: BatonBot) -> None:
        self.bot = bot
        self.menu = app_commands.ContextMenu(
            name="Log this file",
            callback=self.log_this_file,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )

    async def cog_load(self) -> None:
        """Add what is not typed."""
        self.bot.tree.add_command(self.menu)

    async def cog_unload(self) -> None:
        """Take it away again."""
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)

    async def log_this_file(self, interaction: Interaction, message: discord.Message) -> None:
        """Log the first readable file of one's own message; others are offered."""
        await log_message(interaction, message)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Uploads(bot))
