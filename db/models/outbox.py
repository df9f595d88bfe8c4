"""Outbox: every message the bot owes, written in the transaction that causes it."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

RECALLED_KEY: Final = "recalled:"
"""How the key of a letter begins that is taken down, since whom it was about is erased; its own number follows."""

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(24), nullable=False),
    # Names what the message is about (a run, a week), so that the same thing is never owed twice.
    Column("key", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    # The runner whom the message is about, if it is about one; the member whom a direct message is for.
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="SET NULL")),
    Column("recipient_id", Snowflake),
    Column("state", String(12), nullable=False),
    # Tries since the message was owed or revised, and claims ever: a worker's claim is known by its number.
    Column("attempts", Integer, nullable=False),
    Column("claim", Integer, nullable=False),
    # Counts on whenever what the message says has changed: one that stands is edited then, or taken down.
    Column("revision", Integer, nullable=False),
    Column("revised_at", UtcDateTime),
    # Whether all that has changed since a worker took it may wait a few seconds: cheers come in bursts.
    Column("calm", Boolean, nullable=False),
    # When it was edited the last time, whoever did it.
    Column("drawn_at", UtcDateTime),
    # When to try next; while a worker holds the message, when its claim lapses.
    Column("due_at", UtcDateTime, nullable=False),
    Column("useful_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("channel_id", Snowflake),
    Column("message_id", Snowflake),
    # The thread under a card, once the bot has put one there.
    Column("thread_channel_id", Snowflake),
    Column("reason", Text),
    # When the reader was told of a message that waits for them.
    Column("offered_at", UtcDateTime),
    UniqueConstraint("team_id", "kind", "key"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_outbox_due", outbox.c.state, outbox.c.due_at)
Index("ix_outbox_subject", outbox.c.runner_id, outbox.c.kind)
Index("ix_outbox_recipient", outbox.c.recipient_id, outbox.c.state)
