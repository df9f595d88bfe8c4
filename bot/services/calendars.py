"""Calendars: the races that a calendar program shows, and the private address at which it finds them again."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.race_events import event_span
from bot.domain.races import Part
from bot.errors import NotFound
from bot.services.access import is_coach, require_coach_or_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.race_event_pages import EventDistance
from bot.services.runners import Enrolment, unit_of
from bot.services.teams import TeamUnits, own_team
from db.database import Database
from db.repositories.entrants import EntrantRow
from db.repositories.races import DistanceRow, RaceRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

KEPT: Final = timedelta(days=60)
"""How long a race stays in calendars after its day."""
MOST: Final = 1_000
"""Races of a calendar, the earliest first; a team has 300 to come at most."""
TOKEN_BYTES: Final = 32
PATH: Final = "/calendar/{token}.ics"

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class Whose(StrEnum):
    """Whose races a calendar has: the reader's own, or the whole team's."""

    MINE = "mine"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A race as a calendar shows it, which names nobody.

    `start` is what the wall shows in `time_zone`, and from there `lasts` until the last runners are in; both None while
    nobody knows when it starts. `part` and `own_distance` are the reader's, in their own calendar alone, which has the
    times of that distance.
    """

    race_id: int
    name: str
    race_day: date
    time_zone: str
    start: time | None
    lasts: timedelta | None
    place: str | None
    url: str | None
    distances: tuple[EventDistance, ...]
    cancelled: bool
    created_at: datetime
    changed_at: datetime
    revision: int
    part: Part | None = None
    own_distance: EventDistance | None = None


@dataclass(frozen=True, slots=True)
class RaceCalendar:
    """A calendar of races, by day; `runner_id` is None for the whole team's.

    Where nobody answers requests `address` is None. `may_renew`: the reader may have another address made.
    """

    team_id: int
    runner_id: int | None
    team_name: str
    units: TeamUnits
    races: tuple[CalendarEntry, ...]
    address: str | None = None
    may_renew: bool = False

    @property
    def whose(self) -> Whose:
        """Whose races these are."""
        return Whose.TEAM if self.runner_id is None else Whose.MINE


class CalendarService:
    """Hands out calendars of races. Whoever knows an address reads along, so each is private and can be renewed.

    `public_url` is where requests arrive; without one no address is made.
    """

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment, public_url: str = "") -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment
        self._public_url = public_url

    async def mine(self, asker: Asker) -> RaceCalendar:
        """Return the races that the asker runs or cheers at."""
        return await self._database.write(lambda uow: self._mine(uow, asker, renews=False))

    async def of_team(self, asker: Asker) -> RaceCalendar:
        """Return all races of the team."""
        return await self._database.write(lambda uow: self._of_team(uow, asker, renews=False))

    async def renew(self, asker: Asker, whose: Whose) -> RaceCalendar:
        """Give a calendar a new address; the old one stops working at once.

        The team's is in many hands: raises `NotAllowed` to all but coaches and admins.
        """
        if whose is Whose.TEAM:
            return await self._database.write(lambda uow: self._of_team(uow, asker, renews=True))
        return await self._database.write(lambda uow: self._mine(uow, asker, renews=True))

    async def feed(self, token: str) -> RaceCalendar:
        """Return the calendar whose address has this token; raises `NotFound`."""
        if not _TOKEN.fullmatch(token):
            raise NotFound("calendar_gone")
        return await self._database.read(lambda uow: self._feed(uow, token))

    def _mine(self, uow: UnitOfWork, asker: Asker, *, renews: bool) -> RaceCalendar:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        address = self._address(uow, asker.team_id, runner.runner_id, now, renews=renews)
        return replace(_own_calendar(uow, own_team(uow, asker), runner, now), address=address, may_renew=True)

    def _of_team(self, uow: UnitOfWork, asker: Asker, *, renews: bool) -> RaceCalendar:
        now = self._clock.now()
        # Two who ask first at once wait for each other here, and get the same address.
        uow.teams.find(asker.team_id, for_update=True)
        self._enrolment.runner(uow, asker, now)
        if renews:
            require_coach_or_admin(uow, asker)
        team = own_team(uow, asker)
        address = self._address(uow, team.team_id, None, now, renews=renews)
        may_renew = asker.is_admin or is_coach(team, asker)
        return replace(_team_calendar(uow, team, now), address=address, may_renew=may_renew)

    def _feed(self, uow: UnitOfWork, token: str) -> RaceCalendar:
        now = self._clock.now()
        row = uow.calendar_feeds.readable(token)
        team = None if row is None else uow.teams.find(row.team_id)
        if row is None or team is None:
            raise NotFound("calendar_gone")
        if row.runner_id is None:
            return _team_calendar(uow, team, now)
        runner = uow.runners.find_by_id(row.runner_id)
        if runner is None:
            # Forgotten between two statements.
            raise NotFound("calendar_gone")
        return _own_calendar(uow, team, runner, now)

    def _address(
        self, uow: UnitOfWork, team_id: int, runner_id: int | None, now: datetime, *, renews: bool
    ) -> str | None:
        if not self._public_url:
            return None
        token = None if renews else uow.calendar_feeds.token(team_id, runner_id)
        if token is None:
            token = secrets.token_urlsafe(TOKEN_BYTES)
            uow.calendar_feeds.put(team_id, runner_id, token, now)
        return self._public_url + PATH.format(token=token)


def _team_calendar(uow: UnitOfWork, team: TeamRow, now: datetime) -> RaceCalendar:
    rows = uow.races.between(team.team_id, _first_day(team, now), date.max, MOST)
    races = _entries(uow, rows, {})
    return RaceCalendar(team.team_id, None, team.name, TeamUnits(team.units), races)


def _own_calendar(uow: UnitOfWork, team: TeamRow, runner: RunnerRow, now: datetime) -> RaceCalendar:
    first = _first_day(team, now)
    parts = {one.race_id: one for one in uow.entrants.since(runner.runner_id, first)}
    rows = [row for row in uow.races.between(team.team_id, first, date.max, MOST) if row.race_id in parts]
    races = _entries(uow, rows, parts)
    return RaceCalendar(team.team_id, runner.runner_id, team.name, TeamUnits(unit_of(runner).value), races)


def _first_day(team: TeamRow, now: datetime) -> date:
    return local_today(now, ZoneInfo(team.time_zone)) - KEPT


def _entries(uow: UnitOfWork, rows: Collection[RaceRow], parts: dict[int, EntrantRow]) -> tuple[CalendarEntry, ...]:
    distances = uow.races.distances([row.race_id for row in rows])
    return tuple(_entry(row, distances[row.race_id], parts.get(row.race_id)) for row in rows)


def _entry(row: RaceRow, held: list[DistanceRow], own: EntrantRow | None) -> CalendarEntry:
    by_id = {
        one.distance_id: EventDistance(
            one.distance_m, one.event, None if one.start is None else time.fromisoformat(one.start)
        )
        for one in held
    }
    distances = tuple(by_id.values())
    runs = None if own is None or own.part != Part.RUNNING else by_id.get(own.distance_id or 0)
    # Who runs at eleven need not be there at nine, when others start.
    timed = distances if runs is None or runs.start is None else (runs,)
    span = event_span(row.race_day, ZoneInfo(row.time_zone), [(one.distance_m, one.start) for one in timed])
    return CalendarEntry(
        race_id=row.race_id,
        name=row.name,
        race_day=row.race_day,
        time_zone=row.time_zone,
        start=None if span.whole_day else min(one.start for one in timed if one.start is not None),
        lasts=None if span.whole_day else span.ends_at - span.starts_at,
        place=row.place,
        url=row.url,
        distances=distances,
        cancelled=row.cancelled_at is not None,
        created_at=row.created_at,
        changed_at=row.changed_at,
        revision=row.revision,
        part=None if own is None else Part(own.part),
        own_distance=runs,
    )
