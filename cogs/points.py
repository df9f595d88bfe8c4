"""`/points`: what this week brought, rule by rule."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.ui.components import asker_of
from bot.ui.points import PointsView


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Points(commands.GroupCog, group_name="points", group_description="Your points and where they come from"):
    """Points, explained."""

    def __init__(self, bot: BatonBot) -> None:
        self.points = bot.services.points

    @app_commands.command(description="Your points this week, rule by rule")
    async def show(self, interaction: discord.Interaction[BatonBot]) -> None:
        """Show the asker's week."""
        week = await self.points.this_week(asker_of(interaction))
        await interaction.response.send_message(view=PointsView(week), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Points(bot))
