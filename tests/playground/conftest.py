"""Fixtures for the playground: a running one, and a client that speaks to its console."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, async_playwright

from bot.config import Settings
from bot.playground import Playground, open_playground
from bot.strava.loading import load

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session", autouse=True)
def stravalib() -> None:
    """Load it before a playground does so beside a test: what warnings do is set for the whole process, by both."""
    load()


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """A playground of one's own, to change at will."""
    async with open_playground(Settings(), folder=tmp_path, port=0) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_playground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playground]:
    """A playground for a whole module of tests, which must be able to follow one another."""
    async with open_playground(Settings(), folder=tmp_path_factory.mktemp("playground"), port=0) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_visitor(shared_playground: Playground) -> AsyncIterator[ClientSession]:
    async with ClientSession(shared_playground.url) as session:
        yield session


@pytest.fixture
async def visitor(playground: Playground) -> AsyncIterator[ClientSession]:
    async with ClientSession(playground.url) as session:
        yield session


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield running
        await running.close()
