"""Subscribing: Strava sends word of what changes to one address, which only it was told."""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.services.clock import Clock
from bot.services.ports import EventSource, SourceTrouble

log = logging.getLogger(__name__)

LOOKS_AGAIN: Final = timedelta(hours=1)
"""How long a subscription is taken to stand until it is asked about anew; each time is one call."""


@dataclass(slots=True)
class EventAddress:
    """What events are known by: the path that Strava alone was told, its word, and the number of the subscription.

    The number is None until it is known; until then events are taken for nothing.
    """

    path: str
    verify_token: str
    number: int | None = None


def event_address(client_secret: str) -> EventAddress:
    """Return an address that nobody guesses who does not know the application's secret, the same at every start."""

    def derived(what: str) -> str:
        return hmac.new(client_secret.encode(), f"baton {what}".encode(), hashlib.sha256).hexdigest()[:40]

    return EventAddress(f"/strava/events/{derived('path')}", derived("word"))


class Subscriber:
    """Sees to it that events come to this address if they are `wished`, and else none; looks do as well without."""

    def __init__(
        self, source: EventSource, address: EventAddress, public_url: str, clock: Clock, *, wished: bool = True
    ) -> None:
        self._source = source
        self._address = address
        self._url = public_url + address.path
        self._clock = clock
        self._wished = wished
        self._looked_at: datetime | None = None

    async def see_to_it(self) -> bool:
        """Subscribe or unsubscribe, as wished; False when Strava does not answer, or does not reach the address."""
        return await (self.subscribe() if self._wished else self.unsubscribe())

    async def subscribe(self) -> bool:
        """Subscribe unless that is done, and look once an hour whether it still is."""
        now = self._clock.now()
        if self._looked_at is not None and now < self._looked_at + LOOKS_AGAIN:
            return True
        try:
            await self._subscribe()
        except SourceTrouble as trouble:
            log.warning("Strava takes no subscription to events just now (%s); looks go on", type(trouble).__name__)
            return False
        self._looked_at = now
        return True

    async def _subscribe(self) -> None:
        held = await self._source.subscriptions()
        if own := [one for one in held if one.callback_url == self._url]:
            self._address.number = own[0].subscription_id
            return
        self._address.number = None
        for one in held:
            # An application has one, and this was of an address that it had before.
            await self._source.unsubscribe(one.subscription_id)
        self._address.number = await self._source.subscribe(self._url, self._address.verify_token)
        log.info("Strava sends events from now on, subscription %s", self._address.number)

    async def unsubscribe(self) -> bool:
        """End a subscription of ours from when events were wished, once; another program's is left alone."""
        if self._looked_at is not None:
            return True
        try:
            for one in await self._source.subscriptions():
                # The public address may be another one by now, or none; nobody else knows the path.
                if one.callback_url.endswith(self._address.path):
                    await self._source.unsubscribe(one.subscription_id)
                    log.info("Strava sends no more events, subscription %s is over", one.subscription_id)
        except SourceTrouble as trouble:
            log.warning("Strava does not say whether it still sends events (%s)", type(trouble).__name__)
            return False
        self._looked_at = self._clock.now()
        return True
