"""Lists of runs as they are kept while they wait: a line for each, compressed, without positions and titles."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, Final

from bot.domain.climbs import HIGHEST_M
from bot.domain.runs import LONGEST_S, RunKind, RunSource, Surface
from bot.domain.units import round_half_up
from bot.files import Activity
from bot.services.entries import Entry

NAMED_ROWS: Final = 20
"""Rows that could not be read are named up to this many."""
_FAST: Final = 1
_HEAD_BYTES: Final = 4_096


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list of runs, unpacked: where they come from, the rows that nobody could read, and a line for each run."""

    source: RunSource
    unreadable: tuple[int, ...]
    lines: tuple[bytes, ...]

    def entries(self, first: int, limit: int) -> list[Entry]:
        """Return some of the runs, from a place on."""
        return [_entry(json.loads(line), self.source) for line in self.lines[first : first + limit]]


def entry_of(activity: Activity, source: RunSource, zone: tzinfo, distance_m: float | None = None) -> Entry | None:
    """Return an activity as an entry of the log, in whole metres and seconds; None without a start or a distance.

    Its day is that of the clock on the wrist, if the file knows it, else the one in the runner's own `zone`.
    """
    metres = activity.distance_m if distance_m is None else distance_m
    if activity.started_at is None or metres is None:
        return None
    offset = activity.utc_offset_s
    there = zone if offset is None else timezone(timedelta(seconds=offset))
    return Entry(
        local_date=activity.started_at.astimezone(there).date(),
        started_at=activity.started_at,
        distance_m=round_half_up(metres),
        moving_s=round_half_up(activity.moving_s),
        elapsed_s=elapsed_of(activity),
        climb_m=climb_of(activity),
        kind=RunKind.RACE if activity.is_race else None,
        surface=surface_of(activity),
        source=source,
        origins=activity.keys,
    )


def elapsed_of(activity: Activity) -> int | None:
    """Return the seconds from start to stop, if the file tells them and they can be."""
    seconds = activity.elapsed_s
    return None if seconds is None or seconds > LONGEST_S else round_half_up(seconds)


def climb_of(activity: Activity) -> int | None:
    """Return the metres of climb, if the file tells them and they can be."""
    metres = activity.climb_m
    return None if metres is None or metres > HIGHEST_M else round_half_up(metres)


def surface_of(activity: Activity) -> Surface | None:
    """Return what was underfoot, if the file tells it."""
    return Surface(activity.surface) if activity.surface in tuple(Surface) else None


def packed(source: RunSource, unreadable: Sequence[int], runs: Iterable[Activity], zone: tzinfo) -> tuple[bytes, int]:
    """Return a list as it is kept, and how many runs of it can be: those with a start and a distance.

    Oldest first, so that records are set in the order in which they were. `zone` is the runner's own.
    """
    return packed_entries(
        source, unreadable, [entry for run in runs if (entry := entry_of(run, source, zone)) is not None]
    )


def packed_entries(source: RunSource, unreadable: Sequence[int], entries: Sequence[Entry]) -> tuple[bytes, int]:
    """Return a list of entries as it is kept, oldest first, and how many they are."""
    # Line by line: one long text would hold up the whole process while it is made.
    packer = zlib.compressobj(_FAST)
    head = {"source": source.value, "unreadable": list(unreadable[:NAMED_ROWS])}
    parts = [packer.compress(json.dumps(head).encode())]
    for entry in sorted(entries, key=_begins):
        parts.append(packer.compress(b"\n" + json.dumps(_line(entry), separators=(",", ":")).encode()))
    parts.append(packer.flush())
    return b"".join(parts), len(entries)


def unpacked(kept: bytes) -> KeptList:
    """Return a list that was kept."""
    head, *lines = zlib.decompress(kept).split(b"\n")
    facts = json.loads(head)
    return KeptList(RunSource(facts["source"]), tuple(facts["unreadable"]), tuple(lines))


def unreadable_rows(kept: bytes | None) -> tuple[int, ...]:
    """Return the first of the rows that could not be read, without unpacking what follows."""
    if kept is None:
        return ()
    head, _, _ = zlib.decompressobj().decompress(kept, _HEAD_BYTES).partition(b"\n")
    return tuple(json.loads(head)["unreadable"])


def _begins(entry: Entry) -> datetime:
    # Where the hour is hidden, the day decides.
    day = entry.local_date
    return entry.started_at or datetime(day.year, day.month, day.day, tzinfo=UTC)


def _line(entry: Entry) -> list[Any]:
    started_at = entry.started_at
    return [
        entry.local_date.isoformat(),
        None if started_at is None else started_at.astimezone(UTC).isoformat(),
        entry.distance_m,
        entry.moving_s,
        entry.elapsed_s,
        entry.kind,
        entry.surface,
        list(entry.origins),
        entry.climb_m,
    ]


def _entry(line: Sequence[Any], source: RunSource) -> Entry:
    # A list that an older version kept knows nothing of climbs.
    local_date, started_at, distance_m, moving_s, elapsed_s, kind, surface, origins, *climb = line
    return Entry(
        local_date=date.fromisoformat(local_date),
        started_at=None if started_at is None else datetime.fromisoformat(started_at),
        distance_m=distance_m,
        moving_s=moving_s,
        elapsed_s=elapsed_s,
        climb_m=climb[0] if climb else None,
        kind=None if kind is None else RunKind(kind),
        surface=None if surface is None else Surface(surface),
        source=source,
        origins=tuple(origins),
    )
