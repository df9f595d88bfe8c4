"""How a planned session reads, wherever it stands: `5 × 1 km at threshold (4:12 /km), 1 min jog between`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.domain.notation import read_workout
from bot.domain.performance import Zone, training_pace
from bot.domain.runs import RunKind
from bot.domain.units import METRES_PER_MILE, Unit, convert_pace, round_half_up
from bot.domain.workouts import (
    AtPace,
    AtRacePace,
    AtRpe,
    Effort,
    InZone,
    Repeat,
    Role,
    Step,
    Workout,
    s_per_km,
)
from bot.services.teams import TeamUnits
from bot.ui import figures, text
from bot.ui.quoting import cut, quoted
from bot.ui.text import races
from bot.ui.text import workouts as said

WORDS_LIMIT: Final = 240
"""Characters of one session."""
TYPED_BELOW_M: Final = 3_000
"""Shorter stretches are as on the track, and stay as they were typed, whatever the reader's unit. Whoever runs in
kilometres reads them beside miles."""
LONGEST_IN_MINUTES_S: Final = 7_200
"""Up to here a range of times is in minutes."""
PACED: Final = frozenset({Effort.MARATHON, Effort.THRESHOLD, Effort.INTERVAL, Effort.REPETITION})
"""Efforts that a fitness score gives one pace for."""
_NAMED_M: Final = {21_097.5: said.HALF_MARATHON, 42_195.0: said.MARATHON}
_ENDS: Final = (".", "!", "?", "…")


def session_words(typed: str, units: Unit | TeamUnits, score: float | None = None, *, limit: int = WORDS_LIMIT) -> str:
    """Return a session as it reads, in the reader's units and with the paces of their fitness score.

    What is no workout notation stands as it was typed, safe to stand in a line. At most `limit` characters.
    """
    workout = read_workout(typed)
    return quoted(typed, limit) if workout is None else cut(workout_words(workout, units, score), limit)


def short_words(typed: str, units: Unit | TeamUnits, *, limit: int = WORDS_LIMIT) -> str:
    """Return what a session is in short, in the reader's units: its main part, without what comes before and after."""
    workout = read_workout(typed)
    if workout is None or not workout.segments:
        return session_words(typed, units, limit=limit)
    main = replace(workout, segments=(workout.segments[_labelled(workout)],))
    return cut(workout_words(main, units), limit)


def day_line(day: date, words: str, names: Sequence[str] = (), others: int = 0, *, who: str = "") -> str:
    """Return `Tue: 5 × 1 km at threshold, 1 min jog between. With Ana and Chloé.`; the words are safe already.

    With `who`, for a team rather than one of its runners: `Tue: 5 × 1 km at threshold. Ana, Chloé and 2 more.`
    """
    ended = words if words.endswith(_ENDS) else words + said.STOP
    told = races.teammates([text.member(name) for name in names], others)
    beside = said.WITH.format(names=told) if told else said.WHO.format(names=who) if who else ""
    return said.DAY.format(day=text.WEEKDAYS[day.weekday()][:3], words=ended, beside=beside)


def workout_words(workout: Workout, units: Unit | TeamUnits, score: float | None = None) -> str:
    """Return a workout as it reads; without a `score` it says no paces but those that were typed."""
    if workout.is_rest:
        return said.REST
    shown = TeamUnits(units.value)
    parts = [_segment(segment, shown, score) for segment in workout.segments]
    if workout.label is not None:
        place = _labelled(workout)
        label = said.LABELS[workout.label]
        parts[place] = said.LABELLED.format(label=label, work=parts[place]) if parts[place] else label
    return said.SEGMENTS.join(parts)


def _labelled(workout: Workout) -> int:
    """Return which segment is what the workout is called: the first that is run for its own sake."""
    if workout.label is RunKind.RECOVERY:
        return 0
    work = (
        at
        for at, one in enumerate(workout.segments)
        if isinstance(one, Repeat) or (one.role is Role.ACTIVE and one.target is not Effort.STRIDES)
    )
    return next(work, 0)


def _segment(segment: Step | Repeat, units: TeamUnits, score: float | None) -> str:
    if isinstance(segment, Step):
        return _step(segment, units, score)
    if segment.steps == (Step(target=Effort.STRIDES),):
        work = said.STRIDES.format(count=segment.count)
    else:
        steps = said.STEPS.join(_step(one, units, score, repeated=True) for one in segment.steps)
        together = steps if len(segment.steps) == 1 else said.TOGETHER.format(work=steps)
        work = said.REPEAT.format(count=segment.count, work=together)
    if segment.rest is None:
        return work
    return said.BETWEEN.format(work=work, rest=_step(segment.rest, units, None, repeated=True))


def _step(step: Step, units: TeamUnits, score: float | None, *, repeated: bool = False) -> str:
    amount = _amount(step, units, repeated=repeated)
    if step.role is Role.REST:
        manner = said.REST if step.manner is None else said.MANNERS[step.manner]
        return f"{amount} {manner}".strip()
    how = _how(step, units, alone=amount == "")
    if step.manner is not None:
        how = said.MANNERS[step.manner]
    paces = "" if step.role is not Role.ACTIVE else _paces(step, units, score)
    return " ".join(part for part in (said.ROLES.get(step.role, ""), amount, how + paces) if part)


def _how(step: Step, units: TeamUnits, *, alone: bool) -> str:
    """Return how hard a step is; where nothing says how far (`alone`), as a run of its own."""
    match step.target:
        case Effort():
            by_itself = alone and step.role is Role.ACTIVE
            return (said.ALONE if by_itself else said.EFFORTS)[step.target]
        case AtRacePace(event):
            how = said.RACE_PACES[event]
        case AtRpe(level):
            how = said.RPE.format(level=level)
        case InZone(number):
            how = said.ZONE.format(number=number)
        case AtPace():
            how = _typed_pace(step.target, units)
        case _:
            return ""
    return said.RUN.format(how=how) if alone and step.role is Role.ACTIVE else how


def _typed_pace(target: AtPace, units: TeamUnits) -> str:
    unit = target.unit if units is TeamUnits.BOTH else Unit(units.value)
    ends = [
        figures.pace(_unit_m(unit), round_half_up(convert_pace(end, target.unit, unit)), unit)
        for end in (target.seconds, target.until)
        if end is not None
    ]
    called = None if target.effort is None else said.EFFORTS[target.effort]
    if len(ends) == 1:
        return said.AT.format(pace=ends[0]) if called is None else called + said.PACE.format(pace=ends[0])
    fast, slow = ends[0].split(" ")[0], ends[1]
    return (said.AT_RANGE if called is None else called + said.PACES).format(fast=fast, slow=slow)


def _paces(step: Step, units: TeamUnits, score: float | None) -> str:
    """Return the reader's own pace for a step, in brackets; nothing without a score."""
    if score is None or units is TeamUnits.BOTH:
        return ""
    unit = Unit(units.value)
    if step.target is Effort.EASY:
        fast, slow = (
            figures.pace(1_000, training_pace(score, zone), unit) for zone in (Zone.EASY_FAST, Zone.EASY_SLOW)
        )
        return said.PACES.format(fast=fast.split(" ")[0], slow=slow)
    if step.target in PACED or isinstance(step.target, AtRacePace):
        return said.PACE.format(pace=figures.pace(1_000, s_per_km(step, score), unit))
    return ""


def _amount(step: Step, units: TeamUnits, *, repeated: bool) -> str:
    """Return how far or how long; nothing where that is open."""
    if step.seconds is not None:
        return _time(step.seconds) if step.most is None else _times(step.seconds, round_half_up(step.most))
    if step.metres is None:
        return ""
    if step.metres in _NAMED_M and step.most is None:
        return _NAMED_M[step.metres]
    ends = [step.metres] if step.most is None else [step.metres, step.most]
    typed = _ends(*map(_typed, ends))
    if repeated or step.metres < TYPED_BELOW_M:
        is_foreign = units is TeamUnits.KM and _by_mile(step.metres)
        beside = _ends(*(_in_unit(end, Unit.KM) for end in ends))
        return said.BOTH.format(one=typed, other=beside) if is_foreign else typed
    shown = {unit: _ends(*(_in_unit(end, unit) for end in ends)) for unit in Unit}
    if units is not TeamUnits.BOTH:
        return shown[Unit(units.value)]
    return said.BOTH.format(one=typed, other=shown[Unit.KM if _by_mile(step.metres) else Unit.MI])


def _ends(first: str, last: str | None = None) -> str:
    """Return `8–10 km`, or `90 s–2 min` where the ends have units of their own."""
    if last is None or first == last:
        return first
    (number, *units), (_, *others) = first.split(" "), last.split(" ")
    return said.RANGE.format(first=number if units == others and len(units) == 1 else first, most=last)


def _typed(metres: float) -> str:
    """Return a distance as it was most likely typed: in metres, kilometres, or quarters of a mile."""
    if _by_mile(metres):
        return _in_unit(metres, Unit.MI)
    whole = round_half_up(metres)
    if whole < 1_000 or whole % 10:
        return said.METRES.format(number=whole)
    return said.KILOMETRES.format(number=_plain(metres / 1_000, 2))


def _by_mile(metres: float) -> bool:
    quarters = metres / METRES_PER_MILE * 4
    return abs(quarters - round(quarters)) < 1e-6


def _in_unit(metres: float, unit: Unit) -> str:
    if unit is Unit.KM:
        return said.KILOMETRES.format(number=_plain(metres / 1_000, 1))
    number = metres / METRES_PER_MILE
    return said.MILES.format(number=_plain(number, 2 if _by_mile(metres) else 1))


def _plain(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".rstrip("0").rstrip(".")


def _times(first: int, last: int) -> str:
    """Return `60–75 min`, where minutes say it best."""
    if first % 60 == last % 60 == 0 and last <= LONGEST_IN_MINUTES_S:
        first_min, last_min = first // 60, said.MINUTES.format(minutes=last // 60)
        return said.RANGE.format(first=first_min, most=last_min)
    return _ends(_time(first), _time(last))


def _time(seconds: int) -> str:
    if seconds < 120 and seconds % 60:
        return said.SECONDS.format(seconds=seconds)
    minutes, rest = divmod(seconds, 60)
    if rest:
        return said.MINUTES_SECONDS.format(minutes=minutes, seconds=rest)
    if minutes <= 90 and minutes % 60:
        return said.MINUTES.format(minutes=minutes)
    hours, left = divmod(minutes, 60)
    if not hours:
        return said.MINUTES.format(minutes=left)
    return said.HOURS_MINUTES.format(hours=hours, minutes=left) if left else said.HOURS.format(hours=hours)


def _unit_m(unit: Unit) -> float:
    return METRES_PER_MILE if unit is Unit.MI else 1_000.0
