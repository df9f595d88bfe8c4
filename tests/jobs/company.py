"""A team with everything that works by itself around it: scheduler, sender, and channels to look at."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.jobs.scheduler import Scheduler
from bot.jobs.sender import Sender
from bot.services.challenge_seats import ChallengeSeatService
from bot.services.challenges import ChallengeService
from bot.services.leavers import LeaverService
from bot.services.outbox import OutboxService
from bot.services.plan_groups import PlanGroupService
from bot.services.race_collecting import RaceCollectingService
from bot.services.race_events import RaceEventService
from bot.services.race_reminders import RaceReminderService
from bot.services.rebuilding import RebuildService
from bot.services.runners import Enrolment
from bot.services.schedules import ScheduleService
from bot.services.teams import TeamDefaults, TeamUnits
from bot.services.weekly_asks import WeeklyAskService
from db.database import Database
from tests.jobs.channels import Channels, FragileDatabase, Fuse
from tests.services.attendance import Attendances
from tests.services.events import Events
from tests.services.harriers import Harriers


async def at_once(_seconds: float) -> None:
    """Nobody is waiting for an answer."""


async def until(met: Callable[[], object]) -> None:
    """Wait for what other tasks are about to do."""
    async with asyncio.timeout(30):
        while True:
            if met():
                return
            await asyncio.sleep(0.005)


@dataclass(frozen=True, slots=True)
class Company:
    """A team, and the channels its messages stand in."""

    team: Harriers
    channels: Channels
    attendances: Attendances = field(default_factory=Attendances)

    def process(self, database: Database | None = None, fuse: Fuse | None = None) -> "Process":
        """Return what one process of the bot runs; with a fuse it dies when that has burned down."""
        store = database or self.team.database
        if fuse is not None:
            store = FragileDatabase(store, fuse)
        outbox = OutboxService(store, self.team.clock)
        return Process(
            Scheduler(
                ScheduleService(store, self.team.clock),
                PlanGroupService(store, self.team.clock, self.attendances),
                ChallengeService(store, self.team.clock, Enrolment(TeamDefaults("UTC", TeamUnits.KM, {}))),
                ChallengeSeatService(store, Attendances()),
                RaceReminderService(store, self.team.clock),
                RaceCollectingService(store, self.team.clock),
                WeeklyAskService(store, self.team.clock),
                LeaverService(store, self.team.clock, Attendances()),
                RebuildService(store, self.team.clock),
                RaceEventService(store, self.team.clock, Events()),
            ),
            Sender(outbox, self.channels, at_once),
            self.channels,
            fuse or Fuse(),
        )

    async def work(self) -> None:
        """Tick and send once."""
        await self.process().work()


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the bot, driven by hand."""

    scheduler: Scheduler
    sender: Sender
    channels: Channels
    fuse: Fuse

    async def work(self) -> None:
        """Tick and send once, as the running program does by itself; raises `Killed` when it dies of its fuse."""
        self.channels.fuse = self.fuse
        await self.scheduler.tick()
        await self.sender.deliver_due()


def company(team: Harriers) -> Company:
    """Put a company around a team."""
    return Company(team, Channels(team.clock))
