"""What coaches write down about runners."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "coach_notes",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=100), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_coach_notes_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_coach_notes_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", name="pk_coach_notes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_coach_notes_of_runner", "coach_notes", ["runner_id", "note_id"])
    op.create_index("ix_coach_notes_author", "coach_notes", ["team_id", "author_id"])


def downgrade() -> None:
    """Take the step back; messages and posts that only the newer version knows are dropped."""
    op.drop_table("coach_notes")
    for table in ("outbox", "schedules"):
        op.execute(f"DELETE FROM {table} WHERE kind = 'coach_digest'")
