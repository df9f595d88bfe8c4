"""Hints: unsigned events of a service, which are worth a look at the account, and are believed in nothing."""

from bot.domain.connections import Service
from bot.services.clock import Clock
from db.database import Database
from db.unit_of_work import UnitOfWork


class HintService:
    """Takes what services' events say."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, service: Service, athlete: str, key: str, aspect: str) -> bool:
        """Keep a hint at a run (`key`) or at the account itself (no key), and have the account looked at soon.

        False for an account that nobody here has, of which nothing is kept.
        """
        return await self._database.write(lambda uow: self._take(uow, service, athlete, key, aspect))

    def _take(self, uow: UnitOfWork, service: Service, athlete: str, key: str, aspect: str) -> bool:
        now = self._clock.now()
        row = uow.connections.by_athlete(service, athlete)
        if row is None:
            return False
        uow.service_work.put_hint(service, athlete, key, aspect, now)
        if row.due_at is None or row.due_at > now:
            uow.connections.change(row.connection_id, due_at=now)
        return True
