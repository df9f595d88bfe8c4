"""Results as they are collected: the day after a race, once, of those who may be named, and true from then on."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.audience import FeedMode, MessageKind, Praise, Sharing
from bot.domain.bests import Record
from bot.domain.races import Outcome
from bot.domain.runs import RunKind
from bot.errors import UserError
from bot.services.outbox import MessageState
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from bot.services.race_collecting import CollectedResult, RaceResults
from bot.services.race_drafts import RaceDraft
from bot.services.race_results import ResultDraft
from bot.services.run_outcomes import LoggedRun
from db.models import races
from tests.services.celebrated import edit
from tests.services.harriers import TEAM, Harriers, local, services_on
from tests.services.ledger import rows_of
from tests.services.racing import add, join, owed, seen, send_all

BERLIN = "Europe/Berlin"
RESULTS = MessageKind.RACE_RESULTS
TODAY, NEXT_MORNING = "2026-11-20", "2026-11-21 10:00"


def collected(said: list[Content]) -> list[RaceResults]:
    return [one for one in said if isinstance(one, RaceResults)]


def named(said: list[Content]) -> list[str]:
    """Return who stands on the one post, in order."""
    [post] = collected(said)
    return [one.name for distance in post.distances for one in distance.results]


async def public(team: Harriers, *names: str, **more: Any) -> None:
    """Let members like praise for all to see."""
    for name in names:
        await team.services.profiles.edit(team.asker(name), ProfileChange(praise=Praise.PUBLIC, **more))


async def a_race(team: Harriers, *names: str, **more: Any) -> int:
    """Return a race of today that these run, who all like public praise."""
    race_id = (await add(team, "Dora", day=TODAY, **more)).race.race_id
    await public(team, *names)
    if "distance" not in more:
        await join(team, race_id, *names)
    return race_id


async def enter(team: Harriers, race_id: int, who: str, time: str | None = None, **typed: Any) -> Any:
    entered = await team.services.race_results.enter(team.asker(who), race_id, ResultDraft(time=time, **typed))
    return entered


async def told(team: Harriers, moment: str | None = None) -> list[Content]:
    """Let it be that moment, in Berlin, and all that is due be owed and sent; returns what it said."""
    if moment is not None:
        team.clock.set(local(BERLIN, moment))
    await team.services.race_collecting.collect_due()
    return await send_all(team)


async def test_the_day_after_all_who_may_be_named_stand_in_the_order_in_which_they_joined(team: Harriers) -> None:
    race_id = await a_race(team, "Ana", "Ben", "Cleo")
    await team.log("Cleo", "10k", "46:00", when="2026-11-18", kind=RunKind.RACE)
    for who, time in (("Cleo", "43:10"), ("Ben", "58:20"), ("Ana", "51:00")):
        await enter(team, race_id, who, time, place="3")
    assert collected(await told(team, "2026-11-21 09:59")) == []
    [post] = collected(await told(team, NEXT_MORNING))
    [distance] = post.distances
    assert (post.name, distance.distance_m, distance.event) == ("Berlin 10k", 10_000, "10k")
    assert distance.results == (
        CollectedResult("Ana", 3_060, Record.FIRST),
        CollectedResult("Ben", 3_500, Record.FIRST),
        CollectedResult("Cleo", 2_590, Record.BEST),
    )
    assert await team.services.race_collecting.next_due_at() is None
    assert collected(await told(team, "2026-11-22 10:00")) == []


async def test_each_distance_has_its_own_and_one_without_anybody_is_left_out(team: Harriers) -> None:
    race_id = await a_race(team, "Ana", "Ben", distance="5k, 10k, half")
    await enter(team, race_id, "Ana", "1:52:00", distance="half")
    await enter(team, race_id, "Ben", "24:00", distance="5k")
    [post] = collected(await told(team, NEXT_MORNING))
    assert [(one.event, [each.name for each in one.results]) for one in post.distances] == [
        ("5k", ["Ben"]),
        ("hm", ["Ana"]),
    ]


async def test_who_sat_it_out_stopped_or_has_no_run_in_the_log_is_not_told_of(team: Harriers) -> None:
    race_id = await a_race(team, "Ana", "Ben", "Cleo", "Dan")
    await enter(team, race_id, "Ana", outcome=Outcome.DNS)
    await enter(team, race_id, "Ben", "45:00")
    await enter(team, race_id, "Ben", outcome=Outcome.DNF)
    await enter(team, race_id, "Cleo", outcome=Outcome.FINISHED)
    assert collected(await told(team, NEXT_MORNING)) == []
    assert await owed(team, RESULTS) == []
    await enter(team, race_id, "Dan", "45:00")
    assert named(await told(team)) == ["Dan"]


@pytest.mark.parametrize(
    "choice", [{"praise": Praise.PRIVATE}, {"sharing": Sharing.RAN_TODAY}, {"sharing": Sharing.COACH_ONLY}]
)
async def test_what_came_while_it_was_private_is_told_to_nobody_later(team: Harriers, choice: dict[str, Any]) -> None:
    race_id = await a_race(team, "Ana", "Ben")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(**choice))
    await enter(team, race_id, "Ana", "45:00")
    assert collected(await told(team, NEXT_MORNING)) == []
    await enter(team, race_id, "Ben", "46:00")
    assert named(await told(team)) == ["Ben"]
    # Later than a run is opened up with a new choice.
    await told(team, "2026-11-24 10:00")
    await public(team, "Ana", sharing=Sharing.TEAM)
    await enter(team, race_id, "Ben", "45:59")
    assert named(await told(team)) == ["Ben"]


@pytest.mark.parametrize("mode", [FeedMode.EACH, FeedMode.OFF])
async def test_who_looks_at_a_race_that_has_been_reads_what_the_post_says(team: Harriers, mode: FeedMode) -> None:
    race_id = await a_race(team, "Ana", "Ben", "Cleo", "Dan", start="7:00")
    await team.services.team_settings.choose_feed_mode(team.admin(), mode)
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(praise=Praise.PRIVATE))
    for who, time in (("Ana", "51:00"), ("Ben", "49:00"), ("Cleo", "DNF"), ("Dan", "DNS")):
        await enter(team, race_id, who, time)
    assert (await seen(team, race_id, "Edda")).results is None
    posts = collected(await told(team, NEXT_MORNING))
    assert len(posts) == (mode is FeedMode.EACH)
    for reader in ("Ana", "Ben", "Edda"):
        shown = (await seen(team, race_id, reader)).results
        assert shown is not None
        assert [[one.name for one in distance.results] for distance in shown.distances] == [["Ana"]]
        assert posts in ([], [shown])
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert (await seen(team, race_id, "Edda")).results is None


async def test_a_post_follows_results_runs_profiles_and_the_race(team: Harriers) -> None:
    race_id = await a_race(team, "Ana", "Ben", "Cleo", "Dan", "Edda")
    logged = {name: await enter(team, race_id, name, "45:00") for name in ("Ana", "Ben", "Cleo", "Dan")}
    assert named(await told(team, NEXT_MORNING)) == ["Ana", "Ben", "Cleo", "Dan"]
    await edit(team, logged["Ana"].run.run_id, time="44:30")
    [post] = collected(await told(team))
    assert post.distances[0].results[0].result_s == 2_670
    await enter(team, race_id, "Edda", "50:00")
    assert named(await told(team)) == ["Ana", "Ben", "Cleo", "Dan", "Edda"]
    await enter(team, race_id, "Edda", outcome=Outcome.DNF)
    assert named(await told(team)) == ["Ana", "Ben", "Cleo", "Dan"]
    await team.services.profiles.edit(team.asker("Dan"), ProfileChange(praise=Praise.PRIVATE))
    assert named(await told(team)) == ["Ana", "Ben", "Cleo"]
    await public(team, "Dan")
    assert named(await told(team)) == ["Ana", "Ben", "Cleo", "Dan"]
    await team.services.profiles.edit(team.asker("Dan"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert named(await told(team)) == ["Ana", "Ben", "Cleo"]
    await enter(team, race_id, "Cleo", outcome=Outcome.DNS)
    assert named(await told(team)) == ["Ana", "Ben"]
    await team.services.races.edit(team.asker("Dora"), race_id, RaceDraft(name="Tempelhof 10k"))
    assert [one.name for one in collected(await told(team))] == ["Tempelhof 10k"]
    await team.services.runs.delete(team.asker("Ana"), logged["Ana"].run.run_id)
    assert named(await told(team)) == ["Ben"]
    await team.services.privacy.forget(team.asker("Ben"))
    assert collected(await told(team)) == []
    assert [one.state for one in await owed(team, RESULTS)] == [MessageState.DROPPED]


async def test_a_best_that_is_another_runs_since_is_marked_no_more(team: Harriers) -> None:
    race_id = await a_race(team, "Ana")
    before = await team.log("Ana", "10k", "46:00", when="2026-11-18", kind=RunKind.RACE)
    await enter(team, race_id, "Ana", "45:00")
    [post] = collected(await told(team, NEXT_MORNING))
    assert post.distances[0].results[0].record is Record.BEST
    await edit(team, before.run.run_id, time="44:00")
    [post] = collected(await told(team))
    assert post.distances[0].results[0].record is None
    await team.services.runs.delete(team.asker("Ana"), before.run.run_id)
    [post] = collected(await told(team))
    assert post.distances[0].results[0].record is Record.FIRST


async def test_a_run_in_doubt_waits_for_a_coachs_word(team: Harriers) -> None:
    race_id = await a_race(team, "Ana")
    doubted = await team.insist("Ana", await enter(team, race_id, "Ana", "24:00"))
    assert isinstance(doubted, LoggedRun)
    assert doubted.doubt is not None
    assert collected(await told(team, NEXT_MORNING)) == []
    await edit(team, doubted.run.run_id, time="44:00")
    assert named(await told(team)) == ["Ana"]


async def test_results_are_news_for_two_weeks_and_a_post_that_stands_stays_true(team: Harriers) -> None:
    race_id = await a_race(team, "Ana", "Ben")
    other = await a_race(team, "Cleo", name="Other")
    assert collected(await told(team, NEXT_MORNING)) == []
    team.clock.set(local(BERLIN, "2026-12-04 23:59"))
    await enter(team, race_id, "Ana", "45:00")
    assert named(await told(team)) == ["Ana"]
    team.clock.set(local(BERLIN, "2026-12-05 00:00"))
    await enter(team, other, "Cleo", "45:00")
    assert collected(await told(team)) == []
    await enter(team, race_id, "Ben", "45:00")
    assert named(await told(team)) == ["Ana", "Ben"]


async def test_a_race_is_over_by_its_own_wall(team: Harriers) -> None:
    race_id = await a_race(team, "Ana", zone="Auckland")
    await enter(team, race_id, "Ana", "45:00")
    [row] = await rows_of(team.database, races, TEAM)
    assert row["collect_at"] == local("Pacific/Auckland", "2026-11-21 10:00")
    assert named(await told(team, "2026-11-20 22:00")) == ["Ana"]


@pytest.mark.parametrize(("feed", "posted"), [(FeedMode.DIGEST, 1), (FeedMode.OFF, 0)])
async def test_a_feed_that_is_off_hears_nothing(team: Harriers, feed: FeedMode, posted: int) -> None:
    race_id = await a_race(team, "Ana")
    await enter(team, race_id, "Ana", "45:00")
    await team.services.team_settings.choose_feed_mode(team.admin(), feed)
    assert len(collected(await told(team, NEXT_MORNING))) == posted


async def test_what_the_feed_heard_stays_with_the_day(team: Harriers) -> None:
    race_id = await a_race(team, "Ana")
    await enter(team, race_id, "Ana", "45:00")
    assert named(await told(team, NEXT_MORNING)) == ["Ana"]
    with pytest.raises(UserError, match="race_stays"):
        await team.services.races.cancel(team.asker("Dora"), race_id)
    with pytest.raises(UserError, match="race_stays"):
        await team.services.races.edit(team.asker("Dora"), race_id, RaceDraft(day="2026-11-28"))
    assert await told(team) == []
    assert [one.state for one in await owed(team, RESULTS)] == [MessageState.SENT]


async def test_several_processes_at_once_and_a_restart_collect_once(team: Harriers) -> None:
    race_ids = [await a_race(team, "Ana", name=f"Race {letter}") for letter in "ABCDEF"]
    for race_id in race_ids[:-1]:
        await team.insist("Ana", await enter(team, race_id, "Ana", "45:00"))
    team.clock.set(local(BERLIN, NEXT_MORNING))
    processes = [services_on(team.database, team.clock).race_collecting for _ in range(3)]
    handled, *_ = await asyncio.gather(
        asyncio.gather(*(one.collect_due() for one in processes)),
        # Members go on with what they are at meanwhile.
        enter(team, race_ids[0], "Ben", "46:00"),
        team.services.profiles.edit(team.asker("Cleo"), ProfileChange(praise=Praise.PUBLIC)),
        team.services.races.edit(team.admin(), race_ids[1], RaceDraft(place="Tempelhof")),
    )
    assert sum(handled) + await processes[0].collect_due() == 6
    assert await services_on(team.database, team.clock).race_collecting.collect_due() == 0
    entries = await owed(team, RESULTS)
    assert [one.key for one in entries] == [f"{race_id}:{TODAY}" for race_id in race_ids[:-1]]


async def test_a_bot_that_was_down_tells_what_is_still_news(team: Harriers) -> None:
    race_id = await a_race(team, "Ana")
    await enter(team, race_id, "Ana", "45:00")
    team.clock.set(local(BERLIN, "2026-11-20 12:00") + timedelta(days=15))
    assert await team.services.race_collecting.collect_due() == 1
    assert await owed(team, RESULTS) == []


async def test_a_team_that_the_bot_has_left_waits_and_goes_on(team: Harriers) -> None:
    race_id = await a_race(team, "Ana")
    await enter(team, race_id, "Ana", "45:00")
    await team.services.teams.leave(TEAM)
    assert collected(await told(team, NEXT_MORNING)) == []
    assert await team.services.race_collecting.next_due_at() is None
    await team.database.write(lambda uow: uow.teams.change(TEAM, left_at=None))
    assert named(await told(team, "2026-11-23 10:00")) == ["Ana"]
