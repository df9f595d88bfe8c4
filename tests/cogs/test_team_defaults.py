"""A team far from Greenwich that thinks in miles: its days, its Monday and its figures are its own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import simcord

from bot.config import TeamDefaults
from tests.composed import Stage, answer, last, new_database, posts, said, stage, words

SATURDAY_IN_AUCKLAND = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
"""A Friday before noon in Greenwich, half past midnight in Auckland."""
MONDAY_IN_AUCKLAND = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
"""Monday 23 November, 08:00, summer time."""


@pytest.fixture
async def down_under(tmp_path: Path) -> AsyncIterator[Stage]:
    defaults = TeamDefaults(time_zone="Pacific/Auckland", units="both")
    async with stage(new_database(tmp_path), tmp_path, SATURDAY_IN_AUCKLAND, defaults) as running:
        yield running


@pytest.fixture(autouse=True)
def env(down_under: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return down_under.env


async def test_today_is_the_day_on_the_teams_wall(down_under: Stage) -> None:
    assert "Saturday 21 Nov" in said(
        await down_under.ana.slash(down_under.feed, "run log", distance="10k", time="52:10")
    )
    late = await down_under.ana.slash(down_under.feed, "run log", distance="10k", time="52:10", when="today 6am")
    assert "still to come" in said(late)


async def test_monday_at_eight_is_the_teams_own(down_under: Stage) -> None:
    await down_under.ana.slash(down_under.feed, "run log", distance="10k", time="52:10")
    await down_under.go_to(MONDAY_IN_AUCKLAND.replace(hour=18, minute=59))
    await down_under.work()
    assert posts(down_under.boards) == []
    await down_under.go_to(MONDAY_IN_AUCKLAND)
    await down_under.work()
    assert "Week 47" in words(last(down_under.boards))


async def test_the_week_ends_at_the_teams_midnight(down_under: Stage) -> None:
    await down_under.ana.slash(down_under.feed, "run log", distance="10k", time="52:10")
    await down_under.go_to(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    await down_under.ana.slash(down_under.feed, "run log", distance="8k", time="45:00")
    assert "week 48" in said(await down_under.ana.slash(down_under.feed, "points show"))
    await down_under.go_to(MONDAY_IN_AUCKLAND)
    await down_under.work()
    assert "10.0 km" in words(last(down_under.boards))


async def test_what_the_team_reads_has_both_units_and_a_private_answer_one(down_under: Stage) -> None:
    logged = answer(await down_under.ana.slash(down_under.feed, "run log", distance="10k", time="52:10"))
    assert "mi" not in words(logged).splitlines()[0]
    await down_under.application.deliver_outbox()
    card = words(last(down_under.feed))
    for figure in ("10.0 km", "6.2 mi", "5:13 /km", "8:24 /mi"):
        assert figure in card
