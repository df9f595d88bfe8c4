"""The looker: asks services which runs their members have, and does what is owed to both."""

import asyncio
import logging

from bot.jobs.rounds import repeat
from bot.services.back_fills import BackFillService
from bot.services.looking import LookService
from bot.services.ports import BackFillBoard
from bot.services.service_duties import ServiceDutyService
from bot.services.subscribing import Subscriber

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How often it asks which accounts are due: an event hastens one, and somebody waits for the question."""
DUTY_SECONDS = 60.0
SHOW_SECONDS = 1.5
"""Between two edits of an answer; Discord takes about five in five seconds."""
SUBSCRIBE_SECONDS = 600.0
"""Between two tries to subscribe to events, or to end that; looks do as well meanwhile."""


class Looker:
    """A worker over the accounts; several may run against one database."""

    def __init__(
        self,
        looking: LookService,
        duties: ServiceDutyService,
        back_fills: BackFillService,
        board: BackFillBoard,
        subscriber: Subscriber | None = None,
    ) -> None:
        self._looking = looking
        self._duties = duties
        self._back_fills = back_fills
        self._board = board
        self._subscriber = subscriber
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look and do until `stop`; a defect in one round is logged and the next round comes all the same."""
        turns = [
            repeat(self._looking.look_at_due, LOOK_SECONDS, self._stopping, "the looker", log),
            repeat(self._duties.see_to_due, DUTY_SECONDS, self._stopping, "the looker", log),
            repeat(self.show, SHOW_SECONDS, self._stopping, "the looker", log),
        ]
        if self._subscriber is not None:
            turns.append(repeat(self._subscriber.see_to_it, SUBSCRIBE_SECONDS, self._stopping, "the looker", log))
        await asyncio.gather(*turns)

    def stop(self) -> None:
        """End `run` after the looks that are under way."""
        self._stopping.set()

    async def until_saved(self) -> None:
        """Wait for access that is being renewed, which would be lost."""
        await self._looking.until_saved()

    async def look(self) -> int:
        """Look at every account that is due, and do what is; returns how many things that was."""
        done = await self._looking.look_at_due() + await self._duties.see_to_due()
        await self.show()
        return done

    async def show(self) -> None:
        """Show everybody who watches how far looking further back has come."""
        for back_fill_id in tuple(self._board.watched()):
            if await self._board.show(back_fill_id, await self._back_fills.progress(back_fill_id)):
                await self._back_fills.told(back_fill_id)
