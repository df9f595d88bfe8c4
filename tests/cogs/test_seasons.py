"""Seasons as coaches outline them and their runners see them, from form to picture and letter."""

from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest
import simcord

from tests.composed import Stage, answer, buttons, fields, said, words

FILLED = {
    "goal": "City Marathon, 14 Mar 2027, marathon",
    "first": "2026-11-23",
    "volumes": "40-80 km",
    "phases": "",
    "ahead": "",
}


@dataclass(frozen=True)
class Coached:
    """A team with Caleb, who coaches it, and Ben, who runs."""

    stage: Stage
    caleb: simcord.MemberActor

    @property
    def ben(self) -> simcord.MemberActor:
        return self.stage.ben

    async def opens(self, **options: str) -> simcord.InteractionResult:
        """Let Caleb open the form of Ben's season."""
        return await self.caleb.slash(self.stage.feed, "coach season", runner="Ben", **options)

    async def drafts(self, **filled: str) -> simcord.ResponseMessage:
        """Let Caleb fill in the form; returns what is read back."""
        form = await self.opens()
        assert form.modal is not None
        return answer(await self.caleb.submit_modal(form, {**FILLED, **filled}))

    async def outlines(self, **filled: str) -> simcord.ResponseMessage:
        """Let Caleb outline Ben's season, and Ben hear of it."""
        saved = answer(await self.caleb.click(await self.drafts(**filled), label="Save"))
        await self.stage.application.deliver_outbox()
        return saved

    async def sees(self) -> simcord.ResponseMessage:
        """Return Ben's season as Ben sees it."""
        return answer(await self.ben.slash(self.stage.feed, "plan season"))


@pytest.fixture
async def team(on_stage: Stage) -> Coached:
    role = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.asked(caleb)
    await on_stage.ben.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    return Coached(on_stage, caleb)


def direct(who: simcord.MemberActor) -> list[discord.Message]:
    """Return what somebody has got by direct message, oldest first."""
    return [message for message in who.user.dm_channel.history() if not message.flags.ephemeral]


async def test_an_outline_is_read_back_saved_heard_of_and_seen(team: Coached) -> None:
    form = await team.opens()
    assert fields(form)["first"] == "2026-11-23"
    read = await team.drafts()
    assert "### Ben: season to City Marathon" in words(read)
    assert "**Build** · 5 weeks to Sun 7 Feb · 49–73 km" in words(read)
    assert "Nothing is saved yet. Ben hears of it when you save." in words(read).replace("**", "")
    assert [file.filename for file in read.attachments] == ["season.png"]
    assert "No season is outlined for you yet" in words(await team.sees())
    saved = answer(await team.caleb.click(read, label="Save"))
    assert "**Saved.** Ben hears of it by a private message." in words(saved)
    await team.stage.application.deliver_outbox()
    [letter] = direct(team.ben)
    assert "**Coach Caleb has outlined your season to City Marathon.**" in words(letter)
    assert "Begins Monday 23 Nov with 40 km." in words(letter)
    seen = await team.sees()
    assert "### Your season to City Marathon" in words(seen)
    assert seen.flags.ephemeral
    [picture] = seen.attachments
    assert picture.filename == "season.png"
    assert "**Taper** · 2 weeks to Sun 14 Mar · 32–47 km" in words(seen)


async def test_the_letter_leads_to_the_season(team: Coached) -> None:
    await team.outlines()
    [letter] = direct(team.ben)
    [custom_id] = buttons(letter).values()
    pressed = team.stage.emit_press(team.ben.user, letter, custom_id)
    await team.stage.env.settle()
    assert "### Your season to City Marathon" in said(pressed)
    assert "has outlined your season" in words(direct(team.ben)[0])


async def test_weeks_are_turned_page_by_page_and_back(team: Coached) -> None:
    await team.outlines()
    seen = await team.sees()
    first = answer(await team.ben.click(seen, label="Week by week"))
    assert "1. 23–29 Nov · base · **40 km**" in words(first)
    assert first.attachments == []
    second = answer(await team.ben.click(first, label="More weeks"))
    assert "16. 8–14 Mar · taper · **32 km** 🏁" in words(second)
    again = answer(await team.ben.click(second, label="Overview"))
    assert [file.filename for file in again.attachments] == ["season.png"]


async def test_later_weeks_stay_hidden_from_the_runner_until_they_come(team: Coached) -> None:
    read = await team.drafts()
    some = answer(await team.caleb.select(read, ["3"]))
    assert "Ben sees 3 of 18 weeks now, and one more each week." in words(some).replace("**", "")
    await team.caleb.click(some, label="Save")
    seen = words(await team.sees())
    assert "Weeks from Mon 14 Dec on come as your coach opens them." in seen
    assert "Build" not in seen
    assert "80 km" not in seen
    theirs = words(answer(await team.caleb.slash(team.stage.feed, "plan season", runner="Ben")))
    assert "**Build** · 5 weeks to Sun 7 Feb · 49–73 km" in theirs


async def test_lines_are_changed_in_a_form_and_what_cannot_be_read_comes_back(team: Coached) -> None:
    read = await team.drafts()
    form = await team.caleb.click(read, label="Change the weeks")
    text = fields(form)["weeks"]
    assert text.startswith("W1 base 40 km\nW2 base 44 km\n")
    wrong = text.replace("W3 base 38 km", "W3 bananas")
    refused = answer(await team.caleb.submit_modal(form, {"weeks": wrong}))
    assert "I can't read line 3: “W3 bananas”." in words(refused)
    again = await team.caleb.click(refused, label="Try again")
    assert fields(again)["weeks"] == wrong
    right = answer(
        await team.caleb.submit_modal(again, {"weeks": text.replace("W3 base 38 km", "W3 base 35 km · camp")})
    )
    assert "**Base** · 6 weeks to Sun 3 Jan · 35–58 km" in words(right)
    await team.caleb.click(right, label="Save")
    weeks = answer(await team.ben.click(await team.sees(), label="Week by week"))
    assert "3. 7–13 Dec · base · **35 km**\n-# camp" in words(weeks)


async def test_a_form_that_cannot_be_read_comes_back_filled_in(team: Coached) -> None:
    form = await team.opens()
    refused = answer(await team.caleb.submit_modal(form, {**FILLED, "volumes": "lots"}))
    assert "I can't read “lots” as a volume, from and to." in words(refused)
    again = await team.caleb.click(refused, label="Try again")
    assert fields(again) == {**FILLED, "volumes": "lots"}


async def test_an_outline_opens_filled_in_and_tells_what_changes(team: Coached) -> None:
    await team.outlines()
    form = await team.opens()
    assert fields(form) == {
        "goal": "City Marathon, 2027-03-14, marathon",
        "first": "2026-11-23",
        "volumes": "40 km - 80 km",
        "phases": "build 5, peak 3, taper 2, recovery 2",
        "ahead": "",
    }
    same = answer(await team.caleb.submit_modal(form, fields(form)))
    assert "This is how it is saved." in words(same)
    assert "Save" not in buttons(same)
    changed = await team.drafts(volumes="40-85 km", phases="build 5, peak 3, taper 2, recovery 2")
    assert "**Changes 13 weeks:** 30 Nov – 6 Dec base 44 km → base 48 km" not in words(changed)
    assert "**Changes" in words(changed)
    assert "peak 80 km → peak 85 km" not in words(await team.sees())
    await team.caleb.click(changed, label="Save")
    await team.stage.application.deliver_outbox()
    assert "has changed the outline of your season" in words(direct(team.ben)[-1])


async def test_a_draft_can_be_changed_in_its_form_and_discarded(team: Coached) -> None:
    read = await team.drafts()
    form = await team.caleb.click(read, label="Change")
    shorter = answer(await team.caleb.submit_modal(form, {**fields(form), "phases": "taper 3"}))
    assert "**Taper** · 3 weeks" in words(shorter)
    gone = answer(await team.caleb.click(shorter, label="Discard"))
    assert "**Discarded.**" in words(gone)
    assert "No season is outlined for you yet" in words(await team.sees())


async def test_an_outline_is_put_away_after_one_question(team: Coached) -> None:
    await team.outlines()
    form = await team.opens()
    read = answer(await team.caleb.submit_modal(form, fields(form)))
    asked = answer(await team.caleb.click(read, label="Put away"))
    kept = answer(await team.caleb.click(asked, label="Keep it"))
    assert "This is how it is saved." in words(kept)
    asked = answer(await team.caleb.click(kept, label="Put away"))
    done = answer(await team.caleb.click(asked, label="Put it away"))
    assert "**Put away.** Ben has no outline now." in words(done)
    assert "No season is outlined for you yet" in words(await team.sees())


async def test_a_race_of_the_team_is_picked_from_the_list(team: Coached) -> None:
    await team.ben.slash(team.stage.feed, "race add", name="Berlin 10k", date="2027-04-11", distance="10k")
    [choice] = await team.caleb.autocomplete(team.stage.feed, "coach season", "race", "ber", runner="Ben")
    assert choice["name"] == "Berlin 10k · Sun 11 Apr"
    form = await team.opens(race=choice["value"])
    assert fields(form)["goal"] == "Berlin 10k, 2027-04-11, 10k"


async def test_what_was_run_stands_in_its_week(team: Coached) -> None:
    await team.outlines()
    await team.stage.go_to(team.stage.env.now() + timedelta(days=4))
    await team.ben.slash(team.stage.feed, "run log", distance="12k", time="62:10")
    assert "base, 40 km planned · 12 km run so far" in words(await team.sees())


async def test_the_commands_of_a_runner_work_in_direct_messages(team: Coached) -> None:
    await team.outlines()
    assert "### Your season to City Marathon" in said(await team.ben.user.slash("plan season"))
    refused = await team.ben.user.slash("plan season", runner="Caleb")
    assert "That is for your team's coaches." in said(refused)
