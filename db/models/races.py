"""Races: one row for each race a team shares, its distances, and who runs or cheers there."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from db.base import metadata
from db.types import Snowflake, UtcDateTime

races = Table(
    "races",
    metadata,
    Column("race_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("name", String(100), nullable=False),
    # The name as it is compared with others, so that nobody adds a race that is there.
    Column("plain_name", String(100), nullable=False),
    # The day and the zone are the race's own, wherever its runners live.
    Column("race_day", Date, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("place", String(100)),
    Column("url", String(400)),
    # The one that the team trains for, which its weekly post counts down to.
    Column("is_goal", Boolean, nullable=False),
    Column("creator_id", Snowflake),
    Column("created_at", UtcDateTime, nullable=False),
    # Counts on whenever what calendars and Discord's event show has changed, and when that was.
    Column("revision", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    # When the channel hears next of a race that several run, and how many days before the race that is.
    Column("call_at", UtcDateTime),
    Column("call_days", Integer),
    # When the results are collected; empty once they were, and for a race that was called off.
    Column("collect_at", UtcDateTime),
    # Discord's scheduled event, the revision it shows, when it is to be seen to next, and why there is none.
    Column("event_id", Snowflake),
    Column("event_revision", Integer),
    Column("event_due_at", UtcDateTime),
    Column("event_problem", String(12)),
    # The day of the race for which it was put up; set before Discord is asked, so that what a process put up and could
    # not note is looked for.
    Column("event_day", Date),
    # Until when a process has the event in its hands.
    Column("event_held_until", UtcDateTime),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_races_of_team", races.c.team_id, races.c.race_day)
Index("ix_races_creator", races.c.team_id, races.c.creator_id)
for _due in (races.c.call_at, races.c.collect_at, races.c.event_due_at):
    Index(f"ix_races_{_due.name}", _due, sqlite_where=_due.is_not(None), postgresql_where=_due.is_not(None))

race_distances = Table(
    "race_distances",
    metadata,
    Column("distance_id", Integer, primary_key=True),
    Column("race_id", Integer, ForeignKey("races.race_id", ondelete="CASCADE"), nullable=False),
    # Metres, and the key of the standard event where it is one.
    Column("distance_m", Integer, nullable=False),
    Column("event", String(8)),
    # What the clock shows there at the start, "09:00"; empty while nobody knows.
    Column("start", String(5)),
    UniqueConstraint("race_id", "distance_m"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)

entrants = Table(
    "entrants",
    metadata,
    Column("race_id", Integer, ForeignKey("races.race_id", ondelete="CASCADE"), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    # Running or cheering; whoever runs has a distance, and whoever cheers keeps that and the goal for coming back.
    Column("part", String(8), nullable=False),
    Column("distance_id", Integer, ForeignKey("race_distances.distance_id", ondelete="CASCADE")),
    # What the runner is after: seconds, words, and whether teammates may read them.
    Column("goal_s", Integer),
    Column("goal", String(100)),
    Column("shows_goal", Boolean, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    # When to remind the runner next, and how many days before the race that is.
    Column("remind_at", UtcDateTime),
    Column("remind_days", Integer),
    # How it went: finished, did not start, did not finish; place among all, and the run in the log, which has the time.
    Column("outcome", String(8)),
    Column("place", Integer),
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="SET NULL")),
    Column("result_at", UtcDateTime),
    # How praise was to reach the runner then: what came while it was private is told to nobody else later.
    Column("result_praise", String(8)),
)
Index("ix_entrants_of_runner", entrants.c.runner_id)
Index("ix_entrants_of_distance", entrants.c.distance_id)
Index("ix_entrants_of_run", entrants.c.run_id)
Index(
    "ix_entrants_remind_at",
    entrants.c.remind_at,
    sqlite_where=entrants.c.remind_at.is_not(None),
    postgresql_where=entrants.c.remind_at.is_not(None),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    # Whoever knows the token may read the feed; calendars ask for it again and again.
    Column("token", String(48), primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    # Whose races they are; empty: those of the whole team.
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE")),
    Column("created_at", UtcDateTime, nullable=False),
)
Index("ix_calendar_feeds_of_team", calendar_feeds.c.team_id)
Index("ix_calendar_feeds_of_runner", calendar_feeds.c.runner_id, unique=True)
