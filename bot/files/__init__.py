"""Files: what a watch, an app or a service recorded, read into plain numbers; positions never leave this package."""

from bot.files.activities import LARGEST_FILE, Activities, Activity, Other, Sport, UnreadableFile

__all__ = ["LARGEST_FILE", "Activities", "Activity", "Other", "Sport", "UnreadableFile", "read_activities"]


def read_activities(name: str, data: bytes) -> Activities:
    """Return the runs in a file of a watch, or in Strava's list of them: FIT, GPX, TCX, gzipped or alone in a zip too.

    `name` matters only where the bytes do not tell a list from other text. Raises `UnreadableFile`, and nothing else.
    """
    # Whoever only needs the types does without the parsers, which take some ten megabytes.
    from bot.files.reading import read

    return read(name, data)
