"""Doubles: whether an entry looks like one that is in the log already. Nothing is merged for it; the runner is asked.

Rules 2, 3 and 5 for duplicates of Strava's and everybody else's copies of one run (see strava.md 5).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

NEAR_START: Final = timedelta(minutes=10)
NEAR_DISTANCE_M: Final = 300
NEAR_PERCENT: Final = 10
OVERLAP_PERCENT: Final = 50
TYPED_DISTANCE_PERCENT: Final = 5
TYPED_TIME_PERCENT: Final = 10
FARTHEST_ZONE_H: Final = 14
_ZONE_SLACK: Final = timedelta(minutes=1)


class Likeness(StrEnum):
    """Why two entries look like one run, the surest first."""

    SAME_MOMENT = "same_moment"
    """They began together, or overlap, and are as long."""
    SAME_DAY = "same_day"
    """One of them says no hour; the day, the distance and the time agree."""
    ZONE_SHIFTED = "zone_shifted"
    """They are alike but for some whole hours: one was written down in another time zone."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells a run from others, in metres and seconds; `started_at` is aware, or None where no hour was said."""

    run_id: int
    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int
    elapsed_s: int | None = None

    @property
    def lasted(self) -> timedelta:
        """How long it took, pauses included where they are known."""
        return timedelta(seconds=self.elapsed_s or self.moving_s)


def double_of(run: Traits, others: Iterable[Traits]) -> tuple[Likeness, int] | None:
    """Return which of the other runs this one most looks like, and why; None when it is a run of its own."""
    order = list(Likeness)
    found = [(order.index(likeness), other.run_id) for other in others if (likeness := likeness_of(run, other))]
    if not found:
        return None
    rank, run_id = min(found)
    return order[rank], run_id


def likeness_of(one: Traits, other: Traits) -> Likeness | None:
    """Return why two runs look like one, if they do."""
    if one.started_at is not None and other.started_at is not None:
        apart = abs(one.started_at - other.started_at)
        if _as_long(one, other) and (apart <= NEAR_START or _overlap(one, other, apart)):
            return Likeness.SAME_MOMENT
        return Likeness.ZONE_SHIFTED if _hours_apart(one, other, apart) else None
    return Likeness.SAME_DAY if one.local_date == other.local_date and _agree(one, other) else None


def days_to_search(run: Traits) -> tuple[date, date]:
    """Return the first and the last day on which a double of this run can lie."""
    return run.local_date - timedelta(days=1), run.local_date + timedelta(days=1)


def _as_long(one: Traits, other: Traits) -> bool:
    near_m = max(NEAR_DISTANCE_M, max(one.distance_m, other.distance_m) * NEAR_PERCENT / 100)
    return abs(one.distance_m - other.distance_m) <= near_m


def _overlap(one: Traits, other: Traits, apart: timedelta) -> bool:
    """Tell whether the runs share enough of the shorter one's time; `apart` is how far apart they began."""
    first, second = sorted((one, other), key=_began)
    together = min(first.lasted - apart, second.lasted)
    shorter = min(first.lasted, second.lasted)
    return together >= timedelta() and together * 100 >= shorter * OVERLAP_PERCENT


def _began(run: Traits) -> datetime:
    assert run.started_at is not None
    return run.started_at


def _hours_apart(one: Traits, other: Traits, apart: timedelta) -> bool:
    if (one.distance_m, one.moving_s) != (other.distance_m, other.moving_s):
        return False
    hours = round(apart / timedelta(hours=1))
    return 1 <= hours <= FARTHEST_ZONE_H and abs(apart - timedelta(hours=hours)) <= _ZONE_SLACK


def _agree(one: Traits, other: Traits) -> bool:
    near_m = max(NEAR_DISTANCE_M, max(one.distance_m, other.distance_m) * TYPED_DISTANCE_PERCENT / 100)
    near_s = max(one.moving_s, other.moving_s) * TYPED_TIME_PERCENT / 100
    return abs(one.distance_m - other.distance_m) <= near_m and abs(one.moving_s - other.moving_s) <= near_s
