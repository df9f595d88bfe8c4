"""Climb: the metres a run went up, and the larger numbers that people write."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from bot.domain.units import ParseError, typed_text

HIGHEST_M: Final = 20_000
"""Metres; who climbs Everest from the sea in one run has some left."""

FOOT: Final = Fraction("0.3048")
METRES: Final = ("m", "meters", "metres")
FEET: Final = ("ft", "feet", "foot")

# "1.500" and "1,500" are fifteen hundred: nobody counts a climb to the thousandth.
NUMBER: Final = r"[1-9][0-9]{0,2}(?:[ ,.'’][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]{1,9}(?:[.,][0-9]{1,2})?"
"""A number with its thousands apart, or with up to two decimals, as people write either."""
_THOUSANDS_OR_NOT: Final = re.compile(
    r"(?<![0-9])(?<![0-9][ ,.'’])(?P<whole>[1-9][0-9]{0,2})[.,](?P<rest>[0-9]{3})(?![0-9]|[ ,.'’][0-9])"
)
_CLIMB: Final = re.compile(rf"(?P<number>{NUMBER}) ?(?P<unit>[a-z]{{0,6}})\.?")


def parse_climb(text: str, *, in_feet: bool = False) -> int:
    """Read `350 m`, `1,150 ft`, or a number in the reader's own unit, as metres of climb; none at all is fine.

    Raises ParseError: `too_high` beyond `HIGHEST_M`, else `invalid`.
    """
    match = _CLIMB.fullmatch(typed_text(text).lower())
    unit = "" if match is None else match["unit"] or ("ft" if in_feet else "m")
    if match is None or unit not in (*METRES, *FEET):
        raise ParseError("invalid", text)
    metres = int(read_number(match["number"]) * (FOOT if unit in FEET else 1) + Fraction(1, 2))
    if metres > HIGHEST_M:
        raise ParseError("too_high", text)
    return metres


def read_number(typed: str) -> Fraction:
    """Return the value of what `NUMBER` matched."""
    match = re.fullmatch(r"(.*?)(?:[.,]([0-9]{1,2}))?", typed)
    assert match is not None
    whole = re.sub(r"[^0-9]", "", match[1])
    return Fraction(Decimal(f"{whole}.{match[2] or 0}"))


def both_readings(text: str) -> tuple[str, str] | None:
    """Return what was typed with its thousands, and with its thousandths, written out: `1500 km` and `1.5 km`.

    None where no number can mean either: `1,500` can, `1 500`, `1,500.00` and `1,500,000` cannot.
    """
    text = typed_text(text)
    if _THOUSANDS_OR_NOT.search(text) is None:
        return None
    return _THOUSANDS_OR_NOT.sub(r"\g<whole>\g<rest>", text), _THOUSANDS_OR_NOT.sub(_as_decimal, text)


def _as_decimal(match: re.Match[str]) -> str:
    return f"{match['whole']}.{match['rest']}".rstrip("0").rstrip(".")
