"""Leaderboards: who chose to be shown, in order, and everyone's own progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, Concern, Subject, audience
from bot.domain.dates import Week, local_today
from bot.domain.leaderboards import (
    MIN_SHOWN,
    NEIGHBOURS,
    NEW_FOR,
    SUMS,
    TOP,
    Board,
    Period,
    key_before,
    most_shown_alike,
    period_key,
    places,
    shown_value,
    span,
)
from bot.domain.units import Unit
from bot.services.applause import NOBODY, Applause, applause
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.race_countdowns import RaceCountdown, race_countdown
from bot.services.runners import Enrolment, chosen_boards, column_of, show_on_boards, unit_of
from bot.services.shoutout_posts import EMPTY_WALL, Wall, wall
from bot.services.standing import revise_boards, revise_relays
from bot.services.teams import TeamUnits
from db.database import Database
from db.repositories.boards import BoardRow
from db.repositories.points import TeamTotalRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

AROUND = "me"
"""The page that shows the asker with their neighbours, wherever they stand."""
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A line of a board; `value` is points, metres, or tenths of a percent. `is_new` marks who joined lately."""

    place: int
    name: str
    value: int
    is_asker: bool
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class TeamTotals:
    """What the team did together: runners who logged anything, their runs, metres and points."""

    runners: int
    runs: int
    distance_m: int
    points: int


NOTHING: Final = TeamTotals(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Standings:
    """A board as one member may see it: a page of it, or the asker with their neighbours.

    `period` is the one that the board covers, `key` says which, and `week` is the one it ends in. `rows` is empty while
    fewer than three runners are shown. `own_place` is None unless the asker is among them. `totals` are those of the
    period for boards that add up; those of percents have the present week's, while they have no rows.
    `previous_distance_m` is what the team ran together in the like period before, known where there are no rows.
    `best` is the value of the board's first place, whichever page this is; 0 while there is no board. `needs_age` tells
    that the asker has no age grade because birth date or table are unknown.
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
    key: str = ""
    best: int = 0
    page: int = 0
    is_around: bool = False
    has_more: bool = False
    needs_age: bool = False
    team_name: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyPost:
    """The Monday message about a finished week; `rows` is empty while fewer than three runners are shown.

    `alike` is how many more have as many points as the last of the rows, and `previous_distance_m` what the team ran
    together in the week before. `countdown` is to the race that the team trains for, if there is one.
    """

    week: Week
    team_name: str
    rows: tuple[StandingRow, ...]
    totals: TeamTotals
    units: TeamUnits
    applause: Applause = NOBODY
    previous_distance_m: int = 0
    alike: int = 0
    wall: Wall = EMPTY_WALL
    countdown: RaceCountdown | None = None


class LeaderboardService:
    """Reads boards and keeps each runner's choice to be on them."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def standings(self, asker: Asker, board: Board, period: Period, page: str = "") -> Standings:
        """Return a board with the asker's own line: a page of five by its number from 0, or `AROUND` the asker.

        A board that has no such period answers with its own; one that has no such page with the first.
        """
        now = self._clock.now()
        found = await self._database.read(lambda uow: self._known(uow, asker, board, period, page, now))
        if found is None:
            # First use: enrolling is a write, and everybody does it once.
            found = await self._database.write(
                lambda uow: _standings(uow, self._enrolment.runner(uow, asker, now), board, period, page, now)
            )
        return found

    async def set_shown(self, asker: Asker, board: Board, period: Period, *, shown: bool) -> Standings:
        """Show or hide the asker on a board from now on, and return it as it then stands."""
        return await self._database.write(lambda uow: self._set_shown(uow, asker, board, period, shown=shown))

    def _known(
        self, uow: UnitOfWork, asker: Asker, board: Board, period: Period, page: str, now: datetime
    ) -> Standings | None:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        # Who comes back after having left is welcomed by a write, as who is new.
        known = runner is not None and runner.left_at is None
        return _standings(uow, runner, board, period, page, now) if known and runner is not None else None

    def _set_shown(self, uow: UnitOfWork, asker: Asker, board: Board, period: Period, *, shown: bool) -> Standings:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        chosen = choose_boards(uow, runner, {board: shown}, now)
        return _standings(uow, chosen, board, period, "", now)


def choose_boards(uow: UnitOfWork, runner: RunnerRow, choice: Mapping[Board, bool], now: datetime) -> RunnerRow:
    """Keep on which boards the runner is named, at once, also on those that stand; returns the runner as they are then.

    The runner's row must be locked.
    """
    columns: dict[str, Any] = {column_of(board): shown for board, shown in choice.items()}
    columns["answered_at"] = runner.answered_at or now
    chosen = runner._replace(**columns)
    uow.runners.change(runner.runner_id, **columns)
    show_on_boards(uow, chosen)
    if chosen.shows_age_graded != runner.shows_age_graded:
        revise_relays(uow, chosen, now)
    # Boards that are posted compare points.
    if chosen.shows_points != runner.shows_points:
        revise_boards(uow, chosen, now, hidden=not chosen.shows_points)
    return chosen


def weekly_post(uow: UnitOfWork, team_id: int, week: Week, at: datetime) -> WeeklyPost | None:
    """Return the message about a finished week as profiles allow it now; None when nobody ran, so nothing to say.

    `at` is when it is posted, from which it counts down to a race.
    """
    team = uow.teams.find(team_id)
    totals = uow.points.team_total(team_id, week.key)
    if team is None or totals.runs == 0:
        return None
    top = uow.boards.top(team_id, week.key, Board.POINTS, TOP)
    ended = datetime.combine(week.next().monday, time(), ZoneInfo(team.time_zone))
    rows = _rows(top, Board.POINTS, Unit.KM, ended)
    # As many points or more, but for those who are named.
    alike = uow.boards.better_than(team_id, week.key, Board.POINTS, rows[-1].value - 1) - len(rows) if rows else 0
    return WeeklyPost(
        week=week,
        team_name=team.name,
        rows=rows,
        alike=max(0, alike),
        totals=_totals(totals),
        units=TeamUnits(team.units),
        applause=applause(uow, team, week),
        wall=wall(uow, team_id, week),
        countdown=race_countdown(uow, team, at),
        previous_distance_m=uow.points.team_total(team_id, week.previous().key).distance_m,
    )


def _standings(uow: UnitOfWork, runner: RunnerRow, board: Board, asked: Period, page: str, now: datetime) -> Standings:
    period = span(board, asked)
    today = local_today(now, ZoneInfo(runner.team_time_zone))
    key, unit = period_key(period, today), unit_of(runner)
    own_value = _value(uow, runner, board, key)
    shown = board in chosen_boards(runner)
    is_around = page == AROUND and shown and own_value > 0
    offset = _offset(uow, runner, board, key, page, own_value if is_around else None)
    found = uow.boards.top(runner.team_id, key, board, TOP + 1, offset)
    if offset and not found:
        offset, found = 0, uow.boards.top(runner.team_id, key, board, TOP + 1)
    first = 1
    if offset and found:
        alike = most_shown_alike(board, found[0].value, unit)
        first += uow.boards.better_than(runner.team_id, key, board, alike)
    rows = _rows(found[:TOP], board, unit, now, runner.runner_id, offset, first)
    own_place = None
    if rows and shown and own_value > 0:
        alike = most_shown_alike(board, own_value, unit)
        own_place = 1 + uow.boards.better_than(runner.team_id, key, board, alike)
    before = key_before(period, today) if board in SUMS else None
    # A board of percents says nothing of what all did together; the present week does.
    team_key = key if board in SUMS else Week.of(today).key
    team_before = before if board in SUMS else Week.of(today).previous().key
    return Standings(
        board=board,
        period=period,
        week=Week.of(today).previous() if period in (Period.LAST_WEEK, Period.FOUR_WEEKS) else Week.of(today),
        rows=rows,
        own_value=own_value,
        own_place=own_place,
        own_shown=shown,
        previous_value=0 if before is None else _value(uow, runner, board, before),
        totals=(NOTHING if rows and board not in SUMS else _totals(uow.points.team_total(runner.team_id, team_key))),
        previous_distance_m=(
            0 if rows or team_before is None else uow.points.team_total(runner.team_id, team_before).distance_m
        ),
        unit=unit,
        key=key,
        best=_best(uow, runner, board, key, offset, rows),
        page=offset // TOP,
        is_around=is_around,
        has_more=bool(rows) and len(found) > TOP,
        needs_age=board is Board.AGE_GRADED and (runner.birth_date is None or runner.age_table is None),
        team_name=runner.team_name,
    )


def _offset(uow: UnitOfWork, runner: RunnerRow, board: Board, key: str, page: str, around: int | None) -> int:
    """Return how many lines come before those that are asked for; `around` is the value to have in the middle."""
    if around is not None:
        before = uow.boards.listed_before(runner.team_id, key, board, around, runner.runner_id)
        return max(0, before - NEIGHBOURS)
    return TOP * min(int(page), MOST_PAGES) if page.isdecimal() else 0


def _best(
    uow: UnitOfWork, runner: RunnerRow, board: Board, key: str, offset: int, rows: tuple[StandingRow, ...]
) -> int:
    """Return the value of the first place, which a later page does not hold."""
    values = [row.value for row in rows]
    if rows and offset:
        first = uow.boards.top(runner.team_id, key, board, TOP)
        values += [row.value for row in first if _is_public(row, board)]
    return max(values, default=0)


def _rows(
    found: list[BoardRow],
    board: Board,
    unit: Unit,
    now: datetime,
    asker_id: int | None = None,
    offset: int = 0,
    first: int = 1,
) -> tuple[StandingRow, ...]:
    """Return the lines of a page that leaves out `offset` before it; its first line has the place `first`."""
    # The totals' copies of the choices make the page one index range; the profile itself has the final word.
    shown = [row for row in found if _is_public(row, board)]
    # With one or two names a board would only say who is hidden.
    if offset == 0 and len(shown) < MIN_SHOWN:
        return ()
    seen = {row.runner_id: shown_value(board, row.value, unit) for row in shown}
    in_order = sorted(shown, key=lambda row: (-seen[row.runner_id], row.name.casefold()))
    numbers = places([seen[row.runner_id] for row in in_order])
    # In a team's first weeks everybody is new, and the mark would say nothing.
    new = {row.runner_id for row in shown if row.joined_at > now - NEW_FOR}
    marked = new if len(new) < len(shown) else set()
    return tuple(
        StandingRow(
            first if number == 1 else offset + number,
            row.name,
            row.value,
            is_asker=row.runner_id == asker_id,
            is_new=row.runner_id in marked,
        )
        for number, row in zip(numbers, in_order, strict=True)
    )


def _is_public(row: BoardRow, board: Board) -> bool:
    return audience(Concern.BOARD, _subject(row, board), board=board) is Audience.PUBLIC


def _subject(row: BoardRow, board: Board) -> Subject:
    return Subject(boards=frozenset({board}) if row.shown else frozenset(), away=row.left_at is not None)


def _value(uow: UnitOfWork, runner: RunnerRow, board: Board, key: str) -> int:
    if board not in SUMS:
        return uow.boards.score(runner.team_id, board, key, runner.runner_id)
    total = uow.points.total(runner.team_id, key, runner.runner_id)
    return total.points if board is Board.POINTS else total.distance_m


def _totals(row: TeamTotalRow) -> TeamTotals:
    return TeamTotals(runners=row.runners, runs=row.runs, distance_m=row.distance_m, points=row.points)
