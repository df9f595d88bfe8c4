"""The world: the simulated Discord with its server, channels and members, and the one clock they all share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import discord
import simcord

from bot.playground.cast import CHANNELS, COACH_ROLE, PEOPLE, TEAM_NAME, Part, Person, playable

# The instant at which SimCord's own clock begins.
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)


class WorldClock:
    """The clock of the whole playground; it stands still until somebody moves it.

    It exists before the world does, because the application is built around it.
    """

    def __init__(self) -> None:
        self._environment: simcord.Env | None = None
        self._pinned: datetime | None = None

    def follow(self, environment: simcord.Env) -> None:
        """From now on tell the simulated Discord's time."""
        self._environment = environment

    def now(self) -> datetime:
        """Return the present instant of the simulated world, aware, in UTC."""
        if self._pinned is not None:
            return self._pinned
        return BEGINNING if self._environment is None else self._environment.now()

    @contextmanager
    def pinned(self, instant: datetime) -> Iterator[None]:
        """Tell `instant` meanwhile: what happened long ago is written down without moving Discord's clock."""
        before, self._pinned = self._pinned, instant
        try:
            yield
        finally:
            self._pinned = before


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to read and write: a channel, or one person's direct messages with the bot."""

    key: str
    title: str
    about: str
    owner: Person | None
    """Whose direct messages these are; None for a channel."""
    handle: simcord.ChannelHandle
    viewers: Mapping[str, simcord.MemberActor | simcord.UserHandle]
    """Who may look at it, by person."""

    @property
    def count(self) -> int:
        """How many messages everybody there can see."""
        return len(self.handle.history())


class World:
    """The server of the playground's team, ready to be looked at."""

    def __init__(
        self,
        environment: simcord.Env,
        guild: simcord.GuildHandle,
        coach_role_id: int,
        members: Mapping[str, simcord.MemberActor],
        places: Mapping[str, Place],
    ) -> None:
        self.environment = environment
        self.guild = guild
        self.coach_role_id = coach_role_id
        self.members = members
        self.places = places

    def now(self) -> datetime:
        """Return the world's present instant, aware, in UTC."""
        return self.environment.now()

    async def advance_to(self, instant: datetime) -> None:
        """Move the clock forward to `instant`; never back."""
        seconds = (instant - self.now()).total_seconds()
        if seconds > 0:
            await self.environment.advance_time(seconds)

    def user_id(self, who: str) -> int:
        """Return a person's snowflake."""
        return self.members[who].id

    def channel_id(self, key: str) -> int:
        """Return the snowflake of a place."""
        return self.places[key].handle.id


async def create_world(environment: simcord.Env, bot: discord.Client) -> World:
    """Populate an empty simulated Discord: the server, its channels, everybody in it, and the bot under its name."""
    if bot.user is not None:
        await bot.user.edit(username="Baton")
    users = {who.key: environment.create_user(who.key, global_name=who.name) for who in PEOPLE}
    admin = next(who for who in PEOPLE if who.part is Part.ADMIN)
    guild = environment.create_guild(TEAM_NAME, owner=users[admin.key])
    coach_role = guild.create_role(COACH_ROLE, color=0x7C5CBF)
    channels = {channel.key: guild.create_text_channel(channel.key, topic=channel.about) for channel in CHANNELS}
    members = {
        who.key: guild.add_member(users[who.key], roles=[coach_role] if who.part is Part.COACH else [])
        for who in PEOPLE
        if who is not admin
    }
    members[admin.key] = simcord.MemberActor(environment, guild, users[admin.key])
    await environment.settle()
    stage = {who.key: members[who.key] for who in playable()}
    places = {
        channel.key: Place(channel.key, f"#{channel.key}", channel.about, None, channels[channel.key], stage)
        for channel in CHANNELS
    }
    for who in playable():
        places[f"dm-{who.key}"] = Place(
            f"dm-{who.key}",
            f"{who.name}’s messages",
            f"{who.name} and Baton, just the two of them",
            who,
            users[who.key].dm_channel,
            MappingProxyType({who.key: users[who.key]}),
        )
    return World(environment, guild, coach_role.id, members, places)
