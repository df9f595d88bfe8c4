"""Schedules: which recurring posts a team has, and the tick that turns what is due into messages owed."""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain.dates import Week, WeeklyRule, local_today, next_due
from bot.services.clock import Clock
from bot.services.outbox import MessageKind
from bot.services.scoring import settle_runner
from bot.services.teams import ScheduleKind
from db.database import Database
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


LATE_LEADERBOARD = timedelta(days=3)
"""A leaderboard missed while the bot was down is still welcome for this long."""

DUE_AT_ONCE = 50
SETTLED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class UpcomingPost:
    """A recurring post and when it comes next (UTC), with the team's zone for showing it."""

    team_id: int
    kind: ScheduleKind
    due_at: datetime
    time_zone: str


class ScheduleService:
    """Finds what is due, claims it, and owes the message or does the work."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run_due(self) -> int:
        """Handle everything due by now, in order; returns how many schedules were handled.

        Claiming a schedule, owing its message under a key of team, kind and period, and moving it on are one
        transaction: a crash leaves either all of it or none, and no second process can do it again.
        """
        handled = 0
        while claimed := await self._run_some():
            handled += claimed
        return handled

    async def upcoming(self, limit: int = 10) -> tuple[UpcomingPost, ...]:
        """Return the recurring posts that come next, without the nightly housekeeping."""
        rows = await self._database.read(lambda uow: uow.schedules.upcoming(limit))
        return tuple(
            UpcomingPost(row.team_id, ScheduleKind(row.kind), row.next_due_at, row.time_zone)
            for row in rows
            if row.kind != ScheduleKind.SETTLE
        )

    async def next_due_at(self) -> datetime | None:
        """Return the earliest instant at which anything is due, housekeeping included."""
        return await self._database.read(lambda uow: uow.schedules.next_due_at())

    async def _run_some(self) -> int:
        now = self._clock.now()
        first = await self._database.read(lambda uow: uow.schedules.next_due_at())
        if first is None or first > now:
            return 0
        rows = await self._database.read(lambda uow: uow.schedules.upcoming(DUE_AT_ONCE))
        settled = 0
        for row in rows:
            # Settling has no message and repeating it changes nothing, so it needs no claim; it comes before any
            # post of its team that is due at the same time, since the post shows what it finds.
            if row.kind == ScheduleKind.SETTLE and row.next_due_at <= now:
                await self._settle(row, now)
                settled += 1
        return settled + await self._database.write(lambda uow: self._handle_due(uow, now))

    async def _settle(self, row: ScheduleRow, now: datetime) -> None:
        zone = ZoneInfo(row.time_zone)
        # Each due day decides the day before it; after an absence there are several.
        days = (local_today(now, zone) - local_today(row.next_due_at, zone)).days + 1
        ended = [local_today(now, zone) - timedelta(days=n) for n in range(days, 0, -1)]
        for week in dict.fromkeys(Week.of(day) for day in ended):
            after: int | None = 0
            while after is not None:
                after = await self._database.write(
                    partial(_settle_some, team_id=row.team_id, week=week, after=after, now=now), long=True
                )
        await self._database.write(lambda uow: uow.schedules.move_on(row.schedule_id, next_due(_rule(row), zone, now)))

    def _handle_due(self, uow: UnitOfWork, now: datetime) -> int:
        rows = [row for row in uow.schedules.claim_due(now, DUE_AT_ONCE) if row.kind != ScheduleKind.SETTLE]
        for row in rows:
            zone = ZoneInfo(row.time_zone)
            if row.kind == ScheduleKind.LEADERBOARD:
                self._owe_leaderboard(uow, row, zone, now)
            uow.schedules.move_on(row.schedule_id, next_due(_rule(row), zone, now))
        return len(rows)

    def _owe_leaderboard(self, uow: UnitOfWork, row: ScheduleRow, zone: ZoneInfo, now: datetime) -> None:
        due_at = row.next_due_at
        # After a long absence only the newest week is worth a post.
        while (following := next_due(_rule(row), zone, due_at)) <= now:
            due_at = following
        if now - due_at > LATE_LEADERBOARD:
            return
        week = Week.of(local_today(due_at, zone)).previous()
        owed = uow.outbox.owe(
            team_id=row.team_id,
            kind=MessageKind.LEADERBOARD,
            key=week.key,
            payload={"week": week.key},
            now=now,
            useful_until=due_at + LATE_LEADERBOARD,
        )
        log.info("leaderboard of %s for team %s %s", week.key, row.team_id, "owed" if owed else "owed already")


def _rule(row: ScheduleRow) -> WeeklyRule:
    return WeeklyRule(weekday=row.weekday, at=time.fromisoformat(row.at))


def _settle_some(uow: UnitOfWork, *, team_id: int, week: Week, after: int, now: datetime) -> int | None:
    runner_ids = uow.runs.runners_in_week(team_id, week.key, after=after, limit=SETTLED_AT_ONCE)
    for runner_id in runner_ids:
        settle_runner(uow, runner_id, week, now)
    return runner_ids[-1] if len(runner_ids) == SETTLED_AT_ONCE else None
