"""Who wrote what waits of a plan that is out: until it is out itself, somebody else may have signed the plan."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("plans", table_kwargs={"sqlite_autoincrement": True}) as plans:
        plans.add_column(sa.Column("draft_author_id", sa.BigInteger()))
        plans.add_column(sa.Column("draft_author_name", sa.String(100)))
    op.create_index("ix_plans_draft_author", "plans", ["team_id", "draft_author_id"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_index("ix_plans_draft_author", "plans")
    with op.batch_alter_table("plans", table_kwargs={"sqlite_autoincrement": True}) as plans:
        plans.drop_column("draft_author_name")
        plans.drop_column("draft_author_id")
