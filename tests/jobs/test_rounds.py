"""Rounds: a worker goes on whatever goes wrong in one of them, and says no more of it than helps."""

import asyncio
import logging

import pytest

from bot.jobs.rounds import repeat
from db.unavailable import DatabaseAway

log = logging.getLogger("tests.rounds")


async def after(*turns: Exception | None) -> None:
    """Take turns that go wrong in this way, one after the other, then stop."""
    stopping, left = asyncio.Event(), list(turns)

    async def turn() -> None:
        error = left.pop(0)
        if not left:
            stopping.set()
        if error is not None:
            raise error

    await repeat(turn, 0, stopping, "the sender", log)
    assert left == []


async def test_a_defect_is_logged_with_its_trace_and_the_next_turn_comes(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await after(ValueError("odd"), None)
    [record] = caplog.records
    assert record.getMessage() == "the sender stumbled; it goes on"
    assert record.exc_info is not None


async def test_an_outage_is_told_once_and_its_end_too(caplog: pytest.LogCaptureFixture) -> None:
    away = DatabaseAway("PostgreSQL is away")
    with caplog.at_level(logging.INFO):
        await after(None, away, away, away, None, None)
    assert [(record.getMessage(), record.exc_info) for record in caplog.records] == [
        ("the sender waits for the database: PostgreSQL is away", None),
        ("the database is back, and the sender goes on", None),
    ]
