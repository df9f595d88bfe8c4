"""`/race`: the team's calendar of races, and who is in."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.races import GOAL_LIMIT, NAME_LIMIT, PLACE_LIMIT
from bot.services.calendars import Whose
from bot.services.meant import key_of
from bot.services.race_drafts import URL_LIMIT, RaceDraft
from bot.services.race_results import LAST_PLACE, ResultDraft
from bot.ui import figures
from bot.ui.calendars import RaceCalendarView, race_files
from bot.ui.components import asker_of, autocomplete_guard, chosen, yes_or_no
from bot.ui.race_forms import RaceForm
from bot.ui.race_lines import suggestion
from bot.ui.race_lists import RaceListView
from bot.ui.races import (
    CancelQuestionView,
    RacePageView,
    added_view,
    changed_view,
    joined_view,
    result_view,
)
from bot.ui.text import calendars as calendar_words
from bot.ui.text import races as said

Interaction = discord.Interaction[BatonBot]
Named = app_commands.Range[str, 1, 120]
Typed = app_commands.Range[str, 1, 64]
Name = app_commands.Range[str, 1, NAME_LIMIT]
Place = app_commands.Range[str, 1, PLACE_LIMIT]
Url = app_commands.Range[str, 1, URL_LIMIT]
Goal = app_commands.Range[str, 1, GOAL_LIMIT]
WHOSE = [app_commands.Choice(name=calendar_words.WHOSE[whose], value=whose.value) for whose in Whose]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Races(commands.GroupCog, group_name="race", group_description="The races of your team"):
    """Races, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.races = bot.services.races
        self.race_lists = bot.services.race_lists
        self.race_results = bot.services.race_results
        self.entrants = bot.services.entrants
        self.calendars = bot.services.calendars

    @app_commands.command(description="Put a race into the team's calendar, for everybody to join")
    @app_commands.describe(
        name="What it is called: Berlin 10k",
        date="Its day: 12 apr, 2027-04-12, in 3 weeks",
        distance="How far: 10k, half, or several: 10k, half",
        time="When it starts there: 9:00, or one for each distance in their order: 9:00, 10:30",
        place="Where it is",
        url="Its page",
        zone="The time zone there, if not the team's: New York",
        goal_race="For coaches: the race that your team trains for",
    )
    async def add(
        self,
        interaction: Interaction,
        name: Name,
        date: Typed,
        distance: Typed,
        time: Typed | None = None,
        place: Place | None = None,
        url: Url | None = None,
        zone: Typed | None = None,
        goal_race: bool | None = None,
    ) -> None:
        """Add a race, or show the one that is there."""
        draft = RaceDraft(
            name=name,
            day=date,
            distance=distance,
            start=time,
            place=place,
            url=url,
            zone=zone,
            is_goal=yes_or_no(goal_race),
        )
        added = await self.races.add(asker_of(interaction), draft)
        await interaction.response.send_message(view=added_view(added), ephemeral=True)

    @app_commands.command(name="list", description="The races to come, and how many teammates run them")
    async def list_races(self, interaction: Interaction) -> None:
        """Show the next ones."""
        listed = await self.race_lists.page(asker_of(interaction))
        await interaction.response.send_message(view=RaceListView(listed), ephemeral=True)

    @app_commands.command(description="One race: when, where, who is in, and your own part")
    @app_commands.describe(race="Which race")
    async def show(self, interaction: Interaction, race: Named) -> None:
        """Show a race."""
        page = await self.race_lists.show(asker_of(interaction), race)
        await interaction.response.send_message(view=RacePageView(page), ephemeral=True)

    @app_commands.command(description="Say that you run a race, and what you are after if you like")
    @app_commands.describe(
        race="Which race",
        distance="Which distance, if it has several",
        goal="A time, or words: 3:45, or: smile at the finish",
        show_goal="Whether teammates see your goal; it stays with you unless you say so",
    )
    async def join(
        self,
        interaction: Interaction,
        race: Named,
        distance: Typed | None = None,
        goal: Goal | None = None,
        show_goal: bool | None = None,
    ) -> None:
        """Put the member down."""
        page = await self.entrants.join(
            asker_of(interaction), race, distance=distance, goal=goal, shows_goal=yes_or_no(show_goal)
        )
        await interaction.response.send_message(view=joined_view(page), ephemeral=True)

    @app_commands.command(description="Take yourself out of a race; the door stays open")
    @app_commands.describe(race="Which race")
    async def leave(self, interaction: Interaction, race: Named) -> None:
        """Take the member out."""
        page = await self.entrants.leave(asker_of(interaction), race)
        await interaction.response.send_message(view=RacePageView(page, said.LEFT), ephemeral=True)

    @app_commands.command(description="Say how a race went; its time goes into your log")
    @app_commands.describe(
        race="Which race",
        time="Your official time: 52:10; or DNF, DNS",
        distance="Which distance, if it has several",
        place="Your place among all",
    )
    async def result(
        self,
        interaction: Interaction,
        race: Named,
        time: Typed,
        distance: Typed | None = None,
        place: app_commands.Range[int, 1, LAST_PLACE] | None = None,
    ) -> None:
        """Keep how it went; a time that is unclear or odd is asked about first."""
        draft = ResultDraft(time, distance, None if place is None else str(place))
        asker = asker_of(interaction)
        view = result_view(await self.race_results.enter(asker, race, draft), asker)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(description="Change a race that you added; everybody who is in hears of it")
    @app_commands.describe(
        race="Which race",
        name="What it is called now",
        date="Its new day",
        distance="All its distances: 10k, half",
        time="When it starts there: 9:00, or one for each distance in their order",
        place="Where it is",
        url="Its page",
        zone="The time zone there",
        goal_race="For coaches: the race that your team trains for",
    )
    async def edit(
        self,
        interaction: Interaction,
        race: Named,
        name: Name | None = None,
        date: Typed | None = None,
        distance: Typed | None = None,
        time: Typed | None = None,
        place: Place | None = None,
        url: Url | None = None,
        zone: Typed | None = None,
        goal_race: bool | None = None,
    ) -> None:
        """Change a race by what was typed, or open its form, filled in."""
        draft = RaceDraft(
            name=name,
            day=date,
            distance=distance,
            start=time,
            place=place,
            url=url,
            zone=zone,
            is_goal=yes_or_no(goal_race),
        )
        if draft.is_blank:
            filled = await self.races.form(asker_of(interaction), race)
            await interaction.response.send_modal(RaceForm(filled, changed_view))
            return
        page = await self.races.edit(asker_of(interaction), race, draft)
        view = changed_view(page, reads_starts=time is not None)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(description="Call off a race that you added; you are asked once")
    @app_commands.describe(race="Which race")
    async def cancel(self, interaction: Interaction, race: Named) -> None:
        """Ask, once, before a race is called off."""
        found = await self.races.to_cancel(asker_of(interaction), race)
        await interaction.response.send_message(view=CancelQuestionView(found), ephemeral=True)

    @app_commands.command(description="The races for your calendar: a file, and an address to subscribe to")
    @app_commands.describe(which="Those you are in, or all of the team's; yours unless you say so")
    @app_commands.choices(which=WHOSE)
    async def calendar(self, interaction: Interaction, which: str = Whose.MINE.value) -> None:
        """Hand out a calendar of races, privately."""
        asker, whose = asker_of(interaction), chosen(Whose, which)
        found = await (self.calendars.of_team(asker) if whose is Whose.TEAM else self.calendars.mine(asker))
        files = await race_files(found)
        await interaction.response.send_message(view=RaceCalendarView(found), files=files, ephemeral=True)

    @show.autocomplete("race")
    @join.autocomplete("race")
    @leave.autocomplete("race")
    @result.autocomplete("race")
    @edit.autocomplete("race")
    @cancel.autocomplete("race")
    @autocomplete_guard
    async def suggest_races(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[Any]]:
        """Suggest races by name, the next one first."""
        found = await self.race_lists.suggestions(asker_of(interaction), typed)
        return [
            app_commands.Choice(name=suggestion(name, figures.full_day(day)), value=key_of(race_id))
            for race_id, name, day in found
        ]

    @result.autocomplete("time")
    @autocomplete_guard
    async def suggest_outcomes(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[Any]]:
        """Suggest what can stand where a time goes."""
        wanted = typed.strip().casefold()
        return [
            app_commands.Choice(name=label, value=outcome.value)
            for outcome, label in said.OUTCOME_CHOICES.items()
            if outcome.value.startswith(wanted) or wanted in label.casefold()
        ]


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Races(bot))
