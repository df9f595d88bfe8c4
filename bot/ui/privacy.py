"""A member's data as they meet it: the export's answer, and the question before all of it is erased."""

import asyncio
import io
from collections.abc import Awaitable, Callable

import discord

from bot.errors import NotAllowed
from bot.services.privacy import Export, Holding
from bot.ui import text, theme
from bot.ui.askers import services_of
from bot.ui.cards import Card
from bot.ui.components import Interaction
from bot.ui.controls import Press, Question
from bot.ui.exporting import archives
from bot.ui.profiles import OtherTeamButton
from bot.ui.text import privacy as said

__all__ = [
    "ExportView",
    "ForgetQuestionView",
    "ForgottenView",
    "MoreView",
    "NothingHeldView",
    "export_files",
    "export_view",
]


async def export_files(export: Export) -> list[discord.File]:
    """Return the export as zips, each for a message of its own; packing thousands of runs keeps nobody waiting."""
    zips = await asyncio.to_thread(archives, export)
    return [discord.File(io.BytesIO(one), said.archive(number)) for number, one in enumerate(zips, start=1)]


async def export_view(interaction: Interaction, export: Export) -> "ExportView":
    """Return the answer; in direct messages who has data in several teams can turn to another, also one they left."""
    if interaction.guild_id is not None:
        return ExportView(export)
    teams = (await services_of(interaction).memberships.of(interaction.user.id, ever=True)).teams
    return ExportView(export, more=(OtherTeamButton(),) if len(teams) > 1 else ())


class ExportView(Card):
    """The private answer that holds the export's file."""

    def __init__(self, export: Export, *, more: tuple[OtherTeamButton, ...] = ()) -> None:
        rows = sum(len(table.rows) for table in export.tables)
        super().__init__(
            f"{said.EXPORT.format(rows=said.rows(rows), team=said.team(export.team_name))}\n{said.EXPORT_NOTE}",
            *more,
            accent=theme.RUN,
            below=_attached(said.archive(1)),
        )


class MoreView(Card):
    """Holds one more of the export's files."""

    def __init__(self, file_name: str) -> None:
        super().__init__(said.EXPORT_MORE, accent=theme.RUN, below=_attached(file_name))


def _attached(file_name: str) -> discord.ui.File[discord.ui.LayoutView]:
    return discord.ui.File[discord.ui.LayoutView](f"attachment://{file_name}")


class NothingHeldView(Card):
    """The private answer to a member about whom nothing is held."""

    def __init__(self) -> None:
        super().__init__(said.NOTHING_HELD, accent=theme.RUN)


class ForgottenView(Card):
    """Says that all is erased: by this press, or by one before it."""

    def __init__(self, erased: bool, team_name: str) -> None:
        done = said.FORGOTTEN if erased else said.FORGOTTEN_BEFORE
        super().__init__(done.format(team=said.team(team_name)), accent=theme.RUN)


class ForgetQuestionView(Question):
    """Asks once, for some minutes, before everything about a member is erased.

    `forget` erases it and answers the interaction, by editing this message. A question of another day has gone: its
    button does not lie about in a channel for as long as the message does.
    """

    def __init__(self, holding: Holding, user_id: int, forget: Callable[[Interaction], Awaitable[None]]) -> None:
        super().__init__()
        self._user_id = user_id
        self._forget = forget
        goes = said.FORGET_GOES.format(runs=text.runs(holding.runs)) if holding.is_runner else said.FORGET_GOES_NAME
        question = said.FORGET_QUESTION.format(team=said.team(holding.team_name))
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("\n".join((question, goes, said.FORGET_STAYS, said.FORGET_FIRST))),
                discord.ui.ActionRow(
                    Press(self, said.FORGET_SURELY, self.erase, discord.ButtonStyle.danger),
                    Press(self, said.FORGET_KEEP, self.keep),
                ),
                accent_colour=theme.RUN,
            )
        )

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """The question knows for whom it is, who may be a runner of no team by the time of the press."""
        return self.is_open()

    async def erase(self, interaction: Interaction) -> None:
        """Forget the member."""
        if interaction.user.id != self._user_id:
            raise NotAllowed("not_your_data")
        await self.once(interaction, self._forget)

    async def keep(self, interaction: Interaction) -> None:
        """Put the question away."""
        await self.once(interaction, _kept)


async def _kept(interaction: Interaction) -> None:
    await interaction.response.edit_message(view=Card(said.KEPT, accent=theme.RUN))
