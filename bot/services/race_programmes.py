"""Programmes of races: distances with their starts, as they are kept and as somebody typed them."""

from collections.abc import Iterable
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.domain.races import MOST_DISTANCES, start_instant
from bot.domain.units import Distance, ParseError
from bot.errors import UserError
from bot.services.race_drafts import RaceDraft, distances_of, metres_of, programme_of, starts_of
from db.repositories.races import DistanceRow, RaceRow


def typed_rows(
    distances: tuple[Distance, ...], starts: tuple[time, ...] | None
) -> list[tuple[int, str | None, str | None]]:
    """Return typed distances as (metres, standard event, start), with the starts in their order."""
    clocks = [None] * len(distances) if starts is None else [one.isoformat("minutes") for one in starts]
    return [(metres_of(one), one.event, clock) for one, clock in zip(distances, clocks, strict=True)]


def wanted_distances(held: list[DistanceRow], draft: RaceDraft) -> dict[int, tuple[str | None, str | None]]:
    """Return the distances that a race is to have, by metres: the standard event, and the start.

    Typed starts go with typed distances in their order, and with those that are there as they are shown.
    """
    if draft.programme is not None:
        return {
            metres_of(one): (one.event, None if start is None else start.isoformat("minutes"))
            for one, start in programme_of(draft.programme)
        }
    wanted = {one.distance_m: (one.event, one.start) for one in held}
    if draft.distance is not None:
        for_new = held[0].start if len(held) == 1 else None
        wanted = {
            metres_of(one): wanted.get(metres_of(one), (one.event, for_new)) for one in distances_of(draft.distance)
        }
    if draft.start is not None:
        starts = [one.isoformat("minutes") for one in starts_of(draft.start, len(wanted))]
        wanted = {metres: (event, start) for (metres, (event, _)), start in zip(wanted.items(), starts, strict=True)}
    return wanted


def require_starts(day: date, starts: Iterable[time], zone: ZoneInfo) -> None:
    """Raise `UserError` for a start that the wall never shows."""
    for start in starts:
        try:
            start_instant(day, start, zone)
        except ParseError:
            raise UserError("race_start_skipped", text=start.isoformat("minutes")) from None


def require_room(count: int) -> None:
    """Raise `UserError` for more distances than a card holds."""
    if count > MOST_DISTANCES:
        raise UserError("race_distances_full", most=MOST_DISTANCES)


def start_there(row: RaceRow, start: time, zone: ZoneInfo) -> str:
    """Return what the wall shows where a race is when that in `zone` shows its start, on the day of the race."""
    require_starts(row.race_day, [start], zone)
    there = start_instant(row.race_day, start, zone).astimezone(ZoneInfo(row.time_zone))
    if there.date() != row.race_day:
        raise UserError("race_start_elsewhere", text=start.isoformat("minutes"), name=row.name, zone=row.time_zone)
    return there.time().isoformat("minutes")
