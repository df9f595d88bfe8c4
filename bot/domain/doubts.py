"""Doubts: which entries are kept in the log and score nothing until a coach has had a word on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.age_grading import open_standard_at
from bot.domain.profiles import AgeTable

FASTEST_SHARE: Final = 0.97
"""Of the open standard's speed (running-science 3.3)."""
FASTEST_FROM_M: Final = 1_000
DAY_M: Final = 100_000
DAY_S: Final = 16 * 3_600
SAME_START: Final = timedelta(minutes=15)
_SAME_DISTANCE: Final = 0.05


class Doubt(StrEnum):
    """Why an entry waits for a word."""

    VERY_FAST = "very_fast"
    VERY_MUCH = "very_much"
    """The day has more than 100 km or 16 hours with it."""
    TWICE = "twice"
    """It starts when another one did, and is as long."""


class Verdict(StrEnum):
    """What a coach decided about an entry in doubt."""

    COUNTS = "counts"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A run of one day, in the order of logging; `verdict` is the coach's, if there was one."""

    run_id: int
    started_at: datetime | None
    distance_m: int
    moving_s: int
    verdict: Verdict | None = None


def doubts(entries: Iterable[DayEntry], table: AgeTable | None) -> dict[int, Doubt | None]:
    """Return for each run of one day why it is in doubt, or None; `table` is the runner's, the men's without one.

    Of two that are the same it is the later one, and of a day that is too full those that overfill it. What a coach
    lets count is beyond doubt, and what the coach left out takes no room.
    """
    found: dict[int, Doubt | None] = {}
    standing: list[DayEntry] = []
    for entry in sorted(entries, key=lambda one: one.run_id):
        doubt = _doubt(entry, standing, table)
        if entry.verdict is Verdict.COUNTS or (doubt is None and entry.verdict is None):
            standing.append(entry)
        found[entry.run_id] = doubt
    return found


def stands(doubt: Doubt | str | None, verdict: Verdict | str | None) -> bool:
    """Tell whether an entry counts: nobody doubts it, or a coach let it count; what was left out never does."""
    if verdict is not None:
        return verdict == Verdict.COUNTS
    return doubt is None


def is_very_fast(distance_m: int, moving_s: int, table: AgeTable | None) -> bool:
    """Tell whether hardly anybody in the world has run as fast; `table` is the runner's, the men's without one."""
    if distance_m < FASTEST_FROM_M:
        return False
    return moving_s * FASTEST_SHARE < open_standard_at(table or AgeTable.MALE, distance_m)


def _doubt(entry: DayEntry, standing: list[DayEntry], table: AgeTable | None) -> Doubt | None:
    if is_very_fast(entry.distance_m, entry.moving_s, table):
        return Doubt.VERY_FAST
    if any(_same(entry, other) for other in standing):
        return Doubt.TWICE
    distance_m = entry.distance_m + sum(other.distance_m for other in standing)
    moving_s = entry.moving_s + sum(other.moving_s for other in standing)
    return Doubt.VERY_MUCH if distance_m > DAY_M or moving_s > DAY_S else None


def _same(one: DayEntry, other: DayEntry) -> bool:
    if one.started_at is None or other.started_at is None:
        return False
    near = abs(one.started_at - other.started_at) <= SAME_START
    longer = max(one.distance_m, other.distance_m)
    return near and abs(one.distance_m - other.distance_m) <= _SAME_DISTANCE * longer
