"""Seasons: what a runner trains for, and the weeks up to it and after it as a coach outlined them."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from db.base import metadata
from db.types import Snowflake, UtcDateTime

seasons = Table(
    "seasons",
    metadata,
    Column("season_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # The race of the team, where it is one; what the outline was counted back from stands beside it, for a race can
    # move, and go.
    Column("race_id", Integer, ForeignKey("races.race_id", ondelete="SET NULL")),
    Column("name", String(100)),
    Column("race_day", Date, nullable=False),
    # Metres, and the key of the standard event where it is one.
    Column("distance_m", Integer, nullable=False),
    Column("event", String(8)),
    # What volumes are told in: "km", "mi" or "h".
    Column("measure", String(2), nullable=False),
    # How many weeks, from the present one on, the runner sees; empty for all.
    Column("weeks_ahead", Integer),
    # Empty once the coach's data is erased; the outline stays with its runner.
    Column("coach_id", Snowflake),
    Column("coach_name", String(100)),
    Column("saved_at", UtcDateTime, nullable=False),
    # When another took its place, or it was put away; a runner has one that holds.
    Column("archived_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_seasons_of_runner", seasons.c.runner_id)
Index("ix_seasons_of_race", seasons.c.race_id)
Index("ix_seasons_of_team", seasons.c.team_id)
Index("ix_seasons_coach", seasons.c.team_id, seasons.c.coach_id)
Index(
    "ix_seasons_current",
    seasons.c.runner_id,
    unique=True,
    sqlite_where=seasons.c.archived_at.is_(None),
    postgresql_where=seasons.c.archived_at.is_(None),
)

season_weeks = Table(
    "season_weeks",
    metadata,
    Column("season_id", Integer, ForeignKey("seasons.season_id", ondelete="CASCADE"), primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("phase", String(8), nullable=False),
    # One of them, as the season measures: metres, or seconds.
    Column("volume_m", Integer),
    Column("volume_s", Integer),
    Column("note", String(80)),
)
Index("ix_season_weeks_of_runner", season_weeks.c.runner_id, season_weeks.c.week)
