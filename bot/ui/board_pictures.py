"""What pictures of boards show, ready to be drawn, and the same in words for those who do not see them."""

from dataclasses import dataclass
from typing import Final

from bot.domain.dates import Week
from bot.domain.leaderboards import SUMS, Board, Period
from bot.domain.progress import SPAN_WEEKS
from bot.domain.units import Unit
from bot.services.leaderboards import Standings, WeeklyPost
from bot.ui import figures, text
from bot.ui.text import boards as said

DESCRIPTION_LIMIT: Final = 1024
"""Characters of an attachment's description (Discord's limit)."""


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A line of a picture; `share` is how much of its bar is filled, 0 to 1: full for the board's first place."""

    place: int
    name: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """A board as it is drawn; two that are equal look the same."""

    title: str
    aside: str
    team: str
    rows: tuple[PictureRow, ...]
    foot: str


def picture_of_post(post: WeeklyPost) -> BoardPicture:
    """Return the board of a week."""
    most = max((row.value for row in post.rows), default=0)
    return BoardPicture(
        text.PICTURE_HEADING.format(week=post.week.number),
        figures.days(post.week),
        text.plain_team(post.team_name),
        tuple(
            PictureRow(row.place, text.plain_member(row.name), text.points(row.value), row.value / most)
            for row in post.rows
        ),
        together(post),
    )


def picture_of_standings(standings: Standings) -> BoardPicture:
    """Return a page of a board; whose page it is cannot be seen, so one picture serves all."""
    board, unit = standings.board, standings.unit
    most = max(standings.best, *(row.value for row in standings.rows), 0)
    return BoardPicture(
        text.BOARDS[board],
        capital(period_name(standings.period, standings.week)),
        text.plain_team(standings.team_name),
        tuple(
            PictureRow(row.place, text.plain_member(row.name), board_value(row.value, board, unit), row.value / most)
            for row in standings.rows
        ),
        _team(standings),
    )


def standings_text(standings: Standings) -> str:
    """Return what the picture of a page says."""
    heading = f"{text.BOARDS[standings.board]}, {period_name(standings.period, standings.week)}"
    rows = " ".join(
        text.WEEKLY_PICTURE_ROW.format(
            place=row.place,
            name=text.plain_member(row.name),
            value=board_value(row.value, standings.board, standings.unit),
        )
        for row in standings.rows
    )
    return _described(said.PICTURE.format(heading=heading, rows=rows))


def picture_text(post: WeeklyPost) -> str:
    """Return what the picture of a week says."""
    rows = " ".join(
        text.WEEKLY_PICTURE_ROW.format(place=row.place, name=text.plain_member(row.name), value=text.points(row.value))
        for row in post.rows
    )
    return _described(text.WEEKLY_PICTURE.format(week=post.week.number, rows=rows, together=together(post)))


def together(post: WeeklyPost) -> str:
    """Return what the team did: `14 of us ran 412 km together.`"""
    return text.together(post.totals.runners, figures.team_total_distance(post.totals.distance_m, post.units))


def board_value(value: int, board: Board, unit: Unit) -> str:
    """Return `116 points`, `42.2 km`, `91.7 %` or `+8.3 %`; percents come in tenths."""
    match board:
        case Board.POINTS:
            return text.points(value)
        case Board.DISTANCE:
            return figures.total_distance(value, unit)
        case _:
            template = said.GAIN if board is Board.IMPROVEMENT else said.PERCENT
            return template.format(value=f"{value // 10}.{value % 10}")


def period_name(period: Period, week: Week) -> str:
    """Return `this week`, `November`, `season 2026`; `week` is the one in which the period ends."""
    match period:
        case Period.THIS_WEEK:
            return said.THIS_WEEK
        case Period.LAST_WEEK:
            return said.WEEK.format(week=week.number)
        case Period.THIS_MONTH:
            return said.THIS_MONTH
        case Period.LAST_30_DAYS:
            return said.THIRTY_DAYS
        case Period.SEASON:
            return said.SEASON
        case Period.ALL:
            return said.ALL_TIME
        case Period.FOUR_WEEKS:
            first = week
            for _ in range(SPAN_WEEKS - 1):
                first = first.previous()
            return said.FOUR_WEEKS.format(first=first.number, week=week.number)


def capital(words: str) -> str:
    """Return words as they begin a line."""
    return words[:1].upper() + words[1:]


def _team(standings: Standings) -> str:
    if standings.board not in SUMS:
        return said.CHOSEN_FOOT
    distance = figures.total_distance(standings.totals.distance_m, standings.unit)
    return said.TEAM_FOOT.format(runs=text.runs(standings.totals.runs), distance=distance)


def _described(words: str) -> str:
    return " ".join(words.split())[:DESCRIPTION_LIMIT]
