"""What is written to the bot in direct messages: a reply finds its way, anything else is asked about."""

import logging

import discord
from discord.ext import commands

from bot.client import BatonBot, kept
from bot.domain.words import visible
from bot.services.asker import Asker
from bot.ui.askers import askers_coaching
from bot.ui.direct_words import WhomView, problem_text, sent_text
from bot.ui.feedback_files import read_files
from bot.ui.photos import PhotoReader
from bot.ui.text import direct_words as said

log = logging.getLogger(__name__)

WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


class DirectWords(commands.Cog):
    """Listens to direct messages; what is said in servers the bot neither reads nor is told."""

    def __init__(self, bot: BatonBot) -> None:
        self.bot = bot
        self.words = bot.services.direct_words
        self.photos = PhotoReader()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Send a direct message on, or ask for whom it is."""
        if message.guild is not None or message.author.bot or message.type not in WRITTEN:
            return
        if not visible(message.content) and not message.attachments:
            return
        try:
            await self._take(message)
        except Exception as error:
            await _answer(message, problem_text(error, message.author.id))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Let words follow their message."""
        if event.guild_id is not None or event.message.author.bot:
            return
        message, writer = event.message, event.message.author
        try:
            team_id = await self.words.team_of_edit(event.message_id, message.content)
            asker = None if team_id is None else await self._asker(team_id, writer)
            await self.words.edited(event.message_id, message.content, asker)
        except Exception as error:
            await _answer(message, problem_text(error, writer.id))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Take words back whose message is deleted."""
        if event.guild_id is not None:
            return
        try:
            await kept(lambda: self.words.deleted(event.message_id))
        except Exception:
            # Nothing stands there to answer, so the log alone hears of it.
            log.exception("the deletion of message %s was not followed", event.message_id)

    async def _take(self, message: discord.Message) -> None:
        author = message.author
        found = await self.words.look(author.id, message.id, _answered(message))
        if found.came_before:
            # Discord tells of a message twice after an interruption.
            return
        files = await read_files(message.attachments, self.photos)
        if found.to is not None:
            asker = await self._asker(found.to.team_id, author)
            given = await self.words.reply(asker, found.to.feedback_id, message.content, message.id, files)
            await _answer(message, sent_text(given))
            return
        if found.way is not None:
            asker = await self._asker(found.way.team_id, author)
            given = await self.words.reply_to_letter(asker, found.way, message.content, message.id, files)
            await _answer(message, sent_text(given))
            return
        coaching = await askers_coaching(self.bot, author)
        whom = await self.words.keep(author.id, message.id, message.content, coaching, files)
        if whom is None:
            await _answer(message, said.NOBODY)
        else:
            view = WhomView(whom, writer_gone=found.writer_gone)
            await message.reply(view=view, mention_author=False)

    async def _asker(self, team_id: int, author: discord.User | discord.Member) -> Asker:
        assert self.bot.leavers is not None
        return await self.bot.leavers.as_member(team_id, author.id, author.display_name)


def _answered(message: discord.Message) -> tuple[int, ...]:
    """Return what a message replies to: a message of the bot, and what that in turn replied to."""
    reference = message.reference
    if reference is None or reference.message_id is None:
        return ()
    behind = getattr(reference.resolved, "reference", None)
    if behind is None or behind.message_id is None:
        return (reference.message_id,)
    return reference.message_id, behind.message_id


async def _answer(message: discord.Message, content: str) -> None:
    try:
        await message.reply(content, mention_author=False, silent=True)
    except discord.HTTPException as error:
        log.info("message %s was not answered (code %s)", message.id, error.code)


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(DirectWords(bot))
