"""`/coach plan` as a coach uses it: the form, the week read back, the desk, and templates."""

import discord
import pytest
import simcord

from bot.ui import text
from tests.cogs.admins import dora as coach
from tests.composed import Stage, answer, buttons, fields, pressable, said, words

WEEK = "Tue 5x1km @ T / 1min jog\nSat long 18 km"


async def know(stage: Stage, *members: simcord.MemberActor) -> None:
    for member in members:
        await member.slash(stage.feed, "run list")


async def second_coach(stage: Stage) -> simcord.MemberActor:
    role = stage.guild.create_role("Helpers", permissions=discord.Permissions(manage_guild=True))
    cleo = stage.guild.add_member(stage.env.create_user("Cleo"), roles=[role])
    await stage.env.settle()
    return cleo


async def write(stage: Stage, dora: simcord.MemberActor, text: str, **options: object) -> simcord.InteractionResult:
    form = await dora.slash(stage.feed, "coach plan", **options)
    return await dora.submit_modal(form, {"week": text})


async def test_a_week_is_written_in_a_form_and_read_back(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana)
    read = await write(on_stage, dora, WEEK, runner="Ana")
    assert read.ephemeral
    assert said(read).startswith("### Ana · week 48, 23–29 Nov\nTue: 5 × 1 km at threshold, 1 min jog between.")
    assert "Sat: long run, 18 km." in said(read)
    assert "Put it out now" in buttons(answer(read))


async def test_from_one_runner_to_the_next_it_takes_two_presses(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana, on_stage.ben, on_stage.chloe)
    desk = answer(await dora.slash(on_stage.feed, "coach plan"))
    assert "Nothing is planned yet." in words(desk)
    for name in ("Ana", "Ben", "Chloé"):
        form = await dora.click(desk, label=f"Next: {name}")
        read = await dora.submit_modal(form, {"week": WEEK})
        assert f"### {name} · week 48" in said(read)
        desk = answer(read)
    assert not any(label.startswith("Next:") for label in buttons(desk))
    done = await dora.click(desk, label="The week's desk")
    assert "Everybody has a plan." in said(done)
    out = await dora.click(answer(done), label="Put all out now")
    assert said(out).count("· out") == 3


async def test_one_week_does_for_everybody(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana, on_stage.ben)
    read = await write(on_stage, dora, WEEK, runner="team")
    assert "### Everybody · week 48" in said(read)
    assert "For 3 runners." in said(read)


async def test_a_group_is_a_role(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    marathon = on_stage.guild.create_role("Marathon")
    ana = on_stage.guild.add_member(on_stage.env.create_user("Zoe"), roles=[marathon])
    await on_stage.env.settle()
    await know(on_stage, await on_stage.asked(ana), on_stage.ben)
    read = await write(on_stage, dora, WEEK, group=marathon)
    assert "### @Marathon · week 48" in said(read)
    assert "For 1 runner." in said(read)


async def test_a_groups_week_is_copied_and_put_out_for_whoever_has_the_role(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    marathon = on_stage.guild.create_role("Marathon")
    zoe = on_stage.guild.add_member(on_stage.env.create_user("Zoe"), roles=[marathon])
    await on_stage.env.settle()
    await know(on_stage, await on_stage.asked(zoe), on_stage.ben)
    await write(on_stage, dora, WEEK, group=marathon, week="this_week")
    backend, server = on_stage.env.backend, on_stage.guild.id
    backend.edit_member(server, zoe.id, {"role_ids": set()})
    desk = answer(await dora.slash(on_stage.feed, "coach plan"))
    copied = await dora.click(desk, label="Copy the week before (1)")
    assert "**@Marathon** · 0 runners · waits" in said(copied)
    backend.edit_member(server, on_stage.ben.id, {"role_ids": {marathon.id}})
    out = await dora.click(answer(copied), label="Put all out now")
    assert "**@Marathon** · 1 runner · out" in said(out)


async def test_what_cannot_be_read_is_kept_and_a_week_of_nothing_comes_back(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana)
    read = await write(on_stage, dora, "Tue run to the lake and wave\nbring a towel", runner="Ana")
    assert "Tue: run to the lake and wave. ✎" in said(read)
    assert "These lines name no day, so they are left out: “bring a towel”" in said(read)
    refused = await write(on_stage, dora, "whatever you like", runner="Ana")
    assert "I find no day in that." in said(refused)
    again = await dora.click(answer(refused), label="Try again")
    assert fields(again) == {"week": "whatever you like"}


async def test_a_week_that_is_out_changes_at_a_press(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana)
    read = await write(on_stage, dora, WEEK, runner="Ana")
    out = await dora.click(answer(read), label="Put it out now")
    assert "It is out" in said(out)
    form = await dora.click(answer(out), label="Change")
    assert fields(form) == {"week": WEEK}
    changed = await dora.submit_modal(form, {"week": "Wed 6 km E"})
    assert "Your changes are kept" in said(changed)
    assert "It is out" in said(await dora.click(answer(changed), label="Put the changes out"))


async def test_a_form_says_until_when_its_runner_rests(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana)
    assert "Mon rest" in str((await dora.slash(on_stage.feed, "coach plan", runner="Ana")).modal)
    await on_stage.ana.slash(on_stage.feed, "profile pause", until="2026-11-25")
    form = await dora.slash(on_stage.feed, "coach plan", runner="Ana")
    assert "Rests until Wed 25 Nov" in str(form.modal)


async def test_what_another_coach_wrote_comes_before_it_is_replaced(on_stage: Stage) -> None:
    dora, cleo = await coach(on_stage), await second_coach(on_stage)
    await know(on_stage, on_stage.ana)
    out = await dora.click(answer(await write(on_stage, dora, WEEK, runner="Ana")), label="Put it out now")
    opened = await dora.click(answer(out), label="Change")
    await on_stage.env.advance_time(1)
    await write(on_stage, cleo, "Wed 6 km E", runner="Ana")
    refused = await dora.submit_modal(opened, {"week": "Wed 7 km E"})
    assert "Meanwhile Cleo wrote this week, as “Wed 6 km E”" in said(refused)
    # What came of yet another change is told as well, before the form is sent in its place.
    again = await dora.click(answer(refused), label="Try again")
    assert fields(again) == {"week": "Wed 7 km E"}
    await on_stage.env.advance_time(1)
    await write(on_stage, cleo, "Wed 5 km E", runner="Ana")
    refused = await dora.submit_modal(again, {"week": "Wed 7 km E"})
    assert "as “Wed 5 km E”" in said(refused)
    kept = await dora.submit_modal(await dora.click(answer(refused), label="Try again"), {"week": "Wed 7 km E"})
    assert "Your changes are kept" in said(kept)


async def test_a_week_is_kept_as_a_template_and_taken_back(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana)
    read = await write(on_stage, dora, WEEK, runner="Ana")
    form = await dora.click(answer(read), label="Keep as template")
    assert "Kept as **Build week**" in said(await dora.submit_modal(form, {"name": "Build week"}))
    begun = await dora.slash(on_stage.feed, "coach plan", runner="team", begin_with="build week")
    assert fields(begun) == {"week": WEEK}
    listed = await dora.slash(on_stage.feed, "coach weeks")
    assert "**Build week** · Tue 5x1km" in said(listed)
    [remove] = [item for item in pressable(answer(listed)) if item["custom_id"] == "plan:templates"]
    left = await on_stage.press(dora, answer(listed), "plan:templates", remove["options"][0]["value"])
    assert "No templates yet." in said(left)
    sure = await dora.click(answer(read), label="Take it back")
    assert "Nothing is planned yet." in said(await dora.click(answer(sure), label="Take it back"))


async def test_the_week_before_is_copied_for_all(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana, on_stage.ben)
    await write(on_stage, dora, WEEK, runner="Ana", week="this_week")
    await write(on_stage, dora, WEEK, runner="Ben", week="this_week")
    desk = answer(await dora.slash(on_stage.feed, "coach plan"))
    copied = await dora.click(desk, label="Copy the week before (2)")
    assert "**Ana** · waits\n**Ben** · waits" in said(copied)


async def test_both_a_runner_and_a_group_is_one_too_many(on_stage: Stage) -> None:
    dora = await coach(on_stage)
    await know(on_stage, on_stage.ana)
    role = on_stage.guild.create_role("Marathon")
    refused = await dora.slash(on_stage.feed, "coach plan", runner="Ana", group=role)
    assert "Pick a runner or a group, one of them." in said(refused)


@pytest.mark.parametrize(
    ("custom_id", "value"),
    [
        ("plan:desk:2026-W99", ""),
        ("plan:out:0000-W01", ""),
        ("plan:copy:2026-W00", ""),
        ("plan:pick:2026-W48", "nobody"),
    ],
)
async def test_what_no_card_of_ours_has_is_answered_kindly(on_stage: Stage, custom_id: str, value: str) -> None:
    dora = await coach(on_stage)
    desk = answer(await dora.slash(on_stage.feed, "coach plan"))
    pressed = await on_stage.press(dora, desk, custom_id, *filter(None, [value]))
    assert text.PROBLEMS["component_stale"][0] in said(pressed)
