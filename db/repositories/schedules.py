"""Questions about recurring posts."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, select

from db.connection import Connection
from db.models.schedules import schedules
from db.models.teams import teams
from db.repositories.statements import Change, Upsert


class ScheduleRow(NamedTuple):
    """A recurring post and the instant it is due next."""

    schedule_id: int
    team_id: int
    kind: str
    weekday: int | None
    month_day: int | None
    at: str
    next_due_at: datetime
    enabled: bool
    time_zone: str
    feed_mode_since: datetime | None


_SCHEDULE = select(
    schedules.c.schedule_id,
    schedules.c.team_id,
    schedules.c.kind,
    schedules.c.weekday,
    schedules.c.month_day,
    schedules.c.at,
    schedules.c.next_due_at,
    schedules.c.enabled,
    teams.c.time_zone,
    teams.c.feed_mode_since,
).join(teams)
# A team that the bot has left keeps its schedules, and nothing of them falls due.
_RUNS = and_(schedules.c.enabled.is_(True), teams.c.left_at.is_(None))
_DUE = (
    _SCHEDULE.where(
        _RUNS,
        schedules.c.kind == bindparam("kind"),
        schedules.c.next_due_at <= bindparam("now"),
    )
    .order_by(schedules.c.next_due_at, schedules.c.schedule_id)
    .limit(bindparam("limit"))
    .with_for_update(of=schedules, skip_locked=True)
)
_UPCOMING = (
    _SCHEDULE.where(_RUNS, schedules.c.kind == bindparam("kind"))
    .order_by(schedules.c.next_due_at, schedules.c.schedule_id)
    .limit(bindparam("limit"))
)
_NEXT = select(func.min(schedules.c.next_due_at)).join(teams).where(_RUNS)
_OF_TEAM = _SCHEDULE.where(schedules.c.team_id == bindparam("team_id")).order_by(schedules.c.kind)

_CHANGE = Change(schedules.c.schedule_id)
_ADD = Upsert(schedules, lambda insert: insert.on_conflict_do_nothing(index_elements=["team_id", "kind"]))


class ScheduleRepository:
    """Reads and writes `schedules`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        team_id: int,
        kind: str,
        weekday: int | None,
        at: str,
        next_due_at: datetime,
        enabled: bool = True,
        month_day: int | None = None,
    ) -> None:
        """Add a recurring post unless the team has it already."""
        self._connection.execute(
            _ADD.on(self._connection),
            {
                "team_id": team_id,
                "kind": kind,
                "weekday": weekday,
                "month_day": month_day,
                "at": at,
                "enabled": enabled,
                "next_due_at": next_due_at,
            },
        )

    def claim_due(self, kind: str, now: datetime, limit: int) -> list[ScheduleRow]:
        """Return what is due of one kind, earliest first; rows another process holds are left to it."""
        rows = self._connection.execute(_DUE, {"kind": kind, "now": now, "limit": limit})
        return [ScheduleRow._make(row) for row in rows]

    def of_team(self, team_id: int) -> list[ScheduleRow]:
        """Return all of a team's recurring posts, those that are off included."""
        return [ScheduleRow._make(row) for row in self._connection.execute(_OF_TEAM, {"team_id": team_id})]

    def change(self, schedule_id: int, **columns: object) -> None:
        """Set columns of one recurring post."""
        _CHANGE.run(self._connection, schedule_id, columns)

    def move_on(self, schedule_id: int, next_due_at: datetime) -> None:
        """Set when the post is due next."""
        _CHANGE.run(self._connection, schedule_id, {"next_due_at": next_due_at})

    def upcoming(self, kind: str, limit: int) -> list[ScheduleRow]:
        """Return what comes next of one kind, earliest first."""
        rows = self._connection.execute(_UPCOMING, {"kind": kind, "limit": limit})
        return [ScheduleRow._make(row) for row in rows]

    def next_due_at(self) -> datetime | None:
        """Return the earliest due instant of all, or None without schedules."""
        earliest: datetime | None = self._connection.execute(_NEXT, {}).scalar()
        return earliest
