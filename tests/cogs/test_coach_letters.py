"""The letter of Monday as a coach who does not run gets it: read, opened and answered in direct messages."""

from datetime import timedelta

import discord
import pytest
import simcord

from tests.composed import Stage, answer, buttons, said, words


@pytest.fixture
async def coach_role(on_stage: Stage) -> simcord.RoleHandle:
    return on_stage.guild.create_role("Coach", permissions=discord.Permissions.none())


@pytest.fixture
async def caleb(on_stage: Stage, coach_role: simcord.RoleHandle) -> simcord.MemberActor:
    """A coach who was seen, and Ben whose knee hurts; it is Monday at noon."""
    found = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[coach_role])
    await on_stage.env.settle()
    await found.slash(on_stage.feed, "coach roster")
    await on_stage.ben.slash(
        on_stage.feed, "run log", distance="10k", time="52:10", pain_area="knee_left", pain_level=6, when="friday"
    )
    monday = on_stage.env.now() + timedelta(days=7 - on_stage.env.now().weekday())
    await on_stage.go_to(monday.replace(hour=12))
    await on_stage.work()
    return found


async def test_it_says_who_needs_a_word_and_opens_the_roster_where_it_is_read(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    letter = caleb.user.dm_channel.history()[-1]
    assert "### A word for your runners" in words(letter)
    assert "**Ben**\n🩹 left knee 6/10 on Fri 20 Nov" in words(letter)
    assert list(buttons(letter)) == ["Open the roster", "No letter on Mondays"]
    roster = answer(await caleb.user.click(letter, label="Open the roster"))
    assert roster.ephemeral
    assert "### Who needs a word first" in words(roster)
    filtered = answer(await caleb.user.select(roster, ["pain"], custom_id=f"roster:needs:3:t{on_stage.guild.id}"))
    assert "1 runner told of an ache:" in words(filtered)
    log = answer(await caleb.user.click(filtered, label="Log"))
    assert "### Log of Ben" in words(log)
    form = await caleb.user.click(filtered, label="Write to Ben")
    assert form.modal is not None
    assert "On its way to **Ben**" in said(await caleb.user.submit_modal(form, {"message": "Rest that knee."}))


async def test_who_coaches_no_more_opens_nothing(
    on_stage: Stage, caleb: simcord.MemberActor, coach_role: simcord.RoleHandle
) -> None:
    letter = caleb.user.dm_channel.history()[-1]
    on_stage.env.backend.edit_member(on_stage.guild.id, caleb.id, {"role_ids": set()})
    assert "coaches" in said(await caleb.user.click(letter, label="Open the roster"))


async def test_a_coach_does_without_it_and_has_it_back(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    letter = caleb.user.dm_channel.history()[-1]
    off = answer(await caleb.user.click(letter, label="No letter on Mondays"))
    assert "No more letters on Mondays." in words(off)
    roster = answer(await caleb.slash(on_stage.feed, "coach roster"))
    assert "Write to me on Mondays" in buttons(roster)
    on = answer(await caleb.user.click(off, label="Write to me on Mondays"))
    assert "From now on you hear on Monday mornings" in words(on)
    again = answer(await caleb.slash(on_stage.feed, "coach roster"))
    assert "No letter on Mondays" in buttons(again)


async def test_all_of_it_is_for_the_team_of_the_letter_also_where_another_one_is_meant(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    rivals = on_stage.env.create_guild("Rivals")
    role = rivals.create_role("Coach", permissions=discord.Permissions.none())
    channel = rivals.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(rivals.add_member(caleb.user, roles=[role]))
    await there.slash(channel, "coach roster")
    await on_stage.application.services.memberships.choose(caleb.id, rivals.id)

    letter = caleb.user.dm_channel.history()[-1]
    roster = answer(await caleb.user.click(letter, label="Open the roster"))
    filtered = answer(await caleb.user.select(roster, ["pain"], custom_id=f"roster:needs:3:t{on_stage.guild.id}"))
    assert "1 runner told of an ache:" in words(filtered)
    form = await caleb.user.click(filtered, label="Write to Ben")
    assert "On its way to **Ben**" in said(await caleb.user.submit_modal(form, {"message": "Rest that knee."}))
    form = await caleb.user.click(filtered, label="Shoutout")
    given = answer(await caleb.user.submit_modal(form, {"message": "Brave."}))
    assert "Ben" in words(given)
    asked = answer(await caleb.user.click(given, label="Take it back"))
    assert "Taken back" in said(await caleb.user.click(asked, label="Yes, take it back"))

    log = answer(await caleb.user.click(filtered, label="Log"))
    assert "### Log of Ben" in words(log)
    form = await caleb.user.click(log, label="Note")
    note = answer(await caleb.user.submit_modal(form, {"note": "Left knee."}))
    form = await caleb.user.click(note, label="Edit")
    note = answer(await caleb.user.submit_modal(form, {"note": "Left knee, since the track."}))
    assert "Left knee, since the track." in words(note)
    asked = answer(await caleb.user.click(note, label="Delete"))
    assert "### Notes about Ben" in said(await caleb.user.click(asked, label="Yes, delete it"))


async def test_buttons_under_a_letter_about_one_runner_are_for_that_runners_team(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    rivals = on_stage.env.create_guild("Rivals")
    await on_stage.env.settle()
    await on_stage.asked(rivals.add_member(caleb.user))
    await on_stage.ben.slash(on_stage.feed, "focus set", area="pacing")
    await on_stage.application.deliver_outbox()
    form = await caleb.user.click(caleb.user.dm_channel.history()[-1], label="Write to Ben")
    assert form.modal is not None
    assert "On its way to **Ben**" in said(await caleb.user.submit_modal(form, {"message": "Gladly."}))
