"""The program with Strava set up, on real sockets: subscribed, connected, told by an event, stopped in a renewal."""

import json
import re
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from bot.domain.connections import Service
from bot.playground.local_strava import Athlete, LocalStrava
from bot.secret_box import FernetBox, new_key
from bot.services.credentials import opened
from bot.services.ports import Credentials
from tests.e2e.team import Team

SECRET = "an-application's-secret"


@dataclass(slots=True)
class Away:
    """A clock that goes before the program's own by `ahead`: access ends there before the program expects it."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the instant over there."""
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Set:
    """A team whose program has Strava set up, and the Strava that it asks."""

    team: Team
    strava: LocalStrava
    clock: Away
    box: FernetBox
    athlete: Athlete
    url: str

    async def connect(self) -> None:
        """Let Anna press the button, agree, and be sent back to the program's own page."""
        answer = await self.team.server.slash(self.team.anna, self.team.general, "strava connect")
        assert answer.message is not None
        link = re.search(r'"(http[^"]+/oauth/authorize[^"]+)"', json.dumps(answer.message.payload()))
        assert link is not None, answer.text
        [state] = parse_qs(urlsplit(link[1]).query)["state"]
        code = self.strava.authorise(self.athlete)
        back = {"state": state, "code": code, "scope": "read,activity:read"}
        async with ClientSession() as client, client.get(f"{self.url}/strava/callback", params=back) as response:
            assert response.status == 200, await response.text()

    def held(self) -> Credentials:
        """Return the pair that the program has saved."""
        [(secret, athlete)] = self.team.baton.rows("SELECT secret, athlete FROM connections")
        return opened(self.box, secret, Service.STRAVA, athlete)

    def states(self) -> list[str]:
        """Return what became of the runs that Strava told of."""
        return [state for (state,) in self.team.baton.rows("SELECT state FROM found_runs")]

    def look_now(self) -> None:
        """Act as if half an hour had passed."""
        self.team.baton.rows("UPDATE connections SET due_at = '2020-01-01 00:00:00.000000'")


@pytest.fixture
async def set_up(team: Team) -> AsyncIterator[Set]:
    """The program, started with Strava set up, and subscribed to its events."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key, clock = new_key(), Away()
    url = f"http://127.0.0.1:{port}"
    async with LocalStrava(now=clock.now) as strava:
        strava.application.client_secret = SECRET
        team.baton.with_settings(
            {
                "BATON_STRAVA__CLIENT_ID": str(strava.application.client_id),
                "BATON_STRAVA__CLIENT_SECRET": SECRET,
                "BATON_STRAVA__API_URL": strava.address,
                "BATON_STRAVA__WEBHOOK": "on",
                "BATON_SECRETS__KEYS": key,
                "BATON_WEB__PUBLIC_URL": url,
                "BATON_WEB__PORT": str(port),
                "BATON_LOGGING__LEVEL": "debug",
            }
        )
        await team.baton.start()
        # stravalib takes its time to load, on a busy machine a good while.
        await team.server.gateway.wait_connected(40.0)
        await team.introduce(team.anna)
        await team.server.wait_until(lambda: any(_is_subscription(call.path, call.status) for call in strava.calls))
        yield Set(team, strava, clock, FernetBox([key]), strava.add_athlete("Anna"), url)
        strava.faults.clear()
        await team.baton.kill()
        assert not re.search(r"[0-9a-f]{40}|polyline|Morning run", team.baton.output)
        assert SECRET not in team.baton.output


def _is_subscription(path: str, status: int) -> bool:
    return path.endswith("/push_subscriptions") and status == 201


async def test_a_run_arrives_by_an_event_and_is_asked_about(set_up: Set) -> None:
    await set_up.connect()
    await set_up.team.server.wait_until(lambda: bool(set_up.held().access))
    set_up.strava.finish_run(set_up.athlete, distance_m=10_020.0, moving_s=3_100)
    await set_up.strava.settle()
    assert [post.outcomes for post in set_up.strava.posts] == [[200]]
    await set_up.team.server.wait_until(lambda: set_up.states() == ["offered"], 20)
    assert await set_up.team.baton.stop() == 0


async def test_a_pair_that_comes_late_is_saved_before_the_program_ends(set_up: Set) -> None:
    await set_up.connect()
    await set_up.team.server.wait_until(lambda: _looked(set_up) == 1, 20)
    first = set_up.held()
    # Access is over at Strava, so the next look renews it, and the answer takes its time.
    set_up.clock.ahead = timedelta(hours=7)
    late = set_up.strava.faults.holds_back("/oauth/token")
    set_up.look_now()
    await late.wait_hit()
    set_up.team.baton.signal(signal.SIGTERM)
    await set_up.team.server.wait_until(lambda: "stopping" in set_up.team.baton.output)
    assert set_up.held() == first
    late.clear()
    assert await set_up.team.baton.wait(40) == 0
    pair = set_up.strava.pair(set_up.athlete)
    assert pair is not None
    assert pair.refresh != first.refresh
    assert (set_up.held().access, set_up.held().refresh) == (pair.access, pair.refresh)


def _looked(at: Set) -> int:
    [(count,)] = at.team.baton.rows("SELECT count(*) FROM connections WHERE looked_at IS NOT NULL")
    return int(count)
