"""The bot's side: starts the child when a file comes, hands it one at a time, kills it when it takes too long."""

import asyncio
import contextlib
import logging
import os
import sys
from typing import Final

from bot.files import LARGEST_FILE, Activities, Activity, UnreadableFile
from bot.reader import wire

log = logging.getLogger(__name__)

SECONDS: Final = 20.0
IDLE_SECONDS: Final = 60.0
MEMORY_BYTES: Final = 1 << 30
END_SECONDS: Final = 2.0
READING: Final = "bot.files:read_activities"
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "SYSTEMROOT")
"""All that a child needs of the environment: where some systems keep Python's own libraries."""
_AT_ONCE: Final = 256 * 1024

# Isolated from environment and working folder, it finds our packages and the libraries where this process does.
_CHILD: Final = """
import sys
sys.path[:] = sys.argv[3:]
from bot.reader.child import serve
serve(sys.argv[1], int(sys.argv[2]))
"""


class _Broken(Exception):
    """The child is gone, or answers what no child of ours does."""


class ChildFileReader:
    """Fulfils `bot.services.ports.FileReader` by one child process at a time, which stays a while after each file.

    `seconds` is the limit for one file, `idle_seconds` how long the child waits for another, `memory_bytes` its address
    space where the system can limit it, `reading` the function it calls (``module:function``).
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        reading: str = READING,
    ) -> None:
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._start_with = (reading, str(memory_bytes))
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._leave: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def child_id(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._child.pid if self._child is not None and self._child.returncode is None else None

    async def read(self, name: str, data: bytes) -> Activities:
        """See `bot.services.ports.FileReader`."""
        if len(data) > LARGEST_FILE:
            raise UnreadableFile("too_big")
        async with self._turn:
            if self._leave is not None:
                self._leave.cancel()
            try:
                return await self._read(name, data)
            finally:
                self._leave = asyncio.get_running_loop().call_later(self._idle_seconds, self._let_go)

    async def close(self) -> None:
        """End the child; who still waits for a file gets `took_too_long`. Nothing is read afterwards."""
        self._closed = True
        if self._leave is not None:
            self._leave.cancel()
        if self._turn.locked() and self._child is not None:
            # Whoever waits for its answer sees it end, and lets go of it.
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
        async with self._turn:
            if self._leave is not None:
                self._leave.cancel()
            self._let_go()
        await asyncio.gather(*self._ending)

    async def _read(self, name: str, data: bytes) -> Activities:
        if self.child_id is not None:
            # A child that ended while nobody looked is no reason to doubt the file.
            with contextlib.suppress(_Broken):
                return await self._asked(name, data)
        try:
            return await self._asked(name, data)
        except _Broken as broken:
            if self._closed:
                raise UnreadableFile("took_too_long") from None
            log.error("the child that reads files broke off: %s", broken)
            raise UnreadableFile("damaged") from None

    async def _asked(self, name: str, data: bytes) -> Activities:
        """Ask the child, a new one if there is none; it does not outlive anything but a whole answer."""
        child = await self._started()
        whole = False
        try:
            async with asyncio.timeout(self._seconds):
                answer, activities = await _answer_of(child, wire.Request(name, self._seconds), data)
            whole = True
        except TimeoutError:
            log.warning("a file of %d bytes was not read in %g s", len(data), self._seconds)
            raise UnreadableFile("took_too_long") from None
        except (asyncio.IncompleteReadError, OSError, wire.BrokenWire) as error:
            raise _Broken(type(error).__name__) from None
        finally:
            if not whole:
                self._let_go(at_once=True)
        if answer.defect is not None:
            log.error("a defect while reading a file: %s", answer.defect)
            raise UnreadableFile("damaged")
        if answer.code is not None:
            raise UnreadableFile(answer.code)
        return activities

    async def _started(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise _Broken("closed")
        if self._child is None or self._child.returncode is not None:
            self._let_go()
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-B", "-c", _CHILD, *self._start_with, *sys.path),
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            if self._closed:
                raise _Broken("closed")
        return self._child

    def _let_go(self, at_once: bool = False) -> None:
        """Have the child end in a task of its own: by itself, or `at_once`."""
        if self._child is not None:
            task = asyncio.get_running_loop().create_task(_ended(self._child, at_once), name="end of a reading child")
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._child = None


async def _answer_of(
    child: asyncio.subprocess.Process, request: wire.Request, data: bytes
) -> tuple[wire.Answer, Activities]:
    assert child.stdin is not None
    assert child.stdout is not None
    for frame in wire.requested(request, data):
        for start in range(0, len(frame), _AT_ONCE):
            child.stdin.write(frame[start : start + _AT_ONCE])
            await child.stdin.drain()
    answer = wire.as_answer(await _frame(child.stdout))
    found: list[Activity] = []
    for _ in range(answer.pieces):
        found += wire.as_piece(await _frame(child.stdout))
        # A frame that is here already is read without a pause, and others have to get their turn.
        await asyncio.sleep(0)
    return answer, wire.whole(answer, found)


async def _frame(source: asyncio.StreamReader) -> bytes:
    size = wire.length(await source.readexactly(wire.HEAD.size))
    if size > wire.LARGEST_ANSWER:
        raise wire.BrokenWire("a frame is too large")
    return await source.readexactly(size)


async def _ended(child: asyncio.subprocess.Process, at_once: bool) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    if not at_once:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await child.wait()
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    # An end is noticed only once everything before it has been read.
    while await child.stdout.read(_AT_ONCE):
        pass
    await child.wait()
