"""Relays: one row for each relay of a team, and the legs of the teams that run it."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

relays = Table(
    "relays",
    metadata,
    Column("relay_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("name", String(100), nullable=False),
    # The name as it is compared with what is typed.
    Column("plain_name", String(100), nullable=False),
    # The day, what the clock shows there at the start, as "09:00", and whose clock that is.
    Column("relay_day", Date, nullable=False),
    Column("start", String(5), nullable=False),
    Column("time_zone", String(64), nullable=False),
    # Whether the sum is told age-graded as well.
    Column("age_graded", Boolean, nullable=False),
    Column("creator_id", Snowflake),
    Column("created_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_relays_of_team", relays.c.team_id, relays.c.relay_day)
Index("ix_relays_creator", relays.c.team_id, relays.c.creator_id)

relay_legs = Table(
    "relay_legs",
    metadata,
    Column("leg_id", Integer, primary_key=True),
    Column("relay_id", Integer, ForeignKey("relays.relay_id", ondelete="CASCADE"), nullable=False),
    # Which of the relay's teams, from 0 on, and which leg of it, from 1 on.
    Column("squad", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    # Metres, and the key of the standard event where it is one.
    Column("distance_m", Integer, nullable=False),
    Column("event", String(8)),
    # Who runs it; empty while it is open. Its times stay when they go.
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="SET NULL")),
    # Who gave it to that one; empty for whoever put themselves down.
    Column("giver_id", Integer, ForeignKey("runners.runner_id", ondelete="SET NULL")),
    # Whole seconds it is expected to take, once somebody said so, and those it took.
    Column("expected_s", Integer),
    Column("run_s", Integer),
    UniqueConstraint("relay_id", "squad", "number"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_relay_legs_of_runner", relay_legs.c.runner_id)
Index("ix_relay_legs_of_giver", relay_legs.c.giver_id)
