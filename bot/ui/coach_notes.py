"""Coach notes as coaches see them: the form, what was kept, and a runner's notes page by page."""

import re
from typing import Any, Final, Self

import discord

from bot.services.coach_notes import NOTE_LIMIT, CoachNote, CoachNotes, NoteSubject
from bot.services.teammates import key_of
from bot.ui import figures, text, theme
from bot.ui.cards import Card, StaticLayout
from bot.ui.components import Button, Form, Interaction, asker_of, services_of
from bot.ui.quoting import quoted_lines
from bot.ui.text import coach_notes as said


class NoteForm(Form):
    """Asks for a note about a runner, or for other words in one."""

    def __init__(self, about: NoteSubject, note: CoachNote | None = None) -> None:
        super().__init__(title=said.FORM_TITLE.format(name=text.plain_member(about.name))[:_TITLE])
        self.about = about
        self.about_runner = about.runner_id
        self.note_id = None if note is None else note.note_id
        self.words: discord.ui.TextInput[NoteForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.FORM_PLACEHOLDER,
            default=None if note is None else note.text,
            max_length=NOTE_LIMIT,
            custom_id="note",
        )
        self.add_item(discord.ui.Label(text=said.FORM_LABEL, description=said.FORM_HINT, component=self.words))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it."""
        service, asker = services_of(interaction).coach_notes, asker_of(interaction)
        if self.note_id is None:
            note = await service.add(asker, self.about.runner_id, self.words.value)
        else:
            note = await service.change(asker, self.note_id, self.words.value)
        await interaction.response.send_message(view=NoteView(note), ephemeral=True)


_TITLE = 45
"""Characters of a form's title (Discord's limit)."""


class NoteButton(Button, template=r"coach:note:(?P<runner>[0-9]{1,18})"):
    """Opens the form for a note about one runner."""

    def __init__(self, runner_id: int) -> None:
        super().__init__(f"coach:note:{runner_id}", said.NOTE)
        self.about_runner = self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        about = await services_of(interaction).coach_notes.about(asker_of(interaction), key_of(self.runner_id))
        await interaction.response.send_modal(NoteForm(about))


class NotesButton(Button, template=r"coach:notes:(?P<runner>[0-9]{1,18}):(?P<page>[0-9]{1,4})(?P<here>h?)"):
    """Shows a page of the notes about a runner: beside what is there, or in place of another page."""

    def __init__(self, runner_id: int, page: int = 0, label: str = said.ALL_NOTES, *, here: bool = False) -> None:
        super().__init__(f"coach:notes:{runner_id}:{page}{'h' if here else ''}", label)
        self.about_runner = self.runner_id = runner_id
        self.page = page
        self.here = here

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]), int(match["page"]), here=bool(match["here"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show them."""
        notes = await services_of(interaction).coach_notes.page(asker_of(interaction), self.runner_id, self.page)
        if self.here:
            await interaction.response.edit_message(view=NotesView(notes))
        else:
            await interaction.response.send_message(view=NotesView(notes), ephemeral=True)


_OF_NOTE: Final = "(?P<note>[0-9]{1,18})(?::(?P<runner>[0-9]{1,18}))?"
"""The end of an id; those of before do not say whom the note is about."""


class EditNoteButton(Button, template=rf"coach:note-edit:{_OF_NOTE}"):
    """Opens a note of the presser's in the form."""

    def __init__(self, note_id: int, runner_id: int | None = None) -> None:
        super().__init__(f"coach:note-edit:{_of_note(note_id, runner_id)}", said.EDIT)
        self.note_id = note_id
        self.about_runner = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["note"]), _runner(match))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in."""
        note = await services_of(interaction).coach_notes.find(asker_of(interaction), self.note_id)
        await interaction.response.send_modal(NoteForm(note.about, note))


class DeleteNoteButton(Button, template=rf"coach:note-(?P<what>off|gone):{_OF_NOTE}"):
    """Asks whether a note of the presser's is to be deleted, and once that is sure, does it."""

    def __init__(self, note_id: int, runner_id: int | None = None, *, surely: bool) -> None:
        style = discord.ButtonStyle.danger if surely else discord.ButtonStyle.secondary
        label = said.DELETE_SURELY if surely else said.DELETE
        super().__init__(f"coach:note-{'gone' if surely else 'off'}:{_of_note(note_id, runner_id)}", label, style)
        self.note_id = note_id
        self.about_runner = runner_id
        self.surely = surely

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["note"]), _runner(match), surely=match["what"] == "gone")

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, or do it."""
        service, asker = services_of(interaction).coach_notes, asker_of(interaction)
        view: discord.ui.LayoutView
        if self.surely:
            view = NotesView(await service.delete(asker, self.note_id))
        else:
            view = NoteView(await service.find(asker, self.note_id), asks=True)
        await interaction.response.edit_message(view=view)


class NoteView(Card):
    """One note of the reader's: what was kept, or whether it is to go."""

    def __init__(self, note: CoachNote, *, asks: bool = False) -> None:
        name = text.member(note.about.name)
        words = quoted_lines(note.text, NOTE_LIMIT)
        runner_id = note.about.runner_id
        every = NotesButton(runner_id, here=True)
        if asks:
            content = said.DELETE_QUESTION.format(name=name, text=words)
            super().__init__(content, DeleteNoteButton(note.note_id, runner_id, surely=True), every, accent=theme.COACH)
            return
        super().__init__(
            f"{said.KEPT.format(name=name, text=words)}\n{said.KEPT_NOTE.format(name=name)}",
            EditNoteButton(note.note_id, runner_id),
            DeleteNoteButton(note.note_id, runner_id, surely=False),
            every,
            accent=theme.COACH,
        )


class NotesView(StaticLayout):
    """A page of the notes about a runner; the reader's own have buttons."""

    def __init__(self, notes: CoachNotes) -> None:
        super().__init__()
        name, runner_id = text.member(notes.about.name), notes.about.runner_id
        heading = said.HEADING.format(name=name)
        parts: list[discord.ui.Item[Any]] = [
            discord.ui.TextDisplay(heading if notes.count else f"{heading}\n{said.NOBODY}")
        ]
        for note in notes.notes:
            parts.append(discord.ui.TextDisplay(note_line(note, said.SHOWN)))
            if note.is_own:
                edit = EditNoteButton(note.note_id, runner_id)
                buttons = (edit, DeleteNoteButton(note.note_id, runner_id, surely=False))
                parts.append(discord.ui.ActionRow(*buttons))
        parts.append(discord.ui.TextDisplay(said.FOOTNOTE.format(name=name)))
        turns: list[discord.ui.Item[Any]] = [NoteButton(runner_id)]
        if notes.page > 0:
            turns.append(NotesButton(runner_id, notes.page - 1, said.NEWER, here=True))
        if notes.page + 1 < notes.pages:
            turns.append(NotesButton(runner_id, notes.page + 1, said.OLDER, here=True))
        parts.append(discord.ui.ActionRow(*turns))
        self.add_item(discord.ui.Container(*parts, accent_colour=theme.COACH))


def _of_note(note_id: int, runner_id: int | None) -> str:
    return str(note_id) if runner_id is None else f"{note_id}:{runner_id}"


def _runner(match: re.Match[str]) -> int | None:
    return None if match["runner"] is None else int(match["runner"])


def note_line(note: CoachNote, limit: int) -> str:
    """Return a note with its author and day."""
    template = said.LINE_CHANGED if note.is_changed else said.LINE
    return template.format(
        author=said.SOMEBODY if note.author_name is None else text.member(note.author_name),
        date=figures.short_day(note.day, note.today),
        text=quoted_lines(note.text, limit),
    )
