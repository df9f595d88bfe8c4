"""Fixtures for commands: the composed application on a simulated Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from tests.composed import Stage, new_database, stage


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def env(on_stage: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return on_stage.env
