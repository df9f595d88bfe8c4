"""The roster: what Discord answers becomes here, gone, or nobody can tell."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import simcord

from bot.config import shard_of
from bot.roster import DiscordRoster
from bot.services.ports import CannotTell, Gone, Present
from tests.composed import Stage, new_database, stage

MEMBERS = "/guilds/*/members/*"


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def env(on_stage: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return on_stage.env


@pytest.fixture
def roster(on_stage: Stage) -> DiscordRoster:
    return DiscordRoster(on_stage.application.bot)


async def test_a_member_is_here_by_the_name_they_go_by(on_stage: Stage, roster: DiscordRoster) -> None:
    assert await roster.attendance(on_stage.guild.id, on_stage.ana.id) == Present("Ana")
    on_stage.env.backend.edit_member(on_stage.guild.id, on_stage.ana.id, {"nick": "Anna B."})
    assert await roster.attendance(on_stage.guild.id, on_stage.ana.id) == Present("Anna B.")


async def test_a_member_has_the_roles_that_they_were_given(on_stage: Stage, roster: DiscordRoster) -> None:
    blue = on_stage.guild.create_role("Blue")
    who = on_stage.guild.add_member(on_stage.env.create_user("Dora"), roles=[blue])
    await on_stage.env.settle()
    assert await roster.attendance(on_stage.guild.id, who.id) == Present("Dora", frozenset({blue.id}))


async def test_who_may_manage_the_server_is_known_by_it(on_stage: Stage, roster: DiscordRoster) -> None:
    admins = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    who = on_stage.guild.add_member(on_stage.env.create_user("Dora"), roles=[admins])
    await on_stage.env.settle()
    found = await roster.attendance(on_stage.guild.id, who.id)
    assert found == Present("Dora", frozenset({admins.id}), is_admin=True)


async def test_who_left_is_gone_and_who_came_back_is_here(on_stage: Stage, roster: DiscordRoster) -> None:
    on_stage.guild.remove_member(on_stage.ben)
    assert await roster.attendance(on_stage.guild.id, on_stage.ben.id) == Gone()
    on_stage.guild.add_member(on_stage.ben.user)
    assert await roster.attendance(on_stage.guild.id, on_stage.ben.id) == Present("Ben")


async def test_who_is_banned_is_gone(on_stage: Stage, roster: DiscordRoster) -> None:
    on_stage.env.backend.apply_ban(on_stage.guild.id, on_stage.ben.id, "reason")
    assert await roster.attendance(on_stage.guild.id, on_stage.ben.id) == Gone()


async def test_a_deleted_account_is_gone(on_stage: Stage, roster: DiscordRoster) -> None:
    on_stage.env.inject_error("GET", MEMBERS, status=404, code=10013, message="Unknown User")
    assert await roster.attendance(on_stage.guild.id, on_stage.ben.id) == Gone()


@pytest.mark.parametrize(("status", "code"), [(404, 10004), (403, 50001), (400, 0), (401, 0)])
async def test_any_other_answer_tells_nothing(on_stage: Stage, roster: DiscordRoster, status: int, code: int) -> None:
    on_stage.env.inject_error("GET", MEMBERS, status=status, code=code, message="no")
    assert isinstance(await roster.attendance(on_stage.guild.id, on_stage.ben.id), CannotTell)


async def test_a_server_out_of_sight_tells_nothing(on_stage: Stage, roster: DiscordRoster) -> None:
    assert isinstance(await roster.attendance(7, on_stage.ben.id), CannotTell)
    on_stage.env.backend.emit("GUILD_DELETE", {"id": str(on_stage.guild.id), "unavailable": True})
    await on_stage.env.settle()
    assert isinstance(await roster.attendance(on_stage.guild.id, on_stage.ben.id), CannotTell)


class CutLine:
    """discord.py's way to Discord, cut: with an error, or without a word."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    async def __call__(self, _route: discord.http.Route, **_options: Any) -> Any:
        if self.error is None:
            await asyncio.Event().wait()
        assert self.error is not None
        raise self.error


@pytest.mark.parametrize("error", [aiohttp.ClientConnectionError("cut"), OSError("cut"), None])
async def test_a_cut_line_tells_nothing(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    bot = on_stage.application.bot
    roster = DiscordRoster(bot, ask_seconds=0.05)
    with monkeypatch.context() as cut:
        cut.setattr(bot.http, "request", CutLine(error))
        assert isinstance(await roster.attendance(on_stage.guild.id, on_stage.ben.id), CannotTell)


async def test_a_member_of_a_server_that_another_process_hears_of_is_asked_about_all_the_same(
    on_stage: Stage, roster: DiscordRoster
) -> None:
    admins = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    who = on_stage.guild.add_member(on_stage.env.create_user("Dora"), roles=[admins])
    await on_stage.env.settle()
    move_elsewhere(on_stage)
    before = len(on_stage.env.http_requests)

    found = await roster.attendance(on_stage.guild.id, who.id)
    gone = await roster.attendance(on_stage.guild.id, 4711)

    assert found == Present("Dora", frozenset({admins.id}), is_admin=True)
    assert gone == Gone()
    asked = [request.path.count("members") for request in on_stage.env.http_requests[before:]]
    assert asked == [0, 1, 1], "the server itself is asked for once"


async def test_a_server_elsewhere_that_the_bot_is_not_in_tells_nothing(on_stage: Stage, roster: DiscordRoster) -> None:
    move_elsewhere(on_stage)
    on_stage.env.inject_error("GET", "/guilds/*", status=404, code=10004, message="Unknown Guild")
    assert isinstance(await roster.attendance(on_stage.guild.id, on_stage.ana.id), CannotTell)


async def test_nobody_is_asked_about_a_server_of_this_process_that_is_gone(
    on_stage: Stage, roster: DiscordRoster
) -> None:
    on_stage.env.backend.emit("GUILD_DELETE", {"id": str(on_stage.guild.id)})
    await on_stage.env.settle()
    before = len(on_stage.env.http_requests)
    assert isinstance(await roster.attendance(on_stage.guild.id, on_stage.ana.id), CannotTell)
    assert len(on_stage.env.http_requests) == before


def move_elsewhere(stage: Stage) -> None:
    """Let the server be on a shard that is not this process's, which never heard of it."""
    bot = stage.application.bot
    bot.shard_count = 2
    bot.shard_ids = [1 - shard_of(stage.guild.id, 2)]
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    bot._connection._remove_guild(guild)
