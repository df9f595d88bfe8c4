"""Seats: on which side of a challenge a runner is, which Discord knows and tells of one member at a time."""

import logging

from bot.services.challenge_shares import NEITHER, seat
from bot.services.ports import CannotTell, Gone, Present, Roster
from db.database import Database
from db.repositories.challenge_shares import UnseatedRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ASKED_AT_ONCE = 25
"""Members whom one round asks Discord about."""


FIRST = (0, 0)


class ChallengeSeatService:
    """Asks for the roles of those who ran in a challenge that sets two roles side by side.

    Somebody is asked about once: who gets a role later shows it by looking at the challenge.
    """

    def __init__(self, database: Database, roster: Roster) -> None:
        self._database = database
        self._roster = roster
        self._after = FIRST

    async def seat_newcomers(self) -> int:
        """Seat those who ran lately; returns how many were. Where Discord is out of reach they wait for another round.

        Until then what they brought is the team's, and no side's yet.
        """
        seated, after = 0, self._after
        rows = await self._database.read(lambda uow: uow.challenge_shares.unseated(after, ASKED_AT_ONCE))
        self._after = FIRST
        for row in rows:
            attendance = await self._roster.attendance(row.team_id, row.user_id)
            match attendance:
                case Present(_, role_ids):
                    await self._seat(row, role_ids)
                case Gone():
                    await self._seat(row, frozenset())
                case CannotTell(reason):
                    log.info("runner %s has no side in challenge %s yet: %s", row.runner_id, row.challenge_id, reason)
                    # The next round goes on behind them, lest those of whom Discord tells nothing hold up all others.
                    self._after = (row.challenge_id, row.runner_id)
                    return seated
            seated += 1
        return seated

    async def _seat(self, row: UnseatedRow, role_ids: frozenset[int]) -> None:
        def note(uow: UnitOfWork) -> None:
            runner = uow.runners.lock(row.runner_id)
            if runner is not None and uow.challenge_shares.share(row.challenge_id, row.runner_id)[2] in (None, NEITHER):
                seat(uow, runner, row.challenge_id, role_ids)

        await self._database.write(note)
