"""`/team setup`: an admin chooses, sees at once what is kept, and what the bot lacks where."""

from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.ui.components import QUESTION_SECONDS
from bot.ui.text import teams as said_of
from db.repositories.teams import TeamRow
from tests.cogs.admins import chosen, dora, lists, offered
from tests.composed import Stage, answer, posts, said, words


@pytest.fixture
async def admin(on_stage: Stage) -> simcord.MemberActor:
    return await dora(on_stage)


async def opened(stage: Stage, who: simcord.MemberActor) -> simcord.ResponseMessage:
    """Open the panel."""
    return answer(await who.slash(stage.feed, "team setup"))


async def choose(who: simcord.MemberActor, panel: Any, placeholder: str, *values: Any) -> simcord.ResponseMessage:
    """Choose from one of the panel's lists, and return the panel as it is then."""
    return answer(await who.select(panel, list(values), custom_id=lists(panel)[placeholder]))


async def row_of(stage: Stage) -> TeamRow:
    row = await stage.application.database.read(lambda uow: uow.teams.find(stage.guild.id))
    assert row is not None
    return row


async def test_the_panel_shows_what_holds_without_any_set_up(on_stage: Stage, admin: simcord.MemberActor) -> None:
    panel = await opened(on_stage, admin)
    shown = words(panel)
    assert f"**Runs** · <#{on_stage.feed.id}> (my pick)" in shown
    assert f"**Boards** · <#{on_stage.boards.id}> (my pick)" in shown
    assert "**Coaches** · no role, so admins coach" in shown
    assert chosen(panel, said_of.CHOOSE_FEED) == [str(on_stage.feed.id)]
    assert chosen(panel, said_of.CHOOSE_ZONE) == ["UTC"]
    assert chosen(panel, said_of.CHOOSE_UNITS) == ["km"]


async def test_every_choice_is_kept_at_once_and_shown(on_stage: Stage, admin: simcord.MemberActor) -> None:
    runs = on_stage.guild.create_text_channel("anything")
    role = on_stage.guild.create_role("Wise ones")
    await on_stage.env.settle()
    panel = await opened(on_stage, admin)
    panel = await choose(admin, panel, said_of.CHOOSE_FEED, runs)
    assert (await row_of(on_stage)).feed_channel_id == runs.id
    panel = await choose(admin, panel, said_of.CHOOSE_BOARDS, on_stage.feed)
    panel = await choose(admin, panel, said_of.CHOOSE_COACH, role)
    panel = await choose(admin, panel, said_of.CHOOSE_ZONE, "Asia/Tokyo")
    panel = await choose(admin, panel, said_of.CHOOSE_UNITS, "both")
    row = await row_of(on_stage)
    assert (row.feed_channel_id, row.leaderboard_channel_id, row.coach_role_id) == (runs.id, on_stage.feed.id, role.id)
    assert (row.time_zone, row.units, row.admin_id) == ("Asia/Tokyo", "both", admin.id)
    shown = words(panel)
    for fact in (f"<#{runs.id}>", f"<@&{role.id}>", "Asia/Tokyo", "kilometres and miles"):
        assert fact in shown
    assert "my pick" not in shown
    assert chosen(panel, said_of.CHOOSE_FEED) == [str(runs.id)]
    assert chosen(panel, said_of.CHOOSE_COACH) == [str(role.id)]

    finished = words(answer(await admin.click(panel, label="Finish")))
    for fact in ("is set up", f"<#{runs.id}>", f"<@&{role.id}>", "Next leaderboard: <t:1795388400:F>"):
        assert fact in finished


async def test_a_coach_role_can_be_taken_away(on_stage: Stage, admin: simcord.MemberActor) -> None:
    on_stage.guild.create_role("Coach")
    await on_stage.env.settle()
    panel = await opened(on_stage, admin)
    assert "(my pick)" in words(panel).split("**Coaches**")[1].splitlines()[0]
    panel = await choose(admin, panel, said_of.CHOOSE_COACH)
    assert "admins coach" in words(panel)
    row = await row_of(on_stage)
    assert (row.coach_role_id, row.coach_role_chosen) == (None, True)


# --- permissions ---


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (("send_messages",), "I need Send Messages there."),
        (("attach_files", "read_message_history"), "I need Attach Files and Read Message History there."),
        (("view_channel",), "I need View Channel there."),
        (("send_messages", "attach_files", "read_message_history"), "I need Send Messages, Attach Files and Read"),
    ],
)
async def test_what_the_bot_lacks_in_a_channel_is_said_in_plain_words(
    on_stage: Stage, admin: simcord.MemberActor, missing: tuple[str, ...], named: str
) -> None:
    closed = on_stage.guild.create_text_channel("closed")
    await on_stage.forbid(closed, *missing)
    panel = await choose(admin, await opened(on_stage, admin), said_of.CHOOSE_FEED, closed)
    assert named in words(panel)
    assert (await row_of(on_stage)).feed_channel_id == closed.id
    again = await opened(on_stage, admin)
    assert named in words(answer(await admin.click(panel, label="Finish")))

    await on_stage.forbid(closed)
    assert "⚠️" not in words(answer(await admin.click(again, label="Check again")))


async def test_what_the_bot_lacks_for_events_is_said_in_both_panels(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    backend, server = on_stage.env.backend, on_stage.guild.id
    panel = await opened(on_stage, admin)
    for role in list(backend.get_guild(server).roles.values()):
        events = discord.Permissions(manage_events=True, create_events=True).value
        backend.edit_role(server, role.id, {"permissions": role.permissions & ~events})
    await on_stage.env.settle()
    for shown in (
        answer(await admin.slash(on_stage.feed, "team settings")),
        answer(await admin.click(panel, label="Check again")),
        answer(await admin.click(panel, label="Finish")),
    ):
        assert words(shown).count("I need Create Events in this server") == 1


async def test_what_roles_grant_and_take_counts_as_discord_counts_it(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    backend, secret = on_stage.env.backend, on_stage.guild.create_text_channel("secret")
    everyone = on_stage.guild.id
    attach, send = discord.Permissions(attach_files=True).value, discord.Permissions(send_messages=True).value
    backend.set_overwrite(secret.id, Overwrite(everyone, OverwriteType.ROLE, deny=attach | send))
    guild = on_stage.application.bot.get_guild(everyone)
    assert guild is not None
    own_role = next(role for role in guild.me.roles if role.managed)
    backend.set_overwrite(secret.id, Overwrite(own_role.id, OverwriteType.ROLE, allow=attach))
    await on_stage.env.settle()
    panel = await choose(admin, await opened(on_stage, admin), said_of.CHOOSE_FEED, secret)
    assert "I need Send Messages there." in words(panel)
    backend.set_overwrite(secret.id, Overwrite(own_role.id, OverwriteType.ROLE, allow=attach | send))
    await on_stage.env.settle()
    assert "⚠️" not in words(answer(await admin.click(panel, label="Check again")))


async def test_posts_that_waited_come_as_soon_as_another_channel_is_chosen(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    await on_stage.forbid(on_stage.feed, "send_messages")
    await on_stage.ana.slash(on_stage.boards, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    other = on_stage.guild.create_text_channel("other")
    await on_stage.env.settle()
    await choose(admin, await opened(on_stage, admin), said_of.CHOOSE_FEED, other)
    await on_stage.application.deliver_outbox()
    assert "**Ana**" in words(posts(other)[-1])


# --- zones ---


async def test_another_zone_is_typed_and_a_misspelt_one_answered_with_the_nearest(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    panel = await opened(on_stage, admin)
    assert len(offered(panel, said_of.CHOOSE_ZONE)) <= 25
    asked = await admin.select(panel, ["another"], custom_id=lists(panel)[said_of.CHOOSE_ZONE])
    wrong = await admin.submit_modal(asked, {"zone": "Lisbn"})
    told = said(wrong)
    assert "Did you mean Europe/Lisbon?" in told
    assert "Lisbn\n" in told
    assert (await row_of(on_stage)).time_zone == "UTC"

    asked = await admin.select(panel, ["another"], custom_id=lists(panel)[said_of.CHOOSE_ZONE])
    right = answer(await admin.submit_modal(asked, {"zone": "lisbon"}))
    assert "**Time zone** · Europe/Lisbon" in words(right)
    assert chosen(right, said_of.CHOOSE_ZONE) == ["Europe/Lisbon"]
    assert (await row_of(on_stage)).time_zone == "Europe/Lisbon"


# --- two panels, late presses, wrong members ---


async def test_two_panels_open_at_once_each_show_what_is_true_now(on_stage: Stage, admin: simcord.MemberActor) -> None:
    first, second = await opened(on_stage, admin), await opened(on_stage, admin)
    await choose(admin, first, said_of.CHOOSE_UNITS, "mi")
    after = await choose(admin, second, said_of.CHOOSE_ZONE, "Europe/Berlin")
    assert "miles" in words(after)
    assert "Europe/Berlin" in words(answer(await admin.click(await opened(on_stage, admin), label="Finish")))


async def test_a_panel_that_has_waited_too_long_says_that_it_has_had_its_day(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    panel = await opened(on_stage, admin)
    await on_stage.env.advance_time(QUESTION_SECONDS)
    pressed = await admin.select(panel, ["mi"], custom_id=lists(panel)[said_of.CHOOSE_UNITS])
    assert "have had their day" in said(pressed)
    assert (await row_of(on_stage)).units == "km"


async def test_a_channel_deleted_while_the_panel_is_open_is_offered_no_more(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    extra = on_stage.guild.create_text_channel("extra")
    await on_stage.env.settle()
    panel = await choose(admin, await opened(on_stage, admin), said_of.CHOOSE_FEED, extra)
    on_stage.env.backend.delete_channel(extra.id)
    await on_stage.env.settle()
    panel = answer(await admin.click(panel, label="Check again"))
    assert chosen(panel, said_of.CHOOSE_FEED) == [str(on_stage.feed.id)]


@pytest.mark.parametrize("name", ["team setup", "team settings", "team schedule", "team post"])
async def test_who_does_not_manage_the_server_is_refused(on_stage: Stage, name: str) -> None:
    await on_stage.asked(on_stage.ana)
    assert "That is for those who manage the server." in said(
        await on_stage.type_outdated(on_stage.ana, name, on_stage.feed.id)
    )


async def test_who_has_ceased_to_be_an_admin_is_refused_by_every_part_of_an_open_panel(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    panel = await opened(on_stage, admin)
    settings = answer(await admin.slash(on_stage.feed, "team settings"))
    schedule = answer(await admin.slash(on_stage.feed, "team schedule", post="leaderboard"))
    asked = await admin.select(panel, ["another"], custom_id=lists(panel)[said_of.CHOOSE_ZONE])
    hours = await admin.click(settings, label="Quiet hours")
    moved = await admin.click(schedule, label="Change day and time")
    before = await row_of(on_stage)
    on_stage.env.backend.edit_member(on_stage.guild.id, admin.id, {"role_ids": []})
    refused = [
        await admin.select(panel, [on_stage.boards], custom_id=lists(panel)[said_of.CHOOSE_FEED]),
        await admin.select(panel, [on_stage.feed], custom_id=lists(panel)[said_of.CHOOSE_BOARDS]),
        await admin.select(panel, [], custom_id=lists(panel)[said_of.CHOOSE_COACH]),
        await admin.select(panel, ["Europe/Berlin"], custom_id=lists(panel)[said_of.CHOOSE_ZONE]),
        await admin.select(panel, ["another"], custom_id=lists(panel)[said_of.CHOOSE_ZONE]),
        await admin.select(panel, ["mi"], custom_id=lists(panel)[said_of.CHOOSE_UNITS]),
        await admin.select(settings, ["off"], custom_id=lists(settings)[said_of.CHOOSE_FEED_MODE]),
        await admin.select(settings, ["shown"], custom_id=lists(settings)[said_of.CHOOSE_START]),
        await admin.select(schedule, ["feed_digest"], custom_id=lists(schedule)[said_of.CHOOSE_POST]),
        *[await admin.click(panel, label=label) for label in ("Finish", "Check again")],
        *[await admin.click(settings, label=label) for label in ("Quiet hours", "Channels and roles")],
        *[await admin.click(schedule, label=label) for label in ("Turn off", "Change day and time")],
        await admin.submit_modal(asked, {"zone": "Lisbon"}),
        await admin.submit_modal(hours, {"hours": "off"}),
        await admin.submit_modal(moved, {"day": ["2"], "time": "9am"}),
    ]
    for result in refused:
        assert "That is for those who manage the server." in said(result)
    assert await row_of(on_stage) == before
