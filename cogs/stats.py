"""`/stats`: what a log adds up to."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.spans import Span
from bot.services.stats import Look
from bot.services.teammates import key_of
from bot.ui import text
from bot.ui.components import asker_of, autocomplete_guard, chosen
from bot.ui.stats import Screen, stats_view

Interaction = discord.Interaction[BatonBot]


class Statistics(commands.Cog):
    """Totals, bests, weeks and fitness."""

    def __init__(self, bot: BatonBot) -> None:
        self.stats_of = bot.services.stats

    @app_commands.command(description="Your weeks, bests, fitness and paces, or a teammate's totals")
    @app_commands.describe(
        runner="Whose, if not yours; everyone chooses what the team sees",
        period="What the totals cover",
        look="How the picture is coloured",
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def stats(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100] | None = None,
        period: Literal["this_week", "last_week", "this_month", "last_30_days", "season", "all"] = "last_30_days",
        look: Literal["dark", "light"] = "dark",
    ) -> None:
        """Show the first screen."""
        span = chosen(Span, period) or Span.LAST_30_DAYS
        colours = chosen(Look, look) or Look.DARK
        found = await self.stats_of.of(asker_of(interaction), runner, span, colours)
        view, files = await stats_view(found, Screen.WEEKS, colours)
        await interaction.response.send_message(view=view, files=files, ephemeral=True)

    @stats.autocomplete("runner")
    @autocomplete_guard
    async def suggest_runner(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest teammates who share something of their runs."""
        found = await self.stats_of.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=text.plain_member(name), value=key_of(runner_id)) for runner_id, name in found]


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Statistics(bot))
