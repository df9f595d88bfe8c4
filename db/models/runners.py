"""Runners: a person's membership of one team, with the motivation profile that every message obeys."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

runners = Table(
    "runners",
    metadata,
    Column("runner_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Snowflake, nullable=False),
    Column("name", String(100), nullable=False),
    Column("unit", String(2)),
    Column("time_zone", String(64)),
    Column("weekly_target", Integer, nullable=False),
    Column("streak_target", Integer, nullable=False),
    Column("sharing", String(16), nullable=False),
    Column("shows_points", Boolean, nullable=False),
    Column("shows_distance", Boolean, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    UniqueConstraint("team_id", "user_id"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
