"""Looking further back as its runner meets it: how far, how far it has come, and what was found."""

import re
from typing import Final, Protocol, Self, cast

import discord

from bot.domain.back_fills import Reach
from bot.domain.connections import Service
from bot.errors import UserError
from bot.services.back_fill_standing import BackFill
from bot.ui import figures, text, theme
from bot.ui.boards import AnswerBoard
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, Picker, asker_of, services_of
from bot.ui.imports import ProgressView, watch
from bot.ui.run_lines import lines
from bot.ui.text import connections as said

_ID: Final = r"(?P<fill>[0-9]{1,18})"


class BackFillBoard(AnswerBoard[BackFill]):
    """Fulfils `bot.services.ports.BackFillBoard`."""

    def __init__(self) -> None:
        super().__init__("back-fill", BackFillView)


class _Host(Protocol):
    """The client, as far as looking further back needs it."""

    @property
    def back_fill_board(self) -> BackFillBoard: ...


class BackFillView(Card):
    """How far looking further back has come, or what was found, with what can be done about it."""

    def __init__(self, back_fill: BackFill) -> None:
        super().__init__(back_fill_text(back_fill), *back_fill_buttons(back_fill), accent=theme.RUN)


def back_fill_text(back_fill: BackFill) -> str:
    """Return how far it has come, or what was found, wherever it is read."""
    values = {
        "service": said.NAMES[back_fill.service],
        "runs": text.runs(back_fill.runs),
        "distance": figures.total_distance(back_fill.distance_m, back_fill.unit),
        "from": figures.short_day(back_fill.first_day, back_fill.today),
        "reached": figures.short_day(back_fill.reached, back_fill.today),
        "goes": "" if back_fill.goes_at is None else figures.instant(back_fill.goes_at, "R"),
    }
    if not back_fill.is_over:
        waits = None
        if back_fill.rests_until is not None:
            waits = said.BACK_RESTS.format(until=figures.instant(back_fill.rests_until, "R"))
        elif back_fill.in_trouble:
            waits = said.TROUBLE
        return lines(
            said.BACK_ASKING.format_map(values),
            said.BACK_SO_FAR.format_map(values) if back_fill.runs else None,
            waits,
            said.BACK_NOTE,
        )
    if not back_fill.runs:
        return said.BACK_NOTHING.format_map(values)
    return lines(said.BACK_FOUND.format_map(values), said.BACK_FOUND_NOTE.format_map(values))


def back_fill_buttons(back_fill: BackFill) -> list[Button]:
    """Return what can be done about it."""
    if not back_fill.is_over:
        return [LeaveAllButton(back_fill.back_fill_id, stops=True)]
    if not back_fill.runs:
        return []
    return [LogAllButton(back_fill.back_fill_id), LeaveAllButton(back_fill.back_fill_id)]


class LookBackPicker(Picker, template=r"backfill:begin:(?P<service>strava|intervals)"):
    """Has a connection of whoever picks looked through as far back as they say."""

    def __init__(self, service: Service) -> None:
        options = [discord.SelectOption(label=label, value=reach) for reach, label in said.REACHES.items()]
        super().__init__(f"backfill:begin:{service}", options)
        self.item.placeholder = said.LOOK_BACK.format(service=said.NAMES[service])
        self.service = service

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read which service is meant."""
        return cls(Service(match["service"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Begin, and show how it comes on, in an answer of its own."""
        if self.picked not in tuple(Reach):
            raise UserError("component_stale")
        service = services_of(interaction).back_fills
        back_fill = await service.begin(asker_of(interaction), self.service, Reach(self.picked))
        await interaction.response.send_message(view=BackFillView(back_fill), ephemeral=True)
        cast(_Host, interaction.client).back_fill_board.watch(back_fill.back_fill_id, interaction)


class LogAllButton(Button, template=rf"backfill:log:{_ID}"):
    """Puts all that was found into the log."""

    # What was found knows its runner, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, back_fill_id: int) -> None:
        super().__init__(f"backfill:log:{back_fill_id}", said.LOG_ALL, discord.ButtonStyle.primary)
        self.back_fill_id = back_fill_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the key."""
        return cls(int(match["fill"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Begin, and show how far it comes."""
        progress = await services_of(interaction).back_fills.log_all(
            interaction.user.id, interaction.guild_id, self.back_fill_id
        )
        await _answer(interaction, ProgressView(progress))
        watch(interaction, progress)


class LeaveAllButton(Button, template=rf"backfill:leave:{_ID}"):
    """Leaves all that was found where it is, or stops looking for more."""

    is_for_runners = False

    def __init__(self, back_fill_id: int, *, stops: bool = False) -> None:
        super().__init__(f"backfill:leave:{back_fill_id}", said.STOP_LOOKING if stops else said.LEAVE_ALL)
        self.back_fill_id = back_fill_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the key."""
        return cls(int(match["fill"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Let it be, and say so."""
        service = await services_of(interaction).back_fills.leave(
            interaction.user.id, interaction.guild_id, self.back_fill_id
        )
        await _answer(interaction, Card(said.LEFT_ALL.format(service=said.NAMES[service]), accent=theme.RUN))


async def _answer(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """Show a view in place of a private answer; beside a letter, which is taken down by whoever sent it."""
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)
