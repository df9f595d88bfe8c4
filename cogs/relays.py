"""`/relay`: relays of your team, with who runs which leg."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.relays import MOST_LEGS, MOST_SQUADS, NAME_LIMIT
from bot.services.meant import key_of
from bot.services.relay_drafts import LEGS_LIMIT, RelayChange, RelayDraft
from bot.ui import figures
from bot.ui.components import asker_of, autocomplete_guard, yes_or_no
from bot.ui.relay_lines import suggestion
from bot.ui.relays import CancelRelayView, LegForm, RelayListView, RelayPageView
from bot.ui.text import relays as said

Interaction = discord.Interaction[BatonBot]
Named = app_commands.Range[str, 1, 120]
Typed = app_commands.Range[str, 1, 64]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Relays(commands.GroupCog, group_name="relay", group_description="Relays of your team, leg by leg"):
    """Relays, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.relays = bot.services.relays
        self.relay_legs = bot.services.relay_legs

    @app_commands.command(description="Set up a relay: a start and its legs; who runs which comes next")
    @app_commands.describe(
        name="What it is called: New Year relay",
        date="Its day: 12 apr, 2027-04-12, in 3 weeks",
        time="When it starts there: 9:00",
        legs="Its legs in their order: 10k, 5k, 5k, half, or 12 x 5k",
        teams="How many of your teams run it, each with all the legs; one unless you say otherwise",
        zone="The time zone there, if not the team's: New York",
        age_graded="Tell the sum age-graded as well, for legs whose runners chose the age-graded board",
    )
    async def create(
        self,
        interaction: Interaction,
        name: app_commands.Range[str, 1, NAME_LIMIT],
        date: Typed,
        time: Typed,
        legs: app_commands.Range[str, 1, LEGS_LIMIT],
        teams: app_commands.Range[int, 1, MOST_SQUADS] = 1,
        zone: Typed | None = None,
        age_graded: bool | None = None,
    ) -> None:
        """Set a relay up."""
        draft = RelayDraft(name, date, time, legs, teams, zone, yes_or_no(age_graded) or False)
        page = await self.relays.create(asker_of(interaction), draft)
        await interaction.response.send_message(view=RelayPageView(page, said.CREATED), ephemeral=True)

    @app_commands.command(description="Change a relay that you set up: its name, start or legs")
    @app_commands.describe(
        relay="Which relay",
        name="Its new name",
        date="Its new day: 12 apr, 2027-04-12",
        time="When it starts there: 9:30",
        legs="All its legs in their order: 10k, 5k, 5k; who runs which stays",
        zone="The time zone there: New York",
        age_graded="Tell the sum age-graded as well",
    )
    async def edit(
        self,
        interaction: Interaction,
        relay: Named,
        name: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
        date: Typed | None = None,
        time: Typed | None = None,
        legs: app_commands.Range[str, 1, LEGS_LIMIT] | None = None,
        zone: Typed | None = None,
        age_graded: bool | None = None,
    ) -> None:
        """Change a relay."""
        draft = RelayChange(name, date, time, legs, zone, yes_or_no(age_graded))
        page = await self.relays.edit(asker_of(interaction), relay, draft)
        await interaction.response.send_message(view=RelayPageView(page, said.EDITED), ephemeral=True)

    @app_commands.command(description="Fill in a leg: who runs it, the time expected, and the time it took")
    @app_commands.describe(relay="Which relay", leg="The leg's number", team="Whose leg, if several teams run")
    async def leg(
        self,
        interaction: Interaction,
        relay: Named,
        leg: app_commands.Range[int, 1, MOST_LEGS],
        team: Literal["A", "B", "C", "D"] | None = None,
    ) -> None:
        """Open the form of a leg."""
        filled = await self.relay_legs.filled(asker_of(interaction), relay, team, leg)
        await interaction.response.send_modal(LegForm(filled))

    @app_commands.command(name="list", description="The relays to come, with the legs that are open and yours")
    async def show_all(self, interaction: Interaction) -> None:
        """List the team's relays."""
        relays = await self.relays.listed(asker_of(interaction))
        await interaction.response.send_message(view=RelayListView(relays), ephemeral=True)

    @app_commands.command(description="One relay: who runs which leg, when it is handed over, and the sum")
    @app_commands.describe(relay="Which relay")
    async def show(self, interaction: Interaction, relay: Named) -> None:
        """Show a relay."""
        page = await self.relays.show(asker_of(interaction), relay)
        await interaction.response.send_message(view=RelayPageView(page), ephemeral=True)

    @app_commands.command(description="Call off a relay that you set up; you are asked once")
    @app_commands.describe(relay="Which relay")
    async def cancel(self, interaction: Interaction, relay: Named) -> None:
        """Ask, once, before a relay is called off."""
        found = await self.relays.to_cancel(asker_of(interaction), relay)
        await interaction.response.send_message(view=CancelRelayView(found), ephemeral=True)

    @edit.autocomplete("relay")
    @leg.autocomplete("relay")
    @show.autocomplete("relay")
    @cancel.autocomplete("relay")
    @autocomplete_guard
    async def suggest_relays(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[Any]]:
        """Suggest relays by name, the next one first."""
        found = await self.relays.suggestions(asker_of(interaction), typed)
        return [
            app_commands.Choice(name=suggestion(name, figures.short_day(day)), value=key_of(relay_id))
            for relay_id, name, day in found
        ]


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Relays(bot))
