"""A coach who loses the role: what runners write and say does not reach them any more, and finds its way."""

from dataclasses import dataclass

import discord
import pytest
import simcord

from bot.domain.plans import Scope, Target
from bot.services.plan_publishing import publish_plan
from db.unit_of_work import UnitOfWork
from tests.composed import Stage, answer, buttons, pressable, said, words
from tests.services.planned import TRACK, WEEK, save_plan

PRIVATE = "My therapy appointment."


@dataclass(frozen=True)
class Coached:
    """A team that Cleo and Dana coach; Ben has a week of Cleo's."""

    stage: Stage
    cleo: simcord.MemberActor
    dana: simcord.MemberActor
    role: simcord.RoleHandle

    @property
    def ben(self) -> simcord.MemberActor:
        return self.stage.ben

    async def coaches_no_more(self, who: simcord.MemberActor) -> None:
        self.stage.env.backend.edit_member(self.stage.guild.id, who.id, {"role_ids": set()})
        await who.slash(self.stage.feed, "coach roster")

    async def writes(self, who: simcord.MemberActor) -> discord.Message:
        """Let a coach write to Ben, and return it as he got it."""
        await who.slash(self.stage.feed, "coach feedback", runner="Ben", message="Textbook.")
        await self.stage.application.deliver_outbox()
        return direct(self.ben)[-1]


def direct(who: simcord.MemberActor) -> list[discord.Message]:
    """Return what the bot has said to somebody directly, oldest first."""
    return [one for one in who.user.dm_channel.history() if not one.flags.ephemeral and one.author.bot]


@pytest.fixture
async def team(on_stage: Stage) -> Coached:
    await on_stage.ben.slash(on_stage.feed, "run list")
    role = on_stage.guild.create_role("Coach")
    cleo, dana = (
        on_stage.guild.add_member(on_stage.env.create_user(name.lower(), global_name=name), roles=[role])
        for name in ("Cleo", "Dana")
    )
    await on_stage.application.database.write(lambda uow: uow.teams.change(on_stage.guild.id, coach_role_id=role.id))
    for coach in (cleo, dana):
        await on_stage.asked(coach)
        await coach.slash(on_stage.feed, "coach roster")

    def publish(uow: UnitOfWork) -> None:
        runner = uow.runners.find(on_stage.guild.id, on_stage.ben.id)
        assert runner is not None
        target = Target(Scope.RUNNER, runner.runner_id)
        days = {"Tue": TRACK}
        plan = save_plan(uow, on_stage.guild.id, target, [runner.runner_id], days, week=WEEK, author=(cleo.id, "Cleo"))
        publish_plan(uow, plan, on_stage.env.now())

    await on_stage.application.database.write(publish)
    await on_stage.application.deliver_outbox()
    return Coached(on_stage, cleo, dana, role)


async def cannot(team: Coached) -> str:
    """Let Ben say that he cannot on the Tuesday of his week."""
    asked = await team.ben.user.click(direct(team.ben)[0], label="I can't on …")
    [picker] = [part for part in pressable(answer(asked)) if part["type"] == 3]
    form = team.stage.emit_press(team.ben.user, answer(asked), picker["custom_id"], picker["options"][0]["value"])
    await team.stage.env.settle()
    done = await team.ben.user.submit_modal(form, {"words": PRIVATE})
    await team.stage.application.deliver_outbox()
    return said(done)


async def test_private_words_about_a_week_reach_who_coaches_now(team: Coached) -> None:
    await team.coaches_no_more(team.cleo)
    assert "Cleo" not in await cannot(team)
    form = await team.ben.user.click(direct(team.ben)[0], label="Ask coach")
    await team.ben.user.submit_modal(form, {"message": PRIVATE})
    await team.stage.application.deliver_outbox()
    assert [PRIVATE in words(one) for one in direct(team.dana)] == [True, True]
    assert direct(team.cleo) == []


async def test_without_any_coach_it_is_said_so(team: Coached) -> None:
    for coach in (team.cleo, team.dana):
        await team.coaches_no_more(coach)
    assert "I know of no coach here at the moment" in await cannot(team)
    asked = await team.ben.user.click(direct(team.ben)[0], label="Ask coach")
    assert asked.modal is None
    assert "I know of no coach here yet." in said(asked)


async def test_reply_is_refused_before_anybody_writes_once_the_coach_is_none(team: Coached) -> None:
    letter = await team.writes(team.cleo)
    form = await team.ben.user.click(letter, label="Reply")
    await team.ben.user.submit_modal(form, {"message": "Thanks!"})
    await team.stage.application.deliver_outbox()
    answered = direct(team.cleo)[-1]
    await team.coaches_no_more(team.cleo)
    for who, message, told in ((team.cleo, answered, "coaches"), (team.ben, letter, "coaches here no more")):
        refused = await who.user.click(message, label="Reply")
        assert refused.modal is None
        assert told in said(refused)


async def test_files_of_runners_are_handed_to_who_coaches_now_alone(team: Coached) -> None:
    letter = await team.writes(team.cleo)
    channel = team.ben.user.dm_channel
    report = team.stage.env.backend.store_attachments(channel.id, [("doctor.pdf", b"a diagnosis")])
    reference = {"message_id": str(letter.id), "channel_id": str(channel.id)}
    await team.ben.user.send_dm("Read this.", reference=reference, attachments=report)
    await team.stage.application.deliver_outbox()
    inbox = answer(await team.cleo.slash(team.stage.feed, "feedback inbox"))
    [label] = [one for one in buttons(inbox) if one.startswith("Files")]
    assert "What came along:" in said(await team.cleo.click(inbox, label=label))
    # Nobody has noticed yet: what counts is the roles with which it is pressed.
    team.stage.env.backend.edit_member(team.stage.guild.id, team.cleo.id, {"role_ids": set()})
    refused = await team.cleo.click(inbox, label=label)
    assert "That is for your team's coaches." in said(refused)
    assert answer(refused).attachments == []


async def test_a_runner_whose_coach_stepped_down_is_led_to_who_coaches(team: Coached) -> None:
    await team.writes(team.cleo)
    await team.ben.user.send_dm("Where do we meet?")
    asked = direct(team.ben)[-1]
    assert list(buttons(asked)) == ["Send to Coach Cleo", "Send to Coach Dana", "Not now"]
    await team.coaches_no_more(team.cleo)
    # The question stood there before.
    await team.ben.user.click(asked, label="Send to Coach Cleo")
    asked = direct(team.ben)[-1]
    assert "coaches here no more. For whom is this?" in words(asked)
    assert list(buttons(asked)) == ["Send to Coach Dana", "Not now"]
    await team.ben.user.click(asked, label="Send to Coach Dana")
    typed = await team.ben.slash(team.stage.feed, "feedback reply", message="And when?")
    assert "On its way to **Coach Dana**" in said(typed)
    await team.stage.application.deliver_outbox()
    assert ["Where do we meet?" in words(one) for one in direct(team.dana)] == [True, False]
    assert direct(team.cleo) == []


async def test_a_question_is_asked_anew_of_who_had_not_written_either(team: Coached) -> None:
    await team.ben.user.send_dm("Where do we meet?")
    asked = direct(team.ben)[-1]
    await team.coaches_no_more(team.cleo)
    await team.ben.user.click(asked, label="Send to Coach Cleo")
    asked = direct(team.ben)[-1]
    assert list(buttons(asked)) == ["Send to Coach Dana", "Not now"]
    await team.coaches_no_more(team.dana)
    refused = await team.ben.user.click(asked, label="Send to Coach Dana")
    assert "coaches here no more" in said(refused)
