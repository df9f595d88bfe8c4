"""Direct messages that find their way, on dpytest: text alone, read by the bot's own listeners."""

import itertools
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import discord.ext.test as dpytest
import pytest
from discord.ext.test import backend, callbacks, runner
from discord.ext.test.factories import make_message_dict, make_user_dict

from bot.client import BatonBot
from bot.domain.audience import MessageKind
from bot.domain.checkups.focus_area import Area
from bot.errors import NotFound
from bot.services.asker import Asker
from bot.services.container import Services
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.feedback_files import SentFile
from bot.services.feedback_letters import FeedbackAnswer
from bot.services.leavers import LeaverService
from bot.services.outbox import MessageState
from bot.services.ports import Present
from bot.ui.text import direct_words as said
from db.database import Database
from db.engine import database_at
from db.models import feedback, kept_words
from tests.composed import StandingClock, new_database
from tests.services.attendance import Attendances
from tests.services.harriers import TEAM, services_on, welcome
from tests.services.ledger import rows_of

WORDS = "Negative split in that wind. Textbook."


@dataclass
class Post:
    """A bot with the listeners of direct messages and nothing else, and who writes to it."""

    database: Database
    clock: StandingClock
    services: Services
    bot: BatonBot
    roster: Attendances
    users: dict[str, discord.User]
    letters: Iterator[int]

    def asker(self, name: str, *, is_admin: bool = False) -> Asker:
        return Asker(TEAM, self.users[name].id, name, is_admin=is_admin)

    async def channel(self, name: str) -> discord.DMChannel:
        return await self.users[name].create_dm()

    async def says(self, name: str, content: str, *, answers: int | None = None, **fields: Any) -> int:
        """Let somebody write to the bot; returns the message's id."""
        channel = await self.channel(name)
        data: Any = make_message_dict(channel, self.users[name], content=content, **fields)
        if answers is not None:
            data |= {"type": 19, "message_reference": {"message_id": answers, "channel_id": channel.id}}
        backend.get_state().parse_message_create(data)
        await dpytest.run_all_events()
        return int(data["id"])

    async def edits(self, name: str, message_id: int, content: str) -> None:
        """Let somebody change a message of theirs."""
        data: Any = make_message_dict(await self.channel(name), self.users[name], message_id, content=content)
        backend.get_state().parse_message_update(data)
        await dpytest.run_all_events()

    async def deletes(self, name: str, message_id: int) -> None:
        """Let somebody delete a message of theirs."""
        data: Any = {"id": message_id, "channel_id": (await self.channel(name)).id}
        backend.get_state().parse_message_delete(data)
        await dpytest.run_all_events()

    def answers(self) -> list[str]:
        """Return what the bot has said since it was asked last."""
        found = []
        while not dpytest.sent_queue.empty():
            found.append(dpytest.get_message().content)
        return found

    async def coach_writes(self, words: str = WORDS) -> int:
        """Let Caleb write to Ben; returns the id of the letter that stands in Ben's direct messages."""
        caleb = self.asker("Caleb", is_admin=True)
        ben = await self.services.feedback.member(caleb, self.users["Ben"].id, "Ben", is_bot=False)
        await self.services.feedback.give(caleb, ben.runner_id, words)
        return await self.deliver()

    async def deliver(self) -> int:
        """Let all that is owed stand; returns the id of the newest letter."""
        newest = 0
        for parcel in await self.services.outbox.claim():
            standing = parcel.message.message_id
            if standing is None:
                standing = newest = next(self.letters)
            await self.services.outbox.sent(parcel.message, standing)
        return newest

    async def words(self) -> list[tuple[str, bool, int | None]]:
        """Return what was written: the words, whether a runner did, and what they answer."""
        rows = await rows_of(self.database, feedback)
        return [(row["message"], row["by_runner"], row["answers_id"]) for row in rows]

    async def kept(self) -> list[str]:
        return [row["message"] for row in await rows_of(self.database, kept_words)]


def _configure(bot: BatonBot) -> None:
    """Do what dpytest's own function does where there are no servers; that one takes no bot that may have shards."""
    backend.configure(bot)
    callbacks.set_callback(runner._message_callback, "send_message")
    runner._cur_config = runner.RunnerConfig(bot, [], [], [])


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    database = database_at(new_database(tmp_path))
    await database.open()
    clock = StandingClock()
    services = services_on(database, clock)
    await welcome(services)
    bot = BatonBot(services)
    roster = Attendances()
    bot.leavers = LeaverService(database, clock, roster)
    await bot._async_setup_hook()
    _configure(bot)
    await bot.load_extension("cogs.direct_words")
    users = {name: backend.make_user(name, "0001") for name in ("Ben", "Caleb", "Dana", "Eve")}
    for name in ("Ben", "Dana"):
        await services.profiles.ask_once(Asker(TEAM, users[name].id, name))
    for name in ("Ben", "Caleb", "Dana"):
        roster.of[users[name].id] = Present(name, is_admin=name == "Caleb")
    await services.coaches.note(Asker(TEAM, users["Caleb"].id, "Caleb", is_admin=True))
    yield Post(database, clock, services, bot, roster, users, itertools.count(7_000))
    await dpytest.empty_queue()
    await database.close()


# --- replies ---


async def test_a_runners_reply_to_a_letter_goes_to_the_coach_who_wrote_it(post: Post) -> None:
    letter = await post.coach_writes()
    await post.says("Ben", "  Thanks! ", answers=letter)
    assert post.answers() == ["-# On its way to **Coach Caleb**. Edit or delete your message, and it follows."]
    assert await post.words() == [(WORDS, False, None), ("Thanks!", True, 1)]
    [_, owed] = reversed(await post.services.outbox.newest())
    assert (owed.kind, owed.recipient_id) == (MessageKind.FEEDBACK_ANSWER, post.users["Caleb"].id)


async def test_a_coachs_reply_to_an_answer_goes_to_the_runner(post: Post) -> None:
    await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    await post.says("Caleb", "Thursday, then.", answers=await post.deliver())
    assert post.answers()[-1].startswith("-# On its way to **Ben**.")
    assert (await post.words())[-1] == ("Thursday, then.", False, 2)


async def test_a_reply_to_ones_own_message_goes_where_that_went(post: Post) -> None:
    first = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    await post.says("Ben", "And good night.", answers=first)
    assert post.answers()[-1].startswith("-# On its way to **Coach Caleb**.")
    assert (await post.words())[-1] == ("And good night.", True, None)


async def test_a_coach_who_replies_to_news_of_closed_messages_writes_to_that_runner(post: Post) -> None:
    caleb = post.asker("Caleb", is_admin=True)
    ben = await post.services.feedback.member(caleb, post.users["Ben"].id, "Ben", is_bot=False)
    await post.services.feedback.give(caleb, ben.runner_id, WORDS)
    [parcel] = await post.services.outbox.claim()
    await post.services.outbox.closed(parcel.message, "closed")
    await post.says("Caleb", "See you on Thursday.", answers=await post.deliver())
    assert post.answers()[-1].startswith("-# On its way to **Ben**.")


async def test_a_reply_to_a_letter_about_a_runner_goes_to_that_runner_and_needs_no_press(post: Post) -> None:
    await post.services.focuses.set(post.asker("Ben"), Area.PACING, "How?")
    await post.says("Caleb", "Start slower.", answers=await post.deliver())
    assert post.answers()[-1].startswith("-# On its way to **Ben**.")
    assert await post.words() == [("Start slower.", False, None)]
    assert await post.kept() == []


async def test_who_coaches_no_more_is_told_so_and_nothing_is_sent(post: Post) -> None:
    await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    answer = await post.deliver()
    post.roster.of[post.users["Caleb"].id] = Present("Caleb")
    await post.says("Caleb", "Thursday, then.", answers=answer)
    assert "That is for your team's coaches." in post.answers()[-1]
    assert len(await post.words()) == 2


async def test_a_coach_seen_of_late_is_believed_while_discord_does_not_say(post: Post) -> None:
    await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    answer = await post.deliver()
    post.roster.down = True
    await post.says("Caleb", "Thursday, then.", answers=answer)
    assert post.answers()[-1].startswith("-# On its way to **Ben**.")
    post.clock.forward(days=3)
    await post.says("Caleb", "Friday, then.", answers=answer)
    assert "Discord does not say right now" in post.answers()[-1]


async def test_who_left_the_server_reaches_nobody(post: Post) -> None:
    letter = await post.coach_writes()
    del post.roster.of[post.users["Ben"].id]
    await post.says("Ben", "Thanks!", answers=letter)
    assert "I don't know yet which team you run with." in post.answers()[-1]
    assert len(await post.words()) == 1


async def test_a_letter_is_its_readers_alone(post: Post) -> None:
    letter = await post.coach_writes()
    await post.says("Dana", "Hello?", answers=letter)
    assert await post.words() == [(WORDS, False, None)]


async def test_a_message_that_discord_tells_of_twice_is_sent_once(post: Post) -> None:
    letter = await post.coach_writes()
    message = await post.says("Ben", "Thanks!", answers=letter)
    await post.says("Ben", "Thanks!", answers=letter, id_num=message)
    assert len(await post.words()) == 2
    assert len(post.answers()) == 1


# --- what is for nobody ---


async def test_too_many_words_are_told_kindly_and_stay_in_their_message(post: Post) -> None:
    await post.says("Ben", "x" * (FEEDBACK_LIMIT + 1), answers=await post.coach_writes())
    [told] = post.answers()
    assert "Private words hold up to 2000 characters, and yours have 2001." in told
    assert len(await post.words()) == 1


async def test_as_many_words_as_a_direct_message_holds_are_carried(post: Post) -> None:
    whole = "Long runs, slowly. " * 105 + "Rest."
    assert len(whole) == FEEDBACK_LIMIT
    await post.says("Ben", whole, answers=await post.coach_writes())
    assert post.answers()[-1].startswith("-# On its way to **Coach Caleb**.")
    assert (await post.words())[-1] == (whole, True, 1)


async def test_bots_and_messages_without_words_are_passed_over(post: Post) -> None:
    letter = await post.coach_writes()
    await post.says("Ben", " \u200b ", answers=letter)
    await post.says("Ben", "", answers=letter)
    robot: Any = make_user_dict("Robot", "0002", None, bot=True)
    post.users["Robot"] = backend.get_state().store_user(robot)
    await post.says("Robot", "beep", answers=letter)
    assert post.answers() == []
    assert len(await post.words()) == 1


async def test_who_is_in_no_team_hears_what_the_bot_is_for(post: Post) -> None:
    await post.says("Eve", "Hello?")
    assert post.answers() == [said.NOBODY]
    assert await post.kept() == []


async def test_a_mention_of_the_bot_is_no_command_and_nothing_is_logged_of_it(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert post.bot.user is not None
    await post.says("Eve", f"<@{post.bot.user.id}> tell nobody")
    await post.says("Ben", "tell nobody", answers=await post.coach_writes("tell nobody"))
    ours = [record for record in caplog.records if not record.name.startswith("aiosqlite")]
    assert "tell nobody" not in "".join(record.getMessage() + str(record.exc_info) for record in ours)


# --- kept until it is said for whom ---


async def test_words_of_a_coach_wait_for_their_reader_and_go_where_they_are_sent(post: Post) -> None:
    await post.says("Caleb", "Easy week, all of you.")
    assert await post.kept() == ["Easy week, all of you."]
    # The question is a layout, which dpytest shows nothing of.
    assert post.answers() == [""]
    [row] = await rows_of(post.database, kept_words)
    caleb = post.asker("Caleb", is_admin=True)
    whom = await post.services.direct_words.whom(caleb.user_id, row["kept_id"], (caleb,))
    assert [one.name for one in whom.runners] == ["Ben", "Dana"]
    given = await post.services.direct_words.send_to_runner(caleb, row["kept_id"], whom.runners[0].runner_id)
    assert given.reader_name == "Ben"
    assert await post.kept() == []
    assert (await post.words())[-1] == ("Easy week, all of you.", False, None)


async def test_words_of_a_runner_wait_for_a_press(post: Post) -> None:
    await post.coach_writes()
    await post.says("Ben", "Thanks!")
    assert await post.kept() == ["Thanks!"]
    ben = post.asker("Ben")
    [row] = await rows_of(post.database, kept_words)
    whom = await post.services.direct_words.whom(ben.user_id, row["kept_id"], ())
    [coach] = whom.coaches
    assert (coach.name, whom.runners) == ("Caleb", ())
    assert coach.feedback_id is not None
    await post.services.direct_words.send_to_coach(ben, row["kept_id"], coach.feedback_id)
    assert (await post.words())[-1] == ("Thanks!", True, 1)


async def test_words_of_a_runner_to_whom_nobody_has_written_wait_for_a_press_too(post: Post) -> None:
    await post.says("Dana", "Where do we meet?")
    assert await post.kept() == ["Where do we meet?"]
    dana = post.asker("Dana")
    [row] = await rows_of(post.database, kept_words)
    whom = await post.services.direct_words.whom(dana.user_id, row["kept_id"], ())
    [coach] = whom.coaches
    assert (coach.name, coach.feedback_id) == ("Caleb", None)
    await post.services.direct_words.send_first(dana, row["kept_id"], TEAM, coach.coach_id)
    assert await post.words() == [("Where do we meet?", True, None)]
    [owed] = await post.services.outbox.newest()
    assert (owed.kind, owed.recipient_id) == (MessageKind.FEEDBACK_ANSWER, post.users["Caleb"].id)


async def test_a_reply_to_who_coaches_no_more_waits_to_be_said_for_whom(post: Post) -> None:
    letter = await post.coach_writes()
    caleb, eve = post.asker("Caleb"), post.asker("Eve", is_admin=True)
    await post.services.coaches.note(caleb)
    await post.says("Ben", "Thanks!", answers=letter)
    # Nobody coaches any more whom anybody knows of.
    assert post.answers() == [said.NOBODY]
    await post.services.coaches.note(eve)
    await post.says("Ben", "Thanks!", answers=letter)
    assert await post.kept() == ["Thanks!"]
    [row] = await rows_of(post.database, kept_words)
    whom = await post.services.direct_words.whom(post.users["Ben"].id, row["kept_id"], ())
    assert [one.name for one in whom.coaches] == ["Eve"]
    assert await post.words() == [(WORDS, False, None)]


async def test_a_reply_to_a_coach_whose_data_was_erased_waits_to_be_said_for_whom(post: Post) -> None:
    letter = await post.coach_writes()
    await post.services.coaches.note(post.asker("Eve", is_admin=True))
    assert await post.services.privacy.forget(post.asker("Caleb", is_admin=True))
    await post.says("Ben", "Thanks!", answers=letter)
    assert await post.kept() == ["Thanks!"]


async def test_words_are_their_writers_and_wait_for_a_day(post: Post) -> None:
    await post.says("Caleb", "Easy week.")
    [row] = await rows_of(post.database, kept_words)
    caleb, service = post.asker("Caleb", is_admin=True), post.services.direct_words
    with pytest.raises(NotFound) as stranger:
        await service.discard(post.users["Ben"].id, row["kept_id"])
    post.clock.forward(hours=24, seconds=1)
    with pytest.raises(NotFound) as late:
        await service.send_to_runner(caleb, row["kept_id"], 1)
    assert {stranger.value.code, late.value.code} == {"kept_words_gone"}
    assert post.bot.leavers is not None
    await post.bot.leavers.call_the_roll()
    assert await post.kept() == []


# --- edits and deletions ---


async def test_an_edit_changes_the_words_and_the_letter(post: Post) -> None:
    message = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    letter = await post.deliver()
    await post.edits("Ben", message, "Thanks a lot!")
    assert (await post.words())[-1] == ("Thanks a lot!", True, 1)
    [parcel] = await post.services.outbox.claim()
    assert parcel.message.message_id == letter
    assert isinstance(parcel.content, FeedbackAnswer)
    assert (parcel.content.message, parcel.content.is_edited) == ("Thanks a lot!", True)
    await post.services.outbox.sent(parcel.message, letter)
    # A preview under a link is told of as an edit too.
    await post.edits("Ben", message, "Thanks a lot!")
    assert await post.services.outbox.claim() == ()


async def test_an_edit_that_leaves_a_file_alone_clears_the_words(post: Post) -> None:
    letter = await post.coach_writes()
    word = (await rows_of(post.database, feedback))[0]["feedback_id"]
    plan, message = SentFile("1-plan.pdf", b"plan"), 9_999
    await post.services.direct_words.reply(post.asker("Ben"), word, "Like this?", message, (plan,))
    await post.edits("Ben", message, "")
    assert (await post.words())[-1] == ("", True, 1)
    without = await post.says("Ben", "Thanks!", answers=letter)
    await post.edits("Ben", without, "")
    assert (await post.words())[-1] == ("Thanks!", True, 1)


async def test_an_edit_to_too_many_words_leaves_them_as_they_were(post: Post) -> None:
    message = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    post.answers()
    await post.edits("Ben", message, "x" * (FEEDBACK_LIMIT + 1))
    assert "Private words hold up to 2000 characters" in post.answers()[-1]
    assert (await post.words())[-1] == ("Thanks!", True, 1)


async def test_who_coaches_no_more_changes_no_words_but_takes_them_back(post: Post) -> None:
    await post.says("Ben", "Hello!", answers=await post.coach_writes())
    message = await post.says("Caleb", "Thursday.", answers=await post.deliver())
    letter = await post.deliver()
    post.roster.of[post.users["Caleb"].id] = Present("Caleb")
    await post.edits("Caleb", message, "I write on.")
    assert "That is for your team's coaches." in post.answers()[-1]
    assert (await post.words())[-1] == ("Thursday.", False, 2)
    assert await post.services.outbox.claim() == ()
    await post.deletes("Caleb", message)
    assert (await post.words())[-1] == ("", False, 2)
    [parcel] = await post.services.outbox.claim()
    assert parcel.message.message_id == letter


async def test_words_to_who_coaches_no_more_stay_as_they_were(post: Post) -> None:
    message = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    await post.deliver()
    await post.services.coaches.note(post.asker("Caleb"))
    await post.edits("Ben", message, "My therapy appointment.")
    assert "coaches here no more" in post.answers()[-1]
    del post.roster.of[post.users["Ben"].id]
    await post.edits("Ben", message, "Hello?")
    assert "I don't know yet which team you run with." in post.answers()[-1]
    assert (await post.words())[-1] == ("Thanks!", True, 1)
    assert await post.services.outbox.claim() == ()


async def test_a_preview_under_a_link_has_nobody_asked_about(post: Post) -> None:
    message = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    post.roster.asked.clear()
    await post.edits("Ben", message, "Thanks!")
    assert post.roster.asked == []


async def test_a_deletion_takes_the_words_back_and_the_letter_says_so(post: Post) -> None:
    message = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    letter = await post.deliver()
    await post.deletes("Ben", message)
    await post.edits("Ben", message, "no, wait")
    assert (await post.words())[-1] == ("", True, 1)
    [parcel] = await post.services.outbox.claim()
    assert parcel.message.message_id == letter
    assert isinstance(parcel.content, FeedbackAnswer)
    assert parcel.content.is_taken_back
    inbox = await post.services.inbox.read(post.asker("Caleb", is_admin=True))
    assert inbox.entries == ()


async def test_words_taken_back_before_they_went_out_are_never_told_of(post: Post) -> None:
    message = await post.says("Ben", "Thanks!", answers=await post.coach_writes())
    await post.deletes("Ben", message)
    assert await post.deliver() == 0
    assert (await post.services.outbox.newest())[0].state is MessageState.DROPPED


async def test_kept_words_follow_their_message_too(post: Post) -> None:
    message = await post.says("Caleb", "Easy week.")
    await post.edits("Caleb", message, "Easy days.")
    assert await post.kept() == ["Easy days."]
    await post.deletes("Caleb", message)
    assert await post.kept() == []


async def test_what_happens_to_other_messages_changes_nothing(post: Post) -> None:
    await post.coach_writes()
    await post.edits("Ben", 1, "hi")
    await post.deletes("Ben", 1)
    assert await post.words() == [(WORDS, False, None)]
