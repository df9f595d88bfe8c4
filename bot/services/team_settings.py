"""Team settings: what an admin chooses for the whole team, and what is there until they do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.audience import FeedMode
from bot.domain.dates import next_due
from bot.domain.quiet_hours import QuietHours, read_quiet_hours
from bot.domain.units import ParseError
from bot.errors import UserError
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.notices import forget_blocked
from bot.services.race_timing import retime_team
from bot.services.standing import revise_boards_of_team
from bot.services.teams import ScheduleKind, TeamDefaults, TeamUnits, rule_of
from bot.services.weekly_asks import retime_asks_of_team
from bot.services.zones import zone_named
from db.database import Database
from db.repositories.schedules import ScheduleRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """How a team is set up; a channel or role that nobody chose was found by its name.

    `boards_at_start` tells whether runners who have not answered yet stand on boards. `quiet_hours` are the reader's
    own time. The next posts are instants in UTC, None while they are off.
    """

    name: str
    time_zone: str
    units: TeamUnits
    feed_channel_id: int | None
    feed_chosen: bool
    leaderboard_channel_id: int | None
    leaderboard_chosen: bool
    plan_channel_id: int | None
    plan_chosen: bool
    coach_role_id: int | None
    coach_role_chosen: bool
    feed_mode: FeedMode
    boards_at_start: bool
    quiet_hours: QuietHours | None
    next_leaderboard_at: datetime | None
    next_digest_at: datetime | None


Columns = dict[str, object]


class TeamSettingsService:
    """Shows and changes a team's settings, for its admins; every method raises `NotAllowed` for others."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def show(self, asker: Asker) -> TeamSettings:
        """Return the settings as they are."""
        require_admin(asker)
        return await self._database.write(lambda uow: _settings(uow, self._team(uow, asker)))

    async def choose_feed(self, asker: Asker, channel_id: int) -> TeamSettings:
        """Let the feed be in this channel, whatever the channels are called; what waits is tried there at once."""

        def choose(uow: UnitOfWork, team: TeamRow) -> Columns:
            self._try_channel(uow, team, channel_id)
            return {"feed_channel_id": channel_id, "feed_chosen": True}

        return await self._change(asker, choose)

    async def choose_leaderboard(self, asker: Asker, channel_id: int) -> TeamSettings:
        """Let leaderboards be posted in this channel; what waits is tried there at once."""

        def choose(uow: UnitOfWork, team: TeamRow) -> Columns:
            self._try_channel(uow, team, channel_id)
            return {"leaderboard_channel_id": channel_id, "leaderboard_chosen": True}

        return await self._change(asker, choose)

    async def choose_plans(self, asker: Asker, channel_id: int) -> TeamSettings:
        """Let plans be posted in this channel; what waits is tried there at once."""

        def choose(uow: UnitOfWork, team: TeamRow) -> Columns:
            self._try_channel(uow, team, channel_id)
            return {"plan_channel_id": channel_id, "plan_chosen": True}

        return await self._change(asker, choose)

    async def choose_coach_role(self, asker: Asker, role_id: int | None) -> TeamSettings:
        """Let the members with this role coach; None: nobody has a role for it, so admins coach."""
        return await self._change(asker, lambda _uow, _team: {"coach_role_id": role_id, "coach_role_chosen": True})

    async def choose_zone(self, asker: Asker, zone: str) -> TeamSettings:
        """Let the team live by the clock of a zone named as people name it; every recurring post moves with it.

        Raises `UserError` with the nearest name for a zone that is not known.
        """

        def choose(uow: UnitOfWork, team: TeamRow) -> Columns:
            name = zone_named(zone)
            now = self._clock.now()
            _move_schedules(uow, team.team_id, ZoneInfo(name), now)
            retime_team(uow, team.team_id, ZoneInfo(name))
            retime_asks_of_team(uow, team.team_id, ZoneInfo(name))
            # What waits for the morning waits for the new clock's.
            uow.outbox.wake(team.team_id, now)
            return {"time_zone": name}

        return await self._change(asker, choose)

    async def choose_units(self, asker: Asker, units: TeamUnits) -> TeamSettings:
        """Let public messages show distances in these units."""
        return await self._change(asker, lambda _uow, _team: {"units": units})

    async def choose_feed_mode(self, asker: Asker, mode: FeedMode) -> TeamSettings:
        """Let the feed show each run, one digest a day, or no runs; what stands stays."""
        return await self._change(asker, lambda uow, team: feed_mode_columns(uow, team, mode, self._clock.now()))

    async def choose_boards_at_start(self, asker: Asker, *, shown: bool) -> TeamSettings:
        """Let runners who have not answered yet be shown on boards, or not; those who have answered stay as they are.

        It holds at once for those who are here already, also on boards that stand.
        """

        def choose(uow: UnitOfWork, team: TeamRow) -> Columns:
            if uow.runners.show_unanswered(team.team_id, shown=shown):
                revise_boards_of_team(uow, team.team_id, self._clock.now(), hidden=not shown)
            return {"boards_at_start": shown}

        return await self._change(asker, choose, long=True)

    async def choose_quiet_hours(self, asker: Asker, hours: str) -> TeamSettings:
        """Let direct messages wait from `22:00-07:00`, or never (`off`); raises `UserError` for what is neither."""

        def choose(uow: UnitOfWork, team: TeamRow) -> Columns:
            quiet = _read_quiet_hours(hours)
            # What waits for the end of the old ones goes by the new ones.
            uow.outbox.wake(team.team_id, self._clock.now())
            if quiet is None:
                return {"quiet_from": None, "quiet_until": None}
            return {"quiet_from": quiet.begins.isoformat("minutes"), "quiet_until": quiet.ends.isoformat("minutes")}

        return await self._change(asker, choose)

    async def _change(
        self, asker: Asker, choose: Callable[[UnitOfWork, TeamRow], Columns], *, long: bool = False
    ) -> TeamSettings:
        """Keep what was chosen, and who chose: they hear when something of it is gone."""
        require_admin(asker)

        def change(uow: UnitOfWork) -> TeamSettings:
            team = self._team(uow, asker, for_update=True)
            uow.teams.change(team.team_id, **choose(uow, team), admin_id=asker.user_id)
            return _settings(uow, self._team(uow, asker))

        return await self._database.write(change, long=long)

    def _team(self, uow: UnitOfWork, asker: Asker, *, for_update: bool = False) -> TeamRow:
        return team_of(uow, asker, self._defaults, self._clock.now(), for_update=for_update)

    def _try_channel(self, uow: UnitOfWork, team: TeamRow, channel_id: int) -> None:
        forget_blocked(uow, team.team_id, channel_id)
        uow.outbox.hurry(team.team_id, self._clock.now())


def team_of(
    uow: UnitOfWork, asker: Asker, defaults: TeamDefaults, now: datetime, *, for_update: bool = False
) -> TeamRow:
    """Return the asker's team; a command can be quicker than the first word about its server."""
    team = uow.teams.find(asker.team_id, for_update=for_update)
    if team is None:
        defaults.add_team(uow, TeamRow(asker.team_id, "", defaults.time_zone, defaults.units, None, None), now)
        team = uow.teams.find(asker.team_id, for_update=for_update)
        assert team is not None
    return team


def feed_mode_columns(uow: UnitOfWork, team: TeamRow, mode: FeedMode, now: datetime) -> Columns:
    """Return what changes with the way the feed is kept; the digest comes exactly while the team wants it."""
    if mode == team.feed_mode:
        return {}
    for row in uow.schedules.of_team(team.team_id):
        if row.kind == ScheduleKind.FEED_DIGEST:
            due_at = next_due(rule_of(row), ZoneInfo(row.time_zone), now)
            uow.schedules.change(row.schedule_id, enabled=mode is FeedMode.DIGEST, next_due_at=due_at)
    return {"feed_mode": mode, "feed_mode_since": now}


def _move_schedules(uow: UnitOfWork, team_id: int, zone: ZoneInfo, now: datetime) -> None:
    """Let everything that recurs be due by another clock, each as early as it can be."""
    for row in uow.schedules.of_team(team_id):
        if row.next_due_at <= now:
            # Due, and about to be done.
            continue
        due_at = next_due(rule_of(row), zone, now)
        if row.kind == ScheduleKind.SETTLE:
            # A night that the new clock has already left is still to be settled.
            due_at = min(due_at, row.next_due_at)
        uow.schedules.move_on(row.schedule_id, due_at)


def _settings(uow: UnitOfWork, team: TeamRow) -> TeamSettings:
    upcoming = {row.kind: _next(row) for row in uow.schedules.of_team(team.team_id)}
    return TeamSettings(
        name=team.name,
        time_zone=team.time_zone,
        units=TeamUnits(team.units),
        feed_channel_id=team.feed_channel_id,
        feed_chosen=team.feed_chosen,
        leaderboard_channel_id=team.leaderboard_channel_id,
        leaderboard_chosen=team.leaderboard_chosen,
        plan_channel_id=team.plan_channel_id,
        plan_chosen=team.plan_chosen,
        coach_role_id=team.coach_role_id,
        coach_role_chosen=team.coach_role_chosen,
        feed_mode=FeedMode(team.feed_mode),
        boards_at_start=team.boards_at_start,
        quiet_hours=QuietHours.read(team.quiet_from, team.quiet_until),
        next_leaderboard_at=upcoming.get(ScheduleKind.LEADERBOARD),
        next_digest_at=upcoming.get(ScheduleKind.FEED_DIGEST),
    )


def _next(row: ScheduleRow) -> datetime | None:
    return row.next_due_at if row.enabled else None


def _read_quiet_hours(text: str) -> QuietHours | None:
    try:
        return read_quiet_hours(text)
    except ParseError:
        raise UserError("quiet_hours_unreadable", text=text) from None
