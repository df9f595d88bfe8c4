"""Workouts: what is to be run, as steps and one level of repeats, with what they come to.

The tree has the shape of TrainingPeaks' workout structure (PartnersAPI wiki, "Workout Structure Object"): steps that
are warm-up, active, rest or cool-down, each so long in metres or in seconds, and repetitions of steps. How a coach
types it is `bot.domain.notation`. Rules and numbers follow running-science 1.2, 4.3 and 4.4; [D] marks a decision of
this project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.performance import Zone, race_time, training_pace
from bot.domain.runs import FARTHEST_M, LONGEST_S, RunKind
from bot.domain.units import METRES_PER_MILE, STANDARD_EVENTS, Unit, round_half_up

NEUTRAL_SCORE: Final = 40.0
"""Fitness score that stands in where none is known: 5 km in about 24 minutes, easy days at about 6:20/km [D]."""
MOST_REPEATS: Final = 100
MOST_SEGMENTS: Final = 30
STRIDE_S: Final = 20
"""Seconds of a stride that has no length: strides are relaxed and 15 to 25 s long (running-science 4.3)."""
WALK_S_PER_KM: Final = 660.0
"""A brisk walk, 5.5 km/h [D]."""
SLOWEST_PACE_S: Final = 1_800
"""Seconds per unit; nobody is asked to run slower."""
RACE_PACES: Final = ("1500m", "1mi", "3k", "5k", "10k", "hm", "m")
"""Keys of `STANDARD_EVENTS` whose pace can be a target."""
LABELS: Final = frozenset({RunKind.LONG, RunKind.RACE, RunKind.RECOVERY})
"""What a workout can be said to be, in words, whatever its steps are."""


class Role(StrEnum):
    """What a step is for."""

    WARM_UP = "warm_up"
    ACTIVE = "active"
    REST = "rest"
    COOL_DOWN = "cool_down"


class Manner(StrEnum):
    """How a rest is spent."""

    JOG = "jog"
    WALK = "walk"
    STAND = "rest"
    FLOAT = "float"
    """Quicker than a jog, still easy."""


class Effort(StrEnum):
    """How hard, in the letters of Daniels and the words of running-science 4.3."""

    EASY = "E"
    MARATHON = "M"
    THRESHOLD = "T"
    INTERVAL = "I"
    REPETITION = "R"
    STRIDES = "strides"
    HILLS = "hills"
    FARTLEK = "fartlek"
    PROGRESSION = "progression"


@dataclass(frozen=True, slots=True)
class AtRacePace:
    """The pace of a race; `event` is one of `RACE_PACES`."""

    event: str

    def __post_init__(self) -> None:
        """Raise ValueError for a race whose pace is no target."""
        _require(self.event in RACE_PACES, "no such race pace")


@dataclass(frozen=True, slots=True)
class AtPace:
    """Seconds per `unit`; with `until`, from the one to the slower other; `effort` is what it was called beside."""

    seconds: int
    unit: Unit
    until: int | None = None
    effort: Effort | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a pace that nobody runs, or one whose end is not slower than its beginning."""
        _require(60 <= self.seconds < SLOWEST_PACE_S, "no such pace")
        _require(self.until is None or self.seconds < self.until < SLOWEST_PACE_S, "no such range of paces")
        _require(self.effort is None or len(self.effort.value) == 1, "one of the letters")

    @property
    def s_per_km(self) -> float:
        """The middle of it, in seconds a kilometre."""
        middle = self.seconds if self.until is None else (self.seconds + self.until) / 2
        return middle if self.unit is Unit.KM else middle * 1_000 / METRES_PER_MILE


@dataclass(frozen=True, slots=True)
class AtRpe:
    """Rate of perceived exertion, 1 to 10."""

    level: int

    def __post_init__(self) -> None:
        """Raise ValueError outside 1 to 10."""
        _require(1 <= self.level <= 10, "no such effort")


@dataclass(frozen=True, slots=True)
class InZone:
    """A zone of the runner's own, 1 to 5."""

    number: int

    def __post_init__(self) -> None:
        """Raise ValueError outside 1 to 5."""
        _require(1 <= self.number <= 5, "no such zone")


Target = Effort | AtRacePace | AtPace | AtRpe | InZone


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch: `metres` (to the millimetre) or `seconds` long, or with neither as long as the runner likes.

    `most` is the upper end where the length is a range; sums and paces go by the lower, which is all that is asked for.
    A rest has a `manner` or a length, and no target. A warm-up or cool-down has a target, or is jogged or walked.
    """

    role: Role = Role.ACTIVE
    metres: float | None = None
    seconds: int | None = None
    target: Target | None = None
    manner: Manner | None = None
    most: float | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a step that cannot be."""
        _require(self.metres is None or self.seconds is None, "metres or seconds, not both")
        _require(self.metres is None or 1 <= self.metres <= FARTHEST_M, "no such distance")
        _require(self.metres is None or round(self.metres, 3) == self.metres, "finer than millimetres")
        _require(self.seconds is None or 0 < self.seconds <= LONGEST_S, "no such time")
        length, limit = (self.seconds, LONGEST_S) if self.metres is None else (self.metres, FARTHEST_M)
        _require(self.most is None or (length is not None and length < self.most <= limit), "no such range")
        _require(self.most is None or round(self.most, 3) == self.most, "finer than millimetres")
        _require(self.target is None or self.manner is None, "a target or a manner, not both")
        if self.role is Role.REST:
            _require(self.target is None, "a rest has no target")
            _require(self.manner is not None or not self.is_open, "a rest has a manner or a length")
        else:
            framing = (None,) if self.role is Role.ACTIVE else (None, Manner.JOG, Manner.WALK)
            _require(self.manner in framing, "only rests, and what frames the work, are jogged or walked")

    @property
    def is_open(self) -> bool:
        """Whether it is as long as the runner likes."""
        return self.metres is None and self.seconds is None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps done `count` times, with `rest` between one time and the next, so once less (running-science 4.4)."""

    count: int
    steps: tuple[Step, ...]
    rest: Step | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a repeat of nothing, and for one that begins or ends with a rest or has a warm-up."""
        _require(2 <= self.count <= MOST_REPEATS, "so many repeats")
        _require(0 < len(self.steps) <= MOST_SEGMENTS, "steps to repeat")
        _require(all(step.role in (Role.ACTIVE, Role.REST) for step in self.steps), "a warm-up is not repeated")
        _require(self.steps[0].role is Role.ACTIVE is self.steps[-1].role, "its rest stands between the repeats")
        _require(all(not step.is_open or step.target or step.manner for step in self.steps), "a step of nothing")
        _require(self.rest is None or self.rest.role is Role.REST, "a rest is a rest")


@dataclass(frozen=True, slots=True)
class Workout:
    """What is to be run, in order; without segments a day of rest. `label` is one of `LABELS`, where it was said."""

    segments: tuple[Step | Repeat, ...] = ()
    label: RunKind | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for more segments than anyone writes, and for one that begins or ends with a rest."""
        _require(len(self.segments) <= MOST_SEGMENTS, "fewer segments")
        _require(self.label is None or (self.label in LABELS and self.segments != ()), "no such label")
        ends = (self.segments[0], self.segments[-1]) if self.segments else ()
        _require(all(isinstance(end, Repeat) or end.role is not Role.REST for end in ends), "a rest stands between")
        bare = (one for one in self.segments if isinstance(one, Step) and one.role is Role.ACTIVE and one.is_open)
        alone = self.label is not None and len(self.segments) == 1
        _require(alone or all(step.target is not None for step in bare), "a step of nothing")

    @property
    def is_rest(self) -> bool:
        """Whether it is a day of rest."""
        return not self.segments


@dataclass(frozen=True, slots=True)
class Totals:
    """What is written down, added up: times each segment is done, metres and seconds of work and of rest.

    Warm-up and cool-down are work. A stretch is in metres or in seconds, as typed, never in both.
    """

    reps: tuple[int, ...]
    work_m: float
    work_s: int
    rest_m: float
    rest_s: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how far and how long a workout is, rests included; `complete` unless a step has no length of its own."""

    metres: int
    seconds: int
    complete: bool


def stretches(workout: Workout) -> Iterator[tuple[Step, int]]:
    """Yield each step with the times it is done; the rest of a repeat once less than the repeat."""
    for segment in workout.segments:
        if isinstance(segment, Step):
            yield segment, 1
            continue
        for step in segment.steps:
            yield step, segment.count
        if segment.rest is not None:
            yield segment.rest, segment.count - 1


def totals(workout: Workout) -> Totals:
    """Add up what is written down (running-science 4.4)."""
    metres = {True: 0.0, False: 0.0}
    seconds = {True: 0, False: 0}
    for step, times in stretches(workout):
        is_rest = step.role is Role.REST
        metres[is_rest] += (step.metres or 0) * times
        seconds[is_rest] += (step.seconds or 0) * times
    reps = tuple(1 if isinstance(segment, Step) else segment.count for segment in workout.segments)
    return Totals(reps, round(metres[False], 3), seconds[False], round(metres[True], 3), seconds[True])


_BY_RACE: Final = {
    "m": Effort.MARATHON,
    "hm": Effort.THRESHOLD,
    "10k": Effort.INTERVAL,
    "5k": Effort.INTERVAL,
    "3k": Effort.REPETITION,
    "1mi": Effort.REPETITION,
    "1500m": Effort.REPETITION,
}
_BY_ZONE: Final = (Effort.EASY, Effort.EASY, Effort.MARATHON, Effort.THRESHOLD, Effort.INTERVAL)
_BY_RPE: Final = (
    *(Effort.EASY,) * 4,
    *(Effort.MARATHON,) * 2,
    Effort.THRESHOLD,
    *(Effort.INTERVAL,) * 2,
    Effort.REPETITION,
)
_PACED: Final = {
    Effort.EASY: Zone.EASY,
    Effort.MARATHON: Zone.MARATHON,
    Effort.THRESHOLD: Zone.THRESHOLD,
    Effort.INTERVAL: Zone.INTERVAL,
    Effort.REPETITION: Zone.REPETITION,
    Effort.STRIDES: Zone.REPETITION,
    Effort.HILLS: Zone.INTERVAL,
    Effort.FARTLEK: Zone.EASY_FAST,
    Effort.PROGRESSION: Zone.EASY_FAST,
}
_QUALITY_PACES: Final = (Effort.MARATHON, Effort.THRESHOLD, Effort.INTERVAL, Effort.REPETITION)


def effort_of(step: Step, score: float | None = None) -> Effort | None:
    """Return how hard a step is meant to be; None where nothing says so, as a pace without a fitness score.

    RPE up to 4 is easy, 5 and 6 marathon, 7 threshold, 8 and 9 interval; zones 1 and 2 are easy, then one letter each;
    half-marathon pace counts as threshold, 10K and 5K as interval, shorter as repetition [D]. A pace slower than the
    fast end of easy is easy, else the nearest letter.
    """
    match step.target:
        case Effort():
            return step.target
        case AtRacePace(event):
            return _BY_RACE[event]
        case AtRpe(level):
            return _BY_RPE[level - 1]
        case InZone(number):
            return _BY_ZONE[number - 1]
        case AtPace(effort=Effort()):
            return step.target.effort
        case AtPace() if score is not None:
            pace = step.target.s_per_km
            if pace >= training_pace(score, Zone.EASY_FAST):
                return Effort.EASY
            return min(_QUALITY_PACES, key=lambda effort: abs(training_pace(score, _PACED[effort]) - pace))
        case _:
            return Effort.EASY if step.role in (Role.WARM_UP, Role.COOL_DOWN) else None


def s_per_km(step: Step, score: float | None = None) -> float:
    """Return the seconds a kilometre at which a step is done; without a score as `NEUTRAL_SCORE` would.

    What has no target is run easy; a rest is jogged at the slow end of easy, unless it says otherwise.
    """
    known = NEUTRAL_SCORE if score is None else score
    match step.target:
        case AtPace():
            return step.target.s_per_km
        case AtRacePace(event):
            return race_time(known, STANDARD_EVENTS[event]) / STANDARD_EVENTS[event] * 1_000
        case _:
            pass
    if step.manner in (Manner.WALK, Manner.STAND):
        return WALK_S_PER_KM
    if step.manner is Manner.FLOAT:
        return training_pace(known, Zone.EASY_FAST)
    if step.role is Role.REST or step.manner is Manner.JOG:
        return training_pace(known, Zone.EASY_SLOW)
    return training_pace(known, _PACED[effort_of(step, known) or Effort.EASY])


def measured(step: Step, score: float | None = None) -> tuple[float, float]:
    """Return about how many metres and seconds one time through a step takes; (0, 0) where it is open.

    A stride without a length takes `STRIDE_S`. Standing covers no ground.
    """
    seconds = STRIDE_S if step.is_open and step.target is Effort.STRIDES else step.seconds
    if step.metres is not None:
        return step.metres, step.metres * s_per_km(step, score) / 1_000
    if seconds is None:
        return 0.0, 0.0
    if step.manner is Manner.STAND:
        return 0.0, float(seconds)
    return seconds * 1_000 / s_per_km(step, score), float(seconds)


def estimate(workout: Workout, score: float | None = None) -> Estimate:
    """Return about how far and how long a workout is, by the paces of a fitness score (running-science 1.2)."""
    metres = seconds = 0.0
    complete = True
    for step, times in stretches(workout):
        far, long = measured(step, score)
        metres += far * times
        seconds += long * times
        complete = complete and (not step.is_open or step.target is Effort.STRIDES)
    return Estimate(round_half_up(metres), round_half_up(seconds), complete)


def is_quality(segment: Step | Repeat, score: float | None = None) -> bool:
    """Tell whether a segment is hard work: anything but easy running and strides.

    Repeats that say nothing of how hard are (`5x1km`), unless they are broken by walks, as beginners' are. One stretch
    at a pace is not where no score says what the pace means.
    """
    if isinstance(segment, Repeat):
        walked = segment.rest is not None and segment.rest.manner is Manner.WALK
        work = [step for step in segment.steps if step.role is Role.ACTIVE]
        told = [effort_of(step, score) for step in work]
        return any(effort not in (Effort.EASY, Effort.STRIDES) and not (effort is None and walked) for effort in told)
    return segment.role is Role.ACTIVE and effort_of(segment, score) not in (None, Effort.EASY, Effort.STRIDES)


def kind_of(workout: Workout, score: float | None = None) -> RunKind | None:
    """Return what a workout is for: as labelled, else a workout when there is hard work in it, else easy.

    None is a day of rest. Long is only what is called so: how long that is depends on the runner.
    """
    if workout.is_rest:
        return None
    if workout.label is not None:
        return workout.label
    hard = any(is_quality(segment, score) for segment in workout.segments)
    return RunKind.WORKOUT if hard else RunKind.EASY


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise ValueError(why)
