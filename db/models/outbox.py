"""Outbox: every message the bot owes, written in the transaction that causes it."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(24), nullable=False),
    # Names what the message is about (a run, a week), so that the same thing is never owed twice.
    Column("key", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    # When to try next; while a worker holds the message, when its claim lapses.
    Column("due_at", UtcDateTime, nullable=False),
    Column("useful_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("channel_id", Snowflake),
    Column("message_id", Snowflake),
    Column("reason", Text),
    UniqueConstraint("team_id", "kind", "key"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_outbox_due", outbox.c.state, outbox.c.due_at)
