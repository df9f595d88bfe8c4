"""Stats: what a runner's log adds up to, their bests, the weeks as a picture, and what their fitness promises."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.audience import LogDetail
from bot.domain.bests import Record, result_s
from bot.domain.dates import Week
from bot.domain.doubts import Doubt, Verdict, stands
from bot.domain.fitness import BASIS_WEEKS, Effort, Fitness, fitness_of
from bot.domain.runs import RunKind, RunSource
from bot.domain.spans import Span, days_of
from bot.domain.streaks import Streak
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.errors import NotFound
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.run_lists import readable
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.streaks import streak_of
from bot.services.teammates import named_teammate, suggested_teammates
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

WEEKS_DRAWN: Final = 12
MEAN_WEEKS: Final = 4
_THIRD_PARTIES: Final = [source.value for source in RunSource if source.is_third_party]


class Look(StrEnum):
    """How a picture is coloured."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class WeekBar:
    """One week of the picture: metres by kind of run, the mean of the four weeks that end with it, and run days."""

    week: Week
    metres: tuple[tuple[RunKind | None, int], ...]
    mean_m: float
    run_days: int


@dataclass(frozen=True, slots=True)
class WeekChart:
    """Twelve weeks ready to be drawn; two that are equal look the same.

    `target` is the runner's days a week, known to themselves alone. `target_m` are the metres that these days come to
    when they are as long as those of the four weeks that end the chart; None where there were none.
    """

    bars: tuple[WeekBar, ...]
    target: int | None
    unit: Unit
    look: Look
    target_m: int | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """The fastest run at a standard distance, in seconds."""

    event: str
    day: date
    result_s: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What a reader may see of a runner's log; `name` is None for one's own, and `unit` the reader's.

    With `detail` PRESENCE there are `days`, the newest on which they ran, and nothing else. `streak` and `fitness` are
    one's own alone, and so is the target of the `chart`, which has the runs that the reader may see.
    """

    runner_id: int
    name: str | None
    span: Span
    unit: Unit
    today: date
    detail: LogDetail
    runs: int
    distance_m: int
    moving_s: int
    bests: tuple[Best, ...]
    days: tuple[date, ...] = ()
    streak: Streak | None = None
    chart: WeekChart | None = None
    fitness: Fitness | None = None


class StatsService:
    """Adds up logs."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def of(
        self, asker: Asker, named: str | None = None, span: Span = Span.LAST_30_DAYS, look: Look = Look.DARK
    ) -> Stats:
        """Return the stats of the asker, or of a teammate whom they name, as far as that one shares.

        Raises `NotFound` for nobody, and just so for who shares nothing; `Unclear` for a name that several have.
        """
        return await self._database.write(lambda uow: self._of(uow, asker, named, span, look))

    async def turn(self, asker: Asker, runner_id: int, span: Span, look: Look) -> Stats:
        """Return a runner's stats as the asker may see them now; raises `NotFound`."""
        return await self._database.write(lambda uow: self._turn(uow, asker, runner_id, span, look))

    async def suggestions(self, asker: Asker, typed: str) -> list[tuple[int, str]]:
        """Return (key, name) of runners whose runs the asker may see something of."""
        found = await self._database.read(lambda uow: suggested_teammates(uow, asker, typed))
        return [(runner.runner_id, runner.name) for runner in found]

    def _of(self, uow: UnitOfWork, asker: Asker, named: str | None, span: Span, look: Look) -> Stats:
        reader = self._enrolment.runner(uow, asker, self._clock.now())
        if named is None:
            return self._own(uow, reader, span, look)
        try:
            runner = named_teammate(uow, asker, named)
        except NotFound:
            # Who shares nothing is not found, as who does not exist.
            raise NotFound("runs_not_shared") from None
        return self._seen(uow, asker, reader, runner, span, look)

    def _turn(self, uow: UnitOfWork, asker: Asker, runner_id: int, span: Span, look: Look) -> Stats:
        reader = self._enrolment.runner(uow, asker, self._clock.now())
        runner = uow.runners.find_by_id(runner_id)
        if runner is None or runner.team_id != asker.team_id:
            raise NotFound("runs_not_shared")
        return self._seen(uow, asker, reader, runner, span, look)

    def _seen(
        self, uow: UnitOfWork, asker: Asker, reader: RunnerRow, runner: RunnerRow, span: Span, look: Look
    ) -> Stats:
        if runner.runner_id == reader.runner_id:
            return self._own(uow, reader, span, look)
        details = readable(runner, by_coach=is_coach(uow.teams.find(asker.team_id), asker), own=False)
        seen = [sharing for sharing, detail in details.items() if detail is not LogDetail.NONE]
        if not seen:
            raise NotFound("runs_not_shared")
        figures = [sharing for sharing in seen if details[sharing] is not LogDetail.PRESENCE]
        today = today_of(runner, self._clock.now())
        days = days_of(span, today)
        if figures:
            runs, distance_m, moving_s = uow.runs.sums(runner.runner_id, days, figures)
            found = _bests(uow, runner.runner_id, figures, _THIRD_PARTIES)
            chart = _chart(uow, runner, Week.of(today), figures, unit_of(reader), look)
            on: tuple[date, ...] = ()
        else:
            runs = distance_m = moving_s = 0
            found, chart = (), None
            rows = uow.runs.page(runner.runner_id, days, seen, doubted=False, limit=20)
            on = tuple(dict.fromkeys(row.local_date for row in rows))
        return Stats(
            runner_id=runner.runner_id,
            name=runner.name,
            span=span,
            unit=unit_of(reader),
            today=today,
            detail=LogDetail.FIGURES if figures else LogDetail.PRESENCE,
            runs=runs,
            distance_m=distance_m,
            moving_s=moving_s,
            bests=found,
            days=on,
            chart=chart,
        )

    def _own(self, uow: UnitOfWork, runner: RunnerRow, span: Span, look: Look) -> Stats:
        today = today_of(runner, self._clock.now())
        everything = list(readable(runner, by_coach=False, own=True))
        runs, distance_m, moving_s = uow.runs.sums(runner.runner_id, days_of(span, today), everything)
        return Stats(
            runner_id=runner.runner_id,
            name=None,
            span=span,
            unit=unit_of(runner),
            today=today,
            detail=LogDetail.FULL,
            runs=runs,
            distance_m=distance_m,
            moving_s=moving_s,
            bests=_bests(uow, runner.runner_id, everything, ()),
            streak=streak_of(uow, runner, today),
            chart=_chart(uow, runner, Week.of(today), everything, unit_of(runner), look, target=runner.weekly_target),
            fitness=fitness_now(uow, runner, today),
        )


def fitness_now(uow: UnitOfWork, runner: RunnerRow, today: date) -> Fitness | None:
    """Return what a runner's races and hard efforts of late say, for the runner alone; None without any."""
    lately = uow.runs.between(runner.runner_id, today - timedelta(weeks=BASIS_WEEKS), today)
    return fitness_of(map(_effort, (row for row in lately if row.event is not None)), today)


def pace_score(uow: UnitOfWork, runner: RunnerRow, today: date) -> float | None:
    """Return the fitness score that a runner's paces follow from; None without one, and where effort says more."""
    fitness = fitness_now(uow, runner, today)
    return fitness.score if fitness is not None and fitness.paces else None


def _bests(uow: UnitOfWork, runner_id: int, sharings: Collection[str], without: Collection[str]) -> tuple[Best, ...]:
    """Return the bests, the shortest distance first."""
    found = {row.event: row for row in uow.stats.bests(runner_id, sharings, without)}
    return tuple(
        Best(event, found[event].local_date, found[event].result_s) for event in STANDARD_EVENTS if event in found
    )


def _effort(row: RunRow) -> Effort:
    assert row.event is not None
    kind = None if row.kind is None else RunKind(row.kind)
    return Effort(
        day=row.local_date,
        event=row.event,
        distance_m=row.distance_m,
        result_s=result_s(kind, row.moving_s, row.elapsed_s),
        kind=kind,
        effort=row.effort,
        record=None if row.record is None else Record(row.record),
    )


def _chart(
    uow: UnitOfWork,
    runner: RunnerRow,
    last: Week,
    sharings: Collection[str],
    unit: Unit,
    look: Look,
    *,
    target: int | None = None,
) -> WeekChart | None:
    """Return the twelve weeks up to the present one, of runs logged under these choices; None when there are none.

    With a `target` it is the runner's own; else another service's figures are left out.
    """
    weeks = [Week.of(last.monday - timedelta(weeks=back)) for back in range(WEEKS_DRAWN + MEAN_WEEKS - 2, -1, -1)]
    rows = [
        row
        for row in uow.runs.in_weeks(runner.runner_id, [week.key for week in weeks])
        if _counts(row) and row.sharing in sharings and (target is not None or row.source not in _THIRD_PARTIES)
    ]
    if not any(row.week >= weeks[MEAN_WEEKS - 1].key for row in rows):
        return None
    bars = []
    for at, week in enumerate(weeks[MEAN_WEEKS - 1 :], start=MEAN_WEEKS - 1):
        four = {one.key for one in weeks[at - MEAN_WEEKS + 1 : at + 1]}
        here = [row for row in rows if row.week == week.key]
        metres = {kind: sum(row.distance_m for row in here if row.kind == kind) for kind in (*RunKind, None)}
        bars.append(
            WeekBar(
                week,
                tuple((kind, sum_m) for kind, sum_m in metres.items() if sum_m),
                sum(row.distance_m for row in rows if row.week in four) / MEAN_WEEKS,
                len({row.local_date for row in here}),
            )
        )
    days = sum(bar.run_days for bar in bars[-MEAN_WEEKS:])
    target_m = None if target is None or days == 0 else round(target * MEAN_WEEKS * bars[-1].mean_m / days)
    return WeekChart(tuple(bars), target, unit, look, target_m)


def _counts(row: RunRow) -> bool:
    doubt = None if row.doubt is None else Doubt(row.doubt)
    return stands(doubt, None if row.verdict is None else Verdict(row.verdict))
