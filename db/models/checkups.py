"""Check-ups: where a team draws the lines of the five signs, as far as elsewhere than usual."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from db.base import metadata
from db.types import Snowflake

checkup_thresholds = Table(
    "checkup_thresholds",
    metadata,
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(24), primary_key=True),
    Column("value", Integer, nullable=False),
)
