"""Check-ins as runners tap them in one message, what comes back, and what their coach reads."""

from datetime import UTC, datetime, timedelta

import discord
import pytest
import simcord

from bot.services.outbox import LEASE
from tests.composed import Stage, answer, buttons, pressable, said, words

THURSDAY = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
FINE = ("Well", "Good", "Good", "Good", "None")


async def turn_on(stage: Stage) -> str:
    """Let Ana ask for check-ins; returns what the answer says."""
    return said(await stage.ana.slash(stage.feed, "profile edit", check_in=True, nudges=True))


async def thursday(stage: Stage, weeks: int = 0) -> discord.Message:
    """Let it be Thursday evening, and return the letter that Ana has then."""
    await stage.go_to(THURSDAY + timedelta(weeks=weeks))
    await stage.application.services.weekly_asks.ask_due()
    await stage.application.deliver_outbox()
    return letter(stage)


def letter(stage: Stage) -> discord.Message:
    """Return Ana's newest direct message as it stands."""
    found: discord.Message = list(stage.ana.user.dm_channel.history())[-1]
    return found


async def tap(stage: Stage, *labels: str) -> None:
    """Tap answers, each in the question that stands then."""
    for label in labels:
        await stage.ana.user.click(letter(stage), label=label)


async def coach(stage: Stage) -> simcord.MemberActor:
    """Return a coach whom the bot has seen."""
    role = stage.guild.create_role("Coach")
    who = await stage.asked(stage.guild.add_member(stage.env.create_user("Cleo"), roles=[role]))
    await who.slash(stage.feed, "coach roster")
    return who


async def test_the_profile_says_who_sees_it_and_when_it_comes(on_stage: Stage) -> None:
    shown = await turn_on(on_stage)
    assert "**Thursdays** a check-in, which your coach sees · next Thursday 26 Nov" in shown
    off = said(await on_stage.ana.slash(on_stage.feed, "profile edit", nudges=False))
    assert "**Thursdays** a check-in, which your coach sees · rests while nudges are off" in off
    form = await on_stage.press(
        on_stage.ana, answer(await on_stage.ana.slash(on_stage.feed, "profile show")), "profile:asks"
    )
    assert form.modal is not None
    assert "Your coach sees them, whatever your runs show." in str(form.modal)


async def test_five_taps_in_one_message_and_something_comes_back(on_stage: Stage) -> None:
    await turn_on(on_stage)
    asked = await thursday(on_stage)
    assert words(asked).splitlines()[:2] == ["### How was your week? 1 of 5", "**Sleep** How did you sleep?"]
    assert list(buttons(asked)) == ["Hardly", "Little", "Okay", "Well", "Great"]
    await tap(on_stage, "Okay", "Back", "Little")
    assert "### How was your week? 2 of 5" in words(letter(on_stage))
    await tap(on_stage, *FINE[1:])
    assert words(letter(on_stage)).splitlines() == [
        "### Thank you",
        "Your coach can plan with that, and so can you.",
        "-# Your coach sees your five answers.",
    ]
    assert len(list(on_stage.ana.user.dm_channel.history())) == 1
    await thursday(on_stage, 1)
    await tap(on_stage, *FINE)
    assert "Sleep up from “little” to “well” since your check-in before." in words(letter(on_stage))


async def test_a_coach_reads_the_answers_in_the_log_and_behind_the_reason(on_stage: Stage) -> None:
    who = await coach(on_stage)
    await turn_on(on_stage)
    await thursday(on_stage)
    await tap(on_stage, *FINE)
    log = answer(await who.slash(on_stage.feed, "coach log", runner="Ana"))
    fine = "**Thu 26 Nov**\n-# check-in: sleep well · energy good · legs good · mood good · pain none"
    assert fine in words(log)
    assert "A quiet stretch" not in words(log)
    assert "check-in" not in words(answer(await who.slash(on_stage.feed, "coach roster")))
    await thursday(on_stage, 1)
    await tap(on_stage, *FINE[:4], "Some")
    roster = answer(await who.slash(on_stage.feed, "coach roster"))
    told = "-# sleep well · energy good · legs good · mood good · pain some"
    assert f"✋ a check-in on Thu 3 Dec to look at:\n{told}" in words(roster)
    older = answer(await who.click(answer(await who.slash(on_stage.feed, "coach log", runner="Ana")), label="Older"))
    assert fine in words(older)


async def test_pain_asks_where_and_offers_a_pause(on_stage: Stage) -> None:
    who = await coach(on_stage)
    await turn_on(on_stage)
    await thursday(on_stage)
    await tap(on_stage, *FINE[:4], "Some")
    shown = letter(on_stage)
    assert "Time to recover?" in words(shown)
    assert list(buttons(shown)) == ["Pause a week", "Pause two weeks", "Until a day"]
    [areas] = [part for part in pressable(shown) if part["custom_id"].startswith("checkin:area:")]
    await on_stage.ana.user.select(shown, ["calf_left"], custom_id=areas["custom_id"])
    assert "Where: left calf." in words(letter(on_stage))
    form = await on_stage.ana.user.click(letter(on_stage), label="Until a day")
    refused = await on_stage.ana.user.submit_modal(form, {"until": "banana"})
    assert "I can't read “banana” as a day." in said(refused)
    form = await on_stage.ana.user.click(letter(on_stage), label="Until a day")
    paused = await on_stage.ana.user.submit_modal(form, {"until": "3 weeks"})
    assert "### Paused until Thursday 17 Dec" in said(paused)
    await on_stage.go_to(on_stage.env.now() + LEASE + timedelta(minutes=3))
    await on_stage.application.deliver_outbox()
    [told] = list(who.user.dm_channel.history())
    assert words(told).splitlines() == [
        "### Check-in: Ana",
        "**New pain**, 4 of 10, left calf.",
        "-# sleep well · energy good · legs good · mood good · pain some",
        f"-# {on_stage.guild.name} · a word from you goes a long way.",
        "Write to Ana",
    ]


@pytest.mark.parametrize("pain", ["Strong", "A lot"])
async def test_strong_pain_is_answered_with_where_to_turn_to_and_nothing_else(on_stage: Stage, pain: str) -> None:
    await turn_on(on_stage)
    await thursday(on_stage)
    await tap(on_stage, "Great", "Lots", "Fresh", "Bright", pain)
    lines = words(letter(on_stage)).splitlines()
    assert lines[0] == (
        "Please stop running and see a doctor or physiotherapist; call emergency services for chest pain or collapse."
    )
    assert set(lines[1:]) <= {"Pause a week", "Pause two weeks", "Until a day"}
    paused = said(await on_stage.ana.user.click(letter(on_stage), label="Pause two weeks"))
    assert "### Paused until Thursday 10 Dec" in paused


async def test_a_check_in_that_was_not_let_in_is_tapped_from_the_inbox(on_stage: Stage) -> None:
    await turn_on(on_stage)
    opened = await on_stage.application.bot.create_dm(discord.Object(on_stage.ana.id))
    path = f"/channels/{opened.id}/messages"
    on_stage.env.inject_error("POST", path, status=403, code=50007, message="Closed", times=None)
    await on_stage.go_to(THURSDAY)
    await on_stage.work()
    inbox = answer(await on_stage.ana.slash(on_stage.feed, "feedback inbox"))
    assert "### How was your week? 1 of 5" in words(inbox)
    begun = answer(await on_stage.ana.click(inbox, label="Check in now"))
    await on_stage.ana.click(begun, label="Okay")
    assert "### How was your week? 2 of 5" in words(begun)


async def test_a_teammate_taps_for_nobody(on_stage: Stage) -> None:
    await turn_on(on_stage)
    custom_id = buttons(await thursday(on_stage))["Okay"]
    board = answer(await on_stage.ben.slash(on_stage.feed, "run list"))
    assert "That check-in is somebody else's." in said(await on_stage.press(on_stage.ben, board, custom_id))


async def test_strong_pain_in_a_check_in_is_all_that_a_check_up_speaks_of(on_stage: Stage) -> None:
    await turn_on(on_stage)
    await thursday(on_stage)
    await tap(on_stage, "Well", "Good", "Good", "Good", "A lot")
    found = said(await on_stage.ana.slash(on_stage.feed, "checkup"))
    assert "Please stop running and see a doctor or physiotherapist" in found
    assert "No aches" not in found
