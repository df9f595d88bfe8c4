"""What somebody who adds a race knows of it fills in what the one that is there lacks."""

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from bot.services.race_letters import Change
from bot.services.race_programmes import require_room, start_there
from db.repositories.races import RaceRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TypedRace:
    """What was typed of a race that is there already; the starts are what the wall shows in `zone`."""

    zone: ZoneInfo
    distances: list[tuple[int, str | None, str | None]]
    place: str | None
    url: str | None


def fill_race(uow: UnitOfWork, row: RaceRow, typed: TypedRace) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Add what a race lacks, as whoever knows more helps everybody. Returns what came, and what stays as it was."""
    filled, kept = _fill_distances(uow, row, typed)
    columns: dict[str, object] = {}
    for name, change in (("place", Change.PLACE), ("url", Change.LINK)):
        held, given = getattr(row, name), getattr(typed, name)
        if given is not None and held is None:
            columns[name] = given
            filled.append(change)
        elif given is not None and given.casefold() != held.casefold():
            kept.append(change)
    if columns:
        uow.races.change(row.race_id, **columns)
    return tuple(filled), tuple(kept)


def _fill_distances(uow: UnitOfWork, row: RaceRow, typed: TypedRace) -> tuple[list[Change], list[Change]]:
    held = {one.distance_m: one for one in uow.races.distances([row.race_id])[row.race_id]}
    filled: list[Change] = []
    kept: list[Change] = []
    new = []
    for metres, event, clock in typed.distances:
        start = None if clock is None else start_there(row, time.fromisoformat(clock), typed.zone)
        known = held.get(metres)
        if known is None:
            new.append((metres, event, start))
        elif start is not None and known.start is None:
            uow.races.change_distance(known.distance_id, start=start)
            filled.append(Change.START)
        elif start is not None and start != known.start:
            kept.append(Change.START)
    if new:
        require_room(len(held) + len(new))
        uow.races.add_distances(row.race_id, new)
        filled.insert(0, Change.DISTANCES)
    return list(dict.fromkeys(filled)), list(dict.fromkeys(kept))
