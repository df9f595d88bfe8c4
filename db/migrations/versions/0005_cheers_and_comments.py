"""Cheers in a burst, which a card follows calmly, and comments, in a thread under it."""

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
    op.add_column("outbox", sa.Column("thread_channel_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "comments",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_comments_run_id_runs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["runners.runner_id"], name="fk_comments_author_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", name="pk_comments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comments_run", "comments", ["run_id", "author_id"])
    op.create_index("ix_comments_author", "comments", ["author_id"])


def downgrade() -> None:
    """Take the step back; comments go, and messages that only the newer version can send are dropped."""
    op.execute(
        "DELETE FROM outbox WHERE kind IN ('comment', 'comment_note') "
        "OR (kind = 'delivery_note' AND CAST(payload AS TEXT) LIKE '%comment_id%')"
    )
    op.drop_table("comments")
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        for name in ("thread_channel_id", "drawn_at", "calm"):
            outbox.drop_column(name)
