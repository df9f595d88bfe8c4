"""The composed application on PostgreSQL: a week of a team, and the input that this engine is particular about."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import simcord

from bot.services.outbox import LEASE, MessageState
from db.schema import migrate
from tests.cogs.test_hostile_input import ABSURD
from tests.composed import Stage, answer, die_while_sending, last, posts, said, stage, words
from tests.db.engines import Server, postgres

__all__ = ["postgres"]

pytestmark = pytest.mark.postgres

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def url(postgres: Server) -> str:
    """The URL of a migrated, empty database."""
    made = postgres.empty_database()
    migrate(made)
    return made


@pytest.fixture
async def on_stage(url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(url, tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def env(on_stage: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return on_stage.env


async def test_a_team_runs_cheers_looks_at_the_board_and_gets_its_monday_post_once(on_stage: Stage) -> None:
    for who, distance in ((on_stage.ana, "12k"), (on_stage.ben, "10k"), (on_stage.chloe, "8k")):
        assert "+37 points" in said(await who.slash(on_stage.feed, "run log", distance=distance, time="70", effort=4))
        await who.click(answer(await who.slash(on_stage.feed, "leaderboard")), label="Show me on this board")
    await on_stage.application.deliver_outbox()
    presses = [on_stage.emit_press(who, last(on_stage.feed), "cheer:3") for who in (on_stage.ana, on_stage.ben)]
    await on_stage.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    await on_stage.env.advance_time(60)
    await on_stage.application.deliver_outbox()
    await on_stage.env.advance_time(60)
    await on_stage.ana.click(last(on_stage.feed), custom_id="cheer:3")
    assert "Cheer · 1" in words(last(on_stage.feed))

    await on_stage.go_to(MONDAY)
    await on_stage.application.tick()
    await die_while_sending(on_stage.application, after_sending=True)
    again = await on_stage.killed_and_started_again()
    await again.env.advance_time(LEASE.total_seconds() + 1)
    await again.work()
    [post] = posts(on_stage.boards)
    assert "3 of us ran 30.0 km together." in words(post)
    assert (await again.application.services.outbox.counts())[MessageState.SENT] == 4


async def test_a_run_is_deleted_with_all_that_follows_from_it(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="8k", time="45:00", when="monday")
    logged = answer(await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10"))
    question = answer(await on_stage.ana.click(logged, label="Delete"))
    assert "Your week stands at 45 points." in said(await on_stage.ana.click(question, label="Delete it"))
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_notes_that_this_engine_cannot_hold_are_kept_as_far_as_it_can(on_stage: Stage) -> None:
    for note in ABSURD:
        await on_stage.env.advance_time(86_400)
        logged = await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10", note=note[:300])
        assert "Logged" in said(logged), note
    await on_stage.application.deliver_outbox()
    assert (await on_stage.application.services.outbox.counts())[MessageState.SENT] == len(ABSURD)


async def test_an_id_that_no_run_can_have_is_a_run_that_is_gone(on_stage: Stage) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "run list"))
    for custom_id, sentence in (
        ("cheer:2147483648", "taken down by its runner"),
        ("run:delete:999999999999999999:sure", "can't find that run"),
    ):
        assert sentence in said(await on_stage.press(on_stage.ben, shown, custom_id))
