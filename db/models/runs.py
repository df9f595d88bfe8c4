"""Runs: the log, from which every score is derived."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # The runner's own calendar day decides day, week and streak; the instant is kept where it is known.
    Column("local_date", Date, nullable=False),
    Column("week", String(8), nullable=False),
    Column("started_at", UtcDateTime),
    Column("logged_at", UtcDateTime, nullable=False),
    Column("logged_on", Date, nullable=False),
    Column("distance_m", Integer, nullable=False),
    Column("moving_s", Integer, nullable=False),
    Column("kind", String(16)),
    Column("surface", String(16)),
    Column("effort", Integer),
    Column("note", Text),
    Column("pain_area", String(24)),
    Column("pain_level", Integer),
    Column("source", String(16), nullable=False),
    # What the team was to see of it when it was logged: who opens up later does not publish what they wrote before.
    Column("sharing", String(16), nullable=False),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)

Index("ix_runs_week_of_runner", runs.c.runner_id, runs.c.week)
Index("ix_runs_newest_of_runner", runs.c.runner_id, runs.c.local_date, runs.c.run_id)
# "Twice the longest" asks for the maximum; the index answers it without reading the log.
Index("ix_runs_longest_of_runner", runs.c.runner_id, runs.c.distance_m)
Index("ix_runs_week_of_team", runs.c.team_id, runs.c.week, runs.c.runner_id)
