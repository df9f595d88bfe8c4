"""That the operator's keys are held to what is stored, and that what an older key sealed is sealed anew."""

from typing import TypeVar

import pytest

from bot.domain.connections import Service
from bot.errors import ExitCode, StartupError
from bot.secret_box import FernetBox, new_key
from bot.services.connection_letters import ConnectionNews
from bot.services.credentials import opened, sealed
from bot.services.ports import Credentials
from bot.services.sealing import Sealed, SealingService
from db.database import Database, Work
from db.repositories.connections import ConnectionRow
from db.unit_of_work import UnitOfWork
from tests.db.rows import NOW, add_connection, add_runner, add_team

T = TypeVar("T")
OLD, NEW = new_key(), new_key()
TOKENS = Credentials("reach-in", "renew-it", NOW)


@pytest.fixture
async def connection_id(database: Database) -> int:
    """Two members' accounts, one of which is to be given back, sealed with the old key."""
    box = FernetBox([OLD])

    def add(uow: UnitOfWork) -> int:
        add_team(uow)
        secret = sealed(box, Service.STRAVA, "1", TOKENS)
        uow.service_work.add_revocation("strava", sealed(box, Service.STRAVA, "2", TOKENS), NOW)
        return add_connection(uow, add_runner(uow, "Ana"), "1", columns={"secret": secret, "secret_number": 4})

    return await database.write(add)


async def found(database: Database, connection_id: int) -> ConnectionRow:
    row = await database.read(lambda uow: uow.connections.find(connection_id))
    assert row is not None
    return row


async def everything(database: Database) -> list[bytes]:
    def read(uow: UnitOfWork) -> list[bytes]:
        return [secret for _, secret, _ in uow.connections.sealed()] + [
            row.secret for row in uow.service_work.revocations()
        ]

    return await database.read(read)


async def refused(service: SealingService) -> str:
    """Return why both ways to look are refused, with the same words."""
    words = set()
    for look in (service.check, service.check_and_renew):
        with pytest.raises(StartupError) as caught:
            await look()
        assert caught.value.exit_code == ExitCode.CONFIG
        words.add(caught.value.message)
    [message] = words
    return message


async def test_where_nothing_is_stored_no_key_is_asked_for(database: Database) -> None:
    for box in (None, FernetBox([NEW])):
        assert await SealingService(database, box).check_and_renew() == Sealed(0, 0)


@pytest.mark.usefixtures("connection_id")
async def test_what_the_key_opens_is_left_as_it_is(database: Database) -> None:
    before = await everything(database)
    assert await SealingService(database, FernetBox([OLD])).check_and_renew() == Sealed(2, 0)
    assert await everything(database) == before


async def test_what_an_older_key_sealed_is_sealed_anew_and_the_old_key_may_go(
    database: Database, connection_id: int
) -> None:
    both = SealingService(database, FernetBox([NEW, OLD]))
    before = await everything(database)
    assert await both.check() == Sealed(2, 2)
    assert await everything(database) == before
    assert await both.check_and_renew() == Sealed(2, 2)
    assert await both.check_and_renew() == Sealed(2, 0)

    alone = FernetBox([NEW])
    assert await SealingService(database, alone).check_and_renew() == Sealed(2, 0)
    connection, revocation = await everything(database)
    assert opened(alone, connection, Service.STRAVA, "1") == TOKENS
    assert opened(alone, revocation, Service.STRAVA, "2") == TOKENS
    assert (await found(database, connection_id)).secret_number == 4


@pytest.mark.usefixtures("connection_id")
async def test_a_wrong_key_or_none_is_told_in_plain_words_and_nothing_changes(database: Database) -> None:
    before = await everything(database)
    wrong = await refused(SealingService(database, FernetBox([NEW])))
    assert "do not open what is stored: 2 of 2. Put the old key back" in wrong
    none = await refused(SealingService(database, None))
    assert "(2), and [secrets] holds no key to it." in none
    assert await everything(database) == before


async def test_one_row_that_was_tampered_with_is_enough_and_the_rest_stays_stale(
    database: Database, connection_id: int
) -> None:
    secret = (await found(database, connection_id)).secret
    assert secret is not None
    spoilt = secret[:-8] + b"AAAAAAA="
    await database.write(lambda uow: uow.connections.change(connection_id, secret=spoilt))
    before = await everything(database)
    assert "1 of 2" in await refused(SealingService(database, FernetBox([NEW, OLD])))
    assert await everything(database) == before


class Overtaken(Database):
    """A database in which, right after everything was read, another process saves the tokens that it was given."""

    def __init__(self, database: Database, renew: Work[None]) -> None:
        super().__init__(database.url)
        self._database = database
        self._renew = renew

    async def open(self) -> None:
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        return await self._database.write(work, long=long)

    async def schema_version(self) -> str | None:
        return await self._database.schema_version()

    async def read(self, work: Work[T]) -> T:
        result = await self._database.read(work)
        await self._database.write(self._renew)
        return result


async def test_what_a_running_process_renewed_meanwhile_is_not_overwritten(
    database: Database, connection_id: int
) -> None:
    box, newer = FernetBox([NEW, OLD]), Credentials("newer", "newer-still", NOW)

    def renew(uow: UnitOfWork) -> None:
        secret = sealed(FernetBox([OLD]), Service.STRAVA, "1", newer)
        uow.connections.change(connection_id, secret=secret)

    assert await SealingService(Overtaken(database, renew), box).check_and_renew() == Sealed(2, 2)
    row = await found(database, connection_id)
    assert row.secret is not None
    assert (opened(box, row.secret, Service.STRAVA, "1"), row.secret_number) == (newer, 4)
    # It is sealed with the key that the other process had, and the next start's turn.
    assert await SealingService(database, box).check_and_renew() == Sealed(2, 1)
    assert await SealingService(database, FernetBox([NEW])).check() == Sealed(2, 0)


@pytest.mark.parametrize("keys", [[NEW], []])
async def test_what_no_key_opens_can_be_given_up_and_its_runner_is_told(
    database: Database, connection_id: int, keys: list[str]
) -> None:
    service = SealingService(database, FernetBox(keys) if keys else None)
    assert "If it is gone for good: baton forget-sealed." in await refused(service)
    assert await service.give_up(NOW) == 2
    assert await database.read(lambda uow: uow.connections.find(connection_id)) is None
    assert await service.check_and_renew() == Sealed(0, 0)
    [letter] = await database.write(lambda uow: uow.outbox.claim_due(NOW, NOW, 10))
    assert letter.payload["news"] == ConnectionNews.SHUT
    assert await service.give_up(NOW) == 0


async def test_what_a_key_opens_is_not_given_up(database: Database, connection_id: int) -> None:
    service = SealingService(database, FernetBox([NEW, OLD]))
    assert await service.give_up(NOW) == 0
    assert await service.check() == Sealed(2, 2)
    assert (await found(database, connection_id)).state == "active"
