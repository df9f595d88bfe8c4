"""The words of workout notation: how long (`400m`, `1'30`), how hard (`T`, `4:10/km`) and which rest (`1min jog`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.domain.runs import RunKind
from bot.domain.units import METRES_PER_MILE, ParseError, Unit, parse_distance, parse_duration, round_half_up
from bot.domain.workouts import AtPace, AtRacePace, AtRpe, Effort, InZone, Manner, Target

_MILE: Final = Decimal(str(METRES_PER_MILE))
_QUARTER_MILE: Final = _MILE / 4
_PLAUSIBLE_S_PER_KM: Final = range(120, 601)
"""Where `8x400m @ 1:36` can be a pace or the time of one, that which is a pace people run is meant."""
HOURS_BELOW_S: Final = 300
"""A day's one run given as a clock below five minutes is in hours and minutes: `long 1:30`."""

_NUMBER: Final = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,6})?")
_RANGE: Final = re.compile(r"([0-9][^-–—]*?) ?(?:[-–—]|\bto\b) ?([0-9][^-–—]*)", re.IGNORECASE)
_UNIT: Final = re.compile(r" ?[a-z'’′]+\.?$", re.IGNORECASE)
_IN_METRES: Final = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,6})? ?[mM]")
_IN_MILES: Final = re.compile(r".*[0-9 ]mi(?:les?)?\.?", re.IGNORECASE)
_SHORT_CLOCK: Final = re.compile(r"[0-9]:[0-9]{2}")
_MINUTES: Final = r"([0-9]{1,2})[:'’′]([0-5][0-9])"
PACE_UNIT: Final = r"(?:kms?|k|kilomet(?:er|re)s?|mi|miles?)\b"
_PACE: Final = re.compile(
    rf"{_MINUTES}(?: ?[-–] ?{_MINUTES})? ?(?:min ?)?(?:/|per|an?) ?({PACE_UNIT})\.?", re.IGNORECASE
)
_RPE: Final = re.compile(r"rpe ?([0-9]{1,2})", re.IGNORECASE)
_ZONE: Final = re.compile(r"z(?:one ?)?([0-9])", re.IGNORECASE)

_EFFORTS: Final[Mapping[str, Effort]] = {
    word: effort
    for effort, words in {
        Effort.EASY: "e|easy|very easy|gentle|relaxed|slow|easy run|easy jog",
        Effort.MARATHON: "m|steady|moderate",
        Effort.THRESHOLD: "t|tempo|threshold|lt|cruise|cruise interval|cruise intervals|lactate threshold",
        Effort.INTERVAL: "i|interval|intervals|vo2|vo2max|hard|fast",
        Effort.REPETITION: "r|rep|reps|repetition|repetitions|sprint|sprints",
        Effort.STRIDES: "stride|strides|strider|striders|relaxed strides|easy strides|pick-ups|pickups",
        Effort.HILLS: "hill|hills|uphill|uphills|hill repeats|hill reps|hill sprints",
        Effort.FARTLEK: "fartlek",
        Effort.PROGRESSION: "progression|progressive|progression run",
    }.items()
    for word in words.split("|")
}
_RACES: Final = {
    "1500": "1500m",
    "1500m": "1500m",
    "1500 m": "1500m",
    "mile": "1mi",
    "1 mile": "1mi",
    "3k": "3k",
    "5k": "5k",
    "10k": "10k",
    "hm": "hm",
    "hmp": "hm",
    "half": "hm",
    "half marathon": "hm",
    "half-marathon": "hm",
    "mp": "m",
    "marathon": "m",
}
_RACE_TEXT: Final = {
    "1500m": "1500m pace",
    "1mi": "mile pace",
    "3k": "3K pace",
    "5k": "5K pace",
    "10k": "10K pace",
    "hm": "HM pace",
    "m": "MP",
}
_BEFORE: Final = re.compile(r"(?:(?:@|at|in|of|on)(?=\s|$)|@)\s*", re.IGNORECASE)
_CALLED: Final = re.compile(r"([^@]+?)(?: ?@| at\b) ?(.+)", re.IGNORECASE)
_AFTER: Final = re.compile(r"\s*\b(?:race pace|pace|effort|runs?|running|on|each)$", re.IGNORECASE)
_MANNERS: Final = {
    "jog": Manner.JOG,
    "jogging": Manner.JOG,
    "jogged": Manner.JOG,
    "easy": Manner.JOG,
    "e": Manner.JOG,
    "walk": Manner.WALK,
    "walking": Manner.WALK,
    "float": Manner.FLOAT,
    "rest": Manner.STAND,
    "standing": Manner.STAND,
    "stand": Manner.STAND,
    "pause": Manner.STAND,
}
_RESTS: Final = frozenset({"recovery", "recoveries", "rec", "recover", "off", "r="})
_FILLERS: Final = frozenset({"between", "back", "down", "of", "reps", "in", "@", "run"})


@dataclass(frozen=True, slots=True)
class Amount:
    """Metres or seconds, up to `most` where a range was typed; `by_mile` tells that miles were."""

    metres: float | None = None
    seconds: int | None = None
    by_mile: bool = False
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest as typed; `said` tells that a word called it one."""

    amount: Amount
    manner: Manner | None
    said: bool


def read_amount(text: str, *, bare_metres: bool = False, alone: bool = False, race: bool = False) -> Amount | None:
    """Read `400m`, `1.5 km`, `3'`, `90s`, `8-10 km`; None when it is none of them.

    A bare number from 100 up is metres where `bare_metres`, as in `8x400`. A clock is minutes and seconds, but for a
    run that is `alone`, where one below `HOURS_BELOW_S` is hours and minutes. Events have names in a `race`.
    Raises ParseError: `ambiguous_unit` for less than 100 of what `m` stands for.
    """
    plain = text.strip()
    if match := _RANGE.fullmatch(plain):
        unit = _UNIT.search(match[2]) if _NUMBER.fullmatch(match[1]) else None
        first = match[1] if unit is None else match[1] + unit[0]
        ends = [read_amount(end, alone=alone, race=race) for end in (first, match[2])]
        return _range(*ends)
    if _NUMBER.fullmatch(plain):
        whole = plain.isdigit() and 100 <= int(plain) <= 5_000 and int(plain) % 50 == 0
        return Amount(metres=float(plain)) if bare_metres and whole else None
    if not race and not any(character.isdigit() for character in plain):
        return None
    try:
        return Amount(metres=round(parse_distance(plain).metres, 3), by_mile=bool(_IN_MILES.fullmatch(plain)))
    except ParseError as error:
        if error.code == "ambiguous":
            raise ParseError("ambiguous_unit", text) from None
        if error.code != "invalid" or _IN_METRES.fullmatch(plain):
            return None
    try:
        seconds = round_half_up(parse_duration(plain))
    except ParseError:
        return None
    if alone and seconds < HOURS_BELOW_S and _SHORT_CLOCK.fullmatch(plain):
        seconds *= 60
    return Amount(seconds=seconds)


def _range(first: Amount | None, last: Amount | None) -> Amount | None:
    """Return a range of two amounts of one kind; None where it is none, or leads nowhere."""
    if first is None or last is None or first.most is not None or last.most is not None:
        return None
    if first.metres is not None and last.metres is not None and first.metres < last.metres:
        return Amount(metres=first.metres, by_mile=last.by_mile, most=last.metres)
    if first.seconds is not None and last.seconds is not None and first.seconds < last.seconds:
        return Amount(seconds=first.seconds, most=last.seconds)
    return None


def amount_text(metres: float | None, seconds: int | None, most: float | None = None) -> str:
    """Return `400m`, `1.2km`, `0.5mi`, `90s`, `15min`, `2min 30s`, `2h`, `8-10km`; nothing for neither."""
    if most is not None:
        first = amount_text(metres, seconds)
        last = amount_text(most, None) if seconds is None else amount_text(None, round_half_up(most))
        units = [_UNIT.search(end) for end in (first, last)]
        if " " not in first + last and units[0] and units[1] and units[0][0] == units[1][0]:
            first = first[: units[0].start()]
        return f"{first}-{last}"
    if metres is not None:
        return _metres_text(Decimal(str(metres)))
    if seconds is None:
        return ""
    if seconds >= 7_200 and seconds % 3_600 == 0:
        return f"{seconds // 3_600}h"
    minutes, rest = divmod(seconds, 60)
    if rest == 0:
        return f"{minutes}min"
    return f"{seconds}s" if seconds < 120 else f"{minutes}min {rest}s"


def _metres_text(metres: Decimal) -> str:
    """Return what reads back as just these metres: miles for quarters of one, and where metres are no whole number."""
    miles = round(metres / _MILE, 3)
    is_whole = metres == metres.to_integral_value()
    if metres % _QUARTER_MILE == 0 or (not is_whole and miles > 0 and round(float(miles * _MILE), 3) == float(metres)):
        return f"{_plain(miles)}mi"
    if is_whole and metres >= 100 and (metres < 1_000 or metres % 10):
        return f"{_plain(metres)}m"
    return f"{_plain(metres / 1_000)}km"


def _plain(number: Decimal) -> str:
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def read_target(text: str, amount: Amount) -> tuple[Target | None] | None:
    """Read how hard: `@ T`, `5K pace`, `4:10-4:20/km`, `T @ 4:15/km`, `RPE 7`, `Z2`, `in 96s`; else None.

    The answer is a tuple of one, since to say nothing of it is fine too. A time without a unit is a pace per km (per
    mile for what was typed in miles) or the time of one repeat, whichever people run. Raises ParseError
    `ambiguous_unit` when both are, or there is no distance to go by.
    """
    plain = _BEFORE.sub("", text.strip(), count=1) if _BEFORE.match(text.strip()) else text.strip()
    word = plain.casefold()
    short = _AFTER.sub("", word)
    if short == "" and not word.endswith("pace"):
        return (None,)
    if word in _EFFORTS or short in _EFFORTS:
        return (_EFFORTS.get(word) or _EFFORTS[short],)
    if short in _RACES:
        return (AtRacePace(_RACES[short]),)
    if match := _RPE.fullmatch(short):
        return (AtRpe(int(match[1])),)
    if match := _ZONE.fullmatch(short):
        return (InZone(int(match[1])),)
    if match := _PACE.fullmatch(short):
        first = int(match[1]) * 60 + int(match[2])
        second = first if match[3] is None else int(match[3]) * 60 + int(match[4])
        unit = Unit.MI if match[5].startswith("mi") else Unit.KM
        fast, slow = min(first, second), max(first, second)
        return (AtPace(fast, unit, None if slow == fast else slow),)
    if match := _CALLED.fullmatch(plain):
        return _called(match[1], match[2], amount)
    return _timed(short, amount) if plain != text.strip() else None


def _called(name: str, pace: str, amount: Amount) -> tuple[AtPace] | None:
    """Read a pace with what it is called: `tempo @ 4:15/km`."""
    named, found = read_target(name, amount), read_target(f"@ {pace}", amount)
    effort, target = (None if one is None else one[0] for one in (named, found))
    if not isinstance(effort, Effort) or len(effort.value) > 1 or not isinstance(target, AtPace) or target.effort:
        return None
    return (replace(target, effort=effort),)


def _timed(text: str, amount: Amount) -> tuple[AtPace] | None:
    try:
        typed = parse_duration(text)
    except ParseError:
        return None
    if amount.metres is None:
        raise ParseError("ambiguous_unit", text)
    unit, metres = (Unit.MI, METRES_PER_MILE) if amount.by_mile else (Unit.KM, 1_000.0)
    readings = {round_half_up(typed), round_half_up(typed * metres / amount.metres)}
    likely = [one for one in readings if round_half_up(one * 1_000 / metres) in _PLAUSIBLE_S_PER_KM]
    if len(likely) != 1:
        raise ParseError("ambiguous_unit", text)
    return (AtPace(likely[0], unit),)


def target_text(target: Target) -> str:
    """Return the notation of how hard, without an `@`."""
    match target:
        case Effort():
            return target.value
        case AtRacePace(event):
            return _RACE_TEXT[event]
        case AtPace(seconds, unit, until, effort):
            ends = [f"{one // 60}:{one % 60:02d}" for one in (seconds, until) if one is not None]
            called = "" if effort is None else f"{effort.value} @ "
            return f"{called}{'-'.join(ends)}/{unit.value}"
        case AtRpe(level):
            return f"RPE {level}"
        case InZone(number):
            return f"Z{number}"


def read_pause(text: str) -> Pause | None:
    """Read a rest: `1min jog`, `walk back`, `90s`, `400m jog rest`, `rec 2'`; None when it is none.

    Raises ParseError `ambiguous_unit` as `read_amount` does.
    """
    manners: list[Manner] = []
    said = False
    others: list[str] = []
    for word in re.sub(r"(?i)\br ?[=:]", "r= ", text).replace("rest=", "rest ").replace("rec=", "rec ").split():
        plain = word.casefold().strip(".")
        if plain in _MANNERS:
            manners.append(_MANNERS[plain])
        elif plain in _RESTS:
            said = True
        elif plain not in _FILLERS:
            others.append(word)
    # "1 min jog rest": how it is spent is the more telling word.
    moving = [manner for manner in manners if manner is not Manner.STAND]
    manner = (moving or manners or [None])[0]
    if not others:
        return Pause(Amount(), manner, said=True) if manner is not None else None
    rest = " ".join(others)
    amount = read_amount(rest, bare_metres=bool(moving))
    if amount is None:
        if _NUMBER.fullmatch(rest):
            raise ParseError("ambiguous_unit", text)
        return None
    return Pause(amount, manner, said=said or manner is not None)


RACE_NAMES: Final = {21_097.5: "half marathon", 42_195.0: "marathon"}
"""How the distance of a race is written where its kilometres say less."""
LABEL_TEXT: Final = {RunKind.LONG: "long", RunKind.RACE: "race", RunKind.RECOVERY: "recovery"}
