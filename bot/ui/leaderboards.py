"""Leaderboards as members see them: the board one asks for, and the post of the week."""

import re
from typing import Final, Self

import discord

from bot.domain.leaderboards import Board, Period
from bot.domain.units import Unit
from bot.errors import UserError
from bot.services.leaderboards import StandingRow, Standings, WeeklyPost
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of

PICTURE_NAME: Final = "leaderboard.png"
"""The file beside a weekly post."""
BAR_STEPS: Final = 10

_BOARD: re.Pattern[str] = re.compile(r"board:(?P<board>[a-z_]{1,20}):(?P<period>[a-z_0-9]{1,20})")
_SHOW: re.Pattern[str] = re.compile(r"board-show:(?P<board>[a-z_]{1,20}):(?P<shown>[01]):(?P<period>[a-z_0-9]{1,20})")


class BoardButton(Button, template=_BOARD):
    """Shows another board, or another week, in place of this one."""

    def __init__(self, board: str, period: str, label: str = "·") -> None:
        super().__init__(f"board:{board}:{period}", label)
        self.board = board
        self.period = period

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["board"], match["period"])

    async def pressed(self, interaction: Interaction) -> None:
        """Fetch the board and show it."""
        board, period = _chosen(self.board, self.period)
        standings = await services_of(interaction).leaderboards.standings(asker_of(interaction), board, period)
        await interaction.response.edit_message(view=StandingsView(standings))


class ShowButton(Button, template=_SHOW):
    """Shows the presser to the team on this board, or hides them; at once."""

    def __init__(self, board: str, period: str, *, shown: bool) -> None:
        super().__init__(f"board-show:{board}:{int(shown)}:{period}", text.SHOW_ME if shown else text.HIDE_ME)
        self.board = board
        self.period = period
        self.shown = shown

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["board"], match["period"], shown=match["shown"] == "1")

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the choice and show the board as it is now."""
        board, period = _chosen(self.board, self.period)
        standings = await services_of(interaction).leaderboards.set_shown(
            asker_of(interaction), board, period, shown=self.shown
        )
        await interaction.response.edit_message(view=StandingsView(standings))


def _chosen(board: str, period: str) -> tuple[Board, Period]:
    """Read what a button's id names; one from an older version may name what is no more."""
    try:
        return Board(board), Period(period)
    except ValueError:
        raise UserError("component_stale") from None


class StandingsView(Card):
    """The private answer: top rows, one's own line, the team's bar, and where to go from here."""

    def __init__(self, standings: Standings) -> None:
        board, period = standings.board, standings.period
        this_week = period is Period.THIS_WEEK
        heading = text.BOARD_HEADING.format(
            board=text.BOARDS[board],
            period=text.THIS_WEEK if this_week else text.WEEK.format(week=standings.week.number),
        )
        before = text.TO_WEEK.format(week=standings.week.previous().number)
        other_board = Board.DISTANCE if board is Board.POINTS else Board.POINTS
        super().__init__(
            "\n".join([heading, *_standing_lines(standings)]),
            BoardButton(other_board, period, text.BOARDS[other_board]),
            BoardButton(
                board, Period.LAST_WEEK if this_week else Period.THIS_WEEK, before if this_week else text.TO_THIS_WEEK
            ),
            ShowButton(board, period, shown=not standings.own_shown),
            accent=theme.RUN,
        )


def _standing_lines(standings: Standings) -> list[str]:
    totals = standings.totals
    if totals.runs == 0:
        if standings.period is Period.THIS_WEEK:
            return [text.EMPTY_THIS_WEEK]
        return [text.EMPTY_WEEK.format(week=standings.week.number)]
    lines = [
        row_line(row, _value(row.value, standings.board, standings.unit), own=row.is_asker) for row in standings.rows
    ]
    if standings.own_value > 0 or standings.previous_value > 0:
        lines.append(_own_line(standings))
    if not standings.rows:
        lines.append(_team_bar(standings))
    lines.append(
        text.TEAM.format(
            runners=text.runners(totals.runners),
            runs=text.runs(totals.runs),
            distance=figures.total_distance(totals.distance_m, standings.unit),
        )
    )
    if not standings.rows:
        lines.append(text.FEW_SHOWN)
    elif not standings.own_shown and standings.own_value > 0:
        lines.append(text.OWN_HIDDEN)
    return lines


def _team_bar(standings: Standings) -> str:
    """Return what all ran together as a bar: for those who like no comparison, and while there is no board.

    It is full at what the team ran in the week before, and says so; without one there is nothing to fill.
    """
    together, before = standings.totals.distance_m, standings.previous_distance_m
    if before <= 0:
        return text.TEAM_BAR.format(bar=text.BAR_FULL * BAR_STEPS)
    full = min(BAR_STEPS, together * BAR_STEPS // before)
    return text.TEAM_BAR_BESIDE.format(
        bar=text.BAR_FULL * full + text.BAR_OPEN * (BAR_STEPS - full),
        week=standings.week.previous().number,
        distance=figures.total_distance(before, standings.unit),
    )


def _own_line(standings: Standings) -> str:
    """Return one's own value beside one's own week before; a gain is spelled out."""
    own, before = standings.own_value, standings.previous_value

    def said(value: int) -> str:
        return _value(value, standings.board, standings.unit)

    line = text.OWN.format(value=said(own))
    if standings.own_place is not None and not any(row.is_asker for row in standings.rows):
        line += text.OWN_PLACE.format(place=standings.own_place)
    week = standings.week.previous().number
    if own > before > 0:
        line += text.OWN_UP.format(value=said(own - before), week=week)
    elif before > 0:
        line += text.OWN_BEFORE.format(value=said(before), week=week)
    return line


def _value(value: int, board: Board, unit: Unit) -> str:
    return figures.total_distance(value, unit) if board is Board.DISTANCE else text.points(value)


def row_line(row: StandingRow, value: str, *, own: bool = False) -> str:
    """Return a line of a board; runners with the same value share the medal."""
    name = text.member(row.name)
    if own:
        name = text.OWN_NAME.format(name=name)
    if row.place <= len(text.MEDALS):
        return text.MEDAL_ROW.format(medal=text.MEDALS[row.place - 1], name=name, value=value)
    return text.PLACE_ROW.format(place=row.place, name=name, value=value)


class WeeklyPostView(Card):
    """The Monday message; whole without its picture, and recognised by its `marker`."""

    def __init__(self, post: WeeklyPost, picture_name: str | None, marker: int | None) -> None:
        lines = [text.WEEKLY_HEADING.format(week=post.week.number)]
        lines += [row_line(row, text.points(row.value)) for row in post.rows]
        lines.append(f"{together(post)} {text.WEEKLY_THANKS}" if post.totals.runs else text.WEEKLY_EMPTY)
        gallery = None
        if picture_name is not None:
            gallery = discord.ui.MediaGallery[discord.ui.LayoutView](
                discord.MediaGalleryItem(f"attachment://{picture_name}", description=picture_text(post))
            )
        super().__init__("\n".join(lines), accent=theme.RUN, marker=marker, below=gallery)


def together(post: WeeklyPost) -> str:
    """Return what the team did: `14 of us ran 412 km together.`"""
    return text.together(post.totals.runners, figures.team_total_distance(post.totals.distance_m, post.units))


def picture_text(post: WeeklyPost) -> str:
    """Return what the picture says, for those who do not see it; at most Discord's 1,024 characters."""
    rows = " ".join(
        text.WEEKLY_PICTURE_ROW.format(place=row.place, name=text.plain_member(row.name), value=text.points(row.value))
        for row in post.rows
    )
    described = text.WEEKLY_PICTURE.format(week=post.week.number, rows=rows, together=together(post))
    return " ".join(described.split())[:1024]
