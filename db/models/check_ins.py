"""Check-ins: five answers of a runner's week, one row for each time they were asked."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.base import metadata
from db.types import UtcDateTime

check_ins = Table(
    "check_ins",
    metadata,
    Column("check_in_id", Integer, primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # The runner's day on which it was asked, and its ISO week.
    Column("day", Date, nullable=False),
    Column("week", String(8), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # 1 to 5, and 5 is well; empty until it is answered.
    Column("sleep", Integer),
    Column("energy", Integer),
    Column("soreness", Integer),
    Column("mood", Integer),
    Column("pain", Integer),
    # Where it hurts, if they said so.
    Column("pain_area", String(16)),
    # When all five were answered, and whether that was worth a coach's look.
    Column("done_at", UtcDateTime),
    Column("flagged", Boolean, nullable=False),
    UniqueConstraint("runner_id", "week"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_check_ins_day", check_ins.c.runner_id, check_ins.c.day)
