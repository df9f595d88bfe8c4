"""Where Strava sends members back to, and where it tells of what happened: by browsers, and by anybody."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.connections import Level, Service
from bot.services.ports import SourceUnreachable
from bot.services.service_calls import note_usage
from bot.services.subscribing import EventAddress
from bot.ui.web_pages import privacy_page
from bot.web import StravaPages, WebServer
from bot.web.strava import hint_in
from tests.composed import new_database
from tests.db.engines import another
from tests.services.harriers import harriers
from tests.services.sources import Connecting, connecting

PATH = "/strava/events/a-secret-path"
WORD = "a word of ours"
NUMBER = 120_475


@dataclass(frozen=True, slots=True)
class Served:
    """A team with Strava, and a web server that is reached at `url`."""

    at: Connecting
    url: str
    client: ClientSession
    address: EventAddress

    async def state(self, name: str = "Ana") -> str:
        consent = await self.at.team.services.connections.begin(self.at.team.asker(name))
        return parse_qs(urlsplit(consent.url).query)["state"][0]

    async def come_back(self, **query: str) -> tuple[int, str]:
        async with self.client.get(f"{self.url}/strava/callback", params=query) as response:
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            return response.status, await response.text()

    async def event(self, body: object, path: str = PATH) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client.post(self.url + path, data=data) as response:
            return response.status

    async def hints(self) -> list[tuple[str, str, str]]:
        rows = await self.at.team.database.read(
            lambda uow: uow.service_work.due_hints(self.at.team.clock.now() + timedelta(days=1), 99)
        )
        return [(row.athlete, row.key, row.aspect) for row in rows]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with another(new_database(tmp_path)) as database:
        at = connecting(await harriers(database), public_url="https://baton.example.org")
        address = EventAddress(PATH, WORD, NUMBER)
        services = at.team.services
        pages = StravaPages(
            services.connections, services.hints, address, privacy_page(Level.NUDGE, "<ana@example.org>")
        )
        server = WebServer(services.calendars, pages, host="127.0.0.1", port=0)
        url = await server.start()
        async with ClientSession() as client:
            yield Served(at, url, client, address)
        await server.stop()


async def test_a_browser_that_comes_back_connects_and_says_so(served: Served) -> None:
    code = served.at.strava.agree("7")
    status, page = await served.come_back(state=await served.state(), code=code, scope="read,activity:read")
    assert status == 200
    assert "Strava is connected" in page
    assert "For Ana in Harriers." in page
    row = await served.at.team.database.read(lambda uow: uow.connections.by_athlete("strava", "7"))
    assert row is not None


async def test_each_refusal_is_a_plain_page(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    status, page = await served.come_back(state=await served.state(), error="access_denied")
    assert (status, "nothing is connected" in page) == (400, True)
    code = served.at.strava.agree("7")
    status, page = await served.come_back(state=await served.state(), code=code, scope="read")
    assert (status, "not allowed to show me your runs" in page) == (400, True)
    served.at.strava.trouble.append(SourceUnreachable())
    state = await served.state()
    status, page = await served.come_back(state=state, code=code, scope="activity:read")
    assert (status, "does not answer just now" in page) == (502, True)
    # The way was taken, and leads nowhere a second time.
    status, page = await served.come_back(state=state, code=code, scope="activity:read")
    assert (status, "open for ten minutes, once" in page) == (400, True)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert code not in said
    assert state not in said


async def test_a_long_rest_is_told_by_the_clock(served: Served) -> None:
    team = served.at.team
    now = team.clock.now()
    until = now + timedelta(minutes=640)
    await team.database.write(lambda uow: note_usage(uow, Service.STRAVA, None, now, until))
    status, page = await served.come_back(state=await served.state(), code="any", scope="activity:read")
    assert (status, f"Try again at {until:%H:%M} UTC on {until:%Y-%m-%d}." in page) == (502, True)
    assert "640" not in page


@pytest.mark.parametrize("name", ["state", "code", "scope", "error"])
async def test_what_is_sent_along_is_shown_to_nobody(served: Served, name: str) -> None:
    for word in ("<script>alert(1)</script>", "x" * 5_000, "\x00", "🏃" * 40):
        status, page = await served.come_back(**{name: word})
        assert status == 400
        assert "<script" not in page
        assert word not in page


async def test_what_is_done_with_it_is_there_for_everybody_to_read(served: Served) -> None:
    async with served.client.get(f"{served.url}/strava/privacy") as response:
        page = await response.text()
    for point in (
        "What I read",
        "What it is for",
        "How to stop",
        "How to have it deleted",
        "Your rights",
        "Strava itself",
    ):
        assert f"<h2>{point}</h2>" in page
    assert "&lt;ana@example.org&gt;" in page
    assert "**" not in page
    shared = privacy_page(Level.SHARE, "")
    assert "The admins of your team" in shared
    assert ("of runs that you share, your team" in shared, "of runs that you share" in page) == (True, False)


async def test_strava_is_answered_when_it_asks_whether_events_are_wanted(served: Served) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "15f7d1a91c1f40f8a748fd134752feb3", "hub.verify_token": WORD}

    async def ask(**changed: str) -> tuple[int, str]:
        query = asked | {name.replace("_", ".", 1): value for name, value in changed.items()}
        async with served.client.get(served.url + PATH, params=query) as response:
            return response.status, await response.text()

    status, body = await ask()
    assert (status, json.loads(body)) == (200, {"hub.challenge": asked["hub.challenge"]})
    assert (await ask(hub_verify_token="guessed"))[0] == 403
    assert (await ask(hub_verify_token="ключ"))[0] == 403
    assert (await ask(hub_mode="unsubscribe"))[0] == 400
    assert (await ask(hub_challenge=""))[0] == 400


def told(**changed: object) -> dict[str, object]:
    return {
        "aspect_type": "update",
        "event_time": 1516126040,
        "object_id": 1360128428,
        "object_type": "activity",
        "owner_id": 134815,
        "subscription_id": NUMBER,
        "updates": {"title": "Messy"},
        **changed,
    }


async def test_an_event_is_kept_as_a_hint_and_nothing_of_what_it_says(served: Served) -> None:
    at = served.at
    await at.connect("Ana", "134815")
    await at.look()
    assert await served.event(told()) == 200
    assert await served.event(told(aspect_type="delete", object_id=5)) == 200
    assert await served.event(told(object_type="athlete", object_id=134815, updates={"authorized": "false"})) == 200
    assert sorted(await served.hints()) == [
        ("134815", "", "update"),
        ("134815", "1360128428", "update"),
        ("134815", "5", "delete"),
    ]


async def test_an_event_that_comes_in_pieces_is_read_to_its_end(served: Served) -> None:
    await served.at.connect("Ana", "134815")
    await served.at.look()
    body = json.dumps(told()).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 40):
            yield body[start : start + 40]
            await asyncio.sleep(0.01)

    async with served.client.post(served.url + PATH, data=pieces()) as response:
        assert response.status == 200
    assert await served.hints() == [("134815", "1360128428", "update")]


@pytest.mark.parametrize(
    "event",
    [
        told(subscription_id=1),
        told(subscription_id="120475"),
        told(owner_id=99),
        told(owner_id="134815"),
        told(owner_id=True),
        told(object_id=-1),
        told(object_id=2**70),
        told(aspect_type="explode"),
        told(object_type="segment"),
        {},
        [],
        "text",
        None,
        b"",
        b"\xff\xfe",
        b"[" * 4_000,
    ],
)
async def test_a_forged_event_is_answered_alike_and_kept_nowhere(served: Served, event: object) -> None:
    await served.at.connect("Ana", "134815")
    assert await served.event(event) == 200
    assert await served.hints() == []


async def test_oversized_events_and_other_paths_are_refused(served: Served) -> None:
    assert await served.event(b"x" * 5_000) == 413
    assert await served.event(told(), path="/strava/events/guessed") == 404
    served.address.number = None
    await served.at.connect("Ana", "134815")
    assert await served.event(told()) == 200
    assert await served.hints() == []


@given(
    body=st.dictionaries(
        st.sampled_from(sorted(told())),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(NUMBER) | st.lists(st.integers()),
    )
)
def test_no_event_makes_the_server_stumble(body: dict[str, object]) -> None:
    hint = hint_in(body, NUMBER)
    assert hint is None or body["subscription_id"] == NUMBER
    assert hint_in(told() | body, None) is None
