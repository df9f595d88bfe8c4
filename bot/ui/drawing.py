"""How pictures of boards are drawn."""

import io
import logging
import string
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

from PIL import Image, ImageDraw

from bot.ui import text
from bot.ui.board_pictures import BoardPicture, PictureRow
from bot.ui.lettering import Lettering
from bot.ui.theme import Palette
from bot.ui.typefaces import find_typefaces

log = logging.getLogger(__name__)

WIDTH: Final = 900
"""Pixels, twice what they measure on a screen; on a phone they shrink to 390, so nothing is set below 30."""
COLOURS: Final = 256
_SAMPLED: Final = 3

_EDGE: Final = 48
_HEAD: Final = 176
_ROW: Final = 112
_FOOT: Final = 112
_NAME_LEFT: Final = 136
_VALUE_WIDTH: Final = 250
_GAP: Final = 24
NAME_WIDTH: Final = WIDTH - _EDGE - _VALUE_WIDTH - _GAP - _NAME_LEFT
"""What a name has at least; beside a short value it has more."""
_NAME_SIZES: Final = (42, 36, 32)
"""Pixels of a name's letters: smaller ones for a name that would be cut."""

_one_at_a_time: Final = threading.Lock()


def png_board(board: BoardPicture) -> bytes:
    """Return a board as a PNG of at most `COLOURS` colours."""
    return png(partial(draw_board, board))


def png(draw: Callable[[Lettering], Image.Image]) -> bytes:
    """Return what `draw` draws as a PNG of at most `COLOURS` colours; pictures are drawn one after the other."""
    with _one_at_a_time:
        file = io.BytesIO()
        _of_few_colours(draw(_lettering())).save(file, "PNG")
    return file.getvalue()


def _of_few_colours(picture: Image.Image) -> Image.Image:
    """Return the picture with a palette that is found on a ninth of its pixels: as good, in a quarter of the time."""
    size = (max(1, picture.width // _SAMPLED), max(1, picture.height // _SAMPLED))
    sample = picture.resize(size, Image.Resampling.NEAREST)
    palette = sample.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    # The ground, seen in every corner, is what the theme says and not near it.
    entries = bytearray(few.getpalette() or ())
    at = 3 * few.crop((0, 0, 1, 1)).tobytes()[0]
    entries[at : at + 3] = picture.crop((0, 0, 1, 1)).tobytes()
    few.putpalette(entries)
    return few


@lru_cache(maxsize=1)
def _lettering() -> Lettering:
    """Look for typefaces, once, and tell the operator what pictures will lack."""
    typefaces = find_typefaces()
    if not typefaces.shaping:
        log.warning("Pillow finds no FriBiDi: pictures show Arabic letters unjoined (package libfribidi0)")
    if typefaces.emoji is None:
        log.info("no emoji font found: pictures leave emoji out (package fonts-noto-color-emoji)")
    if typefaces.for_cluster("田") is None:
        log.info("no font for Chinese, Japanese and Korean found: pictures leave them out (package fonts-noto-cjk)")
    return Lettering(typefaces)


def draw_board(board: BoardPicture, lettering: Lettering) -> Image.Image:
    """Draw a board in full colour."""
    height = _HEAD + _ROW * len(board.rows) + _FOOT
    picture = Image.new("RGB", (WIDTH, height), Palette.GROUND)
    _draw_head(picture, board, lettering)
    for index, (row, name) in enumerate(zip(board.rows, _names(board.rows, lettering), strict=True)):
        _draw_row(picture, _HEAD + index * _ROW, row, name, lettering)
    _draw_foot(picture, board, lettering)
    return picture


def _draw_head(picture: Image.Image, board: BoardPicture, lettering: Lettering) -> None:
    days = lettering.draw(
        picture,
        WIDTH - _EDGE,
        88,
        board.aside,
        34,
        Palette.QUIET,
        max_width=380,
        from_right=True,
    )
    lettering.draw(
        picture,
        _EDGE,
        88,
        board.title,
        60,
        Palette.INK,
        max_width=WIDTH - 2 * _EDGE - days - _GAP,
        bold=True,
    )
    lettering.draw(picture, _EDGE, 140, board.team, 36, Palette.QUIET, max_width=WIDTH - 2 * _EDGE)


def _names(rows: Sequence[PictureRow], lettering: Lettering) -> list[str]:
    """Return the names as they can be shown; of several that cannot, no two are the same."""
    names = [row.name if lettering.can_show(row.name) else text.NAMELESS for row in rows]
    if names.count(text.NAMELESS) < 2:
        return names
    letters = iter(string.ascii_uppercase)
    return [
        text.NAMELESS_AMONG_OTHERS.format(letter=next(letters)) if name == text.NAMELESS else name for name in names
    ]


def _draw_row(picture: Image.Image, top: int, row: PictureRow, name: str, lettering: Lettering) -> None:
    pen = ImageDraw.Draw(picture)
    baseline = top + 46
    _draw_place(picture, pen, top + 4, row.place, lettering)
    value = lettering.draw(
        picture,
        WIDTH - _EDGE,
        baseline,
        row.value,
        38,
        Palette.INK,
        max_width=_VALUE_WIDTH,
        from_right=True,
    )
    room = NAME_WIDTH + _VALUE_WIDTH - value
    size = next((size for size in _NAME_SIZES if lettering.fits(name, size, room, bold=True)), _NAME_SIZES[-1])
    lettering.draw(picture, _NAME_LEFT, baseline, name, size, Palette.INK, max_width=room, bold=True)
    left, right = _NAME_LEFT, WIDTH - _EDGE - 1  # Pillow draws the right edge too
    bar = (left, top + 68, right, top + 84)
    pen.rounded_rectangle(bar, 8, fill=Palette.TRACK)
    filled = left + round((right - left) * row.share)
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


def _draw_foot(picture: Image.Image, board: BoardPicture, lettering: Lettering) -> None:
    top = picture.height - _FOOT
    ImageDraw.Draw(picture).rectangle((0, top, WIDTH, picture.height), fill=Palette.PANEL)
    lettering.draw(picture, _EDGE, top + 70, board.foot, 38, Palette.INK, max_width=WIDTH - 2 * _EDGE)
