"""Lists and buttons of a layout that the process remembers; each hands what was chosen to a function."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, cast

import discord

from bot.errors import UserError
from bot.ui.components import Interaction, Layout

Chosen = Callable[[Interaction, str], Awaitable[None]]
"""Answers a choice; of a channel or role it is the id."""
Pressed = Callable[[Interaction], Awaitable[None]]

_ROLE: Final = discord.SelectDefaultValueType.role
_CHANNEL: Final = discord.SelectDefaultValueType.channel
TEXT_CHANNELS: Final = [discord.ChannelType.text, discord.ChannelType.news]


class Question(Layout):
    """A layout that is answered once, however often its buttons are pressed meanwhile.

    It is not stopped then: a second press may be under way already, and wants an answer too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_answered = False

    async def once(self, interaction: Interaction, answer: Pressed) -> None:
        """Let `answer` answer the interaction, unless another press has; one that fails can be tried again."""
        if self.is_answered:
            await interaction.response.defer()
            return
        self.is_answered = True
        try:
            await answer(interaction)
        except BaseException:
            self.is_answered = False
            raise


class Press(discord.ui.Button[Layout]):
    """A button."""

    def __init__(
        self,
        layout: Layout,
        label: str,
        pressed: Pressed,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        super().__init__(label=label, style=style, custom_id=layout.new_id())
        self._pressed = pressed

    async def callback(self, interaction: Interaction) -> Any:
        """Pass the press on."""
        await self._pressed(interaction)


class Choice(discord.ui.Select[Layout]):
    """A list to choose one of; `options` are (value, label)."""

    def __init__(
        self,
        layout: Layout,
        placeholder: str,
        options: Iterable[tuple[str, str]],
        current: str | None,
        chosen: Chosen,
    ) -> None:
        super().__init__(
            custom_id=layout.new_id(),
            placeholder=placeholder,
            options=[
                discord.SelectOption(label=label, value=value, default=value == current) for value, label in options
            ],
        )
        self._chosen = chosen

    async def callback(self, interaction: Interaction) -> Any:
        """Pass the choice on; a forged press can bring none, or one that was not offered."""
        value = next(iter(self.values), "")
        if value not in {option.value for option in self.options}:
            raise UserError("component_stale")
        await self._chosen(interaction, value)


class ChannelChoice(discord.ui.ChannelSelect[Layout]):
    """A list of the server's text channels, the present one chosen already."""

    def __init__(self, layout: Layout, placeholder: str, current: int | None, chosen: Chosen) -> None:
        super().__init__(
            custom_id=layout.new_id(),
            placeholder=placeholder,
            channel_types=TEXT_CHANNELS,
            default_values=_chosen_already(current, _CHANNEL),
        )
        self._chosen = chosen

    async def callback(self, interaction: Interaction) -> Any:
        """Pass the choice on; of a kind that holds no posts it is refused, whatever a client let through."""
        channel = next(iter(self.values), None)
        if channel is None or channel.type not in TEXT_CHANNELS:
            raise UserError("channel_holds_no_posts")
        await self._chosen(interaction, str(channel.id))


class RoleChoice(discord.ui.RoleSelect[Layout]):
    """A list of the server's roles, the present one chosen already; it can be emptied."""

    def __init__(self, layout: Layout, placeholder: str, current: int | None, chosen: Chosen) -> None:
        super().__init__(
            custom_id=layout.new_id(),
            placeholder=placeholder,
            min_values=0,
            max_values=1,
            default_values=_chosen_already(current, _ROLE),
        )
        self._chosen = chosen

    async def callback(self, interaction: Interaction) -> Any:
        """Pass the choice on, empty for none."""
        role = next(iter(self.values), None)
        await self._chosen(interaction, "" if role is None else str(role.id))


def _chosen_already(thing_id: int | None, kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    """Return what a list shows as chosen; discord.py would send the id as a number, and Discord asks for text."""
    return [] if thing_id is None else [discord.SelectDefaultValue(id=cast(int, str(thing_id)), type=kind)]
