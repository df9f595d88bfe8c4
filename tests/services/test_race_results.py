"""Results as services: a time is that of a run in the log, and how a race went follows it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.audience import Praise
from bot.domain.bests import Record
from bot.domain.point_rules import Rule
from bot.domain.profiles import AgeTable
from bot.domain.races import Outcome, Part
from bot.domain.runs import RunKind, RunSource
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.celebrations import CelebrationPost
from bot.services.entries import Entry
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.race_finishes import Meanwhile, OwnResult, RunRace
from bot.services.race_pages import RacePage
from bot.services.race_results import ResultDraft
from bot.services.run_outcomes import ChangedRun, DoubleRun, LoggedRun, OddRun, Pending, UnclearRun
from db.models import runs
from tests.composed import FRIDAY
from tests.services.celebrated import edit
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.racing import add, join, seen, send_all

TODAY = "2026-11-20"


async def a_race(team: Harriers, **more: Any) -> int:
    """Add a race of today."""
    return (await add(team, "Dora", day=TODAY, **more)).race.race_id


async def enter(team: Harriers, race_id: int, who: str = "Ana", **typed: Any) -> Any:
    return await team.services.race_results.enter(team.asker(who), race_id, ResultDraft(**typed))


async def result(team: Harriers, race_id: int, who: str = "Ana") -> OwnResult:
    page = await seen(team, race_id, who)
    assert page.own is not None
    assert page.own.result is not None
    return page.own.result


async def test_a_result_is_celebrated_once_as_the_run_that_it_is(team: Harriers) -> None:
    race_id = await a_race(team)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PUBLIC))
    logged = await enter(team, race_id, time="45:30")
    await enter(team, race_id, time="45:12")
    await team.services.race_results.link(team.asker("Ana"), race_id, logged.run.run_id)
    assert [one.run_id for one in await send_all(team) if isinstance(one, CelebrationPost)] == [logged.run.run_id]
    team.clock.forward(days=1)
    await team.services.race_collecting.collect_due()
    assert not [one for one in await send_all(team) if isinstance(one, CelebrationPost)]


async def test_a_time_is_logged_as_a_race_with_all_that_follows(team: Harriers) -> None:
    race_id = await a_race(team)
    logged = await enter(team, race_id, time="45:30", place="17")
    assert isinstance(logged, LoggedRun)
    assert (logged.run.kind, logged.run.distance_m, logged.run.moving_s) == (RunKind.RACE, 10_000, 2_730)
    assert dict(logged.reasons)[Rule.ATTENDED] == 20
    assert logged.race == RunRace(race_id, "Berlin 10k", is_result=True, result=await result(team, race_id))
    assert logged.best is not None
    page = await seen(team, race_id, "Ben")
    assert [one.name for one in page.race.distances[0].names] == ["Ana"]
    assert await result(team, race_id) == OwnResult(
        Outcome.FINISHED,
        2_730,
        17,
        Record.FIRST,
        None,
        (await result(team, race_id)).equivalents,
    )
    times = {event: round(seconds) for event, seconds in (await result(team, race_id)).equivalents}
    assert set(times) == {"5k", "hm", "m"}
    # Daniels and Gilbert: 45:30 over 10 km is worth about 21:56, 1:40:40 and 3:29.
    assert times["5k"] == pytest.approx(1_316, abs=5)
    assert times["hm"] == pytest.approx(6_040, abs=20)


async def test_an_age_grade_is_there_for_who_gave_what_it_takes(team: Harriers) -> None:
    race_id = await a_race(team)
    await enter(team, race_id, time="45:30")
    await team.services.profiles.edit(
        team.asker("Ana"), ProfileChange(birth_date="1966-05-12", age_table=AgeTable.FEMALE)
    )
    graded = (await result(team, race_id)).grade_percent
    assert graded is not None
    assert 70 < graded < 90


async def test_typing_again_changes_the_one_run(team: Harriers) -> None:
    race_id = await a_race(team)
    await enter(team, race_id, time="45:30", place="17")
    changed = await enter(team, race_id, time="45:12", place="16")
    assert isinstance(changed, ChangedRun)
    assert len(await rows_of(team.database, runs, TEAM)) == 1
    now = await result(team, race_id)
    assert (now.result_s, now.place) == (2_712, 16)


async def test_a_result_follows_its_run(team: Harriers) -> None:
    race_id = await a_race(team)
    logged = await enter(team, race_id, time="45:30")
    changed = await edit(team, logged.run.run_id, time="44:59")
    assert (await result(team, race_id)).result_s == 2_699
    assert changed.race == RunRace(race_id, "Berlin 10k", is_result=True, result=await result(team, race_id))
    await team.services.runs.delete(team.asker("Ana"), logged.run.run_id)
    assert await result(team, race_id) == OwnResult(Outcome.FINISHED)


async def test_the_race_that_is_in_the_log_is_found(team: Harriers) -> None:
    race_id = await a_race(team)
    logged = await team.log("Ana", "10.2k", "45:30", kind=RunKind.RACE)
    assert logged.race == RunRace(race_id, "Berlin 10k", is_result=False)
    linked = await enter(team, race_id)
    assert isinstance(linked, RacePage)
    assert (await result(team, race_id)).result_s == 2_730
    with pytest.raises(UserError, match="race_result_empty"):
        await enter(team, race_id, "Ben")


async def test_what_a_watch_measured_stays_beside_the_official_time(team: Harriers) -> None:
    race_id = await a_race(team)
    moment = FRIDAY - timedelta(hours=2)
    entry = Entry(FRIDAY.date(), moment, 10_110, 2_745, elapsed_s=2_760, kind=RunKind.RACE, source=RunSource.FILE)
    saved = await team.services.runs.save(team.asker("Ana"), Pending(entry, odd_is_right=True))
    assert isinstance(saved, LoggedRun)
    changed = await enter(team, race_id, time="45:30")
    assert isinstance(changed, ChangedRun)
    assert (changed.run.distance_m, changed.run.moving_s, changed.run.elapsed_s) == (10_110, 2_730, 2_730)
    assert changed.run.started_at == moment
    assert (await result(team, race_id)).result_s == 2_730


async def test_a_run_of_that_day_without_a_kind_is_asked_about_and_takes_the_time(team: Harriers) -> None:
    race_id = await a_race(team)
    other = await team.log("Ana", "10k", "45:40")
    asked = await enter(team, race_id, time="45:30", place="3")
    assert isinstance(asked, DoubleRun)
    assert (await seen(team, race_id)).own is None
    merged = await team.services.runs.merge(
        team.asker("Ana"), asked.other.run_id, asked.pending.entry, finish=asked.pending.finish
    )
    assert merged.run.run_id == other.run.run_id
    assert (merged.run.kind, merged.run.moving_s) == (RunKind.RACE, 2_730)
    assert (await result(team, race_id)).place == 3


async def test_what_is_odd_or_unclear_is_asked_about_and_the_race_is_kept_in_mind(team: Harriers) -> None:
    race_id = await a_race(team)
    odd = await enter(team, race_id, time="4:55:00", place="999")
    assert isinstance(odd, OddRun)
    assert await rows_of(team.database, runs, TEAM) == []
    await team.insist("Ana", odd)
    assert (await result(team, race_id)).place == 999
    unclear = await enter(team, race_id, "Ben", time="45.30")
    assert isinstance(unclear, UnclearRun)
    _, draft = unclear.readings[0]
    await team.insist("Ben", await team.services.runs.log(team.asker("Ben"), draft))
    assert (await result(team, race_id, "Ben")).outcome is Outcome.FINISHED


async def test_a_run_is_saved_though_its_race_has_changed_while_it_was_asked_about(team: Harriers) -> None:
    race_id = await a_race(team, distance="5k, 10k")
    other = await team.log("Chloé", "10k", "45:40")
    odd = await enter(team, race_id, "Ana", time="4:55:00", distance="10k")
    unclear = await enter(team, race_id, "Ben", time="45.30", distance="10k")
    double = await enter(team, race_id, "Chloé", time="45:30", distance="10k")
    assert isinstance(odd, OddRun)
    assert isinstance(unclear, UnclearRun)
    assert isinstance(double, DoubleRun)
    await team.services.races.edit(team.asker("Dora"), race_id, RaceDraft(distance="5k"))
    gone = RunRace(race_id, "Berlin 10k", is_result=False, meanwhile=Meanwhile.DISTANCE_GONE)
    saved = await team.insist("Ana", odd)
    assert isinstance(saved, LoggedRun)
    assert (saved.run.moving_s, saved.race) == (17_700, gone)
    saved = await team.services.runs.log(team.asker("Ben"), unclear.readings[0][1])
    assert isinstance(saved, LoggedRun)
    assert saved.race == gone
    await team.services.races.cancel(team.asker("Dora"), race_id)
    merged = await team.services.runs.merge(
        team.asker("Chloé"), double.other.run_id, double.pending.entry, finish=double.pending.finish
    )
    assert (merged.run.run_id, merged.run.moving_s) == (other.run.run_id, 2_730)
    assert merged.race == replace(gone, meanwhile=Meanwhile.CALLED_OFF)
    assert (await seen(team, race_id)).own is None


@pytest.mark.parametrize("outcome", [Outcome.DNS, Outcome.DNF])
async def test_a_race_that_went_another_way_is_a_result_too(team: Harriers, outcome: Outcome) -> None:
    race_id = await a_race(team)
    await enter(team, race_id, time="45:30", place="17")
    assert (await enter(team, race_id, time=outcome.value.upper())).run_stays
    page = await enter(team, race_id, outcome=outcome)
    assert page == await enter(team, race_id, time=f" {outcome.value[0]}.n.{outcome.value[2]}. ")
    assert page.own.part is Part.RUNNING
    assert page.own.result == OwnResult(outcome)
    # The run stays in the log, for its runner to change.
    assert len(await rows_of(team.database, runs, TEAM)) == 1
    with pytest.raises(UserError, match="race_result_timed"):
        await enter(team, race_id, time="45:30", outcome=outcome)


async def test_who_sat_it_out_changes_nothing_that_others_see(team: Harriers) -> None:
    race_id = await a_race(team, distance="5k, 10k")
    await join(team, race_id, "Ana", distance="10k")
    await team.services.entrants.cheer(team.asker("Cleo"), race_id)
    await send_all(team)
    before = (await seen(team, race_id, "Ben")).race
    # Ana says so over a distance that she was not down for, Ben was never in, and Cleo came to cheer.
    told = await enter(team, race_id, "Ana", time="DNS", distance="5k")
    assert told.own.result == OwnResult(Outcome.DNS)
    for who in ("Ben", "Cleo"):
        with pytest.raises(UserError, match="race_result_not_down"):
            await enter(team, race_id, who, outcome=Outcome.DNS)
    assert (await seen(team, race_id, "Ben")).race == before


async def test_what_cannot_be_is_refused(team: Harriers) -> None:
    ahead = (await add(team)).race.race_id
    with pytest.raises(UserError, match="race_result_early"):
        await enter(team, ahead, time="45:30")
    race_id = await a_race(team, name="Two", distance="5k, 10k")
    with pytest.raises(UserError, match="race_result_distance"):
        await enter(team, race_id, time="45:30")
    with pytest.raises(UserError, match="race_distance_not_there"):
        await enter(team, race_id, time="45:30", distance="half")
    for place in ("first", "0", "-3", "1000000", "9" * 12):
        with pytest.raises(UserError, match="race_result_place"):
            await enter(team, race_id, time="45:30", distance="10k", place=place)
    with pytest.raises(NotFound, match="race_not_found"):
        await enter(team, 2**40, time="45:30")
    await team.services.races.cancel(team.asker("Dora"), race_id)
    with pytest.raises(UserError, match="race_off"):
        await enter(team, race_id, time="45:30", distance="10k")
    assert await rows_of(team.database, runs, TEAM) == []


async def test_a_race_begins_by_its_own_wall(team: Harriers) -> None:
    team.clock.set(datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
    there = (await add(team, "Dora", "Auckland", day="2026-11-21", zone="Pacific/Auckland")).race.race_id
    with pytest.raises(UserError, match="race_result_early"):
        await enter(team, there, time="45:30")
    team.clock.set(datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
    logged = await enter(team, there, time="45:30")
    assert logged.run.local_date.isoformat() == TODAY


async def test_a_race_goes_no_way_before_it_has_started(team: Harriers) -> None:
    # Both start tonight, and it is half past ten in the morning.
    race_id = await a_race(team, distance="5k, 10k", start="20:00, 23:30")
    await join(team, race_id, "Ana", distance="10k")
    logged = await team.log("Ana", "10k", "45:30", kind=RunKind.RACE)
    assert logged.race is None
    for typed in ({"time": "45:30"}, {"outcome": Outcome.FINISHED}, {"time": "DNF"}, {}):
        with pytest.raises(UserError, match="race_result_ahead"):
            await enter(team, race_id, **typed)
    with pytest.raises(UserError, match="race_result_ahead"):
        await team.services.race_results.link(team.asker("Ana"), race_id, logged.run.run_id)
    team.clock.set(local("Europe/Berlin", f"{TODAY} 20:30"))
    with pytest.raises(UserError, match="race_result_ahead"):
        await enter(team, race_id, time="45:30")
    assert isinstance(await enter(team, race_id, "Ben", time="29:59", distance="5k"), LoggedRun)
    # That she stays at home is known before the start.
    assert (await enter(team, race_id, time="DNS")).own.result == OwnResult(Outcome.DNS)


async def test_a_race_takes_no_longer_than_it_has_been_going_on(team: Harriers) -> None:
    race_id = await a_race(team, distance="half", start="9:30")
    early = await team.log("Ana", "21.1k", "2:10:00", kind=RunKind.RACE)
    with pytest.raises(UserError, match="race_result_long") as refused:
        await enter(team, race_id, "Ben", time="2:30:00")
    assert refused.value.facts == {"name": "Berlin 10k", "text": "2:30:00"}
    for attempt in (
        enter(team, race_id),
        team.services.race_results.link(team.asker("Ana"), race_id, early.run.run_id),
    ):
        with pytest.raises(UserError, match="race_result_long"):
            await attempt
    assert (await seen(team, race_id)).own is None
    # Some are sent off before the others.
    assert isinstance(await enter(team, race_id, "Ben", time="1:14:00"), LoggedRun)
    # Where nobody knows the start it may have been any time today.
    unknown = await a_race(team, name="Any time", distance="half")
    with pytest.raises(UserError, match="race_result_long"):
        await enter(team, unknown, "Cleo", time="11:00:00")
    assert isinstance(await enter(team, unknown, "Cleo", time="2:30:00"), LoggedRun)


async def test_a_race_run_offers_itself_to_who_is_down_or_ran_as_far(team: Harriers) -> None:
    race_id = await a_race(team, distance="5k, 10k")
    await join(team, race_id, "Ana", distance="10k")
    assert (await team.log("Ben", "12k", "1:05:00", kind=RunKind.RACE)).race is None
    assert (await team.log("Ben", "5.1k", "25:00")).race is None
    offered = await team.log("Ana", "9k", "45:30", kind=RunKind.RACE)
    assert offered.race == RunRace(race_id, "Berlin 10k", is_result=False)
    page = await team.services.race_results.link(team.asker("Ana"), race_id, offered.run.run_id)
    assert page.own is not None
    assert page.own.result is not None
    assert page.own.result.result_s == 2_730
    shorter = await team.log("Ben", "5.1k", "25:20", kind=RunKind.RACE)
    assert shorter.race == RunRace(race_id, "Berlin 10k", is_result=False)
    with pytest.raises(NotAllowed, match="not_your_run"):
        await team.services.race_results.link(team.asker("Ana"), race_id, shorter.run.run_id)
    with pytest.raises(NotFound, match="run_not_found"):
        await team.services.race_results.link(team.asker("Ana"), race_id, 2**40)
    before = await team.log("Ben", "5k", "25:20", when="2026-11-18", kind=RunKind.RACE)
    assert before.race is None
    with pytest.raises(UserError, match="race_result_day"):
        await team.services.race_results.link(team.asker("Ben"), race_id, before.run.run_id)


async def test_a_time_that_is_put_right_keeps_the_place(team: Harriers) -> None:
    race_id = await a_race(team)
    await enter(team, race_id, time="45:30", place="17")
    await enter(team, race_id, time="45:12")
    assert ((await result(team, race_id)).result_s, (await result(team, race_id)).place) == (2_712, 17)
    await enter(team, race_id, time="45:12", place="")
    assert (await result(team, race_id)).place is None
