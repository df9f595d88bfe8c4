"""What the picture of a challenge shows, ready to be drawn; two that are equal look the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureSide:
    """A side, and what came to each of its active members."""

    name: str
    each: str


@dataclass(frozen=True, slots=True)
class ProgressPicture:
    """How far a team has come, in words that are ready to be drawn; `share` of the bar is full.

    What is empty is left out. Without a `scale` the bar has no marks: it is all of what was done, and no part of it.
    """

    name: str
    team: str
    amount: str
    beside: str
    percent: str
    share: float
    reached: bool
    scale: bool
    foot: str
    giving: str = ""
    sides: tuple[PictureSide, ...] = ()
