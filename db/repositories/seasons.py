"""Questions about seasons and their weeks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select

from db.connection import Connection
from db.models.seasons import season_weeks, seasons
from db.repositories.statements import Change


class SeasonRow(NamedTuple):
    """A season of a runner as it was saved; no coach when theirs was erased."""

    season_id: int
    team_id: int
    runner_id: int
    race_id: int | None
    name: str | None
    race_day: date
    distance_m: int
    event: str | None
    measure: str
    weeks_ahead: int | None
    coach_id: int | None
    coach_name: str | None
    saved_at: datetime
    archived_at: datetime | None


class SeasonWeekRow(NamedTuple):
    """A week of a season; metres or seconds, as the season measures."""

    week: str
    phase: str
    volume_m: int | None
    volume_s: int | None
    note: str | None


_ROWS = select(*(seasons.c[name] for name in SeasonRow._fields))
_CURRENT = _ROWS.where(seasons.c.runner_id == bindparam("runner_id"), seasons.c.archived_at.is_(None))
_WEEKS = select(*(season_weeks.c[name] for name in SeasonWeekRow._fields))
_OF_SEASON = _WEEKS.where(season_weeks.c.season_id == bindparam("season_id")).order_by(season_weeks.c.week)
_WEEK = _WEEKS.join(seasons, seasons.c.season_id == season_weeks.c.season_id).where(
    season_weeks.c.runner_id == bindparam("runner_id"),
    season_weeks.c.week == bindparam("week"),
    seasons.c.archived_at.is_(None),
)
_ADD = insert(seasons).returning(seasons.c.season_id)
_ADD_WEEK = insert(season_weeks)
_CHANGE = Change(seasons.c.season_id)


class SeasonRepository:
    """Reads and writes `seasons` and `season_weeks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, runner_id: int, weeks: Iterable[SeasonWeekRow], **columns: object) -> int:
        """Add a season with its weeks; returns its key."""
        season_id: int = self._connection.execute(_ADD, {"runner_id": runner_id, **columns}).scalar_one()
        rows = [{"season_id": season_id, "runner_id": runner_id, **week._asdict()} for week in weeks]
        if rows:
            self._connection.execute(_ADD_WEEK, rows)
        return season_id

    def current(self, runner_id: int) -> SeasonRow | None:
        """Return the season of a runner that holds."""
        row = self._connection.execute(_CURRENT, {"runner_id": runner_id}).one_or_none()
        return None if row is None else SeasonRow._make(row)

    def weeks(self, season_id: int) -> list[SeasonWeekRow]:
        """Return the weeks of a season in their order."""
        return [SeasonWeekRow._make(row) for row in self._connection.execute(_OF_SEASON, {"season_id": season_id})]

    def week(self, runner_id: int, week: str) -> SeasonWeekRow | None:
        """Return one week of the season of a runner that holds."""
        row = self._connection.execute(_WEEK, {"runner_id": runner_id, "week": week}).one_or_none()
        return None if row is None else SeasonWeekRow._make(row)

    def change(self, season_id: int, **columns: object) -> None:
        """Set columns of one season."""
        _CHANGE.run(self._connection, season_id, columns)
