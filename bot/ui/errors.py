"""The one renderer of everything that goes wrong in front of a member, whichever way it came."""

import io
import logging
import math
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import discord
from discord import app_commands

from bot.errors import UserError
from bot.services.outage import is_outage
from bot.ui import text
from bot.ui.cards import StaticLayout
from bot.ui.quoting import code_block

log = logging.getLogger(__name__)

REFERENCE_LETTERS: Final = "234679CDFGHJKMNPQRTVWXY"
"""Of look-alikes (0 O, 1 I L, 5 S, 8 B, 2 Z, U V) one at most, and no vowels, lest it spell something."""
REFERENCE_LENGTH: Final = 4

TOO_LATE: Final = (10015, 10062, 40060, 50027)
"""Discord's codes for an interaction that has expired or is answered already: nobody can be told any more."""
_FORBIDDEN: Final = (50001, 50013)

SHOWN_INLINE: Final = 3000
"""Characters of typed text, made ready to show, that still fit into the message; more goes into a file."""

Typed = Mapping[str, str]
"""What a member wrote into a form: text by label."""
_Interaction = discord.Interaction[Any]


def goes_into_a_file(said: str) -> bool:
    """Tell whether the text is too long to be shown within the message."""
    return len(code_block(said)) > SHOWN_INLINE


Shown = Callable[[str, str], discord.ui.LayoutView]


def problem_parts(sentence: str, said: str) -> list[discord.ui.Item[Any]]:
    """Return a problem and what the member had typed, ready to copy, which is a file where it is too long to show."""
    if goes_into_a_file(said):
        return [discord.ui.TextDisplay(sentence), discord.ui.File(f"attachment://{text.TYPED_FILE}")]
    return [discord.ui.TextDisplay(f"{sentence}\n{code_block(said)}" if said else sentence)]


class ProblemView(StaticLayout):
    """The private answer when something is not right; `said` is what the member had typed, ready to copy."""

    def __init__(self, sentence: str, said: str) -> None:
        super().__init__()
        self.add_item(discord.ui.Container(*problem_parts(sentence, said)))


async def render(
    interaction: _Interaction, error: Exception, *, typed: Typed | None = None, shown: Shown | None = None
) -> None:
    """Tell the member what is wrong, privately, and log it. Never raises.

    A `UserError` becomes its sentence; everything else a short reference that the log holds beside the trace,
    never the exception's own words. What the member had typed comes back with it: the options of a command by
    themselves, the fields of a form by their labels in `typed`. `shown` makes the answer of the sentence
    and of what was typed, where there is more to offer than in a `ProblemView`.
    """
    try:
        cause = unwrapped(error)
        if _is_too_late(cause):
            log.warning("answer to %s came too late: %s", _origin(interaction), cause)
            return
        user_error = as_user_error(cause)
        said = _typed_command(interaction) if typed is None else _typed_form(typed)
        sentence = _expected(interaction, user_error, cause) if user_error is not None else None
        if sentence is None:
            sentence = _unexpected(interaction, cause, kept=bool(said))
        await _answer(interaction, sentence, said, shown or ProblemView)
    except discord.HTTPException as failure:
        level = logging.WARNING if _is_too_late(failure) else logging.ERROR
        log.log(level, "could not tell the member about %s: %s", _origin(interaction), failure)
    except Exception:
        # A surface of discord.py called us because something failed already; it has nobody else to ask.
        log.exception("could not tell the member about %s", _origin(interaction))


def unwrapped(error: Exception) -> Exception:
    """Return what really happened, out of discord.py's wrappers."""
    while True:
        inner: BaseException | None = None
        if isinstance(error, app_commands.CommandInvokeError):
            inner = error.original
        elif isinstance(error, app_commands.TransformerError):
            inner = error.__cause__
        if not isinstance(inner, Exception):
            return error
        error = inner


def as_user_error(error: Exception) -> UserError | None:
    """Return what the member can be told of `error`; None when it is a defect."""
    match error:
        case UserError():
            return error
        case app_commands.CommandOnCooldown():
            return UserError("cooldown", seconds=max(1, math.ceil(error.retry_after)))
        case app_commands.NoPrivateMessage():
            return UserError("guild_only")
        case app_commands.BotMissingPermissions():
            return UserError("bot_needs_permission")
        case app_commands.CheckFailure():
            return UserError("not_allowed")
        case app_commands.TransformerError():
            return UserError("option_unreadable", text=str(error.value))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return UserError("command_changed")
        case discord.Forbidden() if error.code in _FORBIDDEN:
            return UserError("bot_needs_permission")
        case _ if is_outage(error):
            return UserError("database_away")
    return None


def new_reference() -> str:
    """Return a short reference such as K7Q2, to be read out and typed without mistakes."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))


def _is_too_late(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in TOO_LATE


def _expected(interaction: _Interaction, error: UserError, cause: Exception) -> str | None:
    """Return the sentence for a `UserError`; None (and a line in the log) when nobody has written one."""
    try:
        message, hint = text.problem(error.code, error.facts)
    except (KeyError, IndexError, ValueError) as missing:
        log.error("no sentence for %s: %r", error, missing)
        return None
    # A permission that is missing is for the operator as well: the cause says which.
    log.info("%s: %s%s", _origin(interaction), error, "" if cause is error else f" from {type(cause).__name__}")
    return f"**{message}**\n{hint}"


def _unexpected(interaction: _Interaction, cause: Exception, *, kept: bool) -> str:
    """Log a defect under a new reference and return what the member reads."""
    reference = new_reference()
    log.error("%s failed, reference %s", _origin(interaction), reference, exc_info=cause)
    template = text.UNEXPECTED_KEPT if kept else text.UNEXPECTED
    return template.format(reference=reference)


def _origin(interaction: _Interaction) -> str:
    """Return where it happened, in ids alone."""
    data: Mapping[str, Any] = interaction.data or {}
    command = interaction.command
    place = f"/{command.qualified_name}" if command is not None else data.get("custom_id") or data.get("name")
    return f"{place} (user {interaction.user.id}, guild {interaction.guild_id})"


def _typed_command(interaction: _Interaction) -> str:
    """Return the command as it was typed, ready to paste; empty when nothing in it was written by hand."""
    data: Mapping[str, Any] = interaction.data or {}
    command = interaction.command
    if interaction.type is not discord.InteractionType.application_command or command is None:
        return ""
    offered = set()
    if isinstance(command, app_commands.Command):
        offered = {parameter.display_name for parameter in command.parameters if parameter.choices}
    options = list(_leaves(data.get("options", ())))
    if not any(option["type"] == 3 and option["name"] not in offered for option in options):
        return ""
    parts = [
        text.TYPED_OPTION.format(name=option["name"], value=option["value"])
        for option in options
        if option["type"] in (3, 4, 5, 10)
    ]
    return " ".join((f"/{command.qualified_name}", *parts))


def _leaves(options: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Yield the options inside groups and subcommands."""
    for option in options:
        if "options" in option:
            yield from _leaves(option["options"])
        elif "value" in option:
            yield option


def _typed_form(typed: Typed) -> str:
    """Return the fields of a form, one below the other; empty when all are."""
    filled = [(label, value) for label, value in typed.items() if value]
    if len(filled) == 1:
        return filled[0][1]
    return "\n\n".join(f"{label}\n{value}" for label, value in filled)


async def _answer(interaction: _Interaction, sentence: str, said: str, shown: Shown) -> None:
    """Send the sentence and what was typed, to the member alone."""
    if interaction.type is discord.InteractionType.autocomplete:
        if not interaction.response.is_done():
            await interaction.response.autocomplete([])
        return
    options: dict[str, Any] = {
        "view": shown(sentence, said),
        "ephemeral": True,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if goes_into_a_file(said):
        options["file"] = discord.File(io.BytesIO(said.encode("utf-8", "replace")), text.TYPED_FILE)
    if interaction.response.is_done():
        await interaction.followup.send(**options)
    else:
        await interaction.response.send_message(**options)
