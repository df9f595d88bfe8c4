"""One process on several of Discord's shards: it answers everywhere, and knows of each what became of it."""

from bot.errors import ExitCode
from tests.e2e.team import Team, plain
from tests.loopback import Guild

SHARDS_LIMIT_S = 40.0
"""How long two shards may take: the second one's turn comes eight seconds after the first's at most."""


def _other_shard(team: Team) -> int:
    return 1 - (team.guild.id >> 22) % 2


async def _on_two_shards(team: Team) -> Guild:
    """Start the program where Discord advises two shards; returns a server on the other one."""
    other = team.server.world.guild("Road Runners", shard=(_other_shard(team), 2))
    other.text_channel("feed")
    team.server.gateway.advised_shards = 2
    await team.baton.start()
    gateway = team.server.gateway
    await gateway.wait_until(lambda: gateway.shards_connected == [(0, 2), (1, 2)], SHARDS_LIMIT_S)
    await team.server.wait_until(lambda: _present(team) == {team.guild.id, other.id})
    return other


def _present(team: Team) -> set[int]:
    return {number for (number,) in team.baton.rows("SELECT team_id FROM teams WHERE left_at IS NULL")}


async def test_all_shards_that_discord_advises_are_answered(team: Team) -> None:
    other = await _on_two_shards(team)
    eve = other.member("Eve")
    channel = next(iter(other.channels.values()))

    for who, where in ((team.anna, team.general), (eve, channel), (eve, team.server.world.dm(eve.user))):
        assert (await team.server.slash(who, where, "help")).text

    assert [data["shard"] for data in team.server.gateway.identifies] == [[0, 2], [1, 2]]
    assert await team.baton.stop() == 0


async def test_a_server_that_removed_the_bot_while_a_shard_was_away_is_left(team: Team) -> None:
    other = await _on_two_shards(team)
    here, there = (team.guild.id, other.id) if _other_shard(team) else (other.id, team.guild.id)

    # Of the second shard alone Discord names a server less when it begins anew.
    del team.server.world.guilds[there]
    [second] = [one for one in team.server.gateway.sessions.values() if one.shard == 1]
    team.server.gateway.refuse_resume = True
    assert second.connection is not None
    second.connection.cut()

    await team.server.wait_until(lambda: _present(team) == {here}, SHARDS_LIMIT_S)
    assert [data["shard"] for data in team.server.gateway.identifies] == [[0, 2], [1, 2], [1, 2]]


async def test_an_operator_is_told_when_discord_wants_more_shards(team: Team) -> None:
    await team.baton.start_and_connect()
    team.server.gateway.least_shards = 2
    team.server.gateway.refuse_resume = True
    team.server.gateway.drop()

    assert await team.baton.wait(SHARDS_LIMIT_S) == ExitCode.DISCORD
    assert plain(team.baton.output)[-1].endswith("start every process of it again.")


async def test_a_fixed_count_that_is_too_low_is_a_wrong_setting(team: Team) -> None:
    team.server.gateway.least_shards = 2
    team.baton.with_settings({"BATON_DISCORD__SHARDS": "0/1"})
    await team.baton.start()

    assert await team.baton.wait(SHARDS_LIMIT_S) == ExitCode.CONFIG
    assert plain(team.baton.output)[-1].startswith("The bot is in too many servers for [discord] shards")
    assert not team.server.requests_to("GET", "/gateway/bot")
