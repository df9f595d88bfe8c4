"""Results have the time of the run that they are; a time of their own was kept for nobody yet."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("entrants") as entrants:
        entrants.drop_column("result_s")


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.execute("DELETE FROM outbox WHERE kind = 'race_results'")
    with op.batch_alter_table("entrants") as entrants:
        entrants.add_column(sa.Column("result_s", sa.Integer(), nullable=True))
