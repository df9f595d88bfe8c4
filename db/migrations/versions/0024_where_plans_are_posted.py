"""Where plans are posted, and what a runner says who cannot on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("teams") as teams:
        teams.add_column(sa.Column("plan_channel_id", sa.BigInteger(), nullable=True))
        teams.add_column(sa.Column("plan_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("teams") as teams:
        teams.alter_column("plan_chosen", server_default=None)
    with op.batch_alter_table("planned_sessions") as sessions:
        sessions.add_column(sa.Column("cannot_words", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("planned_sessions") as sessions:
        sessions.drop_column("cannot_words")
    with op.batch_alter_table("teams") as teams:
        teams.drop_column("plan_chosen")
        teams.drop_column("plan_channel_id")
