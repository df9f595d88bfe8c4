"""Questions about recurring posts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func, not_, or_, select, update

from db.connection import Connection
from db.models.runners import runners
from db.models.schedules import schedules
from db.models.teams import teams
from db.repositories.statements import Change, Upsert
from db.types import UtcDateTime


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
_IS_FREE = or_(schedules.c.held_until.is_(None), schedules.c.held_until <= bindparam("now"))
_settling = schedules.alias()
# A post shows what it finds, so the nights before it are settled first, by whoever is at that.
_IS_SETTLED = not_(
    exists().where(
        _settling.c.team_id == schedules.c.team_id,
        _settling.c.kind == bindparam("before"),
        _settling.c.enabled.is_(True),
        _settling.c.next_due_at <= bindparam("now"),
    )
)
_DUE = (
    _SCHEDULE.where(
        _RUNS,
        schedules.c.kind == bindparam("kind"),
        schedules.c.next_due_at <= bindparam("now"),
        _IS_FREE,
    )
    .order_by(schedules.c.next_due_at, schedules.c.schedule_id)
    .limit(bindparam("limit"))
    .with_for_update(of=schedules, skip_locked=True)
)
_DUE_AND_SETTLED = _DUE.where(_IS_SETTLED)
_HOLD = (
    update(schedules)
    .where(schedules.c.schedule_id == bindparam("of_schedule"))
    .values(held_until=bindparam("until", type_=UtcDateTime()))
)
_HELD = (
    _SCHEDULE.where(
        _RUNS,
        schedules.c.schedule_id.in_(bindparam("schedule_ids", expanding=True)),
        schedules.c.held_until == bindparam("until", type_=UtcDateTime()),
    )
    .order_by(schedules.c.next_due_at, schedules.c.schedule_id)
    .with_for_update(of=schedules)
)
_KINDS_DUE = (
    select(schedules.c.kind)
    .distinct()
    .select_from(schedules.join(teams))
    .where(_RUNS, schedules.c.next_due_at <= bindparam("now"), _IS_FREE)
)
_DUE_AT = select(schedules.c.team_id, schedules.c.next_due_at).where(
    schedules.c.kind == bindparam("kind"),
    schedules.c.enabled.is_(True),
    schedules.c.team_id.in_(bindparam("team_ids", expanding=True)),
)
_OF_MANY_ZONES = (
    select(runners.c.team_id)
    .distinct()
    .select_from(runners.join(teams))
    .where(
        runners.c.team_id.in_(bindparam("team_ids", expanding=True)),
        # Whoever has none lives by the team's clock.
        runners.c.time_zone != teams.c.time_zone,
    )
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

    def take_due(
        self, kind: str, now: datetime, until: datetime, limit: int, *, after: str | None = None
    ) -> list[ScheduleRow]:
        """Take what is due of one kind, earliest first, until then; what another process has is left to it.

        `after`: only of teams of which nothing of this other kind is due.
        """
        due = {"kind": kind, "now": now, "limit": limit}
        found = (
            self._connection.execute(_DUE, due)
            if after is None
            else self._connection.execute(_DUE_AND_SETTLED, due | {"before": after})
        )
        rows = [ScheduleRow._make(row) for row in found]
        if rows:
            self._connection.execute(_HOLD, [{"of_schedule": row.schedule_id, "until": until} for row in rows])
        return rows

    def held(self, schedule_ids: Collection[int], until: datetime) -> list[ScheduleRow]:
        """Return those of the schedules that are held until then still, and keep them until the transaction ends."""
        found = self._connection.execute(_HELD, {"schedule_ids": list(schedule_ids), "until": until})
        return [ScheduleRow._make(row) for row in found]

    def kinds_due(self, now: datetime) -> set[str]:
        """Return the kinds of which something is due that no other process has."""
        return set(self._connection.execute(_KINDS_DUE, {"now": now}).scalars())

    def due_at(self, kind: str, team_ids: Collection[int]) -> dict[int, datetime]:
        """Return when one kind is due next, by team; nothing of teams that do without it."""
        found = self._connection.execute(_DUE_AT, {"kind": kind, "team_ids": list(team_ids)})
        return {row[0]: row[1] for row in found}

    def teams_of_many_zones(self, team_ids: Collection[int]) -> set[int]:
        """Return those of the teams of which a runner lives by another clock."""
        return set(self._connection.execute(_OF_MANY_ZONES, {"team_ids": list(team_ids)}).scalars())

    def of_team(self, team_id: int) -> list[ScheduleRow]:
        """Return all of a team's recurring posts, those that are off included."""
        return [ScheduleRow._make(row) for row in self._connection.execute(_OF_TEAM, {"team_id": team_id})]

    def change(self, schedule_id: int, **columns: object) -> None:
        """Set columns of one recurring post."""
        _CHANGE.run(self._connection, schedule_id, columns)

    def move_on(self, schedule_id: int, next_due_at: datetime) -> None:
        """Set when the post is due next; nobody is at it any more."""
        _CHANGE.run(self._connection, schedule_id, {"next_due_at": next_due_at, "held_until": None})

    def move_all_on(self, next_due_at: Mapping[int, datetime]) -> None:
        """Set when each of several is due next, by its key; nobody is at them any more."""
        _CHANGE.run_many(
            self._connection, {key: {"next_due_at": due, "held_until": None} for key, due in next_due_at.items()}
        )

    def upcoming(self, kind: str, limit: int) -> list[ScheduleRow]:
        """Return what comes next of one kind, earliest first."""
        rows = self._connection.execute(_UPCOMING, {"kind": kind, "limit": limit})
        return [ScheduleRow._make(row) for row in rows]

    def next_due_at(self) -> datetime | None:
        """Return the earliest due instant of all, or None without schedules."""
        earliest: datetime | None = self._connection.execute(_NEXT, {}).scalar()
        return earliest
