"""The messenger: the outbox's way to Discord, once for each message however often it is tried."""

import asyncio
import hashlib
import io
import logging
from datetime import timedelta

import aiohttp
import discord

from bot.client import BatonBot
from bot.domain.audience import MessageKind
from bot.services.celebrations import CelebrationPost
from bot.services.challenge_pages import ChallengePost
from bot.services.cheers import FeedCard
from bot.services.comments import CardPlace, Comment
from bot.services.delivery_reasons import channel_gone, missing_permission
from bot.services.digests import FeedDigest
from bot.services.feedback_letters import Feedback, FeedbackAnswer
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import OutboxMessage
from bot.services.plan_posts import PlanPost
from bot.services.ports import Closed, Delivered, Homeless, Later, Needless, Outcome, Undeliverable
from bot.services.posts import Content
from bot.services.race_calls import RaceCall
from bot.services.race_collecting import RaceResults
from bot.services.race_pages import Race
from bot.services.race_scores import ScoredRace
from bot.services.recaps import MonthRecap
from bot.services.relay_pages import Relay
from bot.services.shoutout_posts import ShoutoutPost
from bot.ui.board_pictures import picture_of_post
from bot.ui.celebrations import CelebrationView
from bot.ui.challenges import PICTURE_NAME as CHALLENGE_PICTURE
from bot.ui.challenges import ChallengePostView, post_picture
from bot.ui.chart_pictures import recap_picture
from bot.ui.cheers import FeedCardView, photo_name
from bot.ui.comments import CommentView
from bot.ui.digests import FeedDigestView
from bot.ui.feedback_files import uploads
from bot.ui.leaderboards import PICTURE_NAME, WeeklyPostView
from bot.ui.letters import LetterView
from bot.ui.pictures import drawn
from bot.ui.plan_posts import PlanPostView
from bot.ui.quoting import unmentioned
from bot.ui.race_posts import RaceCallView, RaceCardView, RaceResultsView
from bot.ui.race_scores import RaceScoresView
from bot.ui.recaps import RECAP_NAME, MonthRecapView
from bot.ui.relays import RelayCardView
from bot.ui.shoutouts import ShoutoutPostView, pinged
from bot.ui.text.comments import THREAD
from bot.ui.text.races import plain_title

log = logging.getLogger(__name__)

SEND_SECONDS = 45.0
"""Shorter than the outbox's lease, so that a claim never lapses while its sender still tries."""

SEARCHED_MESSAGES = 500
CHECK_AGAIN_SECONDS = 600.0
NOBODY = discord.AllowedMentions.none()
BAD_REQUEST, FORBIDDEN, NOT_FOUND = 400, 403, 404
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
OPENING_TOO_FAST = 40003
THREAD_IS_THERE = 160004
THREAD_SLEEPS = 50083
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
            with self._bot.pace.patiently():
                async with asyncio.timeout(self._send_seconds):
                    return await self._carry(message, content)
        except discord.HTTPException as error:
            return _refused(message, error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Later(f"Discord could not be reached ({type(error).__name__})")

    async def _carry(self, message: OutboxMessage, content: Content | None) -> Outcome:
        if message.kind is not MessageKind.COMMENT:
            return await self._put(message, content)
        if message.message_id is None:
            return await self._post_comment(message, content)
        return await self._change_comment(message, content)

    async def _put(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Send a message, edit the one that stands, or take it down."""
        channel = await self._place(message)
        standing = message.message_id
        if standing is None and message.attempts > 1:
            standing = await self._already_there(channel, message)
        if content is None:
            return await _take_down(channel, standing)
        if standing is not None:
            return await _edit(channel, message, content, standing)
        sent = await _send(channel, message, content)
        if isinstance(content, Race):
            await self._open_thread(
                message.team_id, channel.id, sent.message_id, unmentioned(plain_title(content.name))
            )
        return sent

    async def _place(self, message: OutboxMessage) -> discord.PartialMessageable:
        """Return where the message goes: its channel, or the reader's direct messages, opened if need be."""
        if message.recipient_id is None:
            assert message.channel_id is not None
            return self._bot.get_partial_messageable(message.channel_id, guild_id=message.team_id)
        # Discord opens one after another: who waited for a turn in between would keep all letters waiting.
        with self._bot.pace.at_once():
            opened = await self._bot.create_dm(discord.Object(message.recipient_id))
        return self._bot.get_partial_messageable(opened.id)

    async def _open_thread(self, guild_id: int, channel_id: int, message_id: int, name: str) -> None:
        """Open a place to talk under a card, which stands as well without one."""
        try:
            channel = await self._text_channel(guild_id, channel_id)
            await channel.get_partial_message(message_id).create_thread(name=name)
        except discord.HTTPException as error:
            log.info("no thread under message %s (code %s)", message_id, error.code)

    async def _post_comment(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Put a comment into the thread under its card, or where the bot may not, below it as an answer."""
        under = message.under
        if under is None:
            return Homeless("its card is gone")
        channel = self._bot.get_partial_messageable(under.channel_id, guild_id=message.team_id)
        # A thread has the number of the message that it is under.
        thread = self._bot.get_partial_messageable(under.message_id, guild_id=message.team_id)
        if message.attempts > 1:
            for place in (thread, channel):
                standing = await self._already_there(place, message)
                if standing is not None:
                    return await _take_down(place, standing) if content is None else Delivered(standing, place.id)
        if content is None:
            return Needless()
        try:
            return await self._in_thread(message, content, under)
        except discord.Forbidden as error:
            log.info("no thread under message %s (code %s); answering it", under.message_id, error.code)
        except discord.HTTPException as error:
            if error.status not in (BAD_REQUEST, NOT_FOUND):
                raise
            return Homeless(f"card or thread {under.message_id} is gone or closed (code {error.code})")
        view, files = await _drawn(content, message.outbox_id)
        card = discord.MessageReference(message_id=under.message_id, channel_id=under.channel_id)
        try:
            sent = await channel.send(view=view, files=files, nonce=_nonce(message), reference=card)
        except discord.HTTPException as error:
            if error.status not in (BAD_REQUEST, FORBIDDEN, NOT_FOUND):
                raise
            return Homeless(f"card {under.message_id} cannot be answered (code {error.code})")
        return Delivered(sent.id, channel.id)

    async def _in_thread(self, message: OutboxMessage, content: Content, under: CardPlace) -> Outcome:
        """Send a comment into the thread, which is made or woken for it."""
        made = under.thread_channel_id is None and await self._made_thread(message.team_id, under)
        thread = self._bot.get_partial_messageable(under.message_id, guild_id=message.team_id)
        if not made and not await self._is_awake(message.team_id, thread.id):
            return Homeless(f"thread {thread.id} is closed")
        view, files = await _drawn(content, message.outbox_id)
        sent = await thread.send(view=view, files=files, nonce=_nonce(message))
        return Delivered(sent.id, thread.id)

    async def _change_comment(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Edit a comment that stands, or take it down; its thread may have gone, or sleep."""
        try:
            return await self._put(message, content)
        except discord.HTTPException as error:
            if error.code == UNKNOWN_CHANNEL:
                return Needless()
            if error.code != THREAD_SLEEPS or message.channel_id is None:
                raise
        await self._is_awake(message.team_id, message.channel_id)
        return await self._put(message, content)

    async def _made_thread(self, guild_id: int, under: CardPlace) -> bool:
        """Make the thread under a card; False when there is one, made by hand or by a try that nobody noted."""
        channel = await self._text_channel(guild_id, under.channel_id)
        try:
            await channel.get_partial_message(under.message_id).create_thread(name=THREAD)
        except discord.HTTPException as error:
            if error.code != THREAD_IS_THERE:
                raise
            return False
        return True

    async def _text_channel(self, guild_id: int, channel_id: int) -> discord.PartialMessageable | discord.TextChannel:
        """Return a channel that threads can be opened in."""
        if self._bot.get_guild(guild_id) is not None:
            return self._bot.get_partial_messageable(channel_id, guild_id=guild_id)
        # Another process hears of this server, and discord.py makes threads in servers that it knows.
        channel = await self._bot.fetch_channel(channel_id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    async def _is_awake(self, guild_id: int, thread_id: int) -> bool:
        """Wake a thread that sleeps; False for one that somebody closed for good."""
        guild = self._bot.get_guild(guild_id)
        thread = None if guild is None else guild.get_thread(thread_id)
        if thread is None:
            # Those that sleep Discord does not tell of until it is asked.
            found = await self._bot.fetch_channel(thread_id)
            if not isinstance(found, discord.Thread):
                return False
            thread = found
        if thread.locked:
            return False
        if thread.archived:
            await thread.edit(archived=False)
        return True

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
        except discord.NotFound:
            log.info("channel %s is gone, and the message with it", channel.id)
        return None


async def _send(channel: discord.PartialMessageable, message: OutboxMessage, content: Content) -> Delivered:
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
        case Comment():
            return CommentView(content, marker), []
        case CelebrationPost():
            return CelebrationView(content, marker), []
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
        case ChallengePost():
            progress = await post_picture(content)
            name = None if progress is None else CHALLENGE_PICTURE
            return ChallengePostView(content, name, marker), [] if progress is None else [progress]
        case Race():
            return RaceCardView(content, marker), []
        case RaceCall():
            return RaceCallView(content, marker), []
        case RaceResults():
            return RaceResultsView(content, marker), []
        case Relay():
            return RelayCardView(content, marker), []
        case ScoredRace():
            return RaceScoresView(content, marker), []
        case Feedback() | FeedbackAnswer():
            return LetterView(content, marker), uploads(content.contents)
        case PlanPost():
            return PlanPostView(content, marker), []
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
        return Later(missing_permission(message.channel_id, error.code), CHECK_AGAIN_SECONDS, blocked=True)
    if error.code == UNKNOWN_CHANNEL:
        return Later(channel_gone(message.channel_id), CHECK_AGAIN_SECONDS)
    if isinstance(error, discord.NotFound):
        return Undeliverable(f"Discord does not know this any more ({error.code})")
    if error.status == BAD_REQUEST and error.code != OPENING_TOO_FAST:
        return Undeliverable(f"Discord refused the message (HTTP {error.status}, code {error.code})")
    # Not about this message: Discord has trouble, or has had enough of us for a while.
    return Later(f"Discord had trouble (HTTP {error.status})")
