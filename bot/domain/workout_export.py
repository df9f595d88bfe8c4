"""Workouts as intervals.icu reads them, which hands them on to Garmin and other watches (running-science 4.4).

Its text has a step a line, `- [cue] duration|distance target`, where `m` is minutes and metres are `mtr`; a repeat is
its count and its steps with a blank line before and after, and none stands in another (forum.intervals.icu, topic
123701, "Workout Builder Syntax Quick Guide"). Paces are absolute, from the runner's own fitness score.
"""

from decimal import Decimal
from typing import Final

from bot.domain.performance import PACES_FROM, SCORE_FROM_S, Zone, race_time, training_pace
from bot.domain.runs import RunKind
from bot.domain.units import STANDARD_EVENTS, Unit, pace_text, round_half_up
from bot.domain.workouts import (
    STRIDE_S,
    AtPace,
    AtRacePace,
    AtRpe,
    Effort,
    InZone,
    Manner,
    Repeat,
    Role,
    Step,
    Workout,
)

OPEN_S: Final = 600
"""Seconds written for a stretch that is as long as the runner likes, who ends it with the lap button [D]."""
_PRESS_LAP: Final = "press lap"

_CUES: Final = {Role.WARM_UP: "Warmup", Role.COOL_DOWN: "Cooldown", Role.REST: "Recovery"}
_MANNERS: Final = {Manner.JOG: "Jog", Manner.WALK: "Walk", Manner.STAND: "Rest", Manner.FLOAT: "Float"}
_EFFORTS: Final = {
    Effort.EASY: "Easy",
    Effort.MARATHON: "Marathon effort",
    Effort.THRESHOLD: "Threshold",
    Effort.INTERVAL: "Interval",
    Effort.REPETITION: "Repetition",
    Effort.STRIDES: "Strides",
    Effort.HILLS: "Hills",
    Effort.FARTLEK: "Fartlek",
    Effort.PROGRESSION: "Progression",
}
# A number with an "m" would be minutes to the reader.
_RACES: Final = {
    "1500m": "Race pace 1500",
    "1mi": "Mile pace",
    "3k": "Race pace 3K",
    "5k": "Race pace 5K",
    "10k": "Race pace 10K",
    "hm": "Half marathon pace",
    "m": "Marathon pace",
}
_ZONES: Final = {
    Effort.MARATHON: Zone.MARATHON,
    Effort.THRESHOLD: Zone.THRESHOLD,
    Effort.INTERVAL: Zone.INTERVAL,
    Effort.REPETITION: Zone.REPETITION,
}


def intervals_text(workout: Workout, score: float | None = None) -> str:
    """Return the workout as intervals.icu's text; nothing for a day of rest.

    Without a score, or with one below `PACES_FROM` where paces say less than effort does, efforts are named and no pace
    is made of them. The rest of a repeat comes after its every time there, and so after the final one too.
    """
    paced = score if score is not None and score >= PACES_FROM else None
    blocks: list[list[str]] = [[]]
    for segment in workout.segments:
        if isinstance(segment, Step):
            blocks[-1].append(_line(segment, paced, label=workout.label))
            continue
        lines = [f"{segment.count}x", *(_line(step, paced, repeated=True) for step in segment.steps)]
        if segment.rest is not None:
            lines.append(_line(segment.rest, paced, of=segment))
        blocks += [lines, []]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def described(words: str) -> str:
    """Return a session in words as a line that intervals.icu keeps as text: none begins with a dash, as steps do."""
    return " ".join(words.split()).lstrip("-–—*• ")


def _line(
    step: Step, score: float | None, *, label: RunKind | None = None, repeated: bool = False, of: Repeat | None = None
) -> str:
    target = _target(step, score, label)
    cue = _cue(step, paced=target != "", repeated=repeated)
    length, is_guess = _length(step, of)
    return " ".join(part for part in ("-", cue, length, target, _PRESS_LAP if is_guess else "") if part)


def _length(step: Step, of: Repeat | None) -> tuple[str, bool]:
    """Return how long a step is, and whether the runner is to end it."""
    if step.metres is not None:
        return _metres(step.metres), False
    if step.seconds is not None:
        return _seconds(step.seconds), False
    if step.target is Effort.STRIDES:
        return _seconds(STRIDE_S), False
    if of is not None and not of.steps[-1].is_open:
        # "jog back": as far as was run.
        return _length(of.steps[-1], None)[0], True
    return _seconds(OPEN_S), True


def _metres(metres: float) -> str:
    exact = Decimal(str(metres))
    if metres < 1_000:
        return f"{round_half_up(metres)}mtr"
    kilometres = f"{exact / 1_000:.3f}".rstrip("0").rstrip(".")
    return f"{kilometres}km"


def _seconds(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return "".join(f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (rest, "s")) if number)


def _cue(step: Step, *, paced: bool, repeated: bool) -> str:
    """Return what the watch says: what a step is for, and how hard where no pace tells."""
    purpose = _MANNERS[step.manner] if step.manner is not None else _CUES.get(step.role, "")
    if step.manner is not None and step.role in (Role.WARM_UP, Role.COOL_DOWN):
        purpose = f"{_CUES[step.role]} {_MANNERS[step.manner].lower()}"
    match step.target:
        case Effort() if not paced or step.target not in (*_ZONES, Effort.EASY):
            how = _EFFORTS[step.target]
        case AtRacePace(event) if not paced:
            how = _RACES[event]
        case AtRpe(level):
            how = f"RPE {level}"
        case _:
            how = ""
    if not purpose and not how and not paced and repeated:
        return "Run"
    return " ".join(part for part in (purpose, how) if part)


def _target(step: Step, score: float | None, label: RunKind | None) -> str:
    """Return the target as intervals.icu writes it; nothing where there is no pace to give."""
    match step.target:
        case AtPace(seconds, unit, until):
            return _pace(seconds, unit) if until is None else _range(until, seconds, unit)
        case InZone(number):
            return f"Z{number} HR"
        case AtRpe():
            return ""
        case _ if score is None:
            return ""
        case AtRacePace(event):
            return _pace(race_time(score, STANDARD_EVENTS[event]) / STANDARD_EVENTS[event] * 1_000, Unit.KM)
        case Effort() if step.target in _ZONES:
            return _pace(training_pace(score, _ZONES[step.target]), Unit.KM)
        case Effort() if step.target is not Effort.EASY:
            return ""
        case _:
            pass
    if step.role is Role.ACTIVE and step.target is None:
        if label is RunKind.RACE and step.metres is not None:
            seconds_of_race = race_time(score, step.metres)
            if seconds_of_race >= SCORE_FROM_S:
                return _pace(seconds_of_race / step.metres * 1_000, Unit.KM)
        return "" if label not in (RunKind.LONG, RunKind.RECOVERY) else _easy(score)
    if step.manner in (Manner.WALK, Manner.STAND) or (step.role is Role.REST and step.manner is None):
        return ""
    return _easy(score)


def _easy(score: float) -> str:
    return _range(training_pace(score, Zone.EASY_SLOW), training_pace(score, Zone.EASY_FAST), Unit.KM)


def _pace(seconds: float, unit: Unit) -> str:
    return f"{_clock(seconds)}/{unit.value} Pace"


def _range(slow: float, fast: float, unit: Unit) -> str:
    return f"{_clock(slow)}-{_clock(fast)}/{unit.value} Pace"


def _clock(seconds: float) -> str:
    return pace_text(1_000, seconds, Unit.KM).removesuffix(f"/{Unit.KM.value}")
