"""How charts are drawn: twelve weeks as stacked bars, their mean as a line, and run days as discs."""

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from bot.domain.units import METRES_PER_MILE, Unit
from bot.services.stats import Look, WeekBar, WeekChart
from bot.ui import figures, theme
from bot.ui.drawing import WIDTH
from bot.ui.lettering import Lettering
from bot.ui.text import stats as said
from bot.ui.theme import Colour, Scheme

HEIGHT: Final = 800
SMALL: Final = 30
"""Pixels of the smallest letters: 13 on a phone."""

_EDGE: Final = 48
_TOP: Final = 250
_BASE: Final = 590
_BAR: Final = 44
_SEAM: Final = 3
_DISC: Final = 46
_DASH: Final = 16
_GAP: Final = 12
_FINER: Final = 4
"""Discs and lines are drawn larger and shrunk: Pillow's own have jagged rims."""

_SCHEMES: Final = {Look.DARK: theme.DARK, Look.LIGHT: theme.LIGHT}


def draw_weeks(chart: WeekChart, lettering: Lettering) -> Image.Image:
    """Draw a chart in full colour."""
    scheme = _SCHEMES[chart.look]
    picture = Image.new("RGB", (WIDTH, HEIGHT), scheme.ground)
    _draw_head(picture, chart, lettering, scheme)
    ImageDraw.Draw(picture).rectangle((_EDGE, _BASE, WIDTH - _EDGE - 1, _BASE + 2), fill=scheme.track)
    most = max(*(max(_sum(bar), bar.mean_m) for bar in chart.bars), chart.target_m or 0) or 1
    middles = [_middle(at, len(chart.bars)) for at in range(len(chart.bars))]
    for bar, middle in zip(chart.bars, middles, strict=True):
        _draw_bar(picture, bar, middle, most, scheme)
    if chart.target_m is not None:
        _draw_dashes(picture, _EDGE, WIDTH - _EDGE, _height(chart.target_m, most), scheme)
    points = [(middle, _height(bar.mean_m, most)) for bar, middle in zip(chart.bars, middles, strict=True)]
    _draw_line(picture, points, scheme)
    for bar, middle in zip(chart.bars, middles, strict=True):
        _draw_figures(picture, bar, middle, most, chart, lettering, scheme)
    days = said.PICTURE_RUN_DAYS if chart.target is None else said.PICTURE_DAYS.format(target=chart.target)
    lettering.draw(picture, _EDGE, HEIGHT - 44, days, SMALL, scheme.quiet, max_width=WIDTH - 2 * _EDGE)
    return picture


def _draw_head(picture: Image.Image, chart: WeekChart, lettering: Lettering, scheme: Scheme) -> None:
    unit = chart.unit.value
    lettering.draw(picture, WIDTH - _EDGE, 88, unit, 34, scheme.quiet, max_width=120, from_right=True)
    lettering.draw(picture, _EDGE, 88, said.PICTURE_HEADING, 60, scheme.ink, max_width=640, bold=True)
    pen = ImageDraw.Draw(picture)
    ran = {kind for bar in chart.bars for kind, _ in bar.metres}
    left = _EDGE
    for kind, colour in scheme.kinds.items():
        if kind in ran:
            pen.rounded_rectangle((left, 124, left + 23, 147), 5, fill=colour)
            room = WIDTH - _EDGE - left - 32
            name = said.PICTURE_KINDS[kind]
            width = lettering.draw(picture, left + 32, 147, name, SMALL, scheme.ink, max_width=room)
            left += width + 54
    _draw_line(picture, [(_EDGE, 184), (_EDGE + 44, 184)], scheme)
    left = _EDGE + 58
    left += lettering.draw(picture, left, 194, said.PICTURE_MEAN, SMALL, scheme.quiet, max_width=WIDTH - 2 * _EDGE - 58)
    if chart.target_m is not None and chart.target is not None:
        _draw_dashes(picture, left + 36, left + 84, 184, scheme)
        distance = figures.total_distance(chart.target_m, chart.unit)
        words = said.PICTURE_TARGET.format(target=chart.target, distance=distance)
        lettering.draw(picture, left + 98, 194, words, SMALL, scheme.quiet, max_width=WIDTH - _EDGE - left - 98)


def _draw_dashes(picture: Image.Image, left: int, right: int, height: int, scheme: Scheme) -> None:
    """Draw the target as dashes, so that nobody takes it for the mean."""
    pen = ImageDraw.Draw(picture)
    for start in range(left, right, _DASH + _GAP):
        end = min(start + _DASH, right) - 1
        pen.rectangle((start, height - 4, end, height + 3), fill=scheme.ground)
        pen.rectangle((start, height - 2, end, height + 1), fill=scheme.quiet)


def _middle(at: int, count: int) -> int:
    return _EDGE + round((WIDTH - 2 * _EDGE) * (at + 0.5) / count)


def _height(metres: float, most: float) -> int:
    return _BASE - round((_BASE - _TOP) * metres / most)


def _sum(bar: WeekBar) -> int:
    return sum(metres for _, metres in bar.metres)


def _draw_bar(picture: Image.Image, bar: WeekBar, middle: int, most: float, scheme: Scheme) -> None:
    pen = ImageDraw.Draw(picture)
    below = 0
    for kind, metres in bar.metres:
        bottom, top = _height(below, most), _height(below + metres, most)
        # A seam of the ground's colour parts kinds for who cannot tell their colours.
        seam = _SEAM if below and bottom - top > _SEAM else 0
        pen.rectangle(
            (middle - _BAR // 2, top, middle + _BAR // 2 - 1, max(top, bottom - 1 - seam)), fill=scheme.kinds[kind]
        )
        below += metres


def _draw_line(picture: Image.Image, points: Sequence[tuple[int, int]], scheme: Scheme) -> None:
    """Draw the mean, with a rim of the ground's colour so that it stands out from bars."""
    _stroke(picture, points, 11, scheme.ground)
    _stroke(picture, points, 5, scheme.ink)


def _stroke(picture: Image.Image, points: Sequence[tuple[int, int]], width: int, colour: Colour) -> None:
    left, top = min(x for x, _ in points) - width, min(y for _, y in points) - width
    right, bottom = max(x for x, _ in points) + width, max(y for _, y in points) + width
    mask = Image.new("L", ((right - left) * _FINER, (bottom - top) * _FINER), 0)
    finer = [((x - left) * _FINER, (y - top) * _FINER) for x, y in points]
    pen = ImageDraw.Draw(mask)
    pen.line(finer, fill=255, width=width * _FINER, joint="curve")
    for x, y in (finer[0], finer[-1]):
        radius = width * _FINER // 2
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    picture.paste(colour, (left, top), mask.resize((right - left, bottom - top), Image.Resampling.LANCZOS))


def _draw_figures(
    picture: Image.Image,
    bar: WeekBar,
    middle: int,
    most: float,
    chart: WeekChart,
    lettering: Lettering,
    scheme: Scheme,
) -> None:
    total = _sum(bar)
    if total:
        amount = round(total / (METRES_PER_MILE if chart.unit is Unit.MI else 1_000))
        _draw_centred(picture, middle, _height(total, most) - 12, str(amount), scheme.ink, lettering, scheme.ground)
    _draw_centred(picture, middle, _BASE + 42, str(bar.week.number), scheme.quiet, lettering)
    kept = chart.target is not None and bar.run_days >= chart.target
    if bar.run_days:
        _draw_disc(picture, middle, _BASE + 96, scheme.kinds[None] if not kept else scheme.ink, full=kept)
        colour = scheme.ground if kept else scheme.ink
        _draw_centred(picture, middle, _BASE + 107, str(bar.run_days), colour, lettering)


def _draw_disc(picture: Image.Image, middle: int, centre: int, colour: Colour, *, full: bool) -> None:
    box = (middle - _DISC // 2, centre - _DISC // 2)
    size = _DISC * _FINER
    mask = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse((0, 0, size - 1, size - 1), fill=255)
    if not full:
        rim = 4 * _FINER
        pen.ellipse((rim, rim, size - 1 - rim, size - 1 - rim), fill=0)
    picture.paste(colour, box, mask.resize((_DISC, _DISC), Image.Resampling.LANCZOS))


def _draw_centred(
    picture: Image.Image,
    middle: int,
    baseline: int,
    words: str,
    colour: Colour,
    lettering: Lettering,
    behind: Colour | None = None,
) -> None:
    _, width = lettering.fitted(words, SMALL, 68)
    left = middle - width // 2
    if behind is not None:
        ImageDraw.Draw(picture).rectangle((left - 2, baseline - 24, left + width + 1, baseline + 3), fill=behind)
    lettering.draw(picture, left, baseline, words, SMALL, colour, max_width=68)
