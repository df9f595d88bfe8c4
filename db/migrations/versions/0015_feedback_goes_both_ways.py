"""Feedback goes both ways: runners answer, and the words of a coach and a runner are their thread."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step; all words so far are coaches'."""
    op.drop_index("ix_feedback_sender", "feedback")
    with op.batch_alter_table("feedback", table_kwargs={"sqlite_autoincrement": True}) as feedback:
        feedback.alter_column("sender_id", new_column_name="coach_id")
        feedback.alter_column("sender_name", new_column_name="coach_name")
        feedback.add_column(sa.Column("by_runner", sa.Boolean(), nullable=False, server_default=sa.false()))
        feedback.add_column(sa.Column("answers_id", sa.Integer(), nullable=True))
        feedback.create_foreign_key(
            "fk_feedback_answers_id_feedback", "feedback", ["answers_id"], ["feedback_id"], ondelete="CASCADE"
        )
    with op.batch_alter_table("feedback", table_kwargs={"sqlite_autoincrement": True}) as feedback:
        feedback.alter_column("by_runner", server_default=None)
    op.create_index("ix_feedback_of_coach", "feedback", ["team_id", "coach_id", "feedback_id"])
    op.create_index("ix_feedback_answers", "feedback", ["answers_id"])


def downgrade() -> None:
    """Take the step back; runners' answers, and messages that only the newer version can send, are dropped."""
    op.execute("DELETE FROM outbox WHERE kind = 'feedback_answer'")
    op.drop_index("ix_feedback_answers", "feedback")
    op.drop_index("ix_feedback_of_coach", "feedback")
    with op.batch_alter_table("feedback", table_kwargs={"sqlite_autoincrement": True}) as feedback:
        feedback.drop_constraint("fk_feedback_answers_id_feedback", type_="foreignkey")
        feedback.drop_column("answers_id")
    op.execute("DELETE FROM feedback WHERE by_runner")
    with op.batch_alter_table("feedback", table_kwargs={"sqlite_autoincrement": True}) as feedback:
        feedback.drop_column("by_runner")
        feedback.alter_column("coach_id", new_column_name="sender_id")
        feedback.alter_column("coach_name", new_column_name="sender_name")
    op.create_index("ix_feedback_sender", "feedback", ["team_id", "sender_id"])
