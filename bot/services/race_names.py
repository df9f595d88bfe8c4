"""Which race is meant: by its key, or as people name it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.races import plain_name
from bot.errors import NotFound, Unclear
from bot.services.asker import Asker
from bot.services.teams import own_team
from db.repositories.races import RaceRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

SUGGESTED: Final = 25
"""Races that Discord shows at once."""
SEARCHED: Final = 400
LOOKED_BACK: Final = timedelta(days=400)
"""How far back a race can be named: results are entered late, but not years late."""


def key_of(race_id: int) -> str:
    """Return what a race picked from the list is named by; a number alone can be a name."""
    return f"id:{race_id}"


def races_known(uow: UnitOfWork, team: TeamRow, now: datetime) -> list[RaceRow]:
    """Return the races that somebody can mean: those to come, the next one first, then those that have been."""
    today = local_today(now, ZoneInfo(team.time_zone))
    # A day earlier, for races where it is still yesterday.
    ahead = uow.races.between(team.team_id, today - timedelta(days=1), date.max, SEARCHED)
    back = [
        row
        for row in uow.races.before(team.team_id, today - timedelta(days=1), SEARCHED)
        if today - row.race_day <= LOOKED_BACK
    ]
    return ahead + back


def meant_race(rows: Sequence[RaceRow], typed: str) -> RaceRow:
    """Return the race that is named; of several with one name the next to come that is on.

    Raises `NotFound`, and `Unclear` for a name that several of one day have.
    """
    found = [row for row in rows if key_of(row.race_id) == typed] or [
        row for row in rows if row.plain_name == plain_name(typed)
    ]
    found = [row for row in found if row.cancelled_at is None] or found
    if not found:
        raise NotFound("race_not_found")
    if len(found) > 1 and found[0].race_day == found[1].race_day:
        raise Unclear("race_ambiguous", text=typed)
    return found[0]


def suggested_races(rows: Iterable[RaceRow], typed: str) -> list[RaceRow]:
    """Return races whose names contain what was typed, in the order given."""
    wanted = plain_name(typed) if typed.strip() else ""
    return [row for row in rows if wanted in row.plain_name][:SUGGESTED]


def named_race(uow: UnitOfWork, asker: Asker, race: str | int, now: datetime, *, hold: bool = False) -> RaceRow:
    """Return a race by its id, or as it is named; `hold`: nobody else changes it, or who is in it, meanwhile.

    Raises as `meant_race`.
    """
    if isinstance(race, str):
        race = meant_race(races_known(uow, own_team(uow, asker), now), race).race_id
    return race_found(uow, asker.team_id, race, hold=hold)


def race_found(uow: UnitOfWork, team_id: int, race_id: int, *, hold: bool = False) -> RaceRow:
    """Return a race of a team; raises `NotFound`."""
    row = uow.races.find(team_id, race_id, hold=hold)
    if row is None:
        raise NotFound("race_not_found")
    return row
