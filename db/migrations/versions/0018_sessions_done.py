"""Planned sessions know when their runner said that they are done."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("planned_sessions", table_kwargs={"sqlite_autoincrement": True}) as sessions:
        sessions.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("planned_sessions", table_kwargs={"sqlite_autoincrement": True}) as sessions:
        sessions.drop_column("done_at")
