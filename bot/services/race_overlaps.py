"""Overlaps: who of the team runs which race to come, for a coach who plans workouts that overlap."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.races import Part
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.race_pages import Race, race_of
from bot.services.runners import unit_of
from bot.services.teams import TeamUnits, own_team
from db.database import Database
from db.unit_of_work import UnitOfWork

OVERLAPS_PAGE: Final = 4
"""Races on a page, each with its runners."""
LOOKED_AHEAD: Final = 200
"""Races to come among which those that somebody runs are found."""


@dataclass(frozen=True, slots=True)
class RaceOverlaps:
    """A page of the races to come that somebody runs, the next one first; `today` is the team's day.

    Who is named is named to coaches. `count` is of all such races, and pages count from 0.
    """

    races: tuple[Race, ...]
    count: int
    page: int
    pages: int
    today: date


class RaceOverlapService:
    """Shows coaches who runs what; every method raises `NotAllowed` for anybody else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, asker: Asker, page: int = 0) -> RaceOverlaps:
        """Return a page, the nearest one when there is no such."""
        return await self._database.read(lambda uow: self._page(uow, asker, page))

    def _page(self, uow: UnitOfWork, asker: Asker, page: int) -> RaceOverlaps:
        require_coach(uow, asker)
        team, runner = own_team(uow, asker), uow.runners.find(asker.team_id, asker.user_id)
        today = local_today(self._clock.now(), ZoneInfo(team.time_zone))
        ahead = uow.races.between(team.team_id, today, date.max, LOOKED_AHEAD)
        counts = uow.entrants.counts([row.race_id for row in ahead], reader_id=0)
        run = [row for row in ahead if row.cancelled_at is None and counts.get((row.race_id, Part.RUNNING))]
        pages = max(1, -(-len(run) // OVERLAPS_PAGE))
        page = min(max(0, page), pages - 1)
        units = TeamUnits(team.units if runner is None else unit_of(runner).value)
        shown = run[page * OVERLAPS_PAGE :][:OVERLAPS_PAGE]
        return RaceOverlaps(
            races=tuple(race_of(uow, team, row, units, by_coach=True) for row in shown),
            count=len(run),
            page=page,
            pages=pages,
            today=today,
        )
