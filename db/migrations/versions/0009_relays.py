"""Relays and their legs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KINDS = ("relay_card", "relay_leg", "relay_off")


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "relays",
        sa.Column("relay_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("plain_name", sa.String(length=100), nullable=False),
        sa.Column("relay_day", sa.Date(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("age_graded", sa.Boolean(), nullable=False),
        sa.Column("creator_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_relays_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("relay_id", name="pk_relays"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_relays_creator", "relays", ["team_id", "creator_id"])
    op.create_index("ix_relays_of_team", "relays", ["team_id", "relay_day"])
    op.create_table(
        "relay_legs",
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("relay_id", sa.Integer(), nullable=False),
        sa.Column("squad", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=True),
        sa.Column("runner_id", sa.Integer(), nullable=True),
        sa.Column("expected_s", sa.Integer(), nullable=True),
        sa.Column("run_s", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["relay_id"], ["relays.relay_id"], name="fk_relay_legs_relay_id_relays", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_relay_legs_runner_id_runners", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("leg_id", name="pk_relay_legs"),
        sa.UniqueConstraint("relay_id", "squad", "number", name="uq_relay_legs_relay_id_squad_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_relay_legs_of_runner", "relay_legs", ["runner_id"])


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    for table in ("relay_legs", "relays"):
        op.drop_table(table)
    op.execute(f"DELETE FROM outbox WHERE kind IN ({', '.join(repr(kind) for kind in _KINDS)})")
