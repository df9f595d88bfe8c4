"""A coach's threads: pages of one, and what a search finds in all of them."""

import re
from typing import Final, Self

from bot.services.feedback_threads import SEARCH_LIMIT, Search, ThreadEntry, ThreadPage
from bot.ui import figures, text, theme
from bot.ui.cards import IN_A_ROW, Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.feedback import ReplyButton, shown_words
from bot.ui.feedback_files import FilesButton
from bot.ui.quoting import quoted
from bot.ui.text import feedback as said

LABEL: Final = 80
"""Characters of a button's label at most."""


class ThreadButton(Button, template=r"feedback:thread:(?P<runner>[0-9]{1,18})(?::(?P<before>[0-9]{1,18}))?"):
    """Opens one's thread with a runner, or turns its pages."""

    def __init__(self, runner_id: int, before: int | None = None, label: str = said.NEWEST) -> None:
        page = "" if before is None else f":{before}"
        super().__init__(f"feedback:thread:{runner_id}{page}", label[:LABEL])
        self.runner_id = runner_id
        self.before = before

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the runner and where the page begins; without that it is the first."""
        return cls(int(match["runner"]), None if match["before"] is None else int(match["before"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page."""
        threads = services_of(interaction).feedback_threads
        page = await threads.page(asker_of(interaction), self.runner_id, self.before)
        await interaction.response.edit_message(view=ThreadView(page))


class ThreadView(Card):
    """A page of a thread, newest first, with the ways to write on and to turn pages."""

    def __init__(self, page: ThreadPage) -> None:
        lines = [said.THREAD.format(name=text.member(page.runner_name))]
        lines += [_entry(one, page) for one in page.entries] or [said.THREAD_EMPTY]
        buttons: list[Button] = []
        if page.entries:
            buttons.append(ReplyButton(page.entries[0].feedback_id, said.WRITE_ON))
        buttons += (
            FilesButton(one.feedback_id, said.FILES_OF.format(date=figures.short_day(one.day, page.today)))
            for one in page.entries
            if one.has_files
        )
        if page.older is not None:
            buttons.append(ThreadButton(page.runner_id, page.older, said.OLDER))
        if not page.is_first:
            buttons.append(ThreadButton(page.runner_id))
        super().__init__("\n".join(lines), *buttons, accent=theme.COACH)


class SearchView(Card):
    """What a search found, with a way to the threads it was found in."""

    def __init__(self, search: Search) -> None:
        lines = [said.SEARCH.format(typed=quoted(search.typed, SEARCH_LIMIT))]
        lines += [_found(one, search) for one in search.entries] or [said.SEARCH_NOTHING]
        if search.count > len(search.entries):
            lines.append(said.SEARCH_MORE.format(shown=len(search.entries), count=f"{search.count:,}"))
        names = {one.runner_id: one.runner_name for one in search.entries}
        buttons = [
            ThreadButton(runner_id, label=said.THREAD_WITH.format(name=text.plain_member(name)))
            for runner_id, name in list(names.items())[:IN_A_ROW]
        ]
        super().__init__("\n".join(lines), *buttons, accent=theme.COACH)


def _entry(one: ThreadEntry, page: ThreadPage) -> str:
    who = text.member(one.runner_name) if one.by_runner else said.YOU
    notes = [figures.day(one.day, page.today)]
    if one.is_taken_back:
        return f"{said.THREAD_TAKEN_BACK.format(who=who)}\n{said.THREAD_NOTE.format(notes=notes[0])}"
    if one.is_edited:
        notes.append(said.CHANGED)
    if one.is_read and not one.by_runner:
        notes.append(said.READ)
    if one.has_files:
        notes.append(said.WITH_FILES)
    words = said.THREAD_WORDS.format(who=who, message=shown_words(one.message))
    if not one.message:
        words = said.THREAD_FILES.format(who=who)
    return f"{words}\n{said.THREAD_NOTE.format(notes=' · '.join(notes))}"


def _found(one: ThreadEntry, search: Search) -> str:
    name = text.member(one.runner_name)
    who = name if one.by_runner else said.YOU_TO.format(name=name)
    words = said.THREAD_WORDS.format(who=who, message=quoted(one.message, said.EXCERPT))
    return f"{words}\n{said.THREAD_NOTE.format(notes=figures.day(one.day, search.today))}"
