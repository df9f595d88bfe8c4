"""Words written to the bot directly: known by their message, and kept until it is said for whom they are."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("feedback", table_kwargs={"sqlite_autoincrement": True}) as feedback:
        feedback.add_column(sa.Column("written_message_id", sa.BigInteger(), nullable=True))
        feedback.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        feedback.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_feedback_written", "feedback", ["written_message_id"])
    op.create_table(
        "kept_words",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kept_id", name="pk_kept_words"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kept_words_of_member", "kept_words", ["user_id"])
    op.create_index("ix_kept_words_written", "kept_words", ["message_id"])
    op.create_index("ix_kept_words_age", "kept_words", ["kept_at"])


def downgrade() -> None:
    """Take the step back; words that were taken back are gone, and so is what waits for a reader to be named."""
    op.drop_table("kept_words")
    op.execute("DELETE FROM feedback WHERE taken_back_at IS NOT NULL")
    op.drop_index("ix_feedback_written", "feedback")
    with op.batch_alter_table("feedback", table_kwargs={"sqlite_autoincrement": True}) as feedback:
        feedback.drop_column("taken_back_at")
        feedback.drop_column("edited_at")
        feedback.drop_column("written_message_id")
