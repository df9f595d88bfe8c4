"""A story: four weeks of a coach and three runners, from the first plan to the fourth, by the clock of their server.

Nothing here is done for the bot: what comes by itself comes because the clock says so.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord

from tests.composed import Stage, answer, buttons, posts, pressable, said, words

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERYBODYS = "Tue 5x1km @ T / 1min jog\nThu 8 km E\nSat long 14 km"
ANAS = "Tue 5x1km @ T / 1min jog\nThu 6 km E + 4 strides\nSun long 18 km"


@dataclass(frozen=True)
class Story:
    """A coach, her three runners, and their plan channel; `day` and `evening` count from Monday of the first week."""

    stage: Stage
    cleo: simcord.MemberActor
    plan: simcord.ChannelHandle

    async def at(self, week: int, weekday: int, hour: int, minute: int = 0) -> None:
        """Let the clock reach an hour of a week (1 begins on 23 November) and the program do what is due by then."""
        when = datetime(2026, 11, 23, hour, minute, tzinfo=UTC) + timedelta(weeks=week - 1, days=weekday)
        while self.stage.env.now() < when:
            await self.stage.go_to(min(when, self.stage.env.now() + 6 * HOUR))
            await self.stage.work()

    async def works(self) -> None:
        await self.stage.work()

    async def runs(self, who: simcord.MemberActor, distance: str, time: str, **details: Any) -> str:
        """Let somebody log a run; returns the answer."""
        logged = said(await who.slash(self.stage.feed, "run log", distance=distance, time=time, **details))
        assert "Logged" in logged
        await self.works()
        return logged

    async def plans(self, text: str, **whom: Any) -> simcord.InteractionResult:
        """Let the coach write a week."""
        form = await self.cleo.slash(self.stage.feed, "coach plan", **whom)
        return await self.cleo.submit_modal(form, {"week": text})


def letters(who: simcord.MemberActor) -> list[discord.Message]:
    """Return what somebody has got by direct message, oldest first."""
    return [message for message in who.user.dm_channel.history() if not message.flags.ephemeral]


def newest(who: simcord.MemberActor, having: str) -> discord.Message:
    """Return the newest letter that says something."""
    return next(message for message in reversed(letters(who)) if having in words(message))


@pytest.fixture
async def story(on_stage: Stage) -> Story:
    role = on_stage.guild.create_role("Coach")
    cleo = on_stage.guild.add_member(on_stage.env.create_user("Cleo"), roles=[role])
    plan = on_stage.guild.create_text_channel("plan")
    await on_stage.env.settle()
    await on_stage.asked(cleo)
    await cleo.slash(on_stage.feed, "coach roster")
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await who.slash(on_stage.feed, "run log", distance="8k", time="44:00", when="yesterday")
    await on_stage.work()
    return Story(on_stage, cleo, plan)


async def test_four_weeks_of_a_coach_and_three_runners(story: Story) -> None:
    stage, cleo = story.stage, story.cleo
    ana, ben, chloe = stage.ana, stage.ben, stage.chloe

    # --- before the first week: who they are, and where it goes ---
    await ana.slash(stage.feed, "profile edit", praise="public", nudges=True)
    await ben.slash(stage.feed, "profile edit", nudges=True, check_in=True)
    days = answer(await ben.slash(stage.feed, "plan availability"))
    form = await ben.click(days, label="Let me choose")
    await ben.submit_modal(form, {"free": ["0", "1", "3", "5"], "short": [], "note": "", "always": ["off"]})
    outline = await cleo.slash(stage.feed, "coach season", runner="Ana")
    filled = {
        "goal": "City Marathon, 14 Mar 2027, marathon",
        "first": "2026-11-23",
        "volumes": "30-60 km",
        "phases": "",
        "ahead": "3",
    }
    read = answer(await cleo.submit_modal(outline, filled))
    await cleo.click(read, label="Save")
    await story.works()
    assert "City Marathon" in words(newest(ana, "season"))
    own = said(await ana.slash(stage.feed, "plan season"))
    assert "**Base**" in own
    assert "Weeks from" in own

    # --- the coach's Sunday: one week for all, one for Ana, and it goes out by itself at six ---
    await story.at(0, 6, 15)
    page = await story.plans(EVERYBODYS, runner="team")
    assert "For 3 runners." in said(page)
    leap = await story.plans(ANAS, runner="Ana")
    assert "Worth a second look" in said(leap)
    assert "Ana (8.0 km)" in said(leap)
    assert posts(story.plan) == []
    await story.at(0, 6, 18, 1)
    [post] = posts(story.plan)
    assert "Tue: 5 × 1 km at threshold, 1 min jog between. Ana, Ben and Chloé." in words(post)
    assert "Sat: long run, 14 km. Ben and Chloé." in words(post)
    anas = newest(ana, "Your week 48")
    assert "long run, 18 km" in words(anas)
    assert "Ben and Chloé" in words(anas)
    assert "long run, 14 km" in words(newest(ben, "Your week 48"))
    await ana.user.click(anas, label="Looks good")
    assert "You said that it looks good." in words(newest(ana, "Your week 48"))

    # --- week 1: as planned, nearly ---
    await story.at(1, 1, 19)
    kept = await story.runs(ana, "9.5k", "48:00", kind="workout", effort=7)
    assert "Tuesday's 5 × 1 km at threshold, 1 min jog between: kept." in kept
    await story.runs(ben, "9k", "50:00", kind="workout", note="hard, and good")
    await story.at(1, 3, 18, 1)
    check_in = newest(ben, "How was your week?")
    for label in ("Well", "Good", "Good", "Good", "None"):
        check_in = newest(ben, "How was your week?")
        await ben.user.click(check_in, label=label)
    assert "Thank you" in words(letters(ben)[-1])
    await story.runs(ana, "6.2k", "35:00", kind="easy")
    await story.runs(chloe, "8k", "46:00", kind="easy", pain_area="knee_left", pain_level=4)
    await story.at(1, 6, 11)
    await story.runs(ana, "18k", "1:42:00", kind="long")
    assert said(await ana.slash(stage.feed, "plan week")).count("✓ ") == 3 + 1

    # --- Monday: the coach hears who needs a word, and has one ---
    await story.at(2, 0, 7, 1)
    digest = newest(cleo, "A word for your runners")
    assert "Chloé" in words(digest)
    assert "knee" in words(digest)
    log = said(await cleo.slash(stage.feed, "coach log", runner="Chloé"))
    assert "8.0 km" in log
    assert "left knee, 4 of 10" in log
    await cleo.slash(stage.feed, "coach note", runner="Chloé", text="Left knee after the hills: easy until Friday.")
    await cleo.slash(
        stage.feed, "coach feedback", runner="Chloé", message="How is the knee today? Swap Tuesday for a walk."
    )
    await story.at(2, 0, 9)
    word = newest(chloe, "How is the knee today?")
    reply = await chloe.user.click(word, label="Reply")
    await chloe.user.submit_modal(reply, {next(iter(_fields(reply))): "Better. The walk sounds right."})
    await story.works()
    assert "Better. The walk sounds right." in words(newest(cleo, "The walk sounds right."))
    assert not any("knee" in words(message) for who in (ana, ben) for message in letters(who))
    assert not any("knee" in words(message) for message in posts(stage.feed) + posts(story.plan))

    # --- week 2: copied at a press; Ben cannot on Tuesday, Chloé rests ---
    desk = answer(await cleo.slash(stage.feed, "coach plan", week="this_week"))
    await cleo.click(desk, label="Copy the week before (2)")
    await cleo.click(desk, label="Put all out now")
    await story.works()
    bens = newest(ben, "Your week 49")
    asked = answer(await ben.user.click(bens, label="I can't on …"))
    [listed] = [item for item in pressable(asked) if item.get("options")]
    tuesday = listed["options"][0]["value"]
    form = await ben.user.select(asked, [tuesday])
    await ben.user.submit_modal(form, {next(iter(_fields(form))): "A family day; Friday would work."})
    await story.works()
    cannot = newest(cleo, "Ben can't on")
    assert "A family day; Friday would work." in words(cannot)
    answered = await cleo.user.click(cannot, label="Write to Ben")
    await cleo.user.submit_modal(answered, {next(iter(_fields(answered))): "Friday it is."})
    await story.works()
    assert "Friday it is." in words(newest(ben, "Friday it is."))
    await chloe.slash(stage.feed, "profile pause", until="2026-12-13", reason="injured")
    await story.at(2, 1, 19)
    await story.runs(ana, "9.5k", "47:30", kind="workout")
    await ben.slash(stage.feed, "focus set", area="hills", question="How do I run them without walking?")
    await story.works()
    assert "hills" in words(newest(cleo, "wants to improve")).lower()
    assert "hills" in said(await cleo.slash(stage.feed, "coach roster")).lower()
    await story.at(2, 3, 19)
    await story.runs(ben, "8k", "45:00", kind="easy")
    await cleo.slash(
        stage.feed, "coach feedback", runner="Ben", message="Short steps, eyes up. Six hill strides on Friday."
    )
    await story.at(2, 5, 12)
    assert "Short steps" in words(newest(ben, "Short steps"))
    assert "How do I run them" not in said(await cleo.slash(stage.feed, "coach roster"))

    # --- week 3: Sunday's post again; Chloé, who has paused, hears nothing, and no one sees it ---
    await story.at(2, 6, 15)
    await cleo.click(answer(await cleo.slash(stage.feed, "coach plan")), label="Copy the week before (2)")
    before = len(letters(chloe))
    await story.at(2, 6, 18, 1)
    assert len(posts(story.plan)) >= 2
    assert "Week 50" in words(posts(story.plan)[-1])
    assert len(letters(chloe)) == before
    assert "pause" not in words(posts(story.plan)[-1]).lower()
    await story.at(3, 1, 19)
    await story.runs(ana, "9.5k", "47:00", kind="workout")
    await story.runs(ben, "9.3k", "50:00", kind="workout")
    own = said(await chloe.slash(stage.feed, "plan week"))
    assert "✗" not in own

    # --- week 4: Chloé is back, a check-up, and the fourth plan ---
    await story.at(3, 6, 15)
    await cleo.click(answer(await cleo.slash(stage.feed, "coach plan")), label="Copy the week before (2)")
    await story.at(4, 0, 8)
    await story.at(4, 1, 19)
    await story.runs(chloe, "5k", "31:00", kind="easy")
    await story.runs(ana, "9.5k", "46:50", kind="workout")
    checked = answer(await ana.slash(stage.feed, "checkup"))
    assert words(checked).startswith("This looks for patterns in your log.")
    await ana.click(checked, label="Share with my coach")
    await story.works()
    assert "shares a check-up" in words(newest(cleo, "shares a check-up"))
    needs = said(await cleo.slash(stage.feed, "coach roster"))
    assert "Who needs a word first" in needs
    log = said(await cleo.slash(stage.feed, "coach log", runner="Ana"))
    assert "9.5 km" in log
    assert "Open the roster" in buttons(newest(cleo, "A word for your runners"))


def _fields(form: simcord.InteractionResult) -> list[str]:
    assert form.modal is not None
    return [part["component"]["custom_id"] for part in form.modal["components"]]
