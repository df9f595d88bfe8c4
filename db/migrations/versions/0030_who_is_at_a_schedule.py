"""Which schedule a process is at, and until when it has it for itself."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("schedules") as batch:
        batch.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("schedules") as batch:
        batch.drop_column("held_until")
