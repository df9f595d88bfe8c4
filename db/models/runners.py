"""Runners: a person's membership of one team, with the motivation profile that every message obeys."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

runners = Table(
    "runners",
    metadata,
    Column("runner_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Snowflake, nullable=False),
    Column("name", String(100), nullable=False),
    Column("unit", String(2)),
    Column("time_zone", String(64)),
    Column("weekly_target", Integer, nullable=False),
    # The ISO week from which the weekly target holds; empty: always did. `past_targets` has those before it.
    Column("target_since", String(8)),
    Column("streak_target", Integer, nullable=False),
    Column("praise", String(8), nullable=False),
    Column("sharing", String(16), nullable=False),
    Column("shows_points", Boolean, nullable=False),
    Column("shows_distance", Boolean, nullable=False),
    Column("shows_consistency", Boolean, nullable=False),
    Column("shows_improvement", Boolean, nullable=False),
    Column("shows_age_graded", Boolean, nullable=False),
    Column("nudges", Boolean, nullable=False),
    # What keeps the runner going, in their own words; for them and their coach.
    Column("drives", Text),
    # For age grading alone; never shown to others.
    Column("birth_date", Date),
    Column("age_table", String(8)),
    # The last day of the newest pause; empty: there never was one.
    Column("paused_until", Date),
    Column("joined_at", UtcDateTime, nullable=False),
    # The first day that the runner's total of thirty days holds; empty until it is derived.
    Column("window_from", Date),
    # Which edition of the derivation made what is kept about their runs; an older one is made anew.
    Column("derived_by", Integer, nullable=False),
    # When the three questions were put, and answered; a choice made in the profile answers them too.
    Column("asked_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    # When Discord last knew them as a member of the server, and since when it does not.
    Column("seen_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    UniqueConstraint("team_id", "user_id"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_runners_user", runners.c.user_id)
Index("ix_runners_seen", runners.c.team_id, runners.c.seen_at)

past_targets = Table(
    "past_targets",
    metadata,
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    # The last ISO week in which the target held, so that a later choice never rewrites what older weeks earned.
    Column("until_week", String(8), primary_key=True),
    Column("weekly_target", Integer, nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("pause_id", Integer, primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    # The runner's own calendar days, both included.
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", String(12)),
)
Index("ix_pauses_of_runner", pauses.c.runner_id, pauses.c.first_day)

chosen_teams = Table(
    "chosen_teams",
    metadata,
    # The team that a member of several means in the bot's direct messages.
    Column("user_id", Snowflake, primary_key=True, autoincrement=False),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
)
Index("ix_chosen_teams_team", chosen_teams.c.team_id)
