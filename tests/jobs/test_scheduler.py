"""The scheduler: looks at once for what fell due meanwhile, then regularly, and ends when it is told to."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine

from bot.jobs.scheduler import Scheduler
from bot.jobs.timetable import (
    FIRST_BACKUP_SECONDS,
    FIRST_ROLL_CALL_SECONDS,
    ROLL_CALL_SECONDS,
    TICK_SECONDS,
    TIMETABLE,
)
from bot.services.backups import BackupRules, BackupService
from bot.services.challenge_seats import ChallengeSeatService
from bot.services.clock import SystemClock
from bot.services.leavers import LeaverService, RollCall
from bot.services.plan_groups import PlanGroupService
from bot.services.race_events import RaceEventService
from bot.services.rebuilding import RebuildService
from bot.services.schedules import ScheduleService
from bot.services.teams import ScheduleKind
from tests.composed import new_database
from tests.jobs.company import Company, until
from tests.services.attendance import Attendances
from tests.services.events import Events
from tests.services.harriers import local


class CountingSchedules(ScheduleService):
    """Schedules that count how often they have answered, may be out of order the first time, or hang once begun."""

    asked = 0

    def has_answered(self, times: int) -> bool:
        return self.asked == times

    trouble: list[Exception]
    begun: asyncio.Event | None = None

    async def run_due(self) -> int:
        """See `ScheduleService.run_due`."""
        try:
            if self.begun is not None:
                self.begun.set()
                await asyncio.Event().wait()
            if self.trouble:
                raise self.trouble.pop()
            return await super().run_due()
        finally:
            self.asked += 1


@pytest.fixture
async def schedules(berlin: Company) -> CountingSchedules:
    found = CountingSchedules(berlin.team.database, berlin.team.clock)
    found.trouble = []
    return found


class CountingLeavers(LeaverService):
    """A roll call that counts how often it has ended."""

    ended = 0

    def has_ended(self, times: int) -> bool:
        return self.ended == times

    async def call_the_roll(self) -> RollCall:
        """See `LeaverService.call_the_roll`."""
        try:
            return await super().call_the_roll()
        finally:
            self.ended += 1


class CountingBackups(BackupService):
    """Backups that count how often they have answered."""

    answered = 0

    async def make_due(self) -> bool:
        """See `BackupService.make_due`."""
        try:
            return await super().make_due()
        finally:
            self.answered += 1


@pytest.fixture
def roster() -> Attendances:
    return Attendances()


@pytest.fixture
def leavers(berlin: Company, roster: Attendances) -> CountingLeavers:
    return CountingLeavers(berlin.team.database, berlin.team.clock, roster)


@pytest.fixture
def backups(tmp_path: Path) -> CountingBackups:
    (tmp_path / "file").mkdir()
    new_database(tmp_path / "file")
    rules = BackupRules(tmp_path / "backups", timedelta(days=1), daily=7, weekly=4)
    return CountingBackups(tmp_path / "file" / "baton.db", rules, SystemClock())


@pytest.fixture
async def scheduler(
    berlin: Company,
    schedules: CountingSchedules,
    leavers: CountingLeavers,
    roster: Attendances,
    backups: CountingBackups,
) -> AsyncIterator[Scheduler]:
    database = berlin.team.database
    running = Scheduler(
        schedules,
        PlanGroupService(database, berlin.team.clock, roster),
        berlin.team.services.challenges,
        ChallengeSeatService(database, roster),
        berlin.team.services.race_reminders,
        berlin.team.services.race_collecting,
        berlin.team.services.weekly_asks,
        leavers,
        RebuildService(database, berlin.team.clock),
        RaceEventService(database, berlin.team.clock, Events()),
        backups,
    )
    yield running
    running.stop()


async def test_what_fell_due_while_the_bot_was_away_is_handled_at_once(
    berlin: Company, schedules: CountingSchedules, scheduler: Scheduler
) -> None:
    await berlin.team.log("Ana")
    berlin.team.clock.set(local("Europe/Berlin", "2026-11-23 09:00"))
    scheduler.start()
    await until(lambda: schedules.asked == 1)
    await berlin.process().sender.deliver_due()
    assert berlin.channels.boards() == ["2026-W47"]


async def test_a_tick_that_fails_is_told_and_the_next_one_comes(
    schedules: CountingSchedules, scheduler: Scheduler, caplog: pytest.LogCaptureFixture
) -> None:
    schedules.trouble = [ConnectionError("the database went away")]
    with caplog.at_level(logging.ERROR), time_machine.travel("2026-11-20T09:00:00Z", tick=True) as clock:
        scheduler.start()
        await until(lambda: schedules.asked == 1)
        for ticks in (2, 3):
            clock.shift(timedelta(seconds=TICK_SECONDS + 1))
            scheduler._apscheduler.wakeup()
            await until(partial(schedules.has_answered, ticks))
        scheduler.stop()
    assert "the database went away" in caplog.text


async def test_many_missed_ticks_are_one(schedules: CountingSchedules, scheduler: Scheduler) -> None:
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True) as clock:
        scheduler.start()
        await until(lambda: schedules.asked == 1)
        clock.shift(timedelta(days=3))
        scheduler._apscheduler.wakeup()
        await until(lambda: schedules.asked > 1)
        scheduler._apscheduler.wakeup()
        await asyncio.sleep(0.05)
        assert schedules.asked == 2
        scheduler.stop()


async def test_a_stopped_scheduler_asks_no_more_and_may_be_stopped_twice(
    schedules: CountingSchedules, scheduler: Scheduler
) -> None:
    scheduler.stop()
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True) as clock:
        scheduler.start()
        await until(lambda: schedules.asked == 1)
        scheduler.stop()
        # Its farewell is said on the loop's next turn.
        await until(lambda: not scheduler._apscheduler.running)
        scheduler.stop()
        clock.shift(timedelta(hours=1))
        await asyncio.sleep(0.05)
        assert schedules.asked == 1


async def test_the_roll_is_called_by_itself(
    schedules: CountingSchedules, leavers: CountingLeavers, scheduler: Scheduler
) -> None:
    with time_machine.travel("2026-11-22T09:30:00Z", tick=True) as clock:
        scheduler.start()
        await until(lambda: schedules.asked == 1)
        assert leavers.ended == 0
        for times, seconds in ((1, FIRST_ROLL_CALL_SECONDS), (2, ROLL_CALL_SECONDS)):
            clock.shift(timedelta(seconds=seconds + 1))
            scheduler._apscheduler.wakeup()
            await until(partial(leavers.has_ended, times))
        scheduler.stop()


async def test_a_tick_does_not_wait_for_the_roll(
    berlin: Company,
    schedules: CountingSchedules,
    leavers: CountingLeavers,
    scheduler: Scheduler,
    roster: Attendances,
) -> None:
    await berlin.team.log("Ana")
    berlin.team.clock.forward(days=2)
    answers = asyncio.Event()
    roster.meanwhile = answers.wait
    with time_machine.travel("2026-11-22T09:30:00Z", tick=True) as clock:
        scheduler.start()
        await until(lambda: schedules.asked == 1)
        clock.shift(timedelta(seconds=FIRST_ROLL_CALL_SECONDS + 1))
        scheduler._apscheduler.wakeup()
        await until(lambda: roster.asked)
        asked = schedules.asked
        clock.shift(timedelta(seconds=TICK_SECONDS + 1))
        scheduler._apscheduler.wakeup()
        await until(lambda: schedules.asked > asked)
        assert leavers.ended == 0
        answers.set()
        await until(lambda: leavers.ended == 1)
        scheduler.stop()


async def test_a_tick_by_hand_tells_how_much_there_was(berlin: Company, scheduler: Scheduler) -> None:
    assert await scheduler.tick() == 0
    berlin.team.clock.set(local("Europe/Berlin", "2026-11-23 09:00"))
    # Everything but the digest, which waits until a team wants one, and the recap, which is for the first of a month.
    assert await scheduler.tick() == len(TIMETABLE) - 2


def test_scores_settle_before_the_board_is_posted() -> None:
    assert TIMETABLE[ScheduleKind.SETTLE].at < TIMETABLE[ScheduleKind.LEADERBOARD].at
    assert set(TIMETABLE) == set(ScheduleKind)


async def test_a_tick_on_its_way_when_the_bot_stops_is_no_defect(
    schedules: CountingSchedules, scheduler: Scheduler, caplog: pytest.LogCaptureFixture
) -> None:
    schedules.begun = begun = asyncio.Event()
    with caplog.at_level(logging.DEBUG):
        scheduler.start()
        await asyncio.wait_for(begun.wait(), 10)
        scheduler.stop()
        await asyncio.sleep(0.05)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_file_is_backed_up_once_a_day_and_not_at_the_start(
    schedules: CountingSchedules, scheduler: Scheduler, backups: CountingBackups
) -> None:
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True) as clock:
        scheduler.start()
        await until(lambda: schedules.asked == 1)
        assert backups.all() == []
        clock.shift(timedelta(seconds=FIRST_BACKUP_SECONDS + 1))
        scheduler._apscheduler.wakeup()
        await until(lambda: backups.answered == 1)
        clock.shift(timedelta(days=1))
        scheduler._apscheduler.wakeup()
        await until(lambda: backups.answered == 2)
        scheduler.stop()
    assert [backup.made_at.day for backup in backups.all()] == [20, 21]
