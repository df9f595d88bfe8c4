"""Questions about check-ins."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, select

from db.connection import Connection
from db.models.check_ins import check_ins
from db.models.runners import runners
from db.repositories.statements import Change, Upsert


class CheckInRow(NamedTuple):
    """A check-in, answered or not yet."""

    check_in_id: int
    runner_id: int
    day: date
    week: str
    asked_at: datetime
    sleep: int | None
    energy: int | None
    soreness: int | None
    mood: int | None
    pain: int | None
    pain_area: str | None
    done_at: datetime | None
    flagged: bool


_ROWS = select(*(check_ins.c[name] for name in CheckInRow._fields))
_FIND = _ROWS.where(check_ins.c.check_in_id == bindparam("check_in_id", type_=BigInteger()))
_OF_WEEK = select(check_ins.c.check_in_id).where(
    check_ins.c.runner_id == bindparam("runner_id"), check_ins.c.week == bindparam("week")
)
_BEFORE = (
    _ROWS.where(
        check_ins.c.runner_id == bindparam("runner_id"),
        check_ins.c.day < bindparam("day"),
        check_ins.c.done_at.is_not(None),
    )
    .order_by(check_ins.c.day.desc())
    .limit(bindparam("limit"))
)
_SINCE = _ROWS.where(
    check_ins.c.runner_id == bindparam("runner_id"),
    check_ins.c.day >= bindparam("first"),
    check_ins.c.done_at.is_not(None),
).order_by(check_ins.c.day.desc())
_FLAGGED = (
    _ROWS.join(runners, runners.c.runner_id == check_ins.c.runner_id)
    .where(
        runners.c.team_id == bindparam("team_id"),
        runners.c.left_at.is_(None),
        check_ins.c.day >= bindparam("first"),
        check_ins.c.flagged,
    )
    .order_by(check_ins.c.day.desc(), check_ins.c.runner_id)
)
_ADD = Upsert(check_ins, lambda insert: insert.on_conflict_do_nothing(index_elements=["runner_id", "week"]))
_CHANGE = Change(check_ins.c.check_in_id)


class CheckInRepository:
    """Reads and writes `check_ins`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, check_in_id: int) -> CheckInRow | None:
        """Return a check-in by key, which may be any number."""
        row = self._connection.execute(_FIND, {"check_in_id": check_in_id}).one_or_none()
        return None if row is None else CheckInRow._make(row)

    def add(self, runner_id: int, day: date, week: str, asked_at: datetime) -> int | None:
        """Add a check-in to be answered; returns its key, None when the runner was asked in that week already."""
        row = {"runner_id": runner_id, "day": day, "week": week, "asked_at": asked_at, "flagged": False}
        if self._connection.execute(_ADD.on(self._connection), row).rowcount != 1:
            return None
        key: int = self._connection.execute(_OF_WEEK, {"runner_id": runner_id, "week": week}).scalar_one()
        return key

    def before(self, runner_id: int, day: date, limit: int) -> list[CheckInRow]:
        """Return a runner's whole check-ins of days before one, newest first."""
        rows = self._connection.execute(_BEFORE, {"runner_id": runner_id, "day": day, "limit": limit})
        return [CheckInRow._make(row) for row in rows]

    def since(self, runner_id: int, first: date) -> list[CheckInRow]:
        """Return a runner's whole check-ins from a day on, newest first."""
        rows = self._connection.execute(_SINCE, {"runner_id": runner_id, "first": first})
        return [CheckInRow._make(row) for row in rows]

    def flagged_since(self, team_id: int, first: date) -> list[CheckInRow]:
        """Return a team's check-ins from a day on that are worth a look, newest first, without who left."""
        rows = self._connection.execute(_FLAGGED, {"team_id": team_id, "first": first})
        return [CheckInRow._make(row) for row in rows]

    def change(self, check_in_id: int, **columns: object) -> None:
        """Set columns of one check-in."""
        _CHANGE.run(self._connection, check_in_id, columns)
