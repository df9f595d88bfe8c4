"""Team schedule: when each recurring post comes, and whether it does."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.audience import FeedMode
from bot.domain.dates import Recurrence, next_due
from bot.domain.times import read_time
from bot.domain.units import ParseError
from bot.errors import UserError
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.team_settings import feed_mode_columns, team_of
from bot.services.teams import ScheduleKind, TeamDefaults, rule_of
from db.database import Database
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

POSTS = (
    ScheduleKind.PLAN,
    ScheduleKind.LEADERBOARD,
    ScheduleKind.RECAP,
    ScheduleKind.FEED_DIGEST,
    ScheduleKind.COACH_DIGEST,
)
"""What recurs and is seen, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class ScheduledPost:
    """A recurring post: weekday (0 is Monday) or day of the month, neither for every day, and when it comes next."""

    kind: ScheduleKind
    weekday: int | None
    at: time
    enabled: bool
    next_due_at: datetime
    month_day: int | None = None


@dataclass(frozen=True, slots=True)
class TeamSchedule:
    """All recurring posts of a team, the zone they are in, and how the feed is kept, which the digest is part of."""

    time_zone: str
    feed_mode: FeedMode
    posts: tuple[ScheduledPost, ...]


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """What is to be different about a post: its weekday, its time as typed, whether it comes; None: as it was."""

    weekday: int | None = None
    at: str | None = None
    enabled: bool | None = None


class TeamScheduleService:
    """Shows and changes when posts come, for admins; every method raises `NotAllowed` for others."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def show(self, asker: Asker) -> TeamSchedule:
        """Return the schedule as it is."""
        require_admin(asker)
        return await self._database.write(lambda uow: self._schedule(uow, asker))

    async def change(self, asker: Asker, kind: ScheduleKind, change: ScheduleChange) -> TeamSchedule:
        """Move a post, or turn it on or off, and return the schedule as it is then.

        The daily digest is one with the way the feed is kept: it is on exactly while that is a digest, and each run
        is shown again once it is off. A post that is due already still comes. Raises `UserError` for a time that cannot
        be read, and for a weekday of what comes daily.
        """
        require_admin(asker)
        return await self._database.write(lambda uow: self._change(uow, asker, kind, change))

    def _change(self, uow: UnitOfWork, asker: Asker, kind: ScheduleKind, change: ScheduleChange) -> TeamSchedule:
        now = self._clock.now()
        team = team_of(uow, asker, self._defaults, now, for_update=True)
        row = next((row for row in uow.schedules.of_team(team.team_id) if row.kind == kind), None)
        if row is None or kind not in POSTS:
            raise UserError("post_not_scheduled")
        if change.weekday is not None and row.month_day is not None:
            raise UserError("post_is_monthly")
        if change.weekday is not None and row.weekday is None:
            raise UserError("post_is_daily")
        rule = rule_of(row)
        rule = Recurrence(
            weekday=rule.weekday if change.weekday is None else change.weekday,
            at=rule.at if change.at is None else _read_time(change.at),
            month_day=rule.month_day,
        )
        enabled = row.enabled if change.enabled is None else change.enabled
        is_due = row.enabled and enabled and row.next_due_at <= now
        uow.schedules.change(
            row.schedule_id,
            weekday=rule.weekday,
            at=rule.at.isoformat("minutes"),
            enabled=enabled,
            # What is due is about to be done, and moves on by the new rule then.
            next_due_at=row.next_due_at if is_due else next_due(rule, ZoneInfo(team.time_zone), now),
        )
        columns: dict[str, object] = {"admin_id": asker.user_id}
        if kind is ScheduleKind.FEED_DIGEST and change.enabled is not None and change.enabled != row.enabled:
            mode = FeedMode.DIGEST if change.enabled else FeedMode.EACH
            columns |= feed_mode_columns(uow, team, mode, now)
        uow.teams.change(team.team_id, **columns)
        return self._schedule(uow, asker)

    def _schedule(self, uow: UnitOfWork, asker: Asker) -> TeamSchedule:
        team = team_of(uow, asker, self._defaults, self._clock.now())
        rows = {row.kind: row for row in uow.schedules.of_team(team.team_id)}
        posts = tuple(_post(rows[kind]) for kind in POSTS if kind in rows)
        return TeamSchedule(team.time_zone, FeedMode(team.feed_mode), posts)


def _post(row: ScheduleRow) -> ScheduledPost:
    rule = rule_of(row)
    return ScheduledPost(ScheduleKind(row.kind), rule.weekday, rule.at, row.enabled, row.next_due_at, rule.month_day)


def _read_time(text: str) -> time:
    try:
        return read_time(text)
    except ParseError:
        raise UserError("clock_unreadable", text=text) from None
