"""Questions about what runners are asked every week."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from db.connection import Connection
from db.models.runners import runners
from db.models.teams import teams
from db.models.weekly_asks import weekly_asks
from db.repositories.statements import Upsert
from db.types import UtcDateTime


class WeeklyAskRow(NamedTuple):
    """A question of one runner, and when it comes next."""

    runner_id: int
    ask: str
    wanted: bool
    next_day: date | None
    next_at: datetime | None


_ROWS = select(*(weekly_asks.c[name] for name in WeeklyAskRow._fields))
_OF_RUNNER = _ROWS.where(weekly_asks.c.runner_id == bindparam("runner_id")).order_by(weekly_asks.c.ask)
_BY_TEAM_CLOCK = (
    _ROWS.join(runners, runners.c.runner_id == weekly_asks.c.runner_id)
    .where(runners.c.team_id == bindparam("team_id"), runners.c.time_zone.is_(None), weekly_asks.c.next_at.is_not(None))
    .order_by(weekly_asks.c.runner_id, weekly_asks.c.ask)
    # One that is being claimed is set anew from where it has moved on to.
    .with_for_update(of=weekly_asks)
)
# Of a team that the bot has left nothing falls due. Who has hold of the runner just now goes first, and the next tick
# finds the rest.
_DUE = (
    _ROWS.join(runners, runners.c.runner_id == weekly_asks.c.runner_id)
    .join(teams, teams.c.team_id == runners.c.team_id)
    .where(weekly_asks.c.next_at <= bindparam("now", type_=UtcDateTime()), teams.c.left_at.is_(None))
    .order_by(weekly_asks.c.next_at, weekly_asks.c.runner_id, weekly_asks.c.ask)
    .limit(bindparam("limit"))
    .with_for_update(of=(weekly_asks, runners), skip_locked=True)
)
_NEXT = (
    select(weekly_asks.c.next_at)
    .join(runners, runners.c.runner_id == weekly_asks.c.runner_id)
    .join(teams, teams.c.team_id == runners.c.team_id)
    .where(weekly_asks.c.next_at.is_not(None), teams.c.left_at.is_(None))
    .order_by(weekly_asks.c.next_at)
    .limit(1)
)
_PUT = Upsert(
    weekly_asks,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["runner_id", "ask"],
        set_={name: insert.excluded[name] for name in ("wanted", "next_day", "next_at")},
    ),
)
_RETIME = (
    update(weekly_asks)
    .where(weekly_asks.c.runner_id == bindparam("of_runner"), weekly_asks.c.ask == bindparam("of_ask"))
    .values(next_day=bindparam("day"), next_at=bindparam("at", type_=UtcDateTime()))
)


class WeeklyAskRepository:
    """Reads and writes `weekly_asks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_runner(self, runner_id: int) -> dict[str, WeeklyAskRow]:
        """Return what is known of a runner's questions, by question."""
        rows = self._connection.execute(_OF_RUNNER, {"runner_id": runner_id})
        return {row[1]: WeeklyAskRow._make(row) for row in rows}

    def by_team_clock(self, team_id: int) -> list[WeeklyAskRow]:
        """Return the questions to come of all who live by their team's clock, and hold them."""
        return [WeeklyAskRow._make(row) for row in self._connection.execute(_BY_TEAM_CLOCK, {"team_id": team_id})]

    def claim_due(self, now: datetime, limit: int) -> list[WeeklyAskRow]:
        """Return questions that are due, earliest first; rows that another process holds are left to it."""
        rows = self._connection.execute(_DUE, {"now": now, "limit": limit})
        return [WeeklyAskRow._make(row) for row in rows]

    def next_at(self) -> datetime | None:
        """Return when the next question is due, or None when nobody is to be asked."""
        earliest: datetime | None = self._connection.execute(_NEXT, {}).scalar()
        return earliest

    def put(self, row: WeeklyAskRow) -> None:
        """Keep whether a runner wants a question, and when it comes next."""
        self._connection.execute(_PUT.on(self._connection), row._asdict())

    def retime(self, rows: Iterable[WeeklyAskRow]) -> None:
        """Set when questions come next."""
        moved = [
            {"of_runner": one.runner_id, "of_ask": one.ask, "day": one.next_day, "at": one.next_at} for one in rows
        ]
        if moved:
            self._connection.execute(_RETIME, moved[0] if len(moved) == 1 else moved)
