"""`/plan`: what is planned for a runner, and the days on which they can run."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.availability import WhichWeek
from bot.ui.availability import AvailabilityView
from bot.ui.components import asker_of, chosen
from bot.ui.text import availability as said

Interaction = discord.Interaction[BatonBot]

WHICH = [app_commands.Choice(name=said.WHICH[which], value=which.value) for which in WhichWeek]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Plans(commands.GroupCog, group_name="plan", group_description="Your plan, and the days you can run"):
    """A runner's plans, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.availability = bot.services.availability

    @app_commands.command(name="availability", description="Say on which days you can run; your coach plans with it")
    @app_commands.describe(which="Which week: the coming one, unless you say otherwise")
    @app_commands.choices(which=WHICH)
    async def show_availability(self, interaction: Interaction, which: str | None = None) -> None:
        """Show a week, with the ways to answer."""
        page = await self.availability.show(asker_of(interaction), chosen(WhichWeek, which) or WhichWeek.NEXT)
        await interaction.response.send_message(view=AvailabilityView(page), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Plans(bot))
