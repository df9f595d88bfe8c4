"""`/team status`, as an admin reads it."""

import pytest
import simcord

from tests.cogs.admins import dora
from tests.composed import Stage, answer, last, words


@pytest.fixture
async def admin(on_stage: Stage) -> simcord.MemberActor:
    return await dora(on_stage)


async def status(stage: Stage, admin: simcord.MemberActor) -> str:
    shown = answer(await admin.slash(stage.feed, "team status"))
    return words(shown)


async def test_a_team_of_which_all_is_well_reads_so_in_private(on_stage: Stage, admin: simcord.MemberActor) -> None:
    result = await admin.slash(on_stage.feed, "team status")
    assert result.ephemeral
    shown = words(answer(result)).splitlines()
    assert "Everything arrived." in shown
    assert "The first one will be listed here." in shown
    assert any(line.startswith("Weekly leaderboard · <t:1795") for line in shown)


async def test_a_leaderboard_that_stands_is_linked(on_stage: Stage, admin: simcord.MemberActor) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await who.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    preview = answer(await admin.slash(on_stage.feed, "team post", week="this_week"))
    await admin.click(preview, label="Post it")
    await on_stage.application.deliver_outbox()
    url = f"https://discord.com/channels/{on_stage.guild.id}/{on_stage.boards.id}/{last(on_stage.boards).id}"
    assert f"[Weekly leaderboard]({url}) · <#{on_stage.boards.id}> · <t:" in await status(on_stage, admin)


async def test_a_channel_that_is_closed_is_named_with_what_is_lacking_there(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    await on_stage.forbid(on_stage.feed, "send_messages")
    await on_stage.ana.slash(on_stage.boards, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    shown = await status(on_stage, admin)
    assert "Everything arrived." not in shown
    assert f"Cards of runs · <#{on_stage.feed.id}> · ⚠️ I need Send Messages there." in shown
    assert "Next try <t:" in shown
    assert "50013" not in shown
    await on_stage.forbid(on_stage.feed)
    assert f"<#{on_stage.feed.id}> was closed to me, and I have all I need there now." in await status(on_stage, admin)
    await on_stage.env.advance_time(601)
    await on_stage.application.deliver_outbox()
    assert "Everything arrived." in await status(on_stage, admin)
