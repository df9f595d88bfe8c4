"""Progress: how steadily a runner keeps their own target, and how much more they run (running-science 3.5)."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Final

SPAN_WEEKS: Final = 4
"""Weeks that consistency and improvement look at; improvement compares them with as many before."""
FEWEST_WEEKS: Final = 2
"""Weeks that consistency needs, pauses left out."""
BASELINE_ACTIVE_WEEKS: Final = 3
BASELINE_MINUTES: Final = 120
"""What the weeks before must have seen, together, to be compared with."""
MOST_IMPROVEMENT: Final = 20
"""Percent; who doubles their minutes stands where the sensible stand."""


def consistency(done: Sequence[int | None], target: Sequence[int | None]) -> float | None:
    """Return the share of run days aimed for that were run, in percent with one decimal; None with too few weeks.

    `done` and `target` are run days a week, of the same weeks; None is a paused one. Days beyond a target do not count.
    """
    weeks = [(days, aim) for days, aim in zip(done, target, strict=True) if days is not None and aim]
    if len(weeks) < FEWEST_WEEKS:
        return None
    return _tenths(Fraction(100 * sum(min(days, aim) for days, aim in weeks), sum(aim for _, aim in weeks)))


def improvement(before: Sequence[Fraction | int | None], now: Sequence[Fraction | int | None]) -> float | None:
    """Return by how many percent the mean minutes a week changed, with one decimal and capped at `MOST_IMPROVEMENT`.

    None is a paused week. None comes out where the weeks before saw too little, or a pause stands between: who has just
    come back is not compared with before.
    """
    if any(minutes is None for minutes in (*before, *now)):
        return None
    earlier: Fraction = sum((Fraction(minutes or 0) for minutes in before), Fraction(0))
    later: Fraction = sum((Fraction(minutes or 0) for minutes in now), Fraction(0))
    active = sum(1 for minutes in before if minutes)
    if active < BASELINE_ACTIVE_WEEKS or earlier < BASELINE_MINUTES:
        return None
    change = 100 * (later / len(now) - earlier / len(before)) / (earlier / len(before))
    return min(_tenths(change), float(MOST_IMPROVEMENT))


def _tenths(value: Fraction) -> float:
    """Round half up to one decimal."""
    return floor(value * 10 + Fraction(1, 2)) / 10
