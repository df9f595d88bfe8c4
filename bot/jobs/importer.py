"""The importer: puts lists of runs into logs, a part at a time, and shows how far they have come."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.jobs.rounds import repeat
from bot.services.imports import ImportService
from bot.services.outage import is_outage
from bot.services.ports import ProgressBoard

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
SHOW_SECONDS = 1.5
"""Between two edits of a progress bar; Discord takes about five in five seconds."""
GIVE_WAY_SECONDS = 1.0
"""How long the next part may wait for members who are waiting for an answer."""
RETRY_SECONDS = 5.0
MOST_FAILURES = 5
"""How often in a row a part may fail before its list is given up."""


class Importer:
    """A worker over the lists that are under way, those that an earlier process began included.

    Several may run against one database: a part belongs to whoever locks it, and is done once.
    """

    def __init__(
        self,
        imports: ImportService,
        board: ProgressBoard,
        give_way: Callable[[float], Awaitable[object]],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._imports = imports
        self._board = board
        self._give_way = give_way
        self._retry_seconds = retry_seconds
        self._stopping = asyncio.Event()
        self._failures: Counter[int] = Counter()

    async def run(self) -> None:
        """Work and show until `stop`; a defect in one round is logged and the next round comes all the same."""
        await asyncio.gather(
            repeat(self._work, POLL_SECONDS, self._stopping, "the importer", log),
            repeat(self.show, SHOW_SECONDS, self._stopping, "the importer", log),
        )

    def stop(self) -> None:
        """End `run` after the part it is at; the rest stays for the next start."""
        self._stopping.set()

    async def work(self) -> None:
        """Put every list into its log to the end, and show that."""
        while await self.one_part_of_each():
            continue
        await self.show()

    async def one_part_of_each(self) -> bool:
        """Go on with the oldest list of every runner; False when there is none."""
        waiting = await self._imports.running()
        for import_id in waiting:
            if self._stopping.is_set():
                return False
            await self._give_way(GIVE_WAY_SECONDS)
            await self._advance(import_id)
        return bool(waiting)

    async def show(self) -> None:
        """Show everybody who watches how far their list has come."""
        for import_id in tuple(self._board.watched()):
            if await self._board.show(import_id, await self._imports.progress(import_id)):
                await self._imports.told(import_id)

    async def _work(self) -> None:
        while not self._stopping.is_set() and await self.one_part_of_each():
            continue

    async def _advance(self, import_id: int) -> None:
        try:
            await self._imports.advance(import_id)
            self._failures.pop(import_id, None)
        except Exception as error:
            if is_outage(error):
                # That is no failure of the list.
                raise
            # A defect in one list must not hold up the others behind it.
            self._failures[import_id] += 1
            log.exception("import %s made the importer stumble", import_id)
            if self._failures[import_id] >= MOST_FAILURES:
                log.error("import %s is given up", import_id)
                await self._imports.give_up(import_id)
            else:
                await asyncio.sleep(self._retry_seconds)
