"""Imports: lists of many runs that are on their way into a runner's log."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from db.base import metadata
from db.types import Snowflake, UtcDateTime

imports = Table(
    "imports",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("name", String(100), nullable=False),
    # Which service told of the runs, if they are of no file.
    Column("service", String(12)),
    Column("state", String(8), nullable=False),
    # The runs as they were read, compressed, until all of them are in the log or the runner was asked about the rest.
    Column("entries", LargeBinary),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    # Runs that were in the log already, those that look like one that is, and rows that hold no run, or none to read.
    Column("known", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),
    Column("others", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # When the runner was told how it ended.
    Column("told_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_imports_state", imports.c.state, imports.c.import_id)
Index("ix_imports_of_runner", imports.c.runner_id)
