"""What a file holds, and why one cannot be read."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LARGEST_FILE: Final = 8 * 1024 * 1024
"""Bytes; a day on foot with every second of it takes less than half of that."""


class Sport(StrEnum):
    """What an activity was; others than these are left out."""

    RUN = "run"
    UNKNOWN = "unknown"
    """The file does not say."""


class Other(StrEnum):
    """What an activity is that is no run, where its runner would know it by that word."""

    RIDE = "ride"
    WALK = "walk"
    HIKE = "hike"
    SWIM = "swim"


class UnreadableFile(Exception):
    """A file without anything to take from it.

    `code` is `empty`, `unknown_format`, `damaged`, `not_an_activity` (a route, a course, settings), `not_a_run`, also
    with an `Other` (`not_a_run_ride`), `too_big`, `unpacks_too_big`, `too_many_files`, `locked` (a zip with a
    password), `too_many_rows` or `unknown_language`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Activity:
    """One run, or what may be one: metres and seconds as recorded, finite and not negative.

    `started_at` is UTC, None when the clock was never set; `utc_offset_s` how far the clock on the wrist was ahead,
    None when the file does not say. `distance_m` is None where nothing measured it; `other_distance_m` a second opinion
    of the same file that differs. `moving_s` leaves pauses out, `elapsed_s` does not. `climb_m` is what the watch or
    the service itself found; heights of a track are too rough to be added up. `keys` tell the activity from all others.
    """

    sport: Sport
    started_at: datetime | None
    distance_m: float | None
    moving_s: float
    elapsed_s: float | None = None
    utc_offset_s: int | None = None
    other_distance_m: float | None = None
    climb_m: float | None = None
    surface: str | None = None
    is_race: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activities:
    """All that a file holds; for a list of many, how many rows are no runs, and the numbers of those not readable."""

    found: tuple[Activity, ...]
    is_list: bool = False
    others: int = 0
    unreadable: tuple[int, ...] = ()


def not_a_run(others: Iterable[Other | None]) -> UnreadableFile:
    """Return the refusal of a file in which there is no run, which names what it holds if all of it is the same."""
    kinds = set(others)
    kind = kinds.pop() if len(kinds) == 1 else None
    return UnreadableFile("not_a_run" if kind is None else f"not_a_run_{kind}")


def measure(value: object) -> float | None:
    """Return a finite number that is not negative, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
