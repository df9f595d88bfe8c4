"""Questions that runners are asked every week."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KINDS = ("availability_question",)


def upgrade() -> None:
    """Apply the step; whoever likes nudges is asked from the coming Saturday on."""
    asks = op.create_table(
        "weekly_asks",
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("ask", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_weekly_asks_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("runner_id", "ask", name="pk_weekly_asks"),
    )
    op.create_index("ix_weekly_asks_next", "weekly_asks", ["next_at"])
    runners = sa.table("runners", sa.column("runner_id", sa.Integer()), sa.column("nudges", sa.Boolean()))
    # Long due: the first look at it finds the day on which it comes by the runner's own clock.
    begun = (date(2026, 1, 3), datetime(2026, 1, 3, 10, tzinfo=UTC))
    op.execute(
        asks.insert().from_select(
            ["runner_id", "ask", "wanted", "next_day", "next_at"],
            sa.select(
                runners.c.runner_id,
                sa.literal("availability"),
                sa.true(),
                sa.literal(begun[0], sa.Date()),
                sa.literal(begun[1], sa.DateTime(timezone=True)),
            ).where(runners.c.nudges),
        )
    )


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.drop_table("weekly_asks")
    op.execute(f"DELETE FROM outbox WHERE kind IN ({', '.join(repr(kind) for kind in _KINDS)})")
