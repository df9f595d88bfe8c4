"""Schedules: which recurring posts a team has, and the tick that turns what is due into messages owed."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Week, local_today, next_due, window_from
from bot.domain.progress import SPAN_WEEKS
from bot.services.board_scores import last_finished, oldest_kept, rank_runner
from bot.services.clock import Clock
from bot.services.coach_digests import owe_coach_digests
from bot.services.digests import owe_digest
from bot.services.plan_posts import owe_due_post, week_planned
from bot.services.plan_publishing import publish_waiting, waiting_plans
from bot.services.rebuilding import RebuildService
from bot.services.recaps import owe_recap
from bot.services.scoring import move_window, settle_runner
from bot.services.teams import ScheduleKind, rule_of
from db.database import Database
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


LATE_LEADERBOARD = timedelta(days=3)
"""A leaderboard missed while the bot was down is still welcome for this long."""

HELD = timedelta(seconds=60)
"""How long a process has a schedule for itself before another takes it for abandoned."""

BEGUN = timedelta(seconds=30)
"""How much of that has to be left when it begins with a team."""

DUE_AT_ONCE = 50
TAKEN_AT_ONCE = 25
SETTLED_AT_ONCE = 100
GIVES_WAY = 1.5
"""How long it rests after as many as it takes at once, in times that those took: whoever logs a run meanwhile waits for
the same processor and database."""

_Owe = Callable[[UnitOfWork, ScheduleRow, datetime], None]


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
        self._rebuilding = RebuildService(database, clock)

    async def run_due(self) -> int:
        """Handle everything due by now, in order; returns how many schedules were handled.

        A schedule is held first, so that no second process prepares the same. Owing its message under a key of team,
        kind and period, and moving it on, are one transaction: a crash leaves either all of it or none, and after a
        minute another process takes over.
        """
        handled, began = 0, time.perf_counter()
        while claimed := await self._run_some():
            handled += claimed
            if claimed >= TAKEN_AT_ONCE:
                await asyncio.sleep(GIVES_WAY * (time.perf_counter() - began))
            began = time.perf_counter()
        return handled

    async def upcoming(self, limit: int = 10) -> tuple[UpcomingPost, ...]:
        """Return the recurring posts that come next, without the nightly housekeeping."""
        rows = await self._database.read(
            lambda uow: [row for kind, _ in _POSTS for row in uow.schedules.upcoming(kind, limit)]
        )
        rows.sort(key=lambda row: row.next_due_at)
        return tuple(
            UpcomingPost(row.team_id, ScheduleKind(row.kind), row.next_due_at, row.time_zone) for row in rows[:limit]
        )

    async def next_due_at(self) -> datetime | None:
        """Return the earliest instant at which anything is due, housekeeping included."""
        return await self._database.read(lambda uow: uow.schedules.next_due_at())

    async def _run_some(self) -> int:
        now = self._clock.now()
        kinds = await self._database.read(lambda uow: uow.schedules.kinds_due(now))
        # Settling has no message; all of it comes before any post, since a post shows what it finds.
        if ScheduleKind.SETTLE in kinds and (settled := await self._settle_some(now)):
            return settled
        handled = 0
        for kind, owe in _POSTS:
            if kind in kinds:
                handled += await self._post_some(kind, owe, now)
        return handled

    async def _settle_some(self, now: datetime) -> int:
        until = now + HELD
        rows = await self._database.write(
            lambda uow: uow.schedules.take_due(ScheduleKind.SETTLE, now, until, TAKEN_AT_ONCE)
        )
        settled = 0
        for row in rows:
            if self._clock.now() > until - BEGUN:
                # Others took their time: the rest is left to whoever is free first.
                break
            await self._settle(row, until, now)
            settled += 1
        return settled

    async def _post_some(self, kind: ScheduleKind, owe: _Owe, now: datetime) -> int:
        until = now + HELD
        rows = await self._database.write(
            lambda uow: uow.schedules.take_due(kind, now, until, TAKEN_AT_ONCE, after=ScheduleKind.SETTLE)
        )
        unsettled: set[int] = set()
        if kind == ScheduleKind.LEADERBOARD and rows:
            unsettled = await self._database.read(lambda uow: _unsettled(uow, rows, now))
        ready = []
        for row in rows:
            if self._clock.now() > until - BEGUN:
                break
            if row.team_id in unsettled:
                week = _week_told(row, now)
                await self._settle_week(row.team_id, week, now)
                await self._rank(row, week, now)
            elif kind == ScheduleKind.PLAN:
                await self._publish(row, now)
            ready.append(row.schedule_id)
        return await self._database.write(lambda uow: _owe_held(uow, ready, until, owe, now)) if ready else 0

    async def _settle(self, row: ScheduleRow, until: datetime, now: datetime) -> None:
        zone = ZoneInfo(row.time_zone)
        # Each due day decides the day before it, and, for runners whose own day ends after the team's, the one
        # before that; after an absence there are more of them.
        days = (local_today(now, zone) - local_today(row.next_due_at, zone)).days + 2
        ended = [local_today(now, zone) - timedelta(days=n) for n in range(days, 0, -1)]
        for week in dict.fromkeys(Week.of(day) for day in ended):
            await self._settle_week(row.team_id, week, now)
        await self._rank(row, Week.of(ended[0]), now)
        await self._move_windows(row.team_id, window_from(local_today(now, zone)), now)
        await self._rebuilding.check(row.team_id)
        following = next_due(rule_of(row), zone, now)
        await self._database.write(lambda uow: _move_on_held(uow, row.schedule_id, until, following))

    async def _settle_week(self, team_id: int, week: Week, now: datetime) -> None:
        after: int | None = 0
        while after is not None:
            after = await self._database.write(
                partial(_settle_some, team_id=team_id, week=week, after=after, now=now), long=True
            )

    async def _publish(self, row: ScheduleRow, now: datetime) -> None:
        """Publish what waits for the week; each plan by itself, since it holds every runner that it is for.

        What is out is no more to be published, so whoever dies here goes on with the next.
        """
        week = week_planned(row, newest_due(row, now)).key
        waiting = await self._database.read(lambda uow: waiting_plans(uow, row.team_id, week))
        for plan in waiting:
            publish = partial(publish_waiting, team_id=row.team_id, plan_id=plan.plan_id, now=now)
            await self._database.write(publish, long=True)

    async def _rank(self, row: ScheduleRow, since: Week, now: datetime) -> None:
        """Let boards tell of the weeks that are over, for all who ran lately or are on a season's board."""
        last = last_finished(row.time_zone, now)
        if since > last:
            return
        lately = [Week.of(last.monday - timedelta(weeks=back)).key for back in range(2 * SPAN_WEEKS)]
        runner_ids = await self._database.read(
            lambda uow: uow.boards.ran_in(row.team_id, [*lately, f"{last.year:04d}"])
        )
        for first in range(0, len(runner_ids), SETTLED_AT_ONCE):
            some = runner_ids[first : first + SETTLED_AT_ONCE]
            await self._database.write(partial(_rank_some, runner_ids=some, since=since, now=now), long=True)
        await self._database.write(lambda uow: uow.boards.prune(row.team_id, oldest_kept(last).key))

    async def _move_windows(self, team_id: int, first_day: date, now: datetime) -> None:
        after: int | None = 0
        while after is not None:
            after = await self._database.write(
                partial(_move_some_windows, team_id=team_id, first_day=first_day, after=after, now=now), long=True
            )


def _unsettled(uow: UnitOfWork, rows: Sequence[ScheduleRow], now: datetime) -> set[int]:
    """Return the teams whose week was not settled for all in the night that has just been.

    That was before the end of their own week for those who live by another clock, and it may not have come yet.
    """
    team_ids = [row.team_id for row in rows]
    nights = uow.schedules.due_at(ScheduleKind.SETTLE, team_ids)
    return uow.schedules.teams_of_many_zones(team_ids) | {
        row.team_id
        for row in rows
        if (night := nights.get(row.team_id)) is None
        or local_today(night, ZoneInfo(row.time_zone)) <= local_today(now, ZoneInfo(row.time_zone))
    }


def _owe_held(uow: UnitOfWork, schedule_ids: Sequence[int], until: datetime, owe: _Owe, now: datetime) -> int:
    """Owe what is due and move it on, as far as no other process has it by now."""
    rows = uow.schedules.held(schedule_ids, until)
    for row in rows:
        owe(uow, row, now)
    uow.schedules.move_all_on({row.schedule_id: next_due(rule_of(row), ZoneInfo(row.time_zone), now) for row in rows})
    return len(rows)


def _move_on_held(uow: UnitOfWork, schedule_id: int, until: datetime, following: datetime) -> None:
    if uow.schedules.held([schedule_id], until):
        uow.schedules.move_on(schedule_id, following)


def _owe_leaderboard(uow: UnitOfWork, row: ScheduleRow, now: datetime) -> None:
    due_at = newest_due(row, now)
    if now - due_at > LATE_LEADERBOARD:
        return
    week = _week_told(row, now)
    owed = uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.LEADERBOARD,
        key=week.key,
        payload={"week": week.key},
        now=now,
        useful_until=due_at + LATE_LEADERBOARD,
    )
    log.info("leaderboard of %s for team %s %s", week.key, row.team_id, "owed" if owed else "owed already")


def _owe_digest(uow: UnitOfWork, row: ScheduleRow, now: datetime) -> None:
    owe_digest(uow, row, newest_due(row, now), now)


def _owe_plan(uow: UnitOfWork, row: ScheduleRow, now: datetime) -> None:
    owe_due_post(uow, row, newest_due(row, now), now)


def _owe_recap(uow: UnitOfWork, row: ScheduleRow, now: datetime) -> None:
    owe_recap(uow, row, newest_due(row, now), now)


def _owe_coach_digests(uow: UnitOfWork, row: ScheduleRow, now: datetime) -> None:
    owe_coach_digests(uow, row, newest_due(row, now), now)


_POSTS: Final = (
    (ScheduleKind.COACH_DIGEST, _owe_coach_digests),
    (ScheduleKind.PLAN, _owe_plan),
    (ScheduleKind.LEADERBOARD, _owe_leaderboard),
    (ScheduleKind.RECAP, _owe_recap),
    (ScheduleKind.FEED_DIGEST, _owe_digest),
)
"""What recurs and is seen, with what owes it."""


def newest_due(row: ScheduleRow, now: datetime) -> datetime:
    """Return the latest due instant that has come: after a long absence only the newest week is worth a post."""
    due_at = row.next_due_at
    while (following := next_due(rule_of(row), ZoneInfo(row.time_zone), due_at)) <= now:
        due_at = following
    return due_at


def _week_told(row: ScheduleRow, now: datetime) -> Week:
    """Return the week that a board due by now is about: the one before the day it is due, on the team's wall."""
    return Week.of(local_today(newest_due(row, now), ZoneInfo(row.time_zone))).previous()


def _settle_some(uow: UnitOfWork, *, team_id: int, week: Week, after: int, now: datetime) -> int | None:
    runner_ids = uow.runs.runners_in_week(team_id, week.key, after=after, limit=SETTLED_AT_ONCE)
    # First every runner, then the team's totals, as a member who logs does: else one holds what the other waits for.
    for runner_id in runner_ids:
        uow.runners.lock(runner_id)
    for runner_id in runner_ids:
        settle_runner(uow, runner_id, week, now)
    return runner_ids[-1] if len(runner_ids) == SETTLED_AT_ONCE else None


def _move_some_windows(uow: UnitOfWork, *, team_id: int, first_day: date, after: int, now: datetime) -> int | None:
    runner_ids = uow.points.older_windows(team_id, first_day, after=after, limit=SETTLED_AT_ONCE)
    for runner_id in runner_ids:
        uow.runners.lock(runner_id)
    for runner_id in runner_ids:
        move_window(uow, runner_id, first_day, now)
    return runner_ids[-1] if len(runner_ids) == SETTLED_AT_ONCE else None


def _rank_some(uow: UnitOfWork, *, runner_ids: Sequence[int], since: Week, now: datetime) -> None:
    found = [uow.runners.lock(runner_id) for runner_id in runner_ids]
    for runner in found:
        if runner is not None:
            rank_runner(uow, runner, since, now)
