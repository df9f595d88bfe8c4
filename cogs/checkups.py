"""`/checkup`: what a runner's own log says, for them alone."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.ui.checkups import CheckupView
from bot.ui.components import asker_of

Interaction = discord.Interaction[BatonBot]


class Checkups(commands.Cog):
    """A runner's look at their own training."""

    def __init__(self, bot: BatonBot) -> None:
        self.checkups = bot.services.checkups

    @app_commands.command(
        description="Five signs in your own log, for you alone; share them with your coach if you like"
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def checkup(self, interaction: Interaction) -> None:
        """Show the asker's check-up."""
        checkup = await self.checkups.look(asker_of(interaction))
        await interaction.response.send_message(view=CheckupView(checkup), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Checkups(bot))
