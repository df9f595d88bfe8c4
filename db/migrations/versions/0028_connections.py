"""Connections to services that know members' runs, what they told of late, and what is to be asked of them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "connection_hints",
        sa.Column("hint_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=12), nullable=False),
        sa.Column("athlete", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("aspect", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hint_id", name="pk_connection_hints"),
        sa.UniqueConstraint("service", "athlete", "key", name="uq_connection_hints_service_athlete_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_connection_hints_due", "connection_hints", ["due_at"])
    op.create_table(
        "revocations",
        sa.Column("revocation_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=12), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("revocation_id", name="pk_revocations"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revocations_due", "revocations", ["due_at"])
    op.create_table(
        "service_calls",
        sa.Column("service", sa.String(length=12), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("quarter_limit", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_limit", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inactive_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("service", name="pk_service_calls"),
    )
    op.create_table(
        "connection_links",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_connection_links_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("state", name="pk_connection_links"),
    )
    op.create_index("ix_connection_links_of_runner", "connection_links", ["runner_id"])
    op.create_table(
        "connections",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("athlete", sa.String(length=64), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("secret_number", sa.Integer(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("relisted_on", sa.Date(), nullable=True),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_connections_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("connection_id", name="pk_connections"),
        sa.UniqueConstraint("runner_id", "service", name="uq_connections_runner_id_service"),
        sa.UniqueConstraint("service", "athlete", name="uq_connections_service_athlete"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_connections_due", "connections", ["due_at"])
    op.create_table(
        "found_runs",
        sa.Column("found_id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("moving_s", sa.Integer(), nullable=False),
        sa.Column("elapsed_s", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(length=16), nullable=True),
        sa.Column("is_race", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.connection_id"],
            name="fk_found_runs_connection_id_connections",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_found_runs_run_id_runs", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("found_id", name="pk_found_runs"),
        sa.UniqueConstraint("connection_id", "key", name="uq_found_runs_connection_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_found_runs_found", "found_runs", ["found_at"])
    op.create_index("ix_found_runs_of_run", "found_runs", ["run_id"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("service_calls")
    op.drop_table("revocations")
    op.drop_table("connection_hints")
    op.drop_table("found_runs")
    op.drop_table("connection_links")
    op.drop_table("connections")
