"""What runners want to get better at, and where teams draw the lines of check-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "focuses",
        sa.Column("focus_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=16), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answerer_id", sa.BigInteger(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_focuses_team_id_teams", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_focuses_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("focus_id", name="pk_focuses"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_focuses_of_team", "focuses", ["team_id", "asked_at"])
    op.create_index("ix_focuses_answerer", "focuses", ["team_id", "answerer_id"])
    op.create_index(
        "uq_focuses_present_of_runner",
        "focuses",
        ["runner_id"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_index("ix_focuses_of_runner", "focuses", ["runner_id", "focus_id"])
    op.create_table(
        "checkup_thresholds",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_checkup_thresholds_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "name", name="pk_checkup_thresholds"),
    )


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.execute("DELETE FROM outbox WHERE kind IN ('checkup_shared', 'focus_request')")
    op.drop_table("checkup_thresholds")
    op.drop_table("focuses")
