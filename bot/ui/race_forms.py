"""The form that changes a race."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import discord

from bot.domain.races import NAME_LIMIT, PLACE_LIMIT
from bot.services.race_drafts import URL_LIMIT, FilledRace, RaceDraft
from bot.services.race_pages import RacePage
from bot.ui.components import Form, Interaction, asker_of, put, services_of
from bot.ui.text import races as said
from bot.ui.trying_again import RefilledForm

LONGEST_DAY: Final = 64
LONGEST_PROGRAMME: Final = 400
Show = Callable[[RacePage], discord.ui.LayoutView]


class RaceForm(RefilledForm):
    """Name, day, distances with their starts, place and link of a race, as they are in the calendar."""

    not_theirs = "not_your_race"

    def __init__(self, filled: FilledRace, show: Show, typed: FilledRace | None = None) -> None:
        """`show` turns the changed race into a view; `typed` is what stands in the form in place of `filled`."""
        super().__init__(title=said.EDIT_TITLE)
        self._filled = filled
        self._show = show
        typed = typed or filled
        clocks = said.CLOCKS_HINT.format(zone=filled.time_zone)
        self._name = self._field("name", said.NAME_FIELD, typed.name, NAME_LIMIT)
        self._day = self._field("day", said.DAY_FIELD, typed.day, LONGEST_DAY, hint=said.DAY_HINT)
        self._programme = self._field(
            "programme", said.PROGRAMME_FIELD, typed.programme, LONGEST_PROGRAMME, hint=clocks, lines=True
        )
        self._place = self._field("place", said.WHERE_FIELD, typed.place, PLACE_LIMIT, required=False)
        self._url = self._field("url", said.LINK_FIELD, typed.url, URL_LIMIT, required=False)

    def _field(
        self,
        name: str,
        label: str,
        value: str,
        limit: int,
        *,
        hint: str | None = None,
        required: bool = True,
        lines: bool = False,
    ) -> discord.ui.TextInput[Form]:
        field = discord.ui.TextInput[Form](
            custom_id=name,
            default=value[:limit] or None,
            required=required,
            max_length=limit,
            style=discord.TextStyle.paragraph if lines else discord.TextStyle.short,
        )
        self.add_item(discord.ui.Label(text=label, description=hint, component=field))
        return field

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return RaceForm(self._filled, self._show, self._typed())

    def _typed(self) -> FilledRace:
        return replace(
            self._filled,
            name=self._name.value,
            day=self._day.value,
            programme=self._programme.value,
            place=self._place.value,
            url=self._url.value,
        )

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Change what was typed anew, and nothing that somebody else has changed meanwhile; show the race then."""
        filled, typed = self._filled, self._typed()
        draft = RaceDraft(
            name=_anew(typed.name, filled.name),
            day=_anew(typed.day, filled.day),
            programme=_anew(typed.programme, filled.programme),
            place=_anew(typed.place, filled.place),
            url=_anew(typed.url, filled.url),
        )
        page = await services_of(interaction).races.edit(asker_of(interaction), filled.race_id, draft)
        await put(interaction, self._show(page))


def _anew(typed: str, filled: str) -> str | None:
    """Return what was typed; None for what is just as it was filled in."""
    return None if typed.split() == filled.split() else typed
