"""Comments: kind words under a teammate's run."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from db.base import metadata
from db.types import UtcDateTime

comments = Table(
    "comments",
    metadata,
    Column("comment_id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE"), nullable=False),
    Column("author_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("message", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    # SQLite would hand the key of a deleted row to the next one, and a message that names it would say other words.
    sqlite_autoincrement=True,
)
Index("ix_comments_run", comments.c.run_id, comments.c.author_id)
Index("ix_comments_author", comments.c.author_id)
