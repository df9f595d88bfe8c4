"""The bot and its command tree: least intents, extensions by name, and one place where errors end."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from yarl import URL

from bot.config import Shards, shard_of
from bot.pace import Pace
from bot.services.container import Services
from bot.services.leavers import LeaverService
from bot.services.outage import is_outage
from bot.services.plan_groups import PlanGroupService
from bot.ui import errors
from bot.ui.askers import WhichTeam, find_asker
from bot.ui.back_fills import BackFillBoard
from bot.ui.components import give_back_stale
from bot.ui.imports import ProgressBoard
from bot.ui.mentions import CommandIds
from bot.ui.persistent import PERSISTENT
from bot.ui.questions import QuestionsView, TeamQuestionView
from bot.ui.servers import seen_team

log = logging.getLogger(__name__)

EXTENSIONS = (
    "cogs.runs",
    "cogs.stats",
    "cogs.uploads",
    "cogs.points",
    "cogs.leaderboards",
    "cogs.shoutouts",
    "cogs.challenges",
    "cogs.races",
    "cogs.relays",
    "cogs.plans",
    "cogs.checkups",
    "cogs.focuses",
    "cogs.profiles",
    "cogs.connections",
    "cogs.coach",
    "cogs.feedback",
    "cogs.direct_words",
    "cogs.privacy",
    "cogs.help",
    "cogs.teams",
)
"""Everything a member can type; the bot does not start without all of it."""

NOT_ASKED = frozenset({"coach", "Private feedback", "feedback inbox", "privacy", "team"})
"""Commands that say nothing about their user as a runner; nobody becomes one by asking to be forgotten."""

OF_LEAVERS = frozenset({"privacy"})
"""Commands for who has left a team, too, in direct messages: their data is held for thirty days."""

ANSWER_SECONDS = 3.0
"""Discord waits this long for an answer; an older interaction is over either way."""

REMEMBERED = 64
"""Interactions that may be kept before those that are answered are let go."""

QUIET_SECONDS = 0.1
"""After an answer the next question of a busy team comes within this time."""

IDENTIFY_SECONDS = 5.0
"""Discord lets one shard of a bot begin a session in so many seconds, whichever process it is of."""

IDENTIFY_SPREAD_SECONDS = 3.0
"""By how much at most a shard waits longer, so that processes which asked at the same moment do not do so again."""

AWAY_SECONDS = 2.0
"""After so long what Discord tells just once is written down anew while the database is away."""


class BatonTree(app_commands.CommandTree["BatonBot"]):
    """The slash commands; what goes wrong in them reaches the member through one renderer."""

    def __init__(self, client: "BatonBot") -> None:
        super().__init__(client)
        self.ids = CommandIds(self)

    async def sync(self, *, guild: discord.abc.Snowflake | None = None) -> list[app_commands.AppCommand]:
        """Tell Discord the commands, and remember the ids it gives them."""
        commands = await super().sync(guild=guild)
        if guild is None:
            self.ids.learn(commands)
        return commands

    async def interaction_check(self, interaction: discord.Interaction["BatonBot"], /) -> bool:
        """Know the team and its channels before anything is done for it, however new it is."""
        try:
            await interaction.client.meet(interaction.guild_id)
            return await self._may_begin(interaction)
        except Exception as error:
            # discord.py hands `on_error` only what the command itself raises.
            await errors.render(interaction, error)
            return False

    async def _may_begin(self, interaction: discord.Interaction["BatonBot"]) -> bool:
        """Ask what has to be known before a command; it goes on once that is answered."""
        command = interaction.command
        if command is None:
            return True
        root = command if isinstance(command, app_commands.ContextMenu) else command.root_parent or command
        if interaction.guild_id is None and (root.guild_only or root.name == "help"):
            # Help is for strangers too. The others Discord does not offer there; whoever sends them all the same
            # learns where they work.
            return True
        typing = interaction.type is discord.InteractionType.autocomplete
        try:
            asker = await find_asker(interaction, ever=root.name in OF_LEAVERS)
        except WhichTeam as which:
            if typing:
                raise
            question = TeamQuestionView(which.teams, interaction)
            await interaction.response.send_message(view=question, ephemeral=True)
            return False
        if typing:
            return True
        if root.name not in OF_LEAVERS:
            # Who asks to be forgotten is not noted a moment before.
            await interaction.client.services.coaches.note(asker)
        if not NOT_ASKED.isdisjoint((root.name, command.qualified_name)):
            return True
        profile = await interaction.client.services.profiles.ask_once(asker)
        if profile is None:
            return True
        await interaction.response.send_message(view=QuestionsView(profile, interaction), ephemeral=True)
        return False

    async def on_error(
        self, interaction: discord.Interaction["BatonBot"], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the member."""
        await errors.render(interaction, error)


class BatonBot(commands.AutoShardedBot):
    """Baton on Discord, on those of its shards that this process takes. What it works with is built outside."""

    def __init__(self, services: Services, shards: Shards | None = None, pace: Pace | None = None) -> None:
        self.pace = pace or Pace(0)
        intents = discord.Intents.none()
        intents.guilds = True
        # What is written to the bot itself comes with its words; what is said in servers it need not hear.
        intents.dm_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=BatonTree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            # Until Discord was asked.
            shard_count=1,
            http_trace=self.pace.trace(),
        )
        self.services = services
        self._shards = shards or Shards()
        self.leavers: LeaverService | None = None
        self.plan_groups: PlanGroupService | None = None
        self.count_asked: Callable[[str], None] | None = None
        self.progress_board = ProgressBoard()
        self.back_fill_board = BackFillBoard()
        self._unanswered: dict[discord.Interaction[Any], float] = {}
        self._last_asked = 0.0
        self._met: set[int] = set()
        self._unnamed: set[int] = set()
        self._has_begun = False

    async def login(self, token: str) -> None:
        """Log in."""
        self._has_begun = True
        await super().login(token)

    async def close(self) -> None:
        """Leave Discord; discord.py stumbles over shards that never were on their way there."""
        if self._has_begun:
            await super().close()

    async def setup_hook(self) -> None:
        """Load every command and bring back the buttons on messages that stand already; any failure stops the start."""
        self.add_dynamic_items(*PERSISTENT)
        for extension in EXTENSIONS:
            await self.load_extension(extension)

    async def take_shards(self) -> None:
        """Settle which shards are this process's, between logging in and connecting; Discord is asked if need be."""
        advised, *_ = (1,) if self._shards.count is not None else await self.http.get_bot_gateway()
        self.shard_count = self._shards.total(advised)
        self.shard_ids = list(self._shards.taken(self.shard_count))
        self.pace.share(len(self.shard_ids) / self.shard_count)
        log.info("shards %s-%s of %s", self.shard_ids[0], self.shard_ids[-1], self.shard_count)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for a shard's turn to begin a session, which is never the first's of a process that starts.

        Discord invalidates at once what comes too early, and then it is this shard's turn once more.
        """
        if not initial:
            await asyncio.sleep(IDENTIFY_SECONDS + random.uniform(0, IDENTIFY_SPREAD_SECONDS))

    async def on_shard_ready(self, shard_id: int) -> None:
        """Learn which servers have removed the bot while it was away; Discord has just named all of this shard."""

        def still_there(guild_id: int) -> bool:
            return shard_of(guild_id, self.shard_count or 1) != shard_id or self.may_be_in(guild_id)

        await kept(lambda: self.services.teams.leave_unless(still_there))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Learn of a server at start and after an outage."""
        await self._follow(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Learn of a new server."""
        await self._follow(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Send nothing to a server that has removed the bot."""
        self._met.discard(guild.id)
        await self._follow(guild)

    async def on_guild_update(self, _before: discord.Guild, after: discord.Guild) -> None:
        """Follow a new name."""
        await self._follow(after)

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """A channel made for the posts gets them."""
        await self._follow(channel.guild)

    async def on_guild_channel_update(self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A renamed channel may suit the posts now, or no longer."""
        await self._follow(after.guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Posts move on to another channel."""
        await self._follow(channel.guild)

    async def on_guild_role_create(self, role: discord.Role) -> None:
        """A role made for coaches is theirs."""
        await self._follow(role.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A renamed role may be the coaches' now, or no longer; colours and places are none of our business."""
        if before.name != after.name:
            await self._follow(after.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Coaches go by another role, or none."""
        await self._follow(role.guild)

    async def on_form_sent(self, interaction: discord.Interaction[Any]) -> None:
        """Answer forms that outlived their process; the others are answered where they belong."""
        await give_back_stale(interaction)

    async def on_message(self, message: discord.Message, /) -> None:
        """Read no commands out of text: discord.py would log what it takes for an unknown one."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what a gateway event's handler raised; nobody is waiting for an answer."""
        if self.is_closed():
            # The next start hears of all of it anew.
            log.info("the event %s came while the bot was being stopped", event_method)
            return
        log.exception("handling the event %s failed", event_method)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Note every interaction before anything handles it, so that stopping can wait for its answer."""
        if event_name == "shard_connect":
            # At this moment those that Discord has just named are yet to be described. discord.py keeps the others.
            self._unnamed |= {one.id for one in self.guilds if one.shard_id == args[0] and not one.unavailable}
        if event_name == "interaction":
            if len(self._unanswered) >= REMEMBERED:
                # Nobody asks who waits while nothing is sent, and the answered ones are of no use any more.
                self.waiting()
            self._unanswered[args[0]] = self._last_asked = _now()
            if self.count_asked is not None:
                self.count_asked(args[0].type.name)
            if args[0].type is discord.InteractionType.modal_submit:
                # An event of its own: one that listens to every interaction costs a task for each.
                super().dispatch("form_sent", *args)
        super().dispatch(event_name, *args, **kwargs)

    def waiting(self) -> int:
        """Return how many members wait for an answer at this moment."""
        limit = _now() - ANSWER_SECONDS
        for interaction, since in list(self._unanswered.items()):
            if since < limit or interaction.response.is_done():
                del self._unanswered[interaction]
        return len(self._unanswered)

    async def until_answered(self, seconds: float) -> bool:
        """Wait until nobody waits for an answer, at most so long; True when nobody does."""
        deadline = _now() + seconds
        while self.waiting():
            if _now() >= deadline:
                return False
            await asyncio.sleep(0.02)
        return True

    async def until_quiet(self, seconds: float) -> None:
        """Wait until nobody waits for an answer and nobody has just asked, at most so long."""
        deadline = _now() + seconds
        while self.waiting() or _now() - self._last_asked < QUIET_SECONDS:
            if _now() >= deadline:
                return
            await asyncio.sleep(0.02)

    async def meet(self, guild_id: int | None) -> None:
        """Make sure that the team of a server is known; its first command can be quicker than its first event."""
        if guild_id is None or guild_id in self._met:
            return
        guild = self.get_guild(guild_id)
        if guild is not None and not guild.unavailable:
            await self._welcome(guild)

    def hears_of(self, guild_id: int) -> bool:
        """Tell whether a server is on a shard of this process; of the others another process hears."""
        total = self.shard_count or 1
        return self.shard_ids is None or shard_of(guild_id, total) in self.shard_ids

    def may_be_in(self, guild_id: int) -> bool:
        """Tell whether the bot is in a server, as far as this process hears of it."""
        if not self.hears_of(guild_id):
            return True
        return guild_id not in self._unnamed and self.get_guild(guild_id) is not None

    async def _follow(self, guild: discord.Guild) -> None:
        """Write down what has become of a server: Discord tells it once, so an outage is waited for."""
        await kept(partial(self._write_down, guild.id))

    async def _write_down(self, guild_id: int) -> None:
        guild = self.get_guild(guild_id)
        if guild is None:
            await self.services.teams.leave(guild_id)
        else:
            await self._welcome(guild)

    async def _welcome(self, guild: discord.Guild) -> None:
        self._unnamed.discard(guild.id)
        await self.services.teams.welcome(seen_team(guild))
        self._met.add(guild.id)


async def kept(keep: Callable[[], Awaitable[object]]) -> None:
    """Write down what Discord tells just once; while the database is away, that is tried again and again."""
    while True:
        try:
            await keep()
            return
        except Exception as error:
            if not is_outage(error):
                raise
        await asyncio.sleep(AWAY_SECONDS)


def _now() -> float:
    """Return seconds of a clock that runs on in the playground too, where the loop's own can stand or jump."""
    return time.perf_counter()


def use_other_discord(api_url: str, gateway_url: str) -> None:
    """Point discord.py at other addresses than Discord's own; empty ones change nothing."""
    if api_url:
        discord.http.Route.BASE = api_url
    if gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
