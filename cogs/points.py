"""`/points`: what this week brought, rule by rule."""

from typing import Final, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.errors import UserError
from bot.ui.components import asker_of
from bot.ui.points import PointsView, RulesView

BACK: Final = {"this_week": 0, "last_week": 1}
"""How many weeks each choice goes back."""


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Points(commands.GroupCog, group_name="points", group_description="Your points and where they come from"):
    """Points, explained."""

    def __init__(self, bot: BatonBot) -> None:
        self.points = bot.services.points

    @app_commands.command(description="Your points, rule by rule and award by award")
    @app_commands.describe(week="Which week; buttons turn to others")
    async def show(
        self, interaction: discord.Interaction[BatonBot], week: Literal["this_week", "last_week"] = "this_week"
    ) -> None:
        """Show one of the asker's weeks."""
        if week not in BACK:
            raise UserError("option_unreadable", text=week)
        shown = await self.points.week(asker_of(interaction), back=BACK[week])
        await interaction.response.send_message(view=PointsView(shown), ephemeral=True)

    @app_commands.command(description="What earns points, and how much of it")
    async def rules(self, interaction: discord.Interaction[BatonBot]) -> None:
        """Show the rules as they hold for the team."""
        book = await self.points.rules(asker_of(interaction))
        await interaction.response.send_message(view=RulesView(book), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Points(bot))
