"""`/privacy`: take all that Baton holds about you along, or have it erased."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.ui.components import asker_of
from bot.ui.privacy import (
    ForgetQuestionView,
    ForgottenView,
    MoreView,
    NothingHeldView,
    export_files,
    export_view,
)

Interaction = discord.Interaction[BatonBot]


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
class Privacy(commands.GroupCog, group_name="privacy", group_description="Your data: take it along, or have it erased"):
    """A member's own data."""

    def __init__(self, bot: BatonBot) -> None:
        self.privacy = bot.services.privacy

    @app_commands.command(description="Everything Baton holds about you, as files that open without it")
    async def export(self, interaction: Interaction) -> None:
        """Hand out everything, privately."""
        asker = asker_of(interaction)
        # A log of ten thousand runs takes a moment to read and to pack.
        await interaction.response.defer(ephemeral=True, thinking=True)
        export = await self.privacy.export(asker)
        if export is None:
            await interaction.followup.send(view=NothingHeldView(), ephemeral=True)
        else:
            first, *more = await export_files(export)
            await interaction.followup.send(view=await export_view(interaction, export), file=first, ephemeral=True)
            for file in more:
                await interaction.followup.send(view=MoreView(file.filename), file=file, ephemeral=True)

    @app_commands.command(description="Have everything about you erased; asks once before it does")
    async def forget(self, interaction: Interaction) -> None:
        """Ask, then erase."""
        asker = asker_of(interaction)
        holding = await self.privacy.holding(asker)
        if holding is None:
            await interaction.response.send_message(view=NothingHeldView(), ephemeral=True)
            return

        async def forget(pressed: discord.Interaction) -> None:
            # The team is the one that was asked about, wherever the member has gone since.
            erased = await self.privacy.forget(asker)
            await pressed.response.edit_message(view=ForgottenView(erased, holding.team_name))

        view = ForgetQuestionView(holding, asker.user_id, forget)
        await interaction.response.send_message(view=view, ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Privacy(bot))
