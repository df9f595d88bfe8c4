"""The clock: what happens when it moves, in which order, how often, and who hears of it."""

import asyncio
import json
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from bot.playground import Playground
from bot.playground.cast import TEAM_NAME
from bot.services.teams import SeenTeam
from tests.composed import words
from tests.playground.talk import open_chat, picture, press


async def test_jumping_to_monday_posts_the_week_exactly_once(playground: Playground, visitor: ClientSession) -> None:
    # Two windows, one press each at the same moment.
    first, second = await asyncio.gather(*(press(playground, visitor, "monday") for _ in range(2)))
    assert first["clock"]["iso"] == second["clock"]["iso"] == "2026-04-06T07:00:00+00:00"
    posts = playground.world.places["leaderboard"].handle.history()
    assert [words(post).splitlines()[0].strip("# ")[:7] for post in posts] == ["Week 13", "Week 14"]
    assert posts[-1].created_at.isoformat() == "2026-04-06T07:00:00+00:00"
    assert (await picture(visitor))["planned"][0]["when"] == "Monday 13 April, 08:00"


async def test_what_lies_on_the_way_happens_at_its_own_time(playground: Playground, visitor: ClientSession) -> None:
    shown = await press(playground, visitor, "monday")
    cards = [message for message in playground.world.places["feed"].handle.history() if message.components]
    new = [card for card in cards if card.created_at.isoformat() > "2026-04-03T08"]
    assert len(new) >= 3
    assert len({card.created_at for card in new}) == len(new)
    lines = [(line["what"], line["where"]) for line in shown["clock"]["jump"]["lines"]]
    assert lines == [("Weekly leaderboard", "#leaderboard"), (f"{len(new)} feed cards", "#feed")]


async def test_five_mondays_bring_five_posts(playground: Playground, visitor: ClientSession) -> None:
    for _ in range(5):
        await press(playground, visitor, "monday")
    weeks = sorted(await playground.ledger.weeks_posted())
    assert weeks == [f"2026-W{number}" for number in range(13, 19)]
    assert playground.world.places["leaderboard"].count == 6


async def test_a_message_that_has_to_wait_says_why_and_goes_later(
    playground: Playground, visitor: ClientSession
) -> None:
    world, teams = playground.world, playground.application.services.teams
    feed, board = world.channel_id("feed"), world.channel_id("leaderboard")
    await teams.welcome(SeenTeam(world.guild.id, TEAM_NAME, feed, None))
    shown = await press(playground, visitor, "monday")
    assert {entry["fate"]: entry["count"] for entry in shown["outbox"]["counts"]}["waiting"] == 1
    waiting = shown["outbox"]["newest"][0]
    assert (waiting["what"], waiting["fate"]) == ("Weekly leaderboard, week 14", "waiting")
    assert "channel" in waiting["reason"]

    await teams.welcome(SeenTeam(world.guild.id, TEAM_NAME, feed, board))
    shown = await press(playground, visitor, "tomorrow")
    sent = [line for line in shown["outbox"]["newest"] if line["what"] == "Weekly leaderboard, week 14"]
    assert [(line["fate"], line["reason"]) for line in sent] == [("sent", "")]
    assert world.places["leaderboard"].count == 2


async def test_a_jump_over_nothing_says_so(playground: Playground, visitor: ClientSession) -> None:
    shown = await press(playground, visitor, "hour")
    assert shown["clock"]["jump"] == {
        "text": "It is Friday 3 April, 10:00. Nothing was due on the way.",
        "lines": [],
    }


async def test_open_pages_hear_of_changes_by_themselves(playground: Playground, visitor: ClientSession) -> None:
    async with visitor.get("/events", timeout=ClientTimeout(total=60)) as stream:
        assert stream.content_type == "text/event-stream"

        async def heard() -> dict[str, Any]:
            line = b""
            while not line.startswith(b"data: "):
                line = await stream.content.readline()
            found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return found

        assert (await heard())["clock"]["time"] == "09:00"
        await press(playground, visitor, "hour")
        assert (await heard())["clock"]["time"] == "10:00"


async def test_new_messages_are_counted_until_somebody_looks(playground: Playground, visitor: ClientSession) -> None:
    def fresh(shown: dict[str, Any]) -> list[int]:
        return [place["fresh"] for place in shown["places"] if place["key"] == "leaderboard"]

    assert fresh(await picture(visitor)) == [0]
    assert fresh(await press(playground, visitor, "monday")) == [1]
    await open_chat(visitor, "leaderboard", "mo")
    assert fresh(await picture(visitor)) == [0]


async def test_the_tour_ticks_itself_off_by_what_really_happens(playground: Playground, visitor: ClientSession) -> None:
    async def done() -> list[str]:
        return [step["key"] for step in (await picture(visitor))["tour"] if step["done"]]

    world, stage = playground.world, playground.stage
    general = world.places["general"].handle
    async with stage.scene():
        await world.members["ben"].slash(general, "run log", distance="5k", time="30:00")
    assert await done() == []
    async with stage.scene():
        await world.members["ana"].slash(general, "run log", distance="10k", time="52:10")
    assert await done() == ["log"]

    async with stage.scene():
        await world.members["ben"].click(world.places["feed"].handle.history()[-1], label="Cheer")
    assert await done() == ["log", "cheer"]
    async with stage.scene():
        await world.members["ben"].click(world.places["feed"].handle.history()[-1], label="Cheer · 1")
    assert await done() == ["log", "cheer"], "taking it back does not undo the tour"

    async with stage.scene():
        await world.members["mo"].slash(general, "points show")
        await world.members["mo"].slash(general, "leaderboard")
    assert await done() == ["log", "cheer", "points", "board"]
    await press(playground, visitor, "monday")
    assert "monday" not in await done(), "the post has to be looked at"
    await open_chat(visitor, "leaderboard", "ana")
    assert await done() == ["log", "cheer", "points", "board", "monday"]


async def test_things_happen_one_after_the_other(playground: Playground) -> None:
    world, order = playground.world, []

    async def log_a_run(who: str) -> None:
        async with playground.stage.scene():
            order.append(who)
            await world.members[who].slash(world.places["general"].handle, "run log", distance="5k", time="30:00")
            order.append(who)

    await asyncio.gather(log_a_run("ana"), log_a_run("ben"), log_a_run("mo"))
    assert order == ["ana", "ana", "ben", "ben", "mo", "mo"]
    cards = [words(message) for message in world.places["feed"].handle.history()[-3:]]
    assert ["Ana" in cards[0], "Ben" in cards[1], "Mo" in cards[2]] == [True, True, True]
