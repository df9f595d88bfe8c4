"""Backups: what they are called, when the next one is due, and which are kept."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

STAMP: Final = "%Y%m%dT%H%M%SZ"
UNDISTURBED: Final = timedelta(days=1)
"""How long every backup stays: who notices in the evening what went wrong at noon finds the one from before."""


def name_of(stem: str, made_at: datetime) -> str:
    """Return a backup's file name: that of its database with the instant, in UTC, by which names also sort."""
    return f"{stem}-{made_at.astimezone(UTC).strftime(STAMP)}.db"


def made_at(name: str, stem: str) -> datetime | None:
    """Return when the backup of this name was made; None for a file that is none of this database's."""
    found = re.fullmatch(rf"{re.escape(stem)}-(\d{{8}}T\d{{6}}Z)\.db", name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_due(made: Collection[datetime], now: datetime, every: timedelta) -> bool:
    """Tell whether it is time for the next one. What a wrong clock dated ahead holds up nothing."""
    newest = max((instant for instant in made if instant <= now), default=None)
    return newest is None or now - newest >= every


def kept(made: Collection[datetime], now: datetime, daily: int, weekly: int) -> set[datetime]:
    """Return which stay: the newest of each of the newest `daily` days and `weekly` ISO weeks, and all of a day's age.

    Days and weeks are counted as there are backups of them, so that neither a pause nor a clock that jumps takes any.
    """
    newest_first = sorted(made, reverse=True)
    of_day: dict[object, datetime] = {}
    of_week: dict[object, datetime] = {}
    for instant in newest_first:
        of_day.setdefault(instant.astimezone(UTC).date(), instant)
        of_week.setdefault(instant.astimezone(UTC).isocalendar()[:2], instant)
    stay = {*list(of_day.values())[:daily], *list(of_week.values())[:weekly], *newest_first[:1]}
    return stay | {instant for instant in made if abs(now - instant) < UNDISTURBED}
