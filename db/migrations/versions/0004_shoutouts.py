"""Shoutouts with their receivers, the awards for them, and totals of those who did not run."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "shoutouts",
        sa.Column("shoutout_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scores", sa.Boolean(), nullable=False),
        sa.Column("by_coach", sa.Boolean(), nullable=False),
        sa.Column("award", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_shoutouts_team_id_teams", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["runners.runner_id"], name="fk_shoutouts_giver_id_runners", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_shoutouts_run_id_runs", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("shoutout_id", name="pk_shoutouts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shoutouts_of_giver", "shoutouts", ["giver_id", "week"])
    op.create_index("ix_shoutouts_of_team", "shoutouts", ["team_id", "week"])
    op.create_index("ix_shoutouts_run", "shoutouts", ["run_id"])
    op.create_table(
        "shoutout_receivers",
        sa.Column("shoutout_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("scores", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["shoutout_id"],
            ["shoutouts.shoutout_id"],
            name="fk_shoutout_receivers_shoutout_id_shoutouts",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_shoutout_receivers_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shoutout_id", "runner_id", name="pk_shoutout_receivers"),
    )
    op.create_index("ix_shoutout_receivers_week", "shoutout_receivers", ["runner_id", "week"])
    op.add_column("awards", sa.Column("word_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_period_totals_without_runs",
        "period_totals",
        ["team_id", "period"],
        sqlite_where=sa.text("runs = 0"),
        postgresql_where=sa.text("runs = 0"),
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_index("ix_period_totals_without_runs", "period_totals")
    # What was earned by them is unknown to the version before.
    op.execute("DELETE FROM awards WHERE word_id IS NOT NULL")
    with op.batch_alter_table("awards") as awards:
        awards.drop_column("word_id")
    op.drop_table("shoutout_receivers")
    op.drop_table("shoutouts")
