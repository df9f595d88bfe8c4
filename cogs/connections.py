"""`/strava` and `/intervals`: services that know a member's runs, and tell of them to that member alone."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.connections import Service
from bot.ui.components import asker_of
from bot.ui.connections import ConnectionsView, ConsentView, DisconnectView, KeyView, OlderRunsView

Interaction = discord.Interaction[BatonBot]


class Connections(commands.Cog):
    """A member's own connections."""

    strava = app_commands.Group(
        name="strava",
        description="Let Strava tell you, and nobody else, of runs to log",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    intervals = app_commands.Group(
        name="intervals",
        description="Let intervals.icu tell you, and nobody else, of runs to log",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, bot: BatonBot) -> None:
        self.connections = bot.services.connections

    @strava.command(name="connect", description="What it reads and what for, then Strava's own page")
    async def connect_strava(self, interaction: Interaction) -> None:
        """Show the five points of consent, and the way to Strava; what is open of an earlier connection comes first."""
        asker = asker_of(interaction)
        older = await self.connections.undecided(asker)
        if older is not None:
            await interaction.response.send_message(view=OlderRunsView(older), ephemeral=True)
            return
        consent = await self.connections.begin(asker)
        await interaction.response.send_message(view=ConsentView(consent), ephemeral=True)

    @strava.command(name="status", description="How your connections stand")
    async def show_status(self, interaction: Interaction) -> None:
        """Show all of them."""
        await self._show(interaction)

    @strava.command(name="disconnect", description="Give access back; what Strava told is deleted")
    async def disconnect_strava(self, interaction: Interaction) -> None:
        """Ask what becomes of the runs, then end it."""
        await self._ask(interaction, Service.STRAVA)

    @intervals.command(name="connect", description="Runs from Garmin, COROS, Suunto, Polar or Wahoo, by a key of yours")
    async def connect_intervals(self, interaction: Interaction) -> None:
        """Say what it is for, and ask for the key."""
        await self.connections.require_set_up(Service.INTERVALS)
        await interaction.response.send_message(view=KeyView(), ephemeral=True)

    @intervals.command(name="status", description="How your connections stand")
    async def show_intervals(self, interaction: Interaction) -> None:
        """Show all of them."""
        await self._show(interaction)

    @intervals.command(name="disconnect", description="Forget your key; what intervals.icu told is deleted")
    async def disconnect_intervals(self, interaction: Interaction) -> None:
        """Ask what becomes of the runs, then end it."""
        await self._ask(interaction, Service.INTERVALS)

    async def _show(self, interaction: Interaction) -> None:
        page = await self.connections.page(asker_of(interaction))
        await interaction.response.send_message(view=ConnectionsView(page), ephemeral=True)

    async def _ask(self, interaction: Interaction, service: Service) -> None:
        asker = asker_of(interaction)
        connection = await self.connections.connected(asker, service)
        await interaction.response.send_message(view=DisconnectView(asker, connection), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Connections(bot))
