"""Rosters: which runner needs a coach's word first, and what was reported to coaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.attention import Need
from bot.domain.dates import local_today
from bot.domain.shoutouts import UNPRAISED_WEEKS
from bot.errors import UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.attention import Attended, attended
from bot.services.clock import Clock
from db.database import Database
from db.unit_of_work import UnitOfWork

ROSTER_PAGE: Final = 5
"""Runners on a page, each with buttons."""


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
    """A page of a team's runners, who needs a word first, and what was reported longest ago; pages count from 0.

    With `need` it has those alone who need a word about that. `count` is how many it has on all pages, `in_need` how
    many of all `runners` need a word, and `counts` how many do about what. `has_letter` tells whether the reader has
    Monday's letter, None while they are not known to coach.
    """

    weeks: int
    entries: tuple[Attended, ...]
    count: int
    page: int
    pages: int
    reported: Reported | None
    reports: int
    today: date
    need: Need | None = None
    runners: int = 0
    in_need: int = 0
    counts: Mapping[Need, int] = field(default_factory=dict)
    team_id: int = 0
    has_letter: bool | None = None


class RosterService:
    """Shows coaches their runners; every method raises `NotAllowed` for anybody else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, asker: Asker, weeks: int, page: int = 0, need: Need | None = None) -> Roster:
        """Return all runners, or those with one need, the nearest page when there is no such.

        Without shoutout and feedback for `weeks` weeks is a need. Raises `UserError` for weeks outside
        `UNPRAISED_WEEKS`.
        """
        # All runners are looked at to know who comes first, which is more than a moment's work in a large team.
        return await self._database.write(lambda uow: self._page(uow, asker, weeks, page, need), long=True)

    async def settle(self, asker: Asker, shoutout_id: int, runner_id: int, weeks: int) -> Roster:
        """Note that a coach has seen to what a runner reported, and return the roster."""
        return await self._database.write(
            lambda uow: self._settle(uow, asker, shoutout_id, runner_id, weeks), long=True
        )

    def _page(self, uow: UnitOfWork, asker: Asker, weeks: int, page: int, need: Need | None) -> Roster:
        require_coach(uow, asker)
        if weeks not in UNPRAISED_WEEKS:
            raise UserError("roster_weeks", least=UNPRAISED_WEEKS[0], most=UNPRAISED_WEEKS[-1])
        team = uow.teams.find(asker.team_id)
        now = self._clock.now()
        zone = ZoneInfo("UTC" if team is None else team.time_zone)
        # Nobody looks after themselves.
        found = [] if team is None else attended(uow, team, weeks, now, but=asker.user_id)
        told = found if need is None else with_need(found, need)
        pages = max(1, -(-len(told) // ROSTER_PAGE))
        page = min(page, pages - 1)
        reported = uow.shoutouts.reported(asker.team_id, asker.user_id)
        coaches = uow.coaches.of_team(asker.team_id)
        return Roster(
            weeks=weeks,
            entries=tuple(told[page * ROSTER_PAGE : (page + 1) * ROSTER_PAGE]),
            count=len(told),
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
            need=need,
            runners=len(found),
            in_need=sum(bool(one.attention.reasons) for one in found),
            team_id=asker.team_id,
            has_letter=next((row.wants_digest for row in coaches if row.user_id == asker.user_id), None),
            counts={one: sum(other.attention.has(one) for other in found) for one in Need},
        )

    def _settle(self, uow: UnitOfWork, asker: Asker, shoutout_id: int, runner_id: int, weeks: int) -> Roster:
        require_coach(uow, asker)
        open_reports = {
            (row.shoutout_id, row.runner_id) for row in uow.shoutouts.reported(asker.team_id, asker.user_id)
        }
        # Another coach may have been quicker, which is as good.
        if (shoutout_id, runner_id) in open_reports:
            uow.shoutouts.change_receiver(shoutout_id, runner_id, settled_at=self._clock.now())
        return self._page(uow, asker, weeks, 0, None)


def with_need(found: Sequence[Attended], need: Need) -> list[Attended]:
    """Return those who need a word about one thing, in the order of that."""
    return sorted((one for one in found if one.attention.has(need)), key=lambda one: one.place(need))
