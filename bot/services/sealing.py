"""Sealing: at each start everything stored sealed is opened once, and what an older key sealed is sealed anew."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from bot.errors import ExitCode, StartupError
from bot.services.connection_endings import refuse
from bot.services.connection_letters import ConnectionNews
from bot.services.ports import SecretBox, WrongKey
from db.database import Database
from db.repositories.service_work import RevocationRow
from db.unit_of_work import UnitOfWork

GIVE_UP_HINT: Final = "If it is gone for good: baton forget-sealed."


@dataclass(frozen=True, slots=True)
class Sealed:
    """How much is stored sealed, and how much of it with an older key."""

    stored: int = 0
    stale: int = 0


class SealingService:
    """Holds the operator's keys to what is stored: members' access, and such as is still to be given back.

    Without a box nothing may be stored. Raises `StartupError`.
    """

    def __init__(self, database: Database, box: SecretBox | None) -> None:
        self._database = database
        self._box = box

    async def check(self) -> Sealed:
        """Open all of it and change nothing."""
        return self._look_through(await self._database.read(_stored))

    async def check_and_renew(self) -> Sealed:
        """Open all of it, then seal with the newest key what an older one sealed; returns how it stood before.

        Each in a transaction of its own: a process that still runs is in nobody's way, and a start that breaks off half
        way leaves nothing that does not open.
        """
        stored = await self._database.read(_stored)
        found = self._look_through(stored)
        if self._box is not None and found.stale:
            for connection_id, secret, _ in stored.connections:
                if self._box.is_stale(secret):
                    anew = self._box.seal(self._box.open(secret))
                    await self._database.write(partial(_reseal, connection_id, secret, anew))
            for row in stored.revocations:
                if self._box.is_stale(row.secret):
                    anew = self._box.seal(self._box.open(row.secret))
                    await self._database.write(partial(_reseal_revocation, row.revocation_id, anew))
        return found

    async def give_up(self, now: datetime) -> int:
        """End every connection that no key opens, as if its service had refused; returns how much was forgotten.

        Its runner hears of it, and that it was none of their doing, and decides about the runs logged from it. What is
        to be given back cannot be any more.
        """
        stored = await self._database.read(_stored)
        forgotten = 0
        for connection_id, secret, _ in stored.connections:
            if not self._is_open(secret):
                ended = None
                while ended is None:
                    ended = await self._database.write(partial(_end, connection_id, secret, now), long=True)
                forgotten += ended
        for row in stored.revocations:
            if not self._is_open(row.secret):
                await self._database.write(partial(_drop_revocation, row.revocation_id))
                forgotten += 1
        return forgotten

    def _is_open(self, secret: bytes) -> bool:
        return self._box is not None and _opens(self._box, secret)

    def _look_through(self, stored: "_Stored") -> Sealed:
        secrets = [secret for _, secret, _ in stored.connections] + [row.secret for row in stored.revocations]
        if not secrets:
            return Sealed()
        if self._box is None:
            raise StartupError(
                f"Members' access to other services is stored ({len(secrets)}), and [secrets] holds no key to it. Put "
                f"the key back that it was sealed with. {GIVE_UP_HINT}",
                ExitCode.CONFIG,
            )
        shut = sum(not _opens(self._box, secret) for secret in secrets)
        if shut:
            raise StartupError(
                f"The keys in [secrets] do not open what is stored: {shut} of {len(secrets)}. Put the old key back, "
                f"behind the newest; it may go once a start has sealed everything anew. {GIVE_UP_HINT}",
                ExitCode.CONFIG,
            )
        return Sealed(len(secrets), sum(self._box.is_stale(secret) for secret in secrets))


class _Stored(NamedTuple):
    connections: list[tuple[int, bytes, int]]
    revocations: list[RevocationRow]


def _stored(uow: UnitOfWork) -> _Stored:
    return _Stored(uow.connections.sealed(), uow.service_work.revocations())


def _reseal(connection_id: int, before: bytes, anew: bytes, uow: UnitOfWork) -> None:
    # Where a service has renewed it meanwhile, what was read opens nothing any more.
    uow.connections.reseal(connection_id, before, anew)


def _reseal_revocation(revocation_id: int, secret: bytes, uow: UnitOfWork) -> None:
    uow.service_work.change_revocation(revocation_id, secret=secret)


def _end(connection_id: int, secret: bytes, now: datetime, uow: UnitOfWork) -> bool | None:
    """Return whether it was there to be ended; None when there is more to delete."""
    row = uow.connections.find(connection_id)
    runner = None if row is None else uow.runners.lock(row.runner_id)
    held = uow.connections.find(connection_id, hold=True)
    if runner is None or held is None or held.secret != secret:
        return False
    return refuse(uow, runner, held, now, ConnectionNews.SHUT) or None


def _drop_revocation(revocation_id: int, uow: UnitOfWork) -> None:
    uow.service_work.drop_revocation(revocation_id)


def _opens(box: SecretBox, secret: bytes) -> bool:
    try:
        box.open(secret)
    except WrongKey:
        return False
    return True
