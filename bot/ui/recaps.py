"""The recap of a month, as the team sees it."""

from datetime import timedelta
from typing import Final

import discord

from bot.services.recaps import MonthRecap
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.leaderboards import applause_lines
from bot.ui.text import recaps as said

RECAP_NAME: Final = "month.png"


class MonthRecapView(Card):
    """What all ran together, and the month as a picture."""

    def __init__(self, recap: MonthRecap, picture: str | None, marker: int | None = None) -> None:
        month, year = said.MONTHS[recap.first_day.month - 1], recap.first_day.year
        lines = [said.HEADING.format(month=month, year=year), f"{together(recap)} {runs_line(recap)}"]
        most = max(recap.day_metres, default=0)
        if most:
            day = recap.first_day + timedelta(days=recap.day_metres.index(most))
            distance = figures.team_total_distance(most, recap.units)
            lines.append(said.BUSIEST.format(date=figures.day(day), distance=distance))
        lines += applause_lines(recap.applause)
        below = None
        if picture is not None:
            told = said.PICTURE.format(month=month, year=year, together=together(recap), runs=runs_line(recap))
            item = discord.MediaGalleryItem(f"attachment://{picture}", description=told)
            below = discord.ui.MediaGallery[discord.ui.LayoutView](item)
        super().__init__("\n".join(lines), accent=theme.RUN, marker=marker, below=below)


def together(recap: MonthRecap) -> str:
    """Return `14 of us ran 412 km together.`"""
    return text.together(recap.totals.runners, figures.team_total_distance(recap.totals.distance_m, recap.units))


def runs_line(recap: MonthRecap) -> str:
    """Return `41 runs on 23 days.`"""
    days = sum(metres > 0 for metres in recap.day_metres)
    return said.RUNS.format(runs=text.runs(recap.totals.runs), days=text.days(days))
