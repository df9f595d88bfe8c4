"""Layouts that nothing in the process remembers: text, buttons and a picture in a container."""

from collections.abc import Iterable
from typing import Any, Final

import discord

MAX_TEXT: Final = 4000
"""Characters of text in all of a layout together (Discord's limit for Components V2)."""

IN_A_ROW: Final = 3
"""Buttons side by side, so that their labels stay whole on a phone."""


class StaticLayout(discord.ui.LayoutView):
    """A layout whose buttons, if any, are all `components.Lasting`, which are found by their id.

    discord.py keeps every sent layout in its view store, with a task that waits for the time-out (15 minutes
    for a private answer), and forgets the *class* of a `DynamicItem` when a layout that mixed it with other
    items ends. Neither is wanted here: whatever process is running answers a press by the id alone. The store
    takes in layouts that are not finished, so this one is finished from the start.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        """Tell discord.py that there is nothing to listen for."""
        return True


class Card(StaticLayout):
    """One container: lines of text, then buttons."""

    def __init__(
        self,
        content: str,
        *buttons: discord.ui.Item[Any],
        accent: int | None = None,
        marker: int | None = None,
        below: discord.ui.Item[Any] | None = None,
        lists: Iterable[discord.ui.Item[Any]] = (),
        in_a_row: int = IN_A_ROW,
        files: Iterable[discord.ui.Item[Any]] = (),
    ) -> None:
        """`marker` becomes the container's id, by which a message is recognised; `below` and `files` follow the text.

        `lists` to pick from come next, each in a row of its own; then buttons, `in_a_row` side by side.
        """
        super().__init__()
        children: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(content)]
        if below is not None:
            children.append(below)
        children += files
        children += (discord.ui.ActionRow(one) for one in lists)
        for first in range(0, len(buttons), in_a_row):
            children.append(discord.ui.ActionRow(*buttons[first : first + in_a_row]))
        self.add_item(discord.ui.Container(*children, accent_colour=accent, id=marker))
