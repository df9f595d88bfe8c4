"""Photos as members attach them: read from Discord, checked, and made ready to be kept."""

import asyncio
import logging
import os
import sys
from typing import Final

import discord

from bot.errors import UserError
from bot.services.photos import PHOTO_BYTES, Photo
from bot.ui.shrinking import HEAD, TOO_BIG

log = logging.getLogger(__name__)

SECONDS: Final = 15.0
MEMORY_BYTES: Final = 1 << 30
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_ALIKE: Final = (".heic", ".heif", ".avif")

# Isolated from environment and working folder, it finds our packages and the libraries where this process does.
_CHILD: Final = """
import sys
sys.path[:] = sys.argv[2:]
from bot.ui.shrinking import serve
serve(int(sys.argv[1]))
"""


class PhotoReader:
    """Makes pictures ready one at a time, each in a process that ends with it.

    `seconds` is the limit for one picture, `memory_bytes` its process's address space where the system can limit it.
    """

    def __init__(self, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._turn = asyncio.Lock()

    async def read(self, attached: discord.Attachment) -> Photo:
        """Return an attached picture, made ready. Raises `UserError` for one that is too big or no picture."""
        if attached.size > PHOTO_BYTES:
            raise UserError("photo_too_big")
        if attached.filename.lower().endswith(_ALIKE):
            raise UserError("photo_of_a_phone")
        try:
            data = await attached.read()
        except discord.HTTPException as error:
            log.info("a picture could not be fetched (HTTP %s)", error.status)
            raise UserError("photo_unreadable") from None
        return await self.made_ready(data)

    async def made_ready(self, data: bytes) -> Photo:
        """Return a picture made ready. Raises `UserError` for one that is too big or no picture."""
        if len(data) > PHOTO_BYTES:
            raise UserError("photo_too_big")
        async with self._turn:
            code, answer = await self._shrunk(data)
        if code == TOO_BIG:
            raise UserError("photo_too_big")
        if code != 0 or len(answer) <= HEAD.size:
            log.info("a picture of %d bytes could not be read (exit code %d)", len(data), code)
            raise UserError("photo_unreadable")
        width, height = HEAD.unpack_from(answer)
        return Photo(answer[HEAD.size :], width, height)

    async def _shrunk(self, data: bytes) -> tuple[int, bytes]:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-B", "-c", _CHILD, str(self._memory_bytes), *sys.path),
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(self._seconds):
                answer, _ = await child.communicate(data)
        except TimeoutError:
            log.warning("a picture of %d bytes was not read in %g s", len(data), self._seconds)
            raise UserError("photo_unreadable") from None
        finally:
            if child.returncode is None:
                child.kill()
                # Reading on lets its end be noticed.
                await child.communicate()
        assert child.returncode is not None
        return child.returncode, answer
