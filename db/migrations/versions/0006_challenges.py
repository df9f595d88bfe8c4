"""Challenges with their sides, shares and sponsors, and the climb of a run."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = ("challenge_milestone", "challenge_result")


def upgrade() -> None:
    """Apply the step."""
    # SQLite adds an empty column without copying the log.
    op.add_column("runs", sa.Column("climb_m", sa.Integer(), nullable=True))
    op.create_table(
        "challenges",
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("charity", sa.String(length=100), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("creator_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_challenges_team_id_teams", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("challenge_id", name="pk_challenges"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_challenges_of_team", "challenges", ["team_id", "last_day"])
    op.create_index("ix_challenges_creator", "challenges", ["team_id", "creator_id"])
    op.create_index(
        "ix_challenges_open",
        "challenges",
        ["last_day"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "challenge_sides",
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("runners", sa.Integer(), nullable=False),
        sa.Column("unnamed_amount", sa.BigInteger(), nullable=False),
        sa.Column("unnamed_runners", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.challenge_id"],
            name="fk_challenge_sides_challenge_id_challenges",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge_id", "side", name="pk_challenge_sides"),
    )
    op.create_table(
        "challenge_shares",
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.challenge_id"],
            name="fk_challenge_shares_challenge_id_challenges",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_challenge_shares_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("challenge_id", "runner_id", name="pk_challenge_shares"),
    )
    op.create_index("ix_challenge_shares_of_runner", "challenge_shares", ["runner_id"])
    op.create_index(
        "ix_challenge_shares_unseated",
        "challenge_shares",
        ["challenge_id", "runner_id"],
        sqlite_where=sa.text("side IS NULL"),
        postgresql_where=sa.text("side IS NULL"),
    )
    op.create_table(
        "challenge_sponsors",
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rate_minor", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=4), nullable=True),
        sa.Column("cap_minor", sa.Integer(), nullable=True),
        sa.Column("flat_minor", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.challenge_id"],
            name="fk_challenge_sponsors_challenge_id_challenges",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sponsor_id", name="pk_challenge_sponsors"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_challenge_sponsors_of_challenge", "challenge_sponsors", ["challenge_id"])


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    for table in ("challenge_sponsors", "challenge_shares", "challenge_sides", "challenges"):
        op.drop_table(table)
    op.execute(f"DELETE FROM outbox WHERE kind IN ({', '.join(repr(kind) for kind in _KINDS)})")
    with op.batch_alter_table("runs", table_kwargs={"sqlite_autoincrement": True}) as runs:
        runs.drop_column("climb_m")
