"""The server's faults proven with a stock discord.py bot: lost gateways, limits, errors, cut connections."""

import asyncio

import aiohttp
import discord
import pytest

from .conftest import Team
from .faults import Trouble
from .stock_bot import StockBot, pointed_at, running


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits five seconds before it identifies again; these tests need not."""

    async def at_once(_: discord.Client, __: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


async def test_frames_are_compressed_when_asked_for(team: Team, bot: StockBot) -> None:
    assert team.server.gateway.compressions == ["zlib-stream"]


async def test_a_client_without_compression_gets_plain_frames(team: Team) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(team.server.gateway_url) as socket:
        hello = await socket.receive_json()
        await socket.send_json({"op": 1, "d": None})
        acknowledged = await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": team.server.token, "intents": 1}})
        ready, guild = await socket.receive_json(), await socket.receive_json()

    assert hello["op"] == 10
    assert acknowledged["op"] == 11
    assert (ready["t"], guild["t"]) == ("READY", "GUILD_CREATE")
    assert guild["d"]["member_count"] == 4
    assert len(guild["d"]["members"]) == 1


async def test_heartbeats_are_acknowledged(team: Team) -> None:
    team.server.gateway.heartbeat_interval_ms = 50

    async with running(team.server) as bot:
        await asyncio.sleep(0.3)
        assert team.server.gateway.heartbeats >= 3
        assert bot.latency < 1


async def test_a_cut_gateway_is_resumed_and_what_was_missed_arrives(team: Team, bot: StockBot) -> None:
    team.server.gateway.drop()
    await team.server.gateway.wait_until(lambda: not team.server.gateway.connected)
    opened = await team.server.start_slash(team.anna, team.channel, "echo", text="while away")

    answer = await team.server.answer_to(opened, within=10)

    assert answer.text == "while away"
    assert team.server.gateway.resumes == 1
    assert len(team.server.gateway.identifies) == 1
    assert bot.resumed == 1


async def test_a_request_to_reconnect_leads_to_a_resume(team: Team, bot: StockBot) -> None:
    await team.server.gateway.ask_to_reconnect()
    await team.server.gateway.wait_until(lambda: team.server.gateway.resumes == 1)

    assert (await team.server.slash(team.anna, team.channel, "echo", text="back")).text == "back"


async def test_an_invalid_session_leads_to_a_new_identify(team: Team, bot: StockBot) -> None:
    await team.server.gateway.invalidate()
    await team.server.gateway.wait_until(lambda: len(team.server.gateway.identifies) == 2)
    await team.server.gateway.wait_connected()

    assert (await team.server.slash(team.anna, team.channel, "echo", text="anew")).text == "anew"
    assert team.server.gateway.resumes == 0


async def test_a_refused_resume_leads_to_a_new_identify(team: Team, bot: StockBot) -> None:
    team.server.gateway.refuse_resume = True
    team.server.gateway.drop()
    await team.server.gateway.wait_until(lambda: len(team.server.gateway.identifies) == 2)
    await team.server.gateway.wait_connected()

    assert (await team.server.slash(team.anna, team.channel, "echo", text="anew")).text == "anew"


async def test_a_wrong_token_is_refused_by_rest_and_gateway(team: Team) -> None:
    with pointed_at(team.server):
        client = discord.Client(intents=discord.Intents.none())
        async with client:
            with pytest.raises(discord.LoginFailure):
                await client.start("wrong.token.here")
    async with aiohttp.ClientSession() as http, http.ws_connect(team.server.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        await socket.receive()
        assert socket.close_code == 4004


async def test_privileged_intents_need_a_grant(team: Team) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(team.server, discord.Intents.all()):
            pass
    team.server.gateway.privileged_intents = discord.Intents.all().value

    async with running(team.server, discord.Intents.all()) as bot:
        guild = bot.get_guild(team.guild.id)
        assert guild is not None
        assert len(guild.members) == 4


async def test_429_is_waited_out_and_retried(team: Team, bot: StockBot) -> None:
    fault = team.server.fault("POST", "/channels/*/messages", Trouble.RATE_LIMIT, seconds=0.2)

    await bot.get_partial_messageable(team.channel.id).send("hello")

    statuses = [one.status for one in team.server.requests_to("POST", "/messages")]
    assert statuses == [429, 200]
    assert fault.hits == 1


async def test_a_global_429_holds_other_routes_back(team: Team, bot: StockBot) -> None:
    fault = team.server.fault("POST", "/channels/*/messages", Trouble.RATE_LIMIT, seconds=0.4, everything=True)
    channel = bot.get_partial_messageable(team.channel.id)
    sending = asyncio.create_task(channel.send("hello"))
    await fault.wait_hit()
    await asyncio.sleep(0.05)

    await bot.fetch_user(team.anna.id)
    await sending

    limited, other = (
        team.server.requests_to("POST", "/messages")[0],
        team.server.requests_to("GET", "/users/"),
    )
    assert other[-1].at - limited.at >= 0.39


async def test_a_bucket_lets_through_what_it_promises(team: Team, bot: StockBot) -> None:
    rule = team.server.limit("POST", "/channels/*/messages", 2, 0.3)
    channel = bot.get_partial_messageable(team.channel.id)

    await asyncio.gather(*(channel.send(str(number)) for number in range(5)))

    sent = [one for one in team.server.requests_to("POST", "/messages") if one.status == 200]
    assert len(sent) == 5
    assert sent[4].at - sent[0].at >= 0.59
    assert rule.refused <= 3


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_is_retried_once_it_passes(team: Team, bot: StockBot, status: int) -> None:
    team.server.fault("POST", "/channels/*/messages", status=status)

    await bot.get_partial_messageable(team.channel.id).send("hello")

    assert [one.status for one in team.server.requests_to("POST", "/messages")] == [status, 200]
    assert len(team.server.messages(team.channel)) == 1


async def test_a_cut_connection_may_or_may_not_have_sent(team: Team, bot: StockBot) -> None:
    channel = bot.get_partial_messageable(team.channel.id)

    team.server.fault("POST", "/channels/*/messages", Trouble.RESET)
    with pytest.raises(OSError, match="reset"):
        await channel.send("lost on the way there")
    team.server.fault("POST", "/channels/*/messages", Trouble.RESET_AFTER)
    with pytest.raises(OSError, match="reset"):
        await channel.send("lost on the way back")

    assert [one.text for one in team.server.messages(team.channel)] == ["lost on the way back"]


async def test_a_held_answer_comes_after_its_release(team: Team, bot: StockBot) -> None:
    fault = team.server.fault("POST", "/channels/*/messages", Trouble.HOLD)
    sending = asyncio.create_task(bot.get_partial_messageable(team.channel.id).send("hello"))
    await fault.wait_hit()

    assert len(team.server.messages(team.channel)) == 1
    assert not sending.done()
    fault.clear()
    assert (await sending).content == "hello"


async def test_a_slow_answer_is_slow(team: Team, bot: StockBot) -> None:
    team.server.fault("POST", "/interactions/*", Trouble.SLOW, seconds=0.2)
    answer = await team.server.slash(team.anna, team.channel, "echo", text="hello")

    assert answer.text == "hello"
