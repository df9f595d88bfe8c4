"""Teams: a Discord server's settings, made with sensible defaults the first time the bot sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.dates import WeeklyRule, next_due
from bot.services.clock import Clock
from db.database import Database
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


class ScheduleKind(StrEnum):
    """What recurs for a team."""

    SETTLE = "settle"
    LEADERBOARD = "leaderboard"


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
    timetable: Mapping[ScheduleKind, WeeklyRule]

    def add_team(self, uow: UnitOfWork, team: TeamRow, now: datetime) -> bool:
        """Add a team together with its recurring posts, each due next by the team's own clock.

        False, and nothing changed, when somebody else added it a moment ago.
        """
        if not uow.teams.add(team, now):
            return False
        zone = ZoneInfo(team.time_zone)
        for kind, rule in self.timetable.items():
            uow.schedules.add(
                team_id=team.team_id,
                kind=kind,
                weekday=rule.weekday,
                at=rule.at.isoformat("minutes"),
                next_due_at=next_due(rule, zone, now),
            )
        return True


@dataclass(frozen=True, slots=True)
class SeenTeam:
    """A server as Discord describes it, with the channels that suit the bot's posts best."""

    team_id: int
    name: str
    feed_channel_id: int | None
    leaderboard_channel_id: int | None


class TeamService:
    """Keeps teams in step with the servers the bot is in."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def welcome(self, seen: SeenTeam) -> None:
        """Add a team with its recurring posts, or bring a known one's name and channels up to date."""
        await self._database.write(lambda uow: self._welcome(uow, seen))

    async def channels(self, team_id: int) -> tuple[int | None, int | None]:
        """Return the channels for feed cards and for leaderboards."""
        team = await self._database.read(lambda uow: uow.teams.find(team_id))
        return (None, None) if team is None else (team.feed_channel_id, team.leaderboard_channel_id)

    def _welcome(self, uow: UnitOfWork, seen: SeenTeam) -> None:
        team = uow.teams.find(seen.team_id)
        if team is None:
            team = TeamRow(
                team_id=seen.team_id,
                name=seen.name,
                time_zone=self._defaults.time_zone,
                units=self._defaults.units,
                feed_channel_id=seen.feed_channel_id,
                leaderboard_channel_id=seen.leaderboard_channel_id,
            )
            if self._defaults.add_team(uow, team, self._clock.now()):
                return
            # A member's first command came in between, and knew no channels.
            team = uow.teams.find(seen.team_id)
            assert team is not None
        now_known = {
            "name": seen.name,
            "feed_channel_id": seen.feed_channel_id,
            "leaderboard_channel_id": seen.leaderboard_channel_id,
        }
        changes = {name: value for name, value in now_known.items() if getattr(team, name) != value}
        if changes:
            uow.teams.change(seen.team_id, **changes)
