"""GPX files: a track of points. What was run is what lies inside its segments; a track without times is a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, NoReturn
from xml.etree.ElementTree import ParseError, TreeBuilder

import gpxpy
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from gpxpy.gpx import GPX, GPXException, GPXTrack

from bot.files.activities import Activities, Activity, Other, Sport, UnreadableFile, measure, not_a_run
from bot.files.clocks import OLDEST, instant, offset_of

_RUNS: Final = ("run", "running", "trail_running", "trail running", "trailrun", "trail run", "trail_run", "jogging")
_STRAVA_RUN: Final = "9"
_OTHERS: Final[Mapping[str, Other | None]] = {
    **dict.fromkeys(("cycling", "biking", "ride", "ebikeride", "1"), Other.RIDE),
    **dict.fromkeys(("walk", "walking", "nordic_walking", "10"), Other.WALK),
    **dict.fromkeys(("hike", "hiking", "4"), Other.HIKE),
    **dict.fromkeys(("swim", "swimming", "16"), Other.SWIM),
    **dict.fromkeys(("rowing", "skiing", "driving", "inline_skating", "kayaking")),
}


def read(content: bytes) -> Activities:
    """Return the runs of a GPX file, and activities whose sport it does not say. Raises `UnreadableFile`."""
    tracks = _parsed(content).tracks
    timed = [(track, spans) for track in tracks if (spans := _spans(track))]
    if not timed:
        raise UnreadableFile("not_an_activity")
    found = []
    for track, spans in timed:
        sport = _sport(track.type)
        if sport is not None and (activity := _activity(track, spans, sport)) is not None:
            found.append(activity)
    if not found:
        raise not_a_run(_OTHERS.get(_plain(track.type)) for track, _ in timed)
    return Activities(tuple(found))


def _parsed(content: bytes) -> GPX:
    try:
        text = content.decode("utf-8-sig")
        _refuse_definitions(text)
        return gpxpy.parse(text)
    except (GPXException, ParseError, DefusedXmlException, ValueError, LookupError, RecursionError, TypeError):
        raise UnreadableFile("damaged") from None


def _refuse_definitions(text: str) -> None:
    """Raise what defusedxml raises for a DTD: gpxpy takes whatever parser it finds, and none shall see a bomb.

    Text, which is what gpxpy gets too, is read as the same by both, whatever encoding it claims to be in.
    """
    parser = DefusedXMLParser(target=_Prolog(), forbid_dtd=True)
    try:
        parser.feed(text)
    except _Begun:
        return
    parser.close()


class _Begun(Exception):
    """The first element: no DTD can come any more."""


class _Prolog(TreeBuilder):
    def start(self, tag: str, attrs: dict[Any, Any], /) -> NoReturn:
        raise _Begun


def _sport(kind: str | None) -> Sport | None:
    """Return what a free text means: a run, surely something else (None), or anything."""
    plain = _plain(kind)
    if plain in _RUNS or plain == _STRAVA_RUN:
        return Sport.RUN
    return None if plain in _OTHERS else Sport.UNKNOWN


def _plain(kind: str | None) -> str:
    return (kind or "").strip().lower()


@dataclass(frozen=True, slots=True)
class _Span:
    """When a segment begins and ends, in UTC, and how far the clock on the wrist was ahead then."""

    began: datetime
    ended: datetime
    offset_s: int | None


def _activity(track: GPXTrack, spans: Sequence[_Span], sport: Sport) -> Activity | None:
    first = min(spans, key=lambda span: span.began)
    moving_s = sum((span.ended - span.began).total_seconds() for span in spans)
    if moving_s <= 0:
        return None
    return Activity(
        sport=sport,
        started_at=first.began if first.began >= OLDEST else None,
        distance_m=measure(sum(segment.length_2d() or 0.0 for segment in track.segments)) or None,
        moving_s=moving_s,
        elapsed_s=(max(span.ended for span in spans) - first.began).total_seconds(),
        utc_offset_s=first.offset_s,
        surface="trail" if _plain(track.type).startswith("trail") else None,
    )


def _spans(track: GPXTrack) -> list[_Span]:
    """Return the segments of a track that were recorded, without those that somebody drew."""
    found = []
    for segment in track.segments:
        # In UTC first: each time comes with a zone object of its own, and comparing two such is slow.
        times = [(at, point.time) for point in segment.points if (at := instant(point.time)) is not None]
        # A clock that is set on the way jumps by decades.
        times = [time for time in times if time[0] >= OLDEST] or times
        if times:
            began, as_written = min(times, key=itemgetter(0))
            found.append(_Span(began, max(times, key=itemgetter(0))[0], offset_of(as_written)))
    return found
