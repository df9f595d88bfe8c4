"""Usual weeks: what somebody's own week is like, by those before it and without those of a pause."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

USUAL_WEEKS: Final = 8
"""Weeks from which somebody's own usual week is taken."""
KNOWN_FROM_WEEKS: Final = 2
"""Weeks in the log, without those paused, before there is anything usual."""
_PAUSED_FROM_DAYS: Final = 4
"""Days of a pause that make a week one of rest."""


def usual_of(weeks: Mapping[date, int], pauses: Sequence[tuple[date, date]], before: date) -> float | None:
    """Return the mean of the `USUAL_WEEKS` weeks before the one that begins on the Monday `before`.

    `weeks` has a figure for each by its Monday. Weeks of a pause and those before the first figure are left out; None
    while fewer than `KNOWN_FROM_WEEKS` are left.
    """
    begun = min((monday for monday, figure in weeks.items() if figure > 0), default=before)
    mondays = (before - timedelta(weeks=back) for back in range(1, USUAL_WEEKS + 1))
    counted = [weeks.get(one, 0) for one in mondays if one >= begun and not is_rest(pauses, one)]
    return sum(counted) / len(counted) if len(counted) >= KNOWN_FROM_WEEKS else None


def is_rest(pauses: Sequence[tuple[date, date]], monday: date) -> bool:
    """Tell whether most of a week was a pause."""
    sunday = monday + timedelta(days=6)
    paused = sum(max(0, (min(last, sunday) - max(first, monday)).days + 1) for first, last in pauses)
    return paused >= _PAUSED_FROM_DAYS
