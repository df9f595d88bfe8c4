"""`/run`: log, change and delete one's runs, and look back at them."""

from dataclasses import replace
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.runs import NOTE_LIMIT, PainArea, RunKind, Surface
from bot.domain.spans import Span
from bot.errors import UserError
from bot.services.photos import PhotoChange
from bot.services.reading import RunDraft
from bot.services.teammates import key_of
from bot.ui import text
from bot.ui.components import asker_of, attached, autocomplete_guard, chosen, yes_or_no
from bot.ui.photos import PhotoReader
from bot.ui.run_deletion import DeleteQuestionView
from bot.ui.run_forms import Options, RunForm
from bot.ui.run_lists import RunListView, run_id_of, suggestion
from bot.ui.runs import outcome_view
from bot.ui.uploads import log_file

Interaction = discord.Interaction[BatonBot]
Kind = Literal["easy", "long", "workout", "race", "recovery"]
Ground = Literal["road", "trail", "track", "treadmill"]
Since = Literal["this_week", "last_week", "this_month", "last_30_days", "season", "all"]
Named = app_commands.Range[str, 1, 100]
Level = app_commands.Range[int, 1, 10]

PAIN_AREAS = [app_commands.Choice(name=text.pain_area(area), value=area.value) for area in PainArea]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Runs(commands.GroupCog, group_name="run", group_description="Log your runs and look back at them"):
    """The log, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.runs = bot.services.runs
        self.run_lists = bot.services.run_lists
        self.photos = PhotoReader()

    @app_commands.command(description="Log a run: how far and how long is enough")
    @app_commands.describe(
        distance="How far: 10k, 6.2 mi, half …",
        time="How long: 52:10, 1h05, 45, or your pace: 5:21/km …",
        when="When, if not today: yesterday, saturday, 2026-11-20 …",
        kind="What kind of run it was",
        surface="What you ran on",
        climb="How much it went up: 350 m, 1,150 ft …",
        effort="How hard it felt, 1 (very easy) to 10 (all out)",
        note="A word about it, for you, your coach and your team",
        pain_area="Where something ached; just you and your coach see it",
        pain_level="How much it ached, 1 to 10",
        photo="A picture from the run; it goes with the card in the feed",
    )
    @app_commands.choices(pain_area=PAIN_AREAS)
    async def log(
        self,
        interaction: Interaction,
        distance: app_commands.Range[str, 1, 100],
        time: app_commands.Range[str, 1, 100],
        when: app_commands.Range[str, 1, 100] | None = None,
        kind: Kind | None = None,
        surface: Ground | None = None,
        effort: Level | None = None,
        note: app_commands.Range[str, 1, NOTE_LIMIT] | None = None,
        pain_area: str | None = None,
        pain_level: Level | None = None,
        climb: app_commands.Range[str, 1, 20] | None = None,
        photo: discord.Attachment | None = None,
    ) -> None:
        """Log a run; one that is unclear, odd or looks like another is asked about first."""
        draft = RunDraft(
            distance=distance,
            time=time,
            when=when,
            kind=chosen(RunKind, kind),
            surface=chosen(Surface, surface),
            effort=effort,
            note=note,
            pain_area=chosen(PainArea, pain_area),
            pain_level=pain_level,
            climb=climb,
        )
        asker, photo = asker_of(interaction), attached(photo)
        if photo is None:
            view = outcome_view(await self.runs.log(asker, draft), asker)
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        await interaction.response.defer(ephemeral=True)
        draft = replace(draft, photo=PhotoChange(await self.photos.read(photo)))
        view = outcome_view(await self.runs.log(asker, draft), asker)
        await interaction.followup.send(view=view, ephemeral=True)

    @app_commands.command(description="Log a run from your watch's file, or many from Strava's list")
    @app_commands.describe(
        file="FIT, GPX or TCX, zipped too; or activities.csv of a Strava archive",
        kind="What kind of run it was",
        effort="How hard it felt, 1 (very easy) to 10 (all out)",
        note="A word about it, for you, your coach and your team",
    )
    async def upload(
        self,
        interaction: Interaction,
        file: discord.Attachment,
        kind: Kind | None = None,
        effort: Level | None = None,
        note: app_commands.Range[str, 1, NOTE_LIMIT] | None = None,
    ) -> None:
        """Log what a file holds; what it does not tell is asked for first."""
        found = attached(file)
        if found is None:
            raise UserError("no_file")
        await log_file(interaction, found, kind=chosen(RunKind, kind), effort=effort, note=note)

    @app_commands.command(description="Change a run of yours; points and cards follow")
    @app_commands.describe(
        run="Which run; type a day or a distance to find it",
        kind="What kind of run it was",
        surface="What you ran on",
        effort="How hard it felt, 1 (very easy) to 10 (all out)",
        pain_area="Where something ached; just you and your coach see it",
        pain_level="How much it ached, 1 to 10",
        climb="How much it went up: 350 m, 1,150 ft …",
        photo="A picture from the run, in the place of the one it has",
        remove_photo="Take its picture away",
    )
    @app_commands.choices(pain_area=PAIN_AREAS)
    async def edit(
        self,
        interaction: Interaction,
        run: Named,
        kind: Kind | None = None,
        surface: Ground | None = None,
        effort: Level | None = None,
        pain_area: str | None = None,
        pain_level: Level | None = None,
        climb: app_commands.Range[str, 1, 20] | None = None,
        photo: discord.Attachment | None = None,
        remove_photo: bool = False,
    ) -> None:
        """Open the form of a run, filled in."""
        options = Options(
            chosen(RunKind, kind),
            chosen(Surface, surface),
            effort,
            chosen(PainArea, pain_area),
            pain_level,
            attached(photo),
            bool(yes_or_no(remove_photo)),
            climb,
        )
        filled = await self.runs.form(asker_of(interaction), run_id_of(run))
        await interaction.response.send_modal(RunForm(filled, outcome_view, options, self.photos))

    @app_commands.command(description="Take a run of yours out of the log")
    @app_commands.describe(run="Which run; type a day or a distance to find it")
    async def delete(self, interaction: Interaction, run: Named) -> None:
        """Ask, once, before a run is deleted."""
        found = await self.runs.find(asker_of(interaction), run_id_of(run))
        await interaction.response.send_message(view=DeleteQuestionView(found), ephemeral=True)

    @edit.autocomplete("run")
    @delete.autocomplete("run")
    @autocomplete_guard
    async def suggest_run(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the asker's own newest runs."""
        found = await self.runs.suggest(asker_of(interaction), typed)
        return [app_commands.Choice(name=suggestion(one, found), value=str(one.run_id)) for one in found.runs]

    @app_commands.command(name="list", description="Your runs, or a teammate's, page by page")
    @app_commands.describe(runner="Whose, if not yours; everyone chooses what the team sees", period="From when")
    async def list_runs(self, interaction: Interaction, runner: Named | None = None, period: Since = "all") -> None:
        """Show the newest runs."""
        span = chosen(Span, period) or Span.ALL
        listed = await self.run_lists.first_page(asker_of(interaction), runner, span)
        await interaction.response.send_message(view=RunListView(listed), ephemeral=True)

    @list_runs.autocomplete("runner")
    @autocomplete_guard
    async def suggest_runner(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest teammates who share something of their runs."""
        found = await self.run_lists.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=text.plain_member(name), value=key_of(runner_id)) for runner_id, name in found]


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Runs(bot))
