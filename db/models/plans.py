"""Plans: what coaches wrote for a week, whose week it is, and the sessions that each runner has of it."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from db.base import metadata
from db.types import Snowflake, UtcDateTime

plans = Table(
    "plans",
    metadata,
    Column("plan_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("week", String(8), nullable=False),
    # For whom: "team", "role:" with the role's id, or "runner:" with the runner's key; and the same in columns.
    Column("target", String(32), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE")),
    Column("role_id", Snowflake),
    Column("group_name", String(100)),
    # The week as the coach typed it: what holds, and what was typed since and waits for a press. A plan that was never
    # saved has no more than that.
    Column("text", Text),
    Column("draft", Text),
    # Empty once the author's data is erased; the plan stays with whom it is for.
    Column("author_id", Snowflake),
    Column("author_name", String(100)),
    # Who wrote the draft of a plan that is out; empty without one, and once their data is erased.
    Column("draft_author_id", Snowflake),
    Column("draft_author_name", String(100)),
    Column("saved_at", UtcDateTime, nullable=False),
    # When its runners got to see it; empty: it waits for the Sunday post.
    Column("published_at", UtcDateTime),
    UniqueConstraint("team_id", "week", "target"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_plans_of_runner", plans.c.runner_id)
Index("ix_plans_of_target", plans.c.team_id, plans.c.target, plans.c.week)
Index("ix_plans_author", plans.c.team_id, plans.c.author_id)
Index("ix_plans_draft_author", plans.c.team_id, plans.c.draft_author_id)

plan_weeks = Table(
    "plan_weeks",
    metadata,
    # Whom a plan is for, one row each. Of several for one week, the one that is most their own holds, once it is out.
    Column("plan_id", Integer, ForeignKey("plans.plan_id", ondelete="CASCADE"), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("week", String(8), nullable=False),
    # Whether it is what the runner sees, and is held to; one at most for each runner and week.
    Column("holds", Boolean, nullable=False),
    # When the runner first got to see a plan for this week: one that came in time decides the week's points.
    Column("published_at", UtcDateTime),
    # When the runner said that it looks good.
    Column("agreed_at", UtcDateTime),
)
Index("ix_plan_weeks_of_runner", plan_weeks.c.runner_id, plan_weeks.c.week)
Index("ix_plan_weeks_of_team", plan_weeks.c.team_id, plan_weeks.c.week)

planned_sessions = Table(
    "planned_sessions",
    metadata,
    Column("session_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("plan_id", Integer, ForeignKey("plans.plan_id", ondelete="CASCADE"), nullable=False),
    Column("week", String(8), nullable=False),
    Column("day", Date, nullable=False),
    # Which of the day's sessions, from 0 on.
    Column("position", Integer, nullable=False),
    # As the coach typed it, and what makes it one with others': the same workout on the same day is one group workout.
    Column("text", Text, nullable=False),
    Column("shared_key", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    # Metres and seconds planned, as far as the words tell; one of them is what it is held to.
    Column("distance_m", Integer),
    Column("duration_s", Integer),
    # Why it is not counted, when it is not.
    Column("excused", String(12)),
    # Whether points wait for it no more: the excuse as it stood seven days after its day.
    Column("spared", Boolean, nullable=False),
    # When the runner said that they cannot on that day.
    Column("cannot_at", UtcDateTime),
    # What they said about it.
    Column("cannot_words", Text),
    # The run that it was, and how much of what was planned that is, in per cent; derived from the log.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="SET NULL")),
    Column("percent", Integer),
    # When the runner said that it is done: by the run above, which no matching takes away then, or without one.
    Column("done_at", UtcDateTime),
    UniqueConstraint("plan_id", "runner_id", "day", "position"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_planned_sessions_of_week", planned_sessions.c.team_id, planned_sessions.c.week)
Index("ix_planned_sessions_of_runner", planned_sessions.c.runner_id, planned_sessions.c.day)
Index("ix_planned_sessions_of_run", planned_sessions.c.run_id)

plan_templates = Table(
    "plan_templates",
    metadata,
    Column("template_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("name", String(60), nullable=False),
    # The name as it is compared with what is typed.
    Column("plain_name", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("author_id", Snowflake),
    Column("saved_at", UtcDateTime, nullable=False),
    UniqueConstraint("team_id", "plain_name"),
    # SQLite would hand the key of a deleted row to the next one, and what names it would mean another.
    sqlite_autoincrement=True,
)
Index("ix_plan_templates_author", plan_templates.c.team_id, plan_templates.c.author_id)
