"""`/focus`: what a runner wants to get better at, and asks their coach."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.checkups.focus_area import Area
from bot.errors import UserError
from bot.services.focuses import QUESTION_LIMIT
from bot.ui.components import asker_of, chosen
from bot.ui.focuses import FocusClearedView, FocusSetView
from bot.ui.text import checkups as said

Interaction = discord.Interaction[BatonBot]

AREAS = [app_commands.Choice(name=said.AREAS[area], value=area.value) for area in Area]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Focuses(commands.GroupCog, group_name="focus", group_description="What you want to improve, with your coach"):
    """A runner's open request to their coach."""

    def __init__(self, bot: BatonBot) -> None:
        self.focuses = bot.services.focuses

    @app_commands.command(name="set", description="Say what you want to improve; your coach hears of it")
    @app_commands.describe(area="What you want to improve", question="What you would like to know, if you like")
    @app_commands.choices(area=AREAS)
    async def set_focus(
        self, interaction: Interaction, area: str, question: app_commands.Range[str, 1, QUESTION_LIMIT] | None = None
    ) -> None:
        """Set the asker's focus."""
        picked = chosen(Area, area)
        if picked is None:
            raise UserError("option_unreadable", text=area)
        focus = await self.focuses.set(asker_of(interaction), picked, question)
        await interaction.response.send_message(view=FocusSetView(focus), ephemeral=True)

    @app_commands.command(name="clear", description="Take off your list what you wanted to improve")
    async def clear_focus(self, interaction: Interaction) -> None:
        """Clear the asker's focus."""
        area = await self.focuses.clear(asker_of(interaction))
        await interaction.response.send_message(view=FocusClearedView(area), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Focuses(bot))
