"""Groups: which runners have a role, which Discord knows and tells of one member at a time."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from bot.domain.dates import Week
from bot.domain.plans import Scope, Target
from bot.errors import UserError
from bot.services.access import require_admin, require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.plan_posts import week_planned
from bot.services.plan_publishing import waiting_plans
from bot.services.plan_reading import read_plan
from bot.services.plan_weeks import give
from bot.services.ports import CannotTell, Present, Roster
from bot.services.schedules import DUE_AT_ONCE, newest_due
from bot.services.teams import ScheduleKind
from db.database import Database
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ASKED_AT_ONCE: Final = 8
"""Members whom Discord is asked about side by side."""
SOON: Final = timedelta(seconds=5)
"""What is due so soon counts as due: by the time that all is asked about, it is."""


class PlanGroupService:
    """Asks for the roles of a team's runners when a week is planned for one of them, and when it goes out."""

    def __init__(self, database: Database, clock: Clock, roster: Roster) -> None:
        self._database = database
        self._clock = clock
        self._roster = roster

    async def members(self, asker: Asker, role_id: int) -> frozenset[int]:
        """Return the keys of the runners who have a role at this moment.

        Raises `NotAllowed` for others than coaches, and `UserError` when Discord cannot tell of all of them: a group
        that is guessed at would leave somebody without a plan.
        """
        runners = await self._database.read(lambda uow: _runners_for(uow, asker))
        return _having(await self._all_roles(asker.team_id, runners), role_id)

    async def roles_in(self, asker: Asker, week: Week) -> Collection[int]:
        """Return the roles for which a week, or the one before it, is planned; `NotAllowed` for others than coaches."""
        return await self._database.read(lambda uow: _roles_in(uow, asker, week))

    async def members_of(self, asker: Asker, role_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
        """Return the runners who have each of these roles at this moment; raises as `members` does."""
        runners = await self._database.read(lambda uow: _runners_for(uow, asker))
        roles = await self._all_roles(asker.team_id, runners)
        return {role_id: _having(roles, role_id) for role_id in role_ids}

    async def refresh_due(self) -> int:
        """Let the groups' plans that are about to go out by themselves be for whoever has the role by now.

        Returns how many there were.
        """
        now = self._clock.now() + SOON
        rows = await self._database.read(lambda uow: uow.schedules.upcoming(ScheduleKind.PLAN, DUE_AT_ONCE))
        refreshed = 0
        for row in rows:
            if row.next_due_at <= now:
                refreshed += await self.refresh(row.team_id, week_planned(row, newest_due(row, now)))
        return refreshed

    async def is_waiting(self, asker: Asker, week: Week) -> bool:
        """Tell an admin whether a group's plan waits for a week; raises `NotAllowed` for others."""
        require_admin(asker)
        return bool(await self._database.read(lambda uow: _waiting(uow, asker.team_id, week)))

    async def refresh(self, team_id: int, week: Week) -> int:
        """Let the groups' plans that wait for a week be for whoever has the role by now; returns how many there are.

        Of whom Discord does not tell at this moment, what was known holds.
        """
        plan_ids = await self._database.read(lambda uow: _waiting(uow, team_id, week))
        if not plan_ids:
            return 0
        runners = await self._database.read(lambda uow: _runners(uow, team_id))
        roles = await self._roles(team_id, runners)
        if len(roles) < len(runners):
            log.info("team %s: Discord tells of %s of %s runners' roles", team_id, len(roles), len(runners))
        for plan_id in plan_ids:
            await self._database.write(partial(self._regroup, team_id=team_id, plan_id=plan_id, roles=roles))
        return len(plan_ids)

    def _regroup(self, uow: UnitOfWork, team_id: int, plan_id: int, roles: Mapping[int, frozenset[int]]) -> None:
        uow.teams.find(team_id, for_update=True)
        plan = uow.plans.find_by_id(team_id, plan_id, hold=True)
        if plan is None or plan.text is None or plan.published_at is not None:
            return
        known = {row.runner_id for row in uow.planned.weeks_of_plan(plan_id)} - roles.keys()
        runner_ids = known | _having(roles, Target.parse(plan.target).id)
        give(uow, plan, runner_ids, read_plan(plan.text, Week.parse(plan.week)).sessions, self._clock.now())

    async def _all_roles(self, team_id: int, runners: Mapping[int, int]) -> Mapping[int, frozenset[int]]:
        roles = await self._roles(team_id, runners)
        if len(roles) < len(runners):
            raise UserError("group_unknown")
        return roles

    async def _roles(self, team_id: int, runners: Mapping[int, int]) -> Mapping[int, frozenset[int]]:
        """Return the roles of runners, by key, as far as Discord tells; where it does not, it is asked no further."""
        found: dict[int, frozenset[int]] = {}
        asked = list(runners.items())
        for first in range(0, len(asked), ASKED_AT_ONCE):
            some = asked[first : first + ASKED_AT_ONCE]
            answers = await asyncio.gather(*(self._roster.attendance(team_id, user_id) for _, user_id in some))
            known = [
                (runner_id, answer.role_ids if isinstance(answer, Present) else frozenset())
                for (runner_id, _), answer in zip(some, answers, strict=True)
                if not isinstance(answer, CannotTell)
            ]
            found.update(known)
            if len(known) < len(some):
                break
        return found


def _having(roles: Mapping[int, frozenset[int]], role_id: int) -> frozenset[int]:
    return frozenset(runner_id for runner_id, role_ids in roles.items() if role_id in role_ids)


def _runners_for(uow: UnitOfWork, asker: Asker) -> dict[int, int]:
    require_coach(uow, asker)
    return _runners(uow, asker.team_id)


def _runners(uow: UnitOfWork, team_id: int) -> dict[int, int]:
    return {one.runner_id: one.user_id for one in uow.runners.of_team(team_id) if not one.has_left}


def _roles_in(uow: UnitOfWork, asker: Asker, week: Week) -> frozenset[int]:
    require_coach(uow, asker)
    rows = [row for one in (week, week.previous()) for row in uow.plans.of_week(asker.team_id, one.key)]
    return frozenset(row.role_id for row in rows if row.role_id is not None)


def _waiting(uow: UnitOfWork, team_id: int, week: Week) -> list[int]:
    waiting = waiting_plans(uow, team_id, week.key)
    return [plan.plan_id for plan in waiting if Target.parse(plan.target).scope is Scope.GROUP]
