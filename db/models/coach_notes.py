"""Coach notes: what coaches write down about a runner for each other."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

coach_notes = Table(
    "coach_notes",
    metadata,
    Column("note_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # Empty once the author's data is erased; what they knew of the runner stays with the team's coaches.
    Column("author_id", Snowflake),
    Column("author_name", String(100)),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_coach_notes_of_runner", coach_notes.c.runner_id, coach_notes.c.note_id)
Index("ix_coach_notes_author", coach_notes.c.team_id, coach_notes.c.author_id)
