"""The event of a race as Discord lists it: name, place and description, all of them plain text."""

from typing import Final

from bot.domain.words import visible
from bot.services.race_event_pages import EventDistance, RaceEvent
from bot.services.teams import TeamUnits
from bot.ui import figures, text
from bot.ui.quoting import tidy
from bot.ui.text import race_events as said

NAME_LIMIT: Final = 100
LOCATION_LIMIT: Final = 100
DESCRIPTION_LIMIT: Final = 1_000


def name_of(event: RaceEvent) -> str:
    """Return the race's name."""
    return _seen(event.name, NAME_LIMIT)


def location_of(event: RaceEvent) -> str:
    """Return where it is: the place, or else the race's page if it fits whole, or else where more is known."""
    if event.place:
        return _seen(event.place, LOCATION_LIMIT)
    if event.url and len(event.url) <= LOCATION_LIMIT:
        return event.url
    return said.ON_THE_CARD


def description_of(event: RaceEvent) -> str:
    """Return the distances with their starts, the race's page, and the line by which the event is known."""
    hint = said.WHOLE_DAY if event.whole_day else said.CLOCKS
    lines = [distance_at(one, event.units) for one in event.distances]
    lines.append(hint.format(zone=event.time_zone))
    if event.url:
        lines.append(event.url)
    return "\n".join([*lines, marker_of(event.race_id)])


def marker_of(race_id: int) -> str:
    """Return the line that the event of this race has, and no other."""
    return said.CALENDAR.format(race_id=race_id)


def distance_at(one: EventDistance, units: TeamUnits) -> str:
    """Return a distance, and what the wall shows there at its start: `10 km · 09:30`."""
    named = figures.team_distance(one.distance_m, units) if one.event is None else text.event(one.event, first=True)
    if one.start is None:
        return named
    return said.DISTANCE_AT.format(distance=named, clock=one.start.isoformat("minutes"))


def _seen(written: str, limit: int) -> str:
    tidied = tidy(written, limit)
    return tidied if visible(tidied) else said.UNSEEN
