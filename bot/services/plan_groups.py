"""Groups: which runners have a role, which Discord knows and tells of one member at a time."""

import asyncio
from typing import Final

from bot.errors import UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.ports import CannotTell, Present, Roster
from db.database import Database
from db.unit_of_work import UnitOfWork

ASKED_AT_ONCE: Final = 8
"""Members whom Discord is asked about side by side."""


class PlanGroupService:
    """Asks for the roles of a team's runners when a coach plans for one of them."""

    def __init__(self, database: Database, roster: Roster) -> None:
        self._database = database
        self._roster = roster

    async def members(self, asker: Asker, role_id: int) -> frozenset[int]:
        """Return the keys of the runners who have a role at this moment.

        Raises `NotAllowed` for others than coaches, and `UserError` when Discord cannot tell of all of them: a group
        that is guessed at would leave somebody without a plan.
        """
        runners = await self._database.read(lambda uow: _runners(uow, asker))
        found: set[int] = set()
        for first in range(0, len(runners), ASKED_AT_ONCE):
            some = runners[first : first + ASKED_AT_ONCE]
            answers = await asyncio.gather(*(self._roster.attendance(asker.team_id, user_id) for _, user_id in some))
            for (runner_id, _), answer in zip(some, answers, strict=True):
                match answer:
                    case CannotTell():
                        raise UserError("group_unknown")
                    case Present(_, role_ids) if role_id in role_ids:
                        found.add(runner_id)
        return frozenset(found)


def _runners(uow: UnitOfWork, asker: Asker) -> list[tuple[int, int]]:
    require_coach(uow, asker)
    return [(one.runner_id, one.user_id) for one in uow.runners.of_team(asker.team_id) if not one.has_left]
