"""Cheers in a burst: a post that stands can follow small changes calmly."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.add_column("outbox", sa.Column("calm", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        outbox.drop_column("drawn_at")
        outbox.drop_column("calm")
