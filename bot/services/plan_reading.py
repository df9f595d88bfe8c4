"""Reading plans: a week as a coach typed it, as the sessions that are kept of it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.dates import Week
from bot.domain.notation import write_workout
from bot.domain.planned_weeks import (
    PlannedSession,
    is_by_time,
    is_framed,
    planned_metres,
    planned_seconds,
    read_week,
    session_kind,
)
from bot.domain.plans import OTHER_SPORT, REST, shared_key
from bot.domain.runs import RunKind
from bot.services.plan_weeks import Session


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """The sessions of a week by day, and the lines that name no day."""

    sessions: tuple[Session, ...]
    unplaced: tuple[str, ...]


def read_plan(text: str, week: Week) -> ReadPlan:
    """Read a week; never raises. What is no notation is kept in its words."""
    read = read_week(text)
    days = week.days()
    sessions: list[Session] = []
    for number, planned in enumerate(read.days):
        sessions += [_session(one, days[number], position) for position, one in enumerate(planned)]
    return ReadPlan(tuple(sessions), tuple(line.text for line in read.unplaced))


def _session(planned: PlannedSession, day: date, position: int) -> Session:
    workout = planned.workout
    kind = session_kind(planned)
    if kind is None:
        return Session(day, position, planned.text, _key(planned), REST if planned.is_rest else OTHER_SPORT)
    by_time = workout is not None and is_by_time(workout)
    # `5x1km @ T` says what is hard, and nothing of the way there and home: whoever runs it keeps it.
    open_ended = workout is not None and kind is RunKind.WORKOUT and not is_framed(workout)
    return Session(
        day=day,
        position=position,
        text=planned.text,
        shared_key=_key(planned),
        kind=kind.value,
        distance_m=None if by_time or open_ended else planned_metres(planned),
        duration_s=planned_seconds(planned) if by_time and not open_ended else None,
    )


def _key(planned: PlannedSession) -> str:
    return shared_key(planned.text if planned.workout is None else write_workout(planned.workout))
