"""`/plan`: what is planned for a runner, and the days on which they can run."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.availability import WhichWeek
from bot.services.planned_weeks import PlanWhich
from bot.services.teammates import key_of
from bot.ui import text
from bot.ui.availability import AvailabilityView
from bot.ui.components import asker_of, autocomplete_guard, chosen
from bot.ui.planned_weeks import DoneView, PlannedWeekView, plain_session, session_id_of
from bot.ui.run_lists import run_id_of, suggestion
from bot.ui.seasons import season_view
from bot.ui.text import availability as days
from bot.ui.text import planned_weeks as said

Interaction = discord.Interaction[BatonBot]

WHICH_DAYS = [app_commands.Choice(name=days.WHICH[which], value=which.value) for which in WhichWeek]
WHICH = [app_commands.Choice(name=said.WHICH_WEEK[which], value=which.value) for which in PlanWhich]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Plans(commands.GroupCog, group_name="plan", group_description="Your plan, and the days you can run"):
    """A runner's plans, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.availability = bot.services.availability
        self.seasons = bot.services.seasons
        self.planned_weeks = bot.services.planned_weeks

    @app_commands.command(name="availability", description="Say on which days you can run; your coach plans with it")
    @app_commands.describe(which="Which week: the coming one, unless you say otherwise")
    @app_commands.choices(which=WHICH_DAYS)
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

    @app_commands.command(name="week", description="Your week: what is planned, and what you ran of it")
    @app_commands.describe(which="Which week: this one, unless you say otherwise")
    @app_commands.choices(which=WHICH)
    async def show_week(self, interaction: Interaction, which: str | None = None) -> None:
        """Show one of the asker's weeks."""
        week = await self.planned_weeks.own(asker_of(interaction), chosen(PlanWhich, which) or PlanWhich.THIS)
        await interaction.response.send_message(view=PlannedWeekView(week), ephemeral=True)

    @app_commands.command(name="done", description="Say that a planned session is done, by which run or without one")
    @app_commands.describe(
        session="Which session: pick one from the list", run="The run that it was; leave it out for gym, bike and such"
    )
    async def say_done(
        self,
        interaction: Interaction,
        session: app_commands.Range[str, 1, 100],
        run: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Note it."""
        run_id = None if run is None else run_id_of(run)
        done = await self.planned_weeks.done(asker_of(interaction), session_id_of(session), run_id)
        await interaction.response.send_message(view=DoneView(done), ephemeral=True)

    @say_done.autocomplete("session")
    @autocomplete_guard
    async def suggest_session(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the asker's own sessions of late."""
        found = await self.planned_weeks.suggest_sessions(asker_of(interaction), typed)
        return [app_commands.Choice(name=plain_session(one.day, one.text), value=str(one.session_id)) for one in found]

    @say_done.autocomplete("run")
    @autocomplete_guard
    async def suggest_run(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the asker's own runs of the session's week."""
        session = getattr(interaction.namespace, "session", None)
        session_id = session_id_of(str(session)) if session else None
        found = await self.planned_weeks.suggest_runs(asker_of(interaction), session_id, typed)
        return [app_commands.Choice(name=suggestion(one, found), value=str(one.run_id)) for one in found.runs]


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Plans(bot))
