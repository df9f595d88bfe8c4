"""The console's pages and actions as a browser asks for them, and who may ask."""

import re

import pytest
from aiohttp import ClientSession

from bot.domain.audience import MessageKind
from bot.playground import Playground
from bot.playground.picture import KINDS, MANY
from bot.playground.tour import STEPS
from tests.playground.talk import TOKEN, open_chat, picture

COUNTED = {10: "Ten", 11: "Eleven", 12: "Twelve", 15: "Fifteen", 16: "Sixteen"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_page_tells_what_it_is_and_loads_nothing_from_elsewhere(shared_visitor: ClientSession) -> None:
    async with shared_visitor.get("/") as answer:
        html = await answer.text()
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "simulated Discord in your browser" in html
    assert f"{COUNTED[len(STEPS)]} things to try" in html
    assert "nothing leaves this machine" in re.sub(r"\s+", " ", html)
    for name in re.findall(r'(?:src|href)="(/[^"]+)"', html):
        async with shared_visitor.get(name) as answer:
            assert answer.status == 200, name
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "localhost.example.com:8460", "10.0.0.7"])
async def test_a_foreign_name_for_this_address_gets_nothing(shared_visitor: ClientSession, host: str) -> None:
    async with shared_visitor.get("/state", headers={"Host": host}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["/state", "/events", "/chat/feed/ana", "/static/console.js", "/api/state"])
async def test_other_sites_cannot_use_it_through_the_visitors_browser(shared_visitor: ClientSession, path: str) -> None:
    async with shared_visitor.get(path, headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 403


async def test_a_link_on_another_site_may_lead_to_the_front_page(shared_visitor: ClientSession) -> None:
    async with shared_visitor.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 200


async def test_the_clock_moves_for_the_playgrounds_own_pages_alone(
    shared_playground: Playground, shared_visitor: ClientSession
) -> None:
    before = shared_playground.world.now()
    for headers in ({}, {TOKEN: "guess"}, {TOKEN: shared_playground.token, "Origin": "http://example.com"}):
        async with shared_visitor.post("/clock", data={"to": "hour"}, headers=headers) as answer:
            assert answer.status == 403
    async with shared_visitor.post(
        "/clock", data={"to": "yesterday"}, headers={TOKEN: shared_playground.token}
    ) as answer:
        assert answer.status == 400
        assert "monday" in await answer.text()
    assert shared_playground.world.now() == before


async def test_every_kind_of_message_has_a_name_on_the_console() -> None:
    assert set(KINDS) == set(MANY) == set(MessageKind)


@pytest.mark.parametrize("path", ["/chat/attic/ana", "/chat/feed/nobody", "/chat/dm-ana/ben", "/nothing", "/static/x"])
async def test_what_does_not_exist_is_said_to_be_missing(shared_visitor: ClientSession, path: str) -> None:
    async with shared_visitor.get(path) as answer:
        assert answer.status == 404


async def test_the_picture_shows_people_places_clock_and_outbox(shared_visitor: ClientSession) -> None:
    shown = await picture(shared_visitor)
    assert [person["name"] for person in shown["people"]] == ["Ana", "Ben", "Chloé", "Mo", "Caleb", "Robin"]
    assert [place["title"] for place in shown["places"]][:4] == ["#feed", "#leaderboard", "#general", "#plan"]
    assert [place["owner"] for place in shown["places"]][4:] == ["ana", "ben", "chloe", "mo", "caleb", "robin"]
    assert (shown["clock"]["day"], shown["clock"]["time"]) == ("Friday 3 April", "09:00")
    assert [(button["label"], button["to"]) for button in shown["clock"]["buttons"]] == [
        ("+1 hour", "10:00"),
        ("Tomorrow", "Sat 4 Apr, 09:00"),
        ("Next Monday 08:00", "Mon 6 Apr, 08:00"),
        ("Next month, 09:00", "Fri 1 May, 09:00"),
    ]
    assert shown["planned"] == [
        {
            "what": "Plan of the week",
            "where": "#plan",
            "when": "Sunday 5 April, 18:00",
            "in": "in 2 days",
        },
        {
            "what": "Weekly leaderboard",
            "where": "#leaderboard",
            "when": "Monday 6 April, 08:00",
            "in": "in 3 days",
        },
        {
            "what": "Month recap",
            "where": "#leaderboard",
            "when": "Friday 1 May, 09:00",
            "in": "in 28 days",
        },
    ]
    assert not any(step["done"] for step in shown["tour"])


async def test_a_chat_page_knows_its_person(shared_playground: Playground, shared_visitor: ClientSession) -> None:
    headers = await open_chat(shared_visitor, "feed", "ben")
    async with shared_visitor.post(
        "/api/pages", json={"viewer_id": str(shared_playground.world.user_id("ana"))}, headers=headers
    ) as answer:
        snapshot = await answer.json()
    assert snapshot["viewerId"] == str(shared_playground.world.user_id("ben"))
    assert snapshot["channel"]["name"] == "feed"


async def test_two_people_can_be_in_one_place(shared_playground: Playground, shared_visitor: ClientSession) -> None:
    ana, ben = await open_chat(shared_visitor, "feed", "ana"), await open_chat(shared_visitor, "feed", "ben")
    for headers, who in ((ana, "ana"), (ben, "ben")):
        async with shared_visitor.post("/api/pages", json={}, headers=headers) as answer:
            assert (await answer.json())["viewerId"] == str(shared_playground.world.user_id(who))


async def test_a_place_can_be_opened_any_number_of_times(shared_visitor: ClientSession) -> None:
    for _ in range(40):
        headers = await open_chat(shared_visitor, "general", "ana")
        async with shared_visitor.post("/api/pages", json={}, headers=headers) as answer:
            assert answer.status == 200


async def test_a_pass_lapses_when_another_place_is_opened(shared_visitor: ClientSession) -> None:
    feed = await open_chat(shared_visitor, "feed", "ana")
    await open_chat(shared_visitor, "leaderboard", "ana")
    for headers in (feed, {}, {"X-Simcord-Capability": "guess"}):
        async with shared_visitor.post("/api/pages", json={}, headers=headers) as answer:
            assert answer.status == 410
    assert (await picture(shared_visitor))["open"]["title"] == "#leaderboard"


async def test_simcords_own_key_never_reaches_the_browser(
    shared_playground: Playground, shared_visitor: ClientSession
) -> None:
    async with shared_visitor.get("/chat/feed/ana") as answer:
        html = await answer.text()
        assert answer.headers["X-Frame-Options"] == "DENY"
    preview = shared_playground.world.environment._preview
    assert preview is not None
    assert preview.capability not in html


async def test_an_ended_preview_can_be_opened_again(shared_visitor: ClientSession) -> None:
    headers = await open_chat(shared_visitor, "feed", "ana")
    async with shared_visitor.post("/api/pages", json={}, headers=headers) as answer:
        page = await answer.json()
    close = {
        "protocol_version": 3,
        "kind": "close",
        "sequence": 1,
        "request_id": "r1",
        "generation": page["context"]["generation"],
        "bot_generation": page["botGeneration"],
    }
    async with shared_visitor.post(
        "/api/action", json=close, headers={**headers, "X-Simcord-Context": page["context"]["id"]}
    ) as answer:
        assert answer.status == 200
    assert (await picture(shared_visitor))["open"] is None
    headers = await open_chat(shared_visitor, "feed", "ana")
    async with shared_visitor.post("/api/pages", json={}, headers=headers) as answer:
        assert answer.status == 200
