"""`/feedback`: what was written to a member, their answer to it, and the offer to read what waits."""

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.errors import UserError
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.outage import is_outage
from bot.services.teammates import key_of
from bot.ui.components import asker_of, autocomplete_guard
from bot.ui.feedback import GivenView
from bot.ui.inbox import InboxView, OfferView
from bot.ui.text.feedback import plain_coach

log = logging.getLogger(__name__)

Interaction = discord.Interaction[BatonBot]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Feedback(commands.GroupCog, group_name="feedback", group_description="What your coach wrote to you"):
    """The reader's side of private words."""

    def __init__(self, bot: BatonBot) -> None:
        self.inbox_service = bot.services.inbox
        self.feedback_service = bot.services.feedback

    @app_commands.command(description="Your messages, those that are waiting first")
    async def inbox(self, interaction: Interaction) -> None:
        """Show the asker's inbox."""
        asker = asker_of(interaction)
        page = await self.inbox_service.read(asker)
        await interaction.response.send_message(view=InboxView(page), ephemeral=True)
        await self.inbox_service.seen(asker, page)

    @app_commands.command(description="Write to your coach, privately")
    @app_commands.describe(message="Your words", to="Which coach; else who wrote to you newest")
    async def reply(
        self,
        interaction: Interaction,
        message: app_commands.Range[str, 1, FEEDBACK_LIMIT],
        to: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Send the answer off."""
        given = await self.feedback_service.reply(asker_of(interaction), message, to)
        await interaction.response.send_message(view=GivenView(given), ephemeral=True)

    @reply.autocomplete("to")
    @autocomplete_guard
    async def suggest_coach(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the coaches of the team."""
        found = await self.feedback_service.coaches(asker_of(interaction), typed)
        return [app_commands.Choice(name=plain_coach(one.name), value=key_of(one.coach_id)) for one in found]

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: Interaction, command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu
    ) -> None:
        """Offer, after a member's command, what could not reach them; the command itself is answered by then."""
        # Nothing can follow a form, and whoever reads the inbox has it before their eyes.
        form_or_nothing = interaction.response.type in (None, discord.InteractionResponseType.modal)
        if form_or_nothing or command.qualified_name == "feedback inbox":
            return
        try:
            await self._offer(interaction)
        except UserError:
            # No team is known for this member here, so nothing waits.
            return
        except Exception as error:
            if is_outage(error):
                # It is offered after the next command.
                return
            log.exception("nothing was offered to user %s", interaction.user.id)

    async def _offer(self, interaction: Interaction) -> None:
        offer = await self.inbox_service.offer(asker_of(interaction))
        if offer is None:
            return
        try:
            await interaction.followup.send(view=OfferView(offer.count), ephemeral=True)
        except discord.HTTPException as error:
            await self.inbox_service.not_offered(offer)
            log.info("an offer did not reach user %s: %s", interaction.user.id, error)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Feedback(bot))
