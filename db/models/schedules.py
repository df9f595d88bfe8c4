"""Schedules: the wall-clock rule of each recurring post and the instant it is due next."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

schedules = Table(
    "schedules",
    metadata,
    Column("schedule_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(24), nullable=False),
    # 0 is Monday; empty means every day, or the day of the month.
    Column("weekday", Integer),
    Column("month_day", Integer),
    Column("at", String(5), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("next_due_at", UtcDateTime, nullable=False),
    # Until when the process that is at it has it for itself; who dies leaves it to others then.
    Column("held_until", UtcDateTime),
    UniqueConstraint("team_id", "kind"),
)
Index("ix_schedules_due", schedules.c.enabled, schedules.c.next_due_at)
