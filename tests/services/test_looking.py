"""Looking at accounts: what comes of runs that services tell of, and of everything that can go wrong meanwhile."""

import asyncio
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.domain.audience import MessageKind
from bot.domain.connections import KEEP_ASKED_FOR, KEPT_FOR, ConnectionState, Level, Service, Usage, Visibility
from bot.domain.found_runs import FoundState
from bot.domain.runs import RunKind, RunSource, Surface
from bot.errors import NotFound, UserError
from bot.services.cheers import FeedCard
from bot.services.connection_letters import ConnectionLetter, ConnectionNews
from bot.services.nudge_letters import RunNudge
from bot.services.ports import SourceFull, SourceInactive, SourceLimited, SourceRefused, SourceUnreachable
from bot.services.reading import RunDraft
from bot.services.run_outcomes import DoubleRun, LoggedRun
from bot.ui.cheers import feed_line
from bot.ui.nudges import nudge_text
from bot.ui.run_lines import run_figures
from db.database import Database, Work
from db.repositories.connections import ConnectionRow
from db.repositories.runs import RunRow
from db.unavailable import DatabaseAway
from db.unit_of_work import UnitOfWork
from tests.db.engines import another
from tests.services.harriers import Harriers, local
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting, on

HOUR = timedelta(hours=1)
T = TypeVar("T")


async def row_of(at: Connecting, name: str = "Ana", service: Service = Service.STRAVA) -> ConnectionRow:
    runner = await at.team.runner(name)
    row = await at.team.database.read(lambda uow: uow.connections.of(runner.runner_id, service))
    assert row is not None
    return row


async def log_of(at: Connecting, name: str = "Ana") -> list[RunRow]:
    runner = await at.team.runner(name)
    return await at.team.database.read(lambda uow: uow.runs.newest(runner.runner_id, 99))


async def state_of(at: Connecting, found_id: int) -> str | None:
    row = await at.team.database.read(lambda uow: uow.found_runs.find(found_id))
    return None if row is None else row.state


# --- a run ----------------------------------------------------------------------


async def test_a_run_is_told_to_its_runner_alone_and_logged_at_their_word(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR, 10_000, 3_072, device="Garmin Forerunner 255")
    nudge = await at.nudge()
    assert (nudge.run.distance_m, nudge.run.moving_s, nudge.device) == (10_000, 3_072, "Garmin Forerunner 255")
    assert (nudge.state, nudge.may_share, await log_of(at)) == (FoundState.OFFERED, False, [])
    outcome = await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    assert isinstance(outcome, LoggedRun)
    [run] = await log_of(at)
    assert (run.source, run.distance_m, run.moving_s) == (RunSource.CONFIRMED, 10_000, 3_072)
    # The letter says so from now on, and nobody is asked again.
    told = await at.told()
    assert [(one.state, one.entry is not None) for one in told] == [(FoundState.LOGGED, True)]
    assert await at.look_later() == 1
    assert await at.told() == []
    with pytest.raises(UserError):
        await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)


async def test_runs_from_before_the_last_hours_are_never_told(team: Harriers) -> None:
    at = connecting(team)
    at.strava.finish("Ana", team.clock.now() - 13 * HOUR)
    at.strava.finish("Ana", team.clock.now() - 11 * HOUR)
    await at.connect("Ana")
    assert (await at.nudge()).run.started_at == team.clock.now() - 11 * HOUR
    await at.look_later(days=1)
    assert await at.told() == []


async def test_a_run_can_be_changed_before_it_is_logged_and_is_their_own_word(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR, 10_040, 3_072)
    nudge = await at.nudge()
    form = await at.team.services.found_runs.form(at.user("Ana"), None, nudge.found_id)
    assert (form.distance, form.time) == ("10.04 km", "51:12")
    draft = RunDraft(distance="10 km", time="51:00", when=form.when, note="with Ben")
    outcome = await at.team.services.found_runs.log_changed(at.user("Ana"), None, nudge.found_id, draft)
    assert isinstance(outcome, LoggedRun)
    [run] = await log_of(at)
    assert (run.source, run.distance_m, run.moving_s, run.note) == (RunSource.CONFIRMED, 10_000, 3_060, "with Ben")
    assert await state_of(at, nudge.found_id) == FoundState.LOGGED


async def test_a_run_that_is_left_out_can_be_logged_all_the_same(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    left = await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    assert left.state is FoundState.IGNORED
    await at.look_later()
    assert isinstance(await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id), LoggedRun)


async def test_a_found_run_is_its_runners_alone(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await team.join("Ben")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    service = at.team.services.found_runs
    for act in (service.show, service.log, service.form, service.ignore, service.take_over, service.leave_as_it_is):
        for found_id in (nudge.found_id, 10**17):
            with pytest.raises(NotFound):
                await act(at.user("Ben"), None, found_id)
        # In another server of Ana's it is nobody's business either.
        with pytest.raises(NotFound):
            await act(at.user("Ana"), team.team_id + 1, nudge.found_id)


async def test_what_is_in_the_log_already_is_no_question(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await team.log("Ana", "10k", "51:30", when="today 9:35")
    at.strava.finish("Ana", team.clock.now() - timedelta(minutes=55))
    await at.look()
    assert await at.told() == []
    [run] = await log_of(at)
    [told] = await team.database.read(lambda uow: uow.found_runs.of_run(run.run_id))
    assert told.state == FoundState.KNOWN


async def test_a_question_goes_once_its_runner_has_logged_the_run_otherwise(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - timedelta(minutes=55))
    nudge = await at.nudge()
    await team.log("Ana", "10k", "51:30", when="today 9:35")
    await at.look_later()
    assert await state_of(at, nudge.found_id) == FoundState.KNOWN
    parcels = await at.team.services.outbox.claim()
    assert [parcel.content for parcel in parcels if parcel.message.kind == "run_nudge"] == [None]


async def test_an_entry_that_is_changed_into_the_run_answers_the_question_in_the_night(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    typed = (await team.log("Ana", "8k", "41:30", when="today 9:35")).run
    await at.look_later()
    at.strava.finish("Ana", local("Europe/Berlin", "2026-11-20 09:35"))
    team.clock.forward(minutes=31)
    nudge = await at.nudge()
    draft = RunDraft(distance="10k", time="51:30", when="today 9:35")
    await at.team.services.runs.edit(at.team.asker("Ana"), typed.run_id, draft)
    await at.look_later(hours=20)
    assert await state_of(at, nudge.found_id) == FoundState.KNOWN


async def test_what_is_kept_of_a_run_that_its_runner_has_typed_is_as_it_is_there(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    told = at.strava.finish("Ana", team.clock.now() - timedelta(minutes=55))
    await at.nudge()
    await team.log("Ana", "10k", "51:30", when="today 9:35")
    at.strava.change("Ana", told.key, distance_m=10_050)
    await at.look_later()
    [run] = await log_of(at)
    [row] = await team.database.read(lambda uow: uow.found_runs.of_run(run.run_id))
    assert row.distance_m == 10_050


async def test_what_only_looks_like_an_entry_is_asked_about_twice(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    logged = await team.log("Ana", "10k", "51:30")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    assert nudge.like is not None
    assert nudge.like[1].run_id == logged.run.run_id
    outcome = await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    assert isinstance(outcome, DoubleRun)
    entry = outcome.pending.entry
    await at.team.services.runs.merge(at.team.asker("Ana"), logged.run.run_id, entry)
    assert len(await log_of(at)) == 1
    assert await state_of(at, nudge.found_id) == FoundState.LOGGED


async def test_an_archive_that_holds_the_run_already_answers_the_question(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    told = at.strava.finish("Ana", team.clock.now() - HOUR)
    run = (await team.log("Ana", "3k", "20:00", when="yesterday")).run
    runner = await team.runner("Ana")
    origin = [f"strava:{told.key}"]
    await team.database.write(lambda uow: uow.runs.add_origins(runner.runner_id, run.run_id, origin))
    await at.look()
    assert await at.told() == []


@pytest.mark.parametrize(
    "odd", [{"metres": 150}, {"seconds": 40}, {"visibility": Visibility.ONLY_ME}, {"metres": 5_000_000}]
)
async def test_what_is_no_run_to_speak_of_is_left_alone(team: Harriers, odd: dict[str, object]) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR, **odd)  # type: ignore[arg-type]
    await at.look()
    assert await at.told() == []


# --- what changes there -----------------------------------------------------------


async def test_a_question_follows_what_its_runner_changes_there(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.nudge()
    at.strava.change("Ana", run.key, distance_m=9_500)
    await at.look_later()
    [told] = await at.told()
    assert isinstance(told, RunNudge)
    assert (told.state, told.run.distance_m) == (FoundState.OFFERED, 9_500)


@pytest.mark.parametrize("takes", [True, False])
async def test_of_a_confirmed_entry_its_runner_is_asked(team: Harriers, takes: bool) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    await at.told()
    at.strava.change("Ana", run.key, distance_m=9_500, moving_s=3_000)
    await at.look_later()
    [told] = await at.told()
    assert isinstance(told, RunNudge)
    assert told.entry is not None
    assert (told.state, told.run.distance_m, told.entry.distance_m) == (FoundState.CHANGED, 9_500, 10_000)
    service = at.team.services.found_runs
    settled = await (service.take_over if takes else service.leave_as_it_is)(at.user("Ana"), None, nudge.found_id)
    assert settled.state is FoundState.LOGGED
    assert [one.distance_m for one in await log_of(at)] == [9_500 if takes else 10_000]


async def test_a_run_that_is_deleted_there_takes_its_question_along(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    del at.strava.account("Ana").runs[run.key]
    # An ordinary look does not ask after what is missing: the night's does.
    await at.look_later()
    assert await state_of(at, nudge.found_id) == FoundState.OFFERED
    await at.look_later(hours=20)
    assert await state_of(at, nudge.found_id) == FoundState.GONE
    assert await at.told() == []


async def test_a_confirmed_entry_outlives_its_run_there_and_its_runner_reads_so(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    await at.told()
    del at.strava.account("Ana").runs[run.key]
    assert await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look()
    [told] = await at.told()
    assert isinstance(told, RunNudge)
    assert (told.state, told.entry is not None, len(await log_of(at))) == (FoundState.GONE, True, 1)


async def test_what_comes_back_is_asked_about_again(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.nudge()
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look()
    await at.told()
    at.strava.account("Ana").runs[run.key] = run
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "create")
    await at.look()
    assert [one.state for one in await at.told()] == [FoundState.OFFERED]


async def test_silence_is_no_word_on_anything(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    # The list comes, and the question after the one that is missing does not.
    at.strava.trouble += [None, SourceUnreachable()]
    await at.look()
    assert await state_of(at, nudge.found_id) == FoundState.OFFERED
    assert await at.look_later() == 1
    assert await state_of(at, nudge.found_id) == FoundState.GONE


@pytest.mark.parametrize("odd", [SourceUnreachable(), SourceRefused(), SourceFull(), SourceLimited()])
async def test_what_is_answered_oddly_about_one_run_loses_no_other(team: Harriers, odd: Exception) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    del at.strava.account("Ana").runs[run.key]
    at.strava.stumbles_over[run.key] = odd
    team.clock.forward(hours=24)
    new = at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look()
    assert [one.key for one in await at.told()] == [new.key]
    # It is no word on that run either, and the night is over once all are asked about.
    assert await state_of(at, nudge.found_id) == FoundState.OFFERED
    row = await row_of(at)
    assert (row.state, row.failures) == (ConnectionState.ACTIVE, 0)
    assert (row.relisted_on == team.clock.now().date()) is not isinstance(odd, SourceLimited)
    at.strava.stumbles_over.clear()
    await at.look_later(hours=24)
    assert await state_of(at, nudge.found_id) == FoundState.GONE


async def test_runs_that_are_never_answered_about_keep_no_other_from_its_turn(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    runs = [at.strava.finish("Ana", team.clock.now() + number * HOUR, 5_000 + number) for number in range(5)]
    team.clock.forward(hours=8)
    await at.look()
    told = {one.key: one.found_id for one in await at.told()}
    at.strava.account("Ana").runs.clear()
    at.strava.stumbles_over = {run.key: SourceUnreachable() for run in runs[:3]}
    await at.look_later(hours=24)
    await at.look_later()
    states = [await state_of(at, told[run.key]) for run in runs]
    assert states == [FoundState.OFFERED] * 3 + [FoundState.GONE] * 2
    assert (await row_of(at)).relisted_on == team.clock.now().date()


async def letters_of(at: Connecting, found_id: int) -> list[int]:
    """Return the letters that stand about a found run, by their keys in the outbox."""
    owed = await at.team.database.read(
        lambda uow: uow.outbox.find(at.team.team_id, MessageKind.RUN_NUDGE, str(found_id))
    )
    return [] if owed is None else [owed.outbox_id]


@pytest.mark.parametrize("change", ["other figures", "gone"])
async def test_what_a_runner_has_to_know_of_their_entry_comes_as_a_new_letter(team: Harriers, change: str) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    await at.told()
    before = await letters_of(at, nudge.found_id)
    if change == "gone":
        del at.strava.account("Ana").runs[run.key]
        await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    else:
        at.strava.change("Ana", run.key, distance_m=9_500)
    await at.look_later()
    # The first one is taken down: it would go on to say what is true no more.
    contents = [parcel.content for parcel in await at.team.services.outbox.claim()]
    assert [None if content is None else type(content) for content in contents] == [RunNudge, None]
    assert await letters_of(at, nudge.found_id) != before


async def test_an_entry_that_is_deleted_can_be_logged_again_from_its_letter(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    service = at.team.services.found_runs
    await service.log(at.user("Ana"), None, nudge.found_id)
    await at.told()
    [entry] = await log_of(at)
    await at.team.services.runs.edit(at.team.asker("Ana"), entry.run_id, RunDraft("9 km", "45:00", "today 9:00"))
    assert [one.entry and one.entry.distance_m for one in await at.told()] == [9_000]
    await at.team.services.runs.delete(at.team.asker("Ana"), entry.run_id)
    assert [(one.state, one.entry) for one in await at.told()] == [(FoundState.IGNORED, None)]
    await at.look_later(hours=24)
    assert await at.told() == []
    assert isinstance(await service.log(at.user("Ana"), None, nudge.found_id), LoggedRun)
    with pytest.raises(UserError) as refused:
        await service.log(at.user("Ana"), None, nudge.found_id)
    assert refused.value.code == "found_run_is_logged"
    # Gone at both ends, it is not said to be in the log.
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look_later()
    [entry] = await log_of(at)
    await at.team.services.runs.delete(at.team.asker("Ana"), entry.run_id)
    with pytest.raises(NotFound) as gone:
        await service.log(at.user("Ana"), None, nudge.found_id)
    assert gone.value.code == "found_run_gone"


async def test_a_form_that_is_left_alone_logs_what_the_run_was(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    # Abroad: there it was the evening before.
    began = team.clock.now().replace(hour=2, minute=14, second=37)
    day = (began - timedelta(hours=9)).date()
    run = at.strava.finish("Ana", began)
    at.strava.change("Ana", run.key, local_date=day, elapsed_s=3_300)
    nudge = await at.nudge()
    service = at.team.services.found_runs
    form = await service.form(at.user("Ana"), None, nudge.found_id)
    draft = RunDraft(distance=form.distance, time=form.time, when=form.when)
    assert isinstance(await service.log_changed(at.user("Ana"), None, nudge.found_id, draft), LoggedRun)
    [entry] = await log_of(at)
    assert (entry.local_date, entry.started_at, entry.elapsed_s) == (day, began, 3_300)


async def test_what_its_runner_left_out_stays_out_when_it_was_hidden_for_a_while(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.ignore(at.user("Ana"), None, nudge.found_id)
    await at.told()
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look()
    assert await at.told() == []
    with pytest.raises(NotFound):
        await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    at.strava.account("Ana").runs[run.key] = run
    await at.look_later()
    assert (await at.told(), await state_of(at, nudge.found_id)) == ([], FoundState.IGNORED)


# --- events -----------------------------------------------------------------------


async def test_an_event_hastens_a_look_and_is_believed_in_nothing(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.look()
    assert await at.look() == 0
    run = at.strava.finish("Ana", team.clock.now())
    assert await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "create")
    assert not await at.team.services.hints.take(Service.STRAVA, "nobody", "1", "create")
    nudge = await at.nudge()
    # Forged: the run is there, and the access holds.
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.team.services.hints.take(Service.STRAVA, "Ana", "", "update")
    await at.look()
    assert await state_of(at, nudge.found_id) == FoundState.OFFERED
    assert (await row_of(at)).state == ConnectionState.ACTIVE


async def test_a_run_that_an_event_tells_of_too_early_is_looked_for_again(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.look()
    await at.team.services.hints.take(Service.STRAVA, "Ana", "8001", "create")
    assert [await at.look(), await at.look()] == [1, 0]
    assert await at.look_later(minutes=6) == 1
    assert await at.look_later(minutes=6) == 1
    assert await team.database.read(lambda uow: uow.service_work.hints_of("strava", "Ana")) == []
    assert await at.look_later(minutes=6) == 0


async def test_an_event_that_comes_during_a_look_leads_to_another(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")

    async def event() -> None:
        run = at.strava.finish("Ana", team.clock.now())
        del at.strava.account("Ana").runs[run.key]
        await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "create")

    at.strava.meanwhile = event
    assert await at.look() == 2


# --- access -----------------------------------------------------------------------


async def test_access_is_renewed_before_it_ends_and_saved_before_it_is_used(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.look()
    first = at.strava.account("Ana").refresh
    # The look that follows the renewal does not come through.
    at.strava.trouble += [None, SourceUnreachable()]
    await at.look_later(hours=7)
    assert at.strava.account("Ana").refresh != first
    await at.look_later()
    assert (await row_of(at)).failures == 0
    assert at.strava.asked.count("renew") == 1


class _AwayForAWhile(Database):
    """A database that takes nothing for the next `times` writes."""

    def __init__(self, inner: Database) -> None:
        super().__init__(inner.url)
        self._inner = inner
        self.times = 0

    async def open(self) -> None:
        """It is open."""

    async def close(self) -> None:
        """Whoever opened it closes it."""

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        if self.times:
            self.times -= 1
            raise DatabaseAway("PostgreSQL is away")
        return await self._inner.write(work, long=long)

    async def read(self, work: Work[T]) -> T:
        return await self._inner.read(work)

    async def schema_version(self) -> str | None:
        return await self._inner.schema_version()


async def test_renewed_access_is_saved_though_the_database_is_away_at_that_moment(team: Harriers) -> None:
    database = _AwayForAWhile(team.database)
    at = connecting(Harriers(database, team.clock, team.services))
    await at.connect("Ana")
    await at.look()

    async def restart() -> None:
        database.times = 2

    at.strava.meanwhile = restart
    await at.look_later(hours=7)
    assert (await row_of(at)).failures == 0
    await at.look_later()
    assert at.strava.asked.count("renew") == 1
    assert (await row_of(at)).state == ConnectionState.ACTIVE


async def test_two_processes_never_renew_one_account_at_once(team: Harriers, url: str) -> None:
    at = connecting(team)
    await at.connect("Ana")
    team.clock.forward(hours=7)
    async with another(url) as database:
        second = on(Harriers(database, team.clock, team.services), at.sources, at.strava, at.intervals)
        looked = await asyncio.gather(at.look(), second.look())
    assert sum(looked) == 1
    assert at.strava.asked.count("renew") == 1
    assert (await row_of(at)).state == ConnectionState.ACTIVE


async def test_access_that_ended_early_is_renewed_once(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.account("Ana").access = "somebody turned it"
    await at.look()
    assert at.strava.asked == ["exchange", "runs", "renew", "runs"]
    assert (await row_of(at)).state == ConnectionState.ACTIVE


async def test_withdrawn_access_deletes_what_was_told_and_asks_about_the_rest(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - 3 * HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    at.strava.finish("Ana", team.clock.now())
    await at.look_later()
    await send_all(at.team)
    at.strava.account("Ana").is_open = False
    await at.look_later()
    row = await row_of(at)
    assert (row.state, row.secret, row.athlete) == (ConnectionState.REFUSED, None, None)
    assert await team.database.read(lambda uow: uow.found_runs.of_connection(row.connection_id)) == []
    letters = [one for one in await send_all(at.team) if isinstance(one, ConnectionLetter)]
    [letter] = letters
    assert (letter.news, letter.runs, letter.connection_id) == (ConnectionNews.REFUSED, 1, row.connection_id)
    ended = await at.team.services.connections.decide(at.user("Ana"), None, row.connection_id, keep=True)
    assert (ended.kept, len(await log_of(at))) == (1, 1)
    with pytest.raises(NotFound):
        await at.team.services.connections.decide(at.user("Ana"), None, row.connection_id, keep=False)


async def test_no_word_on_logged_runs_means_that_they_go(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    own = await team.log("Ana", "5k", "25:00", when="yesterday")
    at.strava.account("Ana").is_open = False
    await at.look_later()
    await send_all(at.team)
    team.clock.forward(seconds=KEEP_ASKED_FOR.total_seconds() - 60)
    await at.team.services.service_duties.see_to_due()
    assert len(await log_of(at)) == 2
    team.clock.forward(minutes=2)
    await at.team.services.service_duties.see_to_due()
    assert [run.run_id for run in await log_of(at)] == [own.run.run_id]
    letters = [one.news for one in await send_all(at.team) if isinstance(one, ConnectionLetter)]
    assert letters == [ConnectionNews.FORGOTTEN]


async def test_connecting_again_leaves_alone_what_was_kept(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    at.strava.account("Ana").is_open = False
    await at.look_later()
    connection_id = (await row_of(at)).connection_id
    await at.team.services.connections.decide(at.user("Ana"), None, connection_id, keep=True)
    await at.connect("Ana")
    team.clock.forward(days=30)
    await at.team.services.service_duties.see_to_due()
    assert len(await log_of(at)) == 1


async def test_what_is_connected_anew_during_a_look_is_left_alone(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)

    async def disconnect() -> None:
        await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)

    at.strava.meanwhile = disconnect
    await at.look()
    assert await at.told() == []
    assert await team.database.read(lambda uow: uow.connections.count("strava")) == 0


# --- limits and outages -----------------------------------------------------------


async def test_after_a_429_nobody_asks_until_the_window_turns(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await at.connect("Ben")
    at.strava.trouble.append(SourceLimited())
    team.clock.set(team.clock.now().replace(minute=31))
    await at.look()
    asked = len(at.strava.asked)
    team.clock.set(team.clock.now().replace(minute=44))
    assert await at.look() == 0
    assert len(at.strava.asked) == asked
    # The other one had been asked about at the same time, and has its next turn later.
    team.clock.set(team.clock.now().replace(minute=45, second=6))
    assert await at.look() == 1


async def test_a_share_of_the_calls_is_left_for_who_waits(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.counted = Usage(150, 200, 150, 2_000)
    assert await at.look() == 1
    assert await at.look_later(minutes=10) == 0
    assert await at.look_later() == 1
    at.strava.counted = Usage(1, 200, 2_000, 2_000)
    assert await at.look_later() == 1
    assert await at.look_later(hours=5) == 0
    assert await at.look_later(hours=12) == 1


async def test_an_outage_is_waited_out_longer_each_time(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.trouble += [SourceUnreachable()] * 2
    await at.look()
    assert (await row_of(at)).failures == 1
    assert await at.look_later(minutes=4) == 0
    assert await at.look_later(minutes=2) == 1
    assert await at.look_later(minutes=9) == 0
    assert await at.look_later(minutes=2) == 1
    assert (await row_of(at)).failures == 0


async def test_an_inactive_application_is_told_to_who_looks_after_the_team_once(team: Harriers) -> None:
    at = connecting(team)
    await team.database.write(lambda uow: uow.teams.change(team.team_id, admin_id=at.user("Dora")))
    await at.connect("Ana")
    await send_all(at.team)
    at.strava.trouble += [SourceInactive()] * 2
    await at.look()
    assert await at.look_later(hours=5) == 0
    assert await at.look_later(hours=2) == 1
    assert len(await send_all(at.team)) == 1
    page = await at.team.services.connections.page(at.team.asker("Ana"))
    assert page.is_inactive
    await at.look_later(hours=7)
    assert not (await at.team.services.connections.page(at.team.asker("Ana"))).is_inactive
    at.strava.trouble.append(SourceInactive())
    await at.look_later()
    # It is night by then, and such news can wait.
    team.clock.forward(hours=10)
    assert len(await send_all(at.team)) == 1


async def test_a_defect_in_one_look_gives_the_account_back(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.trouble.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await at.look()
    assert (await row_of(at)).held_until is None
    assert await at.look_later(minutes=6) == 1


async def test_ten_athletes_are_looked_at_in_fewer_than_five_hundred_calls_a_day(team: Harriers) -> None:
    at = connecting(team)
    for number in range(10):
        await at.connect(f"Runner {number}")
    at.strava.asked.clear()
    for _ in range(24 * 60):
        team.clock.forward(minutes=1)
        await at.look()
    reads = at.strava.asked.count("runs") + at.strava.asked.count("run")
    assert 450 <= reads < 500


# --- the seven days, and the levels ------------------------------------------------


async def test_what_was_told_goes_after_seven_days_with_the_letter_that_says_it(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    team.clock.forward(seconds=KEPT_FOR.total_seconds() - 60)
    await at.team.services.service_duties.see_to_due()
    assert await state_of(at, nudge.found_id) == FoundState.OFFERED
    team.clock.forward(minutes=2)
    assert await at.team.services.service_duties.see_to_due() == 1
    assert await state_of(at, nudge.found_id) is None
    with pytest.raises(NotFound):
        await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    parcels = await at.team.services.outbox.claim()
    assert [parcel.content for parcel in parcels] == [None]


async def test_sharing_needs_the_operators_yes(team: Harriers) -> None:
    at = connecting(team, Level.NUDGE)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    with pytest.raises(UserError) as refused:
        await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    assert refused.value.code == "sharing_is_off"


async def test_a_shared_run_changes_and_goes_as_it_does_there(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    assert nudge.may_share
    assert isinstance(await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id), LoggedRun)
    [entry] = await log_of(at)
    assert entry.source == RunSource.SHARED
    at.strava.change("Ana", run.key, distance_m=9_000)
    await at.look_later()
    assert [one.distance_m for one in await log_of(at)] == [9_000]
    # It is followed for as long as it stands.
    team.clock.forward(days=20)
    await at.team.services.service_duties.see_to_due()
    del at.strava.account("Ana").runs[run.key]
    await at.team.services.hints.take(Service.STRAVA, "Ana", run.key, "delete")
    await at.look()
    assert await log_of(at) == []


@pytest.mark.parametrize("other", [FoundState.KNOWN, FoundState.GONE])
async def test_a_card_leads_to_the_recording_that_is_shared_and_to_no_other_one_of_the_run(
    team: Harriers, other: FoundState
) -> None:
    at = connecting(team, Level.SHARE)
    at.intervals.account("i7")
    at.intervals.finish("i7", team.clock.now() - 8 * HOUR)
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")
    elsewhere = (await at.nudge()).found_id
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - 5 * HOUR, 8_000, 2_400)
    again = (await at.nudge()).found_id
    shared = at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look_later()
    [nudge] = await at.told()
    assert isinstance(await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id), LoggedRun)
    [entry] = await log_of(at)

    def holds(uow: UnitOfWork) -> None:
        # It was recorded by a second watch, and by another service, whose hours were wrong: all are this one entry.
        uow.found_runs.change(elsewhere, state=FoundState.LOGGED, run_id=entry.run_id)
        uow.found_runs.change(again, state=other, run_id=entry.run_id)

    await team.database.write(holds)
    [card] = [one for one in await send_all(at.team) if isinstance(one, FeedCard)]
    assert card.strava_key == shared.key


async def test_disconnecting_takes_shared_runs_along_even_from_those_who_keep_theirs(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    ended = await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    assert (ended.deleted, await log_of(at)) == (1, [])


async def test_runs_are_logged_by_themselves_for_who_asked_for_it_where_the_operator_may(team: Harriers) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - 5 * HOUR)
    assert (await at.nudge()).state is FoundState.OFFERED
    page = await at.team.services.connections.share_by_itself(at.team.asker("Ana"), wished=True)
    own = page.of(Service.STRAVA)
    assert own is not None
    assert own.is_automatic
    plain = at.strava.finish("Ana", team.clock.now())
    at.strava.finish("Ana", team.clock.now() + 2 * HOUR, visibility=Visibility.FOLLOWERS)
    at.strava.finish("Ana", team.clock.now() + 4 * HOUR, muted=True)
    await at.look_later(hours=6)
    assert [run.started_at for run in await log_of(at)] == [plain.started_at]
    assert len(await at.told()) == 2


async def test_a_lower_level_takes_what_was_shared_out_of_all_sums_and_asks_its_runner(team: Harriers) -> None:
    at = connecting(team, Level.SHARE)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    nudge = await at.nudge()
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    await at.told()
    team.clock.forward(days=9)
    lower = on(team, connecting(team, Level.NUDGE).sources, at.strava, at.intervals)
    await lower.team.services.service_duties.see_to_due()
    assert await log_of(at) == []
    assert [(one.state, one.may_share) for one in await lower.told()] == [(FoundState.OFFERED, False)]
    assert isinstance(await lower.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id), LoggedRun)
    # Its own word from now on, whatever the operator allows later.
    await at.team.services.service_duties.see_to_due()
    assert [run.source for run in await log_of(at)] == [RunSource.CONFIRMED]


@pytest.mark.parametrize("hidden", [{"visibility": Visibility.FOLLOWERS}, {"muted": True}])
async def test_what_was_shared_by_itself_and_is_kept_among_followers_since_is_asked_about(
    team: Harriers, hidden: dict[str, object]
) -> None:
    at = connecting(team, Level.AUTOMATIC)
    await at.connect("Ana")
    await at.team.services.connections.share_by_itself(at.team.asker("Ana"), wished=True)
    run = at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look()
    assert [one.source for one in await log_of(at)] == [RunSource.SHARED]
    at.strava.change("Ana", run.key, is_race=True, surface=Surface.TRAIL)
    await at.look_later()
    assert [(one.kind, one.surface) for one in await log_of(at)] == [(RunKind.RACE, Surface.TRAIL)]
    at.strava.change("Ana", run.key, is_race=False, **hidden)
    await at.look_later()
    assert await log_of(at) == []
    [nudge] = await at.told()
    assert (nudge.state, nudge.may_share) == (FoundState.OFFERED, True)
    await at.team.services.found_runs.share(at.user("Ana"), None, nudge.found_id)
    await at.look_later()
    assert [(one.source, one.kind) for one in await log_of(at)] == [(RunSource.SHARED, None)]


async def test_a_race_is_told_by_the_clock_that_counts_and_by_the_time_it_moved(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR, 10_000, 3_000, is_race=True)
    at.strava.change("Ana", run.key, elapsed_s=3_120)
    nudge = await at.nudge()
    assert "52:00, 50:00 moving" in nudge_text(nudge)
    logged = await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    assert isinstance(logged, LoggedRun)
    assert run_figures(logged.run, logged.unit) == {
        "distance": "10.0 km",
        "time": "52:00, 50:00 moving",
        "pace": "5:12 /km",
        "date": run_figures(nudge.run, nudge.unit)["date"],
    }
    [card] = [one for one in await send_all(at.team) if isinstance(one, FeedCard)]
    assert "52:00, 50:00 moving · 5:12 /km" in feed_line(card)


async def test_a_stop_at_a_light_is_no_part_of_a_run_that_is_no_race(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    run = at.strava.finish("Ana", team.clock.now() - HOUR, 10_000, 3_000)
    at.strava.change("Ana", run.key, elapsed_s=3_120)
    nudge = await at.nudge()
    assert run_figures(nudge.run, nudge.unit)["time"] == "50:00"
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    [card] = [one for one in await send_all(at.team) if isinstance(one, FeedCard)]
    assert "· 50:00 · 5:00 /km" in feed_line(card)


async def test_intervals_tells_in_the_same_way(team: Harriers) -> None:
    at = connecting(team)
    at.intervals.account("i7")
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")
    at.intervals.finish("i7", team.clock.now() - HOUR)
    nudge = await at.nudge()
    assert nudge.service is Service.INTERVALS
    await at.team.services.found_runs.log(at.user("Ana"), None, nudge.found_id)
    assert [run.source for run in await log_of(at)] == [RunSource.INTERVALS]


async def with_keys(team: Harriers, *names: str) -> Connecting:
    """Return a team of which these members have handed over keys, each of whom ran just now."""
    at = connecting(team)
    for name in names:
        at.intervals.account(name)
        await at.team.services.connections.hand_over(at.team.asker(name), f"key-{name}")
        at.intervals.finish(name, team.clock.now() - HOUR)
    return at


async def test_one_or_two_refusals_of_a_key_end_nothing(team: Harriers) -> None:
    at = await with_keys(team, "Ana")
    nudge = await at.nudge()
    at.intervals.trouble += [SourceRefused()] * 2
    assert [await at.look_later(), await at.look_later()] == [1, 1]
    own = (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.INTERVALS)
    assert own is not None
    assert own.in_trouble
    assert (await at.team.services.found_runs.show(at.user("Ana"), None, nudge.found_id)).state is FoundState.OFFERED
    # Whatever answers in between begins the count anew.
    assert await at.look_later() == 1
    at.intervals.trouble += [SourceRefused()] * 2
    assert [await at.look_later(), await at.look_later()] == [1, 1]
    assert (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.INTERVALS) is not None


async def test_a_key_that_is_refused_time_and_again_ends_its_connection(team: Harriers) -> None:
    at = await with_keys(team, "Ana")
    at.intervals.trouble += [SourceRefused()] * 3
    assert [await at.look(), await at.look_later(), await at.look_later()] == [1, 1, 1]
    assert (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.INTERVALS) is None
    letters = [one.news for one in await send_all(at.team) if isinstance(one, ConnectionLetter)]
    assert ConnectionNews.REFUSED in letters


@pytest.mark.parametrize("singly", [False, True], ids=["at the list", "at a single run"])
async def test_a_key_without_calls_left_holds_up_nobody_else(team: Harriers, singly: bool) -> None:
    at = await with_keys(team, "Ana")
    await at.look()
    if singly:
        # The run is not listed any more, and is asked about by itself.
        [run] = at.intervals.account("Ana").runs.values()
        at.intervals.account("Ana").runs.clear()
        at.intervals.stumbles_over[run.key] = SourceLimited()
        team.clock.forward(days=1)
    else:
        at.intervals.trouble.append(SourceLimited())
        team.clock.forward(minutes=31)
    at.intervals.account("Ben")
    assert await at.look() == 1
    await at.team.services.connections.hand_over(at.team.asker("Ben"), "key-Ben")
    assert await at.look() == 1
    assert await at.look_later() == 2


async def test_what_intervals_may_not_show_is_explained_once(team: Harriers) -> None:
    at = connecting(team)
    at.intervals.account("i7")
    at.intervals.withheld = 3
    await at.team.services.connections.hand_over(at.team.asker("Ana"), "key-i7")
    await at.look()
    letters = [one.news for one in await send_all(at.team) if isinstance(one, ConnectionLetter)]
    assert letters == [ConnectionNews.CONNECTED, ConnectionNews.WITHHELD]
    own = (await at.team.services.connections.page(at.team.asker("Ana"))).of(Service.INTERVALS)
    assert own is not None
    assert own.withheld == 3
    await at.look_later(days=1)
    assert await send_all(at.team) == []
