"""Lists of runs as their runner sees them: how far they have come, how they ended, and what is left to decide."""

import re
from typing import Any, Final, Protocol, Self, cast

import discord

from bot.services.imports import ImportProgress, ImportState, UnsurePage, UnsurePair
from bot.ui import figures, text, theme
from bot.ui.boards import AnswerBoard
from bot.ui.cards import Card, StaticLayout
from bot.ui.components import Button, Interaction, services_of
from bot.ui.text import uploads as said

ROWS_NAMED: Final = 10


class ProgressBoard(AnswerBoard[ImportProgress]):
    """Fulfils `bot.services.ports.ProgressBoard` by editing the answers to those who brought the lists."""

    def __init__(self) -> None:
        super().__init__("import", ProgressView)


class _Host(Protocol):
    """The client, as far as lists need it."""

    @property
    def progress_board(self) -> ProgressBoard: ...


def watch(interaction: Interaction, outcome: object) -> None:
    """Keep the answer to an interaction up to date if it is about a list on its way."""
    if isinstance(outcome, ImportProgress):
        cast(_Host, interaction.client).progress_board.watch(outcome.import_id, interaction)


class StopButton(Button, template=r"import:stop:(?P<list>[0-9]{1,18})"):
    """Stops a list; what is in the log stays there."""

    # The list knows its runner, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, import_id: int) -> None:
        super().__init__(f"import:stop:{import_id}", said.STOP)
        self.import_id = import_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["list"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Stop, and say how far it has come."""
        progress = await services_of(interaction).imports.stop(
            interaction.user.id, self.import_id, interaction.guild_id
        )
        await interaction.response.edit_message(view=ProgressView(progress))


class UnsureButton(Button, template=r"import:unsure:(?P<list>[0-9]{1,18})"):
    """Shows the runs of a list that look like one in the log."""

    is_for_runners = False

    def __init__(self, import_id: int) -> None:
        super().__init__(f"import:unsure:{import_id}", said.DECIDE, discord.ButtonStyle.primary)
        self.import_id = import_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["list"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the first pairs, beside the summary."""
        imports = services_of(interaction).imports
        page = await imports.unsure(interaction.user.id, self.import_id, interaction.guild_id)
        await interaction.response.send_message(view=UnsureView(page), ephemeral=True)


class DecisionButton(Button, template=r"import:(?P<what>same|two):(?P<list>[0-9]{1,18}):(?P<which>[0-9]{1,9}|all)"):
    """Says of one pair, or of all that are left, whether they are one run or two."""

    is_for_runners = False

    def __init__(self, import_id: int, index: int | None, *, same: bool) -> None:
        one, every = (said.SAME, said.ALL_SAME) if same else (said.DIFFERENT, said.ALL_DIFFERENT)
        super().__init__(
            f"import:{'same' if same else 'two'}:{import_id}:{'all' if index is None else index}",
            every if index is None else one,
        )
        self.import_id = import_id
        self.index = index
        self.same = same

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the ids, and what is said of them."""
        index = None if match["which"] == "all" else int(match["which"])
        return cls(int(match["list"]), index, same=match["what"] == "same")

    async def pressed(self, interaction: Interaction) -> None:
        """Do so, and show what is left."""
        imports, user_id, team_id = services_of(interaction).imports, interaction.user.id, interaction.guild_id
        if self.index is None:
            await imports.unsure(user_id, self.import_id, team_id)
            # All of them can be hundreds, and each brings its points, records and totals along.
            await interaction.response.defer()
        page = await imports.decide(user_id, self.import_id, self.index, same=self.same, team_id=team_id)
        if self.index is None:
            await interaction.edit_original_response(view=UnsureView(page))
        else:
            await interaction.response.edit_message(view=UnsureView(page))


class ProgressView(Card):
    """A list: its progress bar while it is on its way, then how it ended."""

    def __init__(self, progress: ImportProgress) -> None:
        buttons: list[Button] = []
        if not progress.is_over:
            buttons.append(StopButton(progress.import_id))
        elif progress.unsure:
            buttons.append(UnsureButton(progress.import_id))
        super().__init__(progress_text(progress), *buttons, accent=theme.RUN)


def progress_text(progress: ImportProgress) -> str:
    """Return how far a list has come, or how it ended, wherever it is read."""
    if not progress.is_over:
        bar = said.bar(progress.done, progress.total)
        return "\n".join((said.RUNNING.format(bar=bar, done=progress.done, total=progress.total), said.RUNNING_NOTE))
    return "\n".join(line for line in (_ended(progress), *_counts(progress), said.POINTS) if line)


def _ended(progress: ImportProgress) -> str:
    if progress.state is ImportState.STOPPED:
        if progress.service is not None:
            return said.STOPPED_TOLD.format(runs=text.runs(progress.added), service=progress.service)
        return said.STOPPED.format(runs=text.runs(progress.added))
    if progress.added:
        return said.DONE.format(runs=text.runs(progress.added))
    return said.DONE_NOTHING_NEW if progress.known and not progress.unsure else said.DONE_EMPTY


def _counts(progress: ImportProgress) -> list[str | None]:
    rows = said.LISTED.join(str(row) for row in progress.rows[:ROWS_NAMED])
    if len(progress.rows) > ROWS_NAMED or progress.unreadable > len(progress.rows) > 0:
        rows += said.AND_MORE
    unreadable = said.UNREADABLE_ROWS if rows else said.UNREADABLE
    counts = (
        (said.IN_BEFORE, progress.known),
        (said.UNSURE, progress.unsure),
        (said.OTHERS, progress.others),
        (unreadable, progress.unreadable),
    )
    return [template.format(count=count, rows=rows) for template, count in counts if count]


class UnsureView(StaticLayout):
    """The first pairs of a list that may be one run each, with both runs shown."""

    def __init__(self, page: UnsurePage) -> None:
        super().__init__()
        import_id = page.progress.import_id
        if not page.pairs:
            decided = said.ALL_DECIDED.format(added=text.runs(page.progress.added))
            self.add_item(discord.ui.Container(discord.ui.TextDisplay(decided), accent_colour=theme.RUN))
            return
        children: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(said.UNSURE_HEADING.format(left=page.left))]
        for pair in page.pairs:
            children.append(discord.ui.TextDisplay(_pair(pair, page)))
            children.append(
                discord.ui.ActionRow(
                    DecisionButton(import_id, pair.index, same=True), DecisionButton(import_id, pair.index, same=False)
                )
            )
        if page.left > 1:
            children.append(discord.ui.Separator())
            children.append(
                discord.ui.ActionRow(
                    DecisionButton(import_id, None, same=True), DecisionButton(import_id, None, same=False)
                )
            )
        self.add_item(discord.ui.Container(*children, accent_colour=theme.RUN))


def _pair(pair: UnsurePair, page: UnsurePage) -> str:
    return said.UNSURE_PAIR.format(
        day=figures.short_day(pair.run.local_date, page.today),
        distance=figures.distance(pair.run.distance_m, page.unit),
        time=figures.duration(pair.run.moving_s),
        other_day=figures.short_day(pair.other.local_date, page.today),
        other_distance=figures.distance(pair.other.distance_m, page.unit),
        other_time=figures.duration(pair.other.moving_s),
    )
