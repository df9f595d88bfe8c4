"""Fixtures: a local Strava whose clock stands, a source that asks it, and an athlete who is connected."""

from collections.abc import AsyncIterator

import pytest

from bot.playground.local_strava import LocalStrava
from bot.strava import StravaSource
from tests.composed import StandingClock
from tests.strava.company import NOW, Connected, source_for


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOW)


@pytest.fixture
async def strava(clock: StandingClock) -> AsyncIterator[LocalStrava]:
    async with LocalStrava(now=clock.now, pauses=(0.0, 0.0)) as running:
        yield running


@pytest.fixture
async def source(strava: LocalStrava, clock: StandingClock) -> AsyncIterator[StravaSource]:
    asking = source_for(strava, clock=clock)
    yield asking
    strava.faults.clear()
    await asking.close()


@pytest.fixture
async def ana(strava: LocalStrava, source: StravaSource, clock: StandingClock) -> Connected:
    """Ana, who gave access."""
    athlete = strava.add_athlete("Ana", "Sandqvist")
    grant = await source.exchange(strava.authorise(athlete))
    return Connected(strava, source, clock, athlete, grant.credentials)
