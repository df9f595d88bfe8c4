"""The sender: carries what the outbox owes to Discord, to many channels at a time, to each in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.jobs.lanes import Lanes
from bot.jobs.rounds import repeat
from bot.services.outbox import OutboxService, Parcel
from bot.services.ports import Closed, Delivered, Homeless, Later, Messenger, Needless, Outcome, Undeliverable

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
GIVE_WAY_SECONDS = 1.0
"""How long messages may wait for members who are waiting for an answer."""


class Sender:
    """A worker over the outbox; several may run against one database."""

    def __init__(
        self, outbox: OutboxService, messenger: Messenger, give_way: Callable[[float], Awaitable[object]]
    ) -> None:
        self._outbox = outbox
        self._messenger = messenger
        self._give_way = give_way
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Send until `stop`; a defect in one round is logged and the next round comes all the same."""
        await repeat(self._send, POLL_SECONDS, self._stopping, "the sender", log)

    def stop(self) -> None:
        """End `run` after the messages it holds; the others stay owed."""
        self._stopping.set()

    async def deliver_due(self) -> int:
        """Send everything that is due now; returns how many messages were handled."""
        return await self._send_while(lambda: True)

    async def _send(self) -> None:
        await self._send_while(lambda: not self._stopping.is_set())

    async def _send_while(self, wanted: Callable[[], bool]) -> int:
        lanes = Lanes(self._carry)
        try:
            while True:
                if not lanes.have_room:
                    await lanes.moved()
                    continue
                were_empty = lanes.are_empty
                more = wanted() and lanes.failure is None
                if more and (parcels := await self._outbox.claim(lanes.busy())):
                    # Somebody who pressed a button is waiting; a card in the feed can come a moment later.
                    await self._give_way(GIVE_WAY_SECONDS)
                    lanes.add(parcels)
                elif were_empty:
                    break
                else:
                    await lanes.eased(POLL_SECONDS)
        except asyncio.CancelledError:
            lanes.cancel()
            raise
        finally:
            await lanes.end()
        if lanes.failure is not None:
            raise lanes.failure
        return lanes.handled

    async def _carry(self, parcel: Parcel) -> None:
        # The messages before this one may have taken so long that another worker has it by now.
        if (ready := await self._outbox.ready(parcel)) is not None:
            await self._deliver(ready)

    async def _deliver(self, parcel: Parcel) -> None:
        message = parcel.message
        match await self._outcome(parcel):
            case Delivered(message_id, channel_id):
                await self._outbox.sent(message, message_id, channel_id)
            case Needless():
                await self._outbox.drop(message)
            case Later(reason, seconds, blocked):
                log.info("outbox %s (%s) waits: %s", message.outbox_id, message.kind, reason)
                await self._outbox.try_later(message, reason, seconds, blocked=blocked)
            case Homeless(reason):
                log.info("outbox %s (%s) goes to its runner alone: %s", message.outbox_id, message.kind, reason)
                await self._outbox.homeless(message, reason)
            case Closed(reason):
                await self._outbox.closed(message, reason)
            case Undeliverable(reason):
                await self._outbox.give_up(message, reason)

    async def _outcome(self, parcel: Parcel) -> Outcome:
        try:
            return await self._messenger.deliver(parcel.message, parcel.content)
        except Exception as error:
            # A defect of ours in one message must not hold up the others behind it.
            log.exception("outbox %s (%s) made the sender stumble", parcel.message.outbox_id, parcel.message.kind)
            return Later(f"a defect in Baton ({type(error).__name__}); the log holds the trace")
