"""Teams: the servers that the bot is in, kept in step with what Discord says of them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.audience import FeedMode, MessageKind
from bot.domain.dates import Recurrence, next_due
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.notices import Matter, owe_notice
from db.database import Database
from db.repositories.schedules import ScheduleRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

STALE_CARD = timedelta(days=1)
"""A card that a server did not get before the bot was removed is no news after this long."""

TOO_OLD = "the bot was not in the server"


class ScheduleKind(StrEnum):
    """What recurs for a team."""

    SETTLE = "settle"
    COACH_DIGEST = "coach_digest"
    LEADERBOARD = "leaderboard"
    FEED_DIGEST = "feed_digest"
    RECAP = "recap"
    PLAN = "plan"


class TeamUnits(StrEnum):
    """Which units public messages use."""

    KM = "km"
    MI = "mi"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class TeamDefaults:
    """What a team starts with until its admin sets it up.

    `time_zone` is an IANA name; `timetable` maps each kind of recurring post to its wall-clock rule.
    """

    time_zone: str
    units: TeamUnits
    timetable: Mapping[ScheduleKind, Recurrence]

    def add_team(self, uow: UnitOfWork, team: TeamRow, now: datetime) -> bool:
        """Add a team together with its recurring posts, each due next by the team's own clock.

        False, and nothing changed, when somebody else added it a moment ago.
        """
        if not uow.teams.add(team, now):
            return False
        self.add_schedules(uow, team, self.timetable, now)
        return True

    def add_schedules(self, uow: UnitOfWork, team: TeamRow, kinds: Collection[ScheduleKind], now: datetime) -> None:
        """Add recurring posts that a team has not got yet; the digest waits until the team wants one."""
        zone = ZoneInfo(team.time_zone)
        for kind in kinds:
            rule = self.timetable[kind]
            uow.schedules.add(
                team_id=team.team_id,
                kind=kind,
                weekday=rule.weekday,
                month_day=rule.month_day,
                at=rule.at.isoformat("minutes"),
                next_due_at=next_due(rule, zone, now),
                enabled=kind is not ScheduleKind.FEED_DIGEST or team.feed_mode == FeedMode.DIGEST,
            )


def own_team(uow: UnitOfWork, asker: Asker) -> TeamRow:
    """Return the asker's team, which is there since they are in it."""
    team = uow.teams.find(asker.team_id)
    assert team is not None
    return team


@dataclass(frozen=True, slots=True)
class SeenTeam:
    """A server as Discord describes it, with the channels and the role that suit the bot best by their names.

    `channel_ids` and `role_ids` are all that the server has, to tell what is gone; None when nobody looked.
    """

    team_id: int
    name: str
    feed_channel_id: int | None
    leaderboard_channel_id: int | None
    coach_role_id: int | None = None
    owner_id: int | None = None
    channel_ids: frozenset[int] | None = None
    role_ids: frozenset[int] | None = None
    plan_channel_id: int | None = None


class TeamService:
    """Keeps teams in step with the servers the bot is in."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def welcome(self, seen: SeenTeam) -> None:
        """Add a team with its recurring posts, or bring a known one up to date with its server.

        What the admin chose stays until it is gone; then the names decide again, and the admin is told once. A team
        that had removed the bot goes on from here: what fell due meanwhile is not made up for.
        """
        await self._database.write(lambda uow: self._welcome(uow, seen))

    async def leave(self, team_id: int) -> None:
        """Note that the bot is no longer in the server; the team's data stays, and nothing of it is sent."""
        now = self._clock.now()
        await self._database.write(lambda uow: uow.teams.leave(team_id, now))

    async def leave_unless(self, still_there: Callable[[int], bool]) -> None:
        """Note which servers have removed the bot while it was away, asking of each by its id."""
        known = await self._database.read(lambda uow: uow.teams.present_ids())
        for team_id in known:
            if not still_there(team_id):
                await self.leave(team_id)

    async def channels(self, team_id: int) -> tuple[int | None, int | None]:
        """Return the channels for feed cards and for leaderboards."""
        team = await self._database.read(lambda uow: uow.teams.find(team_id))
        return (None, None) if team is None else (team.feed_channel_id, team.leaderboard_channel_id)

    async def plan_channel(self, team_id: int) -> int | None:
        """Return the channel for plans."""
        team = await self._database.read(lambda uow: uow.teams.find(team_id))
        return None if team is None else plan_channel(team)

    def _welcome(self, uow: UnitOfWork, seen: SeenTeam) -> None:
        now = self._clock.now()
        team = uow.teams.find(seen.team_id, for_update=True)
        if team is None:
            team = TeamRow(
                team_id=seen.team_id,
                name=seen.name,
                time_zone=self._defaults.time_zone,
                units=self._defaults.units,
                feed_channel_id=seen.feed_channel_id,
                leaderboard_channel_id=seen.leaderboard_channel_id,
                plan_channel_id=seen.plan_channel_id,
                coach_role_id=seen.coach_role_id,
                owner_id=seen.owner_id,
            )
            if self._defaults.add_team(uow, team, now):
                return
            # A member's first command came in between, and knew no channels.
            team = uow.teams.find(seen.team_id, for_update=True)
            assert team is not None
        followed, gone = _followed(team, seen)
        changes = {name: value for name, value in followed._asdict().items() if getattr(team, name) != value}
        if changes:
            uow.teams.change(seen.team_id, **changes)
        for matter, thing_id in gone:
            owe_notice(uow, followed, matter, thing_id, now)
        schedules = uow.schedules.of_team(team.team_id)
        missing = self._defaults.timetable.keys() - {row.kind for row in schedules}
        self._defaults.add_schedules(uow, team, missing, now)
        if team.left_at is not None:
            _go_on(uow, schedules, now)
            for kind in (MessageKind.FEED_CARD, MessageKind.CELEBRATION):
                uow.outbox.drop_unsent(team.team_id, kind, now - STALE_CARD, TOO_OLD)


def plan_channel(team: TeamRow) -> int | None:
    """Return where plans are posted: their own channel, else the feed's."""
    return team.plan_channel_id or team.feed_channel_id


def rule_of(row: ScheduleRow) -> Recurrence:
    """Return when a recurring post is due, as the team's wall shows it."""
    return Recurrence(weekday=row.weekday, at=time.fromisoformat(row.at), month_day=row.month_day)


def _followed(team: TeamRow, seen: SeenTeam) -> tuple[TeamRow, list[tuple[Matter, int]]]:
    """Return the team as its server is now, and what the admin had chosen and is gone."""
    gone: list[tuple[Matter, int]] = []

    def kept(chosen: bool, thing_id: int | None, there: frozenset[int] | None, matter: Matter) -> bool:
        if not chosen:
            return False
        if thing_id is None or there is None or thing_id in there:
            return True
        gone.append((matter, thing_id))
        return False

    feed = kept(team.feed_chosen, team.feed_channel_id, seen.channel_ids, Matter.FEED_GONE)
    board = kept(team.leaderboard_chosen, team.leaderboard_channel_id, seen.channel_ids, Matter.LEADERBOARD_GONE)
    plan = kept(team.plan_chosen, team.plan_channel_id, seen.channel_ids, Matter.PLAN_GONE)
    coach = kept(team.coach_role_chosen, team.coach_role_id, seen.role_ids, Matter.COACH_ROLE_GONE)
    by_name = seen.coach_role_id if seen.role_ids is not None else team.coach_role_id
    followed = team._replace(
        name=seen.name,
        feed_channel_id=team.feed_channel_id if feed else seen.feed_channel_id,
        feed_chosen=feed,
        leaderboard_channel_id=team.leaderboard_channel_id if board else seen.leaderboard_channel_id,
        leaderboard_chosen=board,
        plan_channel_id=team.plan_channel_id if plan else seen.plan_channel_id,
        plan_chosen=plan,
        coach_role_id=team.coach_role_id if coach else by_name,
        coach_role_chosen=coach,
        owner_id=seen.owner_id or team.owner_id,
        left_at=None,
    )
    return followed, gone


def _go_on(uow: UnitOfWork, schedules: list[ScheduleRow], now: datetime) -> None:
    """Let what fell due while the bot was away be due next time; scores are settled for all of that time."""
    for row in schedules:
        if row.kind != ScheduleKind.SETTLE and row.next_due_at <= now:
            uow.schedules.move_on(row.schedule_id, next_due(rule_of(row), ZoneInfo(row.time_zone), now))
