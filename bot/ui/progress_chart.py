"""How the progress of a challenge is drawn: one bar for all, with a mark at each quarter of the way."""

from typing import Final

from PIL import Image, ImageDraw

from bot.domain.challenges import MILESTONES
from bot.ui.challenge_pictures import ProgressPicture
from bot.ui.drawing import WIDTH
from bot.ui.lettering import Lettering
from bot.ui.theme import Palette

_EDGE: Final = 48
_GAP: Final = 24
_BAR_TOP: Final = 292
_BAR_HIGH: Final = 60
_MARKS: Final = _BAR_TOP + _BAR_HIGH + 44
_SIDES: Final = _MARKS + 40
_SIDE: Final = 60
_FOOT: Final = 104
_SIZES: Final = (72, 60, 50, 42)
"""Pixels of the letters of what was done."""
_BESIDE: Final = 38
_FINER: Final = 4
"""The bar is drawn larger and shrunk: Pillow's own corners have jagged rims."""


def draw_progress(shown: ProgressPicture, lettering: Lettering) -> Image.Image:
    """Draw a challenge in full colour."""
    room = WIDTH - 2 * _EDGE
    foot_top = _SIDES + (_SIDE * len(shown.sides) + _GAP if shown.sides else 0) - (0 if shown.scale else _SIDE)
    picture = Image.new("RGB", (WIDTH, foot_top + _FOOT), Palette.GROUND)
    lettering.draw(picture, _EDGE, 88, shown.name, 60, Palette.INK, max_width=room, bold=True)
    lettering.draw(picture, _EDGE, 140, shown.team, 36, Palette.QUIET, max_width=room)
    percent = lettering.draw(
        picture, WIDTH - _EDGE, 250, shown.percent, 60, Palette.INK, max_width=220, bold=True, from_right=True
    )
    _draw_amount(picture, shown, room - percent - _GAP, lettering)
    _draw_bar(picture, shown)
    for mark in MILESTONES if shown.scale else ():
        _draw_mark(picture, mark, lettering)
    for at, side in enumerate(shown.sides):
        baseline = foot_top - _GAP - (len(shown.sides) - at) * _SIDE + 44
        value = lettering.draw(
            picture, WIDTH - _EDGE, baseline, side.each, 38, Palette.INK, max_width=400, from_right=True
        )
        lettering.draw(picture, _EDGE, baseline, side.name, 38, Palette.INK, max_width=room - value - _GAP, bold=True)
    ImageDraw.Draw(picture).rectangle((0, foot_top, WIDTH, picture.height), fill=Palette.PANEL)
    giving = lettering.draw(
        picture, WIDTH - _EDGE, foot_top + 66, shown.giving, 38, Palette.INK, max_width=360, from_right=True
    )
    lettering.draw(picture, _EDGE, foot_top + 66, shown.foot, 38, Palette.INK, max_width=room - giving - _GAP)
    return picture


def _draw_amount(picture: Image.Image, shown: ProgressPicture, room: int, lettering: Lettering) -> None:
    """Write what was done as large as it fits, and beside it of how much, where there is room for that too."""
    beside = lettering.fitted(shown.beside, _BESIDE, room)[1] + _GAP
    size = next(
        (size for size in _SIZES if lettering.fits(shown.amount, size, room - beside, bold=True)),
        next((size for size in _SIZES if lettering.fits(shown.amount, size, room, bold=True)), _SIZES[-1]),
    )
    amount = lettering.draw(picture, _EDGE, 250, shown.amount, size, Palette.INK, max_width=room, bold=True)
    if amount + beside <= room:
        lettering.draw(picture, _EDGE + amount + _GAP, 250, shown.beside, _BESIDE, Palette.QUIET, max_width=beside)


def _draw_bar(picture: Image.Image, shown: ProgressPicture) -> None:
    wide = WIDTH - 2 * _EDGE
    size = (wide * _FINER, _BAR_HIGH * _FINER)
    radius = _BAR_HIGH * _FINER // 2
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, fill=255)
    shape = mask.resize((wide, _BAR_HIGH), Image.Resampling.LANCZOS)
    bar = Image.new("RGB", (wide, _BAR_HIGH), Palette.TRACK)
    pen = ImageDraw.Draw(bar)
    full = round(wide * shown.share)
    # The first metre is to be seen as well.
    if shown.share > 0:
        pen.rectangle((0, 0, max(full, 12) - 1, _BAR_HIGH), fill=Palette.MEDALS[0] if shown.reached else Palette.BAR)
    for mark in MILESTONES[:-1] if shown.scale else ():
        at = wide * mark // 100
        pen.rectangle((at - 2, 0, at + 1, _BAR_HIGH), fill=Palette.GROUND)
    picture.paste(bar, (_EDGE, _BAR_TOP), shape)


def _draw_mark(picture: Image.Image, mark: int, lettering: Lettering) -> None:
    """Write a quarter of the way under the bar, the middle of it where the quarter is; the goal at the bar's end."""
    words = f"{mark} %"
    _, width = lettering.fitted(words, 30, 120)
    at = _EDGE + (WIDTH - 2 * _EDGE) * mark // 100
    left = at - width if mark == MILESTONES[-1] else at - width // 2
    lettering.draw(picture, left, _MARKS, words, 30, Palette.QUIET, max_width=120)
