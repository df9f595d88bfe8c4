"""Seasons of runners and their weeks."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "seasons",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("race_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("race_day", sa.Date(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=8), nullable=True),
        sa.Column("measure", sa.String(length=2), nullable=False),
        sa.Column("weeks_ahead", sa.Integer(), nullable=True),
        sa.Column("coach_id", sa.BigInteger(), nullable=True),
        sa.Column("coach_name", sa.String(length=100), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["race_id"], ["races.race_id"], name="fk_seasons_race_id_races", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_seasons_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_seasons_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("season_id", name="pk_seasons"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seasons_coach", "seasons", ["team_id", "coach_id"])
    op.create_index("ix_seasons_of_race", "seasons", ["race_id"])
    op.create_index("ix_seasons_of_runner", "seasons", ["runner_id"])
    op.create_index("ix_seasons_of_team", "seasons", ["team_id"])
    op.create_index(
        "ix_seasons_current",
        "seasons",
        ["runner_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "season_weeks",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("volume_m", sa.Integer(), nullable=True),
        sa.Column("volume_s", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_season_weeks_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.season_id"], name="fk_season_weeks_season_id_seasons", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("season_id", "week", name="pk_season_weeks"),
    )
    op.create_index("ix_season_weeks_of_runner", "season_weeks", ["runner_id", "week"])


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    for table in ("season_weeks", "seasons"):
        op.drop_table(table)
    op.execute("DELETE FROM outbox WHERE kind = 'season_shared'")
