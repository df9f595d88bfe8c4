"""Questions about the days on which runners can run."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from db.connection import Connection
from db.models.availability import availability, usual_availability
from db.repositories.runners import AT_ONCE
from db.repositories.statements import Upsert


class AvailabilityRow(NamedTuple):
    """What a runner said of a week, or of every week."""

    runner_id: int
    days: str
    note: str | None
    said_at: datetime


_SAID = ("days", "note", "said_at")
_OF_WEEK = select(availability.c.runner_id, *(availability.c[name] for name in _SAID)).where(
    availability.c.runner_id.in_(bindparam("runner_ids", expanding=True)), availability.c.week == bindparam("week")
)
_USUAL = select(usual_availability.c.runner_id, *(usual_availability.c[name] for name in _SAID)).where(
    usual_availability.c.runner_id.in_(bindparam("runner_ids", expanding=True))
)
_BEFORE = (
    select(availability.c.runner_id, *(availability.c[name] for name in _SAID))
    .where(availability.c.runner_id == bindparam("runner_id"), availability.c.week < bindparam("week"))
    .order_by(availability.c.week.desc())
    .limit(1)
)
_PUT = Upsert(
    availability,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["runner_id", "week"], set_={name: insert.excluded[name] for name in _SAID}
    ),
)
_PUT_USUAL = Upsert(
    usual_availability,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["runner_id"], set_={name: insert.excluded[name] for name in _SAID}
    ),
)


class AvailabilityRepository:
    """Reads and writes `availability` and `usual_availability`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_week(self, runner_ids: Sequence[int], week: str) -> dict[int, AvailabilityRow]:
        """Return what runners said of a week, by runner."""
        found: dict[int, AvailabilityRow] = {}
        for first in range(0, len(runner_ids), AT_ONCE):
            parameters = {"runner_ids": list(runner_ids[first : first + AT_ONCE]), "week": week}
            found |= {row[0]: AvailabilityRow._make(row) for row in self._connection.execute(_OF_WEEK, parameters)}
        return found

    def usual(self, runner_ids: Sequence[int]) -> dict[int, AvailabilityRow]:
        """Return what runners said of every week, by runner."""
        found: dict[int, AvailabilityRow] = {}
        for first in range(0, len(runner_ids), AT_ONCE):
            parameters = {"runner_ids": list(runner_ids[first : first + AT_ONCE])}
            found |= {row[0]: AvailabilityRow._make(row) for row in self._connection.execute(_USUAL, parameters)}
        return found

    def newest_before(self, runner_id: int, week: str) -> AvailabilityRow | None:
        """Return what a runner said of the latest week before one."""
        row = self._connection.execute(_BEFORE, {"runner_id": runner_id, "week": week}).one_or_none()
        return None if row is None else AvailabilityRow._make(row)

    def put(self, runner_id: int, week: str, days: str, note: str | None, said_at: datetime) -> None:
        """Keep what a runner says of a week, in place of what they said before."""
        row = {"runner_id": runner_id, "week": week, "days": days, "note": note, "said_at": said_at}
        self._connection.execute(_PUT.on(self._connection), row)

    def put_usual(self, runner_id: int, days: str, note: str | None, said_at: datetime) -> None:
        """Keep what a runner says of every week, in place of what they said before."""
        row = {"runner_id": runner_id, "days": days, "note": note, "said_at": said_at}
        self._connection.execute(_PUT_USUAL.on(self._connection), row)
