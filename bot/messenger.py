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
from bot.services.digests import FeedDigest
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import Content, OutboxMessage
from bot.services.ports import Closed, Delivered, Later, Needless, Outcome, Undeliverable
from bot.services.recaps import MonthRecap
from bot.services.shoutout_posts import ShoutoutPost
from bot.ui.board_pictures import picture_of_post
from bot.ui.chart_pictures import recap_picture
from bot.ui.cheers import FeedCardView, photo_name
from bot.ui.digests import FeedDigestView
from bot.ui.leaderboards import PICTURE_NAME, WeeklyPostView
from bot.ui.letters import LetterView
from bot.ui.pictures import drawn
from bot.ui.recaps import RECAP_NAME, MonthRecapView
from bot.ui.shoutouts import ShoutoutPostView, pinged

log = logging.getLogger(__name__)

SEND_SECONDS = 45.0
"""Shorter than the outbox's lease, so that a claim never lapses while its sender still tries."""

SEARCHED_MESSAGES = 500
CHECK_AGAIN_SECONDS = 600.0
NOBODY = discord.AllowedMentions.none()
BAD_REQUEST = 400
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
OPENING_TOO_FAST = 40003
NO_READER = (UNKNOWN_CHANNEL, 10013, 50007, 50033, 50278)
"""Direct messages that are closed, or whose reader is unknown, no person, or in no server with us any more."""


class DiscordMessenger:
    """Fulfils `bot.services.ports.Messenger`."""

    def __init__(self, bot: BatonBot, send_seconds: float = SEND_SECONDS) -> None:
        self._bot = bot
        self._send_seconds = send_seconds

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """See `bot.services.ports.Messenger`."""
        try:
            async with asyncio.timeout(self._send_seconds):
                channel = await self._place(message)
                standing = message.message_id
                if standing is None and message.attempts > 1:
                    standing = await self._already_there(channel, message)
                if content is None:
                    return await _take_down(channel, standing)
                if standing is None:
                    return await _send(channel, message, content)
                return await _edit(channel, message, content, standing)
        except discord.HTTPException as error:
            return _refused(message, error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Later(f"Discord could not be reached ({type(error).__name__})")

    async def _place(self, message: OutboxMessage) -> discord.PartialMessageable:
        """Return where the message goes: its channel, or the reader's direct messages, opened if need be."""
        if message.recipient_id is None:
            assert message.channel_id is not None
            return self._bot.get_partial_messageable(message.channel_id, guild_id=message.team_id)
        opened = await self._bot.create_dm(discord.Object(message.recipient_id))
        return self._bot.get_partial_messageable(opened.id)

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
            log.info("channel %s may not be searched; relying on the nonce", channel.id)
        return None


async def _send(channel: discord.PartialMessageable, message: OutboxMessage, content: Content) -> Outcome:
    view, files = await _drawn(content, message.outbox_id)
    mentions = pinged(content) if isinstance(content, ShoutoutPost) else NOBODY
    sent = await channel.send(view=view, files=files, nonce=_nonce(message), allowed_mentions=mentions)
    return Delivered(sent.id)


async def _edit(
    channel: discord.PartialMessageable, message: OutboxMessage, content: Content, message_id: int
) -> Outcome:
    view, files = await _drawn(content, message.outbox_id)
    try:
        await channel.get_partial_message(message_id).edit(view=view, attachments=files)
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        # Somebody took it down by hand, which is their right.
        return Needless()
    return Delivered(message_id)


async def _take_down(channel: discord.PartialMessageable, message_id: int | None) -> Outcome:
    if message_id is not None:
        try:
            await channel.get_partial_message(message_id).delete()
        except discord.NotFound as error:
            if error.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                raise
    return Needless()


async def _drawn(content: Content, marker: int) -> tuple[discord.ui.LayoutView, list[discord.File]]:
    """Return the message as it is shown, recognised by its `marker`, and the files that go with it."""
    match content:
        case FeedCard():
            photo = [] if content.photo is None else [discord.File(io.BytesIO(content.photo), photo_name(content))]
            return FeedCardView(content, marker), photo
        case FeedDigest():
            return FeedDigestView(content, marker), []
        case WeeklyPost():
            picture = await drawn(picture_of_post(content)) if content.rows else None
            files = [] if picture is None else [discord.File(io.BytesIO(picture), PICTURE_NAME)]
            return WeeklyPostView(content, PICTURE_NAME if files else None, marker), files
        case MonthRecap():
            picture = await asyncio.to_thread(recap_picture, content)
            return MonthRecapView(content, RECAP_NAME, marker), [discord.File(io.BytesIO(picture), RECAP_NAME)]
        case ShoutoutPost():
            return ShoutoutPostView(content, marker), []
        case letter:
            return LetterView(letter, marker), []


def _nonce(message: OutboxMessage) -> str:
    """Return the same 24 characters for the same message, so that Discord itself drops a quick repetition."""
    # What was taken down and is owed anew is another message to Discord.
    name = f"{message.team_id}:{message.kind}:{message.key}:{message.outbox_id}"
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


def _refused(message: OutboxMessage, error: discord.HTTPException) -> Outcome:
    """Return what Discord's refusal means for the message."""
    if message.recipient_id is not None and (isinstance(error, discord.Forbidden) or error.code in NO_READER):
        return Closed(f"the direct messages of {message.recipient_id} are closed to Baton (code {error.code})")
    if isinstance(error, discord.Forbidden):
        return Later(_missing_permission(message, error), CHECK_AGAIN_SECONDS, blocked=True)
    if error.code == UNKNOWN_CHANNEL:
        return Later(f"channel {message.channel_id} is gone; the post waits for another", CHECK_AGAIN_SECONDS)
    if isinstance(error, discord.NotFound):
        return Undeliverable(f"Discord does not know this any more ({error.code})")
    if error.status == BAD_REQUEST and error.code != OPENING_TOO_FAST:
        return Undeliverable(f"Discord refused the message (HTTP {error.status}, code {error.code})")
    # Not about this message: Discord has trouble, or has had enough of us for a while.
    return Later(f"Discord had trouble (HTTP {error.status})")


def _missing_permission(message: OutboxMessage, error: discord.Forbidden) -> str:
    return (
        f"Baton may not post in channel {message.channel_id} (code {error.code}): "
        "allow it View Channel, Send Messages, Attach Files and Read Message History there"
    )
