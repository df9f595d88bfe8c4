"""Lists of races: those to come, one of them, and which a member can mean."""

from dataclasses import replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.races import Part
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.meant import suggested
from bot.services.race_names import named_race, races_known
from bot.services.race_pages import RaceLine, RaceList, RacePage, race_page
from bot.services.race_predictions import race_prediction
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.teams import TeamUnits, own_team
from db.database import Database
from db.unit_of_work import UnitOfWork

LISTED: Final = 8
"""Races on a page."""


class RaceListService:
    """Shows races; it changes none."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def page(self, asker: Asker, page: int = 1) -> RaceList:
        """Return a page of the races to come, or from 0 down of those that have been."""
        return await self._database.write(lambda uow: self._list(uow, asker, page))

    async def show(self, asker: Asker, race: str | int) -> RacePage:
        """Return a race by its id, or as it is named. Raises `NotFound`, and `Unclear` for a name that several have."""
        return await self._database.write(lambda uow: self._show(uow, asker, race))

    async def suggestions(self, asker: Asker, typed: str) -> list[tuple[int, str, date]]:
        """Return (key, name, day) of races whose names contain what was typed, the next one first."""
        return await self._database.read(lambda uow: self._suggestions(uow, asker, typed))

    def _list(self, uow: UnitOfWork, asker: Asker, page: int) -> RaceList:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        today = local_today(now, ZoneInfo(team.time_zone))
        if page > 0:
            rows = uow.races.between(team.team_id, today, date.max, LISTED + 1, (page - 1) * LISTED)
            has_earlier, has_later = page > 1 or bool(uow.races.before(team.team_id, today, 1)), len(rows) > LISTED
        else:
            rows = uow.races.before(team.team_id, today, LISTED + 1, -page * LISTED)
            has_earlier, has_later = len(rows) > LISTED, True
        shown = rows[:LISTED]
        ids = [row.race_id for row in shown]
        counts = uow.entrants.counts(ids, runner.runner_id)
        parts = uow.entrants.parts(ids, runner.runner_id)
        distances = uow.races.distances(ids)
        return RaceList(
            races=tuple(
                RaceLine(
                    race_id=row.race_id,
                    name=row.name,
                    race_day=row.race_day,
                    is_goal=row.is_goal,
                    cancelled=row.cancelled_at is not None,
                    distances=tuple((one.distance_m, one.event) for one in distances[row.race_id]),
                    teammates=counts.get((row.race_id, Part.RUNNING), 0),
                    own=Part(parts[row.race_id]) if row.race_id in parts else None,
                )
                for row in shown
            ),
            page=page,
            has_earlier=has_earlier,
            has_later=has_later,
            today=today,
            units=TeamUnits(unit_of(runner).value),
        )

    def _show(self, uow: UnitOfWork, asker: Asker, race: str | int) -> RacePage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = named_race(uow, asker, race, now)
        page = race_page(uow, asker, runner, row, now)
        if page.is_over or page.race.cancelled:
            return page
        return replace(page, prediction=race_prediction(uow, runner, row, today_of(runner, now)))

    def _suggestions(self, uow: UnitOfWork, asker: Asker, typed: str) -> list[tuple[int, str, date]]:
        if uow.runners.find(asker.team_id, asker.user_id) is None and not asker.in_server:
            return []
        team = uow.teams.find(asker.team_id)
        rows = [] if team is None else races_known(uow, team, self._clock.now())
        return [(row.race_id, row.name, row.race_day) for row in suggested(rows, typed)]
