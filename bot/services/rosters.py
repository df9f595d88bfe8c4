"""Rosters: whom a coach had better think of, and what was reported to coaches."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.shoutouts import UNPRAISED_WEEKS
from bot.errors import UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from db.database import Database
from db.unit_of_work import UnitOfWork

ROSTER_PAGE: Final = 5
"""Runners on a page, each with a button."""


@dataclass(frozen=True, slots=True)
class Unpraised:
    """A runner, and the team's day on which they heard the newest kind word, if they ever did."""

    runner_id: int
    name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A shoutout that its receiver reported; no giver's name when theirs was erased."""

    shoutout_id: int
    runner_id: int
    receiver_name: str
    giver_name: str | None
    message: str
    day: date


@dataclass(frozen=True, slots=True)
class Roster:
    """A page of those who heard no kind word for some weeks, and what was reported longest ago; pages count from 0."""

    weeks: int
    unpraised: tuple[Unpraised, ...]
    count: int
    page: int
    pages: int
    reported: Reported | None
    reports: int
    today: date


class RosterService:
    """Shows coaches their runners; every method raises `NotAllowed` for anybody else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, asker: Asker, weeks: int, page: int = 0) -> Roster:
        """Return who had neither shoutout nor feedback for so many weeks, the nearest page when there is no such.

        Raises `UserError` for weeks outside `UNPRAISED_WEEKS`.
        """
        return await self._database.read(lambda uow: self._page(uow, asker, weeks, page))

    async def settle(self, asker: Asker, shoutout_id: int, runner_id: int, weeks: int) -> Roster:
        """Note that a coach has seen to what a runner reported, and return the roster."""
        return await self._database.write(lambda uow: self._settle(uow, asker, shoutout_id, runner_id, weeks))

    def _page(self, uow: UnitOfWork, asker: Asker, weeks: int, page: int) -> Roster:
        require_coach(uow, asker)
        if weeks not in UNPRAISED_WEEKS:
            raise UserError("roster_weeks", least=UNPRAISED_WEEKS[0], most=UNPRAISED_WEEKS[-1])
        now = self._clock.now()
        team = uow.teams.find(asker.team_id)
        zone = ZoneInfo("UTC" if team is None else team.time_zone)
        since = now - timedelta(weeks=weeks)
        found, count = uow.rosters.unpraised(asker.team_id, asker.user_id, since, ROSTER_PAGE, page * ROSTER_PAGE)
        pages = max(1, -(-count // ROSTER_PAGE))
        if page >= pages:
            return self._page(uow, asker, weeks, pages - 1)
        reported = uow.shoutouts.reported(asker.team_id, asker.user_id)
        return Roster(
            weeks=weeks,
            unpraised=tuple(
                Unpraised(row.runner_id, row.name, _day_of(zone, row.shoutout_at, row.feedback_at)) for row in found
            ),
            count=count,
            page=page,
            pages=pages,
            reported=next(
                (
                    Reported(
                        shoutout_id=row.shoutout_id,
                        runner_id=row.runner_id,
                        receiver_name=row.receiver_name,
                        giver_name=row.giver_name,
                        message=row.message or "",
                        day=local_today(row.reported_at, zone),
                    )
                    for row in reported
                ),
                None,
            ),
            reports=len(reported),
            today=local_today(now, zone),
        )

    def _settle(self, uow: UnitOfWork, asker: Asker, shoutout_id: int, runner_id: int, weeks: int) -> Roster:
        require_coach(uow, asker)
        open_reports = {
            (row.shoutout_id, row.runner_id) for row in uow.shoutouts.reported(asker.team_id, asker.user_id)
        }
        # Another coach may have been quicker, which is as good.
        if (shoutout_id, runner_id) in open_reports:
            uow.shoutouts.change_receiver(shoutout_id, runner_id, settled_at=self._clock.now())
        return self._page(uow, asker, weeks, 0)


def _day_of(zone: ZoneInfo, *instants: datetime | None) -> date | None:
    known = [one for one in instants if one is not None]
    return local_today(max(known), zone) if known else None
