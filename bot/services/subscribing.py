"""Subscribing: Strava sends word of what changes to one address, which only it was told; set up when the bot starts."""

import hashlib
import hmac
import logging
from dataclasses import dataclass

from bot.services.ports import EventSource, SourceTrouble

log = logging.getLogger(__name__)


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
    """Sees to it that events come to this address; looks do as well without, and only later."""

    def __init__(self, source: EventSource, address: EventAddress, public_url: str) -> None:
        self._source = source
        self._address = address
        self._url = public_url + address.path

    async def subscribe(self) -> bool:
        """Subscribe unless that is done; False when Strava does not answer, or does not reach the address."""
        if self._address.number is not None:
            return True
        try:
            for one in await self._source.subscriptions():
                if one.callback_url == self._url:
                    self._address.number = one.subscription_id
                    return True
                # An application has one, and this was of an address that it had before.
                await self._source.unsubscribe(one.subscription_id)
            self._address.number = await self._source.subscribe(self._url, self._address.verify_token)
        except SourceTrouble as trouble:
            log.warning("Strava takes no subscription to events just now (%s); looks go on", type(trouble).__name__)
            return False
        log.info("Strava sends events from now on, subscription %s", self._address.number)
        return True
