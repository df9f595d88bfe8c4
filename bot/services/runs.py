"""Runs: log, list and delete what runners ran."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from bot.domain.audience import Audience, FeedMode, MessageKind, audience
from bot.domain.dates import Week, When, parse_when
from bot.domain.points import Rule
from bot.domain.runs import (
    EFFORT_RANGE,
    NOTE_LIMIT,
    PAIN_RANGE,
    Impossible,
    Oddity,
    PainArea,
    RunKind,
    RunSource,
    Surface,
    check_day,
    check_possible,
    oddities,
)
from bot.domain.units import ParseError, Unit, parse_distance, parse_duration, round_half_up
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.digests import revise_digests
from bot.services.runners import Enrolment, subject_of, today_of, unit_of, zone_of
from bot.services.scoring import entry_of, rescore_week
from bot.services.streaks import streak_of
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

LISTED = 10


class FeedOutcome(StrEnum):
    """Whether the team's feed will hear of a run."""

    POSTED = "posted"
    PRIVATE = "private"
    NO_CHANNEL = "no_channel"
    LONG_AGO = "long_ago"
    DIGEST = "digest"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class RunDraft:
    """What a runner typed into `/run log`, unread."""

    distance: str
    time: str
    when: str | None = None
    kind: RunKind | None = None
    surface: Surface | None = None
    effort: int | None = None
    note: str | None = None
    pain_area: PainArea | None = None
    pain_level: int | None = None


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


@dataclass(frozen=True, slots=True)
class _ReadRun:
    """A draft in numbers."""

    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int


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
        return await self._database.write(lambda uow: _facts(self._own_run(uow, asker, run_id)[1]))

    async def delete(self, asker: Asker, run_id: int) -> DeletedRun:
        """Take one of the asker's own runs out of the log, its points and its card with it."""
        return await self._database.write(lambda uow: self._delete(uow, asker, run_id))

    def _log(self, uow: UnitOfWork, asker: Asker, draft: RunDraft, *, confirmed: bool) -> LoggedRun | OddRun:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        today = today_of(runner, now)
        _check_extras(draft)
        read = _read(draft, runner, now, today)
        note = None if draft.note is None else storable(draft.note)
        odd = () if confirmed else oddities(read.distance_m, read.moving_s, uow.runners.longest_m(runner.runner_id))
        if odd:
            facts = RunFacts(
                0,
                read.local_date,
                read.distance_m,
                read.moving_s,
                draft.kind,
                draft.surface,
                draft.effort,
                note,
            )
            return OddRun(facts, unit_of(runner), odd, replace(draft, when=_spelt_out(read, runner)))

        week = Week.of(read.local_date)
        before = uow.runs.in_week(runner.runner_id, week.key)
        try:
            check_day(read.moving_s, sum(run.moving_s for run in before if run.local_date == read.local_date))
        except Impossible as error:
            raise _impossible(error, draft) from None
        run_id = uow.runs.add(
            team_id=runner.team_id,
            runner_id=runner.runner_id,
            local_date=read.local_date,
            week=week.key,
            started_at=read.started_at,
            logged_at=now,
            logged_on=today,
            distance_m=read.distance_m,
            moving_s=read.moving_s,
            kind=draft.kind,
            surface=draft.surface,
            effort=draft.effort,
            note=note,
            pain_area=draft.pain_area,
            pain_level=draft.pain_level,
            source=RunSource.MANUAL,
            sharing=runner.sharing,
        )
        run = RunRow(
            run_id=run_id,
            runner_id=runner.runner_id,
            local_date=read.local_date,
            week=week.key,
            logged_on=today,
            distance_m=read.distance_m,
            moving_s=read.moving_s,
            kind=draft.kind,
            surface=draft.surface,
            effort=draft.effort,
            note=note,
            pain_area=draft.pain_area,
            pain_level=draft.pain_level,
        )
        feed = self._owe_card(uow, runner, run, now)
        rescored = rescore_week(uow, runner, week, before, [*before, run], today)
        streak = streak_of(uow, runner, today)
        return LoggedRun(
            run=_facts(run),
            unit=unit_of(runner),
            today=today,
            reasons=rescored.gained,
            week_points=rescored.total,
            streak=streak.streak,
            feed=feed,
        )

    def _owe_card(self, uow: UnitOfWork, runner: RunnerRow, run: RunRow, now: datetime) -> FeedOutcome:
        mode = FeedMode(runner.feed_mode)
        if audience(MessageKind.FEED_CARD, subject_of(runner)) is not Audience.PUBLIC:
            return FeedOutcome.PRIVATE
        if mode is FeedMode.OFF:
            return FeedOutcome.OFF
        if entry_of(run).late:
            return FeedOutcome.LONG_AGO
        if runner.feed_channel_id is None:
            return FeedOutcome.NO_CHANNEL
        if mode is FeedMode.DIGEST:
            return FeedOutcome.DIGEST
        uow.outbox.owe(
            team_id=runner.team_id,
            kind=MessageKind.FEED_CARD,
            key=str(run.run_id),
            payload={"run_id": run.run_id},
            now=now,
            runner_id=runner.runner_id,
        )
        return FeedOutcome.POSTED

    def _newest(self, uow: UnitOfWork, asker: Asker) -> RunList:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        today = today_of(runner, now)
        week = uow.points.total(runner.team_id, Week.of(today).key, runner.runner_id)
        return RunList(
            runs=tuple(_facts(run) for run in uow.runs.newest(runner.runner_id, LISTED)),
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
        week = Week.parse(run.week)
        before = uow.runs.in_week(runner.runner_id, run.week)
        after = [other for other in before if other.run_id != run_id]
        rescored = rescore_week(uow, runner, week, before, after, today_of(runner, now))
        logged_at = uow.runs.logged_at(run_id)
        uow.runs.delete(run_id)
        uow.points.forget_empty_totals(runner.team_id, runner.runner_id)
        # A card not yet sent finds its run gone and is dropped by the worker; one that stands is taken down.
        uow.outbox.revise(runner.team_id, MessageKind.FEED_CARD, str(run_id), now)
        if logged_at is not None:
            revise_digests(uow, runner.team_id, [logged_at], now)
        return DeletedRun(run=_facts(run), unit=unit_of(runner), week_points=rescored.total)


def _read(draft: RunDraft, runner: RunnerRow, now: datetime, today: date) -> _ReadRun:
    distance_m = _read_distance(draft.distance)
    moving_s = _read_time(draft.time, distance_m)
    when = _read_when(draft.when, now.astimezone(zone_of(runner)))
    try:
        check_possible(distance_m, moving_s, when.date, today)
    except Impossible as error:
        raise _impossible(error, draft) from None
    started_at = None
    if when.time is not None:
        started_at = datetime.combine(when.date, when.time, zone_of(runner)).astimezone(UTC)
    return _ReadRun(when.date, started_at, distance_m, moving_s)


def _spelt_out(read: _ReadRun, runner: RunnerRow) -> str:
    """Return the day, and the time if there was one, as `parse_when` reads them on any later day."""
    if read.started_at is None:
        return read.local_date.isoformat()
    return f"{read.started_at.astimezone(zone_of(runner)):%Y-%m-%d %H:%M}"


def _impossible(error: Impossible, draft: RunDraft) -> UserError:
    return UserError(f"run_impossible_{error.code}", distance=draft.distance, time=draft.time)


def _read_distance(text: str) -> int:
    try:
        return round_half_up(parse_distance(text).metres)
    except ParseError as error:
        kind = Unclear if error.code == "ambiguous" else UserError
        raise kind(_problem("distance", error.code), text=text) from None


def _read_time(text: str, distance_m: int) -> int:
    try:
        return round_half_up(parse_duration(text, distance_m))
    except ParseError as error:
        kind = Unclear if error.code == "ambiguous" else UserError
        raise kind(_problem("duration", error.code), text=text) from None


def _read_when(text: str | None, now_local: datetime) -> When:
    if text is None:
        return When(now_local.date(), None)
    try:
        return parse_when(text, now_local)
    except ParseError as error:
        raise UserError(_problem("when", error.code), text=text) from None


def _problem(what: str, code: str) -> str:
    return f"{what}_unreadable" if code == "invalid" else f"{what}_{code}"


def _check_extras(draft: RunDraft) -> None:
    if draft.note is not None and len(draft.note) > NOTE_LIMIT:
        raise UserError("note_too_long", limit=NOTE_LIMIT)
    if draft.effort is not None and draft.effort not in EFFORT_RANGE:
        raise UserError("effort_range")
    if draft.pain_level is not None and draft.pain_level not in PAIN_RANGE:
        raise UserError("pain_level_range")
    if draft.pain_area is not None and draft.pain_level is None:
        raise UserError("pain_needs_level")
    if draft.pain_level is not None and draft.pain_area is None:
        raise UserError("pain_needs_area")


def _facts(run: RunRow) -> RunFacts:
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
