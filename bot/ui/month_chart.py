"""How the recap of a month is drawn: a calendar whose days are the stronger the more the team ran on them."""

from typing import Final

from PIL import Image, ImageDraw

from bot.services.recaps import MonthRecap
from bot.ui import text
from bot.ui.drawing import WIDTH
from bot.ui.lettering import Lettering
from bot.ui.recaps import runs_line, together
from bot.ui.text import recaps as said
from bot.ui.theme import Colour, Palette

_EDGE: Final = 48
_TOP: Final = 250
_GAP: Final = 10
_CELL: Final = (WIDTH - 2 * _EDGE - 6 * _GAP) // 7
_HIGH: Final = 84
_FOOT: Final = 168
_STEPS: Final = 4


def draw_month(recap: MonthRecap, lettering: Lettering) -> Image.Image:
    """Draw a month in full colour."""
    before = recap.first_day.weekday()
    rows = -(-(before + len(recap.day_metres)) // 7)
    picture = Image.new("RGB", (WIDTH, _TOP + rows * (_HIGH + _GAP) + 30 + _FOOT), Palette.GROUND)
    room = WIDTH - 2 * _EDGE
    month = said.PICTURE_HEADING.format(month=said.MONTHS[recap.first_day.month - 1], year=recap.first_day.year)
    lettering.draw(picture, _EDGE, 88, month, 60, Palette.INK, max_width=room, bold=True)
    lettering.draw(picture, _EDGE, 140, text.plain_team(recap.team_name), 36, Palette.QUIET, max_width=room)
    for day, name in enumerate(text.WEEKDAYS):
        left = _EDGE + day * (_CELL + _GAP)
        lettering.draw(picture, left + 6, _TOP - 22, name[:3], 30, Palette.QUIET, max_width=_CELL - 6)
    most = max(recap.day_metres, default=0)
    for at, metres in enumerate(recap.day_metres):
        row, column = divmod(before + at, 7)
        box = (_EDGE + column * (_CELL + _GAP), _TOP + row * (_HIGH + _GAP))
        _draw_day(picture, box, at + 1, -(-_STEPS * metres // most) if most else 0, lettering)
    top = picture.height - _FOOT
    ImageDraw.Draw(picture).rectangle((0, top, WIDTH, picture.height), fill=Palette.PANEL)
    lettering.draw(picture, _EDGE, top + 70, together(recap), 38, Palette.INK, max_width=room)
    lettering.draw(picture, _EDGE, top + 122, runs_line(recap), 34, Palette.QUIET, max_width=room)
    return picture


def _draw_day(picture: Image.Image, box: tuple[int, int], day: int, step: int, lettering: Lettering) -> None:
    left, top = box
    colour = _mixed(Palette.TRACK, Palette.BAR, step / _STEPS) if step else Palette.PANEL
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((left, top, left + _CELL - 1, top + _HIGH - 1), 12, fill=colour)
    ink = Palette.MEDAL_INK if step > _STEPS // 2 else Palette.INK
    lettering.draw(picture, left + 14, top + 42, str(day), 32, ink, max_width=_CELL - 20, bold=step > 0)
    # Dots tell the strength to who cannot tell the colours.
    for dot in range(step):
        at = left + 16 + dot * 18
        pen.rectangle((at, top + 60, at + 10, top + 70), fill=ink)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)
