"""Weekly plans: what coaches write, whose week it is, its sessions, and templates."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    _plans()
    _weeks()
    _sessions()
    _templates()


def downgrade() -> None:
    """Take the step back."""
    for table in ("plan_templates", "planned_sessions", "plan_weeks", "plans"):
        op.drop_table(table)


def _team(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name=f"fk_{table}_team_id_teams", ondelete="CASCADE")


def _runner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["runner_id"], ["runners.runner_id"], name=f"fk_{table}_runner_id_runners", ondelete="CASCADE"
    )


def _plan(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name=f"fk_{table}_plan_id_plans", ondelete="CASCADE")


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.BigInteger(), nullable=True),
        sa.Column("group_name", sa.String(length=100), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=100), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        _team("plans"),
        _runner("plans"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plans"),
        sa.UniqueConstraint("team_id", "week", "target", name="uq_plans_team_id_week_target"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plans_author", "plans", ["team_id", "author_id"])
    op.create_index("ix_plans_of_runner", "plans", ["runner_id"])
    op.create_index("ix_plans_of_target", "plans", ["team_id", "target", "week"])


def _weeks() -> None:
    op.create_table(
        "plan_weeks",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        _plan("plan_weeks"),
        _runner("plan_weeks"),
        _team("plan_weeks"),
        sa.PrimaryKeyConstraint("plan_id", "runner_id", name="pk_plan_weeks"),
    )
    op.create_index("ix_plan_weeks_of_runner", "plan_weeks", ["runner_id", "week"])
    op.create_index("ix_plan_weeks_of_team", "plan_weeks", ["team_id", "week"])


def _sessions() -> None:
    op.create_table(
        "planned_sessions",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shared_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("excused", sa.String(length=12), nullable=True),
        sa.Column("cannot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        _plan("planned_sessions"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.run_id"], name="fk_planned_sessions_run_id_runs", ondelete="SET NULL"
        ),
        _runner("planned_sessions"),
        _team("planned_sessions"),
        sa.PrimaryKeyConstraint("session_id", name="pk_planned_sessions"),
        sa.UniqueConstraint(
            "plan_id", "runner_id", "day", "position", name="uq_planned_sessions_plan_id_runner_id_day_position"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_planned_sessions_of_runner", "planned_sessions", ["runner_id", "day"])
    op.create_index("ix_planned_sessions_of_run", "planned_sessions", ["run_id"])
    op.create_index("ix_planned_sessions_of_week", "planned_sessions", ["team_id", "week"])


def _templates() -> None:
    op.create_table(
        "plan_templates",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("plain_name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _team("plan_templates"),
        sa.PrimaryKeyConstraint("template_id", name="pk_plan_templates"),
        sa.UniqueConstraint("team_id", "plain_name", name="uq_plan_templates_team_id_plain_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plan_templates_author", "plan_templates", ["team_id", "author_id"])
