"""The board of events: puts races among a server's scheduled events, keeps them in step and takes them away."""

import asyncio
import logging
from typing import Any, Final

import aiohttp
import discord

from bot.client import BatonBot
from bot.domain.race_events import EventProblem
from bot.services.ports import EventOutcome, Later, Refused, Removed, Shown, TakenDown
from bot.services.race_event_pages import RaceEvent
from bot.ui.race_events import description_of, location_of, marker_of, name_of

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 45.0
"""Shorter than the lease, so that a claim never lapses while its process still asks."""

BAD_REQUEST: Final = 400
UNKNOWN_GUILD: Final = 10004
UNKNOWN_EVENT: Final = 10070
NO_ROOM: Final = 30038
EVENT_IS_OVER: Final = 180000
OPEN: Final = (discord.EventStatus.scheduled, discord.EventStatus.active)


class DiscordEventBoard:
    """Fulfils `bot.services.ports.EventBoard`."""

    def __init__(self, bot: BatonBot, ask_seconds: float = ASK_SECONDS) -> None:
        self._bot = bot
        self._ask_seconds = ask_seconds

    async def put(self, event: RaceEvent) -> EventOutcome:
        """See `bot.services.ports.EventBoard`."""
        try:
            async with asyncio.timeout(self._ask_seconds):
                return await self._put(event)
        except discord.HTTPException as error:
            return _refused(event.race_id, error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return _unreached(error)

    async def remove(self, team_id: int, race_id: int, event_id: int | None) -> EventOutcome:
        """See `bot.services.ports.EventBoard`."""
        try:
            async with asyncio.timeout(self._ask_seconds):
                return await self._remove(team_id, race_id, event_id)
        except discord.HTTPException as error:
            outcome = _refused(race_id, error)
            return Removed() if isinstance(outcome, TakenDown) else outcome
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return _unreached(error)

    async def _put(self, event: RaceEvent) -> EventOutcome:
        guild = await self._guild(event.team_id)
        standing = None
        if event.event_id is not None:
            standing = await guild.fetch_scheduled_event(event.event_id, with_counts=False)
        elif event.tried:
            standing = await self._left_behind(guild, event.race_id)
        if standing is None:
            made = await guild.create_scheduled_event(
                start_time=event.starts_at,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                **_shown(event),
            )
            return Shown(made.id)
        if standing.status not in OPEN:
            return TakenDown()
        return await _bring_in_step(standing, event)

    async def _remove(self, team_id: int, race_id: int, event_id: int | None) -> EventOutcome:
        guild = await self._guild(team_id)
        if event_id is None:
            standing = await self._left_behind(guild, race_id)
        else:
            standing = await guild.fetch_scheduled_event(event_id, with_counts=False)
        if standing is not None:
            await standing.delete()
        return Removed()

    async def _guild(self, team_id: int) -> discord.Guild:
        # Another process may hear of this server; it has events all the same.
        return self._bot.get_guild(team_id) or await self._bot.fetch_guild(team_id, with_counts=False)

    async def _left_behind(self, guild: discord.Guild, race_id: int) -> discord.ScheduledEvent | None:
        """Return the event of a race that an earlier attempt put up without noting it."""
        assert self._bot.user is not None
        for found in await guild.fetch_scheduled_events(with_counts=False):
            is_ours = found.creator_id == self._bot.user.id and found.status in OPEN
            if is_ours and marker_of(race_id) in (found.description or "").splitlines():
                return found
        return None


async def _bring_in_step(standing: discord.ScheduledEvent, event: RaceEvent) -> EventOutcome:
    """Edit an event, or take it away where Discord would not move it: out of the past, or into it."""
    if event.has_begun:
        if standing.start_time > event.starts_at:
            await standing.delete()
            return Removed()
        await standing.edit(**_shown(event))
    elif standing.status is discord.EventStatus.active:
        await standing.delete()
        return Removed()
    else:
        await standing.edit(start_time=event.starts_at, **_shown(event))
    return Shown(standing.id)


def _shown(event: RaceEvent) -> dict[str, Any]:
    """Return what can be changed at any time."""
    return {
        "name": name_of(event),
        "description": description_of(event),
        "location": location_of(event),
        "end_time": event.ends_at,
    }


def _refused(race_id: int, error: discord.HTTPException) -> EventOutcome:
    """Return what Discord's refusal means for the event of a race."""
    if error.code in (UNKNOWN_EVENT, EVENT_IS_OVER):
        return TakenDown()
    if error.code == NO_ROOM:
        return Refused(EventProblem.FULL)
    if isinstance(error, discord.Forbidden) or error.code == UNKNOWN_GUILD:
        return Refused(EventProblem.FORBIDDEN)
    if error.status == BAD_REQUEST:
        log.warning("Discord refused the event of race %s (code %s)", race_id, error.code)
        return Refused(EventProblem.REFUSED)
    # Not about this event: Discord has trouble, or has had enough of us for a while.
    return Later(f"Discord had trouble (HTTP {error.status})")


def _unreached(error: Exception) -> EventOutcome:
    return Later(f"Discord could not be reached ({type(error).__name__})")
