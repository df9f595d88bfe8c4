"""`/checkup`, `/focus` and `/team checkup` as runners, coaches and admins meet them."""

from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest
import simcord

from bot.ui.text import checkups as said_of
from tests.composed import Stage, answer, buttons, posts, said, words

FILLED = {"follow_ok_pct": "80", "follow_watch_pct": "60", "focus_sessions": "3", "same_spot_days": "180"}
"""What the form for plan, focus and aches has in its other fields."""


@dataclass(frozen=True)
class Coached:
    """A team with Caleb, who manages the server and coaches the team, and Ben, who runs."""

    stage: Stage
    caleb: simcord.MemberActor

    @property
    def ben(self) -> simcord.MemberActor:
        return self.stage.ben

    def told(self) -> list[str]:
        """Return what Caleb has got by direct message, oldest first."""
        return [words(message) for message in self.caleb.user.dm_channel.history() if not message.flags.ephemeral]

    async def log(self, days_ago: int, **details: str | int) -> None:
        """Let Ben log the same easy run some days ago."""
        when = (self.stage.env.now().date() - timedelta(days=days_ago)).isoformat()
        run = {"distance": "8k", "time": "44:00", "kind": "easy", "effort": 4, "when": when}
        await self.ben.slash(self.stage.feed, "run log", **(run | details))


@pytest.fixture
async def team(on_stage: Stage) -> Coached:
    role = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await caleb.slash(on_stage.feed, "coach roster")
    return Coached(on_stage, caleb)


async def look(team: Coached) -> simcord.InteractionResult:
    return await team.ben.slash(team.stage.feed, "checkup")


async def test_a_check_up_begins_with_what_it_is_not_and_is_for_its_runner_alone(team: Coached) -> None:
    found = await look(team)
    shown = said(found)
    assert shown.startswith(said_of.FIRST)
    assert all(f"**{name}**" in shown for name in said_of.SIGNS.values())
    assert answer(found).flags.ephemeral
    await team.stage.application.deliver_outbox()
    assert (team.told(), posts(team.stage.feed)) == ([], [])


async def test_evidence_is_told_in_numbers_then_a_question_and_one_idea(team: Coached) -> None:
    for days_ago in range(0, 16, 2):
        await team.log(days_ago)
    shown = said(await look(team))
    told = "8 of 8 runs in 4 weeks were easy, 8.0 km (± 0 %), 5:30 /km (± 0 %), RPE 4 (± 0)."
    assert f"💬 **Variety** · worth talking to your coach\n{told}" in shown
    assert "Ask the coach?" in shown
    assert shown.count("One idea") == 1


async def test_sharing_sends_just_what_was_read(team: Coached) -> None:
    found = await look(team)
    shared = await team.ben.click(answer(found), label="Share with my coach")
    assert "Shared with your coach" in said(shared)
    assert buttons(answer(shared)) == {}
    await team.stage.application.deliver_outbox()
    [told] = team.told()
    first, *read, last, button = told.splitlines()
    assert first == "**Ben** shares a check-up with you, in the words they read:"
    assert read == said(found).splitlines()[: len(read)]
    assert read[0] == said_of.FIRST
    assert (last, button) == ("-# Harriers", "Write to Ben")


async def test_without_a_known_coach_the_button_stays(on_stage: Stage) -> None:
    found = await on_stage.ben.slash(on_stage.feed, "checkup")
    refused = await on_stage.ben.click(answer(found), label="Share with my coach")
    assert "I know of no coach here yet." in said(refused)
    assert "Share with my coach" in words(answer(found))


@pytest.mark.parametrize(("level", "alone"), [(5, False), (6, True), (10, True)])
async def test_a_strong_ache_has_one_answer_and_no_button(team: Coached, level: int, alone: bool) -> None:
    for days_ago in range(0, 16, 2):
        await team.log(days_ago)
    await team.log(3, distance="6k", time="35:00", pain_area="calf_left", pain_level=level)
    found = await look(team)
    assert (words(answer(found)) == said_of.PROFESSIONAL) == alone
    assert (buttons(answer(found)) == {}) == alone


async def test_aches_stay_out_of_the_logs(team: Coached, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await team.log(3, pain_area="calf_left", pain_level=5)
    found = await look(team)
    await team.ben.click(answer(found), label="Share with my coach")
    await team.stage.application.deliver_outbox()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "cogs", "db"))]
    assert [line for line in ours if "calf" in line.lower() or "ache" in line.lower()] == []


async def test_a_check_up_works_in_direct_messages(team: Coached) -> None:
    await team.log(1)
    found = await team.ben.user.slash("checkup")
    assert said(found).startswith(said_of.FIRST)


# --- a focus ---


async def test_a_focus_reaches_the_coach_and_is_answered_by_their_words(team: Coached) -> None:
    shown = said(await team.ben.slash(team.stage.feed, "focus set", area="hills", question="How *steep*?"))
    assert shown.splitlines() == ["**Hills** it is.", "“How \\*steep\\*?”", said_of.TOLD]
    await team.stage.application.deliver_outbox()
    [told] = team.told()
    assert told.startswith("**Ben** wants to improve: **hills**, and asks: “How \\*steep\\*?”")
    team_id = team.stage.guild.id
    read = team.stage.application.database.read
    assert len(await read(lambda uow: uow.focuses.open_of_team(team_id))) == 1
    await team.caleb.slash(team.stage.feed, "coach feedback", runner="Ben", message="Begin gently.")
    assert await read(lambda uow: uow.focuses.open_of_team(team_id)) == []


async def test_a_focus_is_cleared(team: Coached) -> None:
    assert "nothing to improve yet" in said(await team.ben.slash(team.stage.feed, "focus clear"))
    await team.ben.slash(team.stage.feed, "focus set", area="mental")
    assert "**Done: The mental side** is off your list." in said(await team.ben.slash(team.stage.feed, "focus clear"))


async def test_an_area_that_is_none_is_refused_kindly(team: Coached) -> None:
    typed = await team.stage.type_outdated(team.ben, "focus set", team.stage.feed.id, area="juggling")
    assert "I can't use “juggling” there." in said(typed)


# --- a team's lines ---


async def test_an_admin_draws_a_line_elsewhere_and_back(team: Coached) -> None:
    panel = answer(await team.caleb.slash(team.stage.feed, "team checkup"))
    assert "Usual lines" not in buttons(panel)
    form = await team.caleb.click(panel, label="Plan, focus and aches")
    changed = await team.caleb.submit_modal(form, FILLED | {"pain_stop": "4"})
    assert "See a professional: ache from, of 10 · **4** (usual: 6)" in said(changed)
    back = await team.caleb.click(answer(changed), label="Usual lines")
    assert "See a professional: ache from, of 10 · **6**" in said(back)


@pytest.mark.parametrize(("typed", "told"), [("7", "goes from 3 to 6."), ("many", "goes from 3 to 6.")])
async def test_a_number_that_a_line_cannot_have_is_refused_and_given_back(team: Coached, typed: str, told: str) -> None:
    panel = answer(await team.caleb.slash(team.stage.feed, "team checkup"))
    form = await team.caleb.click(panel, label="Plan, focus and aches")
    refused = said(await team.caleb.submit_modal(form, FILLED | {"pain_stop": typed}))
    assert told in refused
    assert typed in refused
