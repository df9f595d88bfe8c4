"""Faults on demand: errors, resets, slow or missing answers; rate limits per route and for everything."""

import asyncio
import fnmatch
import time
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """What happens to a request that a fault catches."""

    STATUS = "answer with a status, doing nothing"
    RATE_LIMIT = "answer 429, doing nothing"
    RESET = "cut the connection, doing nothing"
    SLOW = "wait, then do it and answer, unless the bot is gone by then"
    RESET_AFTER = "do it, then cut the connection instead of answering"
    HOLD = "do it, then never answer until released"


@dataclass(slots=True, eq=False)
class Fault:
    """A fault armed for the next `times` requests of a method to paths like `path` (shell pattern)."""

    method: str
    path: str
    trouble: Trouble
    status: int = 500
    seconds: float = 0.0
    everything: bool = False
    """A rate limit that says it is global."""
    times: int | None = 1
    """None: until cleared."""
    hits: int = 0
    _hit: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def catches(self, method: str, path: str) -> bool:
        """Count and tell whether this request is caught."""
        if self.times is not None and self.hits >= self.times:
            return False
        if self.method not in ("*", method) or not fnmatch.fnmatchcase(path, self.path):
            return False
        self.hits += 1
        return True

    def struck(self) -> None:
        """Note that a caught request has been dealt with up to the point of the fault."""
        self._hit.set()

    async def wait_hit(self, within: float = 15.0) -> None:
        """Wait until the fault has caught a request (for HOLD: and the server has done what it asks)."""
        async with asyncio.timeout(within):
            await self._hit.wait()

    def clear(self) -> None:
        """Disarm, and let held requests be answered."""
        self.times = self.hits
        self._released.set()

    async def wait_released(self) -> None:
        """Wait until `clear`."""
        await self._released.wait()


@dataclass(slots=True, eq=False)
class RateLimit:
    """At most `limit` requests in `seconds` for a method and path pattern, or for every route."""

    method: str
    path: str
    limit: int
    seconds: float
    everything: bool = False
    refused: int = 0
    _taken: deque[float] = field(default_factory=deque)

    def covers(self, method: str, path: str) -> bool:
        """Tell whether this limit counts the request."""
        return self.method in ("*", method) and fnmatch.fnmatchcase(path, self.path)

    def take(self) -> float | None:
        """Count one request; return None when it may pass, else the seconds to wait."""
        now = time.monotonic()
        while self._taken and now - self._taken[0] >= self.seconds:
            self._taken.popleft()
        if len(self._taken) >= self.limit:
            self.refused += 1
            return self.seconds - (now - self._taken[0])
        self._taken.append(now)
        return None

    def headers(self) -> dict[str, str]:
        """Return the headers that tell a client where it stands; a global limit tells nothing in advance."""
        if self.everything:
            return {}
        left = self.seconds - (time.monotonic() - self._taken[0]) if self._taken else 0.0
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - len(self._taken))),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{abs(hash((self.method, self.path))):x}",
        }
