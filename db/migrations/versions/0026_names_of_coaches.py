"""Coaches are known by name, so that a runner can pick one who has not written yet."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("coaches") as coaches:
        coaches.add_column(sa.Column("name", sa.String(100)))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("coaches") as coaches:
        coaches.drop_column("name")
