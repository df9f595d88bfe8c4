"""Challenges: what a team sets out to do together, its sponsors, its sides, and what each runner brought."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table

from db.base import metadata
from db.types import Snowflake, UtcDateTime

challenges = Table(
    "challenges",
    metadata,
    Column("challenge_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("measure", String(12), nullable=False),
    # Metres, seconds, runs, days or metres of climb, as the measure says.
    Column("target", BigInteger, nullable=False),
    # Runs count by their runner's own date, both days included. One that is ended early ends with that day.
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("charity", String(100)),
    # A code such as EUR or a sign such as €, named by whichever sponsor names one first.
    Column("currency", String(3)),
    # The highest milestone that the team was told of, in percent, so that none is told twice.
    Column("told", Integer, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("creator_id", Snowflake),
    Column("created_at", UtcDateTime, nullable=False),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_challenges_of_team", challenges.c.team_id, challenges.c.last_day)
Index("ix_challenges_creator", challenges.c.team_id, challenges.c.creator_id)
Index(
    "ix_challenges_open",
    challenges.c.last_day,
    sqlite_where=challenges.c.ended_at.is_(None),
    postgresql_where=challenges.c.ended_at.is_(None),
)

challenge_sides = Table(
    "challenge_sides",
    metadata,
    # Side 0 is the whole team; 1 and 2 are those with a role, where two are set side by side.
    Column("challenge_id", Integer, ForeignKey("challenges.challenge_id", ondelete="CASCADE"), primary_key=True),
    Column("side", Integer, primary_key=True, autoincrement=False),
    Column("role_id", Snowflake),
    Column("name", String(100)),
    # All shares together, and how many runners have one with something in it.
    Column("amount", BigInteger, nullable=False),
    Column("runners", Integer, nullable=False),
    # The part of them that is nobody's any more: what those brought whose data is erased.
    Column("unnamed_amount", BigInteger, nullable=False),
    Column("unnamed_runners", Integer, nullable=False),
)

challenge_shares = Table(
    "challenge_shares",
    metadata,
    # Derived from the log: what one runner brought, known to them alone.
    Column("challenge_id", Integer, ForeignKey("challenges.challenge_id", ondelete="CASCADE"), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("runs", Integer, nullable=False),
    # Which side they are on, 0 for neither; empty until Discord was asked for their roles.
    Column("side", Integer),
)
Index("ix_challenge_shares_of_runner", challenge_shares.c.runner_id)
Index(
    "ix_challenge_shares_unseated",
    challenge_shares.c.challenge_id,
    challenge_shares.c.runner_id,
    sqlite_where=challenge_shares.c.side.is_(None),
    postgresql_where=challenge_shares.c.side.is_(None),
)

challenge_sponsors = Table(
    "challenge_sponsors",
    metadata,
    # What somebody promised a charity; Baton adds up, and no money ever passes through it.
    Column("sponsor_id", Integer, primary_key=True),
    Column("challenge_id", Integer, ForeignKey("challenges.challenge_id", ondelete="CASCADE"), nullable=False),
    Column("name", String(80), nullable=False),
    # Hundredths of the currency.
    Column("rate_minor", Integer, nullable=False),
    Column("unit", String(4)),
    Column("cap_minor", Integer),
    Column("flat_minor", Integer, nullable=False),
    # A button that took one sponsor back is not to take back the next.
    sqlite_autoincrement=True,
)
Index("ix_challenge_sponsors_of_challenge", challenge_sponsors.c.challenge_id)
