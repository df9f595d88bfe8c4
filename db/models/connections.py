"""Connections: members' accounts at services that know their runs, what those told, and what is to be asked."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from db.base import metadata
from db.types import UtcDateTime

connections = Table(
    "connections",
    metadata,
    Column("connection_id", Integer, primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("service", String(12), nullable=False),
    Column("state", String(8), nullable=False),
    # Who they are there: one account belongs to one runner. Empty once the service refuses.
    Column("athlete", String(64)),
    # What opens the account, encrypted, and how often that was renewed: a worker overwrites only what it has read.
    Column("secret", LargeBinary),
    Column("secret_number", Integer, nullable=False),
    # The runner's express wish that runs are logged and shared by themselves; counts where the operator allows it.
    Column("automatic", Boolean, nullable=False),
    Column("connected_at", UtcDateTime, nullable=False),
    # Runs from before are never told of.
    Column("since", UtcDateTime, nullable=False),
    # When to look next, how often somebody looked, and until when somebody does: nobody else meanwhile.
    Column("due_at", UtcDateTime),
    Column("claim", Integer, nullable=False),
    Column("held_until", UtcDateTime),
    Column("looked_at", UtcDateTime),
    # The runner's day of the last nightly look.
    Column("relisted_on", Date),
    # Runs of the last week that the service has and shows on its own pages alone.
    Column("withheld", Integer, nullable=False),
    # Looks in a row that came to nothing, and how often in a row access was refused that had been given a moment ago.
    Column("failures", Integer, nullable=False),
    Column("refusals", Integer, nullable=False),
    # Of one that the service refuses: when the runs logged from it go, unless the runner keeps them.
    Column("forget_at", UtcDateTime),
    UniqueConstraint("runner_id", "service"),
    UniqueConstraint("service", "athlete"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_connections_due", connections.c.due_at)

connection_links = Table(
    "connection_links",
    metadata,
    # The digest of what the service sends back with the member: the word itself is in the member's hands alone.
    Column("state", String(64), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("service", String(12), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
Index("ix_connection_links_of_runner", connection_links.c.runner_id)

found_runs = Table(
    "found_runs",
    metadata,
    Column("found_id", Integer, primary_key=True),
    Column("connection_id", Integer, ForeignKey("connections.connection_id", ondelete="CASCADE"), nullable=False),
    # The service's own name for it.
    Column("key", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    # The entry in the log that was made of it, or was there before.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="SET NULL")),
    Column("found_at", UtcDateTime, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("started_at", UtcDateTime),
    Column("distance_m", Integer, nullable=False),
    Column("moving_s", Integer, nullable=False),
    Column("elapsed_s", Integer, nullable=False),
    Column("surface", String(16)),
    Column("is_race", Boolean, nullable=False),
    Column("device", String(60), nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("muted", Boolean, nullable=False),
    UniqueConstraint("connection_id", "key"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_found_runs_found", found_runs.c.found_at)
Index("ix_found_runs_of_run", found_runs.c.run_id)

back_fills = Table(
    "back_fills",
    metadata,
    Column("back_fill_id", Integer, primary_key=True),
    # An account is looked through once at a time.
    Column("connection_id", Integer, ForeignKey("connections.connection_id", ondelete="CASCADE"), nullable=False),
    Column("state", String(8), nullable=False),
    # From which day on runs are looked for, back to when that was done, and how many days are asked for next.
    Column("first_day", Date, nullable=False),
    Column("reached", UtcDateTime, nullable=False),
    Column("days", Integer, nullable=False),
    # When to ask next, and how often in a row no answer came.
    Column("due_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    # Since when something that the service told is kept.
    Column("kept_since", UtcDateTime),
    # When the runner was shown what was found.
    Column("told_at", UtcDateTime),
    UniqueConstraint("connection_id"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_back_fills_due", back_fills.c.due_at)
Index("ix_back_fills_kept", back_fills.c.kept_since)

back_fill_runs = Table(
    "back_fill_runs",
    metadata,
    # What an entry of the log that is made of it is known by; it says nothing once the row is gone.
    Column("number", Integer, primary_key=True),
    Column("back_fill_id", Integer, ForeignKey("back_fills.back_fill_id", ondelete="CASCADE"), nullable=False),
    # The service's own name for it: two answers may tell of one run.
    Column("key", String(64), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("started_at", UtcDateTime),
    Column("distance_m", Integer, nullable=False),
    Column("moving_s", Integer, nullable=False),
    Column("elapsed_s", Integer, nullable=False),
    Column("surface", String(16)),
    Column("is_race", Boolean, nullable=False),
    UniqueConstraint("back_fill_id", "key"),
    sqlite_autoincrement=True,
)

connection_hints = Table(
    "connection_hints",
    metadata,
    Column("hint_id", Integer, primary_key=True),
    Column("service", String(12), nullable=False),
    # Whose account, which run of it (empty: the account itself), and what is said to have become of it.
    Column("athlete", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("aspect", String(8), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("service", "athlete", "key"),
    sqlite_autoincrement=True,
)
Index("ix_connection_hints_due", connection_hints.c.due_at)

revocations = Table(
    "revocations",
    metadata,
    # Access that is to be given back; nothing here says whose it was.
    Column("revocation_id", Integer, primary_key=True),
    Column("service", String(12), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_revocations_due", revocations.c.due_at)

service_calls = Table(
    "service_calls",
    metadata,
    Column("service", String(12), primary_key=True),
    # What the service last said of its limits, and until when it is left alone.
    Column("quarter", Integer, nullable=False),
    Column("quarter_limit", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("day_limit", Integer, nullable=False),
    Column("told_at", UtcDateTime),
    Column("rests_until", UtcDateTime),
    # Since when the service takes this application for inactive; its admins were told then.
    Column("inactive_since", UtcDateTime),
)
