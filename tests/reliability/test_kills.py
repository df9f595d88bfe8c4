"""A short run of kills; `make kills` runs as many as one likes."""

import asyncio
from pathlib import Path

import pytest

from db.schema import migrate
from tests.db.engines import Server, postgres
from tests.reliability.kills import commands_of, is_well, run, table

__all__ = ["postgres"]

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]

SEED = 11


async def test_ten_kills_lose_and_double_nothing(postgres: Server, tmp_path: Path) -> None:
    url = postgres.empty_database()
    await asyncio.to_thread(migrate, url)
    commands = await commands_of(tmp_path)

    found = await run(url, commands, tmp_path, rounds=10, seed=SEED)

    counts, ledger, _ = found
    assert is_well(*found), "\n".join(table(*found))
    assert min(counts[kind].owed for kind in ("feed_card", "leaderboard", "runs acknowledged")) >= 10
    assert len(ledger.told_anew) >= 1
