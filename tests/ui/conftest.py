"""Fixtures for what members press: the composed application on a simulated Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.composed import Stage, new_database, stage


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path) as running:
        yield running
