"""Replies to letters of the bot that hold no words: to whom each goes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.audience import MessageKind
from bot.domain.check_ins import Item
from bot.domain.checkups.focus_area import Area
from bot.domain.doubts import Verdict
from bot.errors import NotAllowed, NotFound
from bot.services.answered_letters import ABOUT_ONE, SIGNED
from bot.services.asker import Asker
from bot.services.check_in_letters import owe_flag
from bot.services.direct_words import Looked
from bot.services.feedback_files import SentFile
from bot.services.feedback_sending import Given
from bot.services.letters import FOR_COACHES
from db.models.feedback import feedback, feedback_files
from db.unit_of_work import UnitOfWork
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of
from tests.services.planned import TRACK, WEEK, planned
from tests.services.racing import owed, send_all

ROLE = 31
CLEO = Asker(TEAM, 77, "Cleo", frozenset({ROLE}))
DORA = Asker(TEAM, 78, "Dora", frozenset({ROLE}))
MESSAGE = 5_000
PLAN = SentFile("1-log.csv", b"km,5")


@pytest.fixture(autouse=True)
async def _coached(team: Harriers) -> None:
    """Let Cleo and Dora coach Ben, who has a week of Cleo's."""
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=ROLE))
    await planned(team, {"Tue": TRACK}, "Ben", now=True, author=(CLEO.user_id, CLEO.name))
    for coach in (CLEO, DORA):
        await team.services.coaches.note(coach)
    await send_all(team)


async def letter(team: Harriers, kind: MessageKind, reader: Asker) -> int:
    """Let all be sent, and return the message that is the newest letter of a kind to somebody."""
    await send_all(team)
    return max(9_000 + one.outbox_id for one in await owed(team, kind) if one.recipient_id == reader.user_id)


async def looked(team: Harriers, who: Asker, message_id: int) -> Looked:
    return await team.services.direct_words.look(who.user_id, MESSAGE, (message_id,))


async def replies(team: Harriers, who: Asker, message_id: int, *files: SentFile) -> Given:
    found = await looked(team, who, message_id)
    assert found.way is not None
    return await team.services.direct_words.reply_to_letter(who, found.way, "Thursday?", MESSAGE, files)


async def set_focus(team: Harriers) -> None:
    await team.services.focuses.set(team.asker("Ben"), Area.PACING, "Hills?")


async def shares_checkup(team: Harriers) -> None:
    await team.log("Ben", when="today")
    ben = team.asker("Ben")
    await team.services.checkups.share(ben, await team.services.checkups.look(ben), "Five signs.")


async def cannot(team: Harriers) -> None:
    ben = await team.runner("Ben")
    await team.services.plan_answers.cannot(ben.user_id, ben.runner_id, date(2026, 11, 24), "Work.")


async def checks_in(team: Harriers) -> None:
    now, ben = team.clock.now(), await team.runner("Ben")

    def flagged(uow: UnitOfWork) -> None:
        check_in_id = uow.check_ins.add(ben.runner_id, now.date(), WEEK.key, now)
        assert check_in_id is not None
        uow.check_ins.change(check_in_id, done_at=now, **{item.value: 5 for item in Item})
        runner = uow.runners.find_by_id(ben.runner_id)
        assert runner is not None
        owe_flag(uow, runner, check_in_id, now)

    await team.database.write(flagged)
    team.clock.forward(minutes=5)


ABOUT = {
    MessageKind.FOCUS_REQUEST: set_focus,
    MessageKind.CHECKUP_SHARED: shares_checkup,
    MessageKind.PLAN_CANNOT: cannot,
    MessageKind.CHECK_IN_FLAG: checks_in,
}


def test_every_letter_about_one_runner_is_replied_to_here() -> None:
    assert set(ABOUT) == ABOUT_ONE
    assert {MessageKind.FEEDBACK_ANSWER, MessageKind.COACH_DIGEST} == FOR_COACHES - ABOUT_ONE
    assert {MessageKind.PLAN_WEEK, MessageKind.SEASON_SHARED, MessageKind.RUN_REVIEW} == SIGNED


@pytest.mark.parametrize("kind", ABOUT)
async def test_a_coachs_reply_to_a_letter_about_a_runner_goes_to_that_runner(team: Harriers, kind: MessageKind) -> None:
    await ABOUT[kind](team)
    given = await replies(team, CLEO, await letter(team, kind, CLEO), PLAN)
    assert (given.reader_name, given.to_coach) == ("Ben", False)
    [row] = await rows_of(team.database, feedback, TEAM)
    assert (row["coach_id"], row["by_runner"], row["written_message_id"]) == (CLEO.user_id, False, MESSAGE)
    assert [one["content"] for one in await rows_of(team.database, feedback_files)] == [PLAN.content]


async def signs_week(team: Harriers) -> None:
    """Nothing is to do: the week is out."""


async def signs_season(team: Harriers) -> None:
    filled = await team.services.seasons.fill(CLEO, "Ben", None)
    filled = replace(filled, goal="Berlin 10k · 11 apr 2027 · 10k", volumes="40-80 km")
    await team.services.seasons.save(CLEO, (await team.services.seasons.read(CLEO, filled)).draft)


async def signs_review(team: Harriers) -> None:
    run_id = (await team.log("Ben", "10k", "26:00", "2026-11-18")).run.run_id
    await team.services.reviews.confirm(team.asker("Ben"), run_id, "A bike race")
    review = (await team.services.reviews.page(CLEO)).review
    assert review is not None
    await team.services.reviews.decide(CLEO, review, Verdict.COUNTS, "I was there.")


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        (MessageKind.PLAN_WEEK, signs_week),
        (MessageKind.SEASON_SHARED, signs_season),
        (MessageKind.RUN_REVIEW, signs_review),
    ],
)
async def test_a_runners_reply_to_what_a_coach_signed_goes_to_that_coach(
    team: Harriers, kind: MessageKind, sign: Callable[[Harriers], Awaitable[None]]
) -> None:
    ben = team.asker("Ben")
    await team.services.feedback.give(CLEO, (await team.runner("Ben")).runner_id, "Textbook.")
    await sign(team)
    message = await letter(team, kind, ben)
    given = await replies(team, ben, message, PLAN)
    assert (given.reader_name, given.to_coach) == ("Cleo", True)
    row = (await rows_of(team.database, feedback, TEAM))[-1]
    # It is about the letter, and quotes nothing else.
    assert (row["coach_id"], row["by_runner"], row["answers_id"]) == (CLEO.user_id, True, None)
    assert [one["content"] for one in await rows_of(team.database, feedback_files)] == [PLAN.content]


async def test_a_reply_to_what_was_signed_by_who_coaches_no_more_is_asked_about(team: Harriers) -> None:
    ben = team.asker("Ben")
    message = await letter(team, MessageKind.PLAN_WEEK, ben)
    found = await looked(team, ben, message)
    await team.services.coaches.note(replace(CLEO, role_ids=frozenset()))
    assert await looked(team, ben, message) == Looked(False, writer_gone=True)
    assert found.way is not None
    with pytest.raises(NotFound) as refused:
        await team.services.direct_words.reply_to_letter(ben, found.way, "Thursday?", MESSAGE)
    assert refused.value.code == "coach_not_here"
    await team.services.privacy.forget(CLEO)
    assert await looked(team, ben, message) == Looked(False, writer_gone=True)


async def test_who_coaches_no_more_reaches_nobody_by_an_old_letter(team: Harriers) -> None:
    await set_focus(team)
    message = await letter(team, MessageKind.FOCUS_REQUEST, DORA)
    with pytest.raises(NotAllowed):
        await replies(team, replace(DORA, role_ids=frozenset()), message)
    assert await rows_of(team.database, feedback, TEAM) == []


async def test_a_letter_is_its_readers_alone_and_leads_to_nobody_once_its_runner_is_erased(team: Harriers) -> None:
    await set_focus(team)
    message = await letter(team, MessageKind.FOCUS_REQUEST, DORA)
    for who in (CLEO, team.asker("Ben")):
        assert await looked(team, who, message) == Looked(False)
    await team.services.privacy.forget(team.asker("Ben"))
    assert await looked(team, DORA, message) == Looked(False)
