"""Coach logs: a runner's days as their coach reads them, planned beside done, with the notes that coaches keep."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.attention import DONE_FROM_PERCENT
from bot.domain.audience import LogDetail, Sharing, log_detail
from bot.domain.check_ins import Answered
from bot.domain.dates import Week
from bot.domain.doubts import stands
from bot.domain.plans import REST
from bot.domain.runs import RunSource
from bot.domain.units import Unit
from bot.domain.usual_weeks import USUAL_WEEKS, usual_of
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.check_in_letters import answered_of
from bot.services.clock import Clock
from bot.services.coach_notes import CoachNote, NoteSubject, notes_of, subject_named, subject_of_notes
from bot.services.run_lists import ListedRun, listed_run
from bot.services.runners import is_paused, subject_of, today_of, unit_of, unit_of_team
from bot.services.teams import own_team
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

LOG_DAYS: Final = range(1, 15)
"""Days on a page, both included: what a phone shows without losing the thread."""
DAYS_SHOWN: Final = 7
NOTES_SHOWN: Final = 2
"""Of the notes, those that stand in the log; the others are a press away."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A session of a runner's plan: the coach's words, and how much of it was done in per cent, None while none was.

    An excused one is not counted. `cannot`: the runner said that they cannot on that day.
    """

    day: date
    text: str
    percent: int | None
    is_excused: bool
    is_rest: bool
    cannot: bool = False

    @property
    def is_done(self) -> bool:
        """Tell whether it counts as done."""
        return self.percent is not None and self.percent >= DONE_FROM_PERCENT


@dataclass(frozen=True, slots=True)
class LoggedDay:
    """A day on which a runner ran, had something planned, or told in a check-in how the week was."""

    day: date
    runs: tuple[ListedRun, ...]
    planned: tuple[Planned, ...]
    check_in: Answered | None = None


@dataclass(frozen=True, slots=True)
class WeekSum:
    """A week beside the usual one: runs, and metres of those whose figures the coach may read.

    `usual_runs` and `usual_m` are means of the weeks before, None while nothing is usual.
    """

    week: Week
    runs: int
    distance_m: int
    usual_runs: float | None
    usual_m: float | None


@dataclass(frozen=True, slots=True)
class CoachLog:
    """A page of a runner's log, newest day first, from `first` to `last`; pages count from 0.

    `unit` is the reader's. `resting_until` is the last day of a pause that runs now.
    """

    about: NoteSubject
    days: int
    page: int
    first: date
    last: date
    entries: tuple[LoggedDay, ...]
    weeks: tuple[WeekSum, ...]
    notes: tuple[CoachNote, ...]
    note_count: int
    has_older: bool
    unit: Unit
    today: date
    resting_until: date | None
    shows_figures: bool

    @property
    def planned_weeks(self) -> tuple[Week, ...]:
        """The weeks of these days that had a plan, newest first."""
        return tuple(dict.fromkeys(Week.of(entry.day) for entry in self.entries if entry.planned))


class CoachLogService:
    """Reads logs for coaches; every method raises `NotAllowed` for others and about oneself, `NotFound` for nobody."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def first_page(self, asker: Asker, typed: str, days: int = DAYS_SHOWN) -> CoachLog:
        """Return the newest days of the runner whom a coach names; raises `Unclear` for a name that several have."""
        return await self._database.read(lambda uow: self._named(uow, asker, typed, days))

    async def turn(self, asker: Asker, runner_id: int, days: int, page: int) -> CoachLog:
        """Return a page of a runner's days."""
        return await self._database.read(lambda uow: self._turn(uow, asker, runner_id, days, page))

    def _named(self, uow: UnitOfWork, asker: Asker, typed: str, days: int) -> CoachLog:
        about = subject_named(uow, asker, typed)
        return self._turn(uow, asker, about.runner_id, days, 0)

    def _turn(self, uow: UnitOfWork, asker: Asker, runner_id: int, days: int, page: int) -> CoachLog:
        runner = uow.runners.find_by_id(runner_id)
        about = subject_of_notes(uow, asker, runner)
        assert runner is not None
        if days not in LOG_DAYS:
            raise UserError("log_days", least=LOG_DAYS[0], most=LOG_DAYS[-1])
        now = self._clock.now()
        today = today_of(runner, now)
        last = today - timedelta(days=days * page)
        first = last - timedelta(days=days - 1)
        known = _Known(uow, runner)
        notes, note_count = uow.coach_notes.page(about.runner_id, NOTES_SHOWN)
        return CoachLog(
            about=about,
            days=days,
            page=page,
            first=first,
            last=last,
            entries=known.entries(first, last),
            weeks=known.weeks(first, last),
            notes=notes_of(uow, asker, about, notes, now),
            note_count=note_count,
            has_older=known.reaches_before(first),
            unit=_unit(uow, asker),
            today=today,
            resting_until=runner.paused_until if is_paused(runner, today) else None,
            shows_figures=Sharing(runner.sharing) is not Sharing.RAN_TODAY,
        )


def planned_of(uow: UnitOfWork, runner_id: int, first: date, last: date) -> tuple[Planned, ...]:
    """Return a runner's planned sessions from one day to another, both included, by day."""
    return tuple(
        Planned(
            day=row.day,
            text=row.text,
            percent=row.percent,
            is_excused=row.excused is not None,
            is_rest=row.kind == REST,
            cannot=row.cannot_at is not None,
        )
        for row in uow.planned.between(runner_id, first, last)
    )


class _Known:
    """What a coach may read of one runner's log."""

    def __init__(self, uow: UnitOfWork, runner: RunnerRow) -> None:
        self._uow = uow
        self._runner = runner
        self._subject = subject_of(runner)

    def entries(self, first: date, last: date) -> tuple[LoggedDay, ...]:
        """Return the days on which something was run, planned or told, newest first.

        A check-in is for the coach, whatever runs show.
        """
        runs: defaultdict[date, list[ListedRun]] = defaultdict(list)
        for row in self._uow.runs.between(self._runner.runner_id, first, last):
            runs[row.local_date].append(listed_run(row, self._detail(row)))
        planned: defaultdict[date, list[Planned]] = defaultdict(list)
        for one in planned_of(self._uow, self._runner.runner_id, first, last):
            planned[one.day].append(one)
        told = {
            row.day: answered_of(row)
            for row in self._uow.check_ins.since(self._runner.runner_id, first)
            if row.day <= last
        }
        days = sorted({*runs, *planned, *told}, reverse=True)
        return tuple(LoggedDay(day, tuple(runs[day]), tuple(planned[day]), told.get(day)) for day in days)

    def weeks(self, first: date, last: date) -> tuple[WeekSum, ...]:
        """Return the weeks that hold these days, newest first, each beside those before it."""
        mondays = [Week.of(last).monday]
        while mondays[-1] > first:
            mondays.append(mondays[-1] - timedelta(weeks=1))
        oldest = mondays[-1] - timedelta(weeks=USUAL_WEEKS)
        span = [oldest + timedelta(weeks=n) for n in range(USUAL_WEEKS + len(mondays))]
        rows = self._uow.runs.in_weeks(self._runner.runner_id, [Week.of(one).key for one in span])
        runs: dict[date, int] = defaultdict(int)
        metres: dict[date, int] = defaultdict(int)
        for row in rows:
            if stands(row.doubt, row.verdict):
                monday = Week.parse(row.week).monday
                runs[monday] += 1
                if self._detail(row) in (LogDetail.FIGURES, LogDetail.FULL):
                    metres[monday] += row.distance_m
        pauses = [(one.first_day, one.last_day) for one in self._uow.runners.pauses(self._runner.runner_id)]
        return tuple(
            WeekSum(
                week=Week.of(monday),
                runs=runs.get(monday, 0),
                distance_m=metres.get(monday, 0),
                usual_runs=usual_of(runs, pauses, monday),
                usual_m=usual_of(metres, pauses, monday),
            )
            for monday in mondays
        )

    def reaches_before(self, first: date) -> bool:
        """Tell whether there are older days to turn to."""
        days = (date.min, first - timedelta(days=1))
        runner_id = self._runner.runner_id
        return bool(
            self._uow.runs.page(runner_id, days, list(Sharing), doubted=True, limit=1)
            or self._uow.check_ins.before(runner_id, first, 1)
        )

    def _detail(self, row: RunRow) -> LogDetail:
        return log_detail(self._subject, Sharing(row.sharing), RunSource(row.source), by_coach=True)


def _unit(uow: UnitOfWork, asker: Asker) -> Unit:
    reader = uow.runners.find(asker.team_id, asker.user_id)
    if reader is not None:
        return unit_of(reader)
    return unit_of_team(own_team(uow, asker).units)
