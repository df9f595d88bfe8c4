"""Questions about races and their distances."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, or_, select

from db.connection import Connection
from db.models.races import race_distances, races
from db.models.teams import teams
from db.repositories.statements import Change
from db.types import UtcDateTime


class RaceRow(NamedTuple):
    """A race that a team shares."""

    race_id: int
    team_id: int
    name: str
    plain_name: str
    race_day: date
    time_zone: str
    place: str | None
    url: str | None
    is_goal: bool
    creator_id: int | None
    created_at: datetime
    revision: int
    changed_at: datetime
    cancelled_at: datetime | None
    call_at: datetime | None
    call_days: int | None
    collect_at: datetime | None
    event_id: int | None
    event_revision: int | None
    event_due_at: datetime | None
    event_problem: str | None
    event_day: date | None
    event_held_until: datetime | None


class DistanceRow(NamedTuple):
    """A distance of a race, in metres; `start` is what the wall shows there, as `09:00`."""

    distance_id: int
    race_id: int
    distance_m: int
    event: str | None
    start: str | None


_ROWS = select(*(races.c[name] for name in RaceRow._fields))
_BY_ID = _ROWS.where(
    races.c.team_id == bindparam("team_id"),
    # The id can come from a button or an option, so it may be any number.
    races.c.race_id == bindparam("race_id", type_=BigInteger()),
)
_HELD = _BY_ID.with_for_update(of=races)
_BETWEEN = (
    _ROWS.where(
        races.c.team_id == bindparam("team_id"),
        races.c.race_day >= bindparam("first"),
        races.c.race_day <= bindparam("last"),
    )
    .order_by(races.c.race_day, races.c.race_id)
    .limit(bindparam("limit"))
    .offset(bindparam("skipped"))
)
_NAMED = _ROWS.where(
    races.c.team_id == bindparam("team_id"),
    races.c.plain_name == bindparam("plain_name"),
    races.c.race_day == bindparam("race_day"),
    races.c.cancelled_at.is_(None),
).order_by(races.c.race_id)
_COUNT_ON = select(func.count()).where(
    races.c.team_id == bindparam("team_id"),
    races.c.race_day >= bindparam("first"),
    races.c.cancelled_at.is_(None),
)
_BEFORE = (
    _ROWS.where(races.c.team_id == bindparam("team_id"), races.c.race_day < bindparam("before"))
    .order_by(races.c.race_day.desc(), races.c.race_id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("skipped"))
)
_GOALS = (
    _ROWS.where(
        races.c.team_id == bindparam("team_id"),
        races.c.race_day >= bindparam("first"),
        races.c.is_goal,
        races.c.cancelled_at.is_(None),
    )
    .order_by(races.c.race_day, races.c.race_id)
    .limit(1)
)
# In a server that the bot has left, nothing can be put up until it is invited again.
_EVENTS_OPEN = (races.c.event_due_at.is_not(None), teams.c.left_at.is_(None))
_NEXT_EVENT = select(func.min(races.c.event_due_at)).join(teams).where(*_EVENTS_OPEN)
_DUE_EVENT = (
    _ROWS.join(teams)
    .where(
        *_EVENTS_OPEN,
        races.c.event_due_at <= bindparam("now"),
        or_(races.c.event_held_until.is_(None), races.c.event_held_until <= bindparam("now")),
    )
    .order_by(races.c.event_due_at, races.c.race_id)
    .limit(1)
    .with_for_update(of=races, skip_locked=True)
)
# A team that the bot has left keeps its races, and nothing of them falls due.
_TO_CALL = (
    _ROWS.add_columns(teams.c.time_zone.label("team_time_zone"))
    .join(teams, teams.c.team_id == races.c.team_id)
    .where(races.c.call_at.is_not(None), teams.c.left_at.is_(None))
    .order_by(races.c.call_at, races.c.race_id)
)
_DUE_CALLS = (
    _TO_CALL.where(races.c.call_at <= bindparam("now", type_=UtcDateTime()))
    .limit(bindparam("limit"))
    .with_for_update(of=races, skip_locked=True)
)
_NEXT_CALL = _TO_CALL.with_only_columns(races.c.call_at).limit(1)
_TO_COLLECT = (
    _ROWS.join(teams, teams.c.team_id == races.c.team_id)
    .where(races.c.collect_at.is_not(None), teams.c.left_at.is_(None))
    .order_by(races.c.collect_at, races.c.race_id)
)
_DUE_COLLECTING = (
    _TO_COLLECT.where(races.c.collect_at <= bindparam("now", type_=UtcDateTime()))
    .limit(bindparam("limit"))
    .with_for_update(of=races, skip_locked=True)
)
_NEXT_COLLECTING = _TO_COLLECT.with_only_columns(races.c.collect_at).limit(1)
_CALLED = (
    _ROWS.where(races.c.team_id == bindparam("team_id"), races.c.call_at.is_not(None))
    .order_by(races.c.race_id)
    .with_for_update(of=races)
)
_DISTANCES = (
    select(*(race_distances.c[name] for name in DistanceRow._fields))
    .where(race_distances.c.race_id.in_(bindparam("race_ids", expanding=True)))
    .order_by(race_distances.c.race_id, race_distances.c.distance_m)
)
_CHANGE = Change(races.c.race_id)
_CHANGE_DISTANCE = Change(race_distances.c.distance_id)
_ADD = insert(races).returning(races.c.race_id)
_ADD_DISTANCE = insert(race_distances)
_DROP_DISTANCE = delete(race_distances).where(race_distances.c.distance_id == bindparam("of_distance"))


class RaceRepository:
    """Reads and writes `races` and `race_distances`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, **columns: object) -> int:
        """Add a race; returns its key."""
        race_id: int = self._connection.execute(_ADD, {"revision": 1, **columns}).scalar_one()
        return race_id

    def find(self, team_id: int, race_id: int, *, hold: bool = False) -> RaceRow | None:
        """Return one race of a team; `hold`: until the transaction ends, nobody else changes it or who is in it."""
        statement = _HELD if hold else _BY_ID
        row = self._connection.execute(statement, {"team_id": team_id, "race_id": race_id}).one_or_none()
        return None if row is None else RaceRow._make(row)

    def between(self, team_id: int, first: date, last: date, limit: int, skipped: int = 0) -> list[RaceRow]:
        """Return a team's races of these days, both included, those that were called off too, by day."""
        parameters = {"team_id": team_id, "first": first, "last": last, "limit": limit, "skipped": skipped}
        return [RaceRow._make(row) for row in self._connection.execute(_BETWEEN, parameters)]

    def count_on(self, team_id: int, first: date) -> int:
        """Return how many races from a day on are on."""
        count: int = self._connection.execute(_COUNT_ON, {"team_id": team_id, "first": first}).scalar_one()
        return count

    def named(self, team_id: int, plain_name: str, race_day: date) -> list[RaceRow]:
        """Return a team's races of one name, as it is compared, and one day that are on, the oldest first."""
        parameters = {"team_id": team_id, "plain_name": plain_name, "race_day": race_day}
        return [RaceRow._make(row) for row in self._connection.execute(_NAMED, parameters)]

    def before(self, team_id: int, day: date, limit: int, skipped: int = 0) -> list[RaceRow]:
        """Return the races that a team has had, the newest first."""
        parameters = {"team_id": team_id, "before": day, "limit": limit, "skipped": skipped}
        return [RaceRow._make(row) for row in self._connection.execute(_BEFORE, parameters)]

    def next_goal(self, team_id: int, first: date) -> RaceRow | None:
        """Return the next race from a day on that the team trains for."""
        row = self._connection.execute(_GOALS, {"team_id": team_id, "first": first}).one_or_none()
        return None if row is None else RaceRow._make(row)

    def next_event_due_at(self) -> datetime | None:
        """Return the earliest instant at which an event is to be seen to, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT_EVENT, {}).scalar()
        return earliest

    def due_event(self, now: datetime) -> RaceRow | None:
        """Return the race whose event has waited longest to be seen to, and hold it; others' hands are left alone."""
        row = self._connection.execute(_DUE_EVENT, {"now": now}).one_or_none()
        return None if row is None else RaceRow._make(row)

    def claim_calls(self, now: datetime, limit: int) -> list[tuple[RaceRow, str]]:
        """Return races that their channels are to hear of, with the team's zone, earliest first.

        Those that another process holds are left to it.
        """
        rows = self._connection.execute(_DUE_CALLS, {"now": now, "limit": limit})
        return [(RaceRow._make(row[:-1]), row[-1]) for row in rows]

    def next_call_at(self) -> datetime | None:
        """Return when the next channel is to hear of a race, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT_CALL, {}).scalar()
        return earliest

    def claim_collecting(self, now: datetime, limit: int) -> list[RaceRow]:
        """Return races whose results are to be collected, earliest first; others' are left to the process at them."""
        return [RaceRow._make(row) for row in self._connection.execute(_DUE_COLLECTING, {"now": now, "limit": limit})]

    def next_collecting_at(self) -> datetime | None:
        """Return when the next results are to be collected, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT_COLLECTING, {}).scalar()
        return earliest

    def to_call(self, team_id: int) -> list[RaceRow]:
        """Return the races that a team's channel is still to hear of, and hold them."""
        return [RaceRow._make(row) for row in self._connection.execute(_CALLED, {"team_id": team_id})]

    def change(self, race_id: int, **columns: object) -> None:
        """Set columns of one race."""
        _CHANGE.run(self._connection, race_id, columns)

    def distances(self, race_ids: Collection[int]) -> dict[int, list[DistanceRow]]:
        """Return the distances of races, the shortest first."""
        found: dict[int, list[DistanceRow]] = {race_id: [] for race_id in race_ids}
        if found:
            for row in self._connection.execute(_DISTANCES, {"race_ids": list(found)}):
                found[row.race_id].append(DistanceRow._make(row))
        return found

    def add_distances(self, race_id: int, distances: Sequence[tuple[int, str | None, str | None]]) -> None:
        """Add distances as (metres, standard event, start)."""
        rows = [
            {"race_id": race_id, "distance_m": metres, "event": event, "start": start}
            for metres, event, start in distances
        ]
        if rows:
            self._connection.execute(_ADD_DISTANCE, rows)

    def change_distance(self, distance_id: int, **columns: object) -> None:
        """Set columns of one distance."""
        _CHANGE_DISTANCE.run(self._connection, distance_id, columns)

    def drop_distance(self, distance_id: int) -> None:
        """Delete a distance that nobody runs."""
        self._connection.execute(_DROP_DISTANCE, {"of_distance": distance_id})
