"""Private feedback from the coach's form to the runner's direct messages, and to the inbox when those are closed."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.messenger import DiscordMessenger
from bot.services.asker import Asker
from bot.services.outbox import LEASE, MessageState
from bot.ui.text.profiles import DONE
from tests.composed import Stage, answer, buttons, die_while_sending, forget_defects, said, words

WORDS = "Negative split in that wind. Textbook."


@dataclass(frozen=True)
class Coached:
    """A team with Caleb, who coaches it, and Ben, who has logged a run."""

    stage: Stage
    caleb: simcord.MemberActor

    @property
    def ben(self) -> simcord.MemberActor:
        return self.stage.ben

    async def write(self, message: str | None = WORDS, to: str = "Ben") -> simcord.InteractionResult:
        """Let Caleb write to a runner."""
        typed = {"runner": to} if message is None else {"runner": to, "message": message}
        return await self.caleb.slash(self.stage.feed, "coach feedback", **typed)

    async def states(self) -> list[MessageState]:
        """Return the states of all direct messages, oldest first."""
        entries = await self.stage.application.services.outbox.newest()
        return [entry.state for entry in reversed(entries) if entry.recipient_id is not None]


@pytest.fixture
async def team(on_stage: Stage) -> Coached:
    role = on_stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.ben.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    return Coached(on_stage, caleb)


def close_dms(stage: Stage, who: simcord.MemberActor) -> str:
    """Let a member refuse direct messages; returns what opens them again."""
    assert who.user.dm_channel is not None
    path = f"/channels/{who.user.dm_channel.id}/messages"
    stage.env.inject_error(
        "POST", path, status=403, code=50007, message="Cannot send messages to this user", times=None
    )
    return path


def open_dms(stage: Stage, path: str) -> None:
    stage.env.backend.faults[:] = [fault for fault in stage.env.backend.faults if fault["path"] != path]


def direct(who: simcord.MemberActor) -> list[discord.Message]:
    """Return what somebody has got by direct message, oldest first."""
    return [message for message in who.user.dm_channel.history() if not message.flags.ephemeral]


# --- delivered ---


async def test_words_reach_the_runner_and_nobody_else(team: Coached) -> None:
    answered = said(await team.write())
    assert answered == f"On its way to **Ben**, as a private message:\n“{WORDS}”"
    await team.stage.application.deliver_outbox()
    [message] = direct(team.ben)
    assert words(message) == f"**Coach Caleb:** “{WORDS}”\n-# Harriers\nReply\nGot it"
    assert message.mentions == []
    assert direct(team.caleb) == []
    assert WORDS not in "".join(words(post) for post in team.stage.feed.history() if not post.flags.ephemeral)


async def test_paragraphs_stay_and_markup_is_disarmed(team: Coached) -> None:
    form = await team.write(None)
    assert form.modal is not None
    assert form.modal["title"] == "To Ben"
    await team.caleb.submit_modal(form, {"message": "# One\n\n\n\n@everyone two\n- three"})
    await team.stage.application.deliver_outbox()
    [message] = direct(team.ben)
    assert words(message).startswith("**Coach Caleb:** “\\# One\n\n@\u200beveryone two\n\\- three”")


async def test_the_form_opens_from_the_menu_of_a_member_too(team: Coached) -> None:
    form = await team.caleb.context_menu(team.stage.feed, "Private feedback", team.ben)
    sent = await team.caleb.submit_modal(form, {"message": WORDS})
    assert "On its way to **Ben**" in said(sent)
    await team.stage.application.deliver_outbox()
    assert len(direct(team.ben)) == 1


async def test_names_are_offered_to_coaches_alone(team: Coached) -> None:
    [choice] = await team.caleb.autocomplete(team.stage.feed, "coach feedback", "runner", "be")
    assert choice["name"] == "Ben"
    assert await team.ben.autocomplete(team.stage.feed, "coach feedback", "runner", "be") == []
    assert "On its way to **Ben**" in said(await team.write(to=choice["value"]))


async def test_got_it_twice_in_an_instant_is_got_it(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    [message] = direct(team.ben)
    custom_id = buttons(message)["Got it"]
    again = await team.stage.killed_and_started_again()
    presses = [again.emit_press(team.ben.user, message, custom_id) for _ in range(2)]
    await again.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    [message] = direct(team.ben)
    assert words(message) == f"**Coach Caleb:** “{WORDS}”\n-# Harriers · read, thank you\nReply"
    again.emit_press(team.ben.user, message, custom_id)
    await again.env.settle()
    assert words(direct(team.ben)[0]).endswith("read, thank you\nReply")
    assert direct(team.caleb) == []


async def test_the_button_is_for_its_reader(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    custom_id = buttons(direct(team.ben)[0])["Got it"]
    shown = answer(await team.stage.ana.slash(team.stage.feed, "run list"))
    pressed = await team.stage.press(team.stage.ana, shown, custom_id)
    assert "I can't find that message among yours." in said(pressed)
    assert "Got it" in words(direct(team.ben)[0])


# --- answered ---


async def test_reply_under_a_coachs_words_reaches_that_coach_who_can_reply_in_turn(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    form = await team.ben.user.click(direct(team.ben)[0], label="Reply")
    assert form.modal is not None
    assert form.modal["title"] == "To Coach Caleb"
    sent = await team.ben.user.submit_modal(form, {"message": "Thanks! The wind was\nall mine."})
    assert said(sent) == "On its way to **Coach Caleb**, as a private message:\n“Thanks! The wind was\nall mine.”"
    await team.stage.application.deliver_outbox()
    [answered] = direct(team.caleb)
    assert words(answered) == f"**Ben:** “Thanks! The wind was\nall mine.”\n-# on “{WORDS}”\n-# Harriers\nReply"
    # Who answers has read it.
    assert "read, thank you" in words(direct(team.ben)[0])

    # In direct messages Discord tells nobody's roles, so it is asked.
    form = await team.caleb.user.click(answered, label="Reply")
    assert form.modal is not None
    assert form.modal["title"] == "To Ben"
    assert "On its way to **Ben**" in said(await team.caleb.user.submit_modal(form, {"message": "Thursday, then."}))
    await team.stage.application.deliver_outbox()
    newest = words(direct(team.ben)[-1])
    assert newest.startswith("**Coach Caleb:** “Thursday, then.”\n-# on “Thanks! The wind was all mine.”")
    assert WORDS not in "".join(words(post) for post in team.stage.feed.history() if not post.flags.ephemeral)
    assert direct(team.stage.ana) == []


async def test_a_coach_who_lost_the_role_meanwhile_gets_the_words_back(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    await team.ben.slash(team.stage.feed, "feedback reply", message="Thanks!")
    await team.stage.application.deliver_outbox()
    form = await team.caleb.user.click(direct(team.caleb)[0], label="Reply")
    # With a role for coaches, managing the server does not make one.
    team.stage.guild.create_role("Coach")
    await team.stage.env.settle()
    refused = said(await team.caleb.user.submit_modal(form, {"message": "Thursday, then."}))
    assert "That is for your team's coaches." in refused
    assert "Thursday, then." in refused


async def test_while_discord_does_not_say_who_coaches_nothing_is_sent_and_nothing_lost(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    await team.ben.slash(team.stage.feed, "feedback reply", message="Thanks!")
    await team.stage.application.deliver_outbox()
    form = await team.caleb.user.click(direct(team.caleb)[0], label="Reply")
    # Who was seen to coach a while ago may not do so any more.
    team_id, caleb_id = team.stage.guild.id, team.caleb.id
    await team.stage.application.database.write(lambda uow: uow.coaches.forget(team_id, caleb_id))
    team.stage.env.inject_error("GET", "/guilds/*/members/*", status=503, times=None)
    refused = said(await team.caleb.user.submit_modal(form, {"message": "Thursday, then."}))
    assert "Discord does not say right now" in refused
    assert "Thursday, then." in refused


async def test_the_command_answers_whoever_wrote_newest_or_is_picked(team: Coached) -> None:
    nothing = said(await team.ben.slash(team.stage.feed, "feedback reply", message="Hello?"))
    assert "I know of no coach here yet." in nothing
    assert "Hello?" in nothing
    await team.write()
    role = team.stage.guild.create_role("Helper", permissions=discord.Permissions(manage_guild=True))
    dana = team.stage.guild.add_member(team.stage.env.create_user("dana", global_name="Dana"), roles=[role])
    await dana.slash(team.stage.feed, "coach feedback", runner="Ben", message="Well run.")
    choices = await team.ben.autocomplete(team.stage.feed, "feedback reply", "to", "")
    assert [choice["name"] for choice in choices] == ["Coach Dana", "Coach Caleb"]
    newest = said(await team.ben.slash(team.stage.feed, "feedback reply", message="Thanks!"))
    assert "On its way to **Coach Dana**" in newest
    picked = await team.ben.user.slash("feedback reply", message="And you!", to=choices[1]["value"])
    assert "On its way to **Coach Caleb**" in said(picked)


async def test_the_command_writes_first_to_the_coach_who_is_picked(team: Coached) -> None:
    role = team.stage.guild.create_role("Helper", permissions=discord.Permissions(manage_guild=True))
    dana = team.stage.guild.add_member(team.stage.env.create_user("dana", global_name="Dana"), roles=[role])
    for coach in (team.caleb, dana):
        await coach.slash(team.stage.feed, "coach roster")
    unclear = said(await team.ben.slash(team.stage.feed, "feedback reply", message="Hello?"))
    assert "Which coach is it for?" in unclear
    assert "Hello?" in unclear
    choices = await team.ben.autocomplete(team.stage.feed, "feedback reply", "to", "")
    assert [choice["name"] for choice in choices] == ["Coach Caleb", "Coach Dana"]
    sent = await team.ben.user.slash("feedback reply", message="Hello?", to=choices[1]["value"])
    assert "On its way to **Coach Dana**" in said(sent)
    await team.stage.application.deliver_outbox()
    assert words(direct(dana)[-1]).startswith("**Ben:** “Hello?”")
    assert direct(team.caleb) == []


async def test_answers_wait_in_a_coachs_inbox_and_are_answered_from_there(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    close_dms(team.stage, team.caleb)
    await team.ben.slash(team.stage.feed, "feedback reply", message="Thanks!")
    await team.stage.application.deliver_outbox()
    await team.stage.application.deliver_outbox()
    assert "Saved. **Caleb**'s DMs are closed" in words(direct(team.ben)[-1])
    shown = answer(await team.caleb.slash(team.stage.feed, "feedback inbox"))
    assert "**Ben:** “Thanks!”" in words(shown)
    assert "· new" in words(shown)
    form = await team.caleb.click(shown, label="Reply to Ben")
    assert "On its way to **Ben**" in said(await team.caleb.submit_modal(form, {"message": "Good."}))
    assert "· new" not in said(await team.caleb.slash(team.stage.feed, "feedback inbox"))
    # Read there, it is not sent once more.
    await team.stage.application.deliver_outbox()
    assert MessageState.PENDING not in await team.states()


async def test_reply_under_words_that_are_gone_says_so(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    form = await team.ben.user.click(direct(team.ben)[0], label="Reply")
    await forget(team.stage, team.ben)
    refused = said(await team.ben.user.submit_modal(form, {"message": "Thanks!"}))
    assert "I can't find that message among yours." in refused
    assert "Thanks!" in refused


# --- refused ---


async def test_who_is_no_coach_may_not_write(team: Coached) -> None:
    for who in (team.ben, team.stage.ana):
        refused = await who.slash(team.stage.feed, "coach feedback", runner="Ben", message=WORDS)
        assert "That is for your team's coaches." in said(refused)
        menu = await who.context_menu(team.stage.feed, "Private feedback", team.ben)
        assert "That is for your team's coaches." in said(menu)
    assert await team.states() == []


async def test_bots_oneself_and_strangers_are_refused_kindly(team: Coached) -> None:
    robot = team.stage.guild.add_member(team.stage.env.create_user("Robot", bot=True))
    dora = team.stage.guild.add_member(team.stage.env.create_user("Dora"))
    for target, sentence in (
        (robot, "“Robot” is a bot"),
        (team.caleb, "a word to yourself"),
        (dora, "“Dora” is not among the runners yet."),
    ):
        assert sentence in said(await team.caleb.context_menu(team.stage.feed, "Private feedback", target))
    assert "I can't find that runner in your team." in said(await team.write(to="Nobody"))
    assert await team.states() == []


async def test_a_runner_deleted_while_the_form_was_open_gives_the_words_back(team: Coached) -> None:
    form = await team.write(None)
    runner = await team.stage.application.database.read(lambda uow: uow.runners.of_team(team.stage.guild.id))
    ben = next(row for row in runner if row.name == "Ben")
    now = team.stage.env.now()
    await team.stage.application.database.write(lambda uow: uow.runners.change(ben.runner_id, left_at=now))
    answered = said(await team.caleb.submit_modal(form, {"message": WORDS}))
    assert "“Ben” has left the team." in answered
    assert WORDS in answered


async def test_a_coach_who_is_none_any_more_gets_the_words_back(team: Coached) -> None:
    form = await team.write(None)
    team_id, nobody = team.stage.guild.id, 1
    await team.stage.application.database.write(lambda uow: uow.teams.change(team_id, coach_role_id=nobody))
    answered = said(await team.caleb.submit_modal(form, {"message": WORDS}))
    assert "That is for your team's coaches." in answered
    assert WORDS in answered
    assert await team.states() == []


# --- closed ---


async def test_closed_messages_wait_the_coach_hears_and_the_runner_is_offered_them_once(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write()
    await team.stage.application.deliver_outbox()
    [note] = direct(team.caleb)
    assert words(note) == (
        f"Saved. **Ben**'s DMs are closed, so it waits in the inbox until Ben is next here.\n-# “{WORDS}”"
    )
    assert await team.states() == [MessageState.WAITING, MessageState.SENT]

    typed = await team.ben.slash(team.stage.feed, "run list")
    [offer] = typed.followups
    assert offer.ephemeral
    assert words(offer) == "1 message is waiting for you.\nRead it"
    assert said(await team.ben.slash(team.stage.feed, "points show"))

    read = await team.ben.click(offer, label="Read it")
    assert read.response is not None
    assert words(read.response).startswith(f"### Your inbox\n**Coach Caleb:** “{WORDS}”\n-# Friday 20 Nov · new")
    assert set(await team.states()) == {MessageState.SENT}
    assert "new" not in said(await team.ben.slash(team.stage.feed, "feedback inbox"))


async def test_the_inbox_itself_offers_nothing(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write()
    await team.stage.application.deliver_outbox()
    assert WORDS in said(await team.ben.slash(team.stage.feed, "feedback inbox"))
    assert said(await team.ben.slash(team.stage.feed, "run list"))


async def test_a_coach_whose_messages_are_closed_as_well_finds_the_note_in_the_inbox(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    close_dms(team.stage, team.caleb)
    await team.write()
    await team.stage.application.deliver_outbox()
    assert await team.states() == [MessageState.WAITING, MessageState.WAITING]
    assert (direct(team.ben), direct(team.caleb)) == ([], [])
    asked = await team.caleb.slash(team.stage.feed, "coach feedback", runner="Ben", message="One more.")
    [offer] = asked.followups
    assert words(offer) == "1 message is waiting for you.\nRead it"
    inbox = said(await team.caleb.slash(team.stage.feed, "feedback inbox"))
    assert "Saved. **Ben**'s DMs are closed" in inbox


async def test_messages_that_are_open_again_are_used_again_and_what_waited_stays_in_the_inbox(team: Coached) -> None:
    path = close_dms(team.stage, team.ben)
    await team.write("first")
    await team.stage.application.deliver_outbox()
    open_dms(team.stage, path)
    await team.write("second")
    await team.stage.application.deliver_outbox()
    [message] = direct(team.ben)
    assert "second" in words(message)
    [offer] = (await team.ben.slash(team.stage.feed, "run list")).followups
    assert "1 message is waiting for you." in words(offer)


@pytest.mark.parametrize(("status", "code"), [(400, 50033), (404, 10013), (403, 50001), (403, 50278)])
async def test_somebody_discord_does_not_know_is_somebody_it_does_not_reach(
    team: Coached, status: int, code: int
) -> None:
    team.stage.env.inject_error("POST", "/users/@me/channels", status=status, code=code, times=1)
    await team.write()
    await team.stage.application.deliver_outbox()
    assert (await team.states())[0] is MessageState.WAITING


@pytest.mark.parametrize(("status", "code"), [(503, 0), (400, 40003)])
async def test_trouble_is_waited_out_and_is_no_closed_door(team: Coached, status: int, code: int) -> None:
    team.stage.env.inject_error("POST", "/users/@me/channels", status=status, code=code, times=1)
    await team.write()
    await team.stage.application.deliver_outbox()
    assert await team.states() == [MessageState.PENDING]
    await team.stage.env.advance_time(10)
    await team.stage.application.deliver_outbox()
    assert await team.states() == [MessageState.SENT]
    assert len(direct(team.ben)) == 1


async def test_a_runner_in_direct_messages_is_offered_them_there(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write()
    await team.stage.application.deliver_outbox()
    typed = await team.ben.user.slash("run list")
    [offer] = typed.followups
    assert offer.ephemeral
    read = await team.ben.user.click(offer, label="Read it")
    assert read.response is not None
    assert WORDS in words(read.response)
    assert WORDS in said(await team.ben.user.slash("feedback inbox"))


async def test_the_offer_follows_a_command_that_the_questions_interrupted(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write()
    await team.stage.application.deliver_outbox()
    runners = await team.stage.application.database.read(lambda uow: uow.runners.of_user(team.ben.id))
    await team.stage.application.database.write(
        lambda uow: uow.runners.change(runners[0].runner_id, asked_at=None, answered_at=None)
    )
    asked = await team.ben.slash(team.stage.feed, "run list")
    assert asked.followups == []
    answered = await team.ben.click(answer(asked), label=DONE)
    [offer] = answered.followups
    assert words(offer) == "1 message is waiting for you.\nRead it"


async def test_who_is_in_two_teams_reads_each_word_whichever_team_they_mean(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    rivals = team.stage.env.create_guild("Rivals")
    channel = rivals.create_text_channel("feed")
    await team.stage.env.settle()
    there = await team.stage.asked(rivals.add_member(team.ben.user))
    await there.slash(channel, "run list")
    await team.ben.user.click(direct(team.ben)[0], label="Got it")
    assert words(direct(team.ben)[0]).endswith("read, thank you\nReply")


async def test_words_to_who_has_had_everything_erased_are_gone(team: Coached) -> None:
    await team.write()
    await team.stage.application.deliver_outbox()
    message = direct(team.ben)[0]
    await team.stage.application.services.privacy.forget(Asker(team.stage.guild.id, team.ben.id, "Ben"))
    pressed = await team.ben.user.click(message, label="Got it")
    assert "I can't find that message among yours." in said(pressed)


async def test_words_that_discord_did_not_show_wait_on(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write("Well run.")
    await team.stage.application.deliver_outbox()
    offered = await team.ben.slash(team.stage.feed, "run list")
    callback = "/interactions/*/*/callback"
    team.stage.env.inject_error("POST", callback, status=404, code=10062, times=1)
    await team.ben.slash(team.stage.feed, "feedback inbox")
    team.stage.env.inject_error("POST", callback, status=404, code=10062, times=1)
    await team.ben.click(offered.followups[0], label="Read it")
    forget_defects(team.stage.env)
    assert (await team.states())[0] is MessageState.WAITING
    assert "Well run." in said(await team.ben.slash(team.stage.feed, "feedback inbox"))
    assert (await team.states())[0] is MessageState.SENT


async def test_an_offer_that_cannot_be_made_harms_nothing_and_comes_again(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write()
    await team.stage.application.deliver_outbox()
    team.stage.env.inject_error("POST", "/webhooks/*/*", status=404, code=10015, times=1)
    assert said(await team.ben.slash(team.stage.feed, "run list"))
    typed = await team.ben.slash(team.stage.feed, "run list")
    assert len(typed.followups) == 1


# --- when ---


async def test_at_night_it_waits_for_the_runners_morning(team: Coached) -> None:
    await team.stage.go_to(team.stage.env.now().replace(hour=21, minute=59))
    await team.write("in time")
    await team.stage.application.deliver_outbox()
    assert len(direct(team.ben)) == 1
    await team.stage.env.advance_time(60)
    await team.write("too late")
    await team.stage.application.deliver_outbox()
    assert len(direct(team.ben)) == 1
    await team.stage.go_to(team.stage.env.now().replace(hour=7, minute=0) + timedelta(days=1))
    await team.stage.application.deliver_outbox()
    assert "too late" in words(direct(team.ben)[1])


@pytest.mark.parametrize("after_sending", [False, True])
async def test_a_process_killed_while_it_sends_leaves_one_message(team: Coached, after_sending: bool) -> None:
    await team.write()
    await die_while_sending(team.stage.application, after_sending=after_sending)
    again = await team.stage.killed_and_started_again()
    await again.env.advance_time(LEASE.total_seconds())
    await again.application.deliver_outbox()
    [message] = direct(team.ben)
    [entry, *_] = await again.application.services.outbox.newest()
    assert entry.state is MessageState.SENT
    assert words(message).startswith("**Coach Caleb:**")


async def test_every_try_has_the_same_nonce_and_no_reason_holds_what_was_written(team: Coached) -> None:
    await team.write()
    [parcel] = await team.stage.application.services.outbox.claim()
    messenger = DiscordMessenger(team.stage.application.bot)
    path = close_dms(team.stage, team.ben)
    outcome: Any = await messenger.deliver(parcel.message, parcel.content)
    assert str(team.ben.id) in outcome.reason
    assert WORDS not in outcome.reason
    open_dms(team.stage, path)
    await messenger.deliver(parcel.message, parcel.content)
    sent = [one.json for one in team.stage.env.http_requests if one.method == "POST" and one.path == path and one.json]
    assert len({body["nonce"] for body in sent}) == 1
    assert all(body["allowed_mentions"] == {"parse": []} for body in sent)


# --- forgotten ---


async def forget(stage: Stage, who: simcord.MemberActor) -> None:
    """Have everything about a member erased, whatever waits for them."""
    typed = await who.slash(stage.feed, "privacy forget")
    assert typed.response is not None
    assert "Done." in said(await who.click(typed.response, label="Erase it all"))


async def holds(stage: Stage, *needles: str) -> list[str]:
    """Return every place in the database that holds one of the texts."""
    path = stage.application.settings.database.url.partition("///")[2]
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = [
            f"{table}: {row}"
            for table in tables
            for row in connection.execute(f"SELECT * FROM {table}")
            if any(needle in str(row) for needle in needles)
        ]
    connection.close()
    return found


async def test_words_that_wait_go_with_their_reader(team: Coached) -> None:
    close_dms(team.stage, team.ben)
    await team.write()
    for _ in range(2):
        await team.stage.application.deliver_outbox()
    assert MessageState.WAITING in await team.states()
    await forget(team.stage, team.ben)
    await team.stage.application.deliver_outbox()
    # What told the coach that the words wait was taken down, and says nothing any more.
    assert set(await team.states()) <= {MessageState.DROPPED}
    assert await holds(team.stage, "Ben", str(team.ben.id), WORDS) == []


async def test_the_words_of_a_coach_who_was_forgotten_arrive_unsigned(team: Coached) -> None:
    await team.write()
    await forget(team.stage, team.caleb)
    await team.stage.application.deliver_outbox()
    [message] = direct(team.ben)
    assert WORDS in words(message)
    assert "Caleb" not in words(message)
    assert await holds(team.stage, "Caleb", str(team.caleb.id)) == []
