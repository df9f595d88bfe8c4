"""How pace cards are drawn: a table that is read at a glance, in one column or in two."""

from typing import Final

from PIL import Image, ImageDraw

from bot.ui.drawing import WIDTH
from bot.ui.lettering import Lettering
from bot.ui.pace_cards import PaceCard, PaceRow
from bot.ui.text import predictions as said
from bot.ui.theme import Palette

_EDGE: Final = 48
_GAP: Final = 24
_NAME_SIZES: Final = (60, 50, 42)
"""Pixels of a name's letters: smaller ones for a name that would be cut, and then a second line."""
_SECOND_LINE: Final = 52
_TOP: Final = 278
_ASIDE: Final = 52
_ONE_COLUMN: Final = 14
"""Rows that stand in one column; more stand in two, as many as a phone shows without scrolling."""
_ROW_HIGH, _ROW_SIZE = 64, 40
_NARROW_HIGH, _NARROW_SIZE = 52, 36
_INSET: Final = 20
_FOOT: Final = 104


def draw_card(card: PaceCard, lettering: Lettering) -> Image.Image:
    """Draw a pace card in full colour."""
    columns = 1 if len(card.rows) <= _ONE_COLUMN else 2
    high, size = (_ROW_HIGH, _ROW_SIZE) if columns == 1 else (_NARROW_HIGH, _NARROW_SIZE)
    deep = -(-len(card.rows) // columns)
    name, size_of_name = _name_lines(card.name, lettering)
    lower = (len(name) - 1) * _SECOND_LINE
    top = _TOP + lower + (_ASIDE if card.aside else 0)
    foot_top = top + deep * high + _GAP
    picture = Image.new("RGB", (WIDTH, foot_top + _FOOT), Palette.GROUND)
    for at, words in enumerate(name):
        baseline = 88 + at * _SECOND_LINE
        lettering.draw(
            picture, _EDGE, baseline, words, size_of_name, Palette.INK, max_width=WIDTH - 2 * _EDGE, bold=True
        )
    _draw_head(picture, card, lower, lettering)
    wide = (WIDTH - 2 * _EDGE - (columns - 1) * _GAP) // columns
    for at, row in enumerate(card.rows):
        column, line = divmod(at, deep)
        left = _EDGE + column * (wide + _GAP)
        _draw_row(picture, (left, top + line * high, left + wide, top + (line + 1) * high), row, size, lettering)
    ImageDraw.Draw(picture).rectangle((0, foot_top, WIDTH, picture.height), fill=Palette.PANEL)
    lettering.draw(picture, _EDGE, foot_top + 66, card.foot, 36, Palette.INK, max_width=WIDTH - 2 * _EDGE)
    return picture


def _name_lines(name: str, lettering: Lettering) -> tuple[list[str], int]:
    """Return a name on one line or on two, and the size of its letters; what is longer yet is cut when it is drawn."""
    room = WIDTH - 2 * _EDGE
    if not lettering.can_show(name):
        name = said.NAMELESS
    for size in _NAME_SIZES:
        if lettering.fits(name, size, room, bold=True):
            return [name], size
    size = _NAME_SIZES[-1]
    words = name.split(" ")
    fitting = 0
    while lettering.fits(" ".join(words[: fitting + 1]), size, room, bold=True):
        fitting += 1
    if fitting == 0:
        return [name], size
    return [" ".join(words[:fitting]), " ".join(words[fitting:])], size


def _draw_head(picture: Image.Image, card: PaceCard, lower: int, lettering: Lettering) -> None:
    """Draw what stands below the name."""
    room = WIDTH - 2 * _EDGE
    lettering.draw(picture, _EDGE, 140 + lower, card.distance, 36, Palette.QUIET, max_width=room)
    line = 238 + lower
    pace = lettering.draw(
        picture, WIDTH - _EDGE, line, card.pace, 50, Palette.BAR, max_width=300, bold=True, from_right=True
    )
    time = lettering.draw(picture, _EDGE, line, card.time, 72, Palette.INK, max_width=room - pace - _GAP, bold=True)
    left = room - pace - time - 2 * _GAP
    lettering.draw(picture, _EDGE + time + _GAP, line, card.label, 34, Palette.QUIET, max_width=left)
    lettering.draw(picture, _EDGE, 294 + lower, card.aside, 34, Palette.QUIET, max_width=room)


def _draw_row(
    picture: Image.Image, box: tuple[int, int, int, int], row: PaceRow, size: int, lettering: Lettering
) -> None:
    left, top, right, bottom = box
    pen = ImageDraw.Draw(picture)
    if row.strong:
        pen.rounded_rectangle((left, top + 2, right - 1, bottom - 3), 10, fill=Palette.TRACK)
    else:
        pen.line((left + _INSET, bottom - 1, right - 1 - _INSET, bottom - 1), fill=Palette.PANEL, width=2)
    baseline = bottom - (bottom - top - size) // 2 - size // 6
    room = right - left - 2 * _INSET
    at = lettering.draw(
        picture, right - _INSET, baseline, row.at, size, Palette.INK, max_width=room, bold=row.strong, from_right=True
    )
    colour, room = (Palette.INK if row.strong else Palette.QUIET), room - at - _GAP
    lettering.draw(picture, left + _INSET, baseline, row.mark, size, colour, max_width=room, bold=row.strong)
