"""Teams: one row for each Discord server the bot has been in."""

from sqlalchemy import Boolean, Column, Integer, String, Table

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
    # What the admin chose stays until it is gone; what was found by its name follows the names.
    Column("feed_chosen", Boolean, nullable=False),
    Column("leaderboard_chosen", Boolean, nullable=False),
    # Empty: plans are posted where the feed is.
    Column("plan_channel_id", Snowflake),
    Column("plan_chosen", Boolean, nullable=False),
    Column("coach_role_id", Snowflake),
    Column("coach_role_chosen", Boolean, nullable=False),
    Column("feed_mode", String(8), nullable=False),
    # Runs logged before that instant had their card, or none, by the mode of then.
    Column("feed_mode_since", UtcDateTime),
    # The newest of the team's own point rules; 1 are the common ones.
    Column("rules_version", Integer, nullable=False),
    # Whether a runner who has not answered yet stands on boards.
    Column("boards_at_start", Boolean, nullable=False),
    # Local times of the reader, "22:00" to "07:00"; both empty: no quiet hours.
    Column("quiet_from", String(5)),
    Column("quiet_until", String(5)),
    Column("owner_id", Snowflake),
    # Who set the team up, and hears when something of it is gone; without one, the owner.
    Column("admin_id", Snowflake),
    # Since when the bot is not in the server any more.
    Column("left_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)
