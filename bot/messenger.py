"""The messenger: the outbox's way to Discord, once for each message however often it is tried."""

import asyncio
import hashlib
import io
import logging
from datetime import timedelta

import aiohttp
import discord

from bot.client import BatonBot
from bot.services.cheers import FeedCard
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import Content, OutboxMessage, Withdrawn
from bot.services.ports import Delivered, Later, Needless, Outcome, Undeliverable
from bot.ui.leaderboards import WeeklyPostView
from bot.ui.pictures import board_picture
from bot.ui.runs import FeedCardView

log = logging.getLogger(__name__)

PICTURE_NAME = "leaderboard.png"
SEND_SECONDS = 45.0
"""Shorter than the outbox's lease, so that a claim never lapses while its sender still tries."""

SEARCHED_MESSAGES = 500
CHECK_AGAIN_SECONDS = 600.0
BAD_REQUEST = 400
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008


class DiscordMessenger:
    """Fulfils `bot.services.ports.Messenger`."""

    def __init__(self, bot: BatonBot, send_seconds: float = SEND_SECONDS) -> None:
        self._bot = bot
        self._send_seconds = send_seconds

    async def deliver(self, message: OutboxMessage, content: Content) -> Outcome:
        """See `bot.services.ports.Messenger`."""
        channel = self._bot.get_partial_messageable(message.channel_id, guild_id=message.team_id)
        try:
            async with asyncio.timeout(self._send_seconds):
                if isinstance(content, Withdrawn):
                    return await self._take_down(channel, message, content)
                if message.attempts > 1 and (found := await self._already_there(channel, message)) is not None:
                    return Delivered(found)
                return await _send(channel, message, content)
        except discord.Forbidden as error:
            return Later(_missing_permission(message, error), CHECK_AGAIN_SECONDS)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL:
                return Later(f"channel {message.channel_id} is gone; the post waits for another", CHECK_AGAIN_SECONDS)
            return Undeliverable(f"Discord does not know this any more ({error.code})")
        except discord.HTTPException as error:
            if error.status == BAD_REQUEST:
                return Undeliverable(f"Discord refused the message (HTTP {error.status}, code {error.code})")
            # Not about this message: Discord has trouble, or has had enough of us for a while.
            return Later(f"Discord had trouble (HTTP {error.status})")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Later(f"Discord could not be reached ({type(error).__name__})")

    async def _take_down(
        self, channel: discord.PartialMessageable, message: OutboxMessage, content: Withdrawn
    ) -> Outcome:
        if content.message_id is not None:
            await _withdraw(channel, content.message_id)
            return Delivered(content.message_id)
        if (standing := await self._already_there(channel, message)) is not None:
            await _withdraw(channel, standing)
        return Needless()

    async def _already_there(self, channel: discord.PartialMessageable, message: OutboxMessage) -> int | None:
        """Return the id of this very message if an earlier try put it there, known by its outermost component's id."""
        since = message.created_at - timedelta(minutes=1)
        try:
            async for there in channel.history(limit=SEARCHED_MESSAGES, after=since, oldest_first=False):
                if there.author != self._bot.user or not there.components:
                    continue
                if getattr(there.components[0], "id", None) == message.outbox_id:
                    return there.id
        except discord.Forbidden:
            # Without "Read Message History" the nonce still covers the first minutes.
            log.info("channel %s may not be searched; relying on the nonce", message.channel_id)
        return None


async def _send(channel: discord.PartialMessageable, message: OutboxMessage, content: FeedCard | WeeklyPost) -> Outcome:
    files = []
    view: discord.ui.LayoutView
    if isinstance(content, FeedCard):
        view = FeedCardView(content, message.outbox_id)
    else:
        picture = await asyncio.to_thread(board_picture, content) if content.rows else None
        if picture is not None:
            files.append(discord.File(io.BytesIO(picture), PICTURE_NAME))
        view = WeeklyPostView(content, PICTURE_NAME if files else None, message.outbox_id)
    sent = await channel.send(view=view, files=files, nonce=_nonce(message))
    return Delivered(sent.id)


async def _withdraw(channel: discord.PartialMessageable, message_id: int) -> None:
    try:
        await channel.get_partial_message(message_id).delete()
    except discord.NotFound as error:
        if error.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
            raise


def _nonce(message: OutboxMessage) -> str:
    """Return the same 24 characters for the same message, so that Discord itself drops a quick repetition."""
    name = f"{message.team_id}:{message.kind}:{message.key}"
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


def _missing_permission(message: OutboxMessage, error: discord.Forbidden) -> str:
    return (
        f"Baton may not post in channel {message.channel_id} (code {error.code}): "
        "allow it View Channel, Send Messages, Attach Files and Read Message History there"
    )
