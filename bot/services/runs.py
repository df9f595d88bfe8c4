"""Runs: log, change and delete what runners ran; whatever is worth a question is asked before it is saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.dates import Week
from bot.domain.doubts import Doubt, is_very_fast, stands
from bot.domain.meant import Meant, probably_meant
from bot.domain.profiles import AgeTable
from bot.domain.races import Finish
from bot.domain.runs import Impossible, Oddity, PainArea, RunKind, RunSource, Surface, check_day, oddities
from bot.domain.unscored import Unscored, unscored
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.doubles import double_among, merge_into, near_runs
from bot.services.entries import Added, Changed, Entry, add_entry, change_entry, columns_of_change, remove_entry
from bot.services.left_alone import as_told, at_same_moment
from bot.services.nudge_standing import check_found
from bot.services.photos import NO_CHANGE, PhotoChange, change_photo
from bot.services.race_finishes import RunRace, check_finish, hold_race, note_finish, officially, race_beside, run_to_be
from bot.services.reading import (
    Figures,
    RunDraft,
    check_extras,
    check_figures,
    clear_drafts,
    impossible,
    likely_drafts,
    read_climb,
    read_figures,
    spelt_out,
    typed_distance,
    typed_time,
)
from bot.services.run_outcomes import (
    ChangedRun,
    DeletedRun,
    DoubleRun,
    FilledForm,
    LoggedRun,
    OddRun,
    Outcome,
    OwnRun,
    Pending,
    RunFacts,
    SuggestedRuns,
    UnclearRun,
    facts_of,
    kept_session,
    unsaved,
)
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.scoring import Scorer, entry_of
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

SUGGESTED = 25
"""Runs that Discord shows at once; more of the log is searched for what was typed."""
SEARCHED = 500


class RunService:
    """The log of each runner."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def log(self, asker: Asker, draft: RunDraft, told: Entry | None = None) -> Outcome | UnclearRun:
        """Read a run as it was typed, and save it with its points, totals and feed card; see `save`.

        Words that can mean several distances or times come back with what they can mean. `told` filled in the form.
        """
        return await self._database.write(lambda uow: self._log(uow, asker, draft, told))

    async def save(self, asker: Asker, pending: Pending) -> Outcome:
        """Check and save a run, new or changed, with all that follows.

        What is odd, or looks like another run, comes back unsaved until it was asked about. Raises `UserError` for what
        cannot be true, `NotFound` or `NotAllowed` for a run that is not the asker's to change.
        """
        return await self._database.write(lambda uow: self._save(uow, asker, pending))

    async def merge(
        self,
        asker: Asker,
        run_id: int,
        entry: Entry,
        photo: PhotoChange = NO_CHANGE,
        finish: Finish | None = None,
    ) -> ChangedRun:
        """Take a second copy of one of the asker's own runs in: the entry gains what it lacks.

        Of a copy that is a result at a race it has the time as well, which is the official one.
        """
        return await self._database.write(lambda uow: self._merge(uow, asker, run_id, entry, photo, finish))

    async def form(self, asker: Asker, run_id: int) -> FilledForm:
        """Return one of the asker's own runs to be changed; raises `NotFound` or `NotAllowed`."""
        return await self._database.write(lambda uow: self._form(uow, asker, run_id))

    async def edit(self, asker: Asker, run_id: int, draft: RunDraft) -> Outcome:
        """Read a changed run as it was typed, and save it; what `draft` leaves out of kind and surface stays."""
        return await self._database.write(lambda uow: self._edit(uow, asker, run_id, draft))

    async def suggest(self, asker: Asker, typed: str) -> SuggestedRuns:
        """Return the asker's own newest runs that fit what was typed: a date, a weekday, a distance."""
        return await self._database.read(lambda uow: self._suggest(uow, asker, typed))

    async def find(self, asker: Asker, run_id: int) -> OwnRun:
        """Return one of the asker's own runs; raises `NotFound` or `NotAllowed`."""
        return await self._database.write(lambda uow: self._find(uow, asker, run_id))

    async def delete(self, asker: Asker, run_id: int) -> DeletedRun:
        """Take one of the asker's own runs out of the log, its points and its card with it."""
        return await self._database.write(lambda uow: self._delete(uow, asker, run_id))

    def _find(self, uow: UnitOfWork, asker: Asker, run_id: int) -> OwnRun:
        runner, run = self._own_run(uow, asker, run_id)
        return OwnRun(facts_of(run), unit_of(runner))

    def _log(self, uow: UnitOfWork, asker: Asker, draft: RunDraft, told: Entry | None) -> Outcome | UnclearRun:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        check_extras(draft)
        today = today_of(runner, now)
        try:
            figures = read_figures(draft, runner, now)
        except Unclear as unclear:
            readings = clear_drafts(unclear, draft, runner, now)
            if not readings:
                raise
            return UnclearRun(unclear.code, unclear.facts, readings, draft, told)
        try:
            check_figures(figures, today)
        except UserError as refusal:
            readings = likely_drafts(figures, draft, runner, today)
            if not readings:
                raise
            return UnclearRun(refusal.code, refusal.facts, readings, draft, told)
        entry = _entry(draft, figures, runner)
        if told is not None:
            entry = as_told(entry, told, draft.when, runner)
        pending = Pending(entry, photo=draft.photo, finish=draft.finish)
        if draft.finish is not None:
            hold_race(uow, runner, draft.finish)
            check_finish(uow, runner.team_id, draft.finish, figures.moving_s, now)
            run = run_to_be(uow, runner, draft.finish, figures.local_date)
            if run is not None:
                entry = officially(run, pending.entry)
                known = (entry.distance_m, entry.moving_s) == (run.distance_m, run.moving_s)
                pending = replace(pending, entry=entry, run_id=run.run_id, odd_is_right=known)
                return self._change(uow, runner, run, pending, now)
        return self._admit(uow, runner, pending, now)

    def _save(self, uow: UnitOfWork, asker: Asker, pending: Pending) -> Outcome:
        now = self._clock.now()
        if pending.run_id:
            runner, run = self._own_run(uow, asker, pending.run_id)
            hold_race(uow, runner, pending.finish)
            return self._change(uow, runner, run, pending, now)
        runner = self._enrolment.runner(uow, asker, now)
        hold_race(uow, runner, pending.finish)
        return self._admit(uow, runner, pending, now)

    def _admit(self, uow: UnitOfWork, runner: RunnerRow, pending: Pending, now: datetime) -> Outcome:
        """Save a new run, unless there is something to ask."""
        check_found(uow, runner, pending.entry.origins)
        question = self._question(uow, runner, pending, now)
        if question is not None:
            return question
        entry, today = pending.entry, today_of(runner, now)
        added = add_entry(uow, runner, entry, now)
        change_photo(uow, added.run.run_id, pending.photo, now)
        rescored = added.derived.weeks[Week.of(entry.local_date)]
        return LoggedRun(
            run=facts_of(added.run),
            unit=unit_of(runner),
            today=today,
            reasons=rescored.gained,
            week_points=rescored.total,
            streak=added.weeks.streak(today).streak,
            feed=added.feed,
            best=added.derived.bests.get(added.run.run_id),
            doubt=_doubt(added.run),
            photo=pending.photo,
            unscored=None if rescored.gained else _unscored(uow, runner, added, today),
            rest_points=rescored.rest_lost,
            celebration=added.celebration,
            race=_race(uow, runner, added.run, pending.finish, now),
            kept=kept_session(added.derived, added.run.run_id),
        )

    def _question(
        self, uow: UnitOfWork, runner: RunnerRow, pending: Pending, now: datetime
    ) -> OddRun | DoubleRun | None:
        """Return what is to be asked before a run is saved, the values first. Raises `UserError` for the impossible."""
        entry = pending.entry
        near = near_runs(uow, runner, entry)
        others = [run for run in near if run.local_date == entry.local_date and run.run_id != pending.run_id]
        try:
            check_day(entry.moving_s, sum(run.moving_s for run in others))
        except Impossible as error:
            raise impossible(error, entry.moving_s) from None
        unit = unit_of(runner)
        if not pending.odd_is_right:
            longest_m = uow.runners.longest_m(runner.runner_id)
            odd, meant = _odd(runner, entry, longest_m)
            if odd:
                return OddRun(unsaved(entry), unit, odd, pending, meant)
        if not (pending.is_another or pending.run_id) and (double := double_among(near, entry)) is not None:
            likeness, other = double
            return DoubleRun(unsaved(entry), facts_of(other), likeness, unit, today_of(runner, now), pending)
        return None

    def _merge(
        self,
        uow: UnitOfWork,
        asker: Asker,
        run_id: int,
        entry: Entry,
        photo: PhotoChange,
        finish: Finish | None,
    ) -> ChangedRun:
        now = self._clock.now()
        runner, run = self._own_run(uow, asker, run_id)
        hold_race(uow, runner, finish)
        if uow.photos.image(run_id) is not None:
            photo = NO_CHANGE
        change_photo(uow, run_id, photo, now)
        if finish is None:
            changed = merge_into(uow, runner, run, entry, now)
        else:
            changed = change_entry(uow, runner, run, columns_of_change(run, officially(run, entry)), now)
        race = _race(uow, runner, changed.derived.runs[run_id], finish, now)
        return replace(_changed(runner, run_id, changed, now), merged=True, photo=photo, race=race)

    def _form(self, uow: UnitOfWork, asker: Asker, run_id: int) -> FilledForm:
        runner, run = self._own_run(uow, asker, run_id)
        return FilledForm(
            run_id,
            distance=typed_distance(run.distance_m, unit_of(runner)),
            time=typed_time(run.moving_s, run.distance_m),
            when=spelt_out(run.local_date, run.started_at, runner),
            effort="" if run.effort is None else str(run.effort),
            note=run.note or "",
        )

    def _edit(self, uow: UnitOfWork, asker: Asker, run_id: int, draft: RunDraft) -> Outcome:
        now = self._clock.now()
        runner, run = self._own_run(uow, asker, run_id)
        check_extras(draft)
        draft = replace(
            draft,
            kind=draft.kind or (None if run.kind is None else RunKind(run.kind)),
            surface=draft.surface or (None if run.surface is None else Surface(run.surface)),
        )
        figures = read_figures(draft, runner, now)
        check_figures(figures, today_of(runner, now))
        entry = _entry(draft, figures, runner)
        if draft.climb is None:
            entry = replace(entry, climb_m=run.climb_m)
        same_time = (entry.distance_m, entry.moving_s) == (run.distance_m, run.moving_s)
        # What only a file knew stays as long as the rest of the file is believed, and no race was typed.
        typed_race = run.source == RunSource.MANUAL and entry.kind is RunKind.RACE
        entry = replace(entry, elapsed_s=run.elapsed_s if same_time and not typed_race else None)
        if draft.pain_level is None:
            area = None if run.pain_area is None else PainArea(run.pain_area)
            entry = replace(entry, pain_area=area, pain_level=run.pain_level)
        entry = at_same_moment(entry, run, draft.when, runner)
        pending = Pending(entry, run_id, odd_is_right=same_time, photo=draft.photo)
        return self._change(uow, runner, run, pending, now)

    def _change(self, uow: UnitOfWork, runner: RunnerRow, run: RunRow, pending: Pending, now: datetime) -> Outcome:
        question = self._question(uow, runner, pending, now)
        if question is not None:
            return question
        change_photo(uow, run.run_id, pending.photo, now)
        changed = change_entry(uow, runner, run, columns_of_change(run, pending.entry), now)
        race = _race(uow, runner, changed.derived.runs[run.run_id], pending.finish, now)
        return replace(_changed(runner, run.run_id, changed, now), photo=pending.photo, race=race)

    def _suggest(self, uow: UnitOfWork, asker: Asker, typed: str) -> SuggestedRuns:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        if runner is None:
            return SuggestedRuns()
        today = today_of(runner, self._clock.now())
        wanted = typed.casefold().split()
        found: list[RunFacts] = []
        for run in uow.runs.newest(runner.runner_id, SEARCHED if wanted else SUGGESTED):
            if _fits(run, wanted):
                found.append(facts_of(run))
            if len(found) == SUGGESTED:
                break
        return SuggestedRuns(tuple(found), unit_of(runner), today)

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


def _entry(draft: RunDraft, figures: Figures, runner: RunnerRow) -> Entry:
    return Entry(
        local_date=figures.local_date,
        started_at=figures.started_at,
        distance_m=figures.distance_m,
        moving_s=figures.moving_s,
        climb_m=read_climb(draft.climb, unit_of(runner)),
        kind=draft.kind,
        surface=draft.surface,
        effort=draft.effort,
        note=None if draft.note is None else storable(draft.note),
        pain_area=draft.pain_area,
        pain_level=draft.pain_level,
        source=draft.source,
        origins=draft.origins,
    )


def _race(uow: UnitOfWork, runner: RunnerRow, run: RunRow, finish: Finish | None, now: datetime) -> RunRace | None:
    """Return the race that a run is the result of, as was said just now or before, or the one that it may be.

    A run is in the log whatever became of the race while its runner was asked about it.
    """
    if finish is None:
        return race_beside(uow, runner, run, now)
    return note_finish(uow, runner, run.run_id, finish, now)


def _changed(runner: RunnerRow, run_id: int, changed: Changed, now: datetime) -> ChangedRun:
    derived = changed.derived
    run = derived.runs[run_id]
    return ChangedRun(
        run=facts_of(run),
        unit=unit_of(runner),
        today=today_of(runner, now),
        week_points=derived.weeks[Week.parse(run.week)].total,
        best=derived.bests.get(run_id),
        doubt=_doubt(run),
        celebration=changed.celebration,
        kept=kept_session(derived, run_id),
    )


def _odd(runner: RunnerRow, entry: Entry, longest_m: int | None) -> tuple[tuple[Oddity, ...], tuple[Meant, ...]]:
    """Return why a run is worth a question, and what it was probably meant as."""
    odd = oddities(entry.distance_m, entry.moving_s, longest_m)
    table = None if runner.age_table is None else AgeTable(runner.age_table)
    very_fast = is_very_fast(entry.distance_m, entry.moving_s, table)
    # Watches make no slips of the fingers.
    if entry.source is not RunSource.MANUAL or not (odd or very_fast):
        return odd, ()
    meant = probably_meant(entry.distance_m, entry.moving_s, longest_m)
    if very_fast and (odd or meant):
        # Its runner is asked before a coach hears of it, unless no slip would explain it.
        odd = tuple(dict.fromkeys((Oddity.TOO_FAST, *odd)))
    return odd, meant


def _doubt(run: RunRow) -> Doubt | None:
    return None if run.doubt is None or stands(run.doubt, run.verdict) else Doubt(run.doubt)


def _unscored(uow: UnitOfWork, runner: RunnerRow, added: Added, today: date) -> Unscored | None:
    """Return why a run that stands brought nothing."""
    run = added.run
    if _doubt(run) is not None:
        return None
    of_day = [entry_of(other) for other in added.derived.runs.values() if other.local_date == run.local_date]
    return unscored(entry_of(run), of_day, Scorer(uow, runner, today).run_profile)


def _fits(run: RunRow, wanted: Sequence[str]) -> bool:
    """Tell whether a run has all that was typed: `2026-11-20`, `20 nov`, `fri`, `10`, `race`, a word of the note."""
    day = run.local_date
    distance = f"{run.distance_m / 1_000:.1f}" + (f" {run.distance_m}" if run.distance_m < 1_000 else "")
    known = f"{day.isoformat()} {day:%A %d} {day.day} {day:%B %Y} {distance} {run.kind} {run.note}"
    words = known.casefold().split()
    return all(any(word.startswith(one) for word in words) for one in wanted)
