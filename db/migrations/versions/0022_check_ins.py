"""Check-ins: five answers of a runner each week."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KINDS = ("check_in", "check_in_flag")


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "check_ins",
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(item, sa.Integer(), nullable=True) for item in ("sleep", "energy", "soreness", "mood", "pain")),
        sa.Column("pain_area", sa.String(length=16), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_check_ins_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("check_in_id", name="pk_check_ins"),
        sa.UniqueConstraint("runner_id", "week", name="uq_check_ins_runner_id_week"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_check_ins_day", "check_ins", ["runner_id", "day"])


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.drop_table("check_ins")
    op.execute("DELETE FROM weekly_asks WHERE ask = 'check_in'")
    op.execute(f"DELETE FROM outbox WHERE kind IN ({', '.join(repr(kind) for kind in _KINDS)})")
