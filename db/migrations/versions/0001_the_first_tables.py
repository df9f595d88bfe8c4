"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "teams",
        sa.Column("team_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("units", sa.String(length=4), nullable=False),
        sa.Column("feed_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("leaderboard_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_teams"),
    )
    op.create_table(
        "outbox",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_outbox_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_outbox"),
        sa.UniqueConstraint("team_id", "kind", "key", name="uq_outbox_team_id_kind_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "due_at"])

    op.create_table(
        "runners",
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=2), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("weekly_target", sa.Integer(), nullable=False),
        sa.Column("streak_target", sa.Integer(), nullable=False),
        sa.Column("sharing", sa.String(length=16), nullable=False),
        sa.Column("shows_points", sa.Boolean(), nullable=False),
        sa.Column("shows_distance", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_runners_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("runner_id", name="pk_runners"),
        sa.UniqueConstraint("team_id", "user_id", name="uq_runners_team_id_user_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_schedules_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_schedules"),
        sa.UniqueConstraint("team_id", "kind", name="uq_schedules_team_id_kind"),
    )
    op.create_index("ix_schedules_due", "schedules", ["enabled", "next_due_at"])

    op.create_table(
        "team_totals",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.BigInteger(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_team_totals_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "period", name="pk_team_totals"),
    )
    op.create_table(
        "period_totals",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.BigInteger(), nullable=False),
        sa.Column("moving_s", sa.BigInteger(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("run_days", sa.Integer(), nullable=False),
        sa.Column("shows_points", sa.Boolean(), nullable=False),
        sa.Column("shows_distance", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"],
            ["runners.runner_id"],
            name="fk_period_totals_runner_id_runners",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_period_totals_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "period", "runner_id", name="pk_period_totals"),
    )
    op.create_index(
        "ix_period_totals_distance_board",
        "period_totals",
        ["team_id", "period", "shows_distance", "distance_m", "runner_id"],
    )
    op.create_index(
        "ix_period_totals_points_board",
        "period_totals",
        ["team_id", "period", "shows_points", "points", "runner_id"],
    )
    op.create_index("ix_period_totals_weeks_of_runner", "period_totals", ["runner_id", "kind", "period", "run_days"])

    op.create_table(
        "runs",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("moving_s", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("surface", sa.String(length=16), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("pain_area", sa.String(length=24), nullable=True),
        sa.Column("pain_level", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_runs_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_runs_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_longest_of_runner", "runs", ["runner_id", "distance_m"])
    op.create_index("ix_runs_newest_of_runner", "runs", ["runner_id", "local_date", "run_id"])
    op.create_index("ix_runs_week_of_runner", "runs", ["runner_id", "week"])
    op.create_index("ix_runs_week_of_team", "runs", ["team_id", "week", "runner_id"])

    op.create_table(
        "awards",
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_awards_run_id_runs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_awards_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_awards_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("award_id", name="pk_awards"),
    )
    op.create_index("ix_awards_run", "awards", ["run_id"])
    op.create_index("ix_awards_week_of_runner", "awards", ["runner_id", "week"])

    op.create_table(
        "cheers",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("cheered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_cheers_run_id_runs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_cheers_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "runner_id", name="pk_cheers"),
    )
    op.create_index("ix_cheers_runner", "cheers", ["runner_id"])


def downgrade() -> None:
    """Take the step back."""

    op.drop_table("cheers")

    op.drop_table("awards")

    op.drop_table("runs")

    op.drop_table("period_totals")
    op.drop_table("team_totals")

    op.drop_table("schedules")
    op.drop_table("runners")

    op.drop_table("outbox")
    op.drop_table("teams")
