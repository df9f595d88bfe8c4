"""Availability: on which days of a week each runner can run, and what they said of every week."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from db.base import metadata
from db.types import UtcDateTime

availability = Table(
    "availability",
    metadata,
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    # The ISO week.
    Column("week", String(8), primary_key=True),
    # A letter for each day, Monday first: free, short of time, or not at all.
    Column("days", String(7), nullable=False),
    Column("note", Text),
    Column("said_at", UtcDateTime, nullable=False),
)

usual_availability = Table(
    "usual_availability",
    metadata,
    # What holds for weeks of which the runner has said nothing else.
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("days", String(7), nullable=False),
    Column("note", Text),
    Column("said_at", UtcDateTime, nullable=False),
)
