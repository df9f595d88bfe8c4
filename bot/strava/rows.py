"""Rows of Strava's lists, read one by one from plain values: an odd one costs itself alone."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from bot.domain.connections import Visibility
from bot.domain.found_runs import DEVICE_LIMIT, FoundRun
from bot.domain.runs import FARTHEST_M, LONGEST_S, Surface

Row = dict[str, object]

RUNS: Final = frozenset({"Run", "TrailRun", "VirtualRun"})
_RACE: Final = 1
_HIDDEN: Final = time(0, 0, 1)
"""The local hour of a run whose runner hides when it began."""
_YEARS: Final = range(1970, 2200)
"""Clocks that were never set say 1989; what is further off is no date."""


class OddRow(Exception):
    """A row that says what no run says."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of a list held."""

    runs: tuple[FoundRun, ...]
    others: int
    unreadable: int


def read_page(rows: list[object]) -> Page:
    """Return the runs of a page in their order, and count the rest."""
    runs: list[FoundRun] = []
    others = unreadable = 0
    for row in rows:
        try:
            run = read_row(row)
        except OddRow:
            unreadable += 1
            continue
        if run is None:
            others += 1
        else:
            runs.append(run)
    return Page(tuple(runs), others, unreadable)


def read_row(row: object) -> FoundRun | None:
    """Return the run that a row tells of, None for another sport or a run that Strava itself doubts.

    Raises `OddRow`.
    """
    if not isinstance(row, dict):
        raise OddRow
    sport = row.get("sport_type")
    if not isinstance(sport, str):
        raise OddRow
    if sport not in RUNS or row.get("flagged") is True:
        return None
    local = _local(row)
    moving, elapsed = _times(row)
    return FoundRun(
        key=_key(row),
        local_date=local.date(),
        started_at=None if local.time() == _HIDDEN else _instant(row),
        distance_m=_whole(row.get("distance"), FARTHEST_M),
        moving_s=moving,
        elapsed_s=elapsed,
        surface=_surface(row, sport),
        is_race=_is_race(row),
        device=_device(row),
        visibility=_visibility(row),
        muted=row.get("hide_from_home") is True,
    )


def _key(row: Row) -> str:
    key = row.get("id")
    if isinstance(key, int) and not isinstance(key, bool) and 0 < key < 1 << 63:
        return str(key)
    raise OddRow


def _local(row: Row) -> datetime:
    """Return when it began by the clocks there: the text ends in a Z that is not true."""
    return _moment(row.get("start_date_local")).replace(tzinfo=None)


def _instant(row: Row) -> datetime | None:
    """Return when it began; where only that is odd, the run still has its day."""
    try:
        moment = _moment(row.get("start_date"))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OddRow:
        return None


def _moment(text: object) -> datetime:
    if not isinstance(text, str):
        raise OddRow
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise OddRow from None
    if moment.year not in _YEARS:
        raise OddRow
    return moment


def _times(row: Row) -> tuple[int, int]:
    """Return moving and elapsed seconds; where one is absent the other stands for both."""
    moving, elapsed = row.get("moving_time"), row.get("elapsed_time")
    seconds = _whole(elapsed if moving is None else moving, LONGEST_S)
    return seconds, seconds if elapsed is None else max(seconds, _whole(elapsed, LONGEST_S))


def _whole(value: object, most: int) -> int:
    """Return a number of Strava's, whole or not, rounded."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OddRow
    # Python's own reader of JSON lets NaN and Infinity pass, which are in no range.
    if not 0 <= value <= most:
        raise OddRow
    return math.floor(value + 0.5)


def _surface(row: Row, sport: str) -> Surface | None:
    if sport == "VirtualRun" or row.get("trainer") is True:
        return Surface.TREADMILL
    return Surface.TRAIL if sport == "TrailRun" else None


def _is_race(row: Row) -> bool:
    kind = row.get("workout_type")
    return isinstance(kind, int) and not isinstance(kind, bool) and kind == _RACE


def _device(row: Row) -> str:
    device = row.get("device_name")
    if not isinstance(device, str):
        return ""
    if not device.isprintable():
        device = "".join(letter if letter.isprintable() else " " for letter in device)
    return " ".join(device.split())[:DEVICE_LIMIT].rstrip()


def _visibility(row: Row) -> Visibility:
    """Return who sees it; where Strava does not say, nobody is taken to who might not."""
    if row.get("private") is True:
        return Visibility.ONLY_ME
    told = row.get("visibility")
    try:
        return Visibility(told) if isinstance(told, str) else Visibility.FOLLOWERS
    except ValueError:
        return Visibility.FOLLOWERS
