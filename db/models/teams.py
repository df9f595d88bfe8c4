"""Teams: one row for each Discord server the bot has been in."""

from sqlalchemy import Column, String, Table

from db.base import metadata
from db.types import Snowflake, UtcDateTime

teams = Table(
    "teams",
    metadata,
    Column("team_id", Snowflake, primary_key=True, autoincrement=False),
    Column("name", String(100), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("units", String(4), nullable=False),
    # Empty while the server has no channel the bot could post in: no card is owed then, and weekly posts wait.
    Column("feed_channel_id", Snowflake),
    Column("leaderboard_channel_id", Snowflake),
    Column("created_at", UtcDateTime, nullable=False),
)
