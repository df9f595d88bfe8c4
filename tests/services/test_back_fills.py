"""Looking further back: what comes of a runner's wish, of what is found, and of all that can go wrong meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.audience import FeedMode
from bot.domain.back_fills import OFFERED_FOR, BackFillState, Reach
from bot.domain.connections import KEPT_FOR, ConnectionState, Service, Usage, Visibility
from bot.domain.doubts import Verdict
from bot.domain.found_runs import FoundRun
from bot.domain.runs import RunKind, RunSource, Surface
from bot.errors import NotFound, UserError
from bot.services.back_fill_standing import BackFill
from bot.services.digests import FeedDigest
from bot.services.entries import Entry
from bot.services.import_lists import packed_entries, unpacked
from bot.services.imports import ImportProgress, ImportState
from bot.services.ports import SourceLimited, SourceRefused, SourceUnreachable
from db.models import back_fill_runs, back_fills, imports, origins, outbox, runs
from tests.composed import FRIDAY
from tests.db.engines import another
from tests.db.engines import on as engine_on
from tests.services import celebrated
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import assert_totals_follow_the_log, rows_of
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting, on

DAY = timedelta(days=1)


async def ready(team: Harriers, **settings: Any) -> Connecting:
    """Return a team of which Ana has connected Strava, and was looked at."""
    at = connecting(team, **settings)
    await at.connect("Ana")
    await at.look()
    await send_all(at.team)
    at.strava.asked.clear()
    return at


def ran(at: Connecting, *days: float, athlete: str = "Ana", **run: Any) -> list[FoundRun]:
    """Let an athlete have run so many days ago."""
    return [at.strava.finish(athlete, at.team.clock.now() - number * DAY, **run) for number in days]


async def begin(at: Connecting, reach: Reach = Reach.MONTH, service: Service = Service.STRAVA) -> BackFill:
    return await at.team.services.back_fills.begin(at.team.asker("Ana"), service, reach)


async def seen(at: Connecting, begun: BackFill) -> BackFill:
    back_fill = await at.team.services.back_fills.progress(begun.back_fill_id)
    assert back_fill is not None
    return back_fill


async def found(at: Connecting, reach: Reach = Reach.MONTH) -> BackFill:
    """Look further back to the end."""
    begun = await begin(at, reach)
    await at.look()
    return await seen(at, begun)


async def log_all(at: Connecting, back_fill: BackFill, name: str = "Ana", team_id: int | None = None) -> ImportProgress:
    return await at.team.services.back_fills.log_all(at.user(name), team_id, back_fill.back_fill_id)


async def finish(at: Connecting, begun: ImportProgress) -> ImportProgress:
    while await at.team.services.imports.advance(begun.import_id):
        continue
    progress = await at.team.services.imports.progress(begun.import_id)
    assert progress is not None
    return progress


async def logged(at: Connecting) -> list[dict[str, Any]]:
    return sorted(await rows_of(at.team.database, runs, TEAM), key=lambda row: int(row["run_id"]))


async def kept(at: Connecting) -> int:
    """Return how many runs found further back are kept."""
    return len(await everything(at, back_fill_runs))


async def everything(at: Connecting, table: Any) -> list[Any]:
    return await engine_on(at.team.database, lambda connection: list(connection.execute(select(table))))


# --- the whole way ---


async def test_older_runs_are_found_offered_and_logged_at_a_word(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3, 10, 25, metres=10_000)
    ran(at, 31, 400)
    begun = await begin(at)
    assert (begun.state, begun.runs, begun.first_day) == (BackFillState.ASKING, 0, (FRIDAY - 30 * DAY).date())
    await at.look()
    back_fill = await seen(at, begun)
    assert (back_fill.state, back_fill.runs, back_fill.distance_m) == (BackFillState.OFFERED, 3, 30_000)
    assert await logged(at) == []
    progress = await log_all(at, back_fill)
    assert (progress.total, progress.service, progress.state) == (3, Service.STRAVA, ImportState.RUNNING)
    ended = await finish(at, progress)
    assert (ended.added, ended.known, ended.unsure) == (3, 0, 0)
    rows = await logged(at)
    assert {row["source"] for row in rows} == {RunSource.CONFIRMED}
    # Oldest first, so that records come in the order in which they were run.
    assert [row["local_date"] for row in rows] == sorted(row["local_date"] for row in rows)
    assert await kept(at) == 0
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_log_keeps_no_number_of_the_service(team: Harriers) -> None:
    at = await ready(team)
    told = ran(at, 3, 10)
    await finish(at, await log_all(at, await found(at)))
    keys = [row.key for row in await everything(at, origins)]
    assert len(keys) == 2
    assert all(key.startswith("backfill:") for key in keys)
    held = str([await everything(at, table) for table in (back_fills, back_fill_runs, imports, origins, runs)])
    assert not any(run.key in held for run in told)


async def test_what_a_race_and_a_trail_are_is_kept(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3, is_race=True, surface=Surface.TRAIL)
    await finish(at, await log_all(at, await found(at)))
    [row] = await logged(at)
    assert (row["kind"], row["surface"]) == (RunKind.RACE, Surface.TRAIL)


async def test_looking_back_a_second_time_finds_nothing_more(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3, 10)
    hidden = FoundRun("99", (FRIDAY - 5 * DAY).date(), None, 8_000, 2_500, 2_500)
    at.strava.account("Ana").runs["99"] = hidden
    assert (await finish(at, await log_all(at, await found(at)))).added == 3
    assert (await found(at)).runs == 0
    assert len(await logged(at)) == 3


async def test_two_presses_at_once_log_everything_once(team: Harriers, url: str) -> None:
    at = await ready(team)
    ran(at, 3, 10)
    back_fill = await found(at)
    async with another(url) as database:
        second = on(Harriers(database, team.clock, team.services), at.sources, at.strava, at.intervals)
        begun = await asyncio.gather(log_all(at, back_fill), log_all(second, back_fill), return_exceptions=True)
    [progress] = [one for one in begun if isinstance(one, ImportProgress)]
    [refused] = [one for one in begun if not isinstance(one, ImportProgress)]
    assert isinstance(refused, NotFound)
    assert (await finish(at, progress)).added == 2
    assert len(await rows_of(team.database, imports, TEAM)) == 1


async def test_what_is_left_is_forgotten(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3, 10)
    back_fill = await found(at)
    assert await at.team.services.back_fills.leave(at.user("Ana"), None, back_fill.back_fill_id) is Service.STRAVA
    assert (await kept(at), await logged(at)) == (0, [])
    with pytest.raises(NotFound):
        await log_all(at, back_fill)


async def test_intervals_is_looked_through_in_the_same_way(team: Harriers) -> None:
    at = connecting(team)
    at.intervals.account("i7")
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")
    await at.look()
    at.intervals.finish("i7", team.clock.now() - 9 * DAY)
    begun = await begin(at, service=Service.INTERVALS)
    await at.look()
    await finish(at, await log_all(at, await seen(at, begun)))
    assert [row["source"] for row in await logged(at)] == [RunSource.INTERVALS]


# --- what is in the log already, and what is no run ---


async def test_what_the_log_has_is_not_offered(team: Harriers) -> None:
    at = await ready(team)
    await team.log("Ana", "10k", "51:30", when="2026-11-17 10:33")
    _, archived = ran(at, 3, 10)
    run = (await team.log("Ana", "3k", "20:00", when="2026-11-02")).run
    runner = await team.runner("Ana")
    origin = [f"strava:{archived.key}"]
    await team.database.write(lambda uow: uow.runs.add_origins(runner.runner_id, run.run_id, origin))
    assert (await found(at)).runs == 0


async def test_what_only_looks_like_an_entry_is_asked_about_as_with_any_list(team: Harriers) -> None:
    at = await ready(team)
    await team.log("Ana", "10k", "51:30", when="2026-11-17", note="typed")
    ran(at, 3, 10)
    back_fill = await found(at)
    assert back_fill.runs == 2
    ended = await finish(at, await log_all(at, back_fill))
    assert (ended.added, ended.unsure) == (1, 1)
    page = await at.team.services.imports.decide(at.user("Ana"), ended.import_id, 1, same=True)
    assert page.left == 0
    assert [row["note"] for row in await logged(at)] == ["typed", None]
    assert (await found(at)).runs == 0


@pytest.mark.parametrize(
    "odd", [{"metres": 150}, {"seconds": 40}, {"visibility": Visibility.ONLY_ME}, {"metres": 5_000_000}]
)
async def test_what_is_no_run_to_speak_of_is_not_offered(team: Harriers, odd: dict[str, Any]) -> None:
    at = await ready(team)
    ran(at, 3, **odd)
    assert (await found(at)).runs == 0


async def test_a_run_that_a_letter_asks_about_is_not_asked_about_twice(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 0.1)
    await at.look_later()
    [nudge] = await at.told()
    ran(at, 5)
    assert (await found(at)).runs == 1
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    assert len(await logged(at)) == 1


# --- step by step ---


async def test_years_are_asked_for_in_strides_and_say_how_far_they_are(team: Harriers) -> None:
    at = await ready(team)
    ran(at, *range(20, 4_000, 40))
    begun = await begin(at, Reach.ALL)
    at.strava.trouble += [None, None, SourceUnreachable()]
    await at.look()
    half = await seen(at, begun)
    assert (half.state, half.in_trouble) == (BackFillState.ASKING, True)
    assert half.first_day < half.reached < begun.reached
    assert 0 < half.runs < 100
    with pytest.raises(UserError):
        await log_all(at, half)
    await at.look_later(minutes=6)
    back_fill = await seen(at, begun)
    assert (back_fill.state, back_fill.runs, back_fill.in_trouble) == (BackFillState.OFFERED, 100, False)
    assert at.strava.asked.count("runs") < 20


async def test_a_run_that_two_answers_tell_of_is_found_once(team: Harriers) -> None:
    at = await ready(team)
    hidden = FoundRun("99", (FRIDAY - 5 * DAY).date(), None, 8_000, 2_500, 2_500)
    at.strava.account("Ana").runs["99"] = hidden
    assert (await found(at, Reach.ALL)).runs == 1


async def test_beginning_anew_forgets_what_was_found_before(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3, 10, 100)
    first = await found(at, Reach.TWELVE_MONTHS)
    assert first.runs == 3
    second = await found(at)
    assert (second.runs, await kept(at)) == (2, 2)
    assert await at.team.services.back_fills.progress(first.back_fill_id) is None


async def test_an_answer_that_comes_after_it_was_left_changes_nothing(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    begun = await begin(at)

    async def leave() -> None:
        await at.team.services.back_fills.leave(at.user("Ana"), None, begun.back_fill_id)

    at.strava.meanwhile = leave
    await at.look()
    assert (await kept(at), await at.team.services.back_fills.progress(begun.back_fill_id)) == (0, None)


async def test_one_account_is_in_one_pair_of_hands(team: Harriers, url: str) -> None:
    at = await ready(team)
    ran(at, *range(20, 700, 20))
    team.clock.forward(hours=7)
    begun = await begin(at, Reach.ALL)
    async with another(url) as database:
        second = on(Harriers(database, team.clock, team.services), at.sources, at.strava, at.intervals)
        await asyncio.gather(at.look(), second.look())
    await at.look()
    assert (await seen(at, begun)).runs == 34
    assert at.strava.asked.count("renew") == 1


# --- limits and faults ---


async def test_it_waits_for_the_window_and_says_so(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    team.clock.set(FRIDAY.replace(minute=31))
    begun = await begin(at)
    at.strava.trouble.append(SourceLimited())
    await at.look()
    assert (await seen(at, begun)).rests_until == FRIDAY.replace(minute=45, second=5)
    team.clock.set(FRIDAY.replace(minute=44))
    asked = len(at.strava.asked)
    await at.look()
    assert len(at.strava.asked) == asked
    team.clock.set(FRIDAY.replace(minute=45, second=6))
    await at.look()
    assert (await seen(at, begun)).runs == 1


async def test_a_share_of_the_calls_is_left_for_who_waits(team: Harriers) -> None:
    at = await ready(team)
    ran(at, *range(20, 4_000, 40))
    begun = await begin(at, Reach.ALL)
    at.strava.counted = Usage(150, 200, 150, 2_000)
    await at.look()
    assert at.strava.asked == ["runs"]
    stands = await seen(at, begun)
    assert (stands.state, stands.rests_until) == (BackFillState.ASKING, FRIDAY.replace(minute=45, second=5))


async def test_an_outage_of_what_is_old_holds_up_nothing_new(team: Harriers) -> None:
    at = await ready(team)
    begun = await begin(at)
    at.strava.trouble.append(SourceUnreachable())
    await at.look()
    ran(at, 0.01)
    # The old is due in five minutes; what is new has its own half hour.
    at.strava.trouble += [None, SourceUnreachable()]
    await at.look_later()
    assert len(await at.told()) == 1
    assert (await seen(at, begun)).in_trouble
    connection = (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.STRAVA)
    assert connection is not None
    assert not connection.in_trouble
    await at.look_later(minutes=11)
    assert (await seen(at, begun)).is_over


async def test_refused_access_ends_it(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    await finish(at, await log_all(at, await found(at)))
    ran(at, 4)
    begun = await begin(at)
    at.strava.trouble += [SourceRefused(), SourceRefused()]
    await at.look()
    assert (await kept(at), await at.team.services.back_fills.progress(begun.back_fill_id)) == (0, None)
    connection = (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.STRAVA)
    assert connection is not None
    # What was logged from it is decided about as any other run.
    assert (connection.state, connection.runs) == (ConnectionState.REFUSED, 1)
    with pytest.raises(NotFound):
        await begin(at)


async def test_odd_refusals_of_what_is_old_end_nothing(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    for _ in range(4):
        begun = await begin(at)
        at.strava.trouble += [SourceRefused(), None, SourceRefused()]
        await at.look()
        assert (await seen(at, begun)).in_trouble
    assert (await found(at)).runs == 1


async def test_a_defect_gives_the_account_back(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    begun = await begin(at)
    at.strava.trouble.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await at.look()
    await at.look_later(minutes=6)
    assert (await seen(at, begun)).runs == 1


# --- who hears of it ---


async def test_the_team_hears_nothing_and_its_runner_once(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 1, 3)
    back_fill = await found(at)
    team.clock.forward(minutes=2)
    assert await send_all(at.team) == [await seen(at, back_fill)]
    await finish(at, await log_all(at, back_fill))
    kinds = {row["kind"] for row in await rows_of(team.database, outbox, TEAM) if row["recipient_id"] is None}
    assert kinds == set()


async def test_whoever_has_seen_it_gets_no_letter(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    back_fill = await found(at)
    await at.team.services.back_fills.told(back_fill.back_fill_id)
    team.clock.forward(minutes=2)
    assert await send_all(at.team) == []


async def test_a_daily_digest_leaves_it_out_and_has_what_was_confirmed_by_itself(team: Harriers) -> None:
    await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    at = await ready(team)
    ran(at, 1)
    await finish(at, await log_all(at, await found(at)))
    ran(at, 0.1)
    await at.look_later()
    [nudge] = await at.told()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    listed, own = [row["run_id"] for row in await logged(at)]
    team.clock.set(local("Europe/Berlin", "2026-11-20 20:00"))
    await team.services.schedules.run_due()
    [digest] = [one.content for one in await team.services.outbox.claim() if isinstance(one.content, FeedDigest)]
    assert [card.run_id for card in digest.cards] == [own]
    assert own != listed


async def test_a_change_celebrates_what_was_confirmed_by_itself_and_nothing_of_a_list(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 1, metres=9_000)
    await finish(at, await log_all(at, await found(at)))
    [listed] = await logged(at)
    await celebrated.edit(team, listed["run_id"], distance="10k")
    assert await celebrated.kept(team) == {}
    ran(at, 0.1, metres=4_700)
    await at.look_later()
    [nudge] = await at.told()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    run_id = (await logged(at))[-1]["run_id"]
    await celebrated.edit(team, run_id, distance="5k")
    assert list(await celebrated.kept(team)) == [run_id]


async def test_a_listed_run_that_a_coach_lets_count_tells_nobody_either(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 1, seconds=1_560)
    await finish(at, await log_all(at, await found(at)))
    [row] = await logged(at)
    assert row["doubt"] == "very_fast"
    caleb = team.admin("Caleb")
    await team.services.reviews.confirm(team.asker("Ana"), row["run_id"], "")
    review = await team.services.reviews.find(caleb, row["run_id"])
    await team.services.reviews.decide(caleb, review, Verdict.COUNTS, "I was there.")
    assert "feed_card" not in {one["kind"] for one in await rows_of(team.database, outbox, TEAM)}


async def test_two_runs_alike_at_other_hours_of_one_day_are_two(team: Harriers) -> None:
    at = await ready(team)
    morning, evening = ran(at, 3, 2.75)
    del at.strava.account("Ana").runs[evening.key]
    await finish(at, await log_all(at, await found(at)))
    at.strava.account("Ana").runs[evening.key] = evening
    ended = await finish(at, await log_all(at, await found(at)))
    assert (ended.added, ended.unsure) == (1, 0)
    assert morning.started_at != evening.started_at


async def test_what_is_found_is_its_runners_alone(team: Harriers) -> None:
    at = await ready(team)
    await team.join("Ben")
    ran(at, 3)
    back_fill = await found(at)
    for back_fill_id in (back_fill.back_fill_id, 10**17):
        for act in (at.team.services.back_fills.log_all, at.team.services.back_fills.leave):
            with pytest.raises(NotFound):
                await act(at.user("Ben"), None, back_fill_id)
            # In another server of Ana's it is nobody's business either.
            with pytest.raises(NotFound):
                await act(at.user("Ana"), team.team_id + 1, back_fill_id)
    with pytest.raises(NotFound):
        await at.team.services.back_fills.begin(at.team.asker("Ben"), Service.STRAVA, Reach.MONTH)
    assert await kept(at) == 1


# --- how long it is kept ---


async def test_what_nobody_decides_about_goes_within_two_days(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    back_fill = await found(at)
    team.clock.forward(minutes=2)
    await send_all(at.team)
    team.clock.forward(seconds=OFFERED_FOR.total_seconds() - 180)
    await at.team.services.service_duties.see_to_due()
    assert await kept(at) == 1
    team.clock.forward(minutes=2)
    await at.team.services.service_duties.see_to_due()
    assert (await kept(at), await at.team.services.back_fills.progress(back_fill.back_fill_id)) == (0, None)
    # The letter that says it goes, too.
    assert [parcel.content for parcel in await at.team.services.outbox.claim()] == [None]


async def test_what_takes_longer_than_that_begins_anew(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3, 100)
    begun = await begin(at, Reach.ALL)
    at.strava.trouble += [None, SourceUnreachable()]
    await at.look()
    assert await kept(at) == 1
    team.clock.forward(days=2)
    await at.team.services.service_duties.see_to_due()
    assert await kept(at) == 0
    await at.look()
    back_fill = await seen(at, begun)
    assert (back_fill.is_over, back_fill.runs) == (True, 2)


async def test_pairs_that_nobody_decides_about_go_after_seven_days(team: Harriers) -> None:
    at = await ready(team)
    await team.log("Ana", "10k", "51:30", when="2026-11-17")
    ran(at, 3, 10)
    ended = await finish(at, await log_all(at, await found(at)))
    assert ended.unsure == 1
    team.clock.forward(seconds=KEPT_FOR.total_seconds() + 60)
    await at.team.services.service_duties.see_to_due()
    [row] = await rows_of(team.database, imports, TEAM)
    assert (row["entries"], row["unsure"], row["state"]) == (None, 0, ImportState.DONE)
    assert len(await logged(at)) == 2


@pytest.mark.parametrize("keep", [True, False])
async def test_disconnecting_takes_along_what_was_found_and_what_is_on_its_way(team: Harriers, keep: bool) -> None:
    at = await ready(team)
    ran(at, 3, 10)
    progress = await log_all(at, await found(at))
    ran(at, 4)
    await found(at)
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=keep)
    assert (await kept(at), await everything(at, back_fills)) == (0, [])
    assert not await at.team.services.imports.advance(progress.import_id)
    ended = await at.team.services.imports.progress(progress.import_id)
    assert ended is not None
    assert (ended.state, await logged(at)) == (ImportState.STOPPED, [])


@pytest.mark.parametrize("keep", [True, False])
async def test_what_was_logged_is_kept_or_deleted_as_its_runner_says(team: Harriers, keep: bool) -> None:
    at = await ready(team)
    ran(at, *range(2, 30, 2))
    await finish(at, await log_all(at, await found(at)))
    ended = await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=keep)
    assert (ended.kept, ended.deleted) == ((14, 0) if keep else (0, 14))
    assert len(await logged(at)) == ended.kept


async def test_another_account_knows_nothing_of_what_the_first_one_told(team: Harriers) -> None:
    at = connecting(team)
    for athlete in ("i7", "i8"):
        at.intervals.account(athlete)
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")
    await at.look()
    at.intervals.finish("i7", team.clock.now() - 9 * DAY)
    await begin(at, service=Service.INTERVALS)
    await at.look()
    assert await kept(at) == 1
    with pytest.raises(UserError, match="other_account_connected"):
        await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i8")
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.INTERVALS, keep=True)
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i8")
    assert await kept(at) == 0


async def test_leaving_the_server_and_forgetting_take_it_along(team: Harriers) -> None:
    at = await ready(team)
    ran(at, 3)
    await found(at)
    export = await at.team.services.privacy.export(at.team.asker("Ana"))
    assert export is not None
    held = {table.name: table.rows for table in export.tables}
    assert (len(held["looks_further_back"]), len(held["runs_further_back"])) == (1, 1)
    runner = await team.runner("Ana")
    await team.database.write(lambda uow: uow.runners.change(runner.runner_id, left_at=team.clock.now()))
    await at.team.services.service_duties.see_to_due()
    assert await kept(at) == 0
    await team.database.write(lambda uow: uow.runners.change(runner.runner_id, left_at=None))
    await at.connect("Ana")
    await found(at)
    assert await kept(at) == 1
    await at.team.services.privacy.forget(at.team.asker("Ana"))
    assert (await kept(at), await everything(at, back_fills)) == (0, [])


# --- lists whose hours are hidden ---


def test_a_list_keeps_runs_without_an_hour_in_their_place() -> None:
    dates = [datetime(2026, 11, day, 6, tzinfo=UTC) for day in (3, 1)]
    known = [Entry(one.date(), one, 5_000, 1_500, origins=(f"backfill:{one.day}",)) for one in dates]
    hidden = Entry(datetime(2026, 11, 2, tzinfo=UTC).date(), None, 6_000, 1_800, origins=("backfill:9",))
    kept, total = packed_entries(RunSource.CONFIRMED, (), [*known, hidden])
    entries = unpacked(kept).entries(0, 10)
    assert (total, [one.local_date.day for one in entries]) == (3, [1, 2, 3])
    assert entries[1].started_at is None
    assert entries[1].source is RunSource.CONFIRMED
