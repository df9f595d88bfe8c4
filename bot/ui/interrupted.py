"""Commands that were interrupted by a question, and go on once it is answered."""

import contextlib
import copy
import logging
from typing import Any, Final, cast

import discord
from discord import app_commands

from bot.ui.askers import Interaction

log = logging.getLogger(__name__)

_CACHED: Final = ("_cs_response", "_cs_followup", "_cs_namespace", "_cs_command", "_cs_command_id", "_cs_custom_id")
"""What an interaction works out once and keeps, about the press and not about the command."""


async def go_on(asked: Interaction, pressed: Interaction) -> None:
    """Run the command of `asked` again, as the answer to `pressed`.

    discord.py has no such way: the command is what Discord sent with `asked`, and everything else, the one answer it
    can be given included, is the press's. What goes wrong in it reaches the member as ever.
    """
    tree = cast(app_commands.CommandTree[Any], asked.client.tree)
    again = copy.copy(pressed)
    for slot in _CACHED:
        with contextlib.suppress(AttributeError):
            delattr(again, slot)
    again.type = discord.InteractionType.application_command
    # The team that it was asked in: in direct messages another may have been chosen since.
    again.data, again.message, again.extras = asked.data, None, dict(asked.extras)
    again.command_failed, again._original_response, again._baton = False, None, discord.utils.MISSING
    try:
        await tree._call(again)
    except app_commands.AppCommandError as error:
        await tree._dispatch_error(again, error)
    finally:
        # Whoever waits for answers asks the press, and the answer was given by its copy.
        pressed.response._response_type = again.response._response_type


async def put_away(asked: Interaction, view: discord.ui.LayoutView) -> None:
    """Show `view` in place of the question that answered `asked`; a question that is gone already is fine."""
    try:
        await asked.edit_original_response(view=view)
    except discord.HTTPException as error:
        log.info("a question could not be put away: %s", error)
