"""`/help`: what there is to type, by topic."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.errors import UserError
from bot.services.help import Topic
from bot.ui.help import help_for
from bot.ui.text.help import TOPICS

CHOICES = [app_commands.Choice(name=name, value=topic.value) for topic, name in TOPICS.items()]


class Help(commands.Cog):
    """The way around."""

    @app_commands.command(description="The way around, by topic")
    @app_commands.describe(topic="What it is about")
    @app_commands.choices(topic=CHOICES)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def help(self, interaction: discord.Interaction[BatonBot], topic: str = Topic.START.value) -> None:
        """Show a topic as it is open to the asker."""
        try:
            wanted = Topic(topic)
        except ValueError:
            # Discord keeps showing a command as it was until it has heard of the new one.
            raise UserError("option_unreadable", text=topic) from None
        await interaction.response.send_message(view=await help_for(interaction, wanted), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Help())
