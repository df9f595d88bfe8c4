"""Templates of feedback, a coach's own words for what they write often, and files that go along with words."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "feedback_templates",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("coach_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("template_id", name="pk_feedback_templates"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_feedback_templates_team_id_teams", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("team_id", "coach_id", "name", name="uq_feedback_templates_team_id_coach_id_name"),
    )
    op.create_table(
        "feedback_files",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=True),
        sa.Column("kept_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name="pk_feedback_files"),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["feedback.feedback_id"],
            name="fk_feedback_files_feedback_id_feedback",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["kept_words.kept_id"], name="fk_feedback_files_kept_id_kept_words", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_feedback_files_of_words", "feedback_files", ["feedback_id"])
    op.create_index("ix_feedback_files_kept", "feedback_files", ["kept_id"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("feedback_files")
    op.drop_table("feedback_templates")
