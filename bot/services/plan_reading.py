"""Reading plans: a week as a coach typed it, as the sessions that are kept of it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.dates import Week
from bot.domain.notation import write_workout
from bot.domain.planned_weeks import PlannedSession, held_to, read_week, session_kind
from bot.domain.plans import OTHER_SPORT, REST, shared_key
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
    kind = session_kind(planned)
    if kind is None:
        return Session(day, position, planned.text, _key(planned), REST if planned.is_rest else OTHER_SPORT)
    held = held_to(planned)
    return Session(
        day=day,
        position=position,
        text=planned.text,
        shared_key=_key(planned),
        kind=kind.value,
        distance_m=held.distance_m,
        duration_s=held.duration_s,
    )


def _key(planned: PlannedSession) -> str:
    return shared_key(planned.text if planned.workout is None else write_workout(planned.workout))
