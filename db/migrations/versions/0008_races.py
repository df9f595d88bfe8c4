"""Races, their distances, who takes part, and the feeds that calendars subscribe to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = (
    "race_card",
    "race_change",
    "race_call",
    "race_reminder",
    "race_mates",
    "race_results",
)


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "races",
        sa.Column("race_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("plain_name", sa.String(length=100), nullable=False),
        sa.Column("race_day", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=True),
        sa.Column("url", sa.String(length=400), nullable=True),
        sa.Column("is_goal", sa.Boolean(), nullable=False),
        sa.Column("creator_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_days", sa.Integer(), nullable=True),
        sa.Column("collect_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("event_revision", sa.Integer(), nullable=True),
        sa.Column("event_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_problem", sa.String(length=12), nullable=True),
        sa.Column("event_day", sa.Date(), nullable=True),
        sa.Column("event_held_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_races_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("race_id", name="pk_races"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_races_call_at",
        "races",
        ["call_at"],
        sqlite_where=sa.text("call_at IS NOT NULL"),
        postgresql_where=sa.text("call_at IS NOT NULL"),
    )
    op.create_index(
        "ix_races_collect_at",
        "races",
        ["collect_at"],
        sqlite_where=sa.text("collect_at IS NOT NULL"),
        postgresql_where=sa.text("collect_at IS NOT NULL"),
    )
    op.create_index("ix_races_creator", "races", ["team_id", "creator_id"])
    op.create_index(
        "ix_races_event_due_at",
        "races",
        ["event_due_at"],
        sqlite_where=sa.text("event_due_at IS NOT NULL"),
        postgresql_where=sa.text("event_due_at IS NOT NULL"),
    )
    op.create_index("ix_races_of_team", "races", ["team_id", "race_day"])
    op.create_table(
        "calendar_feeds",
        sa.Column("token", sa.String(length=48), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_calendar_feeds_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_calendar_feeds_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name="pk_calendar_feeds"),
    )
    op.create_index("ix_calendar_feeds_of_runner", "calendar_feeds", ["runner_id"], unique=True)
    op.create_index("ix_calendar_feeds_of_team", "calendar_feeds", ["team_id"])
    op.create_table(
        "race_distances",
        sa.Column("distance_id", sa.Integer(), nullable=False),
        sa.Column("race_id", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=True),
        sa.Column("start", sa.String(length=5), nullable=True),
        sa.ForeignKeyConstraint(
            ["race_id"], ["races.race_id"], name="fk_race_distances_race_id_races", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("distance_id", name="pk_race_distances"),
        sa.UniqueConstraint("race_id", "distance_m", name="uq_race_distances_race_id_distance_m"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entrants",
        sa.Column("race_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("distance_id", sa.Integer(), nullable=True),
        sa.Column("goal_s", sa.Integer(), nullable=True),
        sa.Column("goal", sa.String(length=100), nullable=True),
        sa.Column("shows_goal", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_days", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("result_s", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["distance_id"],
            ["race_distances.distance_id"],
            name="fk_entrants_distance_id_race_distances",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["race_id"], ["races.race_id"], name="fk_entrants_race_id_races", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_entrants_run_id_runs", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_entrants_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("race_id", "runner_id", name="pk_entrants"),
    )
    op.create_index("ix_entrants_of_distance", "entrants", ["distance_id"])
    op.create_index("ix_entrants_of_run", "entrants", ["run_id"])
    op.create_index("ix_entrants_of_runner", "entrants", ["runner_id"])
    op.create_index(
        "ix_entrants_remind_at",
        "entrants",
        ["remind_at"],
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    for table in ("calendar_feeds", "entrants", "race_distances", "races"):
        op.drop_table(table)
    op.execute(f"DELETE FROM outbox WHERE kind IN ({', '.join(repr(kind) for kind in _KINDS)})")
