"""Deleting a run: the button that asks, the question, and what is said afterwards."""

import re
from typing import Self

import discord

from bot.services.run_outcomes import DeletedRun, OwnRun
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.run_lines import lines, run_details, run_figures


class DeleteButton(Button, template=r"run:delete:(?P<run>[0-9]{1,18})"):
    """Asks, once, before a run is deleted."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run:delete:{run_id}", text.DELETE)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, beside the message that holds the run."""
        found = await services_of(interaction).runs.find(asker_of(interaction), self.run_id)
        await interaction.response.send_message(view=DeleteQuestionView(found), ephemeral=True)


class DeleteSurelyButton(Button, template=r"run:delete:(?P<run>[0-9]{1,18}):sure"):
    """Deletes a run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run:delete:{run_id}:sure", text.DELETE_SURELY, discord.ButtonStyle.danger)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Delete the run and say so in place of the question."""
        deleted = await services_of(interaction).runs.delete(asker_of(interaction), self.run_id)
        await interaction.response.edit_message(view=DeletedRunView(deleted))


class KeepButton(Button, template=r"run:keep"):
    """Leaves the run alone."""

    def __init__(self) -> None:
        super().__init__("run:keep", text.KEEP)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Put the question away."""
        await interaction.response.edit_message(view=Card(text.KEPT))


class DeleteQuestionView(Card):
    """Asks before a run is deleted, names it, and says what goes with it."""

    def __init__(self, own: OwnRun) -> None:
        question = text.DELETE_QUESTION.format_map(run_figures(own.run, own.unit))
        super().__init__(question, DeleteSurelyButton(own.run.run_id), KeepButton(), accent=theme.RUN)


class DeletedRunView(Card):
    """The private answer to a deleted run: all its values, in case they are wanted again."""

    def __init__(self, deleted: DeletedRun) -> None:
        super().__init__(
            lines(
                text.DELETED.format_map(run_figures(deleted.run, deleted.unit)),
                run_details(deleted.run, deleted.unit),
                text.WEEK_STANDS_NOW.format(points=text.points(deleted.week_points)),
            ),
            accent=theme.RUN,
        )
