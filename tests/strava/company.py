"""An athlete who is connected, and the local Strava around them, as tests of Strava share them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.found_runs import FoundRun
from bot.playground.local_strava import Activity, Athlete, LocalStrava
from bot.services.ports import Credentials, Listing
from bot.strava import StravaSource
from tests.composed import StandingClock

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECRET = "local-client-secret"
"""What the local Strava gives its application."""
WEEK = NOW - timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Connected:
    """A source that asks a local Strava for one athlete."""

    strava: LocalStrava
    source: StravaSource
    clock: StandingClock
    athlete: Athlete
    credentials: Credentials

    def finish_run(self, **facts: Any) -> Activity:
        """Finish a run on Strava."""
        return self.strava.finish_run(self.athlete, **facts)

    async def runs(self) -> tuple[FoundRun, ...]:
        """Return the runs of the last week."""
        return (await self.listing()).runs

    async def listing(self) -> Listing:
        """Return what the last week held."""
        return await self.source.runs(self.credentials, WEEK)

    async def only_run(self) -> FoundRun:
        """Return the one run there is, as the list tells of it; its own page has to say the same."""
        [run] = await self.runs()
        assert await self.source.run(self.credentials, run.key) == run
        return run


def source_for(strava: LocalStrava, client_secret: str = SECRET, clock: StandingClock | None = None) -> StravaSource:
    """Return a source that asks a local Strava for what it holds."""
    application = strava.application
    return StravaSource(
        client_id=application.client_id, client_secret=client_secret, address=strava.address, clock=clock
    )
