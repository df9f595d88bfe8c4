"""GPX files: a track of points. What was run is what lies inside its segments; a track without times is a plan."""

from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import ParseError

import gpxpy
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from gpxpy.gpx import GPX, GPXException, GPXTrack, GPXTrackSegment

from bot.files.activities import Activities, Activity, Sport, UnreadableFile, measure

_RUNS: Final = ("run", "running", "trail_running", "trail running", "trailrun", "trail run", "trail_run", "jogging")
_STRAVA_RUN: Final = "9"
_OTHERS: Final = ("cycling", "biking", "ride", "ebikeride", "1", "walk", "walking", "10", "hike", "hiking", "4", "swim")
_OTHERS_TOO: Final = ("swimming", "16", "rowing", "skiing", "driving", "nordic_walking", "inline_skating", "kayaking")


def read(content: bytes) -> Activities:
    """Return the runs of a GPX file, and activities whose sport it does not say. Raises `UnreadableFile`."""
    tracks = _parsed(content).tracks
    timed = [track for track in tracks if any(_times(segment) for segment in track.segments)]
    if not timed:
        raise UnreadableFile("not_an_activity")
    found = []
    for track in timed:
        sport = _sport(track.type)
        if sport is not None and (activity := _activity(track, sport)) is not None:
            found.append(activity)
    return Activities(tuple(found))


def _parsed(content: bytes) -> GPX:
    try:
        # gpxpy takes whatever XML parser it finds; none of them shall see what a bomb is made of.
        fromstring(content, forbid_dtd=True)
        return gpxpy.parse(content)
    except (GPXException, ParseError, DefusedXmlException, ValueError, LookupError, RecursionError, TypeError):
        raise UnreadableFile("damaged") from None


def _sport(kind: str | None) -> Sport | None:
    """Return what a free text means: a run, surely something else (None), or anything."""
    plain = _plain(kind)
    if plain in _RUNS or plain == _STRAVA_RUN:
        return Sport.RUN
    return None if plain in _OTHERS or plain in _OTHERS_TOO else Sport.UNKNOWN


def _plain(kind: str | None) -> str:
    return (kind or "").strip().lower()


def _activity(track: GPXTrack, sport: Sport) -> Activity | None:
    spans = [times for segment in track.segments if (times := _times(segment)) is not None]
    started, ended = min(first for first, _ in spans), max(last for _, last in spans)
    moving_s = sum((last - first).total_seconds() for first, last in spans)
    distance_m = measure(sum(segment.length_2d() or 0.0 for segment in track.segments))
    if moving_s <= 0:
        return None
    offset = started.utcoffset()
    return Activity(
        sport=sport,
        started_at=started.astimezone(UTC) if started.year >= 2000 else None,
        distance_m=distance_m or None,
        moving_s=moving_s,
        elapsed_s=(ended - started).total_seconds(),
        utc_offset_s=int(offset.total_seconds()) if offset else None,
        surface="trail" if _plain(track.type).startswith("trail") else None,
    )


def _times(segment: GPXTrackSegment) -> tuple[datetime, datetime] | None:
    """Return when a segment begins and ends; None for one that somebody drew."""
    times = [_aware(point.time) for point in segment.points if point.time is not None]
    return (min(times), max(times)) if times else None


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
