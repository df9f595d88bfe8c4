"""Celebrations: which runs came to something that is worth a glad word, and what."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from db.base import metadata

celebrations = Table(
    "celebrations",
    metadata,
    # One for each run at most; it goes with its run.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    # The standard distance of a first or a best; the weeks of a streak, or the kilometres of a log.
    Column("event", String(8)),
    Column("number", Integer),
    # Names what comes once in a log, so that one run is celebrated for it; empty for what a run is by itself.
    Column("name", String(32)),
    # Whether it is true at this moment; what a change made untrue may be mended by the next one.
    Column("holds", Boolean, nullable=False),
    # How the runner liked praise at that moment: who opens up later does not publish what was theirs alone.
    Column("praise", String(8), nullable=False),
    # The runner's own day on which it was celebrated.
    Column("celebrated_on", Date, nullable=False),
)
# What was taken back may come back, so several may have had a name; one has it at a time.
Index(
    "ix_celebrations_names",
    celebrations.c.runner_id,
    celebrations.c.name,
    unique=True,
    sqlite_where=celebrations.c.holds,
    postgresql_where=celebrations.c.holds,
)
Index("ix_celebrations_of_runner", celebrations.c.runner_id, celebrations.c.celebrated_on)
