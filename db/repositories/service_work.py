"""Questions about what is to be asked of services: hints they gave, access to be given back, and calls they counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select

from db.connection import Connection
from db.models.connections import connection_hints, revocations, service_calls
from db.repositories.statements import Change, Upsert


class HintRow(NamedTuple):
    """What an unsigned event says of an account, or of a run of it; worth asking about, and no more."""

    hint_id: int
    service: str
    athlete: str
    key: str
    aspect: str
    received_at: datetime
    due_at: datetime
    tries: int


class RevocationRow(NamedTuple):
    """Access that is to be given back."""

    revocation_id: int
    service: str
    secret: bytes
    asked_at: datetime
    due_at: datetime
    tries: int


class CallRow(NamedTuple):
    """What a service said of its limits, until when it is left alone, and since when it takes Baton for inactive."""

    service: str
    quarter: int
    quarter_limit: int
    day: int
    day_limit: int
    told_at: datetime | None
    rests_until: datetime | None
    inactive_since: datetime | None


_HINTS = select(*(connection_hints.c[name] for name in HintRow._fields))
_DUE_HINTS = (
    _HINTS.where(connection_hints.c.due_at <= bindparam("now"))
    .order_by(connection_hints.c.hint_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_HINTS_OF = _HINTS.where(
    connection_hints.c.service == bindparam("service"), connection_hints.c.athlete == bindparam("athlete")
).order_by(connection_hints.c.hint_id)
_NEXT_HINT = select(func.min(connection_hints.c.due_at))
_PUT_HINT = Upsert(
    connection_hints,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["service", "athlete", "key"],
        set_={name: insert.excluded[name] for name in ("aspect", "received_at", "due_at", "tries")},
    ),
)
_CHANGE_HINT = Change(connection_hints.c.hint_id)
_DROP_HINT = delete(connection_hints).where(
    connection_hints.c.hint_id == bindparam("of_hint"), connection_hints.c.received_at == bindparam("received")
)
_DROP_OLD_HINTS = delete(connection_hints).where(connection_hints.c.received_at < bindparam("before"))

_REVOCATIONS = select(*(revocations.c[name] for name in RevocationRow._fields))
_DUE_REVOCATION = (
    _REVOCATIONS.where(revocations.c.service == bindparam("service"), revocations.c.due_at <= bindparam("now"))
    .order_by(revocations.c.due_at, revocations.c.revocation_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_ALL_REVOCATIONS = _REVOCATIONS.order_by(revocations.c.revocation_id)
_OLD_REVOCATIONS = _ALL_REVOCATIONS.where(
    revocations.c.service == bindparam("service"), revocations.c.asked_at <= bindparam("before")
)
_HELD_REVOCATIONS = _ALL_REVOCATIONS.where(revocations.c.service == bindparam("service")).with_for_update()
_COUNT_REVOCATIONS = select(func.count()).where(revocations.c.service == bindparam("service"))
_NEXT_REVOCATION = select(func.min(revocations.c.due_at)).where(revocations.c.service == bindparam("service"))
_ADD_REVOCATION = insert(revocations)
_CHANGE_REVOCATION = Change(revocations.c.revocation_id)
_DROP_REVOCATION = delete(revocations).where(revocations.c.revocation_id == bindparam("of_revocation"))

_CALLS = select(*(service_calls.c[name] for name in CallRow._fields)).where(
    service_calls.c.service == bindparam("service")
)
_CALLS_HELD = _CALLS.with_for_update()
_PUT_CALLS = Upsert(
    service_calls,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["service"],
        set_={name: insert.excluded[name] for name in CallRow._fields if name != "service"},
    ),
)


class ServiceWorkRepository:
    """Reads and writes `connection_hints`, `revocations` and `service_calls`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_hint(self, service: str, athlete: str, key: str, aspect: str, now: datetime) -> None:
        """Keep what an event says; a newer one about the same takes its place."""
        row = {"service": service, "athlete": athlete, "key": key, "aspect": aspect}
        when = {"received_at": now, "due_at": now, "tries": 0}
        self._connection.execute(_PUT_HINT.on(self._connection), row | when)

    def due_hints(self, now: datetime, limit: int) -> list[HintRow]:
        """Return hints to be looked into, the oldest first, and hold them."""
        rows = self._connection.execute(_DUE_HINTS, {"now": now, "limit": limit})
        return [HintRow._make(row) for row in rows]

    def hints_of(self, service: str, athlete: str) -> list[HintRow]:
        """Return the hints about one account."""
        parameters = {"service": service, "athlete": athlete}
        return [HintRow._make(row) for row in self._connection.execute(_HINTS_OF, parameters)]

    def next_hint_at(self) -> datetime | None:
        """Return when the next hint is to be looked into, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT_HINT, {}).scalar()
        return earliest

    def change_hint(self, hint_id: int, **columns: object) -> None:
        """Set columns of one hint."""
        _CHANGE_HINT.run(self._connection, hint_id, columns)

    def drop_hints(self, hints: Iterable[HintRow]) -> None:
        """Delete hints that were looked into, but for those that came anew meanwhile."""
        for hint in hints:
            self._connection.execute(_DROP_HINT, {"of_hint": hint.hint_id, "received": hint.received_at})

    def drop_hints_before(self, before: datetime) -> None:
        """Delete hints that nobody looked into for long: whose account it is, nobody here knows."""
        self._connection.execute(_DROP_OLD_HINTS, {"before": before})

    def add_revocation(self, service: str, secret: bytes, now: datetime) -> None:
        """Owe a service the word that access is given back."""
        row = {"service": service, "secret": secret, "asked_at": now, "due_at": now, "tries": 0}
        self._connection.execute(_ADD_REVOCATION, row)

    def due_revocation(self, service: str, now: datetime) -> RevocationRow | None:
        """Return the access that has waited longest to be given back, and hold it."""
        row = self._connection.execute(_DUE_REVOCATION, {"service": service, "now": now}).one_or_none()
        return None if row is None else RevocationRow._make(row)

    def revocations(self) -> list[RevocationRow]:
        """Return all access that is still to be given back."""
        return [RevocationRow._make(row) for row in self._connection.execute(_ALL_REVOCATIONS, {})]

    def revocations_before(self, service: str, before: datetime) -> list[RevocationRow]:
        """Return the access of one service that was to be given back by then, and is not."""
        rows = self._connection.execute(_OLD_REVOCATIONS, {"service": service, "before": before})
        return [RevocationRow._make(row) for row in rows]

    def hold_revocations(self, service: str) -> list[RevocationRow]:
        """Return all access of one service that is still to be given back, and hold it: nobody claims it meanwhile."""
        return [RevocationRow._make(row) for row in self._connection.execute(_HELD_REVOCATIONS, {"service": service})]

    def count_revocations(self, service: str) -> int:
        """Return how much access of one service is still to be given back."""
        count: int = self._connection.execute(_COUNT_REVOCATIONS, {"service": service}).scalar_one()
        return count

    def next_revocation_at(self, service: str) -> datetime | None:
        """Return when access is next to be given back, or None."""
        earliest: datetime | None = self._connection.execute(_NEXT_REVOCATION, {"service": service}).scalar()
        return earliest

    def change_revocation(self, revocation_id: int, **columns: object) -> None:
        """Set columns of one."""
        _CHANGE_REVOCATION.run(self._connection, revocation_id, columns)

    def drop_revocation(self, revocation_id: int) -> None:
        """Forget access that was given back."""
        self._connection.execute(_DROP_REVOCATION, {"of_revocation": revocation_id})

    def calls(self, service: str, *, hold: bool = False) -> CallRow | None:
        """Return what is known of a service's limits, None before the first call; `hold`: nobody else changes it."""
        row = self._connection.execute(_CALLS_HELD if hold else _CALLS, {"service": service}).one_or_none()
        return None if row is None else CallRow._make(row)

    def put_calls(self, row: CallRow) -> None:
        """Keep what a service said of its limits."""
        self._connection.execute(_PUT_CALLS.on(self._connection), row._asdict())
