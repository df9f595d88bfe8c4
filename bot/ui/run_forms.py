"""The form that changes a run, and its fields for others."""

import abc
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import discord

from bot.domain.runs import NOTE_LIMIT, PainArea, RunKind, Surface
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.photos import NO_CHANGE, PhotoChange
from bot.services.reading import RunDraft
from bot.services.run_outcomes import FilledForm, Outcome
from bot.ui.components import Form, Interaction, asker_of, services_of
from bot.ui.photos import PhotoReader
from bot.ui.text import run_log as said
from bot.ui.trying_again import RefilledForm

LONGEST_FIELD: Final = 100
Show = Callable[[Outcome, Asker], discord.ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Options:
    """What the form has no room for, chosen with the command; None: as it was."""

    kind: RunKind | None = None
    surface: Surface | None = None
    effort: int | None = None
    pain_area: PainArea | None = None
    pain_level: int | None = None
    photo: discord.Attachment | None = None
    remove_photo: bool = False
    climb: str | None = None


NO_OPTIONS: Final = Options()


class RunFields(RefilledForm, abc.ABC):
    """Distance, time, day, effort and note of a run."""

    not_theirs = "not_your_run"

    def __init__(self, title: str, filled: FilledForm, options: Options = NO_OPTIONS) -> None:
        super().__init__(title=title)
        self._run_id = filled.run_id
        self._options = options
        effort = filled.effort if options.effort is None else str(options.effort)
        self._distance = self._field("distance", said.DISTANCE_FIELD, filled.distance)
        self._time = self._field("time", said.TIME_FIELD, filled.time)
        self._when = self._field("when", said.WHEN_FIELD, filled.when)
        self._effort = self._field("effort", said.EFFORT_FIELD, effort, required=False)
        self._note = self._field("note", said.NOTE_FIELD, filled.note, required=False, long=True)

    def _field(
        self, name: str, label: str, value: str, *, required: bool = True, long: bool = False
    ) -> discord.ui.TextInput[Form]:
        longest = NOTE_LIMIT if long else LONGEST_FIELD
        field = discord.ui.TextInput[Form](
            custom_id=name,
            default=value[:longest] or None,
            required=required,
            max_length=longest,
            style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        )
        self.add_item(discord.ui.Label(text=label, component=field))
        return field

    def filled(self) -> FilledForm:
        """Return what was typed into this form."""
        return FilledForm(
            self._run_id,
            distance=self._distance.value,
            time=self._time.value,
            when=self._when.value,
            effort=self._effort.value,
            note=self._note.value,
        )

    def draft(self, photo: PhotoChange = NO_CHANGE) -> RunDraft:
        """Return what was typed and chosen, unread; raises `UserError` for an effort that is no number."""
        return RunDraft(
            distance=self._distance.value,
            time=self._time.value,
            when=self._when.value,
            kind=self._options.kind,
            surface=self._options.surface,
            effort=_effort(self._effort.value),
            note=self._note.value or None,
            pain_area=self._options.pain_area,
            pain_level=self._options.pain_level,
            climb=self._options.climb,
            photo=photo,
        )


class RunForm(RunFields):
    """A run as it is in the log."""

    def __init__(
        self, filled: FilledForm, show: Show, options: Options = NO_OPTIONS, photos: PhotoReader | None = None
    ) -> None:
        """`show` turns what came of it into a view; `photos` reads the photo among the options."""
        super().__init__(said.EDIT_TITLE, filled, options)
        self._photos = photos
        self._show = show

    def again(self) -> "RunForm":
        """Return a form that is filled in with what was typed into this one."""
        # The effort that came with the command was in the form, and what became of it there is what counts.
        return RunForm(self.filled(), self._show, replace(self._options, effort=None), self._photos)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Change the run, and show it as it is then, in place of the message that offered the form."""
        asker = asker_of(interaction)
        photo = PhotoChange(remove=self._options.remove_photo)
        if self._photos is not None and self._options.photo is not None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            photo = PhotoChange(await self._photos.read(self._options.photo))
        outcome = await services_of(interaction).runs.edit(asker, self._run_id, self.draft(photo))
        view = self._show(outcome, asker)
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        elif interaction.message is None:
            await interaction.response.send_message(view=view, ephemeral=True)
        else:
            await interaction.response.edit_message(view=view)


def _effort(typed: str) -> int | None:
    if not typed.strip():
        return None
    try:
        return int(typed)
    except ValueError:
        raise UserError("effort_range") from None
