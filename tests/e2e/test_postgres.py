"""The program on PostgreSQL: the same promises, by one test that needs all of it."""

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.db.engines import Server
from tests.e2e.team import CARD_LIMIT_S, Team
from tests.loopback import Trouble
from tests.loopback.process import BotProcess

pytestmark = pytest.mark.postgres


async def _rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def _until(url: str, statement: str, expected: list[tuple[Any, ...]]) -> None:
    """Ask until the answer is as expected."""
    found: list[tuple[Any, ...]] = []
    for _ in range(int(CARD_LIMIT_S / 0.2)):
        found = await _rows(url, statement)
        if found == expected:
            return
        await asyncio.sleep(0.2)
    assert found == expected


async def test_a_card_is_sent_once_though_the_bot_is_killed_before_it_notes_it(team: Team, postgres: Server) -> None:
    url = postgres.empty_database()
    team.baton.with_settings({"BATON_DATABASE__URL": url})
    migrating = BotProcess(["bot", "migrate"], team.baton.environment, team.baton.folder)
    await migrating.start()
    assert await migrating.wait(60) == 0, migrating.output
    await team.baton.start_and_connect()
    await _until(url, "SELECT count(*) FROM teams WHERE feed_channel_id IS NOT NULL", [(1,)])

    held = team.server.fault("POST", f"/channels/{team.feed.id}/messages", Trouble.HOLD)
    await team.log(team.anna)
    await held.wait_hit()
    await team.baton.kill_and_vanish()
    await _rows(url, "UPDATE outbox SET due_at = now() - interval '2 minutes'")
    team.server.store.forget_nonces()
    await team.baton.start_and_connect()

    card = team.server.messages(team.feed)[0]
    await _until(url, "SELECT state, message_id FROM outbox", [("sent", card.id)])
    assert team.server.messages(team.feed) == [card]
    assert await team.baton.stop() == 0
