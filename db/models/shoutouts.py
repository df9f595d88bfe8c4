"""Shoutouts: kind words from a member to others, and coaches' awards."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

shoutouts = Table(
    "shoutouts",
    metadata,
    Column("shoutout_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    # Empty once the giver's data is erased; the words stay with whom they were meant for, and go with the last of them.
    Column("giver_id", Integer, ForeignKey("runners.runner_id", ondelete="SET NULL")),
    Column("message", Text),
    # The run that it is about, if it is about one.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="SET NULL")),
    # The team's calendar day, and its week.
    Column("day", Date, nullable=False),
    Column("week", String(8), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    # Whether the giver earns by it: for somebody whom they had given none before in that week.
    Column("scores", Boolean, nullable=False),
    # Whether the giver coached the team when they gave it, and the points that a coach gave with it.
    Column("by_coach", Boolean, nullable=False),
    Column("award", Integer),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_shoutouts_of_giver", shoutouts.c.giver_id, shoutouts.c.week)
Index("ix_shoutouts_of_team", shoutouts.c.team_id, shoutouts.c.week)
Index("ix_shoutouts_run", shoutouts.c.run_id)

shoutout_receivers = Table(
    "shoutout_receivers",
    metadata,
    Column("shoutout_id", Integer, ForeignKey("shoutouts.shoutout_id", ondelete="CASCADE"), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    # A copy of the shoutout's week, so that a runner's week is one index range.
    Column("week", String(8), nullable=False),
    Column("scores", Boolean, nullable=False),
    # Whether it goes to them for all to see, as their profile had it when it was given, or before it was posted.
    Column("public", Boolean, nullable=False),
    Column("hidden_at", UtcDateTime),
    Column("reported_at", UtcDateTime),
    # When a coach has seen to what was reported.
    Column("settled_at", UtcDateTime),
)
Index("ix_shoutout_receivers_week", shoutout_receivers.c.runner_id, shoutout_receivers.c.week)
