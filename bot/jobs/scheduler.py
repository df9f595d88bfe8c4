"""The scheduler: APScheduler wakes the process, tables remember what is due."""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs.timetable import (
    BACKUP_SECONDS,
    EVENTS_SECONDS,
    FIRST_BACKUP_SECONDS,
    FIRST_ROLL_CALL_SECONDS,
    ROLL_CALL_SECONDS,
    TICK_SECONDS,
)
from bot.services.backups import BackupService
from bot.services.challenge_seats import ChallengeSeatService
from bot.services.challenges import ChallengeService
from bot.services.leavers import LeaverService, RollCall
from bot.services.outage import is_outage
from bot.services.plan_groups import PlanGroupService
from bot.services.race_collecting import RaceCollectingService
from bot.services.race_events import RaceEventService
from bot.services.race_reminders import RaceReminderService
from bot.services.rebuilding import RebuildService
from bot.services.schedules import ScheduleService
from bot.services.weekly_asks import WeeklyAskService

log = logging.getLogger(__name__)


class Scheduler:
    """In-memory jobs: one asks the database what is due, one keeps the servers' events in step with the races, which
    waits for Discord, one backs the database up where that is a file, and a slow one asks who is still there.

    At the start, what an older version derived from the log is derived anew.

    Due times are not APScheduler's: its cron trigger skips a week when the clock changes, and its job store pickles
    function names. See `docs/decisions`.
    """

    def __init__(
        self,
        schedules: ScheduleService,
        plan_groups: PlanGroupService,
        challenges: ChallengeService,
        seats: ChallengeSeatService,
        reminders: RaceReminderService,
        collecting: RaceCollectingService,
        weekly_asks: WeeklyAskService,
        leavers: LeaverService,
        rebuilding: RebuildService,
        race_events: RaceEventService,
        backups: BackupService | None = None,
    ) -> None:
        self._schedules = schedules
        self._plan_groups = plan_groups
        self._challenges = challenges
        self._seats = seats
        self._reminders = reminders
        self._collecting = collecting
        self._weekly_asks = weekly_asks
        self._leavers = leavers
        self._rebuilding = rebuilding
        self._race_events = race_events
        self._backups = backups
        self._apscheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Tick at once, for what fell due while the bot was away, and from then on regularly."""
        tick, catch_up, see_to_events, call_the_roll = map(
            self._until_stopped, (self.tick, self._rebuilding.catch_up, self.see_to_events, self.call_the_roll)
        )
        self._apscheduler.add_job(
            tick,
            "interval",
            seconds=TICK_SECONDS,
            # A late tick is as good as one in time, and ten late ones are one.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._apscheduler.add_job(tick, misfire_grace_time=None)
        self._apscheduler.add_job(catch_up, misfire_grace_time=None)
        self._apscheduler.add_job(
            see_to_events,
            "interval",
            seconds=EVENTS_SECONDS,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._apscheduler.add_job(
            call_the_roll,
            "interval",
            seconds=ROLL_CALL_SECONDS,
            next_run_time=datetime.now(UTC) + timedelta(seconds=FIRST_ROLL_CALL_SECONDS),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        if self._backups is not None:
            self._apscheduler.add_job(
                self._until_stopped(self._backups.make_due),
                "interval",
                seconds=BACKUP_SECONDS,
                next_run_time=datetime.now(UTC) + timedelta(seconds=FIRST_BACKUP_SECONDS),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        self._apscheduler.start()

    async def tick(self) -> int:
        """Handle what is due now; returns how many schedules, reminders, questions, races and challenges it was."""
        # Before weeks go out, so that they are for whoever has the role.
        await self._plan_groups.refresh_due()
        handled = await self._schedules.run_due()
        # Before the result, so that it has everybody on their side.
        await self._seats.seat_newcomers()
        handled += await self._challenges.end_due()
        handled += await self._reminders.remind_due()
        handled += await self._weekly_asks.ask_due()
        return handled + await self._collecting.collect_due()

    async def see_to_events(self) -> int:
        """Put up, change or take away the events of races that are due; returns how many were."""
        return await self._race_events.see_to_due()

    async def call_the_roll(self) -> RollCall:
        """Notice who has left, and erase those whose time to come back is over."""
        return await self._leavers.call_the_roll()

    def _until_stopped(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """Return a job that ends quietly when it is stopped on its way, or the database goes away: APScheduler would
        log either as a defect.

        What it was at is rolled back, and due still at the next start, or at the next time.
        """

        @functools.wraps(work)
        async def job() -> None:
            try:
                await work()
            except asyncio.CancelledError:
                if self._apscheduler.running:
                    raise
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("%s waits for the database: %s", work.__name__, error)

        return job

    def stop(self) -> None:
        """Wake no more."""
        if self._apscheduler.running:
            self._apscheduler.shutdown(wait=False)
