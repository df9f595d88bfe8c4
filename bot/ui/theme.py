"""Colours: one accent for each kind of card, and the palette that pictures are drawn with."""

from typing import Final

RUN: Final = 0x2E9F6E
PRAISE: Final = 0xE8A33D
RACE: Final = 0xD64550
PLAN: Final = 0x3D7FD6
COACH: Final = 0x8A63D2

Colour = tuple[int, int, int]


class Palette:
    """Colours of a picture, as red, green, blue.

    Dark, so that it sits well in both of Discord's themes. Bars and medals follow Okabe and Ito's set, which
    keeps its steps apart for the common kinds of colour blindness; a figure or a place always stands beside a
    colour.
    """

    GROUND: Final[Colour] = (22, 25, 31)
    PANEL: Final[Colour] = (33, 38, 47)
    TRACK: Final[Colour] = (52, 59, 71)
    INK: Final[Colour] = (244, 246, 248)
    QUIET: Final[Colour] = (174, 183, 196)
    BAR: Final[Colour] = (86, 180, 233)
    MEDALS: Final[tuple[Colour, Colour, Colour]] = ((240, 190, 60), (200, 206, 214), (213, 134, 76))
    MEDAL_INK: Final[Colour] = (22, 25, 31)
