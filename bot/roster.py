"""The roster: asks Discord whether somebody is a member of a server, which no event tells the bot."""

import asyncio
import time

import aiohttp
import discord

from bot.client import BatonBot
from bot.services.ports import Attendance, CannotTell, Gone, Present

ASK_SECONDS = 20.0
KEPT_SECONDS = 60.0
KEPT = 32
"""Servers that were asked for are kept so long and at most so many: whoever asks about one asks about its members."""
UNKNOWN_MEMBER = 10007
UNKNOWN_USER = 10013


class DiscordRoster:
    """Fulfils `bot.services.ports.Roster`."""

    def __init__(self, bot: BatonBot, ask_seconds: float = ASK_SECONDS) -> None:
        self._bot = bot
        self._ask_seconds = ask_seconds
        self._fetched: dict[int, tuple[discord.Guild, float]] = {}

    async def attendance(self, team_id: int, user_id: int) -> Attendance:
        """See `bot.services.ports.Roster`."""
        guild = self._bot.get_guild(team_id)
        if not self._bot.may_be_in(team_id) or (guild is not None and guild.unavailable):
            return CannotTell("the server is out of sight")
        try:
            async with asyncio.timeout(self._ask_seconds):
                member = await (guild or await self._elsewhere(team_id)).fetch_member(user_id)
        except discord.NotFound as error:
            if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                return Gone()
            return CannotTell(f"Discord does not know the place ({error.code})")
        except discord.HTTPException as error:
            return CannotTell(f"Discord had trouble (HTTP {error.status})")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return CannotTell(f"Discord could not be reached ({type(error).__name__})")
        return Present(
            member.display_name,
            frozenset(role.id for role in member.roles if not role.is_default()),
            member.guild_permissions.manage_guild,
        )

    async def _elsewhere(self, team_id: int) -> discord.Guild:
        """Return a server of which another process hears, with its roles, as it was a moment ago."""
        now = time.monotonic()
        guild, until = self._fetched.pop(team_id, (None, 0.0))
        if guild is None or until < now:
            guild, until = await self._bot.fetch_guild(team_id, with_counts=False), now + KEPT_SECONDS
        self._fetched[team_id] = guild, until
        if len(self._fetched) > KEPT:
            del self._fetched[next(iter(self._fetched))]
        return guild
