"""Bests: which runs stand at a standard distance, and which of them were the fastest so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final

from bot.domain.runs import RunKind, Surface
from bot.domain.units import STANDARD_EVENTS

_SHORT: Final = Fraction(3, 1_000)
_LONG: Final = Fraction(2, 100)
# From and to how many whole metres a run stands at each distance.
_BOUNDS: Final = tuple(
    (ceil(Fraction(metres) * (1 - _SHORT)), floor(Fraction(metres) * (1 + _LONG)), metres, event)
    for event, metres in STANDARD_EVENTS.items()
)


class Record(StrEnum):
    """What made a run stand out at its distance."""

    FIRST = "first"
    """The first ever at this distance."""
    BEST = "best"
    """Faster than all before it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A run at one standard distance; `result_s` is what counts there."""

    run_id: int
    result_s: int


def event_of(distance_m: int, surface: Surface | None = None) -> str | None:
    """Return the standard distance that a run stands at: 0.3 % short of it, as courses are read, to 2 % beyond.

    The nearest one, so that 8 km and five miles stay apart; none on a treadmill, whose belt measures for itself.
    """
    if surface is Surface.TREADMILL:
        return None
    near = [
        (abs(distance_m - metres) / metres, event)
        for fewest, most, metres, event in _BOUNDS
        if fewest <= distance_m <= most
    ]
    return min(near)[1] if near else None


def result_s(kind: RunKind | None, moving_s: int, elapsed_s: int | None) -> int:
    """Return the seconds that count: a race's clock does not stop, any other run's may."""
    return elapsed_s if kind is RunKind.RACE and elapsed_s is not None else moving_s


def records(attempts: Iterable[Attempt], best_s: int | None) -> Iterator[tuple[Attempt, Record | None]]:
    """Walk attempts at one distance as they were logged, and tell which was a record; `best_s` is the best before them.

    To equal a best is none. In the order of logging a record is the best of all that its log knew then, and nothing
    logged later takes it back.
    """
    for attempt in attempts:
        if best_s is None:
            yield attempt, Record.FIRST
        else:
            yield attempt, Record.BEST if attempt.result_s < best_s else None
        best_s = attempt.result_s if best_s is None else min(best_s, attempt.result_s)
