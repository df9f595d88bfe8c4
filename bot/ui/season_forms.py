"""The forms with which a coach outlines a season: what it leads to, and its weeks, one a line."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import discord

from bot.domain.season_lines import LONGEST_FIELD, written_weeks
from bot.services.season_drafts import WEEKS_LIMIT, FilledSeason
from bot.services.season_pages import DraftPage, SeasonDraft
from bot.ui import text
from bot.ui.components import Form, Interaction, asker_of, services_of
from bot.ui.season_lines import run_volume
from bot.ui.text import seasons as said
from bot.ui.trying_again import RefilledForm

GOAL_LIMIT: Final = 2 * LONGEST_FIELD
FIELD_LIMIT: Final = 100
Show = Callable[[Interaction, DraftPage, FilledSeason], Awaitable[None]]


class SeasonForm(RefilledForm):
    """Race, first week, volumes, phases, and how far the runner sees."""

    not_theirs = "coach_only"

    def __init__(self, filled: FilledSeason, show: Show, base: SeasonDraft | None = None) -> None:
        """`show` answers with the outline that the form means; `base` is the unsaved one that it was opened from."""
        super().__init__(title=said.FORM_TITLE.format(name=text.plain_member(filled.runner_name)))
        self._filled = filled
        self._show = show
        self._base = base
        lately = filled.lately
        volumes = (
            said.VOLUMES_HINT
            if lately is None
            else said.VOLUMES_HINT_LATELY.format(volume=run_volume(lately, filled.measure))
        )
        self._goal = self._field("goal", said.GOAL_FIELD, said.GOAL_HINT, filled.goal, GOAL_LIMIT)
        self._first = self._field("first", said.FIRST_FIELD, said.FIRST_HINT, filled.first)
        self._volumes = self._field("volumes", said.VOLUMES_FIELD, volumes, filled.volumes)
        self._phases = self._field("phases", said.PHASES_FIELD, said.PHASES_HINT, filled.phases, required=False)
        self._ahead = self._field("ahead", said.AHEAD_FIELD, said.AHEAD_HINT, filled.ahead, required=False)

    def _field(
        self, name: str, label: str, hint: str, value: str, limit: int = FIELD_LIMIT, *, required: bool = True
    ) -> discord.ui.TextInput[Form]:
        field = discord.ui.TextInput[Form](
            custom_id=name, default=value[:limit] or None, required=required, max_length=limit
        )
        self.add_item(discord.ui.Label(text=label, description=hint, component=field))
        return field

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return SeasonForm(self._typed(), self._show, self._base)

    def _typed(self) -> FilledSeason:
        return replace(
            self._filled,
            goal=self._goal.value,
            first=self._first.value,
            volumes=self._volumes.value,
            phases=self._phases.value,
            ahead=self._ahead.value,
        )

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Read it, and show what it means; nothing is saved yet."""
        typed = self._typed()
        read = await services_of(interaction).seasons.read(asker_of(interaction), typed, self._base)
        await self._show(interaction, read, typed)


class WeeksForm(RefilledForm):
    """The weeks of a draft, one a line."""

    not_theirs = "coach_only"

    def __init__(self, draft: SeasonDraft, filled: FilledSeason, show: Show, typed: str | None = None) -> None:
        """`typed` is what stands in the form in place of the draft's own weeks."""
        super().__init__(title=said.WEEKS_TITLE.format(name=text.plain_member(filled.runner_name)))
        self._draft = draft
        self._filled = filled
        self._show = show
        self._weeks = discord.ui.TextInput[Form](
            custom_id="weeks",
            default=(written_weeks(draft.weeks, draft.measure) if typed is None else typed)[:WEEKS_LIMIT],
            max_length=WEEKS_LIMIT,
            style=discord.TextStyle.paragraph,
        )
        self.add_item(discord.ui.Label(text=said.WEEKS_FIELD, description=said.WEEKS_HINT, component=self._weeks))

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return WeeksForm(self._draft, self._filled, self._show, self._weeks.value)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Read the lines, and show what they mean; nothing is saved yet."""
        seasons = services_of(interaction).seasons
        read = await seasons.rewrite(asker_of(interaction), self._draft, self._weeks.value)
        await self._show(interaction, read, self._filled)
