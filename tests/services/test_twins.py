"""Twins: a run of which Strava and intervals.icu tell is one question, whatever becomes of it at either."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.connections import KEPT_FOR, Level, Service, Visibility
from bot.domain.found_runs import FoundRun, FoundState
from bot.domain.runs import RunSource
from bot.errors import NotFound
from bot.services.nudge_letters import RunNudge
from bot.services.reading import RunDraft
from bot.services.run_outcomes import LoggedRun
from tests.db.engines import another
from tests.services.harriers import Harriers
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting, on
from tests.services.test_back_fills import begin
from tests.services.test_looking import HOUR, log_of

EITHER = pytest.mark.parametrize("first", list(Service))


async def with_both(team: Harriers, level: Level = Level.NUDGE) -> Connecting:
    """Return a team of which Ana has connected both services, and was looked at."""
    at = connecting(team, level)
    await at.connect("Ana")
    at.intervals.account("Ana")
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-Ana")
    await at.look()
    await send_all(team)
    return at


def finish(at: Connecting, service: Service, hours: float = 1, **run: object) -> FoundRun:
    """Let a service have a run of Ana's, as its watch or its server cut it."""
    source = at.strava if service is Service.STRAVA else at.intervals
    seconds = 20 if service is Service.INTERVALS else 0
    metres = 10_000 + 2 * seconds
    return source.finish("Ana", at.team.clock.now() - hours * HOUR + timedelta(seconds=seconds), metres, **run)  # type: ignore[arg-type]


def other(service: Service) -> Service:
    return Service.INTERVALS if service is Service.STRAVA else Service.STRAVA


async def asked(at: Connecting, first: Service = Service.STRAVA) -> RunNudge:
    """Let both tell of one run, one half an hour before the other, and return what is asked."""
    run = finish(at, first)
    await at.look_later()
    [nudge] = await at.told()
    source = at.intervals if first is Service.STRAVA else at.strava
    assert run.started_at is not None
    source.finish("Ana", run.started_at + timedelta(seconds=20), run.distance_m + 40)
    await at.look_later()
    return nudge


async def states(at: Connecting) -> dict[str, str]:
    """Return what became of Ana's runs, by the service that told of them."""
    runner = await at.team.runner("Ana")
    day = at.team.clock.now().date()
    days = day - timedelta(days=30), day + timedelta(days=1)
    rows = await at.team.database.read(lambda uow: uow.found_runs.of_days(runner.runner_id, *days))
    return {row.service: row.state for row in rows}


async def take_away(at: Connecting, service: Service, how: str) -> None:
    """Let a run be no more at a service: there alone, or with the connection."""
    source = at.strava if service is Service.STRAVA else at.intervals
    match how:
        case "deleted":
            [key] = source.account("Ana").runs
            del source.account("Ana").runs[key]
            await at.team.services.hints.take(service, "Ana", key, "delete")
            await at.look_later(days=1)
        case "refused":
            source.account("Ana").access = "nobody's"
            source.account("Ana").is_open = False
            # Of a key it takes several looks.
            for _ in range(3):
                await at.look_later()
        case _:
            await at.team.services.connections.disconnect(at.team.asker("Ana"), service, keep=how == "kept")


@EITHER
async def test_what_both_tell_of_is_asked_about_once(team: Harriers, first: Service) -> None:
    at = await with_both(team)
    nudge = await asked(at, first)
    assert nudge.service is first
    assert await at.told() == []
    assert await states(at) == {first: FoundState.OFFERED, other(first): FoundState.TWIN}
    assert isinstance(await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id), LoggedRun)
    await at.look_later(days=1)
    assert [one.found_id for one in await at.told()] == [nudge.found_id]
    # Nothing of what the other one told went into the entry.
    [run] = await log_of(at)
    assert (run.distance_m, run.started_at) == (nudge.run.distance_m, nudge.run.started_at)


async def test_two_processes_that_hear_of_it_in_one_minute_ask_once(team: Harriers, url: str) -> None:
    at = await with_both(team)
    finish(at, Service.STRAVA)
    finish(at, Service.INTERVALS)
    team.clock.forward(minutes=31)
    async with another(url) as database:
        second = on(Harriers(database, team.clock, team.services), at.sources, at.strava, at.intervals)
        looked = await asyncio.gather(at.look(), second.look())
    assert sum(looked) == 2
    assert len(await at.told()) == 1
    assert sorted((await states(at)).values()) == [FoundState.OFFERED, FoundState.TWIN]


@EITHER
async def test_who_leaves_it_out_is_not_asked_by_the_other(team: Harriers, first: Service) -> None:
    at = await with_both(team)
    run = finish(at, first)
    await at.look_later()
    [nudge] = await at.told()
    await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    await at.told()
    source = at.intervals if first is Service.STRAVA else at.strava
    assert run.started_at is not None
    source.finish("Ana", run.started_at)
    await at.look_later()
    assert await at.told() == []
    # Not even when it goes from where they left it out.
    await take_away(at, first, "deleted")
    assert await at.told() == []
    assert await log_of(at) == []


async def test_what_was_logged_otherwise_is_known_to_the_other(team: Harriers) -> None:
    at = await with_both(team)
    run = finish(at, Service.STRAVA)
    await at.look_later()
    [nudge] = await at.told()
    draft = RunDraft(distance="5 km", time="26:00", when="yesterday")
    await at.team.services.found_runs.log_changed(at.user("Ana"), None, nudge.found_id, draft)
    await at.told()
    assert run.started_at is not None
    at.intervals.finish("Ana", run.started_at)
    await at.look_later()
    assert await at.told() == []
    assert await states(at) == {Service.STRAVA: FoundState.LOGGED, Service.INTERVALS: FoundState.KNOWN}


async def test_what_one_of_them_never_asked_about_the_other_does(team: Harriers) -> None:
    at = await with_both(team)
    run = finish(at, Service.STRAVA, visibility=Visibility.ONLY_ME)
    await at.look_later()
    assert await at.told() == []
    assert run.started_at is not None
    at.intervals.finish("Ana", run.started_at)
    await at.look_later()
    assert [one.service for one in await at.told()] == [Service.INTERVALS]


async def test_two_runs_of_one_day_are_two_questions(team: Harriers) -> None:
    at = await with_both(team)
    finish(at, Service.STRAVA, 1)
    finish(at, Service.INTERVALS, 5)
    await at.look_later()
    assert {one.service for one in await at.told()} == set(Service)


# --- gone where it came from ---


@EITHER
@pytest.mark.parametrize("how", ["deleted", "kept", "dropped", "refused"])
async def test_what_is_withdrawn_unanswered_is_asked_about_by_the_other(
    team: Harriers, first: Service, how: str
) -> None:
    at = await with_both(team, Level.SHARE)
    nudge = await asked(at, first)
    await take_away(at, first, how)
    [instead] = await at.told()
    assert (instead.service, instead.state) == (other(first), FoundState.OFFERED)
    assert instead.may_share is (first is Service.INTERVALS)
    assert instead.found_id != nudge.found_id
    assert isinstance(await at.team.services.found_runs.log(at.user("Ana"), None, instead.found_id), LoggedRun)


@EITHER
@pytest.mark.parametrize("how", ["deleted", "kept", "dropped", "refused"])
async def test_what_is_withdrawn_after_an_answer_is_not(team: Harriers, first: Service, how: str) -> None:
    at = await with_both(team)
    nudge = await asked(at, first)
    await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    await at.told()
    await take_away(at, first, how)
    assert await at.told() == []


async def test_a_twin_that_goes_leaves_the_question_and_is_one_again_when_it_is_back(team: Harriers) -> None:
    at = await with_both(team)
    nudge = await asked(at)
    [run] = at.intervals.account("Ana").runs.values()
    await take_away(at, Service.INTERVALS, "deleted")
    assert await states(at) == {Service.STRAVA: FoundState.OFFERED}
    at.intervals.account("Ana").runs[run.key] = run
    await at.team.services.hints.take(Service.INTERVALS, "Ana", run.key, "update")
    await at.look_later(days=1)
    assert await at.told() == []
    assert (await states(at))[Service.STRAVA] == FoundState.OFFERED
    assert nudge.service is Service.STRAVA


@pytest.mark.parametrize("logs", [False, True])
async def test_the_first_one_that_comes_back_finds_its_place_taken(team: Harriers, logs: bool) -> None:
    at = await with_both(team)
    first = await asked(at)
    [run] = at.strava.account("Ana").runs.values()
    await take_away(at, Service.STRAVA, "deleted")
    [instead] = await at.told()
    if logs:
        await at.team.services.found_runs.log(at.user("Ana"), None, instead.found_id)
        await at.told()
    at.strava.account("Ana").runs[run.key] = run
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "update")
    await at.look_later(minutes=31)
    assert await at.told() == []
    assert (await states(at))[Service.STRAVA] == (FoundState.KNOWN if logs else FoundState.TWIN)
    # Should its old letter be pressed yet, it leads nowhere.
    with pytest.raises(NotFound):
        await at.team.services.found_runs.show(at.user("Ana"), None, first.found_id)


async def test_a_shared_run_that_goes_at_strava_is_asked_about_by_the_other(team: Harriers) -> None:
    at = await with_both(team, Level.SHARE)
    nudge = await asked(at)
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    await at.told()
    await take_away(at, Service.STRAVA, "deleted")
    assert await log_of(at) == []
    assert [(one.service, one.state) for one in await at.told()] == [(Service.INTERVALS, FoundState.OFFERED)]


async def test_what_is_shared_no_more_is_one_question_and_passes_on(team: Harriers) -> None:
    at = await with_both(team, Level.SHARE)
    run = finish(at, Service.STRAVA)
    await at.look_later()
    [nudge] = await at.told()
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    assert run.started_at is not None
    at.intervals.finish("Ana", run.started_at)
    await at.look_later()
    await at.told()
    lower = on(team, connecting(team, Level.NUDGE).sources, at.strava, at.intervals)
    await lower.team.services.service_duties.see_to_due()
    assert [one.service for one in await at.told()] == [Service.STRAVA]
    await take_away(at, Service.STRAVA, "deleted")
    assert [one.service for one in await at.told()] == [Service.INTERVALS]


# --- by itself, in seven days, in a list ---


async def test_what_is_shared_by_itself_closes_the_question_of_the_other(team: Harriers) -> None:
    at = await with_both(team, Level.AUTOMATIC)
    await at.team.services.connections.share_by_itself(at.team.asker("Ana"), wished=True)
    await asked(at, Service.INTERVALS)
    assert [run.source for run in await log_of(at)] == [RunSource.SHARED]
    assert await states(at) == {Service.STRAVA: FoundState.LOGGED, Service.INTERVALS: FoundState.KNOWN}
    parcels = await at.team.services.outbox.claim()
    assert [parcel.content for parcel in parcels if parcel.message.kind == "run_nudge"] == [None]


async def test_what_its_runner_left_out_is_not_shared_by_itself(team: Harriers) -> None:
    at = await with_both(team, Level.AUTOMATIC)
    await at.team.services.connections.share_by_itself(at.team.asker("Ana"), wished=True)
    run = finish(at, Service.INTERVALS)
    await at.look_later()
    [nudge] = await at.told()
    await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    assert run.started_at is not None
    at.strava.finish("Ana", run.started_at)
    await at.look_later()
    assert await log_of(at) == []


@pytest.mark.parametrize("answers", [False, True])
async def test_the_end_of_seven_days_asks_nothing_anew(team: Harriers, answers: bool) -> None:
    at = await with_both(team)
    run = finish(at, Service.STRAVA)
    await at.look_later()
    [nudge] = await at.told()
    if answers:
        await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
        await at.told()
    team.clock.forward(days=3)
    assert run.started_at is not None
    at.intervals.finish("Ana", run.started_at)
    await at.team.services.hints.take(Service.INTERVALS, "Ana", "", "update")
    await at.look()
    assert (await states(at))[Service.INTERVALS] == FoundState.TWIN
    team.clock.forward(seconds=KEPT_FOR.total_seconds() - 2 * 24 * 3_600)
    await at.team.services.service_duties.see_to_due()
    assert await states(at) == {Service.INTERVALS: FoundState.TWIN}
    await at.look_later(days=1)
    assert await at.told() == []
    assert await states(at) == {Service.INTERVALS: FoundState.TWIN}
    await at.look_later(days=8)
    await at.team.services.service_duties.see_to_due()
    assert await states(at) == {}
    assert await at.told() == []


@EITHER
@pytest.mark.parametrize("answers", [False, True])
async def test_a_list_leaves_out_what_a_letter_of_the_other_asks_about(
    team: Harriers, first: Service, answers: bool
) -> None:
    at = connecting(team)
    if first is Service.STRAVA:
        await at.connect("Ana")
    else:
        at.intervals.account("Ana")
        await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-Ana")
    run = finish(at, first)
    await at.look()
    [nudge] = await at.told()
    if answers:
        await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    team.clock.forward(days=3)
    if first is Service.STRAVA:
        at.intervals.account("Ana")
        await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-Ana")
    else:
        await at.connect("Ana")
    source = at.intervals if first is Service.STRAVA else at.strava
    assert run.started_at is not None
    source.finish("Ana", run.started_at)
    source.finish("Ana", run.started_at - timedelta(days=2))
    await at.look()
    begun = await begin(at, service=other(first))
    await at.look()
    seen = await at.team.services.back_fills.progress(begun.back_fill_id)
    assert seen is not None
    assert (seen.is_over, seen.runs) == (True, 1)
