"""Answers to questions about found runs that come late, twice or otherwise: the run is logged once, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.connections import Level, Service
from bot.domain.found_runs import FoundState
from bot.domain.runs import RunSource
from bot.errors import NotFound, UserError
from bot.services.reading import RunDraft
from bot.services.run_outcomes import DoubleRun, LoggedRun
from db.models import runs
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of
from tests.services.sources import Connecting, connecting

HOUR = timedelta(hours=1)


async def asked(team: Harriers) -> tuple[Connecting, int, int]:
    """Return a team where a letter asks Ana about a run, which looks like one that she typed, and that one's number."""
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    typed = await team.log("Ana", "10k", "51:30")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    return at, (await at.nudge()).found_id, typed.run.run_id


async def sources_of(team: Harriers) -> list[str]:
    return [row["source"] for row in await rows_of(team.database, runs, TEAM)]


async def question(at: Connecting, found_id: int, *, shares: bool = False) -> DoubleRun:
    press = at.team.services.found_runs.share if shares else at.team.services.found_runs.log
    outcome = await press(at.user("Ana"), None, found_id)
    assert isinstance(outcome, DoubleRun)
    return outcome


async def answer(at: Connecting, asked: DoubleRun) -> object:
    """Say that they are two runs."""
    return await at.team.services.runs.save(at.team.asker("Ana"), replace(asked.pending, is_another=True))


async def test_two_questions_about_one_run_log_it_once(team: Harriers) -> None:
    at, found_id, typed = await asked(team)
    first, second = await question(at, found_id), await question(at, found_id)
    assert isinstance(await answer(at, first), LoggedRun)
    with pytest.raises(UserError, match="found_run_is_logged"):
        await answer(at, second)
    with pytest.raises(UserError, match="found_run_is_logged"):
        await at.team.services.runs.merge(at.team.asker("Ana"), typed, second.pending.entry)
    assert await sources_of(team) == [RunSource.MANUAL, RunSource.CONFIRMED]


async def test_a_run_that_was_changed_and_logged_is_not_logged_as_it_was_told_too(team: Harriers) -> None:
    at, found_id, _ = await asked(team)
    first = await question(at, found_id)
    draft = RunDraft(distance="14 km", time="1:10:00", when="today 9:00")
    await at.team.services.found_runs.log_changed(at.user("Ana"), None, found_id, draft)
    with pytest.raises(UserError, match="found_run_is_logged"):
        await answer(at, first)
    assert len(await sources_of(team)) == 2


@pytest.mark.parametrize("shares", [True, False])
async def test_what_a_connection_told_is_not_logged_once_that_is_over(team: Harriers, shares: bool) -> None:
    at, found_id, typed = await asked(team)
    first = await question(at, found_id, shares=shares)
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    with pytest.raises(NotFound, match="found_run_gone"):
        await answer(at, first)
    with pytest.raises(NotFound, match="found_run_gone"):
        await at.team.services.runs.merge(at.team.asker("Ana"), typed, first.pending.entry)
    assert await sources_of(team) == [RunSource.MANUAL]


async def test_what_is_gone_there_is_not_shared_by_a_late_answer(team: Harriers) -> None:
    at, found_id, _ = await asked(team)
    first = await question(at, found_id, shares=True)
    at.strava.account("Ana").runs.clear()
    await at.look_later(hours=20)
    with pytest.raises(NotFound, match="found_run_gone"):
        await answer(at, first)
    assert await sources_of(team) == [RunSource.MANUAL]


async def test_the_same_run_leaves_nothing_of_what_was_told_in_a_typed_one(team: Harriers) -> None:
    at, found_id, typed = await asked(team)
    first = await question(at, found_id)
    await at.team.services.runs.merge(at.team.asker("Ana"), typed, replace(first.pending.entry, note="windy"))
    [row] = await rows_of(team.database, runs, TEAM)
    assert (row["started_at"], row["elapsed_s"], row["note"]) == (None, None, "windy")


async def test_a_shared_run_that_its_runner_changes_is_their_own_word(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    told = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    logged = await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    assert isinstance(logged, LoggedRun)
    form = await at.team.services.runs.form(at.team.asker("Ana"), logged.run.run_id)
    draft = RunDraft(distance="12 km", time=form.time, when=form.when)
    await at.team.services.runs.edit(at.team.asker("Ana"), logged.run.run_id, draft)
    at.strava.change("Ana", told.key, distance_m=10_100)
    await at.look_later()
    [row] = await rows_of(team.database, runs, TEAM)
    assert (row["distance_m"], row["source"]) == (12_000, RunSource.CONFIRMED)


async def test_a_note_on_a_shared_run_leaves_it_as_strava_has_it(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    logged = await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    assert isinstance(logged, LoggedRun)
    form = await at.team.services.runs.form(at.team.asker("Ana"), logged.run.run_id)
    draft = RunDraft(distance=form.distance, time=form.time, when=form.when, note="windy")
    await at.team.services.runs.edit(at.team.asker("Ana"), logged.run.run_id, draft)
    assert await sources_of(team) == [RunSource.SHARED]


async def test_a_run_typed_to_the_second_answers_the_question(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR, 10_000, 3_072)
    nudge = await at.nudge()
    await team.log("Ana", "10k", "51:12")
    await at.look_later()
    found = await team.database.read(lambda uow: uow.found_runs.find(nudge.found_id))
    assert found is not None
    assert found.state == FoundState.KNOWN
