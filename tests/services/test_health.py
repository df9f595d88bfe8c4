"""How the database says it fares, and how far the work that it remembers is behind."""

from datetime import timedelta

import pytest

from bot.services.health import HealthService, Part, ShardState
from bot.services.outbox import MessageState
from db.engine import database_at
from tests.services.harriers import Harriers

SHARDS = (ShardState(0, is_connected=True, latency_s=0.05),)


async def test_the_database_says_how_far_behind_the_work_is(team: Harriers) -> None:
    health = HealthService(team.database, team.clock)
    before = (await health.condition(SHARDS, 1)).backlog
    assert before is not None
    assert (before.outbox_late_s, before.messages) == (0.0, {})
    await team.log("Ana", "10k", "51:30")
    team.clock.forward(minutes=6)
    backlog = (await health.condition(SHARDS, 1)).backlog
    assert backlog is not None
    assert backlog.outbox_late_s == 360.0
    assert backlog.messages == {MessageState.PENDING: 1}
    team.clock.forward(days=8)
    late = await health.condition(SHARDS, 1)
    assert late.backlog is not None
    assert late.backlog.schedules_late_s > timedelta(days=6).total_seconds()
    assert late.ill == (Part.SCHEDULES, Part.OUTBOX)


async def test_a_database_that_does_not_answer_is_told_and_logged(
    team: Harriers, caplog: pytest.LogCaptureFixture
) -> None:
    closed = database_at(str(team.database.url.render_as_string(hide_password=False)))
    condition = await HealthService(closed, team.clock).condition(SHARDS, 1)
    assert condition.backlog is None
    assert "did not say how it fares" in caplog.text
