"""`/plan`: what is planned for a runner, and the days on which they can run."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.availability import WhichWeek
from bot.services.teammates import key_of
from bot.ui import text
from bot.ui.availability import AvailabilityView
from bot.ui.components import asker_of, autocomplete_guard, chosen
from bot.ui.seasons import season_view
from bot.ui.text import availability as said

Interaction = discord.Interaction[BatonBot]

WHICH = [app_commands.Choice(name=said.WHICH[which], value=which.value) for which in WhichWeek]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Plans(commands.GroupCog, group_name="plan", group_description="Your plan, and the days you can run"):
    """A runner's plans, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.availability = bot.services.availability
        self.seasons = bot.services.seasons

    @app_commands.command(name="availability", description="Say on which days you can run; your coach plans with it")
    @app_commands.describe(which="Which week: the coming one, unless you say otherwise")
    @app_commands.choices(which=WHICH)
    async def show_availability(self, interaction: Interaction, which: str | None = None) -> None:
        """Show a week, with the ways to answer."""
        page = await self.availability.show(asker_of(interaction), chosen(WhichWeek, which) or WhichWeek.NEXT)
        await interaction.response.send_message(view=AvailabilityView(page), ephemeral=True)

    @app_commands.command(name="season", description="Your season up to its race, as your coach outlined it")
    @app_commands.describe(runner="For coaches: whose season, if not your own")
    async def show_season(
        self, interaction: Interaction, runner: app_commands.Range[str, 1, 100] | None = None
    ) -> None:
        """Show a season with its picture."""
        page = await self.seasons.of_runner(asker_of(interaction), runner)
        view, files = await season_view(page, own=runner is None)
        await interaction.response.send_message(view=view, files=files, ephemeral=True)

    @show_season.autocomplete("runner")
    @autocomplete_guard
    async def suggest_runner(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest runners to a coach, by name."""
        found = await self.seasons.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=text.plain_member(name), value=key_of(runner_id)) for runner_id, name in found]


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Plans(bot))
