"""What runs are celebrated for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step; runs that are in a log already are no news."""
    op.create_table(
        "celebrations",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=32), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("praise", sa.String(length=8), nullable=False),
        sa.Column("celebrated_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_celebrations_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_celebrations_run_id_runs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_celebrations"),
    )
    op.create_index(
        "ix_celebrations_names",
        "celebrations",
        ["runner_id", "name"],
        unique=True,
        sqlite_where=sa.text("holds"),
        postgresql_where=sa.text("holds"),
    )
    op.create_index("ix_celebrations_of_runner", "celebrations", ["runner_id", "celebrated_on"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("celebrations")
