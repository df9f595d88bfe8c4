"""Awards and totals: what the log is worth, replaced a week at a time when the log changes."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, text

from db.base import metadata
from db.types import Snowflake, UtcDateTime

point_rules = Table(
    "point_rules",
    metadata,
    # What a team chose to give for each rule, from an ISO week on; before the first row the common rules hold.
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("since_week", String(8), nullable=False),
    Column("points", JSON, nullable=False),
    Column("week_cap", Integer, nullable=False),
    Column("chooser_id", Snowflake),
    Column("chosen_at", UtcDateTime, nullable=False),
)
Index("ix_point_rules_chooser_id", point_rules.c.team_id, point_rules.c.chooser_id)

awards = Table(
    "awards",
    metadata,
    Column("award_id", Integer, primary_key=True),
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), nullable=False),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), nullable=False),
    Column("week", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("rule", String(24), nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    # The run, or the shoutout, that it was given for, if it was for one.
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE")),
    # No foreign key: SQLite would have to copy all awards for it, and a shoutout is there for as long as its team.
    Column("word_id", Integer),
)
Index("ix_awards_week_of_runner", awards.c.runner_id, awards.c.week)
Index("ix_awards_run", awards.c.run_id)
Index("ix_awards_day_of_runner", awards.c.runner_id, awards.c.day)

period_totals = Table(
    "period_totals",
    metadata,
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("points", Integer, nullable=False),
    # A million runs of ten kilometres are more metres than an Integer of PostgreSQL holds.
    Column("distance_m", BigInteger, nullable=False),
    Column("moving_s", BigInteger, nullable=False),
    Column("runs", Integer, nullable=False),
    Column("run_days", Integer, nullable=False),
    # Copies of the runner's choice, so that a board page is one index range however many stay hidden.
    Column("shows_points", Boolean, nullable=False),
    Column("shows_distance", Boolean, nullable=False),
)
Index(
    "ix_period_totals_points_board",
    period_totals.c.team_id,
    period_totals.c.period,
    period_totals.c.shows_points,
    period_totals.c.points,
    period_totals.c.runner_id,
)
Index(
    "ix_period_totals_distance_board",
    period_totals.c.team_id,
    period_totals.c.period,
    period_totals.c.shows_distance,
    period_totals.c.distance_m,
    period_totals.c.runner_id,
)
# Who earned points and did not run is not counted among those who ran; there are few, and this finds them.
Index(
    "ix_period_totals_without_runs",
    period_totals.c.team_id,
    period_totals.c.period,
    sqlite_where=text("runs = 0"),
    postgresql_where=text("runs = 0"),
)
# A streak reads a runner's weeks and nothing else; the index holds all of it.
Index(
    "ix_period_totals_weeks_of_runner",
    period_totals.c.runner_id,
    period_totals.c.kind,
    period_totals.c.period,
    period_totals.c.run_days,
)

team_totals = Table(
    "team_totals",
    metadata,
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("points", Integer, nullable=False),
    Column("distance_m", BigInteger, nullable=False),
    Column("runs", Integer, nullable=False),
)

unnamed_totals = Table(
    "unnamed_totals",
    metadata,
    # What runners whose data is erased brought to the team; part of `team_totals`, and nobody's any more.
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("points", Integer, nullable=False),
    Column("distance_m", BigInteger, nullable=False),
    Column("runs", Integer, nullable=False),
    Column("runners", Integer, nullable=False),
)

board_scores = Table(
    "board_scores",
    metadata,
    # Figures of boards that are no sums, and streaks: what a finished week or a season came to, kept as tenths.
    Column("team_id", Snowflake, ForeignKey("teams.team_id", ondelete="CASCADE"), primary_key=True),
    Column("board", String(16), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("value", Integer, nullable=False),
    # A copy of the runner's choice, as in `period_totals`.
    Column("shown", Boolean, nullable=False),
)
Index(
    "ix_board_scores_board",
    board_scores.c.team_id,
    board_scores.c.board,
    board_scores.c.period,
    board_scores.c.shown,
    board_scores.c.value,
    board_scores.c.runner_id,
)
Index("ix_board_scores_of_runner", board_scores.c.runner_id, board_scores.c.board, board_scores.c.period)
