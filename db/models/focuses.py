"""Focuses: what runners want to get better at, each an open request to their coach until one answers."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

focuses = Table(
    "focuses",
    metadata,
    Column("focus_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("area", String(16), nullable=False),
    Column("question", Text),
    Column("set_at", UtcDateTime, nullable=False),
    # When the coaches were asked, which a new question about the same area does again.
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    # The coach who did; empty once their data is erased.
    Column("answerer_id", Snowflake),
    Column("cleared_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_focuses_of_team", focuses.c.team_id, focuses.c.asked_at)
Index("ix_focuses_answerer", focuses.c.team_id, focuses.c.answerer_id)
# A runner has one at a time.
Index(
    "uq_focuses_present_of_runner",
    focuses.c.runner_id,
    unique=True,
    sqlite_where=focuses.c.cleared_at.is_(None),
    postgresql_where=focuses.c.cleared_at.is_(None),
)
Index("ix_focuses_of_runner", focuses.c.runner_id, focuses.c.focus_id)
