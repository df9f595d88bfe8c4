"""Workout notation: `WU 2km E; 5x1km @ T / 1min jog; CD 2km E`, as coaches type it and as we write it back.

The grammar is that of running-science 4.4, and more of what people type: `5 × 1 km`, `6x20s strides`, `8-10k easy`,
`long 18 km`, `5x3' on / 2' off`, `4x(800m @ I, 400m @ R) / 3min jog`, `2x(3x800m @ I / 2min jog) / 5min rest`,
`long 20k (last 5 @ MP)`, `tempo 6km @ 4:15/km`. What cannot be read is no error of the coach's: the text is kept beside
the tree, and `read_workout` says None.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.domain.notation_pieces import COUNT, SLASH, Unreadable, halves, label_of, role_of, split
from bot.domain.runs import RunKind
from bot.domain.units import ParseError
from bot.domain.workout_terms import (
    LABEL_TEXT,
    RACE_NAMES,
    Amount,
    Pause,
    amount_text,
    read_amount,
    read_pause,
    read_target,
    target_text,
)
from bot.domain.workouts import MOST_SEGMENTS, AtPace, Effort, Manner, Repeat, Role, Step, Target, Workout

NOTATION_LIMIT: Final = 1_500
SEGMENT_LIMIT: Final = 250
"""Characters of a workout and of one segment; longer texts are prose."""
REST_UNTIL_S: Final = 300
REST_UNTIL_M: Final = 800
"""`5x1km @ T, 90s jog`: up to here a jog after a comma is the rest of the repeats, beyond it a stretch of its own."""

_AMOUNT_WORDS: Final = 6
"""`1 h 5 min 30 s` is the longest of them."""

_REST_DAYS: Final = frozenset(
    {"rest", "off", "rest day", "day off", "full rest", "complete rest", "total rest", "day of rest", "no run"}
)
_ON_OFF: Final = re.compile(r"\bon\b\s*[,/;-]\s*(?=.*\boff\b)", re.IGNORECASE)
_LATER_COUNT: Final = re.compile(r"(\D+?) ([0-9]{1,3} ?[x×*] ?.+)", re.IGNORECASE)
_LAST: Final = re.compile(r"(?:the )?last (.+)", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r" ?\(([^()]*)\)")
_LAST_BRACKETED: Final = re.compile(r" ?\((?:with )?(?:the )?last ([^()]*)\)", re.IGNORECASE)
_LAST_FIRST: Final = re.compile(r" (?:with|w/) ?(?:the )?last ", re.IGNORECASE)
_BARE_NUMBER: Final = re.compile(
    r"^([0-9]{1,3}(?:[.,][0-9]+)?)(?= (?!(?:k|kms?|mi|miles?|m|min|minutes?|s|h)\b)|$)", re.IGNORECASE
)
_GROUP: Final = re.compile(r"([0-9]{1,3}) ?[x×*] ?\(([^()]*)\)(.*)", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"([^()]*[^() ]) ?\(([^()]*)\)")
_ROLE_TEXT: Final = {Role.WARM_UP: "WU", Role.COOL_DOWN: "CD"}


def parse_workout(text: str) -> Workout:
    """Read one workout, or a day of rest. A label (`long`, `race`, `recovery`) may stand before or after a segment.

    Raises ParseError: `ambiguous_unit` for what could be metres, miles or minutes (`6x5m`, `10 easy`), `invalid` for
    whatever else is not understood.
    """
    if len(text) > NOTATION_LIMIT:
        raise ParseError("invalid", text)
    plain = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip(" \n.!")
    if plain.casefold() in _REST_DAYS:
        return Workout()
    try:
        return _workout(plain)
    except ParseError as error:
        raise ParseError(error.code, text) from None
    except ValueError:
        raise ParseError("invalid", text) from None


def read_workout(text: str) -> Workout | None:
    """Read one workout; None for what is no workout notation, however odd. Never raises."""
    try:
        return parse_workout(text)
    except ParseError:
        return None


def write_workout(workout: Workout) -> str:
    """Return the notation of a workout; reading it gives the same workout again."""
    if workout.is_rest:
        return "rest"
    named = _named(workout)
    return "; ".join(
        _segment_text(segment, workout.label if place == named else None)
        for place, segment in enumerate(workout.segments)
    )


def _named(workout: Workout) -> int:
    """Return which segment the label stands before: the first one that is work, or the very first."""
    if workout.label is RunKind.RECOVERY:
        return 0
    for place, segment in enumerate(workout.segments):
        if isinstance(segment, Step) and segment.role is Role.ACTIVE and segment.target is not Effort.STRIDES:
            return place
    return 0


def _segment_text(segment: Step | Repeat, label: RunKind | None) -> str:
    if isinstance(segment, Step):
        work = _step_text(segment, label)
    elif segment.steps == (Step(target=Effort.STRIDES),):
        work = f"{segment.count} strides"
    elif len(segment.steps) == 1:
        work = f"{segment.count}x{_step_text(segment.steps[0])}"
    else:
        work = f"{segment.count}x({', '.join(_step_text(step) for step in segment.steps)})"
    if isinstance(segment, Repeat) and segment.rest is not None:
        work += f" / {_pause_text(segment.rest, alone=False)}"
    return work if label is None else f"{LABEL_TEXT[label]} {work}".strip()


def _step_text(step: Step, label: RunKind | None = None) -> str:
    if step.role is Role.REST:
        return _pause_text(step, alone=True)
    amount = amount_text(step.metres, step.seconds, step.most)
    if label is RunKind.RACE and step.role is Role.ACTIVE and step.most is None and step.metres in RACE_NAMES:
        amount = RACE_NAMES[step.metres]
    how = "" if step.manner is None else step.manner.value
    if step.target is not None:
        how = target_text(step.target)
        plain = isinstance(step.target, Effort) and (step.target is Effort.EASY or len(how) > 1)
        how = how if plain or amount == "" else f"@ {how}"
    return " ".join(part for part in (_ROLE_TEXT.get(step.role, ""), amount, how) if part)


def _pause_text(step: Step, *, alone: bool) -> str:
    """Return the words of a rest; between repeats a length is enough, `alone` it needs to be called one."""
    manner = "" if step.manner is None else step.manner.value
    return " ".join(
        part for part in (amount_text(step.metres, step.seconds, step.most), manner or ("off" if alone else "")) if part
    )


def _workout(plain: str) -> Workout:
    pieces = split(_LAST_FIRST.sub(", last ", _LAST_BRACKETED.sub(r", last \1", _ON_OFF.sub("on / ", plain))))
    alone = sum(not _LAST.fullmatch(piece) for _, piece in pieces) == 1
    label: RunKind | None = None
    found: list[Step | Repeat] = []
    for place, (between, piece) in enumerate(pieces):
        if found and (match := _LAST.fullmatch(piece)):
            found += _ending(found.pop(), match[1])
            continue
        said, rest = label_of(piece, is_first=place == 0, is_only=len(pieces) == 1)
        if said is not None and label is not None:
            raise Unreadable
        label = label or said
        if said is not None and rest == "":
            found.append(Step())
            continue
        for segment in _segments(rest, race=said is RunKind.RACE, alone=alone):
            _add(found, between, segment)
    return Workout(tuple(_framed(found)), label)


def _add(found: list[Step | Repeat], between: str, segment: Step | Repeat) -> None:
    """Add a segment; a short rest after a comma goes to the repeats before it."""
    before = found[-1] if found else None
    if between == "," and isinstance(before, Repeat) and isinstance(segment, Step) and _is_its(segment, before):
        found[-1] = replace(before, rest=segment)
    else:
        found.append(segment)


def _is_its(segment: Step, before: Repeat) -> bool:
    """Tell whether a stretch after a comma is the rest of the repeats before it, being short."""
    if segment.role is not Role.REST or before.rest is not None:
        return False
    return (segment.seconds or 0) <= REST_UNTIL_S and (segment.metres or 0) <= REST_UNTIL_M


def _framed(segments: Sequence[Step | Repeat]) -> list[Step | Repeat]:
    """Make of a jog that comes first a warm-up, of one that comes at the end a cool-down, of one alone an easy run."""
    framed = list(segments)
    ends = {0: Role.WARM_UP, len(framed) - 1: Role.COOL_DOWN}
    if len(framed) == 1 and isinstance(framed[0], Step) and framed[0].manner is Manner.JOG and not _frames(framed[0]):
        return [replace(framed[0], role=Role.ACTIVE, manner=None, target=Effort.EASY)]
    for place, role in ends.items():
        step = framed[place]
        if isinstance(step, Step) and step.role is Role.REST and len(framed) > 1:
            framed[place] = replace(step, role=role)
    return framed


def _frames(step: Step) -> bool:
    return step.role in (Role.WARM_UP, Role.COOL_DOWN)


def _segments(piece: str, *, race: bool, alone: bool) -> list[Step | Repeat]:
    """Read one segment; two when strides are added to it (`8 km E with 4 strides`)."""
    if len(piece) > SEGMENT_LIMIT:
        raise Unreadable
    if match := _GROUP.fullmatch(piece):
        return _sets(match) if any(COUNT.match(one) for _, one in split(match[2])) else [_group(match)]
    piece = _IN_BRACKETS.sub(lambda match: f" @ {match[1]}" if _is_pace(match[1]) else match[0], piece)
    if match := _BRACKETED.fullmatch(piece):
        piece = f"{match[1]} / {match[2]}"
    role, rest = role_of(piece)
    if role is not Role.ACTIVE:
        return [_framing(role, rest)]
    head, tail = halves(piece)
    if (match := _LATER_COUNT.fullmatch(head)) and read_target(match[1], Amount()) is not None:
        head = f"{match[2]} {match[1]}"
    count = COUNT.match(head)
    if count is None:
        return _single(head, tail, race=race, alone=alone)
    repeated = head[count.end() :].strip()
    if tail is None:
        repeated, tail = _trailing_pause(repeated)
    return [_repeat(int(count[1]), repeated, tail)]


def _framing(role: Role, text: str) -> Step:
    if text == "":
        return Step(role)
    try:
        return replace(_step(text), role=role)
    except Unreadable:
        pause = read_pause(text)
        if pause is None:
            raise
        return replace(_rest(pause), role=role)


def _single(head: str, tail: str | None, *, race: bool, alone: bool) -> list[Step | Repeat]:
    if tail is not None:
        added = _segments(tail, race=False, alone=False)
        if any(isinstance(one, Step) or one.steps[0].target is not Effort.STRIDES for one in added):
            raise Unreadable
        return [_step(head, race=race, alone=alone), *added]
    pause = _pause(head)
    if pause is not None and pause.said and not _is_easy(head):
        return [_rest(pause)]
    return [_step(head, race=race, alone=alone)]


def _is_easy(text: str) -> bool:
    """Tell whether a stretch is called easy rather than a rest."""
    words = text.casefold().split()
    return ("e" in words or "easy" in words) and not {"jog", "walk", "rest", "float", "off"} & set(words)


def _trailing_pause(text: str) -> tuple[str, str | None]:
    """Find a rest that follows without a slash: `400m R 90s jog`, `1km rec 2min`."""
    words = text.split()
    for place in range(1, len(words)):
        tail = " ".join(words[place:])
        pause = _pause(tail)
        if pause is not None and pause.said and pause.amount != Amount() and not _is_easy(tail):
            return " ".join(words[:place]), tail
    return text, None


def _pause(text: str) -> Pause | None:
    """Read a rest where it may be something else."""
    try:
        return read_pause(text)
    except ParseError:
        return None


def _rest(pause: Pause) -> Step:
    return Step(Role.REST, pause.amount.metres, pause.amount.seconds, manner=pause.manner, most=pause.amount.most)


def _repeat(count: int, repeated: str, tail: str | None) -> Step | Repeat:
    steps: tuple[Step, ...] = (_step(repeated, repeated=True),)
    rest: Step | None = None
    if tail is not None:
        pause = read_pause(tail)
        if pause is None:
            steps += (_step(tail, repeated=True),)  # "6x1km @ T / 1km @ M": two paces in turn
        else:
            rest = _rest(pause)
    if count == 1 and len(steps) == 1:
        return steps[0]
    return Repeat(count, steps, rest)


def _group(match: re.Match[str]) -> Repeat:
    """Read `4x(800m @ I, 400m @ R) / 3min jog`; a rest that ends the brackets stands between the repeats."""
    steps: list[Step] = []
    for _, piece in split(match[2]):
        for part in SLASH.split(piece):
            pause = _pause(part)
            is_rest = pause is not None and pause.said and not _is_easy(part)
            steps.append(_rest(pause) if pause is not None and is_rest else _step(part, repeated=True))
    rest = _rest_after(match[3].strip())
    if rest is None and steps[-1].role is Role.REST:
        rest = steps.pop()
    return Repeat(int(match[1]), tuple(steps), rest)


def _sets(match: re.Match[str]) -> list[Step | Repeat]:
    """Read `2x(3x800m @ I / 2min jog) / 5min rest`; with one level of repeats, sets follow one another."""
    one: list[Step | Repeat] = []
    for between, piece in split(match[2]):
        for segment in _segments(piece, race=False, alone=False):
            _add(one, between, segment)
    rest = _rest_after(match[3].strip())
    last = one[-1]
    if rest is None and isinstance(last, Step) and last.role is Role.REST:
        rest = last
        one.pop()
    count = int(match[1])
    if not one or not 1 <= count <= MOST_SEGMENTS:
        raise Unreadable
    return [*one, *([*([rest] if rest else []), *one] * (count - 1))]


def _rest_after(text: str) -> Step | None:
    """Read the rest that stands after brackets; None where nothing stands there."""
    if text == "":
        return None
    head, tail = halves(text)
    pause = read_pause(text if tail is None else tail)
    if (tail is not None and head) or pause is None:
        raise Unreadable
    return _rest(pause)


def _is_pace(text: str) -> bool:
    try:
        found = read_target(text, Amount())
    except ParseError:
        return False
    return found is not None and isinstance(found[0], AtPace)


def _ending(whole: Step | Repeat, text: str) -> list[Step | Repeat]:
    """Read `last 5 @ MP` of a stretch: in its unit, where none is typed."""
    if not isinstance(whole, Step) or whole.role is not Role.ACTIVE or whole.most is not None:
        raise Unreadable
    by_mile = amount_text(whole.metres, None).endswith("mi")
    unit = "min" if whole.metres is None else "mi" if by_mile else "km"
    end = _step(_BARE_NUMBER.sub(rf"\1{unit}", text))
    if end.target is None or end.most is not None:
        raise Unreadable
    if whole.metres is not None and end.metres is not None:
        return [replace(whole, metres=round(whole.metres - end.metres, 3)), end]
    if whole.seconds is not None and end.seconds is not None:
        return [replace(whole, seconds=whole.seconds - end.seconds), end]
    raise Unreadable


def _step(text: str, *, repeated: bool = False, alone: bool = False, race: bool = False) -> Step:
    """Read an amount and how hard it is, in whichever order."""
    words = text.replace("@", " @ ").split()
    doubt: ParseError | None = None
    ends = range(min(len(words), _AMOUNT_WORDS), 0, -1)
    starts = range(max(1, len(words) - _AMOUNT_WORDS), len(words))
    middle = [(start, words.index("@")) for start in range(1, words.index("@"))] if "@" in words else []
    for start, end in [*((0, end) for end in ends), *((start, len(words)) for start in starts), *middle]:
        others = " ".join(words[:start] + words[end:])
        try:
            amount = read_amount(" ".join(words[start:end]), bare_metres=repeated, alone=alone, race=race)
            target = None if amount is None else read_target(others, amount)
        except ParseError as error:
            doubt = doubt or error
            continue
        if amount is not None and target is not None:
            return Step(metres=amount.metres, seconds=amount.seconds, target=target[0], most=amount.most)
    if doubt is not None:
        raise doubt
    only: tuple[Target | None] | None = read_target(text, Amount())
    if only is not None and only[0] is not None:
        return Step(target=only[0])
    if words and words[0].isdigit():
        raise ParseError("ambiguous_unit", text)
    raise Unreadable
