"""Rows of intervals.icu, read one by one: what it says oddly of one activity loses no other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.domain.found_runs import DEVICE_LIMIT, FoundRun
from bot.domain.runs import FARTHEST_M, LONGEST_S, Surface
from bot.domain.units import round_half_up

RUNS: Final = {"Run": None, "TrailRun": Surface.TRAIL, "VirtualRun": Surface.TREADMILL}
"""What counts as a run there, and what was underfoot; of other sports, and of those to come, nothing is taken."""
FROM_STRAVA: Final = "STRAVA"
_KEY_LIMIT: Final = 64


@dataclass(frozen=True, slots=True)
class Rows:
    """What a list holds: runs, and how many rows are no runs, say odd things, or are withheld as Strava's.

    Of what is withheld it may not say the sport: what is no run for sure counts among the others.
    """

    runs: tuple[FoundRun, ...]
    others: int
    unreadable: int
    withheld: int


def read_rows(rows: Iterable[object]) -> Rows:
    """Read a list of activities."""
    runs: list[FoundRun] = []
    others = unreadable = withheld = 0
    for row in rows:
        if not isinstance(row, dict):
            unreadable += 1
        elif is_withheld(row) and not is_another_sport(row):
            withheld += 1
        elif not _is_run(row):
            others += 1
        elif (run := read_run(row)) is None:
            unreadable += 1
        else:
            runs.append(run)
    return Rows(tuple(runs), others, unreadable, withheld)


def is_withheld(row: dict[str, Any]) -> bool:
    """Tell whether a row came from Strava: intervals.icu shows no more of it to other programs, and may not."""
    return row.get("source") == FROM_STRAVA


def is_another_sport(row: dict[str, Any]) -> bool:
    """Tell whether a row is for sure no run."""
    return isinstance(row.get("type"), str) and not _is_run(row)


def read_run(row: dict[str, Any]) -> FoundRun | None:
    """Return a run, or None for a row that says odd things or is none."""
    key, local = row.get("id"), _instant(row.get("start_date_local"))
    moving_s = _whole(row.get("moving_time"), LONGEST_S)
    # A treadmill without a sensor has no distance. Its runner is asked once they have put it in there.
    distance_m = _whole(row.get("distance") or 0, FARTHEST_M)
    if not _is_run(row) or not isinstance(key, str) or not 0 < len(key) <= _KEY_LIMIT:
        return None
    if local is None or moving_s is None or distance_m is None:
        return None
    surface = RUNS[row["type"]]
    device = row.get("device_name")
    return FoundRun(
        key=key,
        local_date=local.date(),
        started_at=_utc(row.get("start_date")),
        distance_m=distance_m,
        moving_s=moving_s,
        elapsed_s=_whole(row.get("elapsed_time"), LONGEST_S) or moving_s,
        surface=Surface.TREADMILL if row.get("trainer") is True else surface,
        is_race=row.get("race") is True,
        device=device.strip()[:DEVICE_LIMIT] if isinstance(device, str) else "",
    )


def _is_run(row: dict[str, Any]) -> bool:
    kind = row.get("type")
    return isinstance(kind, str) and kind in RUNS


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _utc(value: object) -> datetime | None:
    instant = _instant(value)
    if instant is None:
        return None
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:
        return None


def _whole(value: object, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        return None
    return round_half_up(value)
