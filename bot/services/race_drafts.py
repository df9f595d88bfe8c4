"""Drafts of races: what a member typed becomes a name, a day, distances and starts, or a problem they can mend."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from bot.domain.races import (
    NAME_LIMIT,
    PLACE_LIMIT,
    read_distances,
    read_programme,
    read_race_day,
    read_starts,
)
from bot.domain.runs import FARTHEST_M
from bot.domain.units import Distance, ParseError, Unit, round_half_up
from bot.domain.words import storable
from bot.errors import Unclear, UserError
from bot.services.reading import typed_distance
from db.repositories.races import DistanceRow, RaceRow

URL_LIMIT: Final = 400
_URL: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RaceDraft:
    """A race as somebody typed it, unread; None where it is to stay as it is, or nothing is known.

    `programme` is all distances with their starts, as a form has them, in place of `distance` and `start`. `is_goal`
    tells whether the team trains for it.
    """

    name: str | None = None
    day: str | None = None
    distance: str | None = None
    start: str | None = None
    place: str | None = None
    url: str | None = None
    zone: str | None = None
    is_goal: bool | None = None
    programme: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed at all."""
        return self == RaceDraft()


@dataclass(frozen=True, slots=True)
class FilledRace:
    """A race as somebody would type it, to be changed: read again, each text means just what is kept."""

    race_id: int
    name: str
    day: str
    programme: str
    place: str
    url: str
    time_zone: str


def filled_race(row: RaceRow, distances: Iterable[DistanceRow], unit: Unit) -> FilledRace:
    """Return a race ready to be changed, with other than standard distances in the reader's unit."""
    return FilledRace(
        race_id=row.race_id,
        name=row.name,
        day=row.race_day.isoformat(),
        programme="\n".join(_typed(one, unit) for one in distances),
        place=row.place or "",
        url=row.url or "",
        time_zone=row.time_zone,
    )


def _typed(row: DistanceRow, unit: Unit) -> str:
    event = row.event or typed_distance(row.distance_m, unit)
    distance = _EVENTS_TYPED.get(event, event)
    return distance if row.start is None else f"{distance} at {row.start}"


_EVENTS_TYPED: Final = {"hm": "half", "m": "marathon"}


def read_name(typed: str) -> str:
    """Return a name on one line. Raises `UserError`."""
    name = _line(typed)
    if name is None:
        raise UserError("race_name_empty")
    if len(name) > NAME_LIMIT:
        raise UserError("race_name_long", limit=NAME_LIMIT)
    return name


def read_place(typed: str) -> str | None:
    """Return a place on one line, None for an empty one. Raises `UserError`."""
    place = _line(typed)
    if place is not None and len(place) > PLACE_LIMIT:
        raise UserError("race_place_long", limit=PLACE_LIMIT)
    return place


def read_url(typed: str) -> str:
    """Return a link. Raises `UserError`."""
    url = typed.strip()
    if "://" not in url and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url):
        url = f"https://{url}"
    if len(url) > URL_LIMIT or _URL.fullmatch(url) is None or storable(url) != url:
        raise UserError("race_url_unreadable", text=typed)
    return url


def read_day(typed: str, today: date) -> date:
    """Read the day. Raises `UserError`, or `Unclear` for what can mean several days."""
    try:
        return read_race_day(typed, today)
    except ParseError as error:
        raise _refusal("race_day", error, typed) from None


def distances_of(typed: str) -> tuple[Distance, ...]:
    """Read one distance or several, in the order typed. Raises `UserError`, or `Unclear` for what can mean several."""
    try:
        found = read_distances(typed)
    except ParseError as error:
        raise _refusal("race_distance", error, error.text) from None
    if any(one.metres > FARTHEST_M for one in found):
        raise UserError("race_distance_too_far", text=typed)
    return found


def starts_of(typed: str, count: int) -> tuple[time, ...]:
    """Read when a race of `count` distances starts. Raises `UserError`."""
    try:
        return read_starts(typed, count)
    except ParseError as error:
        if error.code == "mismatch":
            if count == 1:
                raise UserError("race_start_several") from None
            raise UserError("race_start_mismatch", count=count) from None
        raise UserError("race_start_unreadable", text=typed) from None


def programme_of(typed: str) -> tuple[tuple[Distance, time | None], ...]:
    """Read distances with their starts, where they have one. Raises `UserError`, or `Unclear` as `distances_of`."""
    try:
        found = read_programme(typed)
    except ParseError as error:
        if error.code == "start":
            raise UserError("race_start_unreadable", text=error.text) from None
        raise _refusal("race_distance", error, error.text) from None
    if any(one.metres > FARTHEST_M for one, _ in found):
        raise UserError("race_distance_too_far", text=typed)
    return found


def metres_of(distance: Distance) -> int:
    """Return whole metres, as they are kept."""
    return round_half_up(distance.metres)


def _line(typed: str) -> str | None:
    return storable(" ".join(typed.split()))


def _refusal(what: str, error: ParseError, typed: str) -> UserError:
    kind = Unclear if error.code == "ambiguous" else UserError
    return kind(f"{what}_unreadable" if error.code == "invalid" else f"{what}_{error.code}", text=typed)
