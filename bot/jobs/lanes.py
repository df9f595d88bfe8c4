"""Lanes: messages on their way, several at a time, and those to one channel or one reader one after another."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from bot.services.busy import Busy
from bot.services.outbox import OutboxMessage, Parcel

AT_ONCE = 32
"""How many posts may be under way: at a tenth of a second for each answer, they keep Discord's limit busy."""

LETTERS_AT_ONCE = 16
"""How many letters: Discord opens direct messages at its own, slow pace, and posts need not wait for that."""

LANE_HOLDS = 5
"""A lane with so many waiting is full: what comes after them is left in the outbox, so that others get the room."""


class Lanes:
    """Takes parcels and has them carried; of one lane, in the order of adding.

    A lane whose carrier fails ends there, and what it held stays claimed until that lapses; the others go on.
    """

    def __init__(self, carry: Callable[[Parcel], Awaitable[None]]) -> None:
        self._carry = carry
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._letter_slots = asyncio.Semaphore(LETTERS_AT_ONCE)
        self._queues: dict[int, deque[Parcel]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._moved = asyncio.Event()
        self._eased = asyncio.Event()
        self.failure: BaseException | None = None
        self.handled = 0

    @property
    def are_empty(self) -> bool:
        """Whether nothing is on its way."""
        return not self._tasks

    @property
    def have_room(self) -> bool:
        """Whether more may be added; what waits in full lanes, and letters, take no room from others."""
        held = [queue for queue in self._queues.values() if queue[-1].message.recipient_id is None]
        return sum(len(queue) for queue in held if len(queue) < LANE_HOLDS) < AT_ONCE

    def busy(self) -> Busy:
        """Return whose lanes are full, and whether there are letters enough."""
        newest = [(queue[-1].message, len(queue)) for queue in self._queues.values()]
        letters = sum(count for message, count in newest if message.recipient_id is not None)
        full = [message for message, count in newest if count >= LANE_HOLDS]
        return Busy(
            frozenset(message.team_id for message in full if message.recipient_id is None),
            frozenset(message.recipient_id for message in full if message.recipient_id is not None),
            letters=letters >= LETTERS_AT_ONCE,
        )

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Put parcels into their lanes."""
        for parcel in parcels:
            lane = _lane(parcel.message)
            if lane not in self._queues:
                queue = self._queues[lane] = deque([parcel])
                task = asyncio.create_task(self._work_off(lane, queue), name=f"messages to {lane}")
                self._tasks.add(task)
                task.add_done_callback(self._ended)
            else:
                self._queues[lane].append(parcel)

    async def moved(self) -> None:
        """Wait until a message has been handled, or a lane has ended, since this was asked the last time."""
        await self._moved.wait()
        self._moved.clear()

    async def eased(self, seconds: float) -> None:
        """Wait until a lane has ended or is full no longer, since this was asked the last time; at most so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._eased.wait()
        self._eased.clear()

    async def end(self) -> None:
        """Wait for all that is on its way; whoever gives up waiting takes it down with them."""
        try:
            while self._tasks:
                await asyncio.wait(self._tasks)
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Break off whatever is on its way."""
        for task in self._tasks:
            task.cancel()

    async def _work_off(self, lane: int, queue: deque[Parcel]) -> None:
        try:
            while queue:
                async with self._slots if queue[0].message.recipient_id is None else self._letter_slots:
                    await self._carry(queue[0])
                queue.popleft()
                self.handled += 1
                self._moved.set()
                if len(queue) == LANE_HOLDS - 1:
                    self._eased.set()
        finally:
            # In the same breath: who adds from now on begins another lane.
            del self._queues[lane]

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None and self.failure is None:
            self.failure = failure
        self._moved.set()
        self._eased.set()


def _lane(message: OutboxMessage) -> int:
    """Return where a message goes: no two channels and people have the same number."""
    return message.recipient_id or message.channel_id or message.team_id
