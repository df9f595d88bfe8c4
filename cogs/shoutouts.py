"""`/shoutout`: a kind word to teammates, typed, from a member's menu, or on the card of a run."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.shoutouts import MESSAGE_LIMIT
from bot.services.shoutout_lists import Which
from bot.ui.cheers import marker_of
from bot.ui.components import asker_of, autocomplete_guard, chosen
from bot.ui.shoutout_lists import ShoutoutListView
from bot.ui.shoutouts import GivenShoutoutView, ShoutoutForm, suggestion

Interaction = discord.Interaction[BatonBot]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Shoutouts(commands.GroupCog, group_name="shoutout", group_description="Kind words to teammates"):
    """Giving shoutouts, and looking back at them."""

    def __init__(self, bot: BatonBot) -> None:
        self.bot = bot
        self.shoutouts = bot.services.shoutouts
        self.lists = bot.services.shoutout_lists
        self.menus = (
            app_commands.ContextMenu(name="Give a shoutout", callback=self.give_to_member),
            app_commands.ContextMenu(name="Shout out this run", callback=self.give_for_run),
        )

    async def cog_load(self) -> None:
        """Add what is not typed."""
        for menu in self.menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take it away again."""
        for menu in self.menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    @app_commands.command(description="A kind word to one teammate, or up to five")
    @app_commands.describe(to="For whom: names from the list, with commas between", message="Your words")
    async def give(
        self,
        interaction: Interaction,
        to: app_commands.Range[str, 1, 400],
        message: app_commands.Range[str, 1, MESSAGE_LIMIT],
    ) -> None:
        """Give a shoutout."""
        asker = asker_of(interaction)
        addressed = await self.shoutouts.addressed(asker, to)
        given = await self.shoutouts.give(asker, addressed, message)
        await interaction.response.send_message(view=GivenShoutoutView(given), ephemeral=True)

    @give.autocomplete("to")
    @autocomplete_guard
    async def suggest_teammates(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest teammates by name, after those that are named already."""
        found = await self.shoutouts.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=suggestion(one), value=one.value) for one in found]

    @app_commands.command(name="list", description="Kind words you received, or gave")
    @app_commands.describe(which="Received, unless you say otherwise")
    @app_commands.choices(
        which=[
            app_commands.Choice(name="received", value=Which.RECEIVED.value),
            app_commands.Choice(name="given", value=Which.GIVEN.value),
        ]
    )
    async def list_shoutouts(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the newest ones."""
        wanted = chosen(Which, which) or Which.RECEIVED
        page = await self.lists.page(asker_of(interaction), wanted)
        await interaction.response.send_message(view=ShoutoutListView(page), ephemeral=True)

    @app_commands.guild_only()
    async def give_to_member(self, interaction: Interaction, member: discord.Member) -> None:
        """Open the form for a member's menu."""
        asker = asker_of(interaction)
        to = await self.shoutouts.member(asker, member.id, member.display_name, is_bot=member.bot)
        await interaction.response.send_modal(ShoutoutForm(to))

    @app_commands.guild_only()
    async def give_for_run(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the form for the run whose card a message is."""
        marker = marker_of(message) if message.author == self.bot.user else None
        to = await self.shoutouts.card(asker_of(interaction), marker)
        await interaction.response.send_modal(ShoutoutForm(to))


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Shoutouts(bot))
