"""Who coaches is noted of whoever types a command, and of nobody who asks to be forgotten."""

import discord
import pytest
import simcord

from bot.services.coaches import coaches_of
from tests.composed import Stage


@pytest.fixture
async def caleb(on_stage: Stage) -> simcord.MemberActor:
    role = on_stage.guild.create_role("Coach", permissions=discord.Permissions.none())
    found = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.env.settle()
    return found


async def coaches(on_stage: Stage) -> tuple[int, ...]:
    team_id = on_stage.guild.id
    return await on_stage.application.database.read(lambda uow: coaches_of(uow, team_id))


async def test_a_coach_is_known_from_their_first_command(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await on_stage.ana.slash(on_stage.feed, "help")
    await caleb.slash(on_stage.feed, "coach roster")
    assert await coaches(on_stage) == (caleb.id,)


async def test_who_asks_what_is_held_about_them_is_not_noted_by_asking(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    await caleb.slash(on_stage.feed, "privacy export")
    assert await coaches(on_stage) == ()
