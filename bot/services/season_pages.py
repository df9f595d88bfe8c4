"""Seasons as services hand them out: the weeks that a reader may see, what was run in them, and how the race stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.audience import LogDetail
from bot.domain.dates import Week
from bot.domain.doubts import stands
from bot.domain.runs import RunSource
from bot.domain.seasons import (
    Change,
    Measure,
    Phase,
    SeasonWeek,
    measure_of,
    shown_until,
    weeks_until,
)
from bot.domain.units import Unit
from bot.services.run_lists import readable
from bot.services.runners import today_of, unit_of
from db.repositories.runners import RunnerRow
from db.repositories.seasons import SeasonRow, SeasonWeekRow
from db.unit_of_work import UnitOfWork

LATELY_WEEKS: Final = 4
_THIRD_PARTIES: Final = frozenset(source.value for source in RunSource if source.is_third_party)


@dataclass(frozen=True, slots=True)
class SeasonGoal:
    """What a season leads to: the day and the distance in metres, and the race of the team, where it is one."""

    name: str | None
    day: date
    distance_m: int
    event: str | None
    race_id: int | None = None


@dataclass(frozen=True, slots=True)
class SeasonPage:
    """A season as one reader sees it: `weeks` without those that are hidden from them, which are the `hidden` after.

    Volumes are metres, or seconds where the season is measured in hours; `measure` is what the reader reads them in.
    `done` are the same of the weeks that have begun, None where the reader may not know. `weeks_ahead` is what the
    coach chose: None where the runner sees all. `moved_to` is the day that the race has now, where it is another than
    the outline was counted back from, and `is_off` tells that it was called off. `today` is the runner's day.
    """

    runner_id: int
    runner_name: str
    team_name: str
    is_own: bool
    goal: SeasonGoal
    measure: Measure
    weeks: tuple[SeasonWeek, ...]
    hidden: int
    weeks_ahead: int | None
    today: date
    done: tuple[int, ...] | None = None
    coach_name: str | None = None
    moved_to: date | None = None
    is_off: bool = False
    season_id: int | None = None

    @property
    def race_week(self) -> int:
        """The number of the week of the race, from 1 on."""
        return weeks_until(self.weeks[0].week, self.goal.day)

    @property
    def this_week(self) -> int:
        """The number of the present week; below 1 before the season, and beyond its weeks after it."""
        return weeks_until(self.weeks[0].week, self.today)

    @property
    def count(self) -> int:
        """How many weeks there are, those that are hidden too."""
        return len(self.weeks) + self.hidden

    @property
    def present(self) -> SeasonWeek | None:
        """The week that it is now, None before and after the season."""
        return self.weeks[self.this_week - 1] if 1 <= self.this_week <= len(self.weeks) else None


@dataclass(frozen=True, slots=True)
class SeasonDraft:
    """An outline that its coach has before them, unsaved; `replaces` is the season that held when it was begun."""

    runner_id: int
    replaces: int | None
    goal: SeasonGoal
    measure: Measure
    weeks: tuple[SeasonWeek, ...]
    weeks_ahead: int | None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft read back: as the coach sees it, and in which weeks it differs from what is saved, if there is any.

    `shown` is how many of its weeks the runner would see now. `is_saved` tells that it is just what is saved.
    """

    draft: SeasonDraft
    page: SeasonPage
    shown: int
    before: SeasonDraft | None = None
    changes: tuple[Change, ...] = ()

    @property
    def is_saved(self) -> bool:
        """Whether there is nothing to save."""
        return self.before == self.draft


def season_draft(uow: UnitOfWork, row: SeasonRow) -> SeasonDraft:
    """Return a season that is saved as its coach would have it before them, unchanged."""
    return SeasonDraft(
        runner_id=row.runner_id,
        replaces=row.season_id,
        goal=SeasonGoal(row.name, row.race_day, row.distance_m, row.event, row.race_id),
        measure=Measure(row.measure),
        weeks=tuple(_week(one) for one in uow.seasons.weeks(row.season_id)),
        weeks_ahead=row.weeks_ahead,
    )


def _week(row: SeasonWeekRow) -> SeasonWeek:
    volume = row.volume_m if row.volume_m is not None else row.volume_s
    return SeasonWeek(Week.parse(row.week), Phase(row.phase), volume or 0, row.note)


def week_row(one: SeasonWeek, measure: Measure) -> SeasonWeekRow:
    """Return a week as it is kept."""
    metres, seconds = (None, one.volume) if measure.is_time else (one.volume, None)
    return SeasonWeekRow(one.week.key, one.phase.value, metres, seconds, one.note)


def season_page(uow: UnitOfWork, row: SeasonRow, runner: RunnerRow, now: datetime, *, own: bool) -> SeasonPage:
    """Return a season that is saved as its runner sees it, or as a coach does, who sees all of it."""
    draft, today = season_draft(uow, row), today_of(runner, now)
    shown = shown_until(draft.weeks, today, draft.weeks_ahead) if own else len(draft.weeks)
    race = None if row.race_id is None else uow.races.find(row.team_id, row.race_id)
    is_off = race is not None and race.cancelled_at is not None
    return _page(
        uow,
        runner,
        draft,
        today,
        own=own,
        shown=max(shown, 1),
        coach_name=row.coach_name,
        moved_to=race.race_day if race is not None and not is_off and race.race_day != row.race_day else None,
        is_off=is_off,
        season_id=row.season_id,
    )


def draft_page(uow: UnitOfWork, runner: RunnerRow, draft: SeasonDraft, now: datetime) -> SeasonPage:
    """Return an unsaved season as its coach sees it."""
    return _page(uow, runner, draft, today_of(runner, now), own=False, shown=len(draft.weeks))


def _page(
    uow: UnitOfWork,
    runner: RunnerRow,
    draft: SeasonDraft,
    today: date,
    *,
    own: bool,
    shown: int,
    coach_name: str | None = None,
    moved_to: date | None = None,
    is_off: bool = False,
    season_id: int | None = None,
) -> SeasonPage:
    begun = [one.week for one in draft.weeks[:shown] if one.week.monday <= today]
    return SeasonPage(
        runner_id=runner.runner_id,
        runner_name=runner.name,
        team_name=runner.team_name,
        is_own=own,
        goal=draft.goal,
        measure=draft.measure if draft.measure.is_time or not own else measure_of(unit_of(runner)),
        weeks=draft.weeks[:shown],
        hidden=len(draft.weeks) - shown,
        weeks_ahead=draft.weeks_ahead,
        today=today,
        done=volumes_run(uow, runner, begun, draft.measure, own=own),
        coach_name=coach_name,
        moved_to=moved_to,
        is_off=is_off,
        season_id=season_id,
    )


def volumes_run(
    uow: UnitOfWork, runner: RunnerRow, weeks: Sequence[Week], measure: Measure, *, own: bool
) -> tuple[int, ...] | None:
    """Return what a runner ran in weeks, in metres or seconds, as they or a coach may read; None where that is nothing.

    Runs that wait for a word count for nothing, and another service's figures are for the runner alone.
    """
    details = readable(runner, by_coach=not own, own=own)
    allowed = {sharing for sharing, detail in details.items() if detail in (LogDetail.FIGURES, LogDetail.FULL)}
    if not allowed:
        return None
    return _sums(uow, runner, weeks, measure, allowed, own=own)


def _sums(
    uow: UnitOfWork, runner: RunnerRow, weeks: Sequence[Week], measure: Measure, allowed: Collection[str], *, own: bool
) -> tuple[int, ...]:
    run = dict.fromkeys((week.key for week in weeks), 0)
    for row in uow.runs.in_weeks(runner.runner_id, list(run)) if run else ():
        if row.sharing in allowed and stands(row.doubt, row.verdict) and (own or row.source not in _THIRD_PARTIES):
            run[row.week] += row.moving_s if measure.is_time else row.distance_m
    return tuple(run.values())


def run_lately(uow: UnitOfWork, runner: RunnerRow, today: date, measure: Measure) -> int | None:
    """Return what a runner ran in a week, the mean of the four before this one, as a coach may read; None for none."""
    weeks = [Week.of(today - timedelta(weeks=back)) for back in range(LATELY_WEEKS, 0, -1)]
    run = volumes_run(uow, runner, weeks, measure, own=False)
    return None if run is None or not any(run) else round(sum(run) / LATELY_WEEKS)


def reader_unit(measure: Measure) -> Unit:
    """Return the unit of a race's distance beside volumes in this measure."""
    return Unit.MI if measure is Measure.MI else Unit.KM
