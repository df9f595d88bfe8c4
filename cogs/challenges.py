"""`/challenge`: what the team sets out to do together."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.challenges import Measure
from bot.errors import UserError
from bot.services.challenge_drafts import CHARITY_LIMIT, NAME_LIMIT, SPONSOR_LIMIT, ChallengeDraft
from bot.services.challenge_pages import key_of
from bot.ui.challenge_changes import EndQuestionView, changeable_view, sponsored_view
from bot.ui.challenges import ChallengeListView, created_note, sponsor_note
from bot.ui.components import asker_of, autocomplete_guard, chosen
from bot.ui.text import challenges as said

Interaction = discord.Interaction[BatonBot]
Counted = Literal["distance", "time", "runs", "run_days", "climb"]
Named = app_commands.Range[str, 1, 100]
Typed = app_commands.Range[str, 1, 64]


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Challenges(commands.GroupCog, group_name="challenge", group_description="What your team sets out to do together"):
    """Challenges, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.challenges = bot.services.challenges

    @app_commands.command(name="list", description="The challenges of your team")
    async def list_challenges(self, interaction: Interaction) -> None:
        """Show those that run, and the newest that ended."""
        listed = await self.challenges.listed(asker_of(interaction))
        await interaction.response.send_message(view=ChallengeListView(listed), ephemeral=True)

    @app_commands.command(description="How far your team has come, with a picture")
    @app_commands.describe(challenge="Which one, if not the next to end")
    async def show(self, interaction: Interaction, challenge: Named | None = None) -> None:
        """Show one challenge."""
        page = await self.challenges.show(asker_of(interaction), challenge)
        view, files = await changeable_view(page)
        await interaction.response.send_message(view=view, files=files, ephemeral=True)

    @app_commands.command(description="For coaches: set your team a goal to reach together")
    @app_commands.describe(
        name="What it is called: December 500",
        target="The goal: 500 km, 100 hours, 200 runs, 60 run days, 8848 m up",
        end="Until when: sunday, 4 weeks, 2026-12-20 …",
        measure="What is counted, if the goal does not say it",
        start="Its first day, if not today; runs since then count",
        charity="Whom it is for, if sponsors give for it",
        pledge="What a sponsor gives: 0.50 per km, max 200, plus 50",
        sponsor="Whose pledge that is; more of them with /challenge sponsor",
        side_one="A role to set beside another, by what came to each who ran",
        side_two="The role beside it",
    )
    async def create(
        self,
        interaction: Interaction,
        name: app_commands.Range[str, 1, NAME_LIMIT],
        target: Typed,
        end: Typed,
        measure: Counted | None = None,
        start: Typed | None = None,
        charity: app_commands.Range[str, 1, CHARITY_LIMIT] | None = None,
        pledge: Typed | None = None,
        sponsor: app_commands.Range[str, 1, SPONSOR_LIMIT] | None = None,
        side_one: discord.Role | None = None,
        side_two: discord.Role | None = None,
    ) -> None:
        """Set a challenge, and show it."""
        draft = ChallengeDraft(
            name=name,
            target=target,
            end=end,
            measure=chosen(Measure, measure),
            start=start,
            charity=charity,
            pledge=pledge,
            sponsor=sponsor,
            roles=tuple((role.id, role.name) for one in (side_one, side_two) if (role := _role(one)) is not None),
        )
        page = await self.challenges.create(asker_of(interaction), draft)
        view, files = await changeable_view(page, created_note(page.challenge))
        await interaction.response.send_message(view=view, files=files, ephemeral=True)

    @app_commands.command(description="For coaches: add a sponsor and what they give")
    @app_commands.describe(
        challenge="Which challenge",
        name="Who gives",
        pledge="What they give: 0.50 per km, max 200, plus 50",
    )
    async def sponsor(
        self, interaction: Interaction, challenge: Named, name: app_commands.Range[str, 1, SPONSOR_LIMIT], pledge: Typed
    ) -> None:
        """Add a sponsor, and show the challenge with what it comes to."""
        page = await self.challenges.sponsor(asker_of(interaction), challenge, name, pledge)
        view, files = await sponsored_view(page, sponsor_note(page.challenge))
        await interaction.response.send_message(view=view, files=files, ephemeral=True)

    @app_commands.command(description="For coaches: end a challenge today; you are asked once")
    @app_commands.describe(challenge="Which challenge")
    async def end(self, interaction: Interaction, challenge: Named) -> None:
        """Ask, once, before a challenge is ended."""
        found = await self.challenges.to_end(asker_of(interaction), challenge)
        await interaction.response.send_message(view=EndQuestionView(found), ephemeral=True)

    @show.autocomplete("challenge")
    @autocomplete_guard
    async def suggest_any(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the team's challenges."""
        return _choices(await self.challenges.suggestions(asker_of(interaction), typed))

    @sponsor.autocomplete("challenge")
    @end.autocomplete("challenge")
    @autocomplete_guard
    async def suggest_open(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest those that are open, to who may change them."""
        return _choices(await self.challenges.suggestions(asker_of(interaction), typed, to_change=True))


def _choices(found: list[tuple[int, str]]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=said.plain_title(name), value=key_of(which)) for which, name in found]


def _role(value: object) -> discord.Role | None:
    """Return a role; everybody's is no side, and an outdated command can send anything in its place."""
    if value is None or (isinstance(value, discord.Role) and not value.is_default()):
        return value
    raise UserError("option_unreadable", text=str(value))


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Challenges(bot))
