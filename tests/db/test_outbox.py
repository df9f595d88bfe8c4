"""Questions about messages owed: once each, oldest first, and to one worker at a time."""

import asyncio
from datetime import timedelta

import pytest

from db.database import Database
from db.repositories.outbox_rows import OutboxRow, Owed
from db.unit_of_work import UnitOfWork
from tests.db.engines import another
from tests.db.rows import NOW, OTHER_TEAM, TEAM, add_team

LEASE = timedelta(minutes=1)


def owe(uow: UnitOfWork, key: str, *, team_id: int = TEAM, kind: str = "feed_card", after_s: float = 0) -> bool:
    due = NOW + timedelta(seconds=after_s)
    return uow.outbox.owe(team_id=team_id, kind=kind, key=key, payload={"run_id": 1, "é": [None]}, now=due)


async def claim(database: Database, after_s: float = 0, limit: int = 100) -> list[OutboxRow]:
    now = NOW + timedelta(seconds=after_s)
    return await database.write(lambda uow: uow.outbox.claim_due(now, now + LEASE, limit))


@pytest.fixture(autouse=True)
async def _teams(database: Database) -> None:
    await database.write(lambda uow: add_team(uow, TEAM, OTHER_TEAM))


async def test_the_same_message_is_owed_once(database: Database) -> None:
    def again_and_others(uow: UnitOfWork) -> list[bool]:
        return [
            owe(uow, "1"),
            owe(uow, "1"),
            owe(uow, "2"),
            owe(uow, "1", kind="leaderboard"),
            owe(uow, "1", team_id=OTHER_TEAM),
        ]

    assert await database.write(again_and_others) == [True, False, True, True, True]
    assert await database.write(lambda uow: owe(uow, "1")) is False
    assert await database.read(lambda uow: uow.outbox.counts()) == {"pending": 4}


async def test_fifty_who_owe_the_same_at_once_owe_it_once(database: Database) -> None:
    owed = await asyncio.gather(*(database.write(lambda uow: owe(uow, "1")) for _ in range(50)))
    assert sum(owed) == 1


async def test_a_claim_holds_what_is_needed_to_send(database: Database) -> None:
    await database.write(lambda uow: owe(uow, "7"))
    (row,) = await claim(database)
    assert (row.team_id, row.kind, row.key, row.attempts) == (TEAM, "feed_card", "7", 1)
    assert row.payload == {"run_id": 1, "é": [None]}
    assert (row.feed_mode, row.feed_channel_id, row.leaderboard_channel_id) == ("each", 11, 12)
    assert (row.created_at, row.useful_until, row.channel_id, row.message_id) == (NOW, None, None, None)


async def test_what_is_due_comes_oldest_first_and_at_most_so_many(database: Database) -> None:
    await database.write(lambda uow: [owe(uow, key, after_s=-int(key)) for key in "1234"])
    assert [row.key for row in await claim(database, limit=3)] == ["1", "2", "3"]
    assert [row.key for row in await claim(database, limit=3)] == ["4"]


async def test_what_is_not_due_is_left_alone(database: Database) -> None:
    await database.write(lambda uow: owe(uow, "1", after_s=10))
    assert await claim(database, after_s=9) == []
    assert await database.read(lambda uow: uow.outbox.next_due_at()) == NOW + timedelta(seconds=10)
    assert len(await claim(database, after_s=10)) == 1


async def test_a_claimed_message_comes_back_when_its_claim_lapses(database: Database) -> None:
    await database.write(lambda uow: owe(uow, "1"))
    assert len(await claim(database)) == 1
    assert await claim(database, after_s=59) == []
    (row,) = await claim(database, after_s=60)
    assert row.attempts == 2


@pytest.mark.parametrize("state", ["sent", "dropped", "failed"])
async def test_what_is_done_never_comes_back(database: Database, state: str) -> None:
    await database.write(lambda uow: owe(uow, "1"))
    (row,) = await claim(database)
    await database.write(lambda uow: uow.outbox.change(row.outbox_id, state=state))
    assert await claim(database, after_s=10**6) == []
    assert await database.read(lambda uow: uow.outbox.next_due_at()) is None
    assert await database.write(lambda uow: owe(uow, "1")) is False


async def test_two_workers_share_out_what_is_due(url: str, database: Database) -> None:
    await database.write(lambda uow: [owe(uow, str(key)) for key in range(200)])
    async with another(url) as second:
        claims = await asyncio.gather(*(claim(one, limit=7) for one in (database, second) * 20))
    keys = [row.key for rows in claims for row in rows]
    assert len(keys) == len(set(keys))
    while rows := await claim(database, limit=50):
        keys += [row.key for row in rows]
    assert sorted(map(int, keys)) == list(range(200))


async def test_a_message_is_found_by_its_name_whatever_became_of_it(database: Database) -> None:
    await database.write(lambda uow: owe(uow, "1"))
    (row,) = await claim(database)
    sent_as = {"state": "sent", "channel_id": 2**62, "message_id": 2**62 + 1, "sent_at": NOW}
    await database.write(lambda uow: uow.outbox.change(row.outbox_id, **sent_as))
    found = await database.read(lambda uow: uow.outbox.find(TEAM, "feed_card", "1"))
    assert found == Owed(row.outbox_id, "sent", 2**62, 2**62 + 1, row.payload)
    assert await database.read(lambda uow: uow.outbox.find(OTHER_TEAM, "feed_card", "1")) is None


async def test_the_newest_come_first_with_what_the_operator_wants_to_know(database: Database) -> None:
    await database.write(lambda uow: [owe(uow, key) for key in "123"])
    (row, *_) = await claim(database, limit=1)
    await database.write(lambda uow: uow.outbox.change(row.outbox_id, state="failed", reason="no such channel"))
    lines = await database.read(lambda uow: uow.outbox.newest(10))
    assert [(line.key, line.state, line.reason) for line in lines] == [
        ("3", "pending", None),
        ("2", "pending", None),
        ("1", "failed", "no such channel"),
    ]
    assert await database.read(lambda uow: uow.outbox.newest(1)) == lines[:1]
    assert await database.read(lambda uow: uow.outbox.counts()) == {"pending": 2, "failed": 1}


async def test_what_is_new_goes_before_what_stands_and_of_that_the_newest_first(database: Database) -> None:
    def three_stand_and_two_are_new(uow: UnitOfWork) -> None:
        for key in ("1", "2", "3", "4", "5"):
            owe(uow, key)
        for row in uow.outbox.claim_due(NOW, NOW, 3):
            uow.outbox.change(row.outbox_id, state="sent", channel_id=11, message_id=900 + row.outbox_id)
            uow.outbox.revise(TEAM, "feed_card", row.key, NOW)

    await database.write(three_stand_and_two_are_new)
    assert [row.key for row in await claim(database)] == ["4", "5", "3", "2", "1"]
