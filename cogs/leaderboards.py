"""`/leaderboard`: the team's boards, for those who like them."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.leaderboards import Board, Period
from bot.errors import UserError
from bot.ui.components import asker_of
from bot.ui.leaderboards import StandingsView


class Leaderboards(commands.Cog):
    """Boards."""

    def __init__(self, bot: BatonBot) -> None:
        self.leaderboards = bot.services.leaderboards

    @app_commands.command(description="How the team's boards look, and your own line")
    @app_commands.describe(board="What to look at", period="Over which time")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def leaderboard(
        self,
        interaction: discord.Interaction[BatonBot],
        board: Literal["points", "consistency", "improvement", "distance", "age_graded"] = "points",
        period: Literal["this_week", "last_week", "this_month", "last_30_days", "season", "all"] = "this_week",
    ) -> None:
        """Show a board as the asker may see it."""
        try:
            wanted = Board(board), Period(period)
        except ValueError:
            # Discord keeps showing a command as it was until it has heard of the new one.
            raise UserError("board_not_offered") from None
        standings = await self.leaderboards.standings(asker_of(interaction), *wanted)
        await interaction.response.send_message(view=StandingsView(standings), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Leaderboards(bot))
