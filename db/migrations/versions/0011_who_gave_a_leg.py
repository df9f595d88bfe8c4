"""Legs of relays know who gave them to their runner."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("relay_legs", table_kwargs={"sqlite_autoincrement": True}) as legs:
        legs.add_column(sa.Column("giver_id", sa.Integer(), nullable=True))
        legs.create_foreign_key(
            "fk_relay_legs_giver_id_runners", "runners", ["giver_id"], ["runner_id"], ondelete="SET NULL"
        )
    op.create_index("ix_relay_legs_of_giver", "relay_legs", ["giver_id"])


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.execute("DELETE FROM outbox WHERE kind = 'relay_open'")
    op.drop_index("ix_relay_legs_of_giver", "relay_legs")
    with op.batch_alter_table("relay_legs", table_kwargs={"sqlite_autoincrement": True}) as legs:
        legs.drop_constraint("fk_relay_legs_giver_id_runners", type_="foreignkey")
        legs.drop_column("giver_id")
