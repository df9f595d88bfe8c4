"""Feedback: private words between a coach and a runner; those of the same two make their thread."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

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
    # The direct message to the bot by which they were written: whoever edits or deletes it means the words.
    Column("written_message_id", Snowflake),
    Column("edited_at", UtcDateTime),
    # Nothing is kept of words that were taken back but that there were some.
    Column("taken_back_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_feedback_of_runner", feedback.c.runner_id, feedback.c.feedback_id)
Index("ix_feedback_of_coach", feedback.c.team_id, feedback.c.coach_id, feedback.c.feedback_id)
Index("ix_feedback_answers", feedback.c.answers_id)
Index("ix_feedback_written", feedback.c.written_message_id)

feedback_templates = Table(
    "feedback_templates",
    metadata,
    # A coach's own words for what they write often, by a name of theirs.
    Column("template_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("coach_id", Snowflake, nullable=False),
    Column("name", String(50), nullable=False),
    Column("message", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("team_id", "coach_id", "name"),
)

kept_words = Table(
    "kept_words",
    metadata,
    # What a member wrote to the bot directly, until they have said for whom it is; a day at most.
    Column("kept_id", Integer, primary_key=True),
    Column("user_id", Snowflake, nullable=False),
    Column("message_id", Snowflake, nullable=False),
    Column("message", Text, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
feedback_files = Table(
    "feedback_files",
    metadata,
    # What was attached to words, or to such as wait for a reader. Discord's own link to it would expire.
    Column("file_id", Integer, primary_key=True),
    Column("feedback_id", Integer, ForeignKey("feedback.feedback_id", ondelete="CASCADE")),
    Column("kept_id", Integer, ForeignKey("kept_words.kept_id", ondelete="CASCADE")),
    Column("name", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)
Index("ix_feedback_files_of_words", feedback_files.c.feedback_id)
Index("ix_feedback_files_kept", feedback_files.c.kept_id)
Index("ix_kept_words_of_member", kept_words.c.user_id)
Index("ix_kept_words_written", kept_words.c.message_id)
Index("ix_kept_words_age", kept_words.c.kept_at)
