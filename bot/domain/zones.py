"""Time zones as people name them: IANA names, cities, misspelt ones; and which to offer while somebody types."""

import difflib
import unicodedata
from functools import cache
from typing import Final
from zoneinfo import available_timezones

_REGIONS: Final = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)
_SHORT_NAMES: Final = {
    **dict.fromkeys(("est", "edt", "et", "eastern"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "ct", "central"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt", "pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "Europe/Berlin"),
    **dict.fromkeys(("bst", "wet"), "Europe/London"),
    **dict.fromkeys(("eet", "eest"), "Europe/Athens"),
    **dict.fromkeys(("ist",), "Asia/Kolkata"),
    **dict.fromkeys(("jst",), "Asia/Tokyo"),
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
}
"""What people write for a zone and several zones share: asked about, never taken as typed."""

COMMON: Final = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Athens", "Africa/Johannesburg"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo"),
    *("Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)
"""Zones to offer before anything is typed, from all around the world."""

CLOSE_ENOUGH: Final = 0.8
"""A slip of the keys; what is farther off is another town (Boston, Johnston)."""


class UnknownZone(ValueError):
    """No zone has this name; `nearest` is the one probably meant, or None."""

    def __init__(self, nearest: str | None) -> None:
        super().__init__(nearest)
        self.nearest = nearest


def read_zone(text: str) -> str:
    """Return the IANA name of a zone typed in full (`europe/berlin`) or by its city (`New York`).

    Raises UnknownZone, with the nearest name, for anything else: a zone is never guessed.
    """
    typed = _plain(text)
    if typed in ("utc", "gmt"):
        return "UTC"
    if typed in _by_name():
        return _by_name()[typed]
    if typed in _by_city():
        return _by_city()[typed]
    raise UnknownZone(_nearest(typed))


def suggest_zones(text: str, limit: int) -> list[str]:
    """Return up to `limit` names that fit what has been typed so far, best first."""
    typed = _plain(text)
    if not typed:
        return list(COMMON[:limit])
    starting = [name for city, name in _by_city().items() if city.startswith(typed)]
    holding = [name for plain, name in _by_name().items() if typed in plain]
    short = [_SHORT_NAMES[typed]] if typed in _SHORT_NAMES else []
    utc = ["UTC"] if "utc".startswith(typed) else []
    found = [*short, *utc, *starting, *holding]
    if not found and (nearest := _nearest(typed)) is not None:
        found = [nearest]
    return list(dict.fromkeys(found))[:limit]


def _nearest(typed: str) -> str | None:
    if typed in _SHORT_NAMES:
        return _SHORT_NAMES[typed]
    city = difflib.get_close_matches(typed.rpartition("/")[2], _by_city(), 1, CLOSE_ENOUGH)
    if city:
        return _by_city()[city[0]]
    name = difflib.get_close_matches(typed, _by_name(), 1, CLOSE_ENOUGH)
    return _by_name()[name[0]] if name else None


def _plain(text: str) -> str:
    """Return the text as it is compared: small letters, no accents, spaces for underscores."""
    decomposed = unicodedata.normalize("NFKD", text[:100])
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().replace("_", " ").split()).replace(" /", "/").replace("/ ", "/")


@cache
def _by_name() -> dict[str, str]:
    """Return every zone of a place by its plain name."""
    return {_plain(name): name for name in sorted(available_timezones()) if name.partition("/")[0] in _REGIONS}


@cache
def _by_city() -> dict[str, str]:
    """Return every zone by its city; of two cities of one name, the zone that is not an old alias by its length."""
    cities: dict[str, str] = {}
    for plain, name in sorted(_by_name().items(), key=lambda pair: (len(pair[0]), pair[0])):
        cities.setdefault(plain.rpartition("/")[2], name)
    return cities
