"""Boards: answers to members that are edited while something of theirs comes on."""

import logging
import time
from collections.abc import Callable, Collection
from typing import Generic, Protocol, TypeVar

import discord

from bot.ui.components import QUESTION_SECONDS, Interaction

log = logging.getLogger(__name__)


class Progress(Protocol):
    """How far something has come."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it by itself."""
        ...


P = TypeVar("P", bound=Progress)


class AnswerBoard(Generic[P]):
    """Edits the answers to those who began something, for as long as Discord lets an answer be edited.

    `drawn` makes a layout of how far it has come. What is shown goes by its key, `what` in the log.
    """

    def __init__(self, what: str, drawn: Callable[[P], discord.ui.LayoutView]) -> None:
        self._what = what
        self._drawn = drawn
        # Since when, on this machine's clock, which need not be Discord's.
        self._answers: dict[int, tuple[Interaction, float]] = {}
        self._shown: dict[int, P] = {}

    def watch(self, key: int, interaction: Interaction) -> None:
        """Show how it comes on in this interaction's answer from now on."""
        self._answers[key] = (interaction, time.monotonic())

    def watched(self) -> Collection[int]:
        """Return what somebody is shown."""
        return self._answers.keys()

    async def show(self, key: int, progress: P | None) -> bool:
        """Show how far it has come, None for what is gone; tell whether its runner has seen how it ended.

        Never raises for what Discord answers. What is over is shown once, and watched no more.
        """
        interaction, since = self._answers[key]
        if progress is None or time.monotonic() - since > QUESTION_SECONDS:
            self._forget(key)
            return False
        if progress == self._shown.get(key):
            return False
        if progress.is_over:
            self._forget(key)
        else:
            self._shown[key] = progress
        try:
            await interaction.edit_original_response(view=self._drawn(progress))
        except discord.HTTPException as error:
            log.info("the progress of %s %s could not be shown: %s", self._what, key, error)
            self._forget(key)
            return False
        return progress.is_over

    def _forget(self, key: int) -> None:
        self._answers.pop(key, None)
        self._shown.pop(key, None)
