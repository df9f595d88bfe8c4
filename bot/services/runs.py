"""Runs: log, list and delete what runners ran."""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import Week
from bot.domain.points import Rule
from bot.domain.runs import Impossible, Oddity, RunKind, Surface, check_day, oddities
from bot.domain.units import Unit
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.entries import Entry, FeedOutcome, add_entry, remove_entry
from bot.services.reading import Figures, RunDraft, check_extras, impossible, read_figures, spelt_out
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.streaks import streak_of
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

__all__ = ["DeletedRun", "FeedOutcome", "LoggedRun", "OddRun", "RunDraft", "RunFacts", "RunList", "RunService"]

LISTED = 10


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run as its runner sees it; metres and seconds are whole. `run_id` is 0 while it is not saved."""

    run_id: int
    local_date: date
    distance_m: int
    moving_s: int
    kind: RunKind | None
    surface: Surface | None
    effort: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """A saved run and what it brought.

    `reasons` holds the points this run added to its week, by rule; `week_points` the week's total; `streak` the
    qualified weeks in a row; `unit` is the reader's.
    """

    run: RunFacts
    unit: Unit
    today: date
    reasons: tuple[tuple[Rule, int], ...]
    week_points: int
    streak: int
    feed: FeedOutcome


@dataclass(frozen=True, slots=True)
class OddRun:
    """A run that is possible but odd; nothing is saved until the runner says it is right.

    `draft` is what to log then: as typed, but for a day that midnight cannot move any more.
    """

    run: RunFacts
    unit: Unit
    oddities: tuple[Oddity, ...]
    draft: RunDraft


@dataclass(frozen=True, slots=True)
class RunList:
    """A runner's newest runs, newest first, with this week's sums."""

    runs: tuple[RunFacts, ...]
    unit: Unit
    today: date
    total_runs: int
    week_distance_m: int
    week_moving_s: int


@dataclass(frozen=True, slots=True)
class DeletedRun:
    """A run taken out of the log, and the points of its week now."""

    run: RunFacts
    unit: Unit
    week_points: int


class RunService:
    """The log of each runner."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def log(self, asker: Asker, draft: RunDraft, *, confirmed: bool = False) -> LoggedRun | OddRun:
        """Read, check and save a run with its points, totals and feed card.

        An odd run is handed back unsaved unless `confirmed`. Raises `UserError` for what cannot be read or be true.
        """
        return await self._database.write(lambda uow: self._log(uow, asker, draft, confirmed=confirmed))

    async def newest(self, asker: Asker) -> RunList:
        """Return the asker's newest runs."""
        return await self._database.write(lambda uow: self._newest(uow, asker))

    async def find(self, asker: Asker, run_id: int) -> RunFacts:
        """Return one of the asker's own runs; raises `NotFound` or `NotAllowed`."""
        return await self._database.write(lambda uow: facts_of(self._own_run(uow, asker, run_id)[1]))

    async def delete(self, asker: Asker, run_id: int) -> DeletedRun:
        """Take one of the asker's own runs out of the log, its points and its card with it."""
        return await self._database.write(lambda uow: self._delete(uow, asker, run_id))

    def _log(self, uow: UnitOfWork, asker: Asker, draft: RunDraft, *, confirmed: bool) -> LoggedRun | OddRun:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        today = today_of(runner, now)
        check_extras(draft)
        figures = read_figures(draft, runner, now, today)
        entry = _entry(draft, figures)
        longest_m = uow.runners.longest_m(runner.runner_id)
        odd = () if confirmed else oddities(entry.distance_m, entry.moving_s, longest_m)
        if odd:
            when = spelt_out(entry.local_date, entry.started_at, runner)
            return OddRun(_unsaved(entry), unit_of(runner), odd, replace(draft, when=when))
        week = Week.of(entry.local_date)
        others = uow.runs.in_week(runner.runner_id, week.key)
        try:
            check_day(entry.moving_s, sum(run.moving_s for run in others if run.local_date == entry.local_date))
        except Impossible as error:
            raise impossible(error, draft) from None
        added = add_entry(uow, runner, entry, now)
        rescored = added.derived.weeks[week]
        return LoggedRun(
            run=facts_of(added.run),
            unit=unit_of(runner),
            today=today,
            reasons=rescored.gained,
            week_points=rescored.total,
            streak=streak_of(uow, runner, today).streak,
            feed=added.feed,
        )

    def _newest(self, uow: UnitOfWork, asker: Asker) -> RunList:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        today = today_of(runner, now)
        week = uow.points.total(runner.team_id, Week.of(today).key, runner.runner_id)
        return RunList(
            runs=tuple(facts_of(run) for run in uow.runs.newest(runner.runner_id, LISTED)),
            unit=unit_of(runner),
            today=today,
            total_runs=uow.runs.count(runner.runner_id),
            week_distance_m=week.distance_m,
            week_moving_s=week.moving_s,
        )

    def _own_run(self, uow: UnitOfWork, asker: Asker, run_id: int) -> tuple[RunnerRow, RunRow]:
        runner = self._enrolment.runner(uow, asker, self._clock.now())
        run = uow.runs.find(asker.team_id, run_id)
        if run is None:
            raise NotFound("run_not_found")
        if run.runner_id != runner.runner_id:
            raise NotAllowed("not_your_run")
        return runner, run

    def _delete(self, uow: UnitOfWork, asker: Asker, run_id: int) -> DeletedRun:
        now = self._clock.now()
        runner, run = self._own_run(uow, asker, run_id)
        derived = remove_entry(uow, runner, run, now)
        week_points = derived.weeks[Week.parse(run.week)].total
        return DeletedRun(run=facts_of(run), unit=unit_of(runner), week_points=week_points)


def _entry(draft: RunDraft, figures: Figures) -> Entry:
    return Entry(
        local_date=figures.local_date,
        started_at=figures.started_at,
        distance_m=figures.distance_m,
        moving_s=figures.moving_s,
        kind=draft.kind,
        surface=draft.surface,
        effort=draft.effort,
        note=None if draft.note is None else storable(draft.note),
        pain_area=draft.pain_area,
        pain_level=draft.pain_level,
    )


def _unsaved(entry: Entry) -> RunFacts:
    return RunFacts(
        0,
        entry.local_date,
        entry.distance_m,
        entry.moving_s,
        entry.kind,
        entry.surface,
        entry.effort,
        entry.note,
    )


def facts_of(run: RunRow) -> RunFacts:
    """Return an entry as its runner sees it."""
    return RunFacts(
        run_id=run.run_id,
        local_date=run.local_date,
        distance_m=run.distance_m,
        moving_s=run.moving_s,
        kind=None if run.kind is None else RunKind(run.kind),
        surface=None if run.surface is None else Surface(run.surface),
        effort=run.effort,
        note=run.note,
    )
