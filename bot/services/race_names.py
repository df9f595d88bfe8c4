"""Which race is meant: by its key, or as people name it."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.errors import NotFound, Unclear
from bot.services.asker import Asker
from bot.services.meant import meant
from bot.services.teams import own_team
from db.repositories.races import RaceRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

SEARCHED: Final = 400
LOOKED_BACK: Final = timedelta(days=400)
"""How far back a race can be named: results are entered late, but not years late."""


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


def named_race(uow: UnitOfWork, asker: Asker, race: str | int, now: datetime, *, hold: bool = False) -> RaceRow:
    """Return a race by its id, or as it is named; of several with one name the next to come that is on.

    `hold`: nobody else changes it, or who is in it, meanwhile. Raises `NotFound`, and `Unclear` for a name that several
    of one day have.
    """
    if isinstance(race, str):
        found = meant(races_known(uow, own_team(uow, asker), now), race, lambda row: (row.race_id, row.race_day))
        if not found:
            raise NotFound("race_not_found")
        if len(found) > 1:
            raise Unclear("race_ambiguous", text=race)
        race = found[0].race_id
    return race_found(uow, asker.team_id, race, hold=hold)


def race_found(uow: UnitOfWork, team_id: int, race_id: int, *, hold: bool = False) -> RaceRow:
    """Return a race of a team; raises `NotFound`."""
    row = uow.races.find(team_id, race_id, hold=hold)
    if row is None:
        raise NotFound("race_not_found")
    return row
