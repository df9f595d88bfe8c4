"""Fixtures: a team per test; commands and a database that knows the team made once by the program itself."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.db.engines import postgres
from tests.e2e.team import BatonProcess, Team
from tests.loopback import Channel, Guild, LoopbackDiscord
from tests.loopback.process import BotProcess

__all__ = ["made_once", "postgres", "running", "team"]


def _guild(server: LoopbackDiscord) -> tuple[Guild, Channel, Channel, Channel]:
    # Ids come in a fixed order, so this is the same guild in every world that starts with it.
    guild = server.world.guild("Fell Runners")
    general, feed, board = (guild.text_channel(name) for name in ("general", "feed", "leaderboard"))
    return guild, general, feed, board


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Path]:
    """The commands as `baton sync` registers them, and a database in which the bot has met the team."""
    folder = tmp_path_factory.mktemp("made-once")

    async def make() -> list[dict[str, Any]]:
        async with LoopbackDiscord() as server:
            _guild(server)
            baton = BatonProcess(server, folder)
            for command in ("sync", "migrate"):
                process = BotProcess(["bot", command], baton.environment, folder)
                await process.start()
                assert await process.wait(60) == 0, process.output
            await baton.start_and_connect()
            await baton.wait_welcomed()
            assert await baton.stop() == 0, baton.output
            assert server.violations() == []
            return server.commands.all(None)

    return asyncio.run(make()), folder / "baton.db"


@pytest.fixture
async def team(made_once: tuple[list[dict[str, Any]], Path], tmp_path: Path) -> AsyncIterator[Team]:
    """A team whose bot is not started yet; afterwards every request is judged by Discord's description."""
    commands, database = made_once
    shutil.copy(database, tmp_path / "baton.db")
    async with LoopbackDiscord() as server:
        guild, general, feed, board = _guild(server)
        server.commands.replace(None, commands)
        baton = BatonProcess(server, tmp_path)
        yield Team(server, guild, general, feed, board, guild.member("Anna"), guild.member("Ben"), baton)
        await baton.kill()
        assert server.unserved == []
        assert server.violations() == []
        assert "Traceback" not in baton.output, baton.output


@pytest.fixture
async def running(team: Team) -> Team:
    """The same, with the bot connected and both runners known to it."""
    await team.baton.start_and_connect()
    await team.introduce()
    return team
