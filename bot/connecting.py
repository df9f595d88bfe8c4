"""What is set up of services that know members' runs: built from the settings, loaded only where it is."""

from dataclasses import dataclass

from bot.config import Settings
from bot.domain.connections import Level
from bot.intervals import IntervalsSource
from bot.services.clock import Clock
from bot.services.ports import SecretBox
from bot.services.sources import Sources
from bot.services.subscribing import EventAddress, Subscriber, event_address
from bot.strava import StravaSource


@dataclass(frozen=True, slots=True)
class Connecting:
    """The services that are set up, and what has to be opened and closed for them."""

    sources: Sources
    strava: StravaSource | None = None
    intervals: IntervalsSource | None = None
    events: EventAddress | None = None
    subscriber: Subscriber | None = None

    async def open(self) -> None:
        """Load what takes a moment, before anybody waits for it."""
        if self.strava is not None:
            await self.strava.warm_up()

    async def close(self) -> None:
        """Make no more calls."""
        if self.strava is not None:
            await self.strava.close()
        if self.intervals is not None:
            await self.intervals.close()


def connecting(settings: Settings, box: SecretBox | None, clock: Clock) -> Connecting:
    """Return the services that the settings set up; without a box none is, for nothing could be kept."""
    own = settings.strava
    strava = intervals = events = subscriber = None
    if box is not None and own.client_id and own.client_secret:
        strava = StravaSource(
            client_id=int(own.client_id), client_secret=own.client_secret, address=own.api_url, clock=clock
        )
        address = event_address(own.client_secret)
        wished = own.is_set_up and own.webhook == "on"
        events = address if wished else None
        subscriber = Subscriber(strava, address, settings.web.public_url, clock, wished=wished)
    if box is not None:
        intervals = IntervalsSource(settings.intervals.api_url)
    sources = Sources(
        box=box,
        strava=strava,
        intervals=intervals,
        level=Level(own.level) if strava is not None else Level.OFF,
        athletes=own.athletes,
        public_url=settings.web.public_url,
        contact=own.contact,
    )
    return Connecting(sources, strava, intervals, events, subscriber)
