"""Questions about members' connections to services, and about the ways there that are open."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, delete, func, insert, or_, select, update

from db.connection import Connection
from db.models.connections import connection_links, connections
from db.models.runners import runners
from db.models.teams import teams
from db.repositories.statements import Change


class ConnectionRow(NamedTuple):
    """A runner's account at a service; see `db.models.connections`."""

    connection_id: int
    runner_id: int
    service: str
    state: str
    athlete: str | None
    secret: bytes | None
    secret_number: int
    automatic: bool
    connected_at: datetime
    since: datetime
    due_at: datetime | None
    claim: int
    held_until: datetime | None
    looked_at: datetime | None
    relisted_on: date | None
    withheld: int
    failures: int
    refusals: int
    forget_at: datetime | None


class LinkRow(NamedTuple):
    """A way to a service's consent page that a runner was shown."""

    runner_id: int
    service: str
    made_at: datetime


_ROWS = select(*(connections.c[name] for name in ConnectionRow._fields))
_FIND = _ROWS.where(connections.c.connection_id == bindparam("connection_id", type_=BigInteger()))
_HELD = _FIND.with_for_update()
_OF_RUNNER = _ROWS.where(connections.c.runner_id == bindparam("runner_id")).order_by(connections.c.service)
_BY_ATHLETE = _ROWS.where(connections.c.service == bindparam("service"), connections.c.athlete == bindparam("athlete"))
# Nobody looks into the account of who has left, or whose server has removed the bot.
IS_OF_SOMEBODY_HERE = (
    select(runners.c.runner_id)
    .join(teams, teams.c.team_id == runners.c.team_id)
    .where(runners.c.runner_id == connections.c.runner_id, runners.c.left_at.is_(None), teams.c.left_at.is_(None))
    .correlate(connections)
    .exists()
)
_IS_FREE = or_(connections.c.held_until.is_(None), connections.c.held_until <= bindparam("now"))
_DUE = (
    _ROWS.where(
        connections.c.service == bindparam("service"),
        connections.c.secret.is_not(None),
        connections.c.due_at <= bindparam("now"),
        _IS_FREE,
        IS_OF_SOMEBODY_HERE,
    )
    .order_by(connections.c.due_at, connections.c.connection_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT = select(func.min(connections.c.due_at)).where(
    connections.c.service == bindparam("service"), connections.c.secret.is_not(None), IS_OF_SOMEBODY_HERE
)
_TO_FORGET = (
    _ROWS.where(connections.c.forget_at <= bindparam("now"))
    .order_by(connections.c.forget_at, connections.c.connection_id)
    .limit(bindparam("limit"))
)
_COUNT = select(func.count()).where(connections.c.service == bindparam("service"), connections.c.secret.is_not(None))
_SEALED = (
    select(connections.c.connection_id, connections.c.secret, connections.c.secret_number)
    .where(connections.c.secret.is_not(None))
    .order_by(connections.c.connection_id)
)
_OF_TEAM = (
    _ROWS.join(runners, runners.c.runner_id == connections.c.runner_id)
    .where(runners.c.team_id == bindparam("team_id"))
    .order_by(connections.c.connection_id)
)
_TEAMS = (
    select(runners.c.team_id)
    .join(connections, connections.c.runner_id == runners.c.runner_id)
    .where(connections.c.service == bindparam("service"))
    .distinct()
    .order_by(runners.c.team_id)
)
# Its number stays, since it is the same access: whoever has read it still saves what a service makes of it.
_RESEAL = (
    update(connections)
    .where(
        connections.c.connection_id == bindparam("of_connection"), connections.c.secret == bindparam("sealed_before")
    )
    .values(secret=bindparam("sealed_anew"))
)
# Whoever is no member any more keeps nothing at a service, nor does anybody in a server that has removed the bot.
_OF_LEAVERS = (
    _ROWS.join(runners, runners.c.runner_id == connections.c.runner_id)
    .join(teams, teams.c.team_id == runners.c.team_id)
    .where(or_(runners.c.left_at.is_not(None), teams.c.left_at.is_not(None)))
    .order_by(connections.c.connection_id)
    .limit(bindparam("limit"))
)
_ADD = insert(connections).returning(connections.c.connection_id)
_CHANGE = Change(connections.c.connection_id)
_DROP = delete(connections).where(connections.c.connection_id == bindparam("of_connection", type_=Integer()))

_LINK = select(connection_links.c.runner_id, connection_links.c.service, connection_links.c.made_at).where(
    connection_links.c.state == bindparam("state")
)
_ADD_LINK = insert(connection_links)
_TAKE_LINK = delete(connection_links).where(connection_links.c.state == bindparam("of_state"))
_DROP_LINKS = delete(connection_links).where(
    connection_links.c.runner_id == bindparam("of_runner"), connection_links.c.service == bindparam("of_service")
)
_DROP_OLD_LINKS = delete(connection_links).where(connection_links.c.made_at < bindparam("before"))


class ConnectionRepository:
    """Reads and writes `connections` and `connection_links`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, connection_id: int, *, hold: bool = False) -> ConnectionRow | None:
        """Return a connection by key, which may be any number; `hold`: nobody else changes it meanwhile."""
        statement = _HELD if hold else _FIND
        row = self._connection.execute(statement, {"connection_id": connection_id}).one_or_none()
        return None if row is None else ConnectionRow._make(row)

    def of_runner(self, runner_id: int) -> list[ConnectionRow]:
        """Return a runner's connections, those that are refused included."""
        return [ConnectionRow._make(row) for row in self._connection.execute(_OF_RUNNER, {"runner_id": runner_id})]

    def of(self, runner_id: int, service: str) -> ConnectionRow | None:
        """Return a runner's connection to one service."""
        return next((one for one in self.of_runner(runner_id) if one.service == service), None)

    def by_athlete(self, service: str, athlete: str) -> ConnectionRow | None:
        """Return the connection to an account, whoever has it."""
        row = self._connection.execute(_BY_ATHLETE, {"service": service, "athlete": athlete}).one_or_none()
        return None if row is None else ConnectionRow._make(row)

    def add(self, **columns: object) -> int:
        """Add a connection, to be looked at when it is due; returns its key."""
        row = {"secret_number": 1, "claim": 0, "withheld": 0, "failures": 0, "refusals": 0, **columns}
        connection_id: int = self._connection.execute(_ADD, row).scalar_one()
        return connection_id

    def change(self, connection_id: int, **columns: object) -> None:
        """Set columns of one connection."""
        _CHANGE.run(self._connection, connection_id, columns)

    def drop(self, connection_id: int) -> None:
        """Delete a connection with all that was told of by it."""
        self._connection.execute(_DROP, {"of_connection": connection_id})

    def due(self, service: str, now: datetime) -> ConnectionRow | None:
        """Return the connection that has waited longest to be looked at, and hold it; others' hands are left alone."""
        row = self._connection.execute(_DUE, {"service": service, "now": now}).one_or_none()
        return None if row is None else ConnectionRow._make(row)

    def next_due_at(self, service: str) -> datetime | None:
        """Return when the next connection is to be looked at, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT, {"service": service}).scalar()
        return earliest

    def to_forget(self, now: datetime, limit: int) -> list[ConnectionRow]:
        """Return refused connections whose runners have had their time to think, longest first."""
        rows = self._connection.execute(_TO_FORGET, {"now": now, "limit": limit})
        return [ConnectionRow._make(row) for row in rows]

    def of_leavers(self, limit: int) -> list[ConnectionRow]:
        """Return connections of runners who left their server, or whose server the bot has left."""
        return [ConnectionRow._make(row) for row in self._connection.execute(_OF_LEAVERS, {"limit": limit})]

    def count(self, service: str) -> int:
        """Return how many accounts are open at a service."""
        count: int = self._connection.execute(_COUNT, {"service": service}).scalar_one()
        return count

    def of_team(self, team_id: int) -> list[ConnectionRow]:
        """Return the connections of a team's runners."""
        return [ConnectionRow._make(row) for row in self._connection.execute(_OF_TEAM, {"team_id": team_id})]

    def teams(self, service: str) -> list[int]:
        """Return the teams of runners who have an account at a service, refused ones included."""
        return list(self._connection.execute(_TEAMS, {"service": service}).scalars())

    def sealed(self) -> list[tuple[int, bytes, int]]:
        """Return what opens each account, sealed, with its connection and number."""
        return [(row[0], row[1], row[2]) for row in self._connection.execute(_SEALED, {})]

    def reseal(self, connection_id: int, before: bytes, anew: bytes) -> bool:
        """Put the same secret there, sealed anew; tell whether it was still the one that was read."""
        values = {"of_connection": connection_id, "sealed_before": before, "sealed_anew": anew}
        changed: int = self._connection.execute(_RESEAL, values).rowcount
        return changed == 1

    def open_link(self, runner_id: int, service: str, state: str, now: datetime) -> None:
        """Keep a way to a consent page, in place of the one that the runner was shown before."""
        self._connection.execute(_DROP_LINKS, {"of_runner": runner_id, "of_service": service})
        row = {"state": state, "runner_id": runner_id, "service": service, "made_at": now}
        self._connection.execute(_ADD_LINK, row)

    def take_link(self, state: str) -> LinkRow | None:
        """Return the way that this leads back from, and close it: of two who come at once one gets it."""
        row = self._connection.execute(_LINK, {"state": state}).one_or_none()
        if row is None or self._connection.execute(_TAKE_LINK, {"of_state": state}).rowcount != 1:
            return None
        return LinkRow._make(row)

    def close_links(self, before: datetime) -> None:
        """Close the ways that were opened before an instant."""
        self._connection.execute(_DROP_OLD_LINKS, {"before": before})
