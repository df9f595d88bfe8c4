"""Strava in the playground: the way to the stand-in and back, and what runners do there.

One playground for all: each test has a runner of its own, and the one that jumps comes last.
"""

import re

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.playground import Playground
from bot.playground.local_strava.consent import SCOPES
from bot.ui.text.problems import problem
from tests.composed import last_card, words
from tests.playground.on_strava import Visit, account_in
from tests.playground.talk import TOKEN, picture, press

RUN = {"km": "8", "minutes": "46"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit(shared_playground: Playground, shared_visitor: ClientSession) -> Visit:
    return Visit(shared_playground, shared_visitor)


async def test_a_run_there_becomes_a_card_at_one_press_and_stays_a_question_of_its_runner(visit: Visit) -> None:
    assert not any(one["connected"] for one in (await picture(visit.session))["strava"]["people"])
    assert "Strava is connected" in await visit.connect("ben")
    assert await visit.account("ben") == {"key": "ben", "connected": True, "run": ""}

    shown = await visit.do("finish", "ben", **RUN)
    assert account_in(shown, "ben")["run"] == "8.0 km in 46:00, Friday 3 April, 08:14"
    assert shown["said_of"] == "ben"
    question = visit.letters("ben")[-1]
    assert "8.0 km" in words(question)
    assert "46:00" in words(question)
    feed = visit.playground.world.places["feed"].handle
    assert "**Ben** ran 8.0 km" not in words(last_card(feed))

    await visit.press_in_letter("ben", "Log it")
    assert "**Ben** ran 8.0 km · 46:00" in words(last_card(feed))
    tour = (await picture(visit.session))["tour"]
    assert [step["key"] for step in tour if step["done"]] == ["strava"]

    shown = await visit.do("withdraw", "ben")
    assert not account_in(shown, "ben")["connected"]
    letter = words(visit.letters("ben")[-1])
    assert "Strava" in letter
    assert "1 run" in letter
    assert "not connected" in await visit.refusal("finish", "ben", **RUN)
    await visit.press_in_letter("ben", "Keep my runs")
    assert "Strava is connected" in await visit.connect("ben")


async def test_what_changes_there_changes_the_question_and_what_goes_there_goes_here(visit: Visit) -> None:
    await visit.connect("chloe")
    await visit.do("finish", "chloe", **RUN)
    other = {"km": "9.5", "minutes": "50", "race": "yes"}
    shown = await visit.do("change", "chloe", **other)
    assert account_in(shown, "chloe")["run"].startswith("a race of 9.5 km in 50:00")
    question = words(visit.letters("chloe")[-1])
    assert "9.5 km" in question
    assert "race" in question
    assert "8.0 km" not in question
    assert "already" in await visit.refusal("change", "chloe", **other)

    assert not (await visit.do("delete", "chloe"))["people"][2]["run"]
    assert not any("9.5 km" in words(letter) for letter in visit.letters("chloe"))
    for what in ("change", "delete"):
        assert "no run there yet" in await visit.refusal(what, "chloe", **RUN)


async def test_who_thinks_better_of_it_there_is_not_connected(visit: Visit) -> None:
    assert "Strava is connected" not in await visit.connect("ana", decision="cancel")
    assert not (await visit.account("ana"))["connected"]


async def test_who_disconnects_in_the_chat_has_given_access_back_there(visit: Visit) -> None:
    await visit.connect("ana")
    await visit.press("ana", await visit.send("ana", "strava disconnect"), "Disconnect")
    assert not (await visit.account("ana"))["connected"]
    assert "deleted" in words(visit.letters("ana")[-1])


async def test_the_way_back_is_open_to_who_was_shown_it_alone(visit: Visit) -> None:
    async with visit.session.get("/strava/callback?state=guess&code=guess&scope=activity:read") as answer:
        assert answer.status == 400
        assert "is connected" not in await answer.text()


async def test_what_one_agrees_to_can_be_read_there(visit: Visit) -> None:
    answer = await visit.send("ana", "strava connect")
    url = next(one for one in re.findall(r"http://[^\s)>]+", words(answer)) if one.endswith("/strava/privacy"))
    async with visit.session.get(url) as page:
        assert page.status == 200
        assert "What I read" in await page.text()


async def test_the_box_to_tick_is_called_there_as_the_bot_calls_it() -> None:
    _, hint = problem("consent_without_runs", {})
    assert f"“{SCOPES['activity:read']}”" in hint


async def test_only_the_playgrounds_own_pages_do_anything_there(visit: Visit) -> None:
    await visit.connect("caleb")
    deed = {"what": "finish", "who": "caleb", **RUN}
    for headers in ({}, {TOKEN: "guess"}, {TOKEN: visit.playground.token, "Origin": "http://example.com"}):
        async with visit.session.post("/strava/deed", data=deed, headers=headers) as answer:
            assert answer.status == 403
    assert (await visit.account("caleb"))["run"] == ""


@pytest.mark.parametrize(
    ("what", "who", "form", "why"),
    [
        ("finish", "caleb", {"km": "0", "minutes": "46"}, "0.1 to 200 kilometres"),
        ("finish", "caleb", {"km": "201", "minutes": "46"}, "0.1 to 200 kilometres"),
        ("finish", "caleb", {"km": "", "minutes": "46"}, "0.1 to 200 kilometres"),
        ("finish", "caleb", {"km": "8", "minutes": "nan"}, "0.1 to 1,440 minutes"),
        ("finish", "caleb", {"km": "8"}, "0.1 to 1,440 minutes"),
        ("fly", "caleb", RUN, "one of finish, change, delete, withdraw"),
        ("finish", "nobody", RUN, "nobody of that name"),
        ("finish", "ana", RUN, "not connected"),
    ],
)
async def test_what_cannot_be_done_there_is_explained(
    visit: Visit, what: str, who: str, form: dict[str, str], why: str
) -> None:
    assert why in await visit.refusal(what, who, **form)


async def test_no_service_that_real_members_use_is_asked(visit: Visit) -> None:
    assert "not set up here" in words(await visit.send("ana", "intervals connect"))


async def test_two_runs_follow_one_another_and_the_clock_goes_along(visit: Visit) -> None:
    await visit.connect("mo")
    await visit.do("finish", "mo", **RUN)
    shown = await visit.do("finish", "mo", km="5", minutes="30")
    assert "It is 09:30 by now." in shown["said"]
    assert (await picture(visit.session))["clock"]["time"] == "09:30"
    first, second = map(words, visit.letters("mo")[-2:])
    assert "8.0 km" in first
    assert "5.0 km" in second


async def test_its_clock_is_the_playgrounds(visit: Visit) -> None:
    # Access lasts six hours there, and what is told seven days here.
    await press(visit.playground, visit.session, "first")
    assert not any("8.0 km" in words(letter) for letter in visit.letters("mo"))
    shown = await visit.do("finish", "mo", km="12", minutes="70")
    assert account_in(shown, "mo")["run"] == "12.0 km in 1:10:00, Friday 1 May, 07:50"
    assert "12.0 km" in words(visit.letters("mo")[-1])
