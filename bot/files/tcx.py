"""TCX files: an activity with laps. The format knows running, biking and other, and no walk."""

from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.files.activities import Activities, Activity, Other, Sport, UnreadableFile, measure, not_a_run
from bot.files.clocks import OLDEST, instant, offset_of

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
    if not found:
        # Of all that is no run, the format knows biking alone.
        raise not_a_run([Other.RIDE])
    return Activities(tuple(found))


def _activity(element: Element, sport: Sport) -> Activity:
    # Names with their namespace are found by the parser's own C code, four times as fast as with a wildcard.
    space = element.tag.removesuffix("Activity")
    laps = element.findall(f"{space}Lap")
    moving_s = measure(sum(_number(lap, f"{space}TotalTimeSeconds") or 0.0 for lap in laps))
    lap_m = measure(sum(_number(lap, f"{space}DistanceMeters") or 0.0 for lap in laps)) or 0.0
    points = [point for lap in laps for point in lap.iterfind(f"{space}Track/{space}Trackpoint")]
    far, when = f"{space}DistanceMeters", f"{space}Time"
    point_m = max((_number(point, far) or 0.0 for point in points), default=0.0)
    first, last = (
        next((time for point in some if (time := _time(point.findtext(when))) is not None), None)
        for some in (points, reversed(points))
    )
    if not moving_s:
        raise UnreadableFile("damaged")
    started = first or _time(element.findtext(f"{space}Id"))
    elapsed_s = None if first is None or last is None else (last - first).total_seconds()
    differs = point_m > 0 and lap_m > 0 and abs(point_m - lap_m) > _DIFFERS * lap_m
    return Activity(
        sport=sport,
        started_at=instant(started),
        distance_m=lap_m or point_m or None,
        moving_s=moving_s,
        elapsed_s=elapsed_s if elapsed_s is not None and elapsed_s >= moving_s else None,
        utc_offset_s=offset_of(started),
        other_distance_m=point_m if differs else None,
    )


def _number(element: Element, path: str) -> float | None:
    text = element.findtext(path)
    try:
        return None if text is None else measure(float(text))
    except ValueError:
        return None


def _time(text: str | None) -> datetime | None:
    """Return a time as it is written, with its own offset, if a clock that was set can show it."""
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    utc = instant(at)
    if utc is None or utc < OLDEST:
        return None
    return utc if at.tzinfo is None else at
