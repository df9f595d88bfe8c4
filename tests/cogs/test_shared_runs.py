"""Runs that stand as Strava has them, where the operator lets them: their cards lead there, and go with them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.domain.connections import Level, Service
from tests.cogs.connected import connect, letters, nudge
from tests.composed import Stage, buttons, last, new_database, posts, said, stage, words


@pytest.fixture
async def sharing(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path, level=Level.SHARE) as running:
        yield running


@pytest.fixture(autouse=True)
def env(sharing: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return sharing.env


async def test_a_shared_run_leads_to_strava_and_its_card_goes_with_it(sharing: Stage) -> None:
    await connect(sharing, sharing.ana)
    run = await nudge(sharing, sharing.ana)
    letter = letters(sharing, sharing.ana)[-1]
    assert list(buttons(letter)) == ["Log it", "Edit", "Share with the team", "Ignore"]
    await sharing.ana.user.click(letter, label="Share with the team")
    await sharing.work()
    assert f"**[View on Strava](https://www.strava.com/activities/{run.key})**" in words(last(sharing.feed))
    await sharing.ben.click(last(sharing.feed), label="Cheer")
    assert "View on Strava" in words(last(sharing.feed))
    # It is deleted there, and Strava says so.
    del sharing.strava.account("1").runs[run.key]
    await sharing.application.services.hints.take(Service.STRAVA, "1", run.key, "delete")
    await sharing.work()
    assert [post for post in posts(sharing.feed) if "View on Strava" in words(post)] == []
    assert "10.0 km" not in said(await sharing.ana.slash(sharing.feed, "run list"))
