"""intervals.icu over a socket: what is taken from its answers, and every way in which it may not answer."""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.runs import Surface
from bot.intervals import IntervalsSource
from bot.intervals.reading import read_rows
from bot.intervals.source import LARGEST_ANSWER
from bot.services.ports import (
    Credentials,
    SourceLimited,
    SourceRefused,
    SourceTrouble,
    SourceUnreachable,
)
from bot.web import listen

KEY = Credentials("k3y-of-ana")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

RUN: dict[str, Any] = {
    "id": "i100",
    "type": "Run",
    "source": "GARMIN_CONNECT",
    "start_date": "2026-03-02T06:30:00Z",
    "start_date_local": "2026-03-02T07:30:00",
    "distance": 10_004.6,
    "moving_time": 3_072,
    "elapsed_time": 3_120,
    "trainer": None,
    "race": False,
    "device_name": "Garmin Forerunner 255",
}
STUB = {
    "id": "16457456654",
    "icu_athlete_id": "i7",
    "start_date_local": "2026-03-01T07:30:00",
    "source": "STRAVA",
    "_note": "STRAVA activities are not available via the API",
}


@dataclass
class There:
    """A stand-in for intervals.icu: one athlete, what is listed, and what it answers instead."""

    rows: list[Any] = field(default_factory=lambda: [RUN])
    status: int = 200
    body: bytes | None = None
    hangs: bool = False
    breaks: bool = False
    in_pieces: bool = False
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.query)))
        word = base64.b64encode(f"API_KEY:{KEY.access}".encode()).decode()
        if self.hangs:
            await asyncio.sleep(30)
        if self.breaks:
            assert request.transport is not None
            request.transport.abort()
        if request.headers.get("Authorization") != f"Basic {word}":
            return web.json_response({"status": 401, "error": "Unauthorized"}, status=401)
        if self.body is not None or self.status != 200:
            return web.Response(body=self.body or b"{}", status=self.status)
        if request.path == "/api/v1/athlete/0":
            return web.json_response({"id": "i7", "name": "Ana"})
        if request.path == "/api/v1/athlete/0/activities" and self.in_pieces:
            return await _in_pieces(request, json.dumps(self.rows).encode())
        if request.path == "/api/v1/athlete/0/activities":
            return web.json_response(self.rows)
        found = [row for row in self.rows if request.path == f"/api/v1/activity/{row['id']}"]
        return web.json_response(found[0]) if found else web.json_response({"error": "not found"}, status=404)


async def _in_pieces(request: web.Request, body: bytes) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    for start in range(0, len(body), 100):
        await answer.write(body[start : start + 100])
        await asyncio.sleep(0.01)
    await answer.write_eof()
    return answer


@dataclass(frozen=True, slots=True)
class Pair:
    source: IntervalsSource
    there: There


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    there = There()
    application = web.Application()
    application.router.add_get("/{path:.*}", there.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = listen("127.0.0.1", 0, who="The stand-in", hint="")
    await web.SockSite(runner, listener).start()
    source = IntervalsSource(f"http://127.0.0.1:{listener.getsockname()[1]}/", seconds=1.0)
    yield Pair(source, there)
    await source.close()
    await runner.cleanup()


async def test_a_run_is_read_with_its_own_day_and_hour(pair: Pair) -> None:
    listing = await pair.source.runs(KEY, NOON - timedelta(days=2))
    [run] = listing.runs
    assert (run.key, run.local_date, run.started_at) == ("i100", date(2026, 3, 2), NOON.replace(hour=6, minute=30))
    assert (run.distance_m, run.moving_s, run.elapsed_s) == (10_005, 3_072, 3_120)
    assert (run.device, run.surface, run.is_race) == ("Garmin Forerunner 255", None, False)
    [(path, query)] = pair.there.asked
    assert (path, query["oldest"], "newest" in query) == ("/api/v1/athlete/0/activities", "2026-02-27", False)


async def test_kinds_of_runs_are_told_apart_and_the_rest_is_counted(pair: Pair) -> None:
    pair.there.rows = [
        RUN | {"id": "i1", "type": "TrailRun", "race": True},
        RUN | {"id": "i2", "type": "VirtualRun"},
        RUN | {"id": "i3", "trainer": True, "distance": None},
        RUN | {"id": "i4", "type": "Ride"},
        RUN | {"id": "i5", "type": "Padel"},
        RUN | {"id": "i6", "moving_time": "an hour"},
        STUB,
        STUB | {"id": "2", "type": "Run"},
        STUB | {"id": "3", "type": "Ride"},
        "text",
    ]
    listing = await pair.source.runs(KEY, NOON - timedelta(days=9), NOON)
    assert [(run.key, run.surface, run.is_race, run.distance_m) for run in listing.runs] == [
        ("i1", Surface.TRAIL, True, 10_005),
        ("i2", Surface.TREADMILL, False, 10_005),
        ("i3", Surface.TREADMILL, False, 0),
    ]
    assert (listing.others, listing.unreadable, listing.withheld) == (3, 2, 2)


async def test_an_answer_that_comes_in_pieces_is_read_to_its_end(pair: Pair) -> None:
    pair.there.in_pieces = True
    pair.there.rows = [RUN, RUN | {"id": "i2"}]
    listing = await pair.source.runs(KEY, NOON - timedelta(days=2))
    assert [run.key for run in listing.runs] == ["i100", "i2"]


async def test_only_what_began_between_the_two_instants_is_returned(pair: Pair) -> None:
    pair.there.rows = [RUN, RUN | {"id": "i2", "start_date": None}]
    began = NOON.replace(hour=6, minute=30)
    for after, before, keys in (
        (began - timedelta(seconds=1), None, ["i100", "i2"]),
        (began, None, ["i2"]),
        (began - timedelta(days=1), began, ["i2"]),
        (began + timedelta(days=1), None, []),
    ):
        listing = await pair.source.runs(KEY, after, before)
        assert [run.key for run in listing.runs] == keys


async def test_whose_key_it_is(pair: Pair) -> None:
    grant = await pair.source.check(KEY)
    assert (grant.athlete, grant.credentials) == ("i7", KEY)
    with pytest.raises(SourceRefused):
        await pair.source.check(Credentials("wrong"))
    assert await pair.source.renew(KEY) == KEY
    pair.there.body = b'{"name": "nobody"}'
    with pytest.raises(SourceUnreachable):
        await pair.source.check(KEY)


async def test_one_run_is_there_gone_or_withheld(pair: Pair) -> None:
    pair.there.rows = [RUN, STUB, RUN | {"id": "i9", "type": "Ride"}]
    run = await pair.source.run(KEY, "i100")
    assert run is not None
    assert run.distance_m == 10_005
    for key in ("i555", STUB["id"], "i9"):
        assert await pair.source.run(KEY, key) is None


@pytest.mark.parametrize("odd", [{"type": None}, {"distance": "far"}, {"moving_time": None}, {"start_date_local": 7}])
async def test_odd_things_said_of_one_run_do_not_mean_that_it_is_gone(pair: Pair, odd: dict[str, Any]) -> None:
    pair.there.rows = [RUN | odd]
    with pytest.raises(SourceUnreachable):
        await pair.source.run(KEY, "i100")


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({"status": 401}, SourceRefused),
        ({"status": 403, "body": b'{"status": 403, "error": "Access denied"}'}, SourceRefused),
        ({"status": 403}, SourceUnreachable),
        ({"status": 403, "body": b"<html>Forbidden</html>"}, SourceUnreachable),
        ({"status": 403, "body": b'{"status": 403, "title": "Blocked"}'}, SourceUnreachable),
        ({"status": 429}, SourceLimited),
        ({"status": 500}, SourceUnreachable),
        ({"status": 302}, SourceUnreachable),
        ({"status": 404}, SourceUnreachable),
        ({"body": b"<html>"}, SourceUnreachable),
        ({"body": b"[" * 100_000}, SourceUnreachable),
        ({"body": b'{"a": 1}'}, SourceUnreachable),
        ({"body": b" " * LARGEST_ANSWER + b"[]"}, SourceUnreachable),
        ({"hangs": True}, SourceUnreachable),
        ({"breaks": True}, SourceUnreachable),
    ],
)
async def test_every_way_not_to_answer_is_one_of_a_few(
    pair: Pair, trouble: dict[str, Any], expected: type[SourceTrouble], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, value in trouble.items():
        setattr(pair.there, name, value)
    with pytest.raises(expected) as raised:
        await pair.source.runs(KEY, NOON)
    said = "\n".join([repr(raised.value), *(record.getMessage() for record in caplog.records)])
    assert KEY.access not in said


async def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    source = IntervalsSource("http://127.0.0.1:9", seconds=1.0)
    try:
        with pytest.raises(SourceUnreachable):
            await source.runs(KEY, NOON)
    finally:
        await source.close()


_VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        ["Run", "STRAVA", "2026-03-02T07:30:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"]
    )
    | st.lists(st.integers())
)


@given(odd=st.dictionaries(st.sampled_from(sorted(RUN)), _VALUES))
def test_an_odd_row_loses_no_neighbour(odd: dict[str, Any]) -> None:
    found = read_rows([RUN, RUN | odd, odd, RUN])
    assert len([run for run in found.runs if run.key == "i100"]) >= 2
    assert len(found.runs) + found.others + found.unreadable + found.withheld == 4
