"""Help as members see it: one topic a page, made from the commands there are, and a list to turn to another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import discord
from discord import app_commands

from bot.errors import UserError
from bot.services.help import HelpPage, Topic
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Interaction, Picker, asker_of, services_of
from bot.ui.mentions import COMMAND, ids_of, mention
from bot.ui.text import help as said

TOPIC_OF: Final[Mapping[str, Topic]] = {
    "help": Topic.START,
    "run": Topic.RUNS,
    "stats": Topic.RUNS,
    "Log this file": Topic.RUNS,
    "points": Topic.POINTS,
    "leaderboard": Topic.POINTS,
    "shoutout": Topic.PRAISE,
    "Give a shoutout": Topic.PRAISE,
    "Shout out this run": Topic.PRAISE,
    "challenge": Topic.PRAISE,
    "race": Topic.RACES,
    "relay": Topic.RELAYS,
    "plan": Topic.PLANS,
    "checkup": Topic.TRAINING,
    "focus": Topic.TRAINING,
    "feedback": Topic.YOU,
    "profile": Topic.YOU,
    "strava": Topic.SERVICES,
    "intervals": Topic.SERVICES,
    "privacy": Topic.YOU,
    "coach": Topic.COACHING,
    "coach plan": Topic.PLANNING,
    "coach season": Topic.PLANNING,
    "coach weeks": Topic.PLANNING,
    "coach races": Topic.PLANNING,
    "coach score": Topic.PLANNING,
    "Private feedback": Topic.COACHING,
    "team": Topic.TEAM,
}
"""Where each command is listed: by its name, or else by the first word of that; a menu by all of it."""

MENUS: Final = {
    discord.AppCommandType.user: said.MEMBER_MENU,
    discord.AppCommandType.message: said.MESSAGE_MENU,
}

_ACCENTS: Final[Mapping[Topic, int]] = {
    Topic.START: theme.RUN,
    Topic.RUNS: theme.RUN,
    Topic.POINTS: theme.PRAISE,
    Topic.PRAISE: theme.PRAISE,
    Topic.RACES: theme.RACE,
    Topic.RELAYS: theme.RACE,
    Topic.PLANS: theme.PLAN,
    Topic.TRAINING: theme.COACH,
    Topic.SERVICES: theme.RUN,
    Topic.YOU: theme.PLAN,
    Topic.COACHING: theme.COACH,
    Topic.PLANNING: theme.COACH,
    Topic.TEAM: theme.PLAN,
}

_Root = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


@dataclass(frozen=True, slots=True)
class Listed:
    """A command or menu as help lists it; a menu has no description, and `menu` says what it opens on."""

    name: str
    description: str = ""
    menu: discord.AppCommandType | None = None


class TopicPicker(Picker, template=r"help:topic"):
    """Turns the page to another topic."""

    is_for_runners = False

    def __init__(self, shown: Topic | None = None, topics: Sequence[Topic] = ()) -> None:
        super().__init__(
            "help:topic",
            [
                discord.SelectOption(
                    label=said.TOPICS[topic], value=topic.value, description=said.HINTS[topic], default=topic is shown
                )
                for topic in topics
            ],
        )

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Nothing stands in the id; the topic comes with the answer."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Show the topic in place of the one before, if it is open to whoever picks it."""
        try:
            wanted = Topic(self.picked)
        except ValueError:
            raise UserError("component_stale") from None
        await interaction.response.edit_message(view=await help_for(interaction, wanted))


class HelpView(Card):
    """One topic: a few words, then its commands."""

    def __init__(self, page: HelpPage, listing: Mapping[Topic, Sequence[Listed]], ids: Mapping[str, int]) -> None:
        """`ids` are those of the commands, as far as they are known; a topic without a command is left out."""
        topics = [topic for topic in page.topics if listing.get(topic)]
        lines = [
            f"### {said.TOPICS[page.topic]}",
            said.INTROS[page.topic],
            *(_steps(page, ids) if page.topic is Topic.START else ()),
            *(_line(listed, ids) for listed in listing.get(page.topic, ())),
        ]
        super().__init__("\n".join(lines), TopicPicker(page.topic, topics), accent=_ACCENTS[page.topic])


async def help_for(interaction: Interaction, wanted: Topic = Topic.START) -> HelpView:
    """Return the page for whoever asks, with what works where they ask."""
    asker = None if interaction.guild_id is None else asker_of(interaction)
    page = await services_of(interaction).help.page(asker, wanted)
    return HelpView(page, listing_of(interaction.client.tree, direct=asker is None), await ids_of(interaction).known())


def listing_of(tree: app_commands.CommandTree[Any], *, direct: bool) -> dict[Topic, list[Listed]]:
    """Return all commands by topic, those without one left out; `direct`: those that work in direct messages."""
    listing: dict[Topic, list[Listed]] = {}
    for root in _roots(tree):
        if direct and not _works_directly(root):
            continue
        for listed in _within(root):
            topic = TOPIC_OF.get(listed.name, TOPIC_OF.get(root.name))
            if topic is not None:
                listing.setdefault(topic, []).append(listed)
    return listing


def _roots(tree: app_commands.CommandTree[Any]) -> Iterator[_Root]:
    for kind in (COMMAND, *MENUS):
        yield from tree.get_commands(type=kind)


def _within(root: _Root) -> Iterator[Listed]:
    """Yield the command itself, or those of the group."""
    if isinstance(root, app_commands.ContextMenu):
        yield Listed(root.name, menu=root.type)
        return
    for command in root.walk_commands() if isinstance(root, app_commands.Group) else (root,):
        if isinstance(command, app_commands.Command):
            yield Listed(command.qualified_name, command.description)


def _works_directly(root: _Root) -> bool:
    contexts = root.allowed_contexts
    return not root.guild_only if contexts is None else bool(contexts.dm_channel)


def _steps(page: HelpPage, ids: Mapping[str, int]) -> Iterator[str]:
    """Yield the first steps; one more for whoever manages the server."""
    steps = {**said.STEPS, **said.ADMIN_STEPS} if Topic.TEAM in page.topics else said.STEPS
    for name, step in steps.items():
        yield step.format(command=mention(name, ids))


def _line(listed: Listed, ids: Mapping[str, int]) -> str:
    if listed.menu is not None:
        return MENUS[listed.menu].format(menu=listed.name)
    return said.COMMAND.format(command=mention(listed.name, ids), description=listed.description)
