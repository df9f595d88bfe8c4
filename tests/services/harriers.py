"""A team at the level of services: real tables, a clock that stands, and members who ask for things by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.domain.dates import Recurrence
from bot.domain.leaderboards import Board, Period
from bot.files import Activities, read_activities
from bot.jobs.timetable import TIMETABLE
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.container import Services, build_services
from bot.services.leaderboards import Standings
from bot.services.reading import RunDraft
from bot.services.run_outcomes import DoubleRun, LoggedRun, OddRun, Outcome, UnclearRun
from bot.services.teams import ScheduleKind, SeenTeam, TeamDefaults, TeamUnits
from db.database import Database
from db.repositories.runners import RunnerRow
from tests.composed import FRIDAY, StandingClock

TEAM = 4_611_686_018_427_387_905
FEED, BOARDS = 501, 502


@dataclass(frozen=True, slots=True)
class Harriers:
    """A team with a feed and a channel for boards."""

    database: Database
    clock: StandingClock
    services: Services
    team_id: int = TEAM

    def asker(self, name: str, user_id: int | None = None) -> Asker:
        """Return a member; the id follows from the name unless given, so the same name is the same person."""
        return Asker(self.team_id, user_id or crc32(name.encode()), name)

    def admin(self, name: str = "Dora") -> Asker:
        """Return a member who may manage the server."""
        return replace(self.asker(name), is_admin=True)

    async def log(
        self, name: str, distance: str = "10k", time: str = "52:10", when: str | None = None, **details: Any
    ) -> LoggedRun:
        """Log a run and insist should it be asked about."""
        draft = RunDraft(distance=distance, time=time, when=when, **details)
        logged = await self.insist(name, await self.services.runs.log(self.asker(name), draft))
        assert isinstance(logged, LoggedRun)
        return logged

    async def insist(self, name: str, outcome: Outcome | UnclearRun) -> Outcome | UnclearRun:
        """Answer every question about a run: it is right, and a run of its own."""
        while isinstance(outcome, OddRun | DoubleRun):
            pending = replace(outcome.pending, odd_is_right=True, is_another=True)
            outcome = await self.services.runs.save(self.asker(name), pending)
        return outcome

    async def try_to_log(
        self, name: str, distance: str = "10k", time: str = "52:10", **details: Any
    ) -> Outcome | UnclearRun:
        """Log a run as `/run log` does first: unconfirmed."""
        return await self.services.runs.log(self.asker(name), RunDraft(distance=distance, time=time, **details))

    async def show(self, *names: str, board: Board = Board.POINTS, shown: bool = True) -> None:
        """Let members choose to be on a board, or not to be."""
        for name in names:
            await self.services.leaderboards.set_shown(self.asker(name), board, Period.THIS_WEEK, shown=shown)

    async def board(self, name: str, board: Board = Board.POINTS, period: Period = Period.THIS_WEEK) -> Standings:
        """Return a board as a member sees it."""
        return await self.services.leaderboards.standings(self.asker(name), board, period)

    async def runner(self, name: str) -> RunnerRow:
        """Return a member's row."""
        asker = self.asker(name)
        row = await self.database.read(lambda uow: uow.runners.find(asker.team_id, asker.user_id))
        assert row is not None
        return row

    async def change(self, name: str, **columns: object) -> None:
        """Set columns of a member who is enrolled: what their own settings will do one day."""
        runner_id = (await self.runner(name)).runner_id
        await self.database.write(lambda uow: uow.runners.change(runner_id, **columns))

    async def join(self, *names: str) -> None:
        """Enrol members who have not logged anything."""
        for name in names:
            await self.services.run_lists.first_page(self.asker(name))


class AtOnce:
    """Fulfils `bot.services.ports.FileReader` without a process of its own."""

    async def read(self, name: str, data: bytes) -> Activities:
        """Read here and now."""
        return read_activities(name, data)


def services_on(
    database: Database,
    clock: Clock,
    zone: str = "Europe/Berlin",
    timetable: Mapping[ScheduleKind, Recurrence] = TIMETABLE,
) -> Services:
    """Return services whose new teams live in `zone`."""
    return build_services(database, clock, TeamDefaults(zone, TeamUnits.KM, timetable), AtOnce())


async def welcome(services: Services, team_id: int = TEAM) -> None:
    """Let a server with both channels be seen."""
    await services.teams.welcome(SeenTeam(team_id, "Harriers", FEED, BOARDS))


async def harriers(
    database: Database, zone: str = "Europe/Berlin", now: datetime = FRIDAY, team_id: int = TEAM
) -> Harriers:
    """Welcome a team on an open database."""
    clock = StandingClock(now)
    services = services_on(database, clock, zone)
    await welcome(services, team_id)
    return Harriers(database, clock, services, team_id)


def local(zone: str, moment: str) -> datetime:
    """Return the instant at which a wall in `zone` shows `moment`, written as 2026-11-20 23:30."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
