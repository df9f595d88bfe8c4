"""The forms that coaches write weeks into, and keep them as templates with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

import discord

from bot.domain.dates import Week
from bot.domain.plans import PLAN_LIMIT, TEMPLATE_NAME_LIMIT, Scope
from bot.services.plan_pages import FilledPlan, PlanPage, Whom
from bot.services.plan_reviews import WrittenMeanwhile
from bot.ui import figures, text
from bot.ui.askers import plan_groups_of
from bot.ui.cards import Card
from bot.ui.components import Form, Interaction, asker_of, put, services_of
from bot.ui.plan_words import whom_words
from bot.ui.text import plans as said
from bot.ui.trying_again import RefilledForm

_TITLE: Final = 45
_HINT: Final = 100
Show = Callable[[PlanPage], discord.ui.LayoutView]


class PlanForm(RefilledForm):
    """A week, one line a day."""

    not_theirs = "coach_only"

    def __init__(self, filled: FilledPlan, show: Show, typed: str | None = None) -> None:
        """`show` turns the week as it was understood into a view; `typed` stands in the form in place of `filled`."""
        whom = whom_words(filled.whom)
        super().__init__(title=said.FORM_TITLE.format(number=filled.week.number, whom=whom)[:_TITLE])
        self._filled = filled
        self._version = filled.version
        self._show = show
        hint = said.FORM_HINT
        if filled.copied_from is not None:
            hint = said.FORM_COPIED.format(number=filled.copied_from.number)
        known = known_words(filled)
        if known:
            hint = text.BETWEEN.join(known)
        self._week = discord.ui.TextInput[Form](
            custom_id="week",
            style=discord.TextStyle.paragraph,
            default=(filled.text if typed is None else typed)[:PLAN_LIMIT] or None,
            placeholder=said.FORM_EXAMPLE,
            max_length=PLAN_LIMIT,
        )
        self.add_item(
            discord.ui.Label(
                text=said.FORM_FIELD,
                description=hint if len(hint) <= _HINT else f"{hint[: _HINT - 1]}…",
                component=self._week,
            )
        )

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return PlanForm(replace(self._filled, version=self._version), self._show, self._week.value)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep the week, and show it as it was understood, in place of the card that the form was opened from."""
        filled = replace(self._filled, text=self._week.value)
        members = await members_of(interaction, filled.whom)
        try:
            page = await services_of(interaction).plans.write(
                asker_of(interaction), filled.whom, filled.week, filled.text, members, self._version
            )
        except WrittenMeanwhile as meanwhile:
            # Whoever sends it again has read what was written meanwhile, and that alone.
            self._version = meanwhile.version
            raise
        await put(interaction, self._show(page))


def known_words(filled: FilledPlan) -> list[str]:
    """Return what those whom a week is for have said of it, in few words; nothing where they said nothing."""
    known, alone = filled.known, filled.whom.target.scope is Scope.RUNNER
    parts = []
    if known.resting_until is not None:
        parts.append(said.KNOWN_RESTS.format(date=figures.short_day(known.resting_until)))
    for words, days in ((said.KNOWN_NO_ROOM, known.no_room), (said.KNOWN_SHORT, known.short)):
        if days:
            told = [text.WEEKDAYS[day.weekday()][:3] + ("" if alone else f" ({count})") for day, count in days]
            parts.append(words.format(days=", ".join(told)))
    if known.note:
        parts.append(said.KNOWN_NOTE.format(note=" ".join(known.note.split())))
    if parts and filled.copied_from is not None:
        parts.append(said.KNOWN_COPIED.format(number=filled.copied_from.number))
    return parts


class TemplateForm(Form):
    """The name under which a week is kept."""

    def __init__(self, plan_id: int) -> None:
        super().__init__(title=said.TEMPLATE_TITLE)
        self._plan_id = plan_id
        self._name = discord.ui.TextInput[Form](custom_id="name", max_length=TEMPLATE_NAME_LIMIT)
        self.add_item(discord.ui.Label(text=said.TEMPLATE_FIELD, description=said.TEMPLATE_HINT, component=self._name))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it, and say where it is found."""
        template = await services_of(interaction).plan_templates.keep(
            asker_of(interaction), self._plan_id, self._name.value
        )
        kept = said.TEMPLATE_KEPT.format(name=text.called(template.name, "", TEMPLATE_NAME_LIMIT))
        await interaction.response.send_message(view=Card(kept), ephemeral=True)


async def members_of(interaction: Interaction, whom: Whom) -> Collection[int] | None:
    """Return who has a group's role at this moment; None for a plan that is for no group.

    Discord is asked about each runner, which takes its time, so the interaction is deferred.
    """
    if whom.target.scope is not Scope.GROUP:
        return None
    await _take_time(interaction)
    groups = plan_groups_of(interaction)
    return None if groups is None else await groups.members(asker_of(interaction), whom.target.id)


async def groups_of(interaction: Interaction, week: Week) -> Mapping[int, frozenset[int]]:
    """Return who has each role at this moment that a week, or the one before it, is planned for; deferred, as above."""
    groups = plan_groups_of(interaction)
    role_ids = () if groups is None else await groups.roles_in(asker_of(interaction), week)
    if groups is None or not role_ids:
        return {}
    await _take_time(interaction)
    return await groups.members_of(asker_of(interaction), role_ids)


async def _take_time(interaction: Interaction) -> None:
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=interaction.message is None)
