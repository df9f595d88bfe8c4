"""Runs: the log, from which every score is derived, with the photos, origins and reviews of its entries."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

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
    # From start to stop, where a file tells it; a race counts it.
    Column("elapsed_s", Integer),
    Column("climb_m", Integer),
    Column("kind", String(16)),
    Column("surface", String(16)),
    Column("effort", Integer),
    Column("note", Text),
    Column("pain_area", String(24)),
    Column("pain_level", Integer),
    Column("source", String(16), nullable=False),
    # What the team was to see of it when it was logged: who opens up later does not publish what they wrote before.
    Column("sharing", String(16), nullable=False),
    # Derived from the log, and kept for whoever asks: the standard distance it stands at, whether it was a record
    # there, and why it is in doubt.
    Column("event", String(8)),
    Column("record", String(8)),
    Column("doubt", String(16)),
    # What a coach decided about it.
    Column("verdict", String(8)),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)

Index("ix_runs_week_of_runner", runs.c.runner_id, runs.c.week)
Index("ix_runs_newest_of_runner", runs.c.runner_id, runs.c.local_date, runs.c.run_id)
# "Twice the longest" asks for the maximum; the index answers it without reading the log.
Index("ix_runs_longest_of_runner", runs.c.runner_id, runs.c.distance_m)
Index("ix_runs_week_of_team", runs.c.team_id, runs.c.week, runs.c.runner_id)
# Few runs are races' length, and fewer are in doubt.
Index(
    "ix_runs_events_of_runner",
    runs.c.runner_id,
    runs.c.event,
    runs.c.run_id,
    sqlite_where=runs.c.event.is_not(None),
    postgresql_where=runs.c.event.is_not(None),
)
Index(
    "ix_runs_doubted_of_team",
    runs.c.team_id,
    runs.c.run_id,
    sqlite_where=runs.c.doubt.is_not(None),
    postgresql_where=runs.c.doubt.is_not(None),
)

origins = Table(
    "origins",
    metadata,
    # Where a run came from: a file's digest, a watch's own number for it, a service's id. The same one comes once.
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE"), nullable=False),
)
Index("ix_origins_run", origins.c.run_id)

photos = Table(
    "photos",
    metadata,
    # Made smaller, and without what a camera writes into it. Discord's own link to it would expire.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("image", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    # A run in doubt whose runner says that it is right, and what a coach made of it.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("remark", Text),
    Column("decided_at", UtcDateTime),
    Column("decider_id", Snowflake),
    Column("decider_name", String(100)),
    Column("reason", Text),
)
Index("ix_reviews_of_team", reviews.c.team_id, reviews.c.decided_at)
Index("ix_reviews_decider", reviews.c.team_id, reviews.c.decider_id)
