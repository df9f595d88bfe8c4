"""Feedback: a coach's private words to a runner."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

feedback = Table(
    "feedback",
    metadata,
    Column("feedback_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # Empty once the sender's data is erased; the words stay with whom they were meant for.
    Column("sender_id", Snowflake),
    Column("sender_name", String(100)),
    Column("message", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_feedback_of_runner", feedback.c.runner_id, feedback.c.feedback_id)
Index("ix_feedback_sender", feedback.c.team_id, feedback.c.sender_id)
