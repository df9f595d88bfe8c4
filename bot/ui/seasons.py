"""Seasons as members see them: the outline with its picture, week by week, and what a coach has before saving."""

import asyncio
import io
import re
from typing import Final, Self

import discord

from bot.domain.seasons import BLOCK_WEEKS
from bot.services.season_drafts import FilledSeason, filled_from
from bot.services.season_pages import DraftPage, SeasonPage
from bot.services.seasons import SavedSeason
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.chart_pictures import season_picture
from bot.ui.components import Button, Interaction, asker_of, put, services_of
from bot.ui.controls import Choice, Press, Question
from bot.ui.season_forms import SeasonForm, WeeksForm
from bot.ui.season_lines import (
    draft_lines,
    overview,
    pages,
    picture_of,
    picture_text,
    race_name,
    signature,
    week_lines,
)
from bot.ui.text import seasons as said

PICTURE_NAME: Final = "season.png"
_ALL: Final = "all"
_OFFERED: Final = (1, 2, BLOCK_WEEKS, 4, 6, 8, 12)


class SeasonButton(Button, template=r"season:(?P<runner>[0-9]{1,18}):(?P<page>[0-9]{1,2})"):
    """Turns to the overview of a season, which is page 0, or to a page of its weeks, in place of this one."""

    def __init__(self, runner_id: int, page: int = 0, label: str = said.SEE_IT) -> None:
        super().__init__(f"season:{runner_id}:{page}", label)
        self.runner_id = runner_id
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]), int(match["page"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page as the presser may see it now."""
        page = await services_of(interaction).seasons.turn(asker_of(interaction), self.runner_id)
        if self.page:
            await interaction.response.edit_message(view=WeeksView(page, self.page - 1), attachments=[])
            return
        view, files = await season_view(page)
        await interaction.response.edit_message(view=view, attachments=files)


class OwnSeasonButton(Button, template=r"season:own"):
    """Shows the presser's own season, as a message of its own: a letter stays what it is."""

    def __init__(self) -> None:
        super().__init__("season:own", said.SEE_IT)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Nothing stands in the id."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Show it privately."""
        page = await services_of(interaction).seasons.of_runner(asker_of(interaction))
        view, files = await season_view(page)
        await interaction.response.send_message(view=view, files=files, ephemeral=True)


class SeasonView(Card):
    """A season at a glance, with its picture."""

    def __init__(self, page: SeasonPage, note: str | None = None, picture: str | None = None) -> None:
        lines = [*([] if note is None else [note]), *overview(page), signature(page)]
        super().__init__(
            "\n".join(lines),
            SeasonButton(page.runner_id, 1, said.WEEK_BY_WEEK),
            accent=theme.PLAN if page.is_own else theme.COACH,
            below=None if picture is None else gallery(page, picture),
        )


class WeeksView(Card):
    """A page of a season week by week."""

    def __init__(self, page: SeasonPage, at: int) -> None:
        at = min(at, pages(page) - 1)
        buttons = [SeasonButton(page.runner_id, 0, said.OVERVIEW)]
        if pages(page) > 1:
            buttons.append(SeasonButton(page.runner_id, (at + 1) % pages(page) + 1, said.MORE))
        super().__init__("\n".join(week_lines(page, at)), *buttons, accent=theme.PLAN if page.is_own else theme.COACH)


class NoSeasonView(Card):
    """Says that there is none yet, and who can begin one."""

    def __init__(self, *, own: bool = True) -> None:
        super().__init__(said.NONE_YET if own else said.NONE_YET_OF, accent=theme.PLAN)


async def season_view(
    page: SeasonPage | None, note: str | None = None, *, own: bool = True
) -> tuple[Card, list[discord.File]]:
    """Return a season with its picture, drawn beside the event loop; `own` says whose it is where there is none."""
    if page is None:
        return NoSeasonView(own=own), []
    return SeasonView(page, note, PICTURE_NAME), [await picture_file(page)]


async def picture_file(page: SeasonPage) -> discord.File:
    """Return the picture of a season as a file."""
    return discord.File(io.BytesIO(await asyncio.to_thread(season_picture, picture_of(page))), PICTURE_NAME)


def gallery(page: SeasonPage, picture: str) -> discord.ui.MediaGallery[discord.ui.LayoutView]:
    """Return the picture as it stands in a card, told in words as well."""
    item = discord.MediaGalleryItem(f"attachment://{picture}", description=picture_text(page))
    return discord.ui.MediaGallery[discord.ui.LayoutView](item)


async def saved_view(saved: SavedSeason) -> tuple[Card, list[discord.File]]:
    """Return the answer to a coach who has saved a season."""
    name = text.member(saved.page.runner_name)
    template = said.SAVED_OWN if saved.is_own else said.SAVED_TOLD if saved.told else said.SAVED
    note = template.format(name=name)
    return await season_view(saved.page, note)


class DraftView(Question):
    """An outline as its coach reads it back: its picture, what it changes, and what to do with it."""

    def __init__(self, read: DraftPage, filled: FilledSeason) -> None:
        super().__init__()
        self.read = read
        self.filled = filled
        rows: list[discord.ui.Item[discord.ui.LayoutView]] = [
            discord.ui.TextDisplay("\n".join(draft_lines(read))),
            gallery(read.page, PICTURE_NAME),
            discord.ui.ActionRow(self._ahead()),
            discord.ui.ActionRow(*self._first_row()),
        ]
        second = self._second_row()
        if second:
            rows.append(discord.ui.ActionRow(*second))
        self.add_item(discord.ui.Container(*rows, accent_colour=theme.COACH))

    def _ahead(self) -> Choice:
        ahead = self.read.draft.weeks_ahead
        offered = sorted({*_OFFERED, *(() if ahead is None else (ahead,))})
        options = [(_ALL, said.AHEAD_ALL), *((str(weeks), _ahead_label(weeks)) for weeks in offered)]
        return Choice(self, said.PICK_AHEAD, options, _ALL if ahead is None else str(ahead), self._show_ahead)

    def _first_row(self) -> list[Press]:
        presses = [
            Press(self, said.CHANGE_WEEKS, self._change_weeks),
            Press(self, said.CHANGE_FORM, self._change_form),
        ]
        if self.read.is_saved:
            return presses
        return [Press(self, said.SAVE, self._save, discord.ButtonStyle.primary), *presses]

    def _second_row(self) -> list[Press]:
        discard = [] if self.read.is_saved else [Press(self, said.DISCARD, self._discard)]
        end = [] if self.read.draft.replaces is None else [Press(self, said.END, self._end)]
        return discard + end

    async def _show_ahead(self, interaction: Interaction, chosen: str) -> None:
        weeks = None if chosen == _ALL else int(chosen)
        seasons = services_of(interaction).seasons
        await redraw(interaction, await seasons.show_ahead(asker_of(interaction), self.read.draft, weeks), self.filled)

    async def _change_weeks(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(WeeksForm(self.read.draft, self.filled, redraw))

    async def _change_form(self, interaction: Interaction) -> None:
        draft = self.read.draft
        await interaction.response.send_modal(SeasonForm(filled_from(self.filled, draft), redraw, draft))

    async def _save(self, interaction: Interaction) -> None:
        await self.once(interaction, self._keep)

    async def _keep(self, interaction: Interaction) -> None:
        saved = await services_of(interaction).seasons.save(asker_of(interaction), self.read.draft)
        view, files = await saved_view(saved)
        await interaction.response.edit_message(view=view, attachments=files)

    async def _discard(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Card(said.DISCARDED, accent=theme.COACH), attachments=[])

    async def _end(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=EndView(self.read, self.filled), attachments=[])


class EndView(Question):
    """Asks before an outline is put away."""

    def __init__(self, read: DraftPage, filled: FilledSeason) -> None:
        super().__init__()
        self._read = read
        self._filled = filled
        question = said.END_QUESTION.format(name=text.member(read.page.runner_name), race=race_name(read.page))
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(question),
                discord.ui.ActionRow(
                    Press(self, said.END_SURELY, self._end, discord.ButtonStyle.danger),
                    Press(self, said.END_KEEP, self._keep),
                ),
                accent_colour=theme.COACH,
            )
        )

    async def _end(self, interaction: Interaction) -> None:
        await self.once(interaction, self._put_away)

    async def _put_away(self, interaction: Interaction) -> None:
        draft = self._read.draft
        assert draft.replaces is not None
        name = await services_of(interaction).seasons.end(asker_of(interaction), draft.runner_id, draft.replaces)
        note = said.ENDED_NOW.format(name=text.member(name))
        await interaction.response.edit_message(view=Card(note, accent=theme.COACH), attachments=[])

    async def _keep(self, interaction: Interaction) -> None:
        await redraw(interaction, self._read, self._filled)


async def redraw(interaction: Interaction, read: DraftPage, filled: FilledSeason) -> None:
    """Show a draft, in place of the message that a press or a form came from, or as an answer of its own."""
    file = await picture_file(read.page)
    await put(interaction, DraftView(read, filled), attachments=[file])


def _ahead_label(weeks: int) -> str:
    return said.AHEAD_ONE if weeks == 1 else said.AHEAD_SOME.format(count=weeks - 1)
