"""Events of races as services hand them out: what one shows, which names nobody."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.race_events import event_span
from bot.services.teams import TeamUnits
from db.repositories.races import RaceRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

AHEAD: Final = timedelta(minutes=1)
"""How far ahead a start must be for an event: Discord takes none in the past, and asking it takes a moment."""


@dataclass(frozen=True, slots=True)
class EventDistance:
    """A distance in metres, the key of the standard event where it is one, and what the wall shows at its start."""

    distance_m: int
    event: str | None
    start: time | None


@dataclass(frozen=True, slots=True)
class RaceEvent:
    """What a server's event shows of a race; instants in UTC, starts as the wall in `time_zone` shows them.

    `event_id` is the event that stands; without one, `tried` tells that an earlier attempt may have put one up.
    `has_begun`: Discord moves nothing into the past.
    """

    team_id: int
    race_id: int
    name: str
    team_name: str
    units: TeamUnits
    starts_at: datetime
    ends_at: datetime
    whole_day: bool
    has_begun: bool
    time_zone: str
    distances: tuple[EventDistance, ...]
    place: str | None = None
    url: str | None = None
    event_id: int | None = None
    tried: bool = False


def race_event(uow: UnitOfWork, team: TeamRow, row: RaceRow, now: datetime, *, tried: bool) -> RaceEvent:
    """Return what the event of a race shows at this moment."""
    distances = tuple(
        EventDistance(one.distance_m, one.event, None if one.start is None else time.fromisoformat(one.start))
        for one in uow.races.distances([row.race_id])[row.race_id]
    )
    span = event_span(row.race_day, ZoneInfo(row.time_zone), [(one.distance_m, one.start) for one in distances])
    return RaceEvent(
        team_id=row.team_id,
        race_id=row.race_id,
        name=row.name,
        team_name=team.name,
        units=TeamUnits(team.units),
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        whole_day=span.whole_day,
        has_begun=span.starts_at - now < AHEAD,
        time_zone=row.time_zone,
        distances=distances,
        place=row.place,
        url=row.url,
        event_id=row.event_id,
        tried=tried,
    )
