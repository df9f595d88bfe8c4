"""A planned week as a coach types it: one line a day, each session with its words and, where they read, its workout.

    Mon: rest
    Tue 5x1km @ T / 1min jog
    Sat - 18 km E

Days may have their full names, stand together (`Mon, Wed: 8 km E`, `Mon-Fri: easy`) and come more than once, which is
two sessions; a day left out has nothing planned. A date may follow the day (`Mon 30 Nov: rest`), further days may
stand in the same line (`Mon: rest, Tue: 8 km E`), and `Sat or Sun: long 2h` is Saturday's, in all its words. Two
letters do where they can be nothing but days: `Mo: rest`, `Mo-Fr`. Words that are no notation are kept as they are,
never refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from bot.domain.notation import SEGMENT_LIMIT, read_workout
from bot.domain.planned_words import Said, said_in_words, without_time_of_day
from bot.domain.runs import RunKind
from bot.domain.units import round_half_up
from bot.domain.words import visible
from bot.domain.workouts import (
    Effort,
    Manner,
    Role,
    Step,
    Workout,
    estimate,
    is_quality,
    kind_of,
    measured,
    stretches,
)

ROOM_M: Final = 8_000
ROOM_S: Final = 45 * 60
"""What there is room for around hard work that stands alone: there and home, and then some [D]."""
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_DAY: Final = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?"
    r"(?![^\W_])(?!['’])"
)
_TWO_LETTERS: Final = r"(?:mo|tu|we|th|fr|sa|su)(?![^\W_])(?!['’])"
"""Not to be told from other words by themselves: we run on, Mo brings cake."""
_ANY_DAY: Final = rf"(?:{_DAY}|{_TWO_LETTERS})"
_AND: Final = r"\s*(?:,|/|&|\+|\band\b|\bto\b|[-–—])\s*"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE: Final = (
    rf"(?:\s*,)?\s+\(?(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?"
    r"|[0-9]{1,2}(?:st|nd|rd|th)|[0-9]{1,2}[./][0-9]{1,2}(?:[./](?:[0-9]{4}|[0-9]{2})?)?|[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:,? [0-9]{4})?\)?(?=\s*(?::|[–—-]\s|$))"
)
"""The date of a day, before a colon or a dash, so that it is no distance: `Mon 30 Nov: 8 km E`."""
_TOGETHER: Final = (
    rf"(?:{_ANY_DAY}(?:{_AND}{_ANY_DAY})*(?=(?:{_DATE})?\s*:)|{_DAY}(?:{_AND}{_DAY})*"
    rf"|{_TWO_LETTERS}(?:[,/&+–—-]{_TWO_LETTERS})+)"
)
"""Days that stand together: of two letters before a colon, or with no space between them."""
_BULLETS: Final = re.compile(r"(?:[-*•–—]+\s+)+")
_DAYS: Final = re.compile(rf"(?P<days>{_TOGETHER})(?:{_DATE})?[\s:.,|–—-]*(?P<text>.*)", re.IGNORECASE)
_EITHER_DAY: Final = re.compile(rf"(?P<days>{_DAY}) or {_DAY}[\s:.,|–—-]*", re.IGNORECASE)
_LEADING: Final = " :.,|–—-"
_NAMED: Final = re.compile(rf"(?P<range>[-–—]|\bto\b)?\s*(?P<day>{_ANY_DAY})", re.IGNORECASE)
_NEXT_DAY: Final = re.compile(rf"\s*[;|]\s*(?={_TOGETHER})", re.IGNORECASE)
_AFTER_COMMA: Final = re.compile(rf",\s*(?={_TOGETHER})", re.IGNORECASE)
_FIRST_DAYS: Final = re.compile(rf"\s*(?:[-*•–—]+\s+)*(?P<days>{_TOGETHER})", re.IGNORECASE)
_ALL_THE_WAY: Final = (Effort.FARTLEK, Effort.PROGRESSION)
_JOINED: Final = (";", ",", "+", "&", "/", ":")
_WORDS: Final = (
    (RunKind.RACE, re.compile(r"\b(?:race|parkrun)\b(?! pace)", re.IGNORECASE)),
    (RunKind.LONG, re.compile(r"\blong\b", re.IGNORECASE)),
    (RunKind.RECOVERY, re.compile(r"\brecovery (?:run|jog)\b", re.IGNORECASE)),
    (
        RunKind.WORKOUT,
        re.compile(
            r"\b(?:workout|tempo|threshold|intervals?|reps?|repeats|hills?|fartlek|track|speed|progression|mp|hmp)\b"
            r"|@|[0-9] ?[x×] ?[0-9(]",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """What a coach wrote for one session, line by line, and the workout it reads as; None where it is just words."""

    text: str
    workout: Workout | None

    @classmethod
    def of(cls, text: str) -> Self:
        """Read the words of one session; `am`, `evening` or `Sat or Sun` may stand first."""
        either = _EITHER_DAY.match(text)
        return cls(text, read_workout(without_time_of_day(text if either is None else text[either.end() :])))

    @property
    def is_rest(self) -> bool:
        """Whether it says that the day is one of rest, whatever is said beside."""
        return self._said is Said.REST

    @property
    def is_read_run(self) -> bool:
        """Whether it reads as a run from end to end, and so holds no words that may tell of somebody's health."""
        return self.workout is not None and not self.workout.is_rest

    @property
    def is_run(self) -> bool:
        """Whether it is a run: neither rest nor, by its words, another sport."""
        return self._said is Said.RUN

    @property
    def _said(self) -> Said:
        if self.workout is None:
            return said_in_words(self.text)
        return Said.REST if self.workout.is_rest else Said.RUN


@dataclass(frozen=True, slots=True)
class Held:
    """What a run of a session is held to: metres or seconds, and up to where it is all of it as well."""

    distance_m: int | None = None
    duration_s: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """A line that names no day, by its number from 1 on."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """The sessions of each of the seven days, Monday first, and the lines that belong to none."""

    days: tuple[tuple[PlannedSession, ...], ...]
    unplaced: tuple[UnplacedLine, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for another number of days."""
        if len(self.days) != len(DAYS):
            raise ValueError("a week has seven days")

    @property
    def sessions(self) -> tuple[tuple[int, PlannedSession], ...]:
        """Every session with its day, Monday being 0."""
        return tuple((day, session) for day, sessions in enumerate(self.days) for session in sessions)


def read_week(text: str) -> PlannedWeek:
    """Read a week, one line a day. Never raises.

    A line without a day goes on with the day above when it is indented, reads as a workout itself, or the line above
    asks for more (`Tue:`, `WU 2km;`); a blank line ends a day. Any other line without a day is among the `unplaced`.
    """
    sessions: list[list[list[str]]] = [[] for _ in DAYS]
    unplaced: list[UnplacedLine] = []
    days: Sequence[int] = ()
    is_open = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not visible(line):
            days = days if is_open else ()
            continue
        for part in _parts(line):
            indented = part[:1].isspace()
            plain = " ".join(_BULLETS.sub("", part.strip(), count=1).split()) if _bulleted(part) else _single(part)
            if not visible(plain):
                continue
            match = _EITHER_DAY.match(plain) or _DAYS.fullmatch(plain)
            if match is not None:
                days, said = _named(match["days"]), plain if match.re is _EITHER_DAY else match["text"].strip()
                for day in days:
                    sessions[day].append([said] if visible(said) else [])
            elif days and (indented or is_open or _continues(plain)):
                begun = sessions[days[0]][-1]
                said = plain if begun else plain.lstrip(_LEADING)
                if not visible(said):
                    continue
                for day in days:
                    sessions[day][-1].append(said)
            else:
                unplaced.append(UnplacedLine(number, plain))
                continue
            is_open = not visible(said) or said.endswith(_JOINED)
    return PlannedWeek(
        tuple(tuple(PlannedSession.of("\n".join(lines)) for lines in of_day if lines) for of_day in sessions),
        tuple(unplaced),
    )


def session_kind(session: PlannedSession, score: float | None = None) -> RunKind | None:
    """Return what a session is for, by its workout or else by its words; None for rest and other sports."""
    if session.workout is not None:
        return kind_of(session.workout, score)
    if not session.is_run:
        return None
    return next((kind for kind, words in _WORDS if words.search(session.text)), RunKind.EASY)


def planned_metres(session: PlannedSession, score: float | None = None) -> int | None:
    """Return about how many metres a session is, rests included, by the paces of a fitness score.

    0 for rest and other sports; None where its words do not tell.
    """
    return _planned(session, score)[0]


def planned_seconds(session: PlannedSession, score: float | None = None) -> int | None:
    """Return about how many seconds a session takes, rests included; 0 and None as for `planned_metres`."""
    return _planned(session, score)[1]


def is_by_time(workout: Workout) -> bool:
    """Tell whether a workout is told in time alone, and so is to be held to its time rather than to a distance."""
    lengths = [step for step, _ in stretches(workout) if step.role is not Role.REST and not step.is_open]
    return bool(lengths) and all(step.metres is None for step in lengths)


def held_to(session: PlannedSession) -> Held:
    """Return what a run of a session is held to, in metres, or in seconds where it is told in time alone.

    `5x1km @ T / 1min jog` says what is hard, and nothing of the way there and home, nor does `easy; 4 strides` say how
    far: a run is all of it from the work and the jogs between on, with room around that up to `ROOM_M` or `ROOM_S` [D].
    Of a range the coach is content with the lower end, and the upper is all of it too.
    """
    workout = session.workout
    if workout is None or workout.is_rest:
        return Held()
    by_time = is_by_time(workout)
    steps = list(stretches(workout))
    least = _sum(steps, by_time=by_time)
    whole = _sum([(_at_most(step), times) for step, times in steps], by_time=by_time)
    most = whole if whole > least else None
    if _is_part(workout, session_kind(session)):
        most = whole + (ROOM_S if by_time else ROOM_M)
        # Whoever stands or walks between the repeats has run all the same.
        certain = [one for one in steps if one[0].role is not Role.REST or one[0].manner in (Manner.JOG, Manner.FLOAT)]
        least = _sum(certain, by_time=by_time)
    if least == 0:
        return Held()
    return Held(None if by_time else least, least if by_time else None, most)


def most_of(text: str) -> int | None:
    """Return up to how much the words of a session are all of it, as `held_to` has it."""
    return held_to(PlannedSession.of(text)).most


def is_framed(workout: Workout) -> bool:
    """Tell whether a workout says how far one runs to the hard work and home from it, or is hard work all the way.

    Repeats or `6 km @ T` alone, and a warm-up that says no more, are what is hard: how far the run is with all that
    belongs to it, they do not tell.
    """
    return any(
        isinstance(one, Step)
        and one.role is not Role.REST
        and not one.is_open
        and (one.target in _ALL_THE_WAY or not is_quality(one))
        for one in workout.segments
    )


def _is_part(workout: Workout, kind: RunKind | None) -> bool:
    """Tell whether a workout tells the length of a part of the run alone."""
    steps = [step for step, _ in stretches(workout) if step.role is not Role.REST]
    if any(step.is_open and step.target is not Effort.STRIDES for step in steps):
        return True
    return (kind is RunKind.WORKOUT and not is_framed(workout)) or all(step.target is Effort.STRIDES for step in steps)


def _at_most(step: Step) -> Step:
    """Return a step with the upper end of its range for its length."""
    if step.most is None:
        return step
    if step.metres is not None:
        return replace(step, metres=step.most, most=None)
    return replace(step, seconds=round_half_up(step.most), most=None)


def _sum(steps: Iterable[tuple[Step, int]], *, by_time: bool) -> int:
    """Return about how many metres or seconds steps come to."""
    lengths = [(measured(step), times) for step, times in steps]
    return round_half_up(sum((long if by_time else far) * times for (far, long), times in lengths))


def _planned(session: PlannedSession, score: float | None) -> tuple[int | None, int | None]:
    if not session.is_run:
        return 0, 0
    if session.workout is None:
        return None, None
    about = estimate(session.workout, score)
    return about.metres or None, about.seconds or None


def _single(line: str) -> str:
    return " ".join(line.split())


def _parts(line: str) -> list[str]:
    """Return the days of one line, `Mon: rest, Tue: 8 km`; days that share their words stay together."""
    parts: list[str] = []
    for piece in _NEXT_DAY.split(line):
        begin, days = 0, _FIRST_DAYS.match(piece)
        for comma in _AFTER_COMMA.finditer(piece):
            if days is not None and comma.start() < days.end():
                continue
            if _begins_day(piece[comma.end() : comma.end() + SEGMENT_LIMIT]):
                parts.append(piece[begin : comma.start()])
                begin, days = comma.end(), _FIRST_DAYS.match(piece, comma.end())
        parts.append(piece[begin:])
    return parts


def _begins_day(text: str) -> bool:
    """Tell whether a day named after a comma begins a session: with a colon, or by what reads as one."""
    match = _DAYS.fullmatch(_single(text))
    if match is None:
        return False
    between = match.string[match.end("days") : match.start("text")]
    return ":" in between or read_workout(re.split("[,;|]", match["text"])[0]) is not None


def _bulleted(line: str) -> bool:
    return _BULLETS.match(line.strip()) is not None


def _named(days: str) -> tuple[int, ...]:
    """Return the days that are named together, each once, `Fri-Mon` going over Sunday."""
    found: list[int] = []
    for match in _NAMED.finditer(days):
        day = [name[:2].lower() for name in DAYS].index(match["day"][:2].lower())
        if match["range"] and found:
            found += [(found[-1] + more) % 7 for more in range(1, (day - found[-1]) % 7 + 1)]
        else:
            found.append(day)
    return tuple(dict.fromkeys(found))


def _continues(line: str) -> bool:
    """Tell whether a line without a day is more of the session above: notation, and not a day of rest."""
    workout = read_workout(line)
    return workout is not None and not workout.is_rest
