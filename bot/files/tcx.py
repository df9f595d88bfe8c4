"""TCX files: an activity with laps. The format knows running, biking and other, and no walk."""

from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.files.activities import Activities, Activity, Sport, UnreadableFile, measure

_SPORTS: Final = {"running": Sport.RUN, "biking": None}
_DIFFERS: Final = 0.02


def read(content: bytes) -> Activities:
    """Return the runs of a TCX file, and activities whose sport it does not say. Raises `UnreadableFile`."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise UnreadableFile("damaged") from None
    activities = root.findall("{*}Activities//{*}Activity")
    if not activities:
        raise UnreadableFile("not_an_activity")
    found = []
    for activity in activities:
        sport = _SPORTS.get(activity.get("Sport", "").lower(), Sport.UNKNOWN)
        if sport is not None:
            found.append(_activity(activity, sport))
    return Activities(tuple(found))


def _activity(element: Element, sport: Sport) -> Activity:
    laps = element.findall("{*}Lap")
    moving_s = sum(_number(lap, "{*}TotalTimeSeconds") or 0.0 for lap in laps)
    lap_m = sum(_number(lap, "{*}DistanceMeters") or 0.0 for lap in laps)
    points = [point for lap in laps for point in lap.iterfind("{*}Track/{*}Trackpoint")]
    point_m = max((_number(point, "{*}DistanceMeters") or 0.0 for point in points), default=0.0)
    times = [time for point in points if (time := _time(point.findtext("{*}Time"))) is not None]
    if moving_s <= 0:
        raise UnreadableFile("damaged")
    started = times[0] if times else _time(element.findtext("{*}Id"))
    elapsed_s = (times[-1] - times[0]).total_seconds() if times else None
    differs = point_m > 0 and lap_m > 0 and abs(point_m - lap_m) > _DIFFERS * lap_m
    return Activity(
        sport=sport,
        started_at=None if started is None else started.astimezone(UTC),
        distance_m=lap_m or point_m or None,
        moving_s=moving_s,
        elapsed_s=elapsed_s if elapsed_s is not None and elapsed_s >= moving_s else None,
        # A time in UTC says nothing about the clock on the wrist; one with an offset does.
        utc_offset_s=_offset_s(started),
        other_distance_m=point_m if differs else None,
    )


def _number(element: Element, path: str) -> float | None:
    text = element.findtext(path)
    try:
        return None if text is None else measure(float(text))
    except ValueError:
        return None


def _time(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return at if at.year >= 2000 else None


def _offset_s(at: datetime | None) -> int | None:
    offset = None if at is None else at.utcoffset()
    return int(offset.total_seconds()) if offset else None
