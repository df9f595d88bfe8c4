"""What a coach may want to look at in a planned week: limits of training plans, as reasons with their numbers.

Warnings alone, nothing is refused. The limits are those of running-science 4.2 (after Daniels' Running Formula); what
is read into them is marked [D]. Whether a run leaps beyond the runner's longest of late needs their log:
`bot.domain.load.spike` tells, given `bot.domain.planned_weeks.planned_metres`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.planned_weeks import PlannedSession, PlannedWeek, planned_metres, planned_seconds, session_kind
from bot.domain.runs import RunKind
from bot.domain.workouts import Effort, Repeat, Role, Step, Workout, effort_of, is_quality, measured, stretches

LONG_SHARE: Final = 30
LONG_SHARE_FAR: Final = 25
"""Per cent of the week that the long run is at most, the second from `FAR_WEEK_M` up."""
FAR_WEEK_M: Final = 64_000
LONG_S: Final = 150 * 60
SHARES_FROM_RUNS: Final = 4
"""With fewer runs in a week each is a large share of it whatever one does, so the long run's is not looked at [D]."""
QUALITY_DAYS: Final = 3
EASY_DAYS_BEFORE_RACE: Final = 2
EASY_DAY_PER_M: Final = 3_000
"""After a race one easy day for so much of it, one at least [D]."""
THRESHOLD_WORK_PER_REST: Final = 5
THRESHOLD_LET_PASS: Final = 4
"""Work to rest at threshold is 5 to 1; from 4 to 1 on nothing is said, for the sake of many a `5x1km / 1min` [D]."""
REPETITION_REST_PER_WORK: Final = 2

_SHARES: Final = {Effort.THRESHOLD: 10, Effort.INTERVAL: 8, Effort.REPETITION: 5, Effort.MARATHON: 20}
_CAPS_M: Final = {Effort.INTERVAL: 10_000, Effort.REPETITION: 8_000, Effort.MARATHON: 29_000}
MARATHON_PACE_S: Final = 110 * 60


class PlanCode(StrEnum):
    """What a warning is of; each says what `found` and `limit` are."""

    LONG_SHARE = "long_share"
    """Per cent of the week's metres that one run is, rounded."""
    LONG_TIME = "long_time"
    """Seconds of one run."""
    THRESHOLD = "threshold"
    """Metres of the week at threshold; as for the next three."""
    INTERVAL = "interval"
    REPETITION = "repetition"
    MARATHON = "marathon"
    MARATHON_TIME = "marathon_time"
    """Seconds of one session at marathon pace."""
    THRESHOLD_REST = "threshold_rest"
    """Seconds of a rest; the limit is a fifth of the work before it."""
    INTERVAL_REST = "interval_rest"
    """Seconds of a rest; the limit is the work before it."""
    REPETITION_REST = "repetition_rest"
    """Seconds of a rest; the limit, a lower one, is twice the work before it."""
    QUALITY_IN_A_ROW = "quality_in_a_row"
    """Days in a row with hard work; `day` is the first."""
    QUALITY_DAYS = "quality_days"
    """Days with hard work, races among them."""
    NO_REST_DAY = "no_rest_day"
    """Days with a run."""
    BEFORE_RACE = "before_race"
    """Easy days between hard work and a race; the limit is a lower one. `race_day` says which race."""
    AFTER_RACE = "after_race"
    """Easy days between a race and hard work; the limit is a lower one. `race_day` says which race."""


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One thing to look at: what was found and where the limit is, in the unit of its code.

    `day` is 0 for Monday; None where it is the whole week. `share` is the limit in per cent of the week, where it is
    one and is lower than the cap.
    """

    code: PlanCode
    found: int
    limit: int
    day: int | None = None
    race_day: int | None = None
    share: int | None = None


@dataclass(frozen=True, slots=True)
class RaceDay:
    """A race that the calendar knows of: days from this week's Monday (-1 is the Sunday before), and its metres."""

    day: int
    metres: float


@dataclass(frozen=True, slots=True)
class WeekLength:
    """About how many metres a planned week is; `is_all` unless a run of it does not tell how far it is."""

    metres: int
    is_all: bool


def week_length(week: PlannedWeek, score: float | None = None) -> WeekLength:
    """Return about how long a planned week is, by the paces of a fitness score where words tell time alone."""
    lengths = [planned_metres(session, score) for _, session in week.sessions if session.is_run]
    known = [metres for metres in lengths if metres is not None]
    return WeekLength(sum(known), len(known) == len(lengths))


def plan_warnings(
    week: PlannedWeek, score: float | None = None, races: Iterable[RaceDay] = ()
) -> tuple[PlanWarning, ...]:
    """Return what is worth a look in a week, in the order of `PlanCode`; paces are those of the fitness score.

    Shares are told only of a week whose every run says how far it is. A session that is no notation counts by its
    words.
    """
    sessions = [(day, session) for day, session in week.sessions if session.is_run]
    length = week_length(week, score)
    week_m = length.metres if length.is_all else None
    hard = sorted({day for day, session in sessions if _is_hard(session, score)})
    of_plan = {
        day: planned_metres(session, score) or 0
        for day, session in sessions
        if session_kind(session, score) is RunKind.RACE
    }
    raced = {**{race.day: round(race.metres) for race in races}, **{day: far for day, far in of_plan.items() if far}}
    for day in of_plan:
        raced.setdefault(day, 0)
    return (
        *_long(sessions, week_m, score),
        *_efforts(sessions, week_m, score),
        *_marathon_time(sessions, score),
        *(
            warning
            for day, session in sessions
            if session.workout is not None
            for warning in _rests(day, session.workout, score)
        ),
        *_days(sessions, hard, raced),
        *_around_races(hard, raced),
    )


def _is_hard(session: PlannedSession, score: float | None) -> bool:
    """Tell whether there is hard work in a session, whatever it is called."""
    if session.workout is None:
        return session_kind(session, score) is RunKind.WORKOUT
    return any(is_quality(segment, score) for segment in session.workout.segments)


def _long(sessions: Sequence[tuple[int, PlannedSession]], week_m: int | None, score: float | None) -> list[PlanWarning]:
    """Look at the long run: the longest that is no race."""
    runs = [(day, session) for day, session in sessions if session_kind(session, score) is not RunKind.RACE]
    found: list[PlanWarning] = []
    if week_m and runs and len(sessions) >= SHARES_FROM_RUNS:
        far, day = max((planned_metres(session, score) or 0, -day) for day, session in runs)
        limit = LONG_SHARE_FAR if week_m >= FAR_WEEK_M else LONG_SHARE
        if 100 * far > limit * week_m:
            found.append(PlanWarning(PlanCode.LONG_SHARE, (200 * far + week_m) // (2 * week_m), limit, -day))
    for day, session in runs:
        seconds = planned_seconds(session, score) or 0
        if seconds > LONG_S:
            found.append(PlanWarning(PlanCode.LONG_TIME, seconds, LONG_S, day))
    return found


def _efforts(
    sessions: Sequence[tuple[int, PlannedSession]], week_m: int | None, score: float | None
) -> list[PlanWarning]:
    """Look at how much of the week is at each of the hard paces, races left out."""
    metres = dict.fromkeys(_SHARES, 0.0)
    for _, session in sessions:
        if session.workout is None or session_kind(session, score) is RunKind.RACE:
            continue
        for effort in metres:
            metres[effort] += _at(session.workout, effort, score)[0]
    found = []
    for effort, share in _SHARES.items():
        limits = [(_CAPS_M[effort], None)] if effort in _CAPS_M else []
        of_week = [] if week_m is None else [(week_m * share // 100, share)]
        limit = min([*limits, *of_week], key=_first, default=None)
        if limit is not None and round(metres[effort]) > limit[0]:
            found.append(PlanWarning(PlanCode[effort.name], round(metres[effort]), limit[0], share=limit[1]))
    return found


def _first(pair: tuple[int, int | None]) -> int:
    return pair[0]


def _marathon_time(sessions: Sequence[tuple[int, PlannedSession]], score: float | None) -> list[PlanWarning]:
    found = []
    for day, session in sessions:
        if session.workout is None or session_kind(session, score) is RunKind.RACE:
            continue
        seconds = round(_at(session.workout, Effort.MARATHON, score)[1])
        if seconds > MARATHON_PACE_S:
            found.append(PlanWarning(PlanCode.MARATHON_TIME, seconds, MARATHON_PACE_S, day))
    return found


def _at(workout: Workout, effort: Effort, score: float | None) -> tuple[float, float]:
    """Return the metres and the seconds of a workout at one effort."""
    lengths = [
        (measured(step, score), times)
        for step, times in stretches(workout)
        if step.role is Role.ACTIVE and effort_of(step, score) is effort
    ]
    return sum(far * times for (far, _), times in lengths), sum(long * times for (_, long), times in lengths)


def _rests(day: int, workout: Workout, score: float | None) -> list[PlanWarning]:
    """Look at the rests between repeats of one step that say how long they are."""
    found = []
    for segment in workout.segments:
        if isinstance(segment, Step) or segment.rest is None or segment.rest.is_open or len(segment.steps) > 1:
            continue
        work, rest = measured(segment.steps[0], score), measured(segment.rest, score)
        if work[1] > 0:
            found += _rest(day, segment, work, rest, effort_of(segment.steps[0], score))
    return found


def _rest(
    day: int, segment: Repeat, work: tuple[float, float], rest: tuple[float, float], effort: Effort | None
) -> list[PlanWarning]:
    work_s, rest_s = round(work[1]), round(rest[1])
    checks: dict[Effort, tuple[PlanCode, int, Callable[[], bool]]] = {
        Effort.THRESHOLD: (
            PlanCode.THRESHOLD_REST,
            work_s // THRESHOLD_WORK_PER_REST,
            lambda: rest_s * THRESHOLD_LET_PASS > work_s,
        ),
        Effort.INTERVAL: (PlanCode.INTERVAL_REST, work_s, lambda: rest_s > work_s),
        # To jog as far as was run is a full rest too, as in 8x400m / 400m jog.
        Effort.REPETITION: (
            PlanCode.REPETITION_REST,
            work_s * REPETITION_REST_PER_WORK,
            lambda: (
                rest_s < work_s * REPETITION_REST_PER_WORK
                and not (segment.rest is not None and segment.rest.metres is not None and rest[0] >= work[0])
            ),
        ),
    }
    if effort not in checks:
        return []
    code, limit, applies = checks[effort]
    return [PlanWarning(code, rest_s, limit, day)] if applies() else []


def _days(
    sessions: Sequence[tuple[int, PlannedSession]], hard: Sequence[int], raced: dict[int, int]
) -> list[PlanWarning]:
    """Look at how hard days and days without a run lie in the week; races have rules of their own."""
    found = []
    worked = [day for day in hard if day not in raced]
    starts = [day for day in worked if day - 1 not in worked]
    for start in starts:
        row = next(n for n in range(1, 9) if start + n not in worked)
        if row > 1:
            found.append(PlanWarning(PlanCode.QUALITY_IN_A_ROW, row, 1, start))
    quality = {*hard, *(day for day in raced if 0 <= day < 7)}
    if len(quality) > QUALITY_DAYS:
        found.append(PlanWarning(PlanCode.QUALITY_DAYS, len(quality), QUALITY_DAYS))
    running = {day for day, _ in sessions}
    if len(running) == 7:
        found.append(PlanWarning(PlanCode.NO_REST_DAY, 7, 6))
    return found


def _around_races(hard: Sequence[int], raced: dict[int, int]) -> list[PlanWarning]:
    """Look at the easy days before each race and, by its length, after it."""
    before, after = [], []
    for race, metres in sorted(raced.items()):
        recovery = max(1, metres // EASY_DAY_PER_M)
        for day in hard:
            if day in raced:
                continue
            if 0 <= (easy := race - day - 1) < EASY_DAYS_BEFORE_RACE:
                before.append(PlanWarning(PlanCode.BEFORE_RACE, easy, EASY_DAYS_BEFORE_RACE, day, race))
            if 0 <= (easy := day - race - 1) < recovery:
                after.append(PlanWarning(PlanCode.AFTER_RACE, easy, recovery, day, race))
    return before + after
