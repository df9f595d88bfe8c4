"""Run lists: a log page by page, one's own or as much of a teammate's as they share."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.audience import LogDetail, Sharing, log_detail
from bot.domain.runs import PainArea, RunKind, RunSource
from bot.domain.spans import Span, days_of
from bot.domain.units import Unit
from bot.errors import NotFound
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.run_outcomes import RunFacts, facts_of
from bot.services.runners import Enrolment, subject_of, today_of, unit_of
from bot.services.teammates import named_teammate, suggested_teammates
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

ON_A_PAGE = 8
"""Lines that a phone shows at once, with the heading and the sums."""


@dataclass(frozen=True, slots=True)
class ListedRun:
    """One line of a list; with `detail` PRESENCE nothing but the day may be shown.

    Aches are there for the runner and their coach.
    """

    run: RunFacts
    detail: LogDetail
    is_record: bool = False
    pain_area: PainArea | None = None
    pain_level: int | None = None


@dataclass(frozen=True, slots=True)
class RunList:
    """A page of a log, newest first; `name` is None for one's own.

    The sums are those of the span, of runs that count and whose figures the reader may see; None where there are none
    such. `unit` is the reader's.
    """

    runner_id: int
    name: str | None
    span: Span
    page: int
    has_older: bool
    runs: tuple[ListedRun, ...]
    unit: Unit
    today: date
    total_runs: int | None
    distance_m: int
    moving_s: int


class RunListService:
    """Reads logs."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def first_page(self, asker: Asker, named: str | None = None, span: Span = Span.ALL) -> RunList:
        """Return the newest runs of the asker, or of a teammate whom they name.

        Raises `NotFound` for nobody, and just so for who shares nothing with the asker; `Unclear` for a name that
        several have.
        """
        return await self._database.write(lambda uow: self._first_page(uow, asker, named, span))

    async def turn(self, asker: Asker, runner_id: int, span: Span, page: int) -> RunList:
        """Return a page of a runner's log, as the asker may read it now; raises `NotFound`."""
        return await self._database.write(lambda uow: self._turn(uow, asker, runner_id, span, page))

    async def suggestions(self, asker: Asker, typed: str) -> list[tuple[int, str]]:
        """Return (key, name) of runners whose runs the asker may see something of."""
        found = await self._database.read(lambda uow: suggested_teammates(uow, asker, typed))
        return [(runner.runner_id, runner.name) for runner in found]

    def _first_page(self, uow: UnitOfWork, asker: Asker, named: str | None, span: Span) -> RunList:
        reader = self._enrolment.runner(uow, asker, self._clock.now())
        runner = reader if named is None else _shared(uow, asker, named)
        return self._list(uow, asker, reader, runner, span, 0)

    def _turn(self, uow: UnitOfWork, asker: Asker, runner_id: int, span: Span, page: int) -> RunList:
        reader = self._enrolment.runner(uow, asker, self._clock.now())
        runner = reader if runner_id == reader.runner_id else uow.runners.find_by_id(runner_id)
        if runner is None or runner.team_id != asker.team_id:
            raise NotFound("runs_not_shared")
        return self._list(uow, asker, reader, runner, span, page)

    def _list(
        self, uow: UnitOfWork, asker: Asker, reader: RunnerRow, runner: RunnerRow, span: Span, page: int
    ) -> RunList:
        own = runner.runner_id == reader.runner_id
        by_coach = not own and is_coach(uow.teams.find(asker.team_id), asker)
        details = readable(runner, by_coach=by_coach, own=own)
        if all(detail is LogDetail.NONE for detail in details.values()):
            raise NotFound("runs_not_shared")
        visible = [sharing for sharing, detail in details.items() if detail is not LogDetail.NONE]
        figures = [sharing for sharing in visible if details[sharing] is not LogDetail.PRESENCE]
        today = today_of(runner, self._clock.now())
        days = days_of(span, today)
        # One more than fits tells whether there is another page.
        rows = uow.runs.page(
            *(runner.runner_id, days, visible),
            doubted=own or by_coach,
            limit=ON_A_PAGE + 1,
            offset=page * ON_A_PAGE,
        )
        total_runs, distance_m, moving_s = uow.runs.sums(runner.runner_id, days, figures) if figures else (None, 0, 0)
        subject = subject_of(runner)
        listed = []
        for row in rows[:ON_A_PAGE]:
            sharing, source = Sharing(row.sharing), RunSource(row.source)
            detail = LogDetail.FULL if own else log_detail(subject, sharing, source, by_coach=by_coach)
            listed.append(listed_run(row, detail))
        return RunList(
            runner_id=runner.runner_id,
            name=None if own else runner.name,
            span=span,
            page=page,
            has_older=len(rows) > ON_A_PAGE,
            runs=tuple(listed),
            unit=unit_of(reader),
            today=today,
            total_runs=total_runs,
            distance_m=distance_m,
            moving_s=moving_s,
        )


def readable(runner: RunnerRow, *, by_coach: bool, own: bool) -> Mapping[Sharing, LogDetail]:
    """Return what a reader may see of runs logged under each choice."""
    if own:
        return dict.fromkeys(Sharing, LogDetail.FULL)
    subject = subject_of(runner)
    return {sharing: log_detail(subject, sharing, by_coach=by_coach) for sharing in Sharing}


def _shared(uow: UnitOfWork, asker: Asker, named: str) -> RunnerRow:
    """Return the teammate who is named. Who shares nothing is not found, as who does not exist."""
    try:
        return named_teammate(uow, asker, named)
    except NotFound:
        raise NotFound("runs_not_shared") from None


def listed_run(row: RunRow, detail: LogDetail) -> ListedRun:
    """Return a run with what somebody who may read so much of it may read."""
    facts = facts_of(row)
    if detail is LogDetail.PRESENCE:
        return ListedRun(RunFacts(0, facts.local_date, 0, 0, None, None, None, None), detail)
    if detail is LogDetail.FIGURES:
        told = replace(
            facts,
            run_id=0,
            effort=None,
            in_doubt=False,
            left_out=False,
            started_at=None,
            # What a race counts with is no more than its result says.
            elapsed_s=facts.elapsed_s if facts.kind is RunKind.RACE else None,
            climb_m=None,
        )
        return ListedRun(told, detail, row.record is not None)
    area = None if row.pain_area is None else PainArea(row.pain_area)
    return ListedRun(facts, detail, row.record is not None, area, row.pain_level)
