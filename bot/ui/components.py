"""Bases of all that members press or fill in, and who is asking. Every failure ends in `errors.render`."""

import abc
import functools
import logging
import re
import secrets
from collections.abc import Callable, Coroutine, Iterable, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Final, ParamSpec, Self, TypeVar

import discord
from discord import app_commands

from bot.domain.dates import Week
from bot.errors import UserError
from bot.ui import errors, text
from bot.ui.askers import Interaction, asker_in, asker_of, askers_coaching, find_asker, find_asker_in, services_of
from bot.ui.cards import StaticLayout

__all__ = [
    "QUESTION_SECONDS",
    "Button",
    "Form",
    "Interaction",
    "Lasting",
    "Layout",
    "Picker",
    "StaleButton",
    "StaticLayout",
    "asker_in",
    "asker_of",
    "askers_coaching",
    "attached",
    "autocomplete_guard",
    "chosen",
    "find_asker",
    "give_back_stale",
    "put",
    "services_of",
    "week_in",
    "yes_or_no",
]

log = logging.getLogger(__name__)

P = ParamSpec("P")
EnumT = TypeVar("EnumT", bound=StrEnum)
ItemT = TypeVar("ItemT", bound=discord.ui.Item[Any])

QUESTION_SECONDS: Final = 14 * 60.0
"""A little less than the 15 minutes in which Discord lets a private answer be edited."""


_PROCESS: Final = secrets.token_hex(4)


class Layout(discord.ui.LayoutView):
    """A layout that the process remembers until it is answered or `QUESTION_SECONDS` have passed.

    Give its buttons ids from `new_id`, so that a press that comes too late is answered too, and never put a
    `Lasting` (a `DynamicItem`) into it: discord.py forgets a dynamic item's class together with such a layout.
    """

    def __init__(self) -> None:
        super().__init__(timeout=QUESTION_SECONDS)
        self.until = int(discord.utils.utcnow().timestamp() + QUESTION_SECONDS)

    def new_id(self) -> str:
        """Return an id for a button: this process, until when it is answered (Unix seconds), and which it is."""
        return f"ask:{_PROCESS}:{self.until}:{secrets.token_hex(4)}"

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Leave late presses to `StaleButton`; discord.py itself adds time with every press."""
        if not self.is_open():
            return False
        await find_asker(interaction)
        return True

    def is_open(self) -> bool:
        """Tell whether an answer still counts."""
        return not _is_over(self.until)

    async def on_error(self, interaction: Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:
        """Tell the member."""
        await errors.render(interaction, error)


class Form(discord.ui.Modal):
    """A form. Closed unsent it is forgotten in time; one that fails, or comes too late, gives its text back."""

    is_for_runners: ClassVar[bool] = True
    """Whether it takes a team to send it, also in direct messages; what it is about may know its runner itself."""

    about_runner: int | None = None
    """The runner whom it is about, if any: in direct messages whoever sends it does so as a member of their team."""

    def __init__(self, *, title: str, timeout: float = QUESTION_SECONDS) -> None:
        until = int(discord.utils.utcnow().timestamp() + timeout)
        super().__init__(title=title, timeout=timeout, custom_id=f"form:{_PROCESS}:{until}:{secrets.token_hex(4)}")

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Know who sends it, in direct messages too."""
        if self.is_for_runners:
            await _know_asker(interaction, None, self.about_runner)
        return True

    # discord.py's own Modal leaves the item out as well.
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Tell the member, and return what was typed."""
        await errors.render(interaction, error, typed=self.typed())

    def typed(self) -> dict[str, str]:
        """Return the text of every field by its label."""
        fields: dict[str, str] = {}
        for item in self.children:
            if isinstance(item, discord.ui.Label) and isinstance(item.component, discord.ui.TextInput):
                fields[item.text] = item.component.value
        return fields


# The template of a base matches nothing: it is never registered, and every subclass brings its own.
class Lasting(discord.ui.DynamicItem[ItemT], abc.ABC, template=r"(?!)"):
    """Something that works for as long as its message stands: its id says all there is to know.

    discord.py logs and drops what a dynamic item raises, and takes a failing check for a silent no; here both
    reach the member.
    """

    is_for_runners: ClassVar[bool] = True
    """Whether it takes a team to press it, also in direct messages."""

    about_team: int | None = None
    """The team that it is about, if its id says so: in direct messages whoever presses it does so as a member."""

    about_runner: int | None = None
    """The runner whom it is about, if its id says so, whose team it is about then."""

    @classmethod
    @abc.abstractmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Return the item that the id describes."""

    @abc.abstractmethod
    async def pressed(self, interaction: Interaction) -> None:
        """Answer a press."""

    async def allowed(self, interaction: Interaction) -> bool:
        """Tell whether the press counts; raise `UserError` to say why not."""
        return True

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the item for discord.py."""
        try:
            return cls.from_match(match)
        except Exception as error:
            await errors.render(interaction, error)
            raise

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Know who presses, in direct messages too, and ask `allowed`."""
        try:
            if self.is_for_runners:
                await _know_asker(interaction, self.about_team, self.about_runner)
            return await self.allowed(interaction)
        except Exception as error:
            await errors.render(interaction, error)
            return False

    async def callback(self, interaction: Interaction) -> None:
        """Pass the press on."""
        try:
            await self.pressed(interaction)
        except Exception as error:
            await errors.render(interaction, error)


class Button(Lasting[discord.ui.Button[discord.ui.LayoutView]], abc.ABC, template=r"(?!)"):
    """A button that lasts."""

    def __init__(self, custom_id: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> None:
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=custom_id))


class Picker(Lasting[discord.ui.Select[discord.ui.LayoutView]], abc.ABC, template=r"(?!)"):
    """A list that lasts, to pick one thing from. One rebuilt from its id has no options, and needs none."""

    def __init__(self, custom_id: str, options: Iterable[discord.SelectOption] = ()) -> None:
        super().__init__(discord.ui.Select(custom_id=custom_id, options=list(options)))

    @property
    def picked(self) -> str:
        """The value that was picked; empty when a forged press brings none."""
        return next(iter(self.item.values), "")


async def _know_asker(interaction: Interaction, team_id: int | None, runner_id: int | None) -> None:
    """Let `asker_of` know who asks: in direct messages about the team that is known here, else the one they mean."""
    if interaction.guild_id is None and team_id is None and runner_id is not None:
        team_id = await services_of(interaction).memberships.of_runner(runner_id)
    if team_id is None:
        await find_asker(interaction)
    else:
        await find_asker_in(interaction, team_id)


def _is_over(until: int) -> bool:
    return discord.utils.utcnow().timestamp() >= until


class StaleButton(Button, template=r"ask:(?P<process>[0-9a-f]+):(?P<until>[0-9]{1,12}):[0-9a-f]+"):
    """Answers presses on questions that an earlier process asked, or that have waited too long.

    It sees the presses on living questions too, and leaves those to their layout, which knows whether it takes a team.
    """

    is_for_runners = False

    def __init__(self, custom_id: str, process: str, until: int) -> None:
        super().__init__(custom_id, "·")
        self.process = process
        self.until = until

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match[0], match["process"], int(match["until"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Say that the question has gone."""
        if self.process != _PROCESS or _is_over(self.until):
            raise UserError("component_stale")


async def give_back_stale(interaction: Interaction) -> None:
    """Answer a form that nobody waits for any more: an earlier process opened it, or it was open for too long.

    discord.py knows the forms of this process alone and says nothing about others. Living ones are left to it.
    """
    data: dict[str, Any] = dict(interaction.data or {})
    match = _FORM.fullmatch(str(data.get("custom_id")))
    if match is None or (match["process"] == _PROCESS and not _is_over(int(match["until"]))):
        return
    fields = (label.get("component", {}).get("value") for label in data.get("components", ()))
    typed = {text.FIELD.format(number=number): value for number, value in enumerate(filter(None, fields), start=1)}
    await errors.render(interaction, UserError("form_stale"), typed=typed)


_FORM: Final = re.compile(r"form:(?P<process>[0-9a-f]+):(?P<until>[0-9]{1,12}):[0-9a-f]+")


async def put(
    interaction: Interaction, view: discord.ui.LayoutView, *, attachments: Sequence[discord.File] = ()
) -> None:
    """Show a view in place of the one that was pressed or that a form was opened from, else as a private answer.

    What it is shown in place of loses its files; `attachments` come instead.
    """
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view, attachments=attachments)
    elif interaction.message is None:
        await interaction.response.send_message(view=view, files=attachments, ephemeral=True)
    else:
        await interaction.response.edit_message(view=view, attachments=attachments)


def autocomplete_guard(
    suggest: Callable[P, Coroutine[Any, Any, list[app_commands.Choice[Any]]]],
) -> Callable[P, Coroutine[Any, Any, list[app_commands.Choice[Any]]]]:
    """Make a suggestion function answer with nothing when it fails; a list that stays empty hurts nobody."""

    @functools.wraps(suggest)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> list[app_commands.Choice[Any]]:
        try:
            return await suggest(*args, **kwargs)
        except UserError as error:
            log.info("no suggestions from %s: %s", suggest.__qualname__, error)
        except Exception:
            log.exception("no suggestions from %s", suggest.__qualname__)
        return []

    return guarded


def chosen(kind: type[EnumT], value: str | None) -> EnumT | None:
    """Return the member of an enumeration; an outdated command can still offer what is no more."""
    try:
        return None if value is None else kind(value)
    except ValueError:
        raise UserError("option_unreadable", text=value) from None


def week_in(key: str) -> Week:
    """Return the week that an id names; a forged one can name such as no calendar has."""
    try:
        return Week.parse(key)
    except ValueError:
        raise UserError("component_stale") from None


def yes_or_no(value: bool | None) -> bool | None:
    """Return a yes-or-no option; an outdated command can send anything in its place."""
    if value is None or isinstance(value, bool):
        return value
    raise UserError("option_unreadable", text=str(value))


def attached(value: discord.Attachment | None) -> discord.Attachment | None:
    """Return an attached file; an outdated command can send anything in its place."""
    if value is None or isinstance(value, discord.Attachment):
        return value
    raise UserError("option_unreadable", text=str(value))
