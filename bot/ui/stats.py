"""Statistics as members see them: short screens behind buttons, and the picture of the weeks."""

import asyncio
import io
import re
from enum import StrEnum
from typing import Final, Self

import discord

from bot.domain.audience import LogDetail
from bot.domain.fitness import Promise
from bot.domain.performance import Zone
from bot.domain.spans import Span
from bot.domain.units import Unit
from bot.errors import UserError
from bot.services.stats import Best, Look, Stats, WeekChart
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.chart_pictures import week_picture
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.text import stats as said
from bot.ui.text import words

PICTURE_NAME: Final = "weeks.png"
BESTS_ON_A_PAGE: Final = 6
DAYS_SHOWN: Final = 6
_ALT_LIMIT: Final = 1_024

_STATS: Final = re.compile(
    r"stats:(?P<screen>[a-z]{1,10}):(?P<page>[0-9]{1,2}):(?P<span>[a-z_0-9]{1,20}):(?P<look>[a-z]{1,10})"
    r":(?P<runner>[0-9]{1,18})"
)


class Screen(StrEnum):
    """What of the statistics is looked at."""

    WEEKS = "weeks"
    BESTS = "bests"
    FITNESS = "fitness"
    PACES = "paces"


_LABELS: Final = {
    Screen.WEEKS: said.TO_OVERVIEW,
    Screen.BESTS: said.TO_BESTS,
    Screen.FITNESS: said.TO_FITNESS,
    Screen.PACES: said.TO_PACES,
}


class StatsButton(Button, template=_STATS):
    """Turns to another screen, in place of this one."""

    def __init__(self, screen: str, page: int, span: str, look: str, runner_id: int, label: str = "·") -> None:
        super().__init__(f"stats:{screen}:{page}:{span}:{look}:{runner_id}", label)
        self.screen = screen
        self.page = page
        self.span = span
        self.look = look
        self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["screen"], int(match["page"]), match["span"], match["look"], int(match["runner"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the screen as the presser may see it now."""
        try:
            screen, span, look = Screen(self.screen), Span(self.span), Look(self.look)
        except ValueError:
            raise UserError("component_stale") from None
        stats = await services_of(interaction).stats.turn(asker_of(interaction), self.runner_id, span, look)
        view, files = await stats_view(stats, screen, look, self.page)
        await interaction.response.edit_message(view=view, attachments=files)


async def stats_view(stats: Stats, screen: Screen, look: Look, page: int = 0) -> tuple["StatsView", list[discord.File]]:
    """Return a screen with the files that it shows, drawn beside the event loop."""
    chart = stats.chart if screen is Screen.WEEKS else None
    if chart is None:
        return StatsView(stats, screen, look, page), []
    picture = await asyncio.to_thread(week_picture, chart)
    return StatsView(stats, screen, look, page, PICTURE_NAME), [discord.File(io.BytesIO(picture), PICTURE_NAME)]


class StatsView(Card):
    """One screen: a heading, few lines, the picture where there is one, and where to go from here."""

    def __init__(self, stats: Stats, screen: Screen, look: Look, page: int = 0, picture: str | None = None) -> None:
        if stats.name is not None and screen not in (Screen.WEEKS, Screen.BESTS):
            screen = Screen.WEEKS
        chart = stats.chart if screen is Screen.WEEKS else None
        below = None
        if picture is not None and chart is not None:
            item = discord.MediaGalleryItem(f"attachment://{picture}", description=picture_text(chart))
            below = discord.ui.MediaGallery[discord.ui.LayoutView](item)
        super().__init__(
            "\n".join(_SCREENS[screen](stats, page)),
            *_buttons(stats, screen, look, page),
            accent=theme.RUN,
            below=below,
        )


def _buttons(stats: Stats, screen: Screen, look: Look, page: int) -> list[StatsButton]:
    if stats.detail is LogDetail.PRESENCE:
        return []
    offered = list(Screen) if stats.name is None else [Screen.WEEKS, Screen.BESTS]
    buttons = [
        StatsButton(other, 0, stats.span, look, stats.runner_id, _LABELS[other])
        for other in offered
        if other is not screen
    ]
    if screen is Screen.BESTS and len(stats.bests) > (page + 1) * BESTS_ON_A_PAGE:
        buttons.append(StatsButton(Screen.BESTS, page + 1, stats.span, look, stats.runner_id, said.MORE))
    return buttons


def _weeks(stats: Stats, _page: int) -> list[str]:
    span = said.SPANS[stats.span]
    own = stats.name is None
    heading = said.OVERVIEW.format(span=span)
    if stats.name is not None:
        heading = said.OVERVIEW_OF.format(name=text.member(stats.name), span=span)
    if stats.detail is LogDetail.PRESENCE:
        if not stats.days:
            return [heading, said.NOTHING_OF]
        days = ", ".join(figures.short_day(day, stats.today) for day in stats.days[:DAYS_SHOWN])
        return [heading, said.OUT_ON.format(days=days)]
    lines = [heading]
    if stats.runs:
        lines.append(
            said.TOTALS.format(
                distance=figures.total_distance(stats.distance_m, stats.unit),
                runs=text.runs(stats.runs),
                time=figures.duration(stats.moving_s),
            )
        )
    elif own:
        lines.append(said.NOTHING_HERE if stats.chart is not None or stats.bests else said.NOTHING_EVER)
    else:
        lines.append(said.NOTHING_OF)
    streak = stats.streak
    if streak is not None and streak.streak > 0:
        lines.append(said.STREAK.format(weeks=text.weeks(streak.streak), best=streak.best))
    elif streak is not None and streak.best > 0:
        lines.append(said.BEST_STREAK.format(best=text.weeks(streak.best)))
    if stats.fitness is not None:
        lines.append(said.SCORE.format(score=_score(stats.fitness.score)))
    return lines


def _bests(stats: Stats, page: int) -> list[str]:
    own = stats.name is None
    heading = said.BESTS if stats.name is None else said.BESTS_OF.format(name=text.member(stats.name))
    shown = stats.bests[page * BESTS_ON_A_PAGE :][:BESTS_ON_A_PAGE]
    if not shown:
        return [heading, said.NO_BESTS if own else said.NO_BESTS_OF]
    return [heading, *(_best(best, stats) for best in shown)]


def _best(best: Best, stats: Stats) -> str:
    return said.BEST.format(
        event=words.event(best.event, first=True),
        time=figures.duration(best.result_s),
        date=figures.short_day(best.day, stats.today),
    )


def _fitness(stats: Stats, _page: int) -> list[str]:
    fitness = stats.fitness
    if fitness is None:
        return [said.FITNESS_OPEN, said.NO_BASIS]
    lines = [said.FITNESS.format(score=_score(fitness.score)), *map(_promise, fitness.promises)]
    if any(promise.untrained_s is not None for promise in fitness.promises):
        lines.append(said.ASSUMES)
    return [*lines, _basis(stats)]


def _promise(promise: Promise) -> str:
    """Return a time, or from which to which where two ways of reckoning differ."""
    event = words.event(promise.event, first=True)
    ways = [promise.time_s, *(one for one in (promise.beside_s, promise.untrained_s) if one is not None)]
    if len(ways) == 1:
        return said.PROMISE.format(event=event, time=figures.duration(round(promise.time_s)))
    fast, slow = (figures.duration(round(one)) for one in (min(ways), max(ways)))
    return said.PROMISE_RANGE.format(event=event, fast=fast, slow=slow)


def _basis(stats: Stats) -> str:
    assert stats.fitness is not None
    basis = stats.fitness.basis
    return said.BASIS.format(
        event=words.event(basis.event, first=True),
        time=figures.duration(basis.result_s),
        date=figures.short_day(basis.day, stats.today),
    )


def _paces(stats: Stats, _page: int) -> list[str]:
    fitness = stats.fitness
    if fitness is None:
        return [said.PACES, said.NO_PACES]
    if not fitness.paces:
        return [said.PACES, said.EFFORTS]
    paces = dict(fitness.paces)
    lines = [
        said.PACE_RANGE.format(
            zone=said.ZONES[Zone.EASY],
            slow=_pace(paces[Zone.EASY_SLOW], stats.unit).partition(" ")[0],
            fast=_pace(paces[Zone.EASY_FAST], stats.unit),
        )
    ]
    for zone in (Zone.MARATHON, Zone.THRESHOLD, Zone.INTERVAL, Zone.REPETITION):
        lines.append(said.PACE.format(zone=said.ZONES[zone], pace=_pace(paces[zone], stats.unit)))
    return [said.PACES, *lines, _basis(stats), said.CREDIT]


_SCREENS: Final = {
    Screen.WEEKS: _weeks,
    Screen.BESTS: _bests,
    Screen.FITNESS: _fitness,
    Screen.PACES: _paces,
}


def _pace(seconds_a_km: float, unit: Unit) -> str:
    return figures.pace(1_000, seconds_a_km, unit)


def _score(score: float) -> str:
    return f"{score:.1f}"


def picture_text(chart: WeekChart) -> str:
    """Return what the picture says."""
    weeks = " ".join(
        said.PICTURE_WEEK_ALT.format(
            week=said.PICTURE_WEEK.format(week=bar.week.number),
            distance=figures.total_distance(sum(metres for _, metres in bar.metres), chart.unit),
            days=text.days(bar.run_days),
        )
        for bar in chart.bars
    )
    told = said.PICTURE.format(week=chart.bars[-1].week.number, weeks=weeks)
    if chart.target_m is not None:
        distance = figures.total_distance(chart.target_m, chart.unit)
        told += " " + said.PICTURE_TARGET_ALT.format(target=chart.target, distance=distance)
    return told[:_ALT_LIMIT]
