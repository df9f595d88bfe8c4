"""`/profile`: what a runner chose, and what every message obeys."""

from collections.abc import Mapping
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.audience import Praise, Sharing
from bot.domain.pauses import PauseReason
from bot.domain.profiles import DRIVES_LIMIT, TARGETS, AgeTable
from bot.domain.units import Unit
from bot.domain.weekly_asks import Ask
from bot.services.profiles import ProfileChange, all_boards
from bot.services.teammates import key_of
from bot.ui import text
from bot.ui.components import asker_of, autocomplete_guard, chosen, yes_or_no
from bot.ui.profiles import ProfileView, RunnersProfileView, changed_view, paused_view, profile_view, resumed_view
from bot.ui.text import profiles as said

Interaction = discord.Interaction[BatonBot]

NOTHING = ProfileChange()
ZONES_OFFERED = 25

PRAISE = [app_commands.Choice(name=said.PRAISE_ANSWERS[praise], value=praise.value) for praise in Praise]
SHARING = [app_commands.Choice(name=said.SHARING_ANSWERS[sharing], value=sharing.value) for sharing in Sharing]
UNITS = [app_commands.Choice(name=said.UNIT_ANSWERS[unit], value=unit.value) for unit in Unit]
TABLES = [app_commands.Choice(name=said.TABLE_ANSWERS[table], value=table.value) for table in AgeTable]
REASONS = [app_commands.Choice(name=said.PAUSE_REASONS[reason], value=reason.value) for reason in PauseReason]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Profiles(commands.GroupCog, group_name="profile", group_description="How you like it: praise, boards, pauses"):
    """A runner's own choices."""

    def __init__(self, bot: BatonBot) -> None:
        self.profiles = bot.services.profiles

    @app_commands.command(description="Your profile, and what others see of you")
    @app_commands.describe(runner="For coaches: whose profile")
    async def show(self, interaction: Interaction, runner: app_commands.Range[str, 1, 100] | None = None) -> None:
        """Show the asker's profile, or a runner's to their coach."""
        if runner is not None:
            view = RunnersProfileView(await self.profiles.of(asker_of(interaction), runner))
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        profile = await self.profiles.show(asker_of(interaction))
        await interaction.response.send_message(view=await profile_view(interaction, profile), ephemeral=True)

    @show.autocomplete("runner")
    @autocomplete_guard
    async def suggest_runner(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest runners to a coach by name."""
        found = await self.profiles.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=text.plain_member(name), value=key_of(runner_id)) for runner_id, name in found]

    @app_commands.command(description="Change your profile: pick options, or send it empty for buttons")
    @app_commands.describe(
        praise="When there is something to celebrate",
        boards="Your name on the team's boards",
        sharing="What the team may see of your runs",
        nudges="Reminders and check-ins by direct message",
        saturday_question="Ask me on Saturdays which days I can run; while nudges are on",
        check_in="A check-in on Thursdays, five taps that your coach sees; while nudges are on",
        units="Kilometres or miles",
        time_zone="Your own time zone, if it is not the team's",
        weekly_target="Run days a week that you aim for",
        drives="What drives you, for you and your coach",
        birth_date="For your age grades alone: 1990-05-12",
        age_table="The age-grading table for your results; nobody sees it",
    )
    @app_commands.choices(praise=PRAISE, sharing=SHARING, units=UNITS, age_table=TABLES)
    async def edit(
        self,
        interaction: Interaction,
        praise: str | None = None,
        boards: Literal["shown", "hidden"] | None = None,
        sharing: str | None = None,
        nudges: bool | None = None,
        saturday_question: bool | None = None,
        check_in: bool | None = None,
        units: str | None = None,
        time_zone: app_commands.Range[str, 1, 100] | None = None,
        weekly_target: app_commands.Range[int, TARGETS[0], TARGETS[-1]] | None = None,
        drives: app_commands.Range[str, 1, DRIVES_LIMIT] | None = None,
        birth_date: app_commands.Range[str, 1, 100] | None = None,
        age_table: str | None = None,
    ) -> None:
        """Change what is named, or offer the forms."""
        change = ProfileChange(
            praise=chosen(Praise, praise),
            boards=None if boards is None else all_boards(shown=boards == "shown"),
            sharing=chosen(Sharing, sharing),
            nudges=yes_or_no(nudges),
            asks=_asks({Ask.AVAILABILITY: yes_or_no(saturday_question), Ask.CHECK_IN: yes_or_no(check_in)}),
            unit=chosen(Unit, units),
            time_zone=time_zone,
            weekly_target=weekly_target,
            drives=drives,
            birth_date=birth_date,
            age_table=chosen(AgeTable, age_table),
        )
        asker = asker_of(interaction)
        if change == NOTHING:
            view = ProfileView(await self.profiles.show(asker), said.HEADING_EDIT)
        else:
            view = changed_view(await self.profiles.edit(asker, change))
        await interaction.response.send_message(view=view, ephemeral=True)

    @edit.autocomplete("time_zone")
    @autocomplete_guard
    async def suggest_zone(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer zones with what a clock shows there now."""
        return [
            app_commands.Choice(name=said.ZONE_OFFER.format(zone=zone, time=f"{wall:%H:%M}"), value=zone)
            for zone, wall in self.profiles.zones(typed, ZONES_OFFERED)
        ]

    @app_commands.command(
        description="Let streak and nudges rest for a while; your team does not see it, your coach does"
    )
    @app_commands.describe(
        until="Until when, that day included: sunday, 2 weeks, 2026-12-20", reason="Why, if you like"
    )
    @app_commands.choices(reason=REASONS)
    async def pause(
        self, interaction: Interaction, until: app_commands.Range[str, 1, 100], reason: str | None = None
    ) -> None:
        """Begin a pause, or move the end of the one that runs."""
        profile = await self.profiles.pause(asker_of(interaction), until, chosen(PauseReason, reason))
        await interaction.response.send_message(view=paused_view(profile), ephemeral=True)

    @app_commands.command(description="End your pause today")
    async def resume(self, interaction: Interaction) -> None:
        """End the pause."""
        await self.profiles.resume(asker_of(interaction))
        await interaction.response.send_message(view=resumed_view(), ephemeral=True)


def _asks(typed: Mapping[Ask, bool | None]) -> dict[Ask, bool] | None:
    return {ask: wanted for ask, wanted in typed.items() if wanted is not None} or None


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Profiles(bot))
