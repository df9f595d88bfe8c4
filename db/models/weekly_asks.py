"""Weekly asks: which questions a runner wants to have every week, and when each comes next."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from db.base import metadata
from db.types import UtcDateTime

weekly_asks = Table(
    "weekly_asks",
    metadata,
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("ask", String(16), primary_key=True),
    Column("wanted", Boolean, nullable=False),
    # The runner's day on which it comes next, and the instant that is by their clock; empty while it does not come.
    Column("next_day", Date),
    Column("next_at", UtcDateTime),
)
Index("ix_weekly_asks_next", weekly_asks.c.next_at)
