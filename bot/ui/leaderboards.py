"""Leaderboards as members see them: the board one asks for, and the post of the week."""

import io
import re
from collections.abc import Iterable
from typing import Any, Final, Self

import discord

from bot.domain.dates import Week
from bot.domain.leaderboards import SUMS, Board, Period, spans
from bot.errors import UserError
from bot.services.applause import Applause
from bot.services.leaderboards import StandingRow, Standings, WeeklyPost
from bot.ui import figures, text, theme
from bot.ui.board_pictures import (
    board_value,
    capital,
    period_name,
    picture_of_standings,
    picture_text,
    standings_text,
    together,
)
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, Picker, asker_of, services_of
from bot.ui.pictures import drawn
from bot.ui.race_lines import countdown_line
from bot.ui.shoutouts import wall_lines
from bot.ui.text import boards as said
from bot.ui.text.recaps import MONTHS

PICTURE_NAME: Final = "leaderboard.png"
"""The file beside a weekly post."""
BAR_STEPS: Final = 10

_PAGE: Final = r"(?P<board>[a-z_]{1,20}):(?P<period>[a-z_0-9]{1,20})(?::(?P<page>[0-9]{1,5}|me))?"
_BOARD: re.Pattern[str] = re.compile(rf"board:{_PAGE}")
_DRAW: re.Pattern[str] = re.compile(rf"board-picture:{_PAGE}")
_SHOW: re.Pattern[str] = re.compile(r"board-show:(?P<board>[a-z_]{1,20}):(?P<shown>[01]):(?P<period>[a-z_0-9]{1,20})")
_BOARDS: re.Pattern[str] = re.compile(r"boards:(?P<period>[a-z_0-9]{1,20})")
_PERIODS: re.Pattern[str] = re.compile(r"board-periods:(?P<board>[a-z_]{1,20})")


class BoardButton(Button, template=_BOARD):
    """Turns to another page of a board: by its number from 0, or to the presser and their neighbours."""

    def __init__(self, board: str, period: str, label: str = "·", page: str = "") -> None:
        super().__init__(f"board:{board}:{period}{page and f':{page}'}", label)
        self.board = board
        self.period = period
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["board"], match["period"], page=match["page"] or "")

    async def pressed(self, interaction: Interaction) -> None:
        """Fetch the page and show it."""
        await _turn(interaction, self.board, self.period, self.page)


class BoardPicker(Picker, template=_BOARDS):
    """Turns to another board, of the same period where it has that one."""

    def __init__(self, period: str, shown: Board | None = None) -> None:
        boards = Board if shown is not None else ()
        super().__init__(
            f"boards:{period}",
            [
                discord.SelectOption(label=text.BOARDS[board], value=board.value, default=board is shown)
                for board in boards
            ],
        )
        self.period = period

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["period"])

    async def pressed(self, interaction: Interaction) -> None:
        """Show the board."""
        await _turn(interaction, self.picked, self.period)


class PeriodPicker(Picker, template=_PERIODS):
    """Turns a board to another period."""

    def __init__(self, board: str, options: Iterable[discord.SelectOption] = ()) -> None:
        super().__init__(f"board-periods:{board}", options)
        self.board = board

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["board"])

    async def pressed(self, interaction: Interaction) -> None:
        """Show the period."""
        await _turn(interaction, self.board, self.picked)


class PictureButton(Button, template=_DRAW):
    """Adds a picture of the page to it."""

    def __init__(self, board: str, period: str, page: str = "") -> None:
        super().__init__(f"board-picture:{board}:{period}{page and f':{page}'}", said.AS_PICTURE)
        self.board = board
        self.period = period
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["board"], match["period"], match["page"] or "")

    async def pressed(self, interaction: Interaction) -> None:
        """Draw the page as it is now, and show both."""
        standings = await services_of(interaction).leaderboards.standings(
            asker_of(interaction), *_chosen(self.board, self.period), self.page
        )
        if not standings.rows:
            await interaction.response.edit_message(view=StandingsView(standings), attachments=[])
            return
        file = discord.File(io.BytesIO(await drawn(picture_of_standings(standings))), PICTURE_NAME)
        await interaction.response.edit_message(view=StandingsView(standings, PICTURE_NAME), attachments=[file])


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
        await interaction.response.edit_message(view=StandingsView(standings), attachments=[])


async def _turn(interaction: Interaction, board: str, period: str, page: str = "") -> None:
    """Show another page in place of this one; a picture of this one goes."""
    standings = await services_of(interaction).leaderboards.standings(
        asker_of(interaction), *_chosen(board, period), page
    )
    await interaction.response.edit_message(view=StandingsView(standings), attachments=[])


def _chosen(board: str, period: str) -> tuple[Board, Period]:
    """Read what a button's id names; one from an older version may name what is no more."""
    try:
        return Board(board), Period(period)
    except ValueError:
        raise UserError("component_stale") from None


class StandingsView(Card):
    """The private answer: five rows, one's own line, the team's bar, and where to go from here."""

    def __init__(self, standings: Standings, picture_name: str | None = None) -> None:
        board, period = standings.board, standings.period
        lists: list[discord.ui.Item[Any]] = [BoardPicker(period, board)]
        if len(spans(board)) > 1:
            lists.append(PeriodPicker(board, _periods(standings)))
        gallery = None
        if picture_name is not None:
            gallery = _gallery(picture_name, standings_text(standings))
        super().__init__(
            "\n".join([board_heading(standings), *_standing_lines(standings)]),
            *_turning(standings),
            *([PictureButton(board, period, _page(standings))] if standings.rows else []),
            ShowButton(board, period, shown=not standings.own_shown),
            accent=theme.RUN,
            below=gallery,
            lists=lists,
        )


def board_heading(standings: Standings) -> str:
    """Return `### Points · this week`."""
    return text.BOARD_HEADING.format(
        board=text.BOARDS[standings.board], period=period_name(standings.period, standings.week)
    )


def _turning(standings: Standings) -> list[Button]:
    """Return the buttons to other pages; a page with nothing beyond it leads nowhere there."""
    board, period, page = standings.board, standings.period, standings.page
    if standings.is_around:
        return [BoardButton(board, period, said.TOP, "0")]
    turning: list[Button] = []
    if page > 0:
        turning.append(BoardButton(board, period, said.BACK, str(page - 1)))
    if standings.has_more:
        turning.append(BoardButton(board, period, said.NEXT, str(page + 1)))
    if standings.own_place is not None and not any(row.is_asker for row in standings.rows):
        turning.append(BoardButton(board, period, said.AROUND, "me"))
    return turning


def _page(standings: Standings) -> str:
    return "me" if standings.is_around else str(standings.page or "")


def _periods(standings: Standings) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=capital(period_name(period, _week_of(period, standings))),
            value=period.value,
            default=period is standings.period,
        )
        for period in spans(standings.board)
    ]


def _week_of(period: Period, standings: Standings) -> Week:
    """Return the week in which a period ends."""
    is_over = (Period.LAST_WEEK, Period.FOUR_WEEKS)
    this_week = standings.week.next() if standings.period in is_over else standings.week
    return this_week.previous() if period in is_over else this_week


def _standing_lines(standings: Standings) -> list[str]:
    totals, board = standings.totals, standings.board
    if board in SUMS and totals.runs == 0:
        if standings.period is Period.THIS_WEEK:
            return [text.EMPTY_THIS_WEEK]
        if standings.period is Period.LAST_WEEK:
            return [text.EMPTY_WEEK.format(week=standings.week.number)]
        return [said.EMPTY]
    lines = [row_line(row, board_value(row.value, board, standings.unit), own=row.is_asker) for row in standings.rows]
    if standings.own_value > 0 or standings.previous_value > 0:
        lines.append(_own_line(standings))
    if not standings.rows:
        lines.append(_team_bar(standings))
    if board in SUMS:
        lines.append(_team_line(standings))
    else:
        lines.append(said.NEEDS_AGE if standings.needs_age else said.HINTS[board])
    if not standings.rows:
        lines.append(text.FEW_SHOWN)
    elif not standings.own_shown and standings.own_value > 0:
        lines.append(text.OWN_HIDDEN)
    return lines


def _team_line(standings: Standings) -> str:
    """Return what the team did; beside places it does not count runners, or a place could be told from below."""
    runs = text.runs(standings.totals.runs)
    distance = figures.total_distance(standings.totals.distance_m, standings.unit)
    if standings.rows:
        return said.TEAM.format(runs=runs, distance=distance)
    return text.TEAM.format(runners=text.runners(standings.totals.runners), runs=runs, distance=distance)


def _team_bar(standings: Standings) -> str:
    """Return what all ran together as a bar: for those who like no comparison, and while there is no board.

    It is full at what the team ran in the like period before, and says so; without one there is nothing to fill.
    """
    together_m, before_m = standings.totals.distance_m, standings.previous_distance_m
    now = figures.total_distance(together_m, standings.unit)
    if before_m <= 0:
        return text.TEAM_BAR.format(bar=text.BAR_FULL * BAR_STEPS, now=now)
    full = min(BAR_STEPS, together_m * BAR_STEPS // before_m)
    return text.TEAM_BAR_BESIDE.format(
        bar=text.BAR_FULL * full + text.BAR_OPEN * (BAR_STEPS - full),
        now=now,
        before=_before(standings),
        distance=figures.total_distance(before_m, standings.unit),
    )


def _before(standings: Standings) -> str:
    """Return what the like period before is called: `week 45`, `March`, `season 2025`."""
    if standings.board in SUMS and standings.period is Period.THIS_MONTH:
        return MONTHS[int(standings.key[-2:]) - 2]
    if standings.board in SUMS and standings.period is Period.SEASON:
        return said.SEASON_OF.format(year=int(standings.key) - 1)
    week = standings.week if standings.period is not Period.FOUR_WEEKS else standings.week.next()
    return said.WEEK.format(week=week.previous().number)


def _own_line(standings: Standings) -> str:
    """Return one's own value beside one's own period before; a gain is spelled out.

    A month or a season that has just begun is not set beside a whole one until it has gone farther.
    """
    own, before = standings.own_value, standings.previous_value

    def told(value: int) -> str:
        return board_value(value, standings.board, standings.unit)

    line = text.OWN.format(value=told(own))
    if standings.own_place is not None and not any(row.is_asker for row in standings.rows):
        line += text.OWN_PLACE.format(place=standings.own_place)
    if standings.period not in (Period.THIS_WEEK, Period.LAST_WEEK):
        return line + said.UP.format(value=told(own - before), before=_before(standings)) if own > before > 0 else line
    week = standings.week.previous().number
    if own > before > 0:
        line += text.OWN_UP.format(value=told(own - before), week=week)
    elif before > 0:
        line += text.OWN_BEFORE.format(value=told(before), week=week)
    return line


def row_line(row: StandingRow, value: str, *, own: bool = False) -> str:
    """Return a line of a board; runners with the same value share the medal."""
    name = text.member(row.name)
    if own:
        name = text.OWN_NAME.format(name=name)
    if row.is_new:
        name = said.NEW.format(name=name)
    if row.place <= len(text.MEDALS):
        return text.MEDAL_ROW.format(medal=text.MEDALS[row.place - 1], name=name, value=value)
    return text.PLACE_ROW.format(place=row.place, name=name, value=value)


class WeeklyPostView(Card):
    """The Monday message; whole without its picture, and recognised by its `marker`."""

    def __init__(self, post: WeeklyPost, picture_name: str | None, marker: int | None) -> None:
        lines = [text.WEEKLY_HEADING.format(week=post.week.number)]
        lines += [row_line(row, text.points(row.value)) for row in post.rows]
        if post.rows and post.alike:
            lines.append(said.ALIKE.format(count=post.alike, value=text.points(post.rows[-1].value)))
        lines += _people(post) if post.totals.runs else [text.WEEKLY_EMPTY]
        lines += wall_lines(post.wall)
        if post.countdown is not None:
            lines.append(countdown_line(post.countdown))
        gallery = None if picture_name is None else _gallery(picture_name, picture_text(post))
        super().__init__("\n".join(lines), accent=theme.RUN, marker=marker, below=gallery)


def applause_lines(applause: Applause) -> list[str]:
    """Return thanks, and streaks and a welcome where there are any: three lines at most."""
    lines = [text.WEEKLY_THANKS]
    if applause.thanks is not None:
        lines = [said.thanks([text.member(name) for name in applause.thanks.names], applause.thanks.cheers)]
    if applause.streaks:
        streaks = [said.STREAK.format(name=text.member(one.name), weeks=one.weeks) for one in applause.streaks]
        lines.append(said.STREAKS.format(streaks=text.BETWEEN.join(streaks)))
    if applause.welcome is not None:
        lines.append(said.welcome([text.member(name) for name in applause.welcome.names], applause.welcome.count))
    return lines


def _people(post: WeeklyPost) -> list[str]:
    """Return what all did together, thanks, streaks, a welcome, and the bar: five lines at most."""
    thanks, *others = applause_lines(post.applause)
    lines = [f"{together(post)} {thanks}", *others]
    # A week that was shorter than the one before is not held against it.
    if 0 < post.previous_distance_m < post.totals.distance_m:
        before = said.WEEK.format(week=post.week.previous().number)
        lines.append(text.TEAM_BAR_FULL.format(bar=text.BAR_FULL * BAR_STEPS, before=before))
    return lines


def _gallery(picture_name: str, description: str) -> discord.ui.MediaGallery[discord.ui.LayoutView]:
    return discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{picture_name}", description=description))
