"""Questions about places on a board, and the figures of boards that are no sums."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, delete, func, or_, select, update

from db.connection import Connection
from db.models.points import board_scores, period_totals
from db.models.runners import runners
from db.models.runs import runs
from db.repositories.statements import Upsert


class BoardRow(NamedTuple):
    """One line of a board, with the choice that lets the runner stand there."""

    runner_id: int
    name: str
    value: int
    shown: bool
    left_at: datetime | None
    joined_at: datetime


class WeekRow(NamedTuple):
    """What a runner ran in an ISO week, to be compared with other weeks."""

    week: str
    run_days: int
    moving_s: int


class ScoreRow(NamedTuple):
    """A figure of one runner on a board that is no sum, in tenths."""

    board: str
    period: str
    value: int


class RaceRow(NamedTuple):
    """A race at a standard distance; `result_s` is the time that counts there."""

    local_date: date
    event: str
    result_s: int


class StreakRow(NamedTuple):
    """A runner's weeks in a row, in tenths, and what decides whether they may be named for it."""

    name: str
    tenths: int
    praise: str
    left_at: datetime | None


_SUMS = {
    "points": (period_totals.c.points, period_totals.c.shows_points),
    "distance": (period_totals.c.distance_m, period_totals.c.shows_distance),
}
_SCORES = ("consistency", "improvement", "age_graded")
STREAK = "streak"
"""Kept beside the boards' figures for the weekly post: weeks in a row, shown of those whose praise is public."""


def _statements(value: Any, shown: Any, choice: Any, *of_board: Any) -> tuple[Select[Any], Select[Any]]:
    """Return the statements for a page of a board and for the number of better ones."""
    table = value.table
    in_board = and_(
        table.c.team_id == bindparam("team_id"), table.c.period == bindparam("period"), shown.is_(True), *of_board
    )
    # Skipping to a page takes the index alone; names are looked up for what is on it.
    page = (
        select(table.c.runner_id, value.label("value"))
        .where(in_board, value > 0)
        # Backwards through the index and nothing else: of those who are equal the newest comes first.
        .order_by(value.desc(), table.c.runner_id.desc())
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery()
    )
    rows = (
        select(page.c.runner_id, runners.c.name, page.c.value, choice, runners.c.left_at, runners.c.joined_at)
        .join(runners, runners.c.runner_id == page.c.runner_id)
        .order_by(page.c.value.desc(), page.c.runner_id.desc())
    )
    better = select(func.count()).select_from(table).where(in_board, value > bindparam("value"))
    return rows, better


_BOARDS = {board: _statements(value, shown, runners.c[shown.name]) for board, (value, shown) in _SUMS.items()} | {
    board: _statements(
        board_scores.c.value, board_scores.c.shown, runners.c[f"shows_{board}"], board_scores.c.board == board
    )
    for board in _SCORES
}
_BEFORE = {
    board: select(func.count())
    .select_from(value.table)
    .where(
        value.table.c.team_id == bindparam("team_id"),
        value.table.c.period == bindparam("period"),
        shown.is_(True),
        *([board_scores.c.board == board] if value.table is board_scores else []),
        or_(value > bindparam("value"), and_(value == bindparam("value"), value.table.c.runner_id > bindparam("me"))),
    )
    for board, (value, shown) in (_SUMS | dict.fromkeys(_SCORES, (board_scores.c.value, board_scores.c.shown))).items()
}
_SCORE = select(board_scores.c.value).where(
    board_scores.c.team_id == bindparam("team_id"),
    board_scores.c.board == bindparam("board"),
    board_scores.c.period == bindparam("period"),
    board_scores.c.runner_id == bindparam("runner_id"),
)
_SHOW_SCORES = (
    update(board_scores)
    .where(board_scores.c.runner_id == bindparam("of_runner"), board_scores.c.board == bindparam("of_board"))
    .values(shown=bindparam("is_shown"))
)
_WEEKS = (
    select(period_totals.c.period, period_totals.c.run_days, period_totals.c.moving_s)
    .where(period_totals.c.runner_id == bindparam("runner_id"), period_totals.c.kind == "week")
    .order_by(period_totals.c.period)
)
# A race's clock does not stop (`bot.domain.bests.result_s`). Treadmills stand at no event; trails are no road.
_RACES = select(
    runs.c.local_date, runs.c.event, case((runs.c.elapsed_s.is_not(None), runs.c.elapsed_s), else_=runs.c.moving_s)
).where(
    runs.c.runner_id == bindparam("runner_id"),
    runs.c.event.is_not(None),
    runs.c.kind == "race",
    or_(runs.c.surface.is_(None), runs.c.surface.not_in(("trail", "treadmill"))),
)
_SCORES_OF = select(board_scores.c.board, board_scores.c.period, board_scores.c.value).where(
    board_scores.c.runner_id == bindparam("runner_id")
)
_KEEP = Upsert(
    board_scores,
    lambda insert: insert.on_conflict_do_update(
        index_elements=list(board_scores.primary_key.columns),
        set_={"value": insert.excluded["value"], "shown": insert.excluded["shown"]},
    ),
)
_FORGET = delete(board_scores).where(
    board_scores.c.runner_id == bindparam("of_runner"),
    board_scores.c.board == bindparam("of_board"),
    board_scores.c.period == bindparam("of_period"),
)
_RAN_IN = (
    select(period_totals.c.runner_id)
    .where(
        period_totals.c.team_id == bindparam("team_id"),
        period_totals.c.period.in_(bindparam("weeks", expanding=True)),
    )
    .distinct()
    .order_by(period_totals.c.runner_id)
)
# Week keys all have a W, and a season's has none: in the order of text they follow the season of their year.
_PRUNE = delete(board_scores).where(
    board_scores.c.team_id == bindparam("of_team"),
    board_scores.c.board.in_(("consistency", "improvement")),
    board_scores.c.period.like("%-W%"),
    board_scores.c.period < bindparam("before"),
)
_STREAKS = (
    select(runners.c.name, board_scores.c.value, runners.c.praise, runners.c.left_at)
    .join(runners, runners.c.runner_id == board_scores.c.runner_id)
    .where(
        board_scores.c.team_id == bindparam("team_id"),
        board_scores.c.board == STREAK,
        board_scores.c.period == bindparam("period"),
        board_scores.c.shown.is_(True),
    )
    .order_by(board_scores.c.value.desc(), board_scores.c.runner_id)
    .limit(bindparam("limit"))
)


class BoardRepository:
    """Reads boards, and keeps `board_scores`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def top(self, team_id: int, period: str, board: str, limit: int, offset: int = 0) -> list[BoardRow]:
        """Return the best of those who chose to be shown, best first, after leaving out `offset` of them."""
        parameters = {"team_id": team_id, "period": period, "limit": limit, "offset": offset}
        return [BoardRow._make(row) for row in self._connection.execute(_BOARDS[board][0], parameters)]

    def better_than(self, team_id: int, period: str, board: str, value: int) -> int:
        """Return how many shown runners have more than `value`."""
        parameters = {"team_id": team_id, "period": period, "value": value}
        return int(self._connection.execute(_BOARDS[board][1], parameters).scalar_one())

    def listed_before(self, team_id: int, period: str, board: str, value: int, runner_id: int) -> int:
        """Return how many shown runners `top` lists before one of this value."""
        parameters = {"team_id": team_id, "period": period, "value": value, "me": runner_id}
        return int(self._connection.execute(_BEFORE[board], parameters).scalar_one())

    def score(self, team_id: int, board: str, period: str, runner_id: int) -> int:
        """Return one runner's figure in tenths, zero when there is none."""
        parameters = {"team_id": team_id, "board": board, "period": period, "runner_id": runner_id}
        return int(self._connection.execute(_SCORE, parameters).scalar() or 0)

    def set_shown(self, runner_id: int, boards: Mapping[str, bool]) -> None:
        """Carry a runner's choice about boards, by name, to all of their totals and scores."""
        totals = {shown.name: boards[board] for board, (_, shown) in _SUMS.items() if board in boards}
        if totals:
            self._connection.execute(
                update(period_totals).where(period_totals.c.runner_id == runner_id).values(**totals)
            )
        for board, shown in boards.items():
            if board not in _SUMS:
                self._connection.execute(_SHOW_SCORES, {"of_runner": runner_id, "of_board": board, "is_shown": shown})

    def weeks(self, runner_id: int) -> list[WeekRow]:
        """Return every week that a runner's log knows, oldest first."""
        return [WeekRow._make(row) for row in self._connection.execute(_WEEKS, {"runner_id": runner_id})]

    def races(self, runner_id: int) -> list[RaceRow]:
        """Return a runner's races at standard distances; what is in doubt stands at none."""
        return [RaceRow._make(row) for row in self._connection.execute(_RACES, {"runner_id": runner_id})]

    def scores(self, runner_id: int) -> list[ScoreRow]:
        """Return all that is kept of a runner."""
        return [ScoreRow._make(row) for row in self._connection.execute(_SCORES_OF, {"runner_id": runner_id})]

    def keep(self, rows: Sequence[dict[str, object]]) -> None:
        """Keep figures, one mapping of columns each, in place of those of the same board and period."""
        if rows:
            self._connection.execute(_KEEP.on(self._connection), rows)

    def forget(self, runner_id: int, keys: Collection[tuple[str, str]]) -> None:
        """Remove a runner's figures of some boards and periods."""
        if keys:
            rows = [{"of_runner": runner_id, "of_board": board, "of_period": period} for board, period in keys]
            self._connection.execute(_FORGET, rows)

    def ran_in(self, team_id: int, weeks: Sequence[str]) -> list[int]:
        """Return keys of the runners whose log knows one of these weeks, ascending."""
        found = self._connection.execute(_RAN_IN, {"team_id": team_id, "weeks": list(weeks)})
        return list(found.scalars())

    def prune(self, team_id: int, before: str) -> None:
        """Remove figures of weeks before this one. Streaks stay: a post of the past tells of them."""
        self._connection.execute(_PRUNE, {"of_team": team_id, "before": before})

    def streaks(self, team_id: int, week: str, limit: int) -> list[StreakRow]:
        """Return the longest streaks that a week was part of, of those who may be named, longest first."""
        parameters = {"team_id": team_id, "period": week, "limit": limit}
        return [StreakRow._make(row) for row in self._connection.execute(_STREAKS, parameters)]
