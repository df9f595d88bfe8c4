"""What was probably meant: other readings of figures that are odd, and the readings of a text that has several."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from bot.domain.runs import LONGEST_S, Oddity, oddities
from bot.domain.units import METRES_PER_MILE, ParseError, Unit, parse_distance, parse_duration, round_half_up

OFFERED: Final = 2
"""Other readings of an odd run; more would be a quiz."""
PLAUSIBLE_S_PER_KM: Final = range(175, 721)
"""What most runners' runs take: a slip shall lead from an odd pace to a common one."""
COMMON_TO_M: Final = 60_000
"""Few runs are longer, and no slip shall lead there."""
READ_FROM_M: Final = 100
READ_TO_M: Final = 250_000
"""Between these lies what a number without a clear unit can mean."""

_PER_KM: Final = 1_000
_NUMBER: Final = re.compile(r"([0-9]{1,7})?(?:([.,])([0-9]{1,6}))?")
_DECIMALS: Final = re.compile(r"([0-9]{1,6})[.,]([0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Meant:
    """A run as it may have been meant, in whole metres and seconds."""

    distance_m: int
    moving_s: int


def probably_meant(distance_m: int, moving_s: int, longest_m: int | None = None) -> tuple[Meant, ...]:
    """Return what a run of odd figures may have been meant as, the likeliest first, at most `OFFERED`.

    Two digits that changed places, a colon too many, a pace in the place of the time, minutes taken for hours, miles
    for kilometres, or a decimal point that is not where it should be. None of it is odd. `longest_m` is the runner's
    longest run so far.
    """
    typed = Meant(distance_m, moving_s)
    # Who runs farther than ever before, at a common pace, has most likely done just that.
    if _has_common_pace(typed):
        return ()
    found = (one for one in _slips(typed) if _is_common(one) and not oddities(one.distance_m, one.moving_s, longest_m))
    return tuple(dict.fromkeys(found))[:OFFERED]


def distance_readings(text: str, time_text: str = "") -> tuple[str, ...]:
    """Return what an unclear distance can mean, each as one would type it clearly: `10` is `10 km` or `10 mi`.

    Those of an odd pace with the time that was typed are left out, unless all are. Empty for a text that is clear, or
    has no meaning at all.
    """
    if not _is_unclear(text, parse_distance):
        return ()
    plain = " ".join(text.split())
    match = _NUMBER.match(plain)
    assert match is not None
    whole, _, decimals = match.groups(default="")
    number, unit = Decimal(f"{whole or 0}.{decimals or 0}"), plain[match.end() :].strip(" .").lower()
    if len(decimals) == 3 and unit != "":
        found = [f"{round_half_up(float(number))} m", f"{int(number * 1_000)} m"]
    elif unit == "":
        found = [f"{_plain(number)} km", f"{_plain(number)} mi", f"{_plain(number)} m"]
    else:
        found = [f"{_plain(number)} mi", f"{_plain(number)} km", f"{_plain(number)} m"]
    readings = tuple(_distinct(found))
    return tuple(one for one in readings if _is_fine(one, time_text)) or readings


def time_readings(text: str, distance_m: float | None = None) -> tuple[str, ...]:
    """Return what an unclear time can mean, each as `h:mm:ss`: `45.30` is 45:30 or, as 45.3 minutes, 45:18.

    Those of an odd pace over the distance are left out, unless all are. Empty for a text that is clear, or has no
    meaning at all.
    """
    if not _is_unclear(text, lambda typed: parse_duration(typed, distance_m)):
        return ()
    match = _DECIMALS.search(text)
    if match is None:
        return ()
    rest = text[match.end() :].strip().lower()
    size = 3_600 if rest.startswith("h") else 60
    before = _seconds_before(text[: match.start()])
    whole, parts = int(match[1]), int(match[2])
    readings = [before + whole * size + parts * size // 60, before + round_half_up((whole + parts / 100) * size)]
    if size == 60 and before == 0 and rest == "":
        readings.append((whole * 60 + parts) * 60)
    seconds = [one for one in dict.fromkeys(readings) if 0 < one <= LONGEST_S]
    if distance_m is not None:
        whole_m = round_half_up(distance_m)
        seconds = [one for one in seconds if _has_likely_pace(whole_m, one)] or seconds
    return tuple(_clock(one) for one in seconds)


def written_in(distance_m: int) -> Unit:
    """Return the unit in which a distance takes fewer digits: 16,093 m were typed as ten miles."""
    return min(Unit, key=lambda unit: len(_shortest(distance_m, unit)))


def _is_common(run: Meant) -> bool:
    return 0 < run.distance_m <= COMMON_TO_M and 0 < run.moving_s <= LONGEST_S and _has_common_pace(run)


def _has_common_pace(run: Meant) -> bool:
    slow, fast = PLAUSIBLE_S_PER_KM.stop - 1, PLAUSIBLE_S_PER_KM.start
    return fast * run.distance_m <= run.moving_s * _PER_KM <= slow * run.distance_m


def _slips(typed: Meant) -> Iterator[Meant]:
    distance_m, moving_s = typed.distance_m, typed.moving_s
    unit = written_in(distance_m)
    for swapped_s in _swapped_times(moving_s):
        yield Meant(distance_m, swapped_s)
    yield Meant(distance_m, round_half_up(moving_s * distance_m / _metres(unit)))
    yield Meant(distance_m, moving_s * 60)
    if moving_s % 60 == 0:
        yield Meant(distance_m, moving_s // 60)
    other = Unit.MI if unit is Unit.KM else Unit.KM
    yield Meant(round_half_up(distance_m / _metres(unit) * _metres(other)), moving_s)
    for shorter_s in _without_last_colon(moving_s):
        yield Meant(distance_m, shorter_s)
    yield Meant(round_half_up(distance_m / 10), moving_s)
    yield Meant(distance_m * 10, moving_s)
    for swapped_m in _swapped_distances(distance_m, unit):
        yield Meant(swapped_m, moving_s)


def _swapped_times(moving_s: int) -> Iterator[int]:
    """Yield the times whose digits, as on a clock, have two neighbours changed."""
    digits = f"{moving_s // 3_600}{moving_s % 3_600 // 60:02d}{moving_s % 60:02d}".lstrip("0")
    for one in _swapped(digits):
        hours, minutes, seconds = (int(part or 0) for part in (one[:-4], one[-4:-2], one[-2:]))
        if minutes < 60 and seconds < 60:
            yield hours * 3_600 + minutes * 60 + seconds


def _without_last_colon(moving_s: int) -> Iterator[int]:
    """Yield 52:10 for 5:21:00, which has its digits, a colon and a zero more."""
    digits = f"{moving_s // 3_600}{moving_s % 3_600 // 60:02d}0"
    minutes, seconds = int(digits[:-2]), int(digits[-2:])
    if moving_s >= 3_600 and moving_s % 60 == 0 and seconds < 60:
        yield minutes * 60 + seconds


def _swapped_distances(distance_m: int, unit: Unit) -> Iterator[int]:
    whole, _, decimals = _shortest(distance_m, unit).partition(".")
    for one in _swapped(whole):
        if not one.startswith("0"):
            yield round_half_up(float(f"{one}.{decimals or 0}") * _metres(unit))


def _swapped(digits: str) -> Iterator[str]:
    for place in range(len(digits) - 1):
        first, second = digits[place], digits[place + 1]
        if first != second:
            yield digits[:place] + second + first + digits[place + 2 :]


def _shortest(distance_m: int, unit: Unit) -> str:
    """Return the shortest number of kilometres or miles that means these metres."""
    metres = Fraction(str(_metres(unit)))
    numbers = (f"{distance_m / _metres(unit):.{decimals}f}" for decimals in range(4))
    means_it = (number for number in numbers if round_half_up(float(Fraction(number) * metres)) == distance_m)
    return next(means_it, f"{distance_m / _metres(unit):.4f}")


def _metres(unit: Unit) -> float:
    return 1_000.0 if unit is Unit.KM else METRES_PER_MILE


def _is_unclear(text: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(text)
    except ParseError as error:
        return error.code == "ambiguous"
    return False


def _has_likely_pace(distance_m: int, moving_s: int) -> bool:
    return not {Oddity.TOO_FAST, Oddity.TOO_SLOW} & set(oddities(distance_m, moving_s, None))


def _is_fine(distance_text: str, time_text: str) -> bool:
    metres = round_half_up(parse_distance(distance_text).metres)
    try:
        return _has_likely_pace(metres, round_half_up(parse_duration(time_text, metres)))
    except ParseError:
        return False


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that can be read as a run's distance, each distance once."""
    seen = set()
    for text in texts:
        try:
            metres = round_half_up(parse_distance(text).metres)
        except ParseError:
            continue
        if READ_FROM_M <= metres <= READ_TO_M and metres not in seen:
            seen.add(metres)
            yield text


def _plain(number: Decimal) -> str:
    """Return a number without zeros that say nothing."""
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{int(number)}"


def _seconds_before(text: str) -> int:
    """Return the seconds of what stands before a number: hours, if anything."""
    digits = re.match(r"\s*([0-9]{1,6})", text)
    return int(digits[1]) * 3_600 if digits else 0


def _clock(seconds: int) -> str:
    return f"{seconds // 3_600}:{seconds % 3_600 // 60:02d}:{seconds % 60:02d}"
