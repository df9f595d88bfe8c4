"""Shards on the server: each session hears of its own guilds, and the first one of direct messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from .conftest import Team
from .gateway import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, IDENTIFY, INVALID_SESSION

INTENTS = GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES


@asynccontextmanager
async def session(team: Team, shard: int, shards: int) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Identify as one shard, past the greeting."""
    async with aiohttp.ClientSession() as http, http.ws_connect(team.server.gateway_url) as socket:
        await socket.receive_json()
        about = {"token": team.server.token, "intents": INTENTS, "shard": [shard, shards]}
        await socket.send_json({"op": IDENTIFY, "d": about})
        yield socket


async def heard(socket: aiohttp.ClientWebSocketResponse) -> tuple[str, Any]:
    """Return the next event."""
    event = await socket.receive_json(timeout=5)
    return event["t"], event["d"]


async def test_a_shard_hears_of_its_own_guilds_alone(team: Team) -> None:
    one, two = (team.server.world.guild(f"On {shard}", shard=(shard, 2)) for shard in (0, 1))
    del team.server.world.guilds[team.guild.id]
    for shard, guild in ((0, one), (1, two)):
        async with session(team, shard, 2) as socket:
            _, ready = await heard(socket)
            event, created = await heard(socket)

            assert ready["shard"] == [shard, 2]
            assert ready["guilds"] == [{"id": str(guild.id), "unavailable": True}]
            assert (event, created["id"]) == ("GUILD_CREATE", str(guild.id))


async def test_what_happens_goes_to_the_shard_of_its_guild_and_direct_messages_to_the_first(team: Team) -> None:
    there = team.server.world.guild("Elsewhere", shard=(1, 2))
    talk, eve = there.text_channel("talk"), there.member("Eve")
    del team.server.world.guilds[team.guild.id]
    async with session(team, 0, 2) as first, session(team, 1, 2) as second:
        await heard(first)
        await heard(second)
        await heard(second)
        assert team.server.gateway.shards_connected == [(0, 2), (1, 2)]

        await team.server.say(eve, talk, "in the guild")
        await team.server.say(eve, team.server.world.dm(eve.user), "in private")

        assert (await heard(first))[1]["content"] == "in private"
        assert (await heard(second))[1]["content"] == "in the guild"


async def test_a_shard_that_there_is_not_is_refused_and_so_are_too_few(team: Team) -> None:
    async with session(team, 2, 2) as socket:
        await socket.receive(timeout=5)
        assert socket.close_code == 4010
    team.server.gateway.least_shards = 3
    async with session(team, 0, 2) as socket:
        await socket.receive(timeout=5)
        assert socket.close_code == 4011


async def test_only_so_many_shards_may_identify_at_once(team: Team) -> None:
    team.server.gateway.max_concurrency = 2
    async with session(team, 0, 4) as first, session(team, 1, 4) as second, session(team, 2, 4) as third:
        assert [(await heard(one))[0] for one in (first, second)] == ["READY", "READY"]
        assert (await third.receive_json(timeout=5))["op"] == INVALID_SESSION
    assert team.server.gateway.refused_identifies == 1


async def test_the_advised_count_is_told(team: Team) -> None:
    team.server.gateway.advised_shards = 5
    headers, url = {"Authorization": f"Bot {team.server.token}"}, f"{team.server.api_url}/gateway/bot"
    async with aiohttp.ClientSession(headers=headers) as http, http.get(url) as answer:
        told = await answer.json()
    assert (told["shards"], told["url"]) == (5, team.server.gateway_url)


@pytest.mark.parametrize("shard", [0, 1])
async def test_a_shard_that_comes_back_leaves_the_other_as_it_is(team: Team, shard: int) -> None:
    async with session(team, 1 - shard, 2) as other:
        await heard(other)
        async with session(team, shard, 2) as gone:
            await heard(gone)
        await team.server.gateway.wait_until(lambda: team.server.gateway.shards_connected == [(1 - shard, 2)])
        async with session(team, shard, 2) as back:
            assert (await heard(back))[0] == "READY"
            assert team.server.gateway.shards_connected == [(0, 2), (1, 2)]
            assert len(team.server.gateway.sessions) == 2
