"""Sessions know whether they are excused as points see it: an excuse that comes late changes none."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("planned_sessions", table_kwargs={"sqlite_autoincrement": True}) as sessions:
        sessions.add_column(sa.Column("spared", sa.Boolean(), nullable=False, server_default=sa.false()))
    known = sa.table("planned_sessions", sa.column("spared", sa.Boolean()), sa.column("excused", sa.String()))
    # What counts for points today does so tomorrow.
    op.execute(known.update().where(known.c.excused.is_not(None)).values(spared=sa.true()))
    with op.batch_alter_table("planned_sessions", table_kwargs={"sqlite_autoincrement": True}) as sessions:
        sessions.alter_column("spared", server_default=None)


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("planned_sessions", table_kwargs={"sqlite_autoincrement": True}) as sessions:
        sessions.drop_column("spared")
