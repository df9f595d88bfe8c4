"""Found entries: a run that a service told of, as an entry of the log, and the other way round."""

from typing import Any

from bot.domain.connections import Service, Visibility
from bot.domain.found_runs import FoundRun
from bot.domain.runs import RunKind, RunSource, Surface
from bot.services.entries import Entry
from bot.services.nudge_standing import origin_of
from db.repositories.back_fills import BackFillRunRow
from db.repositories.found_runs import FoundRow


def entry_of_found(row: FoundRow, source: RunSource) -> Entry:
    """Return the entry that a found run makes."""
    return entry_of_told(row, source, (origin_of(row.found_id),))


def entry_of_told(
    told: FoundRun | FoundRow | BackFillRunRow,
    source: RunSource = RunSource.CONFIRMED,
    origins: tuple[str, ...] = (),
) -> Entry:
    """Return the entry that a run makes of which a service told."""
    return Entry(
        local_date=told.local_date,
        started_at=told.started_at,
        distance_m=told.distance_m,
        moving_s=told.moving_s,
        elapsed_s=told.elapsed_s,
        kind=RunKind.RACE if told.is_race else None,
        surface=None if told.surface is None else Surface(told.surface),
        source=source,
        origins=origins,
    )


def known_as(row: FoundRow) -> tuple[str, ...]:
    """Return by what the log may know a found run: our number, and Strava's own in an archive that its runner gave."""
    own = origin_of(row.found_id)
    return (own, f"strava:{row.key}") if row.service == Service.STRAVA else (own,)


def columns_of(found: FoundRun) -> dict[str, Any]:
    """Return what is kept of a run as a service tells it."""
    return {
        "local_date": found.local_date,
        "started_at": found.started_at,
        "distance_m": found.distance_m,
        "moving_s": found.moving_s,
        "elapsed_s": found.elapsed_s,
        "surface": found.surface,
        "is_race": found.is_race,
        "device": found.device,
        "visibility": found.visibility,
        "muted": found.muted,
    }


def may_be_told_by_itself(found: FoundRun) -> bool:
    """Tell whether its runner lets everybody at Strava see it: what just followers see is shared by a press alone."""
    return found.visibility is Visibility.EVERYONE and not found.muted
