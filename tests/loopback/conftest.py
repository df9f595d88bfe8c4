"""Fixtures: a server with one team, and a stock bot connected to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from . import openapi
from .server import LoopbackDiscord
from .stock_bot import StockBot, running
from .world import Channel, Guild, Member


@dataclass(frozen=True, slots=True)
class Team:
    """One guild with a channel and two people."""

    server: LoopbackDiscord
    guild: Guild
    channel: Channel
    anna: Member
    ben: Member


@pytest.fixture
async def team() -> AsyncIterator[Team]:
    async with LoopbackDiscord() as server:
        guild = server.world.guild("Fell Runners")
        channel = guild.text_channel("feed")
        yield Team(server, guild, channel, guild.member("Anna"), guild.member("Ben"))
        assert server.unserved == []
        assert server.violations() == []


@pytest.fixture
async def bot(team: Team) -> AsyncIterator[StockBot]:
    async with running(team.server) as started:
        yield started


@pytest.fixture
def description() -> None:
    """Skip where Discord's OpenAPI description is not at hand."""
    if not openapi.available():
        pytest.skip("Discord's OpenAPI description is not at hand; set DISCORD_OPENAPI to its file")
