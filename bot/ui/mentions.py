"""Commands as a member can press them in a text: `</run log:123>`, with the ids that Discord gave them."""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, cast

import aiohttp
import discord
from discord import app_commands

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 1.0
"""How long an answer waits for the ids: a plain name is better than none."""
ASK_AGAIN_SECONDS: Final = 60.0

COMMAND: Final = discord.AppCommandType.chat_input


class CommandIds:
    """The ids of a tree's commands: Discord is asked once, and again while a command has none."""

    def __init__(self, tree: app_commands.CommandTree[Any]) -> None:
        self._tree = tree
        self._ids: Mapping[str, int] = {}
        self._not_before = 0.0

    def learn(self, commands: Iterable[app_commands.AppCommand]) -> None:
        """Take the commands as Discord has them now."""
        self._ids = {command.name: command.id for command in commands if command.type is COMMAND}

    async def known(self) -> Mapping[str, int]:
        """Return the ids by the name of each command that is not part of another. Never raises."""
        needed = {command.name for command in self._tree.get_commands(type=COMMAND)}
        now = time.perf_counter()
        if not needed <= self._ids.keys() and now >= self._not_before:
            self._not_before = now + ASK_AGAIN_SECONDS
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    self.learn(await self._tree.fetch_commands())
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("the ids of the commands are not to be had: %r", error)
        return self._ids


class _Tree(Protocol):
    """The command tree, as far as mentions need it."""

    @property
    def ids(self) -> CommandIds: ...


def ids_of(interaction: discord.Interaction[Any]) -> CommandIds:
    """Return what is known of the ids of the bot's commands."""
    return cast(_Tree, interaction.client.tree).ids


def mention(name: str, ids: Mapping[str, int]) -> str:
    """Return a command as something to press, by its full name; in plain letters while its id is not known."""
    command_id = ids.get(name.partition(" ")[0])
    return f"`/{name}`" if command_id is None else f"</{name}:{command_id}>"
