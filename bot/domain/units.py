"""Metres, seconds and pace: what people type becomes values, and values become short text."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

METRES_PER_MILE: Final = 1609.344
_MILE: Final = Decimal("1609.344")

LONGEST_TYPED: Final = 64
"""Characters. No honest distance, time or date is longer, and the bound keeps every pattern fast."""

STANDARD_EVENTS: Final[dict[str, float]] = {
    "1500m": 1500.0,
    "1mi": METRES_PER_MILE,
    "3k": 3000.0,
    "2mi": 3218.688,
    "5k": 5000.0,
    "8k": 8000.0,
    "5mi": 8046.72,
    "10k": 10000.0,
    "12k": 12000.0,
    "15k": 15000.0,
    "10mi": 16093.44,
    "20k": 20000.0,
    "hm": 21097.5,
    "25k": 25000.0,
    "30k": 30000.0,
    "m": 42195.0,
    "50k": 50000.0,
    "50mi": 80467.2,
    "100k": 100000.0,
    "100mi": 160934.4,
}
"""Metres of each standard race, by its key (running-science 4.5)."""

_SNAP: Final = Fraction(3, 1000)
_NAMES: Final = {
    "half": "hm",
    "a half": "hm",
    "half marathon": "hm",
    "a half marathon": "hm",
    "halfmarathon": "hm",
    "hm": "hm",
    "marathon": "m",
    "a marathon": "m",
    "full marathon": "m",
    "mile": "1mi",
    "a mile": "1mi",
    "one mile": "1mi",
}
_KILOMETRES: Final = frozenset({"k", "km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"})
_MILES: Final = frozenset({"mi", "mile", "miles"})
_METRES: Final = frozenset({"m", "meter", "meters", "metre", "metres"})
_UNITS: Final = _KILOMETRES | _MILES | _METRES | {""}

# [0-9] rather than \d: digits of other scripts are refused, not half understood.
_DISTANCE: Final = re.compile(r"(-?)([0-9]{1,7})?(?:([.,])([0-9]{1,6}))? ?([a-zA-Z]{0,12})\.?")
_CLOCK: Final = re.compile(
    r"(?:(?P<hours>[0-9]{1,4}):)?(?P<first>[0-9]{1,4}):(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,3}))?"
    r" ?(?P<unit>h|hrs?|hours?|min|mins|minutes)?\.?"
)
_NUMBER: Final = r"[0-9]{1,6}(?:[.,][0-9]{1,3})?"
_PARTS: Final = re.compile(
    rf"(?:(?P<h>{_NUMBER}) ?(?:hours?|hrs?|h) ?(?:and )?)?"
    rf"(?:(?P<m>{_NUMBER}) ?(?:minutes?|mins?|m|') ?(?:and )?)?"
    rf'(?:(?P<s>{_NUMBER}) ?(?P<s_unit>seconds?|secs?|s|")?)?\.?'
)
_PACE: Final = re.compile(
    r"(?P<at>@ ?)?(?P<minutes>[0-9]{1,2})[:'](?P<seconds>[0-9]{2})\"?"
    r"(?: ?(?:min ?)?(?:/|per|an?) ?(?P<unit>[a-z]{1,12})\.?)?"
)
_NAMED_TIMES: Final = {
    "half an hour": Decimal(1800),
    "half hour": Decimal(1800),
    "a half hour": Decimal(1800),
    "an hour": Decimal(3600),
    "one hour": Decimal(3600),
    "an hour and a half": Decimal(5400),
    "one and a half hours": Decimal(5400),
    "two hours": Decimal(7200),
}
# Phones turn straight quotes into curly ones, and careful people type primes.
_SINGLE_QUOTES: Final = "\u2018\u2019\u2032\u00b4"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u2033"
_QUOTES: Final = str.maketrans(dict.fromkeys(_SINGLE_QUOTES, "'") | dict.fromkeys(_DOUBLE_QUOTES, '"'))


class Unit(StrEnum):
    """The unit of length that a reader thinks in."""

    KM = "km"
    MI = "mi"


class DistanceContext(StrEnum):
    """What the distance belongs to: race distances snap to the standard ones, training distances never do."""

    RACE = "race"
    TRAINING = "training"


class ParseError(ValueError):
    """Typed text that cannot be read.

    `code` is `invalid` (no meaning), `ambiguous` (more than one: ask), `not_positive` (zero or less), for
    dates `future`, or for workouts `ambiguous_unit` (metres, miles or minutes: ask). `text` is what was typed, cut to
    a length that can be quoted back.
    """

    def __init__(self, code: str, text: str) -> None:
        quoted = " ".join(text[: 2 * LONGEST_TYPED].split())
        super().__init__(code)
        self.code = code
        self.text = quoted if len(quoted) <= LONGEST_TYPED else quoted[: LONGEST_TYPED - 1] + "…"


@dataclass(frozen=True, slots=True)
class Distance:
    """Metres, and the key of the standard event when the text means one (see `STANDARD_EVENTS`)."""

    metres: float
    event: str | None = None


def parse_distance(text: str, context: DistanceContext = DistanceContext.TRAINING) -> Distance:
    """Read `10k`, `6.2 mi`, `10,5 km`, `half`, `1500m`, `50M` as metres (running-science 4.5).

    A bare number and an `m` that could be metres or miles are `ambiguous`; whatever rounds to no metre at all
    is `not_positive`; all else unknown is `invalid`. In a race the distance snaps to a standard one within
    0.3 %; in training it never does, and `event` is set only where the event's name was typed.
    """
    plain = typed_text(text)
    named = _NAMES.get(plain.replace("-", " ").lower())
    if named is not None:
        return Distance(STANDARD_EVENTS[named], named)
    match = _DISTANCE.fullmatch(plain)
    if match is None or (match[2] is None and match[4] is None):
        raise ParseError("invalid", text)
    sign, whole, _, decimals, unit = match.groups(default="")
    if unit.lower() not in _UNITS:
        raise ParseError("invalid", text)
    number = Decimal(f"{whole or 0}.{decimals or 0}")
    if sign or number == 0:
        raise ParseError("not_positive", text)
    if unit.lower() in _METRES:
        grouped = len(decimals) == 3 and whole != "" and whole[0] != "0"
        metres = _typed_metres(text, number, unit, maybe_thousands=grouped)
    elif unit == "":
        raise ParseError("ambiguous", text)
    else:
        metres = number * (_MILE if unit.lower() in _MILES else 1000)
    if metres < Decimal("0.5"):
        raise ParseError("not_positive", text)
    return _snapped(float(metres)) if context is DistanceContext.RACE else Distance(float(metres))


def _typed_metres(text: str, number: Decimal, unit: str, *, maybe_thousands: bool) -> Decimal:
    """Return the metres of a number typed with an `m`: metres, or possibly miles."""
    if maybe_thousands:
        if number < 100:
            return number * 1000  # "10,000 m": nobody measures a run to the millimetre
        raise ParseError("ambiguous", text)  # "123,456 m": a hundred metres, or a hundred thousand?
    if unit == "M" and number in (50, 100):
        return number * _MILE  # in print, "50M" and "100M" are the ultra distances
    # From 200 up no day's run is that many miles, so a shouted "1500M" is metres.
    if (unit == "m" and number < 100) or (unit == "M" and number < 200):
        raise ParseError("ambiguous", text)
    return number


def _snapped(metres: float) -> Distance:
    """Return the nearest standard race within 0.3 %, else the distance as it is."""
    key, standard = min(STANDARD_EVENTS.items(), key=lambda event: abs(event[1] - metres))
    if abs(Fraction(str(metres)) - Fraction(str(standard))) <= _SNAP * Fraction(str(standard)):
        return Distance(standard, key)
    return Distance(metres)


def parse_duration(text: str, distance_m: float | None = None, unit: Unit | None = None) -> float:
    """Read `52:10`, `1:02:03`, `1h05`, `45` (minutes), `45'30"` as seconds (running-science 4.5).

    With `distance_m` a pace says it too, `5:21/km` or `8:30 per mile`; `@5:21` is per `unit`.

    A clock of two parts is minutes and seconds, unless `distance_m` is known and hours and minutes alone give
    a pace of 2:00 to 20:00 per km. Minutes and seconds from 60 up after a larger part are `invalid`; "45.30"
    is `ambiguous` (45:30, or 45.3 minutes?); less than half a second is `not_positive`.
    """
    plain = typed_text(text).lower().translate(_QUOTES).replace("''", '"')
    negative = plain.startswith("-")
    rest = plain.removeprefix("-")
    seconds = _NAMED_TIMES.get(rest) or _paced_seconds(rest, distance_m, unit)
    if seconds is None:
        seconds = _clock_seconds(rest, distance_m)
    if seconds is None:
        seconds = _parts_seconds(rest, text)
    if seconds is None:
        raise ParseError("invalid", text)
    if negative or seconds < Decimal("0.5"):
        raise ParseError("not_positive", text)
    return float(seconds)


def _paced_seconds(plain: str, distance_m: float | None, unit: Unit | None) -> Decimal | None:
    """Return the seconds that a pace takes over the distance; None when it is no pace, or there is no distance."""
    match = _PACE.fullmatch(plain)
    if match is None or distance_m is None or int(match["seconds"]) >= 60:
        return None
    name = match["unit"] or (unit if match["at"] else None)
    if name not in _KILOMETRES | _MILES:
        return None
    per_unit = int(match["minutes"]) * 60 + int(match["seconds"])
    return per_unit * Decimal(str(distance_m)) / (_MILE if name in _MILES else 1000)


def _clock_seconds(plain: str, distance_m: float | None) -> Decimal | None:
    """Return the seconds of `h:mm:ss`, `mm:ss` or `h:mm`; None when it is no clock."""
    match = _CLOCK.fullmatch(plain)
    if match is None:
        return None
    unit = (match["unit"] or "")[:1]
    first, second = int(match["first"]), int(match["second"])
    if second >= 60:
        return None
    if match["hours"] is not None:
        if len(match["first"]) != 2 or first >= 60 or unit == "m":
            return None
        return int(match["hours"]) * 3600 + first * 60 + Decimal(f"{second}.{match['fraction'] or 0}")
    as_hours = Decimal(first * 3600 + second * 60)
    if unit == "h":
        return as_hours if match["fraction"] is None else None
    as_minutes = first * 60 + Decimal(f"{second}.{match['fraction'] or 0}")
    may_be_hours = unit == "" and match["fraction"] is None and _is_running_pace(as_hours, distance_m)
    return as_hours if may_be_hours and not _is_running_pace(as_minutes, distance_m) else as_minutes


def _is_running_pace(seconds: Decimal, distance_m: float | None) -> bool:
    """Tell whether the time gives 2:00 to 20:00 per km, both included; False when no distance is known."""
    return distance_m is not None and 120 * distance_m <= float(seconds) * 1000 <= 1200 * distance_m


def _parts_seconds(plain: str, text: str) -> Decimal | None:
    """Return the seconds of `1h 5m 30s`, `45'30"`, `45 min` or a bare number of minutes; else None."""
    match = _PARTS.fullmatch(plain)
    if match is None:
        return None
    sizes = {"h": 3600, "m": 60, "s": 1}
    parts = [(name, match[name]) for name in sizes if match[name] is not None]
    if not parts:
        return None
    if parts[-1][0] == "s" and match["s_unit"] is None:
        # A number without a unit: minutes when alone or after hours, seconds after minutes.
        before = parts[-2][0] if len(parts) > 1 else "h"
        parts[-1] = ("m" if before == "h" else "s", parts[-1][1])
    total = Decimal(0)
    for place, (name, digits) in enumerate(parts):
        whole, _, decimals = digits.replace(",", ".").partition(".")
        if decimals and place < len(parts) - 1:
            return None
        if place > 0 and int(whole) >= 60:
            return None
        if name != "s" and len(decimals) == 2 and int(decimals) < 60:
            raise ParseError("ambiguous", text)
        total += Decimal(f"{whole}.{decimals or 0}") * sizes[name]
    return total


def typed_text(text: str) -> str:
    """Return `text` with single blanks; raise `ParseError` when it is empty or longer than anyone types."""
    if len(text) > 4 * LONGEST_TYPED:
        raise ParseError("invalid", text)
    plain = " ".join(text.split())
    if not plain or len(plain) > LONGEST_TYPED:
        raise ParseError("invalid", text)
    return plain


def round_half_up(x: float) -> int:
    """Round to the nearest whole number, halves up: 2.5 is 3, 59.5 is 60. ValueError unless finite."""
    number, parts = _exact(x)
    return _half_up(number, parts)


def pace_text(distance_m: float, time_s: float, unit: Unit) -> str:
    """Return `4:45/km`: the seconds per unit are rounded to a whole second before they are split.

    Raises ValueError unless the distance is positive.
    """
    if not distance_m > 0:
        raise ValueError("a pace needs a distance")
    time, time_parts = _exact(time_s)
    distance, distance_parts = _exact(distance_m)
    metres, metres_parts = _EXACT_METRES[unit]
    per_unit = _half_up(time * metres * distance_parts, time_parts * metres_parts * distance)
    minutes, seconds = divmod(per_unit, 60)
    return f"{minutes}:{seconds:02d}/{unit.value}"


def duration_text(time_s: float) -> str:
    """Return `1:39:59`, or `52:10` under an hour; rounded to the whole second first."""
    minutes, seconds = divmod(round_half_up(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def convert_pace(seconds: float, frm: Unit, to: Unit) -> float:
    """Turn seconds per `frm` into seconds per `to`."""
    return seconds * _metres_in(to) / _metres_in(frm)


def distance_text(distance_m: float, unit: Unit, decimals: int = 1) -> str:
    """Return `10.0 km` or `6.2 mi`, halves rounded up."""
    distance, distance_parts = _exact(distance_m)
    metres, metres_parts = _EXACT_METRES[unit]
    scale = 10**decimals
    whole, rest = divmod(_half_up(distance * scale * metres_parts, distance_parts * metres), scale)
    return f"{whole}.{rest:0{decimals}d} {unit.value}" if decimals else f"{whole} {unit.value}"


def _metres_in(unit: Unit) -> float:
    """Return the metres of one unit."""
    return 1000.0 if unit is Unit.KM else METRES_PER_MILE


def _exact(x: float) -> tuple[int, int]:
    """Return the number that a person reads in `x`, as a ratio of whole numbers.

    1609.344 exactly, not its nearest binary neighbour; whole numbers, which is what the log holds, cost nothing.
    """
    if isinstance(x, int):
        return x, 1
    return Fraction(str(x)).as_integer_ratio()


def _half_up(number: int, parts: int) -> int:
    """Return number / parts to the nearest whole number, halves up; `parts` is positive."""
    return (2 * number + parts) // (2 * parts)


_EXACT_METRES: Final = {unit: _exact(_metres_in(unit)) for unit in Unit}
