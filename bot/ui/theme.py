"""Colours: one accent for each kind of card, and the palette that pictures are drawn with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.runs import RunKind

RUN: Final = 0x2E9F6E
PRAISE: Final = 0xE8A33D
RACE: Final = 0xD64550
PLAN: Final = 0x3D7FD6
COACH: Final = 0x8A63D2
SAFETY: Final = 0xC62F3B

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


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a chart, for a dark or a light ground; kinds of runs follow Okabe and Ito's set, too."""

    ground: Colour
    panel: Colour
    track: Colour
    ink: Colour
    quiet: Colour
    kinds: Mapping[RunKind | None, Colour]


_KINDS: Final[Mapping[RunKind | None, Colour]] = {
    RunKind.EASY: (86, 180, 233),
    RunKind.LONG: (0, 114, 178),
    RunKind.WORKOUT: (230, 159, 0),
    RunKind.RACE: (213, 94, 0),
    RunKind.RECOVERY: (0, 158, 115),
}
DARK: Final = Scheme(
    Palette.GROUND, Palette.PANEL, Palette.TRACK, Palette.INK, Palette.QUIET, {**_KINDS, None: (150, 158, 170)}
)
LIGHT: Final = Scheme(
    (252, 252, 250), (238, 240, 243), (214, 219, 226), (24, 28, 34), (84, 92, 104), {**_KINDS, None: (128, 136, 148)}
)
