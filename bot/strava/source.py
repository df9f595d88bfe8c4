"""The port's side: asks Strava in a few threads of its own, so that nobody waits for it but who asked."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode

from bot.domain.connections import Usage
from bot.domain.found_runs import FoundRun
from bot.services.clock import Clock, SystemClock
from bot.services.ports import Credentials, Grant, Listing, SourceUnreachable, Subscription
from bot.strava.limits import LimitRecorder

if TYPE_CHECKING:
    from bot.strava.calls import StravaCalls

SCOPE: Final = "read,activity:read"
"""Never `activity:read_all`, which adds what its runner shows nobody."""
CALL_S: Final = 20.0
"""How long a call may take, with all its pages and the wait for its turn."""
_GIVEN_UP_AFTER: Final = 1.5
"""How many times as long the caller waits: the last silence in a call may begin just before its end."""
_THREADS: Final = 2
"""So that one that hangs holds up no other. More would only have the loop wait longer for its turn to compute."""
_STRAVA: Final = "https://www.strava.com"

T = TypeVar("T")


class StravaSource:
    """Fulfils `bot.services.ports.AskedSource` and `EventSource` for one application of Strava's.

    `address` is empty for Strava itself, else where a stand-in for it listens (``http://127.0.0.1:port``). `seconds` is
    how long a call may take. `clock` tells when the service said something of its limits.
    """

    def __init__(
        self,
        *,
        client_id: int,
        client_secret: str,
        address: str = "",
        seconds: float = CALL_S,
        clock: Clock | None = None,
    ) -> None:
        self._id = client_id
        self._secret = client_secret
        self._address = address.rstrip("/")
        self._seconds = seconds
        self._limits = LimitRecorder(clock or SystemClock())
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="strava")
        self._loading = threading.Lock()
        self._calls: StravaCalls | None = None
        self._closed = False

    async def warm_up(self) -> None:
        """Load stravalib now: it takes a second, in which a loop that is at work already stumbles.

        Before `gc.freeze`, or each full collection goes through all of it.
        """
        await asyncio.get_running_loop().run_in_executor(self._threads, self._loaded)

    async def close(self) -> None:
        """Make no more calls, and wait for those under way: they end with what Strava sends next, or its silence."""
        self._closed = True
        if self._calls is not None:
            self._calls.close()
        await asyncio.to_thread(self._threads.shutdown)

    def usage(self) -> Usage | None:
        """See `bot.services.ports.ActivitySource`; the limits of reads, which are what it makes."""
        return self._limits.usage

    def consent_url(self, state: str, redirect_uri: str) -> str:
        """See `bot.services.ports.AskedSource`."""
        asked = {
            "client_id": self._id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": SCOPE,
            "state": state,
        }
        return f"{self._address or _STRAVA}/oauth/authorize?{urlencode(asked)}"

    async def exchange(self, code: str) -> Grant:
        """See `bot.services.ports.AskedSource`."""
        return await self._ask(lambda calls, ends_at: calls.exchange(code, ends_at))

    async def renew(self, credentials: Credentials) -> Credentials:
        """See `bot.services.ports.ActivitySource`.

        A caller that is cancelled meanwhile may lose the new pair, as the thread goes on: let nobody cancel it.
        """
        return await self._ask(lambda calls, ends_at: calls.renew(credentials, ends_at))

    async def runs(self, credentials: Credentials, after: datetime, before: datetime | None = None) -> Listing:
        """See `bot.services.ports.ActivitySource`."""
        return await self._ask(lambda calls, ends_at: calls.runs(credentials, after, before, ends_at))

    async def run(self, credentials: Credentials, key: str) -> FoundRun | None:
        """See `bot.services.ports.ActivitySource`."""
        return await self._ask(lambda calls, ends_at: calls.run(credentials, key, ends_at))

    async def revoke(self, credentials: Credentials) -> None:
        """See `bot.services.ports.ActivitySource`."""
        await self._ask(lambda calls, ends_at: calls.revoke(credentials, ends_at))

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """See `bot.services.ports.EventSource`."""
        return await self._ask(lambda calls, ends_at: calls.subscriptions(ends_at))

    async def subscribe(self, callback_url: str, verify_token: str) -> int:
        """See `bot.services.ports.EventSource`."""
        return await self._ask(lambda calls, ends_at: calls.subscribe(callback_url, verify_token, ends_at))

    async def unsubscribe(self, subscription_id: int) -> None:
        """See `bot.services.ports.EventSource`."""
        await self._ask(lambda calls, ends_at: calls.unsubscribe(subscription_id, ends_at))

    async def _ask(self, ask: "Callable[[StravaCalls, float], T]") -> T:
        if self._closed:
            raise SourceUnreachable("Strava is asked no more")
        ends_at = time.monotonic() + self._seconds
        try:
            async with asyncio.timeout(_GIVEN_UP_AFTER * self._seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, ask, ends_at)
        except TimeoutError:
            late = SourceUnreachable("Strava did not answer in time")
        raise late

    def _answer(self, ask: "Callable[[StravaCalls, float], T]", ends_at: float) -> T:
        calls = self._loaded()
        if self._closed:
            raise SourceUnreachable("Strava is asked no more")
        return ask(calls, ends_at)

    def _loaded(self) -> "StravaCalls":
        from bot.strava.loading import load

        with self._loading:
            if self._calls is None:
                self._calls = load()(self._id, self._secret, self._address, _THREADS, self._limits)
            return self._calls
