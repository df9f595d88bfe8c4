"""The clock: what happens when it moves, in which order, how often, and who hears of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from bot.domain.audience import FeedMode, Sharing
from bot.playground import Playground
from bot.playground.cast import TEAM_NAME
from bot.services.asker import Asker
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.teams import SeenTeam, TeamUnits
from tests.composed import buttons, words
from tests.playground.talk import open_chat, picture, press


async def test_jumping_to_monday_posts_the_week_exactly_once(playground: Playground, visitor: ClientSession) -> None:
    # Two windows, one press each at the same moment.
    first, second = await asyncio.gather(*(press(playground, visitor, "monday") for _ in range(2)))
    assert first["clock"]["iso"] == second["clock"]["iso"] == "2026-04-06T07:00:00+00:00"
    posts = playground.world.places["leaderboard"].handle.history()
    assert [words(post).splitlines()[0].strip("# ")[:7] for post in posts] == ["Week 13", "March 2", "Week 14"]
    assert posts[-1].created_at.isoformat() == "2026-04-06T07:00:00+00:00"
    planned = [post["when"] for post in (await picture(visitor))["planned"]]
    assert planned[:2] == ["Sunday 12 April, 18:00", "Monday 13 April, 08:00"]


async def test_what_lies_on_the_way_happens_at_its_own_time(playground: Playground, visitor: ClientSession) -> None:
    shown = await press(playground, visitor, "monday")
    posts = [message for message in playground.world.places["feed"].handle.history() if message.components]
    new = [post for post in posts if post.created_at.isoformat() > "2026-04-03T08"]
    cards = [post for post in new if is_card(post)]
    [celebration] = [post for post in new if post not in cards]
    assert len(cards) >= 3
    assert len({card.created_at for card in cards}) == len(cards)
    # What a run is celebrated for is said when its card comes.
    assert words(celebration).startswith("🎉")
    assert celebration.created_at in {card.created_at for card in cards}
    told = [(line["what"], line["where"]) for line in shown["clock"]["jump"]["lines"]]
    assert ("Letter to a coach", "Caleb’s messages") in told
    assert [(what, where) for what, where in told if where.startswith("#")] == [
        ("Celebration", "#feed"),
        ("Weekly leaderboard", "#leaderboard"),
        (f"{len(cards)} feed cards", "#feed"),
    ]


async def test_five_mondays_bring_five_posts(playground: Playground, visitor: ClientSession) -> None:
    for _ in range(5):
        await press(playground, visitor, "monday")
    weeks = sorted(await playground.ledger.weeks_posted())
    assert weeks == [f"2026-W{number}" for number in range(13, 19)]
    assert playground.world.places["leaderboard"].count == 8, "six weeks, and two months"


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
    assert world.places["leaderboard"].count == 3


async def test_a_race_on_the_way_is_heard_of_at_its_own_time(playground: Playground, visitor: ClientSession) -> None:
    services, world = playground.application.services, playground.world
    ana, ben = (Asker(world.guild.id, world.user_id(who), who.title()) for who in ("ana", "ben"))
    added = await services.races.add(ana, RaceDraft("Spring 10k", "2026-04-10", "10k"))
    for asker in (ana, ben):
        await services.entrants.join(asker, added.page.race.race_id)
    await services.profiles.edit(ana, ProfileChange(nudges=True))
    shown = await press(playground, visitor, "tomorrow")
    lines = {(line["what"], line["where"]) for line in shown["clock"]["jump"]["lines"]}
    assert {("Reminder of a race", "Ana’s messages"), ("Call for a race", "#feed")} <= lines
    [letter] = world.places["dm-ana"].handle.history()[-1:]
    assert words(letter).startswith("**Spring 10k** is in 7 days, Friday 10 Apr.")
    assert letter.created_at.isoformat() == "2026-04-03T17:00:00+00:00"


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


def newest_card(playground: Playground) -> Any:
    """Return the newest run in the feed; what it is celebrated for may stand below it."""
    feed = playground.world.places["feed"].handle.history()
    return next(post for post in reversed(feed) if is_card(post))


def is_card(post: Any) -> bool:
    """Tell whether a post in the feed is a run's, which can be cheered."""
    return any(label.startswith("Cheer") for label in buttons(post))


async def test_the_tour_ticks_itself_off_by_what_really_happens(playground: Playground, visitor: ClientSession) -> None:
    done = _done(visitor)
    world, stage = playground.world, playground.stage
    general = world.places["general"].handle
    async with stage.scene():
        await world.members["ben"].slash(general, "run log", distance="5k", time="30:00")
    assert await done() == []
    async with stage.scene():
        await world.members["ana"].slash(general, "run log", distance="10k", time="52:10")
    assert await done() == ["log"]

    async with stage.scene():
        await world.members["ben"].click(newest_card(playground), label="Cheer")
    assert await done() == ["log", "cheer"]
    async with stage.scene():
        await world.members["ben"].click(newest_card(playground), label="Cheer · 1")
    assert await done() == ["log", "cheer"], "taking it back does not undo the tour"

    async with stage.scene():
        await world.members["mo"].slash(general, "points show")
        await world.members["mo"].slash(general, "leaderboard")
    assert await done() == ["log", "cheer", "points", "board"]
    await press(playground, visitor, "monday")
    assert "monday" not in await done(), "the post has to be looked at"
    await open_chat(visitor, "leaderboard", "ana")
    assert await done() == ["log", "cheer", "points", "board", "monday"]


async def test_the_tour_knows_profiles_feedback_questions_and_set_up(
    playground: Playground, visitor: ClientSession
) -> None:
    done = _done(visitor)
    world, stage, services = playground.world, playground.stage, playground.application.services
    general = world.places["general"].handle
    async with stage.scene():
        await world.members["mo"].slash(general, "profile edit")
        await world.members["robin"].slash(general, "team setup")
        asked = await world.members["robin"].slash(general, "run list")
    assert asked.response is not None
    assert await done() == [], "so far somebody has looked, and nobody has answered"

    async with stage.scene():
        await world.members["robin"].click(asked.response, label="That's me")
    assert await done() == ["meet"]
    async with stage.scene():
        mo = Asker(world.guild.id, world.user_id("mo"), "Mo")
        await services.profiles.edit(mo, ProfileChange(sharing=Sharing.RAN_TODAY))
    assert await done() == ["seen", "meet"]
    cards = [words(message) for message in world.places["feed"].handle.history() if "**Mo**" in words(message)]
    assert cards
    assert all("km" not in card for card in cards), "cards that stand follow the profile"

    async with stage.scene():
        message = "Half an hour of peace suits you."
        await world.members["caleb"].slash(general, "coach feedback", runner="Ben", message=message)
    assert "word" not in await done(), "the words have to be read"
    await open_chat(visitor, "dm-ben", "ben")
    assert await done() == ["seen", "word", "meet"]

    async with stage.scene():
        desk = await world.members["caleb"].slash(general, "coach plan")
    assert desk.response is not None
    assert "plan" not in await done(), "so far the coach has looked"
    async with stage.scene():
        await world.members["caleb"].click(desk.response, label="Copy the week before (2)")
        await world.members["ana"].slash(general, "plan week")
        await world.members["ana"].slash(general, "checkup")
    assert await done() == ["seen", "word", "plan", "week", "checkup", "meet"]

    async with stage.scene():
        robin = Asker(world.guild.id, world.user_id("robin"), "Robin", is_admin=True)
        await services.team_settings.choose_units(robin, TeamUnits.BOTH)
    assert await done() == ["seen", "word", "plan", "week", "checkup", "meet", "setup"]


async def test_posts_are_shown_where_the_admin_let_them_go(playground: Playground, visitor: ClientSession) -> None:
    world, services = playground.world, playground.application.services
    robin = Asker(world.guild.id, world.user_id("robin"), "Robin", is_admin=True)
    await services.team_settings.choose_leaderboard(robin, world.channel_id("general"))
    await services.team_settings.choose_feed_mode(robin, FeedMode.DIGEST)
    planned = [(post["what"], post["where"], post["when"]) for post in (await picture(visitor))["planned"]]
    assert planned == [
        ("Daily digest", "#feed", "Friday 3 April, 20:00"),
        ("Plan of the week", "#plan", "Sunday 5 April, 18:00"),
        ("Weekly leaderboard", "#general", "Monday 6 April, 08:00"),
        ("Month recap", "#general", "Friday 1 May, 09:00"),
    ]
    shown = await press(playground, visitor, "monday")
    lines = {(line["what"], line["where"], line["place"]) for line in shown["clock"]["jump"]["lines"]}
    assert ("Weekly leaderboard", "#general", "general") in lines
    assert any(what.endswith("daily digests") and where == "#feed" for what, where, _ in lines)
    assert not any("feed card" in what for what, _, _ in lines)


async def test_words_that_find_closed_messages_wait_in_the_inbox(
    playground: Playground, visitor: ClientSession
) -> None:
    world, stage = playground.world, playground.stage
    world.environment.inject_error(
        "POST", f"/channels/{world.channel_id('dm-ben')}/messages", status=403, code=50007, message="closed", times=1
    )
    async with stage.scene():
        general = world.places["general"].handle
        await world.members["caleb"].slash(general, "coach feedback", runner="Ben", message="Well run.")
    shown = await picture(visitor)
    lines = [(line["what"], line["where"], line["said"], line["reason"]) for line in shown["outbox"]["newest"][:2]]
    assert lines == [
        ("Note to the sender", "Caleb’s messages", "sent", ""),
        ("Private feedback", "Ben’s messages", "in the inbox", "closed to Baton, so it waits in the inbox"),
    ]
    assert {entry["fate"]: entry["count"] for entry in shown["outbox"]["counts"]}["in_inbox"] == 1


async def test_somebody_who_left_is_noticed_on_the_way(playground: Playground, visitor: ClientSession) -> None:
    world = playground.world
    world.guild.remove_member(world.members["chloe"])
    for _ in range(2):
        await press(playground, visitor, "tomorrow")
    cards = [words(message) for message in world.places["feed"].handle.history()]
    assert not [card for card in cards if "Chloé" in card]


def _done(visitor: ClientSession) -> Callable[[], Awaitable[list[str]]]:
    """Return a question for the tour's steps that are done."""

    async def done() -> list[str]:
        return [step["key"] for step in (await picture(visitor))["tour"] if step["done"]]

    return done


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
