"""Leaderboards: who chose to be shown, in order, and everyone's own progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, Concern, Subject, audience
from bot.domain.dates import Week, local_today
from bot.domain.leaderboards import MIN_SHOWN, TOP, Board, Period, period_key, places
from bot.domain.units import Unit
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.runners import Enrolment, chosen_boards, column_of, show_on_boards, unit_of
from bot.services.standing import revise_boards
from bot.services.teams import TeamUnits
from db.database import Database
from db.repositories.boards import BoardRow
from db.repositories.points import TeamTotalRow, TotalRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

BOARDS_TODAY = (Board.POINTS, Board.DISTANCE)
PERIODS_TODAY = (Period.THIS_WEEK, Period.LAST_WEEK)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A line of a board; `value` is points, or metres."""

    place: int
    name: str
    value: int
    is_asker: bool


@dataclass(frozen=True, slots=True)
class TeamTotals:
    """What the team did together: runners who logged anything, their runs, metres and points."""

    runners: int
    runs: int
    distance_m: int
    points: int


@dataclass(frozen=True, slots=True)
class Standings:
    """A board as one member may see it.

    `rows` is empty while fewer than three runners are shown. `own_place` is None unless the asker is among them.
    `previous_distance_m` is what the team ran together in the week before; it is known where there are no rows.
    """

    board: Board
    period: Period
    week: Week
    rows: tuple[StandingRow, ...]
    own_value: int
    own_place: int | None
    own_shown: bool
    previous_value: int
    totals: TeamTotals
    previous_distance_m: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class WeeklyPost:
    """The Monday message about a finished week; `rows` is empty while fewer than three runners are shown."""

    week: Week
    team_name: str
    rows: tuple[StandingRow, ...]
    totals: TeamTotals
    units: TeamUnits


class LeaderboardService:
    """Reads boards and keeps each runner's choice to be on them."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def standings(self, asker: Asker, board: Board, period: Period) -> Standings:
        """Return a board of this or last week with the asker's own line; raises `UserError` for other boards."""
        _check_offered(board, period)
        now = self._clock.now()
        found = await self._database.read(lambda uow: self._known(uow, asker, board, period, now))
        if found is None:
            # First use: enrolling is a write, and everybody does it once.
            found = await self._database.write(
                lambda uow: _standings(uow, self._enrolment.runner(uow, asker, now), board, period, now)
            )
        return found

    async def set_shown(self, asker: Asker, board: Board, period: Period, *, shown: bool) -> Standings:
        """Show or hide the asker on a board from now on, and return it as it then stands."""
        _check_offered(board, period)
        return await self._database.write(lambda uow: self._set_shown(uow, asker, board, period, shown=shown))

    def _known(self, uow: UnitOfWork, asker: Asker, board: Board, period: Period, now: datetime) -> Standings | None:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        # Who comes back after having left is welcomed by a write, as who is new.
        return None if runner is None or runner.left_at is not None else _standings(uow, runner, board, period, now)

    def _set_shown(self, uow: UnitOfWork, asker: Asker, board: Board, period: Period, *, shown: bool) -> Standings:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        chosen = choose_boards(uow, runner, {board: shown}, now)
        return _standings(uow, chosen, board, period, now)


def choose_boards(uow: UnitOfWork, runner: RunnerRow, choice: Mapping[Board, bool], now: datetime) -> RunnerRow:
    """Keep on which boards the runner is named, at once, also on those that stand; returns the runner as they are then.

    The runner's row must be locked.
    """
    columns: dict[str, Any] = {column_of(board): shown for board, shown in choice.items()}
    columns["answered_at"] = runner.answered_at or now
    chosen = runner._replace(**columns)
    uow.runners.change(runner.runner_id, **columns)
    show_on_boards(uow, chosen)
    # Boards that are posted compare points.
    if chosen.shows_points != runner.shows_points:
        revise_boards(uow, chosen, now, hidden=not chosen.shows_points)
    return chosen


def weekly_post(uow: UnitOfWork, team_id: int, week: Week) -> WeeklyPost | None:
    """Return the message about a finished week as profiles allow it now; None when nobody ran, so nothing to say."""
    team = uow.teams.find(team_id)
    totals = uow.points.team_total(team_id, week.key)
    if team is None or totals.runs == 0:
        return None
    top = uow.boards.top(team_id, week.key, Board.POINTS, TOP)
    return WeeklyPost(
        week=week,
        team_name=team.name,
        rows=_rows(top, Board.POINTS, asker_id=None),
        totals=_totals(totals),
        units=TeamUnits(team.units),
    )


def _check_offered(board: Board, period: Period) -> None:
    if board not in BOARDS_TODAY or period not in PERIODS_TODAY:
        raise UserError("board_not_offered")


def _standings(uow: UnitOfWork, runner: RunnerRow, board: Board, period: Period, now: datetime) -> Standings:
    week = Week.parse(period_key(period, local_today(now, ZoneInfo(runner.team_time_zone))))
    own_value = _value(uow.points.total(runner.team_id, week.key, runner.runner_id), board)
    before = _value(uow.points.total(runner.team_id, week.previous().key, runner.runner_id), board)
    shown = board in chosen_boards(runner)
    top = uow.boards.top(runner.team_id, week.key, board, TOP)
    rows = _rows(top, board, asker_id=runner.runner_id)
    own_place = None
    if rows and shown and own_value > 0:
        own_place = 1 + uow.boards.better_than(runner.team_id, week.key, board, own_value)
    return Standings(
        board=board,
        period=period,
        week=week,
        rows=rows,
        own_value=own_value,
        own_place=own_place,
        own_shown=shown,
        previous_value=before,
        previous_distance_m=0 if rows else uow.points.team_total(runner.team_id, week.previous().key).distance_m,
        totals=_totals(uow.points.team_total(runner.team_id, week.key)),
        unit=unit_of(runner),
    )


def _rows(top: list[BoardRow], board: Board, asker_id: int | None) -> tuple[StandingRow, ...]:
    # The totals' copies of the choices make the page one index range; the profile itself has the final word.
    shown = [row for row in top if audience(Concern.BOARD, _subject(row, board), board=board) is Audience.PUBLIC]
    # With one or two names a board would only say who is hidden.
    if len(shown) < MIN_SHOWN:
        return ()
    in_order = sorted(shown, key=lambda row: (-row.value, row.name.casefold()))
    numbers = places([row.value for row in in_order])
    return tuple(
        StandingRow(place, row.name, row.value, is_asker=row.runner_id == asker_id)
        for place, row in zip(numbers, in_order, strict=True)
    )


def _subject(row: BoardRow, board: Board) -> Subject:
    return Subject(boards=frozenset({board}) if row.shown else frozenset(), away=row.left_at is not None)


def _value(total: TotalRow, board: Board) -> int:
    return total.points if board is Board.POINTS else total.distance_m


def _totals(row: TeamTotalRow) -> TeamTotals:
    return TeamTotals(runners=row.runners, runs=row.runs, distance_m=row.distance_m, points=row.points)
