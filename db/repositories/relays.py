"""Questions about relays and their legs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, or_, select, update

from db.connection import Connection
from db.models.relays import relay_legs, relays
from db.models.runners import runners
from db.repositories.statements import Change


class RelayRow(NamedTuple):
    """A relay of a team; `start` is what the wall shows there, as `09:00`."""

    relay_id: int
    team_id: int
    name: str
    plain_name: str
    relay_day: date
    start: str
    time_zone: str
    age_graded: bool
    creator_id: int | None
    created_at: datetime
    cancelled_at: datetime | None


class CountRow(NamedTuple):
    """How many legs a relay has, how many of them are open, and how many one runner has."""

    relay_id: int
    legs: int
    open: int
    own: int


class LegRow(NamedTuple):
    """A leg, and who runs it with what decides who may know of it; all of that None while it is open."""

    leg_id: int
    relay_id: int
    squad: int
    number: int
    distance_m: int
    event: str | None
    runner_id: int | None
    giver_id: int | None
    expected_s: int | None
    run_s: int | None
    user_id: int | None
    name: str | None
    praise: str | None
    sharing: str | None
    nudges: bool | None
    left_at: datetime | None
    shows_age_graded: bool | None
    birth_date: date | None
    age_table: str | None


_ROWS = select(*(relays.c[name] for name in RelayRow._fields))
_BY_ID = _ROWS.where(
    relays.c.team_id == bindparam("team_id"),
    # The id can come from a button or an option, so it may be any number.
    relays.c.relay_id == bindparam("relay_id", type_=BigInteger()),
)
_HELD = _BY_ID.with_for_update(of=relays)
_SINCE = (
    _ROWS.where(relays.c.team_id == bindparam("team_id"), relays.c.relay_day >= bindparam("first"))
    .order_by(relays.c.relay_day, relays.c.relay_id)
    .limit(bindparam("limit"))
)
_OWN = LegRow._fields[:10]
_LEGS = select(
    *(relay_legs.c[name] for name in _OWN),
    *(runners.c[name] for name in LegRow._fields[10:]),
).join_from(relay_legs, runners, runners.c.runner_id == relay_legs.c.runner_id, isouter=True)
_OF_RELAY = _LEGS.where(relay_legs.c.relay_id == bindparam("relay_id")).order_by(
    relay_legs.c.squad, relay_legs.c.number
)
_LEG = _LEGS.join(relays, relays.c.relay_id == relay_legs.c.relay_id).where(
    relays.c.team_id == bindparam("team_id"),
    relay_legs.c.leg_id == bindparam("leg_id", type_=BigInteger()),
)
_RELAYS_OF = (
    select(relay_legs.c.relay_id)
    .where(relay_legs.c.runner_id == bindparam("runner_id"))
    .distinct()
    .order_by(relay_legs.c.relay_id)
)
_COUNTS = (
    select(
        relay_legs.c.relay_id,
        func.count(),
        func.count().filter(
            relay_legs.c.run_s.is_(None), or_(relay_legs.c.runner_id.is_(None), runners.c.left_at.is_not(None))
        ),
        func.count().filter(relay_legs.c.runner_id == bindparam("runner_id")),
    )
    .join_from(relay_legs, runners, runners.c.runner_id == relay_legs.c.runner_id, isouter=True)
    .where(relay_legs.c.relay_id.in_(bindparam("relay_ids", expanding=True)))
    .group_by(relay_legs.c.relay_id)
)
_ADD = insert(relays).returning(relays.c.relay_id)
_ADD_LEG = insert(relay_legs)
_DROP_LEG = delete(relay_legs).where(relay_legs.c.leg_id == bindparam("leg_id"))
_FORGET_TIMES = update(relay_legs).where(relay_legs.c.runner_id == bindparam("held_id")).values(run_s=None)
_CHANGE = Change(relays.c.relay_id)
_CHANGE_LEG = Change(relay_legs.c.leg_id)


class RelayRepository:
    """Reads and writes `relays` and `relay_legs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, squads: int, legs: Sequence[tuple[int, str | None]], **columns: object) -> int:
        """Add a relay whose teams all run the same legs, as (metres, standard event); returns its key."""
        relay_id: int = self._connection.execute(_ADD, columns).scalar_one()
        for squad in range(squads):
            self.add_legs(relay_id, squad, 1, legs)
        return relay_id

    def add_legs(self, relay_id: int, squad: int, first: int, legs: Sequence[tuple[int, str | None]]) -> None:
        """Add legs to one of a relay's teams, as (metres, standard event), numbered from `first` on."""
        rows = [
            {"relay_id": relay_id, "squad": squad, "number": number, "distance_m": metres, "event": event}
            for number, (metres, event) in enumerate(legs, start=first)
        ]
        if rows:
            self._connection.execute(_ADD_LEG, rows)

    def drop_leg(self, leg_id: int) -> None:
        """Remove one leg."""
        self._connection.execute(_DROP_LEG, {"leg_id": leg_id})

    def find(self, team_id: int, relay_id: int, *, hold: bool = False) -> RelayRow | None:
        """Return one relay of a team; `hold`: until the transaction ends, nobody else changes it or its legs."""
        statement = _HELD if hold else _BY_ID
        row = self._connection.execute(statement, {"team_id": team_id, "relay_id": relay_id}).one_or_none()
        return None if row is None else RelayRow._make(row)

    def since(self, team_id: int, day: date, limit: int) -> list[RelayRow]:
        """Return a team's relays from a day on, by day."""
        parameters = {"team_id": team_id, "first": day, "limit": limit}
        return [RelayRow._make(row) for row in self._connection.execute(_SINCE, parameters)]

    def legs(self, relay_id: int) -> list[LegRow]:
        """Return all legs of a relay, team by team in their order."""
        return [LegRow._make(row) for row in self._connection.execute(_OF_RELAY, {"relay_id": relay_id})]

    def counts(self, relay_ids: Sequence[int], runner_id: int) -> dict[int, CountRow]:
        """Return what is counted of the legs of relays, by relay."""
        found = self._connection.execute(_COUNTS, {"relay_ids": list(relay_ids), "runner_id": runner_id})
        return {row[0]: CountRow._make(row) for row in found}

    def leg(self, team_id: int, leg_id: int) -> LegRow | None:
        """Return one leg of a team's relays."""
        row = self._connection.execute(_LEG, {"team_id": team_id, "leg_id": leg_id}).one_or_none()
        return None if row is None else LegRow._make(row)

    def relays_of(self, runner_id: int) -> list[int]:
        """Return the keys of all relays in which a runner has a leg."""
        return list(self._connection.execute(_RELAYS_OF, {"runner_id": runner_id}).scalars())

    def forget_times(self, runner_id: int) -> None:
        """Empty the times that a runner took for their legs."""
        self._connection.execute(_FORGET_TIMES, {"held_id": runner_id})

    def change(self, relay_id: int, **columns: object) -> None:
        """Set columns of one relay."""
        _CHANGE.run(self._connection, relay_id, columns)

    def change_leg(self, leg_id: int, **columns: object) -> None:
        """Set columns of one leg."""
        _CHANGE_LEG.run(self._connection, leg_id, columns)
