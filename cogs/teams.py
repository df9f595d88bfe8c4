"""`/team`: set the team up, change its settings and its schedule, and post by hand."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.leaderboards import Period
from bot.errors import UserError
from bot.services.team_posts import PlanWeekChoice
from bot.services.team_schedule import ScheduleChange
from bot.services.teams import ScheduleKind
from bot.ui.checkup_panels import CheckupLinesPanel
from bot.ui.components import asker_of, chosen, yes_or_no
from bot.ui.point_rules import PointRulesPanel
from bot.ui.team_panels import SettingsPanel, SetupPanel
from bot.ui.team_schedule import SchedulePanel
from bot.ui.team_status import StatusView
from bot.ui.teams import PlanPreviewView, preview_message

Interaction = discord.Interaction[BatonBot]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

POSTS = {
    "plan": ScheduleKind.PLAN,
    "leaderboard": ScheduleKind.LEADERBOARD,
    "month_recap": ScheduleKind.RECAP,
    "daily_digest": ScheduleKind.FEED_DIGEST,
}
WEEKS = {"last_week": Period.LAST_WEEK, "this_week": Period.THIS_WEEK}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Teams(commands.GroupCog, group_name="team", group_description="Set the team up and change how it works"):
    """What those who manage the server decide for all."""

    def __init__(self, bot: BatonBot) -> None:
        self.settings = bot.services.team_settings
        self.timetable = bot.services.team_schedule
        self.fares = bot.services.team_status
        self.posts = bot.services.team_posts
        self.point_rules = bot.services.point_rules
        self.checkup_lines = bot.services.checkup_lines

    @app_commands.command(name="setup", description="Channels, coach role, time zone and units, step by step")
    async def set_up(self, interaction: Interaction) -> None:
        """Show the panel."""
        settings = await self.settings.show(asker_of(interaction))
        panel = SetupPanel(settings, _guild(interaction), interaction.guild_locale)
        await interaction.response.send_message(view=panel, ephemeral=True)

    @app_commands.command(name="settings", description="How the team is set up, and lists to change it")
    async def show_settings(self, interaction: Interaction) -> None:
        """Show everything, with ways to change it."""
        settings = await self.settings.show(asker_of(interaction))
        panel = SettingsPanel(settings, _guild(interaction), interaction.guild_locale)
        await interaction.response.send_message(view=panel, ephemeral=True)

    @app_commands.command(description="What is posted by itself and when; change day and time, turn it on or off")
    @app_commands.describe(
        post="Which post to change",
        day="On which day it comes",
        time="At what time: 08:00, 8am, 18:30 …",
        on="Whether it comes at all",
    )
    async def schedule(
        self,
        interaction: Interaction,
        post: Literal["plan", "leaderboard", "month_recap", "daily_digest"] | None = None,
        day: Day | None = None,
        time: app_commands.Range[str, 1, 20] | None = None,
        on: bool | None = None,
    ) -> None:
        """Show what comes by itself, changed before if something of it was given."""
        asker = asker_of(interaction)
        change = ScheduleChange(weekday=_weekday(day), at=time, enabled=yes_or_no(on))
        changes = change != ScheduleChange()
        kind = None if post is None else POSTS.get(post)
        if kind is None and (post is not None or changes):
            raise UserError("which_post")
        if kind is not None and changes:
            schedule = await self.timetable.change(asker, kind, change)
        else:
            schedule = await self.timetable.show(asker)
        await interaction.response.send_message(view=SchedulePanel(schedule, kind), ephemeral=True)

    @app_commands.command(description="What was posted, what comes next, and what waits and why")
    async def status(self, interaction: Interaction) -> None:
        """Show how the team's posts fare."""
        status = await self.fares.show(asker_of(interaction))
        await interaction.response.send_message(view=StatusView(status, _guild(interaction)), ephemeral=True)

    @app_commands.command(name="points", description="What earns points in this team, from the coming Monday on")
    async def show_points(self, interaction: Interaction) -> None:
        """Show the team's points, with ways to change them."""
        rules = await self.point_rules.show(asker_of(interaction))
        await interaction.response.send_message(view=PointRulesPanel(rules), ephemeral=True)

    @app_commands.command(name="checkup", description="Where check-ups draw their lines for your runners")
    async def show_checkup_lines(self, interaction: Interaction) -> None:
        """Show the lines, with forms to draw them elsewhere."""
        lines = await self.checkup_lines.show(asker_of(interaction))
        await interaction.response.send_message(view=CheckupLinesPanel(lines), ephemeral=True)

    @app_commands.command(description="Post the leaderboard or the week's plan now; you see it first")
    @app_commands.describe(what="What to post", week="Which week it is about")
    async def post(
        self,
        interaction: Interaction,
        what: Literal["leaderboard", "plan"] = "leaderboard",
        week: Literal["last_week", "this_week", "next_week"] | None = None,
    ) -> None:
        """Show the post as it would be: a board of a week that was or is, a plan of one that is or will be."""
        if what == "plan":
            if week == "last_week":
                raise UserError("plan_week_past")
            plan = await self.posts.preview_plan(asker_of(interaction), chosen(PlanWeekChoice, week))
            await interaction.response.send_message(view=PlanPreviewView(plan), ephemeral=True)
            return
        if week == "next_week":
            raise UserError("board_week_ahead")
        period = WEEKS.get(week or "last_week")
        if period is None:
            raise UserError("option_unreadable", text=str(week))
        view, files = await preview_message(await self.posts.preview(asker_of(interaction), period))
        await interaction.response.send_message(view=view, files=files, ephemeral=True)


def _guild(interaction: Interaction) -> discord.Guild:
    if interaction.guild is None:
        raise UserError("guild_only")
    return interaction.guild


def _weekday(day: str | None) -> int | None:
    if day is None:
        return None
    if day not in DAYS:
        raise UserError("option_unreadable", text=day)
    return DAYS.index(day)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Teams(bot))
