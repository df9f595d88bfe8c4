"""Reminders: before a race its runners hear of it, by their own clock, and the team's channel by the team's."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.races import next_reminder
from bot.services.clock import Clock
from bot.services.race_calls import owe_call
from bot.services.race_letters import owe_reminder
from bot.services.race_timing import next_call
from db.database import Database, Work
from db.unit_of_work import UnitOfWork

DUE_AT_ONCE: Final = 50


class RaceReminderService:
    """Finds who is to be reminded, claims that, and owes the letter or the post."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def remind_due(self) -> int:
        """Owe all that is due by now; returns how many runners and channels that were.

        Claiming a reminder, owing it under a key of race, runner, day and days, and moving on to the next are one
        transaction: a crash leaves either all of it or none, and no second process can do it again. Of several that
        came while the bot was down the newest is owed.
        """
        return await self._all(self._remind_some) + await self._all(self._call_some)

    async def next_due_at(self) -> datetime | None:
        """Return the earliest instant at which anybody is to hear of a race."""
        return await self._database.read(_next_due_at)

    async def _all(self, some: Work[int]) -> int:
        handled = 0
        while await self._is_due() and (claimed := await self._database.write(some, long=True)):
            handled += claimed
        return handled

    async def _is_due(self) -> bool:
        due_at = await self.next_due_at()
        return due_at is not None and due_at <= self._clock.now()

    def _remind_some(self, uow: UnitOfWork) -> int:
        now = self._clock.now()
        claimed = uow.entrants.claim_due(now, DUE_AT_ONCE)
        moved = []
        for one in claimed:
            zone = ZoneInfo(one.entrant.time_zone or one.team_time_zone)
            owe_reminder(uow, one, zone, now)
            days, at = next_reminder(one.race_day, zone, now) or (None, None)
            moved.append((one.entrant.race_id, one.entrant.runner_id, days, at))
        uow.entrants.retime(moved)
        return len(claimed)

    def _call_some(self, uow: UnitOfWork) -> int:
        now = self._clock.now()
        claimed = uow.races.claim_calls(now, DUE_AT_ONCE)
        for row, team_zone in claimed:
            zone = ZoneInfo(team_zone)
            owe_call(uow, row, zone, now)
            uow.races.change(row.race_id, **next_call(row.race_day, zone, now))
        return len(claimed)


def _next_due_at(uow: UnitOfWork) -> datetime | None:
    found = (uow.entrants.next_due_at(), uow.races.next_call_at())
    return min((due_at for due_at in found if due_at is not None), default=None)
