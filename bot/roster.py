"""The roster: asks Discord whether somebody is a member of a server, which no event tells the bot."""

import asyncio

import aiohttp
import discord

from bot.client import BatonBot
from bot.services.ports import Attendance, CannotTell, Gone, Present

ASK_SECONDS = 20.0
UNKNOWN_MEMBER = 10007
UNKNOWN_USER = 10013


class DiscordRoster:
    """Fulfils `bot.services.ports.Roster`."""

    def __init__(self, bot: BatonBot, ask_seconds: float = ASK_SECONDS) -> None:
        self._bot = bot
        self._ask_seconds = ask_seconds

    async def attendance(self, team_id: int, user_id: int) -> Attendance:
        """See `bot.services.ports.Roster`."""
        guild = self._bot.get_guild(team_id)
        if guild is None or guild.unavailable:
            return CannotTell("the server is out of sight")
        try:
            async with asyncio.timeout(self._ask_seconds):
                member = await guild.fetch_member(user_id)
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
