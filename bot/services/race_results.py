"""Results: how a race went, as its runner types it; the time is that of a run in their log."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.races import Finish, Outcome, Part, read_outcome
from bot.domain.runs import RunKind
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.entrants import chosen_distance
from bot.services.race_finishes import check_finish, distance_of, is_of_day, note_outcome, run_to_be, seconds_of
from bot.services.race_names import named_race
from bot.services.race_pages import RacePage, race_page
from bot.services.reading import RunDraft, typed_distance
from bot.services.run_outcomes import Outcome as RunOutcome
from bot.services.run_outcomes import UnclearRun
from bot.services.runners import Enrolment, today_of
from bot.services.runs import RunService
from db.database import Database
from db.repositories.races import RaceRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

LAST_PLACE = 999_999


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """How a race went, as it was typed: `outcome` is None where a time says it, or `DNF` and the like in its place.

    Without a `place` the one that was told before stays; an empty one takes it back.
    """

    time: str | None = None
    distance: str | None = None
    place: str | None = None
    outcome: Outcome | None = None


class RaceResultService:
    """Keeps how races went; a time goes into the log first, with all that follows there."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment, runs: RunService) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment
        self._runs = runs

    async def enter(self, asker: Asker, race: str | int, draft: ResultDraft) -> RunOutcome | UnclearRun | RacePage:
        """Keep how a race went for the asker; with a time the run of that day is found or logged, asked about as any.

        Raises as `RaceListService.show`, and `UserError` for a race that has not started or was called off, and for
        what cannot be read or was still on its way. That somebody sits it out can be said from its day on.
        """
        read = await self._database.write(lambda uow: self._enter(uow, asker, race, draft))
        return await self._runs.log(asker, read) if isinstance(read, RunDraft) else read

    async def opened(self, asker: Asker, race_id: int) -> RacePage:
        """Return a race that has begun, to ask how it went; raises as `enter`."""
        return await self._database.write(lambda uow: self._opened(uow, asker, race_id))

    async def link(self, asker: Asker, race_id: int, run_id: int) -> RacePage:
        """Let one of the asker's own runs of that day be their result.

        Raises `NotFound`, `NotAllowed` for somebody else's run, and `UserError` as `enter`.
        """
        return await self._database.write(lambda uow: self._link(uow, asker, race_id, run_id))

    def _enter(self, uow: UnitOfWork, asker: Asker, race: str | int, draft: ResultDraft) -> RunDraft | RacePage:
        now = self._clock.now()
        runner, row = self._begun(uow, asker, race, now)
        held = uow.races.distances([row.race_id])[row.race_id]
        own = uow.entrants.find(row.race_id, runner.runner_id)
        time = None if draft.time is None or not draft.time.strip() else draft.time
        named = None if time is None else read_outcome(time)
        outcome, time = (draft.outcome, time) if named is None else (named, None)
        if outcome is Outcome.DNS and (own is None or own.part != Part.RUNNING):
            # Of who was never down for it a card would name somebody who sat it out.
            raise UserError("race_result_not_down", name=row.name)
        typed = None if draft.distance is None or not draft.distance.strip() else draft.distance
        chosen = chosen_distance(held, typed, own)
        if chosen is None:
            raise UserError("race_result_distance", name=row.name)
        held_place = None if own is None else own.place
        place = held_place if draft.place is None else _place(draft.place)
        finish = Finish(row.race_id, chosen.distance_id, place)
        if outcome is not Outcome.DNS:
            check_finish(uow, row.team_id, finish, 0, now)
        if outcome not in (None, Outcome.FINISHED):
            if time is not None:
                raise UserError("race_result_timed", text=time)
            note_outcome(uow, runner, row, replace(finish, place=None), outcome, now)
            had_run = own is not None and own.run_id is not None
            return replace(race_page(uow, asker, runner, row, now), run_stays=had_run)
        day = min(row.race_day, today_of(runner, now))
        if time is not None:
            return RunDraft(
                distance=typed_distance(chosen.distance_m, Unit.KM),
                time=time,
                when=day.isoformat(),
                kind=RunKind.RACE,
                finish=finish,
            )
        run = run_to_be(uow, runner, finish, day)
        if run is None and outcome is None:
            raise UserError("race_result_empty", name=row.name)
        if run is not None:
            check_finish(uow, row.team_id, finish, seconds_of(run), now)
        note_outcome(uow, runner, row, finish, Outcome.FINISHED, now, run_id=None if run is None else run.run_id)
        return race_page(uow, asker, runner, row, now)

    def _opened(self, uow: UnitOfWork, asker: Asker, race_id: int) -> RacePage:
        now = self._clock.now()
        runner, row = self._begun(uow, asker, race_id, now)
        return race_page(uow, asker, runner, row, now)

    def _link(self, uow: UnitOfWork, asker: Asker, race_id: int, run_id: int) -> RacePage:
        now = self._clock.now()
        runner, row = self._begun(uow, asker, race_id, now)
        run = uow.runs.find(asker.team_id, run_id)
        if run is None:
            raise NotFound("run_not_found")
        if run.runner_id != runner.runner_id:
            raise NotAllowed("not_your_run")
        if not is_of_day(run, row):
            raise UserError("race_result_day", name=row.name)
        own = uow.entrants.find(row.race_id, runner.runner_id)
        distance_id = distance_of(uow, row.race_id, run, own)
        if distance_id is None:
            raise UserError("race_result_distance", name=row.name)
        finish = Finish(row.race_id, distance_id, None if own is None else own.place)
        check_finish(uow, row.team_id, finish, seconds_of(run), now)
        note_outcome(uow, runner, row, finish, Outcome.FINISHED, now, run_id=run_id)
        return race_page(uow, asker, runner, row, now)

    def _begun(self, uow: UnitOfWork, asker: Asker, race: str | int, now: datetime) -> tuple[RunnerRow, RaceRow]:
        """Return the asker, and a race whose day has begun there, held."""
        runner = self._enrolment.runner(uow, asker, now)
        row = named_race(uow, asker, race, now, hold=True)
        if row.cancelled_at is not None:
            raise UserError("race_off", name=row.name)
        if local_today(now, ZoneInfo(row.time_zone)) < row.race_day:
            raise UserError("race_result_early", name=row.name)
        return runner, row


def _place(typed: str | None) -> int | None:
    words = "" if typed is None else typed.strip().rstrip(".")
    if not words:
        return None
    if not (words.isascii() and words.isdigit()) or not 1 <= int(words[:7]) <= LAST_PLACE or len(words) > 6:
        raise UserError("race_result_place", text=words)
    return int(words)
