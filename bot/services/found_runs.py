"""Found runs: what their runner does with a run that a service told of: log it, change it first, share it, leave it."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.connections import Service
from bot.domain.found_runs import CONFIRMED_OF, FoundState
from bot.domain.runs import RunKind, RunSource, Surface
from bot.errors import NotFound, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.entries import change_entry
from bot.services.found_entries import entry_of_found
from bot.services.nudge_letters import RunNudge, nudge_of
from bot.services.nudge_standing import origin_of, revise_nudge
from bot.services.reading import RunDraft, spelt_out, typed_distance, typed_time
from bot.services.run_outcomes import FilledForm, Outcome, Pending, UnclearRun
from bot.services.runners import unit_of
from bot.services.runs import RunService
from bot.services.sources import Sources
from db.database import Database
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


class FoundRunService:
    """Acts under a letter, which knows its runner: whoever has several teams may have another one in mind.

    `team_id` is the server in which somebody presses, None in the bot's direct messages. All of it raises `NotFound`
    for anybody else's run, also for the same person's in another team, and for one that was told too long ago.
    """

    def __init__(self, database: Database, clock: Clock, runs: RunService, sources: Sources) -> None:
        self._database = database
        self._clock = clock
        self._runs = runs
        self._sources = sources

    async def show(self, user_id: int, team_id: int | None, found_id: int) -> RunNudge:
        """Return the run as it stands."""
        return await self._database.read(lambda uow: self._shown(uow, user_id, team_id, found_id))

    async def asker(self, user_id: int, team_id: int | None, found_id: int) -> Asker:
        """Return its runner as whoever asks, in the team that the run is for."""
        return await self._database.read(lambda uow: _asker(self._own(uow, user_id, team_id, found_id)[0]))

    async def log(self, user_id: int, team_id: int | None, found_id: int) -> Outcome:
        """Put the run into the log as its runner's own word; what is odd, or looks like another, is asked about first.

        Raises `UserError` where it is there already.
        """
        return await self._enter(user_id, team_id, found_id, lambda row: CONFIRMED_OF[Service(row.service)])

    async def share(self, user_id: int, team_id: int | None, found_id: int) -> Outcome:
        """Put the run into the log as Strava has it, for the team to see as the profile allows; it goes with it there.

        Raises `UserError` where the operator does not allow it.
        """
        if not self._sources.level.may_share:
            raise UserError("sharing_is_off")
        return await self._enter(user_id, team_id, found_id, lambda row: RunSource.SHARED)

    async def form(self, user_id: int, team_id: int | None, found_id: int) -> FilledForm:
        """Return the run as one would type it, to be changed before it is logged."""
        return await self._database.read(lambda uow: self._form(uow, user_id, team_id, found_id))

    async def log_changed(
        self, user_id: int, team_id: int | None, found_id: int, draft: RunDraft
    ) -> Outcome | UnclearRun:
        """Read what a runner made of the run, and log that."""
        asker, row = await self._database.read(lambda uow: self._to_enter(uow, user_id, team_id, found_id))
        draft = RunDraft(
            distance=draft.distance,
            time=draft.time,
            when=draft.when,
            kind=draft.kind or (RunKind.RACE if row.is_race else None),
            surface=draft.surface or (None if row.surface is None else Surface(row.surface)),
            effort=draft.effort,
            note=draft.note,
            source=CONFIRMED_OF[Service(row.service)],
            origins=(origin_of(found_id),),
        )
        return await self._runs.log(asker, draft, told=entry_of_found(row, draft.source))

    async def ignore(self, user_id: int, team_id: int | None, found_id: int) -> RunNudge:
        """Leave the run out of the log; it can be logged all the same for as long as it is kept."""
        return await self._database.write(lambda uow: self._ignore(uow, user_id, team_id, found_id))

    async def take_over(self, user_id: int, team_id: int | None, found_id: int) -> RunNudge:
        """Give the entry the figures that the service has by now."""
        return await self._database.write(lambda uow: self._settle(uow, user_id, team_id, found_id, takes=True))

    async def leave_as_it_is(self, user_id: int, team_id: int | None, found_id: int) -> RunNudge:
        """Keep the entry as its runner confirmed it."""
        return await self._database.write(lambda uow: self._settle(uow, user_id, team_id, found_id, takes=False))

    async def _enter(
        self, user_id: int, team_id: int | None, found_id: int, source: Callable[[FoundRow], RunSource]
    ) -> Outcome:
        asker, row = await self._database.read(lambda uow: self._to_enter(uow, user_id, team_id, found_id))
        return await self._runs.save(asker, Pending(entry_of_found(row, source(row))))

    def _shown(self, uow: UnitOfWork, user_id: int, team_id: int | None, found_id: int) -> RunNudge:
        runner, row = self._own(uow, user_id, team_id, found_id)
        return self._nudge(uow, runner, row, self._clock.now())

    def _to_enter(self, uow: UnitOfWork, user_id: int, team_id: int | None, found_id: int) -> tuple[Asker, FoundRow]:
        runner, row = self._own(uow, user_id, team_id, found_id)
        if row.run_id is not None and uow.runs.find(runner.team_id, row.run_id) is not None:
            raise UserError("found_run_is_logged")
        if row.state in (FoundState.GONE, FoundState.LEFT_OUT):
            raise NotFound("found_run_gone")
        return _asker(runner), row

    def _form(self, uow: UnitOfWork, user_id: int, team_id: int | None, found_id: int) -> FilledForm:
        self._to_enter(uow, user_id, team_id, found_id)
        runner, row = self._own(uow, user_id, team_id, found_id)
        return FilledForm(
            run_id=0,
            distance=typed_distance(row.distance_m, unit_of(runner)),
            time=typed_time(row.moving_s, row.distance_m),
            when=spelt_out(row.local_date, row.started_at, runner),
            effort="",
            note="",
        )

    def _ignore(self, uow: UnitOfWork, user_id: int, team_id: int | None, found_id: int) -> RunNudge:
        now = self._clock.now()
        runner, row = self._own(uow, user_id, team_id, found_id, lock=True)
        if row.state == FoundState.OFFERED:
            uow.found_runs.change(found_id, state=FoundState.IGNORED)
            revise_nudge(uow, runner, found_id, now)
            row = row._replace(state=FoundState.IGNORED)
        return self._nudge(uow, runner, row, now)

    def _settle(self, uow: UnitOfWork, user_id: int, team_id: int | None, found_id: int, *, takes: bool) -> RunNudge:
        now = self._clock.now()
        runner, row = self._own(uow, user_id, team_id, found_id, lock=True)
        run = None if row.run_id is None else uow.runs.find(runner.team_id, row.run_id)
        if row.state == FoundState.CHANGED and run is not None:
            if takes:
                told = entry_of_found(row, RunSource(run.source))
                figures = {"distance_m": told.distance_m, "moving_s": told.moving_s, "elapsed_s": told.elapsed_s}
                change_entry(uow, runner, run, figures, now)
            uow.found_runs.change(found_id, state=FoundState.LOGGED)
            revise_nudge(uow, runner, found_id, now)
            row = row._replace(state=FoundState.LOGGED)
        return self._nudge(uow, runner, row, now)

    def _nudge(self, uow: UnitOfWork, runner: RunnerRow, row: FoundRow, now: datetime) -> RunNudge:
        nudge = nudge_of(uow, runner, row, now, may_share=self._sources.level.may_share)
        if nudge is None:
            raise NotFound("found_run_gone")
        return nudge

    def _own(
        self, uow: UnitOfWork, user_id: int, team_id: int | None, found_id: int, *, lock: bool = False
    ) -> tuple[RunnerRow, FoundRow]:
        """Return whose run it is, locked if need be, and the run, if it is theirs."""
        found = uow.found_runs.find(found_id)
        if found is None:
            raise NotFound("found_run_gone")
        runner = uow.runners.lock(found.runner_id) if lock else uow.runners.find_by_id(found.runner_id)
        row = uow.found_runs.find(found_id)
        if runner is None or row is None or runner.user_id != user_id or runner.left_at is not None:
            raise NotFound("found_run_gone")
        if team_id not in (None, runner.team_id):
            raise NotFound("found_run_gone")
        return runner, row


def _asker(runner: RunnerRow) -> Asker:
    return Asker(runner.team_id, runner.user_id, runner.name, in_server=False)
