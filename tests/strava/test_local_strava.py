"""The local Strava by itself: its page, its tokens, its limits, its events, and its answers by Strava's description."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import ClientSession, web
from playwright.async_api import async_playwright

from bot.playground.local_strava import LocalStrava
from tests.composed import StandingClock
from tests.strava import swagger
from tests.strava.company import NOW, SECRET, Connected

described = pytest.mark.skipif(
    not swagger.available(), reason="Strava's description is not at hand; set STRAVA_SWAGGER to its file"
)


@dataclass(slots=True)
class Subscriber:
    """Somebody whom Strava tells what changed."""

    address: str
    status: int = 200
    challenge: str | None = None
    slow: asyncio.Event | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


@asynccontextmanager
async def subscriber() -> AsyncIterator[Subscriber]:
    """Listen for events."""
    heard = Subscriber("")

    async def validate(request: web.Request) -> web.Response:
        heard.asked.append(dict(request.query))
        said = heard.challenge or request.query["hub.challenge"]
        return web.json_response({"hub.challenge": said}, status=heard.status)

    async def receive(request: web.Request) -> web.Response:
        heard.events.append(await request.json())
        return web.Response(status=heard.status)

    app = web.Application()
    app.router.add_get("/hook", validate)
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    heard.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield heard
    finally:
        await runner.cleanup()


def asked(strava: LocalStrava, **changes: str) -> dict[str, str]:
    """Return what an application asks the page of consent for."""
    return {
        "client_id": str(strava.application.client_id),
        "redirect_uri": "http://localhost:8080/back?kept=1",
        "response_type": "code",
        "approval_prompt": "auto",
        "scope": "read,activity:read",
        "state": "a <state>",
        **changes,
    }


@pytest.fixture
async def browser_of(strava: LocalStrava) -> AsyncIterator[ClientSession]:
    """An athlete's browser, which follows nobody elsewhere."""
    async with ClientSession(strava.address) as client:
        yield client


async def decide(
    client: ClientSession, form: dict[str, str], *granted: str, decision: str = "authorize"
) -> tuple[int, dict[str, list[str]]]:
    """Press a button of the page; return the status, and what is sent on."""
    data = [*form.items(), ("decision", decision), *(("granted", scope) for scope in granted)]
    async with client.post("/oauth/authorize", data=data, allow_redirects=False) as response:
        to = response.headers.get("Location", "")
        assert not to or to.startswith("http://localhost:8080/back?")
        return response.status, parse_qs(urlsplit(to).query)


# --- the page -----------------------------------------------------------------------------------------------------


async def test_who_authorises_is_sent_on_with_a_code(ana: Connected, browser_of: ClientSession) -> None:
    form = asked(ana.strava) | {"athlete": str(ana.athlete.athlete_id)}
    status, sent = await decide(browser_of, form, "activity:read")
    assert (status, sent["state"], sent["scope"], sent["kept"]) == (302, ["a <state>"], ["read,activity:read"], ["1"])
    grant = await ana.source.exchange(sent["code"][0])
    assert grant.athlete == str(ana.athlete.athlete_id)


async def test_a_box_can_be_unticked_but_for_the_first(ana: Connected, browser_of: ClientSession) -> None:
    form = asked(ana.strava) | {"athlete": str(ana.athlete.athlete_id)}
    _, sent = await decide(browser_of, form)
    assert sent["scope"] == ["read"]
    # Nobody gets what was not asked for.
    _, sent = await decide(browser_of, form, "activity:read", "activity:read_all")
    assert sent["scope"] == ["read,activity:read"]


async def test_who_cancels_is_sent_on_with_a_refusal(ana: Connected, browser_of: ClientSession) -> None:
    form = asked(ana.strava) | {"athlete": str(ana.athlete.athlete_id)}
    _, sent = await decide(browser_of, form, "activity:read", decision="cancel")
    assert sent == {"kept": ["1"], "state": ["a <state>"], "error": ["access_denied"]}


async def test_one_athlete_too_many_reads_so_on_the_page(ana: Connected, browser_of: ClientSession) -> None:
    ana.strava.application.capacity = 1
    ben = ana.strava.add_athlete("Ben")
    status, sent = await decide(browser_of, asked(ana.strava) | {"athlete": str(ben.athlete_id)}, "activity:read")
    assert (status, sent) == (403, {})
    status, sent = await decide(browser_of, asked(ana.strava) | {"athlete": str(ana.athlete.athlete_id)})
    assert "code" in sent


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "1"},
        {"redirect_uri": "https://elsewhere.example/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"response_type": "token"},
        {"scope": ""},
        {"scope": "read,everything"},
    ],
)
async def test_what_is_not_registered_or_known_is_refused(
    strava: LocalStrava, browser_of: ClientSession, changes: dict[str, str]
) -> None:
    strava.add_athlete("Ana")
    async with browser_of.get("/oauth/authorize", params=asked(strava, **changes)) as response:
        assert response.status == 400
        assert [error["code"] for error in (await response.json())["errors"]] == ["invalid"]


async def test_the_page_shows_nothing_as_markup(strava: LocalStrava, browser_of: ClientSession) -> None:
    strava.application.name = "<b>Team</b>"
    strava.add_athlete('<i>"Ana')
    async with browser_of.get("/oauth/authorize", params=asked(strava, state='"><script>')) as response:
        page = await response.text()
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for markup in ("<b>", "<i>", "<script>"):
        assert markup not in page
    assert "Local stand-in for Strava" in page


async def test_the_page_takes_its_reader_for_who_is_signed_in(strava: LocalStrava, browser_of: ClientSession) -> None:
    strava.add_athlete("Ana")
    strava.signed_in = ben = strava.add_athlete("Ben")
    async with browser_of.get("/oauth/authorize", params=asked(strava)) as response:
        page = await response.text()
    assert f'<option value="{ben.athlete_id}" selected>Ben</option>' in page
    assert page.count(" selected>") == 1


async def test_a_link_to_a_run_leads_to_no_strangers_at_strava(ana: Connected) -> None:
    # Strava counts some billions; browsers count without loss to 2**53.
    assert 10**14 < ana.finish_run().activity_id < 2**53


async def test_nobody_has_an_account_yet(strava: LocalStrava, browser_of: ClientSession) -> None:
    async with browser_of.get("/oauth/authorize", params=asked(strava)) as response:
        assert "Nobody has an account here yet" in await response.text()


@pytest.mark.browser
async def test_the_page_is_used_on_a_phone(ana: Connected, chromium: Path) -> None:
    ana.strava.add_athlete("Ben", "with a name that is as long as names of people get, and then some more of it")
    came_back: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        page.on("request", lambda request: came_back.append(request.url))
        await page.route("http://localhost:8080/**", lambda route: route.fulfill(body="back"))
        await page.goto(f"{ana.strava.address}/oauth/authorize?{urlencode(asked(ana.strava))}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await page.get_by_label("View your public profile").is_disabled()
        await page.get_by_label("You are").select_option(str(ana.athlete.athlete_id))
        for button in await page.get_by_role("button").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        await page.get_by_role("button", name="Authorize").click()
        await page.wait_for_url("http://localhost:8080/**")
        await browser.close()
    query = parse_qs(urlsplit(came_back[-1]).query)
    assert query["scope"] == ["read,activity:read"]
    assert (await ana.source.exchange(query["code"][0])).athlete == str(ana.athlete.athlete_id)


# --- its answers --------------------------------------------------------------------------------------------------


@described
async def test_its_answers_are_as_strava_describes_them(ana: Connected, browser_of: ClientSession) -> None:
    began = NOW - timedelta(days=1)
    facts: list[dict[str, Any]] = [
        {},
        {"sport_type": "TrailRun", "workout_type": 1, "elapsed_s": 3_600},
        {"sport_type": "VirtualRun", "trainer": True},
        {"sport_type": "Ride", "manual": True, "device_name": None},
        {"hides_start": True, "zone": "Asia/Kathmandu", "visibility": "followers_only"},
        {"flagged": True, "hide_from_home": True, "zone": "America/St_Johns"},
    ]
    keys = [ana.finish_run(started_at=began, **one).activity_id for one in facts]
    bearer = {"Authorization": f"Bearer {ana.credentials.access}"}

    async def answer(path: str, status: int = 200, **headers: str) -> Any:
        async with browser_of.get(f"/api/v3{path}", headers=headers or bearer) as response:
            assert response.status == status
            return await response.json()

    rows = await answer("/athlete/activities")
    assert len(rows) == len(facts)
    found = [sentence for row in rows for sentence in swagger.violations("row", row)]
    activities = [await answer(f"/activities/{key}") for key in keys]
    found += [sentence for one in activities for sentence in swagger.violations("activity", one)]
    found += swagger.violations("athlete", await answer("/athlete"))
    found += swagger.violations("fault", await answer("/activities/1", 404))
    found += swagger.violations("fault", await answer("/athlete", 401, Authorization="Bearer nobody"))
    found += swagger.violations("fault", await answer("/clubs/1", 404))
    found += swagger.violations("fault", await answer("/athlete/activities?page=first", 400))
    ana.strava.counter.use_up(day=True)
    found += swagger.violations("fault", await answer("/athlete", 429))
    ana.strava.application.inactive = True
    ana.clock.forward(days=1)
    found += swagger.violations("fault", await answer("/athlete", 403))
    assert found == []
    # The one name that neither models nor examples have is in what Strava really answers.
    told = {name for one in (*rows, *activities) for name in one}
    assert told - swagger.names("row") - swagger.names("activity") == {"visibility"}


@described
def test_the_description_is_applied_at_all() -> None:
    assert swagger.violations("row", {"distance": "far", "start_date": "soon"}) != []
    assert swagger.violations("activity", {"moving_time": 3.5}) != []


async def test_lists_are_paged_and_cut_at_two_instants(ana: Connected, browser_of: ClientSession) -> None:
    for number in range(1, 41):
        ana.finish_run(started_at=NOW - timedelta(hours=number), distance_m=number)
    bearer = {"Authorization": f"Bearer {ana.credentials.access}"}

    async def hours(**query: int) -> list[int]:
        async with browser_of.get("/api/v3/athlete/activities", params=query, headers=bearer) as response:
            return [row["distance"] for row in await response.json()]

    def ago(number: int) -> int:
        return int((NOW - timedelta(hours=number)).timestamp())

    assert await hours() == list(range(1, 31))
    assert await hours(page=2) == list(range(31, 41))
    assert await hours(page=3) == []
    assert await hours(per_page=5, page=2) == [6, 7, 8, 9, 10]
    assert await hours(after=ago(4)) == [3, 2, 1]
    assert await hours(after=ago(6), before=ago(3)) == [5, 4]
    assert await hours(before=ago(38)) == [39, 40]
    assert len(await hours(per_page=1_000)) == 40


async def test_local_times_end_in_a_z_that_is_not_true(ana: Connected) -> None:
    began = datetime(2026, 7, 14, 16, 0, tzinfo=UTC)
    row = ana.finish_run(started_at=began).summary()
    assert row["start_date"] == "2026-07-14T16:00:00Z"
    assert row["start_date_local"] == "2026-07-14T18:00:00Z"
    assert (row["timezone"], row["utc_offset"]) == ("(GMT+01:00) Europe/Berlin", 7_200)
    hidden = ana.finish_run(started_at=began, hides_start=True, zone="America/St_Johns").summary()
    assert (hidden["start_date"], hidden["start_date_local"]) == ("2026-07-14T02:30:01Z", "2026-07-14T00:00:01Z")
    assert hidden["timezone"] == "(GMT-03:30) America/St_Johns"


# --- limits -------------------------------------------------------------------------------------------------------


async def test_windows_turn_by_the_clock_and_refused_calls_count(
    ana: Connected, browser_of: ClientSession, clock: StandingClock
) -> None:
    ana.strava.counter.reads = (2, 4)
    clock.set(datetime(2026, 11, 20, 23, 20, tzinfo=UTC))
    grant = await ana.source.exchange(ana.strava.authorise(ana.athlete))
    bearer = {"Authorization": f"Bearer {grant.credentials.access}"}

    async def ask() -> tuple[int, str]:
        async with browser_of.get("/api/v3/athlete", headers=bearer) as response:
            return response.status, response.headers["X-ReadRateLimit-Usage"]

    ana.strava.counter.use_up()
    assert await ask() == (429, "3,1")
    clock.set(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert [await ask() for _ in range(3)] == [(200, "1,2"), (200, "2,3"), (429, "3,4")]
    clock.set(datetime(2026, 11, 20, 23, 45, tzinfo=UTC))
    assert await ask() == (429, "1,5")
    clock.set(datetime(2026, 11, 21, 0, 0, tzinfo=UTC))
    assert await ask() == (200, "1,1")


# --- events -------------------------------------------------------------------------------------------------------


async def test_what_athletes_do_is_told(ana: Connected) -> None:
    stranger = ana.strava.add_athlete("Cleo")
    async with subscriber() as heard:
        number = await ana.source.subscribe(heard.address, "word")
        assert [(one["hub.mode"], one["hub.verify_token"]) for one in heard.asked] == [("subscribe", "word")]
        ana.strava.finish_run(stranger)
        activity = ana.finish_run()
        await ana.strava.settle()
        assert heard.events == [
            {
                "aspect_type": "create",
                "event_time": int(NOW.timestamp()),
                "object_id": activity.activity_id,
                "object_type": "activity",
                "owner_id": ana.athlete.athlete_id,
                "subscription_id": number,
                "updates": {},
            }
        ]
        for change in (
            {"name": "Hills"},
            {"sport_type": "Ride"},
            {"distance_m": 5_000.0},
            {"visibility": "followers_only"},
            {"visibility": "only_me"},
            {"name": "Nobody's"},
            {"visibility": "everyone"},
        ):
            ana.strava.change_run(activity, **change)
            await ana.strava.settle()
        ana.strava.delete_run(activity)
        await ana.strava.settle()
        ana.strava.deauthorise(ana.athlete)
        await ana.strava.settle()
        assert [(event["object_type"], event["aspect_type"], event["updates"]) for event in heard.events[1:]] == [
            ("activity", "update", {"title": "Hills"}),
            ("activity", "update", {"type": "Ride"}),
            ("activity", "delete", {}),
            ("activity", "create", {}),
            ("activity", "delete", {}),
            ("athlete", "update", {"authorized": "false"}),
        ]
        ana.finish_run()
        await ana.strava.settle()
        assert len(heard.events) == 7


async def test_an_event_is_tried_three_times_and_then_lost(ana: Connected) -> None:
    async with subscriber() as heard:
        await ana.source.subscribe(heard.address, "word")
        heard.status = 500
        ana.finish_run()
        await ana.strava.settle()
        heard.status = 200
        ana.finish_run()
        await ana.strava.settle()
    assert [post.outcomes for post in ana.strava.posts] == [[500, 500, 500], [200]]
    ana.finish_run()
    await ana.strava.settle()
    assert ana.strava.posts[-1].outcomes == [0, 0, 0]


async def test_access_that_the_application_gives_back_is_told_too(ana: Connected) -> None:
    async with subscriber() as heard:
        await ana.source.subscribe(heard.address, "word")
        await ana.source.revoke(ana.credentials)
        await ana.source.revoke(ana.credentials)
        await ana.strava.settle()
    assert [event["updates"] for event in heard.events] == [{"authorized": "false"}]


async def test_a_callback_has_to_say_what_it_was_told(ana: Connected, browser_of: ClientSession) -> None:
    async with subscriber() as heard:

        async def subscribe(address: str, secret: str = SECRET) -> tuple[int, Any]:
            application = str(ana.strava.application.client_id)
            form = {"client_id": application, "client_secret": secret, "callback_url": address, "verify_token": "w"}
            async with browser_of.post("/api/v3/push_subscriptions", data=form) as response:
                return response.status, await response.json()

        heard.challenge = "something else"
        assert (await subscribe(heard.address))[0] == 400
        heard.challenge = None
        heard.status = 404
        status, said = await subscribe(heard.address)
        assert (status, said["errors"][0]["code"]) == (400, "GET to callback URL does not return 200")
        heard.status = 200
        assert (await subscribe("http://127.0.0.1:9/nobody"))[0] == 400
        assert (await subscribe(heard.address + "?" + "x" * 255))[0] == 400
        assert (await subscribe(heard.address, "wrong"))[0] == 401
        status, said = await subscribe(heard.address)
        assert status == 201
        assert isinstance(said["id"], int)
        status, said = await subscribe(heard.address)
        assert (status, said["errors"][0]["code"]) == (400, "already exists")


async def test_what_was_asked_for_is_done_before_the_line_is_cut(ana: Connected) -> None:
    """The refresh that arrives and whose answer does not is how pairs of tokens get lost."""
    ana.clock.forward(hours=5, minutes=30)
    ana.strava.faults.cuts("/oauth/token", after=True)
    with pytest.raises(Exception, match="cannot be reached"):
        await ana.source.renew(ana.credentials)
    pair = ana.strava.pair(ana.athlete)
    assert pair is not None
    assert pair.refresh != ana.credentials.refresh
