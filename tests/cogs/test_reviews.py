"""A run in doubt, from the runner's word to the coach's, and what both of them read."""

import discord
import pytest
import simcord

from tests.cogs.test_feedback import close_dms, direct, open_dms
from tests.composed import Stage, answer, buttons, said, words

REASON = "I was there. What a day!"


@pytest.fixture
def caleb(on_stage: Stage) -> simcord.MemberActor:
    role = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    return on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])


async def doubted(stage: Stage) -> simcord.ResponseMessage:
    """Let Ben log a run at the speed of a world best."""
    asked = answer(await stage.ben.slash(stage.feed, "run log", distance="10k", time="26:00"))
    if "Log it as typed" in buttons(asked):
        asked = answer(await stage.ben.click(asked, label="Log it as typed"))
    return asked


async def called_right(stage: Stage) -> None:
    form = await stage.ben.click(await doubted(stage), label="It is right")
    assert form.modal is not None
    assert "will then see this one run" in str(form.modal)
    told = await stage.ben.submit_modal(form, {"remark": "On a bike"})
    assert "A coach will have a look" in said(told)


async def decided(stage: Stage, caleb: simcord.MemberActor, label: str = "Let it count") -> str:
    page = answer(await caleb.slash(stage.feed, "coach review"))
    assert "**Ben** · Friday 20 Nov\n10.0 km · 26:00 · 2:36 /km" in words(page)
    assert "Ben: “On a bike”" in words(page)
    form = await caleb.click(page, label=label)
    return said(await caleb.submit_modal(form, {"reason": REASON}))


async def test_a_coachs_word_reaches_the_runner_and_the_points_come(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    await called_right(on_stage)
    waits = said(await on_stage.ben.slash(on_stage.feed, "points show"))
    assert "One run waits for a coach's word: 10.0 km, Fri 20 Nov." in waits
    done = await decided(on_stage, caleb)
    assert done.startswith("Done. Your words are on their way to **Ben**.")
    assert "Nothing waits for a word." in done
    await on_stage.application.deliver_outbox()
    [letter] = direct(on_stage.ben)
    verdict, reason, *celebrated = words(letter).splitlines()
    assert (verdict, reason) == ("**Your run counts: 10.0 km in 26:00, Friday 20 Nov.**", f"Coach Caleb: “{REASON}”")
    # It is a first run now, and nothing else said so.
    assert [line[:1] for line in celebrated] == ["🎉"]
    assert direct(caleb) == []
    points = answer(await on_stage.ben.slash(on_stage.feed, "points show"))
    assert "waits" not in words(points)
    each = said(await on_stage.ben.click(points, label="Each award"))
    assert "Fri 20 Nov · Run · **10** · 10.0 km" in each
    assert "You aimed for 3 run days; this is day 1." in each


async def test_closed_direct_messages_let_the_word_wait_in_the_inbox(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    await called_right(on_stage)
    path = close_dms(on_stage, on_stage.ben)
    await decided(on_stage, caleb, "Leave it out")
    assert "kept aside" in said(await on_stage.ben.slash(on_stage.feed, "run list"))
    await on_stage.application.deliver_outbox()
    open_dms(on_stage, path)
    inbox = said(await on_stage.ben.slash(on_stage.feed, "feedback inbox"))
    assert "This one stays in your log, without points" in inbox
    assert REASON in inbox


async def test_buttons_work_after_a_restart_and_what_was_decided_can_be_decided_anew(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    await called_right(on_stage)
    await decided(on_stage, caleb)
    page = answer(await caleb.slash(on_stage.feed, "coach review"))
    again = await on_stage.killed_and_started_again()
    pile = answer(await caleb.click(page, label="Decided ones"))
    assert "It counts." in words(pile)
    form = await caleb.click(pile, label="Leave it out")
    await caleb.submit_modal(form, {"reason": "The watch ran on."})
    assert "0 of 150" in said(await again.ben.slash(again.feed, "points show"))


async def test_nobody_hears_of_it_before_its_runner_calls_it_right(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await doubted(on_stage)
    empty = said(await caleb.slash(on_stage.feed, "coach review"))
    assert "Nothing waits for a word. A run that looks odd comes here once its runner says it is right." in empty
    points = answer(await on_stage.ben.slash(on_stage.feed, "points show"))
    assert "One run waits for your word: 10.0 km, Fri 20 Nov. Is it right?" in words(points)
    assert "It is right" in buttons(points)


async def test_an_admin_looks_at_new_points_before_they_are_saved(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    panel = answer(await caleb.slash(on_stage.feed, "team points"))
    form = await caleb.click(panel, label="Runs and rest")
    values = {"log": "20", "detail": "2", "sessions": "10", "rest": "0", "full_week": "20"}
    preview = answer(await caleb.submit_modal(form, values))
    assert "Run · 10 → **20**" in words(preview)
    assert "Rest day · 10 → **off**" in words(preview)
    assert "From Monday 23 Nov on, once you save." in words(preview)
    assert "New ones begin" not in said(await on_stage.ben.slash(on_stage.feed, "points rules"))
    saved = said(await caleb.click(preview, label="Save for Monday"))
    assert "Saved: from Monday 23 Nov on." in saved
    assert "New ones begin on Monday 23 Nov" in said(await on_stage.ben.slash(on_stage.feed, "points rules"))


@pytest.mark.parametrize("typed", ["51", "-1", "many", "1.5"])
async def test_points_that_cannot_be_are_refused_and_what_was_typed_comes_back(
    on_stage: Stage, caleb: simcord.MemberActor, typed: str
) -> None:
    panel = answer(await caleb.slash(on_stage.feed, "team points"))
    form = await caleb.click(panel, label="Runs and rest")
    values = {"log": typed, "detail": "2", "sessions": "10", "rest": "10", "full_week": "20"}
    refused = said(await caleb.submit_modal(form, values))
    assert "Points go from 0 to 50." in refused
    assert typed in refused
