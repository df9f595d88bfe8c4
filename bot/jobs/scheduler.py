"""The scheduler: APScheduler wakes the process, tables remember what is due."""

import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs.timetable import TICK_SECONDS
from bot.services.schedules import ScheduleService

log = logging.getLogger(__name__)


class Scheduler:
    """One in-memory job that asks the database what is due.

    Due times are not APScheduler's: its cron trigger skips a week when the clock changes, and its job store pickles
    function names. See `docs/decisions`.
    """

    def __init__(self, schedules: ScheduleService) -> None:
        self._schedules = schedules
        self._apscheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Tick at once, for what fell due while the bot was away, and from then on regularly."""
        self._apscheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK_SECONDS,
            # A late tick is as good as one in time, and ten late ones are one.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._apscheduler.add_job(self.tick, misfire_grace_time=None)
        self._apscheduler.start()

    async def tick(self) -> int:
        """Handle what is due now; returns how many schedules were."""
        return await self._schedules.run_due()

    def stop(self) -> None:
        """Wake no more."""
        if self._apscheduler.running:
            self._apscheduler.shutdown(wait=False)
