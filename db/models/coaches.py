"""Coaches: who was seen to coach a team, since nothing tells the bot of all who have a role."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from db.base import metadata
from db.types import Snowflake, UtcDateTime

coaches = Table(
    "coaches",
    metadata,
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", Snowflake, primary_key=True, autoincrement=False),
    # The role they coached by when they were seen; empty: as an admin of a team without such a role. A row counts
    # while the team's coaches go by just that, so another choice of the admin holds at once.
    Column("role_id", Snowflake),
    Column("seen_at", UtcDateTime, nullable=False),
    # What they went by when they were seen; empty for who was seen before names were noted.
    Column("name", String(100)),
    # Whether they want the letter of Monday.
    Column("wants_digest", Boolean, nullable=False),
)
