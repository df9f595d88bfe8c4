"""Forms that are offered once more, filled in with what was typed, when they could not be read."""

import abc
from collections.abc import Callable
from typing import ClassVar

import discord

from bot.errors import NotAllowed, NotFound, UserError
from bot.ui import errors, text
from bot.ui.components import Form, Interaction, Layout
from bot.ui.controls import Press


class RefilledForm(Form, abc.ABC):
    """A form about something that is there, filled in with what is known of it."""

    not_theirs: ClassVar[str]
    """What is said to whoever presses another's `Try again`."""

    @abc.abstractmethod
    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""

    def may_be_mended(self, error: UserError) -> bool:
        """Tell whether the form can do what it is for with something else in it."""
        return not isinstance(error, NotFound | NotAllowed)

    # discord.py's own Modal leaves the item out as well.
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Tell the member, return what was typed, and offer the form with it; not where it is theirs no more."""

        def shown_again(sentence: str, typed: str) -> discord.ui.LayoutView:
            return TryAgainView(sentence, typed, self.again, interaction.user.id, self.not_theirs)

        shown = None if isinstance(error, UserError) and not self.may_be_mended(error) else shown_again
        await errors.render(interaction, error, typed=self.typed(), shown=shown)


class TryAgainView(Layout):
    """The private answer to a form that could not be read: why, what was typed, and the form with it once more."""

    def __init__(self, sentence: str, typed: str, form: Callable[[], Form], user_id: int, not_theirs: str) -> None:
        """`form` makes the form anew each time, for Discord takes an answer to each once."""
        super().__init__()
        self._form = form
        self._user_id = user_id
        self._not_theirs = not_theirs
        self.add_item(
            discord.ui.Container(
                *errors.problem_parts(sentence, typed),
                discord.ui.ActionRow(Press(self, text.TRY_AGAIN, self._open, discord.ButtonStyle.primary)),
            )
        )

    async def _open(self, interaction: Interaction) -> None:
        if interaction.user.id != self._user_id:
            raise NotAllowed(self._not_theirs)
        await interaction.response.send_modal(self._form())
