"""FIT files, as watches write them: a run for each session of running."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import fitdecode

from bot.files.activities import Activities, Activity, Other, Sport, UnreadableFile, measure, not_a_run
from bot.files.clocks import OLDEST, offset_s

_SURFACES: Final = (
    {"treadmill": "treadmill", "indoor_running": "treadmill", "virtual_activity": "treadmill"}
    | {surface: surface for surface in ("trail", "track", "road")}
    | {"street": "road"}
)
_WITHOUT_OFFSET: Final = ("coros",)
"""Makers that write their local time as if it were UTC's."""
_OTHERS: Final = {
    "cycling": Other.RIDE,
    "e_biking": Other.RIDE,
    "walking": Other.WALK,
    "hiking": Other.HIKE,
    "swimming": Other.SWIM,
}
_ERRORS: Final = (
    fitdecode.FitError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    TypeError,
    UnicodeError,
    ValueError,
    struct.error,
)
"""What fitdecode lets out of a file that is broken in a way it does not expect."""


@dataclass
class _Found:
    """What the messages of a file tell."""

    kind: str | None = None
    maker: str | None = None
    identity: str | None = None
    sessions: list[Any] = field(default_factory=list)
    offset: timedelta | None = None
    first_record: datetime | None = None
    last_record: datetime | None = None


def read(content: bytes) -> Activities:
    """Return the runs of a FIT file. Raises `UnreadableFile`."""
    found = _Found()
    try:
        for message in _messages(content):
            _note(found, message)
    except _ERRORS:
        raise UnreadableFile("damaged") from None
    if found.kind is None and not found.sessions:
        raise UnreadableFile("damaged")
    if found.kind not in (None, "activity") or not found.sessions:
        raise UnreadableFile("not_an_activity")
    ahead_s = _offset_s(found)
    runs = [
        _activity(found, number, session, ahead_s)
        for number, session in enumerate(found.sessions)
        if session.get_value("sport", fallback=None) == "running"
    ]
    if not runs:
        raise not_a_run(_OTHERS.get(str(session.get_value("sport", fallback=None))) for session in found.sessions)
    return Activities(tuple(runs))


def _messages(content: bytes) -> Iterator[Any]:
    reader = fitdecode.FitReader(
        io.BytesIO(content), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.IGNORE
    )
    with reader as frames:
        for frame in frames:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame


def _note(found: _Found, message: Any) -> None:
    match message.name:
        case "record":
            at = message.get_value("timestamp", fallback=None)
            if isinstance(at, datetime):
                found.first_record = found.first_record or at
                found.last_record = at
        case "session":
            found.sessions.append(message)
        case "file_id":
            found.kind = str(message.get_value("type", fallback=None))
            found.maker = str(message.get_value("manufacturer", fallback=None))
            serial = message.get_value("serial_number", fallback=None)
            made = message.get_value("time_created", fallback=None)
            if isinstance(serial, int) and isinstance(made, datetime) and made >= OLDEST:
                found.identity = f"fit:{serial}:{made:%Y%m%dT%H%M%S}"
        case "activity":
            here = message.get_value("local_timestamp", fallback=None)
            there = message.get_value("timestamp", fallback=None)
            if isinstance(here, datetime) and isinstance(there, datetime):
                found.offset = here.replace(tzinfo=UTC) - there.replace(tzinfo=UTC)


def _activity(found: _Found, number: int, session: Any, ahead_s: int | None) -> Activity:
    started_at = session.get_value("start_time", fallback=None)
    if not isinstance(started_at, datetime) or started_at < OLDEST:
        started_at = None
    timer_s = measure(session.get_value("total_timer_time", fallback=None))
    elapsed_s = measure(session.get_value("total_elapsed_time", fallback=None))
    moving_s = _moving_s(found, timer_s, elapsed_s)
    if moving_s is None:
        raise UnreadableFile("damaged")
    sub_sport = str(session.get_value("sub_sport", fallback=None))
    return Activity(
        sport=Sport.RUN,
        started_at=started_at,
        distance_m=measure(session.get_value("total_distance", fallback=None)) or None,
        moving_s=moving_s,
        # A file that was shorter than its own running time is wrong about it.
        elapsed_s=elapsed_s if elapsed_s is not None and elapsed_s >= moving_s else None,
        utc_offset_s=None if started_at is None else ahead_s,
        climb_m=measure(session.get_value("total_ascent", fallback=None)),
        surface=_SURFACES.get(sub_sport),
        keys=() if found.identity is None else (f"{found.identity}:{number}",),
    )


def _moving_s(found: _Found, timer_s: float | None, elapsed_s: float | None) -> float | None:
    if timer_s is None or elapsed_s is None or elapsed_s >= timer_s or len(found.sessions) > 1:
        return timer_s if timer_s is not None else elapsed_s
    # The two contradict each other: the timer is believed only where the records last as long.
    if found.first_record is None or found.last_record is None:
        return elapsed_s
    recorded_s = (found.last_record - found.first_record).total_seconds()
    return timer_s if timer_s <= recorded_s + 1 else elapsed_s


def _offset_s(found: _Found) -> int | None:
    """Return how far the clock on the wrist was ahead of UTC, if what the file says can be."""
    seconds = offset_s(found.offset)
    return None if seconds == 0 and str(found.maker).lower() in _WITHOUT_OFFSET else seconds
