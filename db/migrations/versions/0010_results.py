"""Results: their time is that of a run in the log, and they are told of as praise was welcome when they came."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step; a time of its own was kept of no result yet."""
    with op.batch_alter_table("entrants") as entrants:
        entrants.drop_column("result_s")
        entrants.add_column(sa.Column("result_praise", sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.execute("DELETE FROM outbox WHERE kind = 'race_results'")
    with op.batch_alter_table("entrants") as entrants:
        entrants.drop_column("result_praise")
        entrants.add_column(sa.Column("result_s", sa.Integer(), nullable=True))
