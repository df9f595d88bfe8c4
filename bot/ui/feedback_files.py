"""Files that go along with private words: read from Discord, and shown beside the words."""

import io
import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

import discord

from bot.errors import UserError
from bot.services.feedback_files import FILE_BYTES, MOST_FILES, SentFile, is_picture, safe_name
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_in, services_of
from bot.ui.photos import PhotoReader
from bot.ui.text import feedback as said

log = logging.getLogger(__name__)

_PHOTOS: Final = (".jpg", ".jpeg", ".png", ".webp")


async def read_files(attached: Sequence[discord.Attachment], photos: PhotoReader) -> tuple[SentFile, ...]:
    """Return attached files as they are kept; photos lose what a camera writes into them.

    Raises `UserError` for more or larger ones than there may be, and for one that cannot be fetched.
    """
    if len(attached) > MOST_FILES:
        raise UserError("files_too_many", limit=MOST_FILES)
    if sum(one.size for one in attached) > FILE_BYTES:
        raise UserError("files_too_big", limit=FILE_BYTES // 1024 // 1024)
    files = []
    for number, one in enumerate(attached, start=1):
        try:
            content = await one.read()
        except discord.HTTPException as error:
            log.info("a file could not be fetched (HTTP %s)", error.status)
            raise UserError("file_unreadable") from None
        files.append(await _made_ready(number, one.filename, content, photos))
    return tuple(files)


async def _made_ready(number: int, name: str, content: bytes, photos: PhotoReader) -> SentFile:
    called = safe_name(number, name)
    if not called.lower().endswith(_PHOTOS):
        return SentFile(called, content)
    try:
        photo = await photos.made_ready(content)
    except UserError:
        # Whatever it is called, it goes as it came.
        return SentFile(called, content)
    return SentFile(f"{called.rpartition('.')[0]}.jpg", photo.image)


def shown_files(names: Iterable[str]) -> list[discord.ui.Item[Any]]:
    """Return what shows attached files in a layout: pictures in a gallery, each other one by itself."""
    known = tuple(names)
    pictures = [one for one in known if is_picture(one)]
    shown: list[discord.ui.Item[Any]] = []
    if pictures:
        items = [discord.MediaGalleryItem(f"attachment://{one}", description=said.PICTURE) for one in pictures]
        shown.append(discord.ui.MediaGallery(*items))
    shown += (discord.ui.File(f"attachment://{one}") for one in known if not is_picture(one))
    return shown


def uploads(files: Iterable[tuple[str, bytes]]) -> list[discord.File]:
    """Return files to be attached."""
    return [discord.File(io.BytesIO(content), name) for name, content in files]


class FilesButton(Button, template=r"feedback:files:(?P<word>[0-9]{1,18})"):
    """Shows the files of words that are read elsewhere than in their message."""

    # The words know the two, whichever of their teams those mean in direct messages.
    is_for_runners = False

    def __init__(self, feedback_id: int, label: str = said.FILES) -> None:
        super().__init__(f"feedback:files:{feedback_id}", label)
        self.feedback_id = feedback_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["word"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Attach them to a private answer."""
        feedback, user_id = services_of(interaction).feedback, interaction.user.id
        coached = await feedback.coached_in(user_id, self.feedback_id, interaction.guild_id)
        coach = None if coached is None else await asker_in(interaction, coached)
        files = await feedback.files(user_id, self.feedback_id, interaction.guild_id, coach)
        view = Card(said.FILES_SHOWN, accent=theme.COACH, files=shown_files(one.name for one in files))
        attached = uploads((one.name, one.content) for one in files)
        await interaction.response.send_message(view=view, files=attached, ephemeral=True)
