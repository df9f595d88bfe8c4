"""The days on which runners can run."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "availability",
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_availability_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("runner_id", "week", name="pk_availability"),
    )
    op.create_table(
        "usual_availability",
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_usual_availability_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("runner_id", name="pk_usual_availability"),
    )


def downgrade() -> None:
    """Take the step back."""
    for table in ("usual_availability", "availability"):
        op.drop_table(table)
