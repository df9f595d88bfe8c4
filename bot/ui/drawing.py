"""How pictures are drawn: the board of the week."""

import io
import logging
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from bot.services.leaderboards import StandingRow, WeeklyPost
from bot.ui import figures, text
from bot.ui.leaderboards import together
from bot.ui.lettering import Lettering
from bot.ui.theme import Palette
from bot.ui.typefaces import find_typefaces

log = logging.getLogger(__name__)

WIDTH: Final = 900
"""Pixels, twice what they measure on a screen; on a phone they shrink to 390, so nothing is set below 30."""
COLOURS: Final = 256

_EDGE: Final = 48
_HEAD: Final = 176
_ROW: Final = 112
_FOOT: Final = 112
_NAME_LEFT: Final = 136
_VALUE_WIDTH: Final = 250
_GAP: Final = 24
NAME_WIDTH: Final = WIDTH - _EDGE - _VALUE_WIDTH - _GAP - _NAME_LEFT

_one_at_a_time: Final = threading.Lock()


def png_board(post: WeeklyPost) -> bytes:
    """Return the board of a week as a PNG of at most `COLOURS` colours."""
    with _one_at_a_time:
        file = io.BytesIO()
        drawn = draw_board(post, _lettering())
        drawn.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def png(draw: Callable[[Lettering], Image.Image]) -> bytes:
    """Return what `draw` draws as a PNG of at most `COLOURS` colours; pictures are drawn one after the other."""
    with _one_at_a_time:
        file = io.BytesIO()
        draw(_lettering()).quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


@lru_cache(maxsize=1)
def _lettering() -> Lettering:
    """Look for typefaces, once, and tell the operator what pictures will lack."""
    typefaces = find_typefaces()
    if not typefaces.shaping:
        log.warning("Pillow finds no FriBiDi: pictures show Arabic letters unjoined (package libfribidi0)")
    if typefaces.emoji is None:
        log.info("no emoji font found: pictures leave emoji out (package fonts-noto-color-emoji)")
    return Lettering(typefaces)


def draw_board(post: WeeklyPost, lettering: Lettering) -> Image.Image:
    """Draw the board of a week in full colour."""
    height = _HEAD + _ROW * len(post.rows) + _FOOT
    picture = Image.new("RGB", (WIDTH, height), Palette.GROUND)
    _draw_head(picture, post, lettering)
    most = max((row.value for row in post.rows), default=0)
    for index, row in enumerate(post.rows):
        _draw_row(picture, _HEAD + index * _ROW, row, most, lettering)
    _draw_foot(picture, post, lettering)
    return picture


def _draw_head(picture: Image.Image, post: WeeklyPost, lettering: Lettering) -> None:
    days = lettering.draw(
        picture,
        WIDTH - _EDGE,
        88,
        figures.days(post.week),
        34,
        Palette.QUIET,
        max_width=380,
        from_right=True,
    )
    lettering.draw(
        picture,
        _EDGE,
        88,
        text.PICTURE_HEADING.format(week=post.week.number),
        60,
        Palette.INK,
        max_width=WIDTH - 2 * _EDGE - days - _GAP,
        bold=True,
    )
    lettering.draw(picture, _EDGE, 140, text.plain_team(post.team_name), 36, Palette.QUIET, max_width=WIDTH - 2 * _EDGE)


def _draw_row(picture: Image.Image, top: int, row: StandingRow, most: int, lettering: Lettering) -> None:
    pen = ImageDraw.Draw(picture)
    baseline = top + 46
    _draw_place(picture, pen, top + 4, row.place, lettering)
    name = text.plain_member(row.name)
    lettering.draw(
        picture,
        _NAME_LEFT,
        baseline,
        name if lettering.can_show(name) else text.NAMELESS,
        42,
        Palette.INK,
        max_width=NAME_WIDTH,
        bold=True,
    )
    lettering.draw(
        picture,
        WIDTH - _EDGE,
        baseline,
        text.points(row.value),
        38,
        Palette.INK,
        max_width=_VALUE_WIDTH,
        from_right=True,
    )
    left, right = _NAME_LEFT, WIDTH - _EDGE - 1  # Pillow draws the right edge too
    bar = (left, top + 68, right, top + 84)
    pen.rounded_rectangle(bar, 8, fill=Palette.TRACK)
    filled = left + round((right - left) * row.value / most) if most > 0 else left
    if filled - left >= 16:
        pen.rounded_rectangle((left, bar[1], filled, bar[3]), 8, fill=Palette.BAR)


def _draw_place(picture: Image.Image, pen: ImageDraw.ImageDraw, top: int, place: int, lettering: Lettering) -> None:
    """Draw the place in a disc, of its medal's colour for the first three."""
    medal = place <= len(Palette.MEDALS)
    disc = (_EDGE, top, _EDGE + 64, top + 64)
    # Drawn four times as large and shrunk: Pillow's own discs have jagged rims.
    mask = Image.new("L", (256, 256), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, 255, 255), fill=255)
    colour = Palette.MEDALS[place - 1] if medal else Palette.PANEL
    picture.paste(colour, disc, mask.resize((64, 64), Image.Resampling.LANCZOS))
    number = str(place)
    _, width = lettering.fitted(number, 38, 60, bold=True)
    lettering.draw(
        picture,
        _EDGE + 32 - width // 2,
        top + 46,
        number,
        38,
        Palette.MEDAL_INK if medal else Palette.INK,
        max_width=60,
        bold=True,
    )


def _draw_foot(picture: Image.Image, post: WeeklyPost, lettering: Lettering) -> None:
    top = picture.height - _FOOT
    ImageDraw.Draw(picture).rectangle((0, top, WIDTH, picture.height), fill=Palette.PANEL)
    lettering.draw(picture, _EDGE, top + 70, together(post), 38, Palette.INK, max_width=WIDTH - 2 * _EDGE)
