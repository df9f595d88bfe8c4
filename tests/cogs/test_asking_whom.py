"""Words that somebody writes to the bot directly: the question for whom they are, and what follows."""

from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord

from bot.services.asker import Asker
from bot.ui.text import direct_words as text
from tests.composed import Stage, buttons, pressable, said, words

WORDS = "Easy week, all of you."


@dataclass(frozen=True)
class Written:
    """A team with Caleb, who coaches it."""

    stage: Stage
    caleb: simcord.MemberActor

    async def coach_writes(self, message: str = "Textbook.") -> discord.Message:
        await self.caleb.slash(self.stage.feed, "coach feedback", runner="Ben", message=message)
        await self.stage.application.deliver_outbox()
        return direct(self.stage.ben)[-1]

    async def replies(self, who: simcord.MemberActor, to: discord.Message, content: str) -> discord.Message:
        reference = {"message_id": str(to.id), "channel_id": str(to.channel.id)}
        sent = await who.user.send_dm(content, reference=reference)
        await self.stage.application.deliver_outbox()
        return sent


@pytest.fixture
async def team(on_stage: Stage) -> Written:
    role = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    for who in (on_stage.ana, on_stage.ben):
        await who.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    # Who coaches is noted at their first command.
    await caleb.slash(on_stage.feed, "coach roster")
    await on_stage.application.deliver_outbox()
    return Written(on_stage, caleb)


def direct(who: simcord.MemberActor) -> list[discord.Message]:
    """Return what the bot has said to somebody directly, oldest first."""
    return [one for one in who.user.dm_channel.history() if not one.flags.ephemeral and one.author.bot]


def picker(message: Any) -> dict[str, Any]:
    [found] = [part for part in pressable(message) if part["type"] == 3]
    return found


async def picks(team: Written, message: discord.Message, name: str) -> simcord.InteractionResult:
    [value] = [option["value"] for option in picker(message)["options"] if option["label"] == name]
    pressed = team.stage.emit_press(team.caleb.user, message, picker(message)["custom_id"], value)
    await team.stage.env.settle()
    return pressed


async def test_a_coach_is_asked_for_whom_and_the_words_outlive_the_process(team: Written) -> None:
    await team.caleb.user.send_dm(WORDS)
    [asked] = direct(team.caleb)
    assert words(asked) == f"{text.WHOM}\n{text.DISCARD}"
    assert [option["label"] for option in picker(asked)["options"]] == ["Ana", "Ben", "Chloé"]
    again = await team.stage.killed_and_started_again()
    team = Written(again, team.caleb)
    await picks(team, asked, "Ben")
    [sent] = direct(team.caleb)
    assert words(sent) == "-# On its way to **Ben**. Edit or delete your message, and it follows."
    await again.application.deliver_outbox()
    assert words(direct(again.ben)[-1]).startswith(f"**Coach Caleb:** “{WORDS}”")


async def test_a_runner_presses_to_whom_and_a_reply_needs_no_press(team: Written) -> None:
    letter = await team.coach_writes()
    await team.stage.ben.user.send_dm("Thanks!")
    asked = direct(team.stage.ben)[-1]
    assert set(buttons(asked)) == {"Send to Coach Caleb", "Not now"}
    pressed = await team.stage.ben.user.click(asked, label="Send to Coach Caleb")
    assert "On its way to **Coach Caleb**." in words(direct(team.stage.ben)[-1])
    assert pressed.acknowledged
    await team.stage.application.deliver_outbox()
    answered = direct(team.caleb)[-1]
    assert words(answered).startswith("**Ben:** “Thanks!”")

    await team.replies(team.stage.ben, letter, "And good night.")
    assert direct(team.stage.ben)[-1].content.startswith("-# On its way to **Coach Caleb**.")
    assert words(direct(team.caleb)[-1]).startswith("**Ben:** “And good night.”\n-# on “Textbook.”")
    await team.replies(team.caleb, answered, "Sleep well.")
    assert "**Coach Caleb:** “Sleep well.”" in words(direct(team.stage.ben)[-1])
    assert direct(team.stage.ana) == []


async def test_a_reply_to_the_bots_own_line_goes_where_that_message_went(team: Written) -> None:
    await team.replies(team.stage.ben, await team.coach_writes(), "Thanks!")
    line = direct(team.stage.ben)[-1]
    await team.replies(team.stage.ben, line, "And good night.")
    assert words(direct(team.caleb)[-1]).startswith("**Ben:** “And good night.”")


async def test_an_edit_and_a_deletion_reach_the_letter(team: Written) -> None:
    mine = await team.replies(team.stage.ben, await team.coach_writes(), "Thanks!")
    await team.stage.ben.user.edit(mine, "Thanks a lot!")
    await team.stage.application.deliver_outbox()
    assert words(direct(team.caleb)[-1]) == "**Ben:** “Thanks a lot!”\n-# on “Textbook.”\n-# Harriers · edited\nReply"
    await team.stage.ben.user.delete(mine)
    await team.stage.application.deliver_outbox()
    assert words(direct(team.caleb)[-1]) == "**Ben** took these words back.\n-# Harriers\nReply"
    assert "Thanks" not in said(await team.caleb.slash(team.stage.feed, "feedback inbox"))


async def test_not_now_lets_the_words_go(team: Written) -> None:
    await team.caleb.user.send_dm(WORDS)
    [asked] = direct(team.caleb)
    await team.caleb.user.click(asked, label="Not now")
    assert words(direct(team.caleb)[0]) == text.DISCARDED
    pressed = team.stage.emit_press(team.caleb.user, asked, buttons(asked)["Not now"])
    await team.stage.env.settle()
    assert "Those words went out already" in said(pressed)


async def test_among_many_runners_a_name_is_searched_for(team: Written) -> None:
    for number in range(26):
        user = team.stage.env.create_user(f"Runner {number:02}")
        await team.stage.asked(team.stage.guild.add_member(user))
    zoe = team.stage.guild.add_member(team.stage.env.create_user("Zoe"))
    await team.stage.application.services.profiles.ask_once(Asker(team.stage.guild.id, zoe.id, "Zoe"))
    await team.caleb.user.send_dm(WORDS)
    [asked] = direct(team.caleb)
    assert "Zoe" not in [option["label"] for option in picker(asked)["options"]]
    form = await team.caleb.user.click(asked, label="Find a name")
    await team.caleb.user.submit_modal(form, {"name": "nobody"})
    assert "No runner's name has “nobody” in it." in words(direct(team.caleb)[0])
    form = await team.caleb.user.click(direct(team.caleb)[0], label="Find a name")
    await team.caleb.user.submit_modal(form, {"name": "zo"})
    assert [option["label"] for option in picker(direct(team.caleb)[0])["options"]] == ["Zoe"]
    await picks(team, direct(team.caleb)[0], "Zoe")
    assert "On its way to **Zoe**." in words(direct(team.caleb)[0])


async def test_a_runner_to_whom_no_coach_has_written_presses_to_whom_and_it_outlives_the_process(team: Written) -> None:
    await team.stage.ana.user.send_dm("Where do we meet?")
    asked = direct(team.stage.ana)[-1]
    assert set(buttons(asked)) == {"Send to Coach Caleb", "Not now"}
    again = await team.stage.killed_and_started_again()
    again.emit_press(again.ana.user, asked, buttons(asked)["Send to Coach Caleb"])
    await again.env.settle()
    sent = direct(again.ana)[-1]
    assert words(sent) == "-# On its way to **Coach Caleb**. Edit or delete your message, and it follows."
    await again.application.deliver_outbox()
    assert words(direct(team.caleb)[-1]).startswith("**Ana:** “Where do we meet?”")
    # And they are answered as any others.
    await Written(again, team.caleb).replies(team.caleb, direct(team.caleb)[-1], "At the oak.")
    assert "**Coach Caleb:** “At the oak.”" in words(direct(again.ana)[-1])


async def test_a_reply_to_who_coaches_no_more_asks_for_whom_it_is(team: Written) -> None:
    letter = await team.coach_writes()
    role = team.stage.guild.create_role("Coach")
    dana = team.stage.guild.add_member(team.stage.env.create_user("dana", global_name="Dana"), roles=[role])
    await team.stage.env.settle()
    await dana.slash(team.stage.feed, "coach roster")
    await team.replies(team.stage.ben, letter, "Thanks!")
    asked = direct(team.stage.ben)[-1]
    assert words(asked).startswith(text.WHOM_ELSE)
    assert set(buttons(asked)) == {"Send to Coach Dana", "Not now"}
    await team.stage.ben.user.click(asked, label="Send to Coach Dana")
    await team.stage.application.deliver_outbox()
    assert words(direct(dana)[-1]).startswith("**Ben:** “Thanks!”")
    assert direct(team.caleb) == []


async def test_a_button_of_who_coaches_no_more_says_so_and_the_words_stay(team: Written) -> None:
    await team.stage.ana.user.send_dm("Where do we meet?")
    asked = direct(team.stage.ana)[-1]
    team.stage.guild.create_role("Coach")
    await team.stage.env.settle()
    pressed = await team.stage.ana.user.click(asked, label="Send to Coach Caleb")
    assert "Whom you picked coaches here no more." in said(pressed)
    assert direct(team.caleb) == []


async def test_where_no_coach_is_known_a_runner_hears_what_the_bot_is_for(team: Written) -> None:
    team.stage.guild.create_role("Coach")
    await team.stage.env.settle()
    await team.stage.chloe.user.send_dm("Hello?")
    [answered] = direct(team.stage.chloe)
    assert answered.content == text.NOBODY


async def test_what_is_said_in_the_server_is_not_listened_to(team: Written) -> None:
    before = len(team.stage.feed.history())
    await team.caleb.send(team.stage.feed, WORDS)
    assert len(team.stage.feed.history()) == before + 1
