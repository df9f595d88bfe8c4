"""How a season is drawn: a bar a week in the colour of its phase, the race as a flag, and what was run inside."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from PIL import Image, ImageDraw

from bot.domain.seasons import Phase
from bot.ui.drawing import WIDTH
from bot.ui.lettering import Lettering
from bot.ui.season_pictures import SeasonBar, SeasonPicture
from bot.ui.text import seasons as said
from bot.ui.theme import Colour, Palette

PHASE_COLOURS: Final[Mapping[Phase, Colour]] = {
    Phase.BASE: (86, 180, 233),
    Phase.BUILD: (230, 159, 0),
    Phase.PEAK: (213, 94, 0),
    Phase.TAPER: (0, 158, 115),
    Phase.RECOVERY: (204, 121, 167),
}
"""Okabe and Ito's set, which keeps apart for the common kinds of colour blindness; names stand beside the colours."""

HEIGHT: Final = 820
SMALL: Final = 30
"""Pixels of the smallest letters: 13 on a phone."""
_EDGE: Final = 48
_LEGEND: Final = 196
_TOP: Final = 300
_BASE: Final = 600
_FOOT: Final = 104
_WIDEST: Final = 60
_INSIDE: Final = 0.46
"""The part of a bar's width that what was run takes."""
_DIMMED: Final = 0.42
"""How much of its colour a week keeps in which something could be run: what was run stands out on it."""
_STUB: Final = 26
_FIGURES_TO: Final = 20
"""Up to so many weeks each has its figure."""
_FLAG: Final = (34, 26)


def draw_season(season: SeasonPicture, lettering: Lettering) -> Image.Image:
    """Draw a season in full colour."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), Palette.GROUND)
    _draw_head(picture, season, lettering)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((_EDGE, _BASE, WIDTH - _EDGE - 1, _BASE + 2), fill=Palette.TRACK)
    most = max(max(bar.planned, bar.run or 0) for bar in season.bars) or 1
    for at, bar in enumerate(season.bars):
        _draw_bar(pen, season, at, bar, most)
    for at in range(len(season.bars), _count(season)):
        left, right = _sides(season, at)
        pen.rounded_rectangle((left, _BASE - _STUB, right, _BASE - 1), 4, fill=Palette.TRACK)
    for at in _with_figures(season):
        bar = season.bars[at]
        above = _height(max(bar.planned, bar.run or 0), most) - 12
        _draw_centred(picture, season, at, above, bar.figure, Palette.INK, lettering)
    _draw_flag(picture, season, most)
    _draw_below(picture, season, lettering)
    pen.rectangle((0, HEIGHT - _FOOT, WIDTH, HEIGHT), fill=Palette.PANEL)
    lettering.draw(picture, _EDGE, HEIGHT - 38, season.foot, 38, Palette.INK, max_width=WIDTH - 2 * _EDGE)
    return picture


def _draw_head(picture: Image.Image, season: SeasonPicture, lettering: Lettering) -> None:
    unit = lettering.draw(picture, WIDTH - _EDGE, 88, season.unit, 34, Palette.QUIET, max_width=120, from_right=True)
    room = WIDTH - 2 * _EDGE - unit - 24
    lettering.draw(picture, _EDGE, 88, season.title, 56, Palette.INK, max_width=room, bold=True)
    lettering.draw(picture, _EDGE, 138, season.under, 34, Palette.QUIET, max_width=WIDTH - 2 * _EDGE)
    pen = ImageDraw.Draw(picture)
    left = _EDGE
    for phase in dict.fromkeys(bar.phase for bar in season.bars):
        pen.rounded_rectangle((left, _LEGEND - 22, left + 25, _LEGEND + 3), 5, fill=PHASE_COLOURS[phase])
        left += 36
        left += lettering.draw(picture, left, _LEGEND, said.PHASES[phase], SMALL, Palette.QUIET, max_width=200) + 18
    if any(bar.run is not None for bar in season.bars):
        pen.rounded_rectangle((left, _LEGEND - 22, left + 25, _LEGEND + 3), 5, fill=Palette.TRACK)
        pen.rectangle((left + 7, _LEGEND - 14, left + 18, _LEGEND + 3), fill=Palette.INK)
        left += 36
        lettering.draw(picture, left, _LEGEND, said.PICTURE_RUN, SMALL, Palette.QUIET, max_width=WIDTH - _EDGE - left)


def _count(season: SeasonPicture) -> int:
    return len(season.bars) + season.later


def _slot(season: SeasonPicture, at: int) -> tuple[float, float]:
    wide = (WIDTH - 2 * _EDGE) / _count(season)
    return _EDGE + wide * at, wide


def _sides(season: SeasonPicture, at: int) -> tuple[int, int]:
    """Return the outermost pixels of a bar, of which no two touch."""
    left, wide = _slot(season, at)
    bar = min(wide * 0.78, _WIDEST)
    first = round(left + (wide - bar) / 2)
    return first, max(first + round(bar) - 1, first)


def _middle(season: SeasonPicture, at: int) -> int:
    left, right = _sides(season, at)
    return (left + right) // 2


def _height(volume: float, most: float) -> int:
    return _BASE - round((_BASE - _TOP) * volume / most)


def _draw_bar(pen: ImageDraw.ImageDraw, season: SeasonPicture, at: int, bar: SeasonBar, most: int) -> None:
    left, right = _sides(season, at)
    colour = PHASE_COLOURS[bar.phase]
    planned = colour if bar.run is None else _mixed(Palette.GROUND, colour, _DIMMED)
    # A week of rest is to be seen as well.
    pen.rectangle((left, min(_height(bar.planned, most), _BASE - 4), right, _BASE - 1), fill=planned)
    if bar.run:
        inset = round((right - left + 1) * (1 - _INSIDE) / 2)
        top = min(_height(bar.run, most), _BASE - 4)
        # A rim of the ground's colour parts it from the bar for who cannot tell shades.
        pen.rectangle((left + inset - 2, top - 2, right - inset + 2, _BASE - 1), fill=Palette.GROUND)
        pen.rectangle((left + inset, top, right - inset, _BASE - 1), fill=colour)


def _with_figures(season: SeasonPicture) -> Iterator[int]:
    """Yield the weeks whose figure has room: all of a short season, else the highest."""
    if _count(season) <= _FIGURES_TO:
        yield from range(len(season.bars))
    else:
        yield max(range(len(season.bars)), key=lambda at: season.bars[at].planned)


def _draw_flag(picture: Image.Image, season: SeasonPicture, most: int) -> None:
    """Plant the flag of the race above its week, higher for what stands there."""
    at = season.race_week - 1
    middle = _middle(season, at)
    shown = season.bars[at] if at < len(season.bars) else None
    standing = _BASE - _STUB if shown is None else _height(max(shown.planned, shown.run or 0), most)
    foot = standing - (8 if shown is None else 48)
    top = min(foot - 60, _BASE - 190)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((middle - 2, top, middle + 1, foot), fill=Palette.INK)
    wide, high = _FLAG
    way = 1 if middle + wide < WIDTH - _EDGE else -1
    for row in range(2):
        for column in range(3):
            ink = Palette.INK if (row + column) % 2 == 0 else Palette.TRACK
            corners = sorted((middle + way * (3 + column * wide // 3), middle + way * (2 + (column + 1) * wide // 3)))
            pen.rectangle((corners[0], top + row * high // 2, corners[1], top + (row + 1) * high // 2 - 1), fill=ink)


def _draw_below(picture: Image.Image, season: SeasonPicture, lettering: Lettering) -> None:
    """Write the week that it is, and the months, below the bars; where two would touch the earlier one is left out."""
    pen = ImageDraw.Draw(picture)
    for phase, run in groupby(enumerate(season.bars), key=lambda one: one[1].phase):
        weeks = [at for at, _ in run]
        left, right = _sides(season, weeks[0])[0], _sides(season, weeks[-1])[1]
        pen.rectangle((left, _BASE + 10, right, _BASE + 17), fill=PHASE_COLOURS[phase])
    if season.this_week is not None:
        middle = _middle(season, season.this_week - 1)
        pen.polygon(((middle, _BASE + 22), (middle - 13, _BASE + 44), (middle + 13, _BASE + 44)), fill=Palette.INK)
    end = WIDTH - _EDGE
    # From the end on: of a month with a week or two at the start the next one tells enough.
    for number, name in reversed(season.months):
        left = round(_slot(season, number - 1)[0])
        if left + 10 + lettering.fitted(name, SMALL, 120)[1] > end:
            continue
        pen.rectangle((left, _BASE + 56, left + 1, _BASE + 92), fill=Palette.TRACK)
        lettering.draw(picture, left + 10, _BASE + 84, name, SMALL, Palette.QUIET, max_width=120)
        end = left - 12


def _draw_centred(
    picture: Image.Image,
    season: SeasonPicture,
    at: int,
    baseline: int,
    words: str,
    colour: Colour,
    lettering: Lettering,
) -> None:
    width = lettering.fitted(words, SMALL, 90)[1]
    left = min(max(_middle(season, at) - width // 2, 4), WIDTH - 4 - width)
    lettering.draw(picture, left, baseline, words, SMALL, colour, max_width=90)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)
