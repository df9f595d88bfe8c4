"""Feedback: private words between a coach and a runner; those of the same two make their thread."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

feedback = Table(
    "feedback",
    metadata,
    Column("feedback_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # Empty once the coach's data is erased; the words stay with the runner.
    Column("coach_id", Snowflake),
    Column("coach_name", String(100)),
    # Who of the two wrote it.
    Column("by_runner", Boolean, nullable=False),
    # The other's words that these are a reply to.
    Column("answers_id", Integer, ForeignKey("feedback.feedback_id", ondelete="CASCADE")),
    Column("message", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_feedback_of_runner", feedback.c.runner_id, feedback.c.feedback_id)
Index("ix_feedback_of_coach", feedback.c.team_id, feedback.c.coach_id, feedback.c.feedback_id)
Index("ix_feedback_answers", feedback.c.answers_id)
