"""Profiles, team settings, pauses, private words, and messages that can be revised."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    with op.batch_alter_table("teams") as teams:
        teams.add_column(sa.Column("feed_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
        teams.add_column(sa.Column("leaderboard_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
        teams.add_column(sa.Column("coach_role_id", sa.BigInteger(), nullable=True))
        teams.add_column(sa.Column("coach_role_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
        teams.add_column(sa.Column("feed_mode", sa.String(length=8), nullable=False, server_default="each"))
        teams.add_column(sa.Column("feed_mode_since", sa.DateTime(timezone=True), nullable=True))
        teams.add_column(sa.Column("boards_at_start", sa.Boolean(), nullable=False, server_default=sa.false()))
        teams.add_column(sa.Column("quiet_from", sa.String(length=5), nullable=True, server_default="22:00"))
        teams.add_column(sa.Column("quiet_until", sa.String(length=5), nullable=True, server_default="07:00"))
        teams.add_column(sa.Column("owner_id", sa.BigInteger(), nullable=True))
        teams.add_column(sa.Column("admin_id", sa.BigInteger(), nullable=True))
        teams.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("runners", table_kwargs={"sqlite_autoincrement": True}) as runners:
        runners.add_column(sa.Column("target_since", sa.String(length=8), nullable=True))
        runners.add_column(sa.Column("praise", sa.String(length=8), nullable=False, server_default="private"))
        runners.add_column(sa.Column("nudges", sa.Boolean(), nullable=False, server_default=sa.false()))
        runners.add_column(sa.Column("drives", sa.Text(), nullable=True))
        runners.add_column(sa.Column("birth_date", sa.Date(), nullable=True))
        runners.add_column(sa.Column("age_table", sa.String(length=8), nullable=True))
        runners.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        runners.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        runners.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        runners.add_column(
            sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00+00:00")
        )
        runners.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE runners SET seen_at = joined_at")
    # Who is on a board, or ran and is on none, has answered that question: no starting value of the team's moves them.
    op.execute(
        "UPDATE runners SET answered_at = joined_at WHERE shows_points OR shows_distance "
        "OR EXISTS (SELECT 1 FROM runs WHERE runs.runner_id = runners.runner_id)"
    )
    op.create_index("ix_runners_user", "runners", ["user_id"])
    op.create_index("ix_runners_seen", "runners", ["team_id", "seen_at"])
    # SQLite copies the table for the foreign key, and would forget that its keys are never handed out again.
    op.add_column("runs", sa.Column("sharing", sa.String(length=16), nullable=False, server_default="team"))
    op.execute(
        "UPDATE runs SET sharing = (SELECT sharing FROM runners WHERE runners.runner_id = runs.runner_id) "
        "WHERE EXISTS (SELECT 1 FROM runners WHERE runners.runner_id = runs.runner_id AND sharing <> 'team')"
    )
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        outbox.add_column(sa.Column("runner_id", sa.Integer(), nullable=True))
        outbox.add_column(sa.Column("recipient_id", sa.BigInteger(), nullable=True))
        outbox.add_column(sa.Column("claim", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))
        outbox.add_column(sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True))
        outbox.create_foreign_key(
            "fk_outbox_runner_id_runners", "runners", ["runner_id"], ["runner_id"], ondelete="SET NULL"
        )
        outbox.create_index("ix_outbox_subject", ["runner_id", "kind"])
        outbox.create_index("ix_outbox_recipient", ["recipient_id", "state"])
    # A card knows whose run it shows; taking one down is a revision of it from now on, no message of its own.
    op.execute(
        "UPDATE outbox SET runner_id = (SELECT runner_id FROM runs WHERE CAST(runs.run_id AS VARCHAR) = outbox.key) "
        "WHERE kind = 'feed_card'"
    )
    op.execute(
        "UPDATE outbox SET state = 'pending', attempts = 0, revision = 1 WHERE kind = 'feed_card' AND state = 'sent' "
        "AND EXISTS (SELECT 1 FROM outbox AS gone WHERE gone.kind = 'feed_card_withdrawn' "
        "AND gone.team_id = outbox.team_id AND gone.key = outbox.key AND gone.state IN ('pending', 'sending'))"
    )
    op.execute("DELETE FROM outbox WHERE kind = 'feed_card_withdrawn'")
    op.create_table(
        "past_targets",
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("until_week", sa.String(length=8), nullable=False),
        sa.Column("weekly_target", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_past_targets_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("runner_id", "until_week", name="pk_past_targets"),
    )
    op.create_table(
        "pauses",
        sa.Column("pause_id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_pauses_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pause_id", name="pk_pauses"),
    )
    op.create_index("ix_pauses_of_runner", "pauses", ["runner_id", "first_day"])
    op.create_table(
        "chosen_teams",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_chosen_teams_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_chosen_teams"),
    )
    op.create_index("ix_chosen_teams_team", "chosen_teams", ["team_id"])
    op.create_table(
        "feedback",
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_name", sa.String(length=100), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name="fk_feedback_team_id_teams", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runners.runner_id"], name="fk_feedback_runner_id_runners", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feedback_id", name="pk_feedback"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_of_runner", "feedback", ["runner_id", "feedback_id"])
    op.create_index("ix_feedback_sender", "feedback", ["team_id", "sender_id"])
    op.create_table(
        "unnamed_totals",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.BigInteger(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("runners", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name="fk_unnamed_totals_team_id_teams", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "period", name="pk_unnamed_totals"),
    )


def downgrade() -> None:
    """Take the step back; messages that only the newer version can send are dropped."""
    op.drop_table("unnamed_totals")
    op.drop_table("feedback")
    op.drop_table("chosen_teams")
    op.drop_table("pauses")
    op.drop_table("past_targets")
    op.execute("DELETE FROM outbox WHERE kind NOT IN ('feed_card', 'leaderboard')")
    op.execute("UPDATE outbox SET state = 'sent' WHERE message_id IS NOT NULL AND state <> 'sent'")
    op.execute("DELETE FROM schedules WHERE kind NOT IN ('settle', 'leaderboard')")
    op.drop_index("ix_outbox_recipient", "outbox")
    op.drop_index("ix_outbox_subject", "outbox")
    op.drop_index("ix_runners_seen", "runners")
    op.drop_index("ix_runners_user", "runners")
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        outbox.drop_constraint("fk_outbox_runner_id_runners", type_="foreignkey")
        for name in ("offered_at", "revised_at", "revision", "claim", "recipient_id", "runner_id"):
            outbox.drop_column(name)
    with op.batch_alter_table("runs", table_kwargs={"sqlite_autoincrement": True}) as runs:
        runs.drop_column("sharing")
    with op.batch_alter_table("runners", table_kwargs={"sqlite_autoincrement": True}) as runners:
        for name in (
            *("left_at", "seen_at", "answered_at", "asked_at", "paused_until", "age_table", "birth_date"),
            *("drives", "nudges", "praise", "target_since"),
        ):
            runners.drop_column(name)
    with op.batch_alter_table("teams") as teams:
        for name in (
            *("left_at", "admin_id", "owner_id", "quiet_until", "quiet_from", "boards_at_start", "feed_mode_since"),
            *("feed_mode", "coach_role_chosen", "coach_role_id", "leaderboard_chosen", "feed_chosen"),
        ):
            teams.drop_column(name)
