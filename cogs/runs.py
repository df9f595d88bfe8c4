"""`/run`: log and list one's runs."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.runs import NOTE_LIMIT, PainArea, RunKind, Surface
from bot.errors import NotAllowed
from bot.services.runs import LoggedRun, OddRun, RunDraft
from bot.ui import text
from bot.ui.components import asker_of, chosen
from bot.ui.runs import OddRunView, RunListView, RunLoggedView

Interaction = discord.Interaction[BatonBot]
Kind = Literal["easy", "long", "workout", "race", "recovery"]
Ground = Literal["road", "trail", "track", "treadmill"]
Level = app_commands.Range[int, 1, 10]

PAIN_AREAS = [app_commands.Choice(name=text.pain_area(area), value=area.value) for area in PainArea]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Runs(commands.GroupCog, group_name="run", group_description="Log your runs and look back at them"):
    """The log, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.runs = bot.services.runs

    @app_commands.command(description="Log a run: how far and how long is enough")
    @app_commands.describe(
        distance="How far: 10k, 6.2 mi, half …",
        time="How long: 52:10, 1h05, 45 …",
        when="When, if not today: yesterday, saturday, 2026-11-20 …",
        kind="What kind of run it was",
        surface="What you ran on",
        effort="How hard it felt, 1 (very easy) to 10 (all out)",
        note="A word about it, for you, your coach and your team",
        pain_area="Where something ached; only you and your coach see it",
        pain_level="How much it ached, 1 to 10",
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
    ) -> None:
        """Log a run; an odd one is asked about first."""
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
        )
        asker = asker_of(interaction)
        outcome = await self.runs.log(asker, draft)
        view: discord.ui.LayoutView
        match outcome:
            case LoggedRun():
                view = RunLoggedView(outcome)
            case OddRun():
                asked = outcome.draft

                async def log_anyway(pressed: discord.Interaction) -> None:
                    if pressed.user != interaction.user:
                        raise NotAllowed("not_your_run")
                    # The team is the one that was asked about, wherever the member has gone since.
                    logged = await self.runs.log(asker, asked, confirmed=True)
                    assert isinstance(logged, LoggedRun)
                    await pressed.response.edit_message(view=RunLoggedView(logged))

                view = OddRunView(outcome, log_anyway)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(name="list", description="Your newest runs")
    async def list_runs(self, interaction: Interaction) -> None:
        """Show the asker's newest runs."""
        runs = await self.runs.newest(asker_of(interaction))
        await interaction.response.send_message(view=RunListView(runs), ephemeral=True)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Runs(bot))
