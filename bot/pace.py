"""Pace: how many requests a second the bot sends to Discord, which allows so many to each bot and no more.

Whoever is over gets nothing but refusals for a while, and everybody waits. So what can wait a moment, as messages from
the outbox can, is spaced out here, just below what is allowed; what a member waits for goes at once, and the others
after it wait for that much longer.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Final

import aiohttp

BELOW = 0.97
"""How much of what is allowed is used: Discord's clock and ours tick differently."""

CATCH_UP = 1.0
"""How many requests may follow at once on a moment in which the process was busy."""

LONGEST_WAIT_S = 1.0
"""However much has gone at once, what waits gets its turn after so long."""

_patient: ContextVar[bool] = ContextVar("patient", default=False)


class Pace:
    """One process's requests; 0 a second are as many as there are."""

    def __init__(
        self,
        per_second: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._whole_gap: Final = 1 / (per_second * BELOW) if per_second else 0.0
        self._gap = self._whole_gap
        self._now = now
        self._sleep = sleep
        self._next = now()
        self._turn = asyncio.Lock()

    def share(self, part: float) -> None:
        """Use this part of what the bot is allowed; other processes of it use the others."""
        self._gap = self._whole_gap / part

    def patiently(self) -> contextlib.AbstractContextManager[None]:
        """Let the requests within wait for their turn."""
        return _with_patience(True)

    def at_once(self) -> contextlib.AbstractContextManager[None]:
        """Let the requests within go at once all the same: others wait for them, one after another."""
        return _with_patience(False)

    def trace(self) -> aiohttp.TraceConfig:
        """Return what discord.py has to tell aiohttp, so that every request passes here at the last moment."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._before)
        return config

    async def take(self) -> None:
        """Count a request; return once it may go."""
        if not self._gap:
            return
        if not _patient.get():
            self._count()
            return
        # In the order of asking, and only one at a time looks at the clock.
        async with self._turn:
            while (wait := self._next - self._now()) > 0:
                await self._sleep(min(wait, LONGEST_WAIT_S))
            self._count()

    def _count(self) -> None:
        now = self._now()
        earliest = max(self._next, now - CATCH_UP * self._gap)
        self._next = min(earliest + self._gap, now + LONGEST_WAIT_S)

    async def _before(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        # Answers to members have an address of their own for each, no name, and no part in this limit.
        if "Authorization" in params.headers:
            await self.take()


@contextlib.contextmanager
def _with_patience(patient: bool) -> Iterator[None]:
    before = _patient.set(patient)
    try:
        yield
    finally:
        _patient.reset(before)
