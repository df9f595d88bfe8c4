"""Drafts of seasons: what a coach typed into the forms becomes an outline, or a problem they can mend."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.dates import Week
from bot.domain.races import plain_name
from bot.domain.runs import FARTHEST_M
from bot.domain.season_lines import (
    Goal,
    LineError,
    Volumes,
    read_ahead,
    read_first_week,
    read_goal,
    read_phases,
    read_volumes,
    read_weeks,
    volume_text,
    written_phases,
    written_weeks,
)
from bot.domain.seasons import MOST_WEEKS, Measure, SeasonWeek, outline, phase_counts, split, weeks_until
from bot.domain.units import ParseError, Unit, round_half_up
from bot.errors import Unclear, UserError
from bot.services.reading import typed_distance
from bot.services.season_pages import SeasonDraft, SeasonGoal, reader_unit
from db.repositories.races import DistanceRow, RaceRow
from db.unit_of_work import UnitOfWork

WEEKS_LIMIT: Final = 4_000
"""Characters of the weeks as they are typed, which is what a field of Discord's holds."""
_EVENTS_TYPED: Final = {"hm": "half", "m": "marathon"}


@dataclass(frozen=True, slots=True)
class FilledSeason:
    """The form of a season as it is filled in, or as it was sent: texts that are still to be read.

    `replaces` is the season that held when the form was opened. `lately` is what the runner ran in a week of late, in
    metres or seconds as `measure` says, for the coach alone; None where nothing is to be told.
    """

    runner_id: int
    runner_name: str
    replaces: int | None
    measure: Measure
    goal: str = ""
    first: str = ""
    volumes: str = ""
    phases: str = ""
    ahead: str = ""
    lately: int | None = None


def filled_new(filled: FilledSeason, today: date) -> FilledSeason:
    """Fill in what is usual for a season that begins now: with the coming Monday, or today where it is one."""
    monday = today + timedelta(days=-today.weekday() % 7)
    return replace(filled, first=monday.isoformat())


def filled_from(filled: FilledSeason, draft: SeasonDraft) -> FilledSeason:
    """Fill in an outline that is there; read again, it is kept week by week."""
    volumes = [one.volume for one in draft.weeks]
    start, peak = (volume_text(one, draft.measure) for one in (volumes[0], max(volumes)))
    return replace(
        filled,
        measure=draft.measure,
        goal=goal_text(draft.goal, reader_unit(draft.measure)),
        first=draft.weeks[0].week.monday.isoformat(),
        volumes=f"{start} - {peak}",
        phases=written_phases(phase_counts(draft.weeks)),
        ahead="" if draft.weeks_ahead is None else str(draft.weeks_ahead),
    )


def goal_text(goal: SeasonGoal, unit: Unit) -> str:
    """Return a goal as somebody would type it: `City Marathon, 2027-04-25, marathon`."""
    return ", ".join(filter(None, (goal.name, goal.day.isoformat(), _distance(goal.distance_m, goal.event, unit))))


def race_text(row: RaceRow, distance: DistanceRow | None, unit: Unit) -> str:
    """Return a race of the team as somebody would type it; without a distance while nobody knows which one."""
    typed = None if distance is None else _distance(distance.distance_m, distance.event, unit)
    return ", ".join(filter(None, (row.name, row.race_day.isoformat(), typed)))


def _distance(distance_m: int, event: str | None, unit: Unit) -> str:
    return typed_distance(distance_m, unit) if event is None else _EVENTS_TYPED.get(event, event)


def read_draft(
    uow: UnitOfWork, team_id: int, filled: FilledSeason, before: SeasonDraft | None, today: date
) -> SeasonDraft:
    """Return the outline that a form means; `before` is the one that the form was filled in from.

    Where goal, first week, volumes and phases are those it has, its weeks stay as they are. Raises `UserError`, and
    `Unclear` for what can mean several things.
    """
    typed = _goal(filled.goal, today)
    metres = round_half_up(typed.distance.metres)
    if metres > FARTHEST_M:
        raise UserError("season_goal_too_far", text=filled.goal)
    goal = SeasonGoal(typed.name, typed.day, metres, typed.distance.event, _race_id(uow, team_id, typed))
    first = _first(filled.first, today)
    ahead = _ahead(filled.ahead)
    if before is not None and _is_kept(filled, before, goal, first):
        return replace(before, goal=goal, weeks_ahead=ahead)
    volumes = _volumes(filled.volumes, filled.measure)
    weeks = _counted(filled.phases, goal, first, volumes)
    return SeasonDraft(filled.runner_id, filled.replaces, goal, volumes.measure, weeks, ahead)


def rewritten(draft: SeasonDraft, text: str) -> SeasonDraft:
    """Return the draft with its weeks as a coach wrote them, one a line. Raises `UserError` that names the line."""
    try:
        weeks = read_weeks(text, draft.weeks[0].week, draft.goal.day, draft.measure)
    except LineError as error:
        race_week = weeks_until(draft.weeks[0].week, draft.goal.day)
        raise UserError(
            f"season_{error.code}", line=error.line, text=error.text, week=race_week, most=MOST_WEEKS
        ) from None
    if len(written_weeks(weeks, draft.measure)) > WEEKS_LIMIT:
        raise UserError("season_text_long")
    return replace(draft, weeks=weeks)


def _is_kept(filled: FilledSeason, before: SeasonDraft, goal: SeasonGoal, first: Week) -> bool:
    was = filled_from(filled, before)
    same_race = (goal.day, goal.distance_m) == (before.goal.day, before.goal.distance_m)
    same_words = all(
        " ".join(one.lower().split()) == " ".join(other.lower().split())
        for one, other in ((filled.volumes, was.volumes), (filled.phases, was.phases))
    )
    return same_race and same_words and first == before.weeks[0].week


def _counted(typed: str, goal: SeasonGoal, first: Week, volumes: Volumes) -> tuple[SeasonWeek, ...]:
    count = weeks_until(first, goal.day)
    if count < 1:
        raise UserError("season_first_late")
    try:
        wanted = read_phases(typed)
    except ParseError as error:
        raise UserError(f"season_phases_{error.code}", text=error.text) from None
    phases = split(count, goal.distance_m, wanted)
    if phases is None:
        raise UserError("season_phases_misfit", weeks=count)
    if sum(phases.values()) > MOST_WEEKS:
        raise UserError("season_too_long", most=MOST_WEEKS)
    return outline(first, phases, volumes.start, volumes.peak, volumes.measure)


def _race_id(uow: UnitOfWork, team_id: int, goal: Goal) -> int | None:
    """Return the race of the team that has this name and day, if there is one that is on."""
    named = [] if goal.name is None else uow.races.named(team_id, plain_name(goal.name), goal.day)
    return named[0].race_id if named else None


def _goal(typed: str, today: date) -> Goal:
    try:
        return read_goal(typed, today)
    except ParseError as error:
        raise _refusal("season_goal", error) from None


def _first(typed: str, today: date) -> Week:
    try:
        return read_first_week(typed, today)
    except ParseError as error:
        raise _refusal("season_first", error) from None


def _volumes(typed: str, measure: Measure) -> Volumes:
    try:
        return read_volumes(typed, measure)
    except ParseError as error:
        raise _refusal("season_volumes", error) from None


def _ahead(typed: str) -> int | None:
    try:
        return read_ahead(typed)
    except ParseError as error:
        raise _refusal("season_ahead", error) from None


def _refusal(what: str, error: ParseError) -> UserError:
    kind = Unclear if error.code == "ambiguous" else UserError
    return kind(f"{what}_{error.code}", text=error.text)
