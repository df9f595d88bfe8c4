"""Reading: find out what kind of file it is by its first bytes, and hand it to whoever reads such."""

import hashlib
from dataclasses import replace
from typing import Final

from bot.files import fit, gpx, strava_list, tcx
from bot.files.activities import LARGEST_FILE, Activities, Activity, UnreadableFile, not_a_run
from bot.files.packed import unpacked

_HEAD: Final = 4_096


def read(name: str, data: bytes) -> Activities:
    """See `bot.files.read_activities`."""
    if len(data) > LARGEST_FILE:
        raise UnreadableFile("too_big")
    content = unpacked(data)
    if not content.strip():
        raise UnreadableFile("empty")
    activities = _read(name.lower(), content)
    if not activities.found and not activities.is_list:
        raise not_a_run(())
    if activities.is_list:
        return activities
    digest = hashlib.sha256(content).hexdigest()
    return replace(
        activities,
        found=tuple(_known_by(activity, f"sha256:{digest}:{at}") for at, activity in enumerate(activities.found)),
    )


def _read(name: str, content: bytes) -> Activities:
    if content[8:12] == b".FIT":
        return fit.read(content)
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        if b"<TrainingCenterDatabase" in head:
            return tcx.read(content)
        if b"<gpx" in head:
            return gpx.read(content)
        raise UnreadableFile("unknown_format")
    if strava_list.is_list(content) or name.removesuffix(".gz").removesuffix(".zip").endswith(".csv"):
        return strava_list.read(content)
    raise UnreadableFile("unknown_format")


def _known_by(activity: Activity, key: str) -> Activity:
    return replace(activity, keys=(key, *activity.keys))
