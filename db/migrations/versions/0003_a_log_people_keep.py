"""Photos, origins, reviews and imports of runs, boards that are no sums, and a team's own point rules."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RUNS: dict[str, sa.types.TypeEngine[Any]] = {
    "elapsed_s": sa.Integer(),
    "event": sa.String(8),
    "record": sa.String(8),
    "doubt": sa.String(16),
    "verdict": sa.String(8),
}


def upgrade() -> None:
    """Apply the step; what is derived from the log is made anew once the bot runs."""
    with op.batch_alter_table("teams") as teams:
        teams.add_column(sa.Column("rules_version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("runners", table_kwargs={"sqlite_autoincrement": True}) as runners:
        for name in ("shows_consistency", "shows_improvement", "shows_age_graded"):
            runners.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        runners.add_column(sa.Column("window_from", sa.Date(), nullable=True))
        runners.add_column(sa.Column("derived_by", sa.Integer(), nullable=False, server_default="0"))
    # SQLite adds an empty column without copying the log.
    for name, kind in _RUNS.items():
        op.add_column("runs", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_runs_events_of_runner",
        "runs",
        ["runner_id", "event", "run_id"],
        sqlite_where=sa.text("event IS NOT NULL"),
        postgresql_where=sa.text("event IS NOT NULL"),
    )
    op.create_index(
        "ix_runs_doubted_of_team",
        "runs",
        ["team_id", "run_id"],
        sqlite_where=sa.text("doubt IS NOT NULL"),
        postgresql_where=sa.text("doubt IS NOT NULL"),
    )
    op.create_index("ix_awards_day_of_runner", "awards", ["runner_id", "day"])
    op.add_column("schedules", sa.Column("month_day", sa.Integer(), nullable=True))
    op.create_table(
        "origins",
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_origins_runner_id_runners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_origins_run_id_runs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("runner_id", "key", name="pk_origins"),
    )
    op.create_index("ix_origins_run", "origins", ["run_id"])
    op.create_table(
        "photos",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_photos_run_id_runs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_photos"),
    )
    op.create_table(
        "reviews",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decider_id", sa.BigInteger(), nullable=True),
        sa.Column("decider_name", sa.String(length=100), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_reviews_run_id_runs", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_reviews_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_of_team", "reviews", ["team_id", "decided_at"])
    op.create_index("ix_reviews_decider", "reviews", ["team_id", "decider_id"])
    op.create_table(
        "point_rules",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since_week", sa.String(length=8), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("week_cap", sa.Integer(), nullable=False),
        sa.Column("chooser_id", sa.BigInteger(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_point_rules_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "version", name="pk_point_rules"),
    )
    op.create_index("ix_point_rules_chooser_id", "point_rules", ["team_id", "chooser_id"])
    op.create_table(
        "board_scores",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("board", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_board_scores_team_id_teams", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_board_scores_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "board", "period", "runner_id", name="pk_board_scores"),
    )
    op.create_index(
        "ix_board_scores_board", "board_scores", ["team_id", "board", "period", "shown", "value", "runner_id"]
    )
    op.create_index("ix_board_scores_of_runner", "board_scores", ["runner_id", "board", "period"])
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("total", "done", "added", "known", "unsure", "others", "unreadable")
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_imports_team_id_teams", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_imports_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_imports_state", "imports", ["state", "import_id"])
    op.create_index("ix_imports_of_runner", "imports", ["runner_id"])


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    for table in ("imports", "board_scores", "point_rules", "reviews", "photos", "origins"):
        op.drop_table(table)
    op.execute("DELETE FROM period_totals WHERE kind = 'window'")
    op.execute("DELETE FROM team_totals WHERE period = '30d'")
    op.execute(
        "DELETE FROM outbox WHERE kind NOT IN "
        "('feed_card', 'feed_digest', 'leaderboard', 'admin_notice', 'feedback', 'delivery_note')"
    )
    op.execute("DELETE FROM schedules WHERE kind NOT IN ('settle', 'leaderboard', 'feed_digest')")
    with op.batch_alter_table("schedules") as schedules:
        schedules.drop_column("month_day")
    op.drop_index("ix_awards_day_of_runner", "awards")
    op.drop_index("ix_runs_doubted_of_team", "runs")
    op.drop_index("ix_runs_events_of_runner", "runs")
    with op.batch_alter_table("runs", table_kwargs={"sqlite_autoincrement": True}) as runs:
        for name in _RUNS:
            runs.drop_column(name)
    with op.batch_alter_table("runners", table_kwargs={"sqlite_autoincrement": True}) as runners:
        for name in ("derived_by", "window_from", "shows_age_graded", "shows_improvement", "shows_consistency"):
            runners.drop_column(name)
    with op.batch_alter_table("teams") as teams:
        teams.drop_column("rules_version")
