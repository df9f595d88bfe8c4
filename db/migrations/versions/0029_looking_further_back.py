"""Looking further back in an account, what was found there, and which service told of a list of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "back_fills",
        sa.Column("back_fill_id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("reached", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("kept_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.connection_id"],
            name="fk_back_fills_connection_id_connections",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("back_fill_id", name="pk_back_fills"),
        sa.UniqueConstraint("connection_id", name="uq_back_fills_connection_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_back_fills_due", "back_fills", ["due_at"])
    op.create_index("ix_back_fills_kept", "back_fills", ["kept_since"])
    op.create_table(
        "back_fill_runs",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("back_fill_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("moving_s", sa.Integer(), nullable=False),
        sa.Column("elapsed_s", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(length=16), nullable=True),
        sa.Column("is_race", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["back_fill_id"],
            ["back_fills.back_fill_id"],
            name="fk_back_fill_runs_back_fill_id_back_fills",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_back_fill_runs"),
        sa.UniqueConstraint("back_fill_id", "key", name="uq_back_fill_runs_back_fill_id_key"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("imports", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("service", sa.String(length=12), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("imports", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("service")
    op.drop_table("back_fill_runs")
    op.drop_table("back_fills")
