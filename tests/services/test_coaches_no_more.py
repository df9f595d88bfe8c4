"""Letters about runners are for who coaches now: what was owed to who did before goes to nobody, or on."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.audience import MessageKind
from bot.domain.checkups.focus_area import Area
from bot.errors import NotFound
from bot.services.asker import Asker
from bot.services.feedback_letters import FeedbackAnswer
from bot.services.letters import FOR_COACHES, DeliveryNote, Hindrance, Letter
from bot.services.outbox import MessageState
from db import undelivered
from db.models.feedback import feedback
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.planned import TRACK, WEEK, planned
from tests.services.racing import owed, send_all

ROLE = 31
CLEO = Asker(TEAM, 77, "Cleo", frozenset({ROLE}))
DORA = Asker(TEAM, 78, "Dora", frozenset({ROLE}))
TUESDAY = date(2026, 11, 24)
PRIVATE = "My therapy appointment."


@pytest.fixture(autouse=True)
async def _coached(team: Harriers) -> None:
    """Let Cleo and Dora coach Ben, who has a week of Cleo's."""
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=ROLE))
    await planned(team, {"Tue": TRACK}, "Ben", now=True, author=(CLEO.user_id, CLEO.name))
    for coach in (CLEO, DORA):
        await team.services.coaches.note(coach)
    await send_all(team)


async def coaches_no_more(team: Harriers, coach: Asker = CLEO) -> None:
    await team.services.coaches.note(replace(coach, role_ids=frozenset()))


async def ben_of(team: Harriers) -> tuple[int, int]:
    """Return Ben's Discord id and key."""
    return team.asker("Ben").user_id, (await team.runner("Ben")).runner_id


async def test_a_day_told_of_goes_to_who_coaches_now_and_not_to_the_author_of_the_week(team: Harriers) -> None:
    await coaches_no_more(team)
    noted = await team.services.plan_answers.cannot(*await ben_of(team), TUESDAY, PRIVATE)
    assert noted.told
    [entry] = await owed(team, MessageKind.PLAN_CANNOT)
    assert entry.recipient_id == DORA.user_id


async def test_a_question_goes_to_who_coaches_now(team: Harriers) -> None:
    await coaches_no_more(team)
    await team.services.plan_answers.ask(*await ben_of(team), WEEK, PRIVATE)
    [entry] = await owed(team, MessageKind.FEEDBACK_ANSWER)
    assert entry.recipient_id == DORA.user_id


async def test_an_answer_to_who_coaches_no_more_is_refused_and_the_newest_of_who_does_is_answered(
    team: Harriers,
) -> None:
    _, ben = await ben_of(team)
    await team.services.feedback.give(DORA, ben, "Well run.")
    await team.services.feedback.give(CLEO, ben, "Textbook.")
    await coaches_no_more(team)
    words = (await rows_of(team.database, feedback, TEAM))[-1]["feedback_id"]
    with pytest.raises(NotFound) as refused:
        await team.services.feedback.answer(team.asker("Ben"), words, PRIVATE)
    assert refused.value.code == "coach_no_more"
    assert (await team.services.feedback.reply(team.asker("Ben"), PRIVATE)).reader_name == "Dora"


async def overnight(team: Harriers) -> None:
    """Owe Cleo and Dora a letter of each kind in the night, in which it waits."""
    user, ben = await ben_of(team)
    asker = team.asker("Ben")
    await team.log("Ben", when="today")
    await send_all(team)
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await team.services.plan_answers.cannot(user, ben, TUESDAY, PRIVATE)
    await team.services.plan_answers.ask(user, ben, WEEK, PRIVATE)
    await team.services.checkups.share(asker, await team.services.checkups.look(asker), PRIVATE)
    await team.services.focuses.set(asker, Area.PACING, PRIVATE)
    await send_all(team)


async def test_letters_that_waited_overnight_do_not_reach_who_coaches_no_more(team: Harriers) -> None:
    await overnight(team)
    await coaches_no_more(team)
    team.clock.set(local("Europe/Berlin", "2026-11-21 09:00"))
    said = await send_all(team)
    states = [(one.recipient_id, one.kind, one.state) for one in await owed(team, *FOR_COACHES)]
    assert {state for who, _, state in states if who == CLEO.user_id} == {MessageState.DROPPED}
    assert {kind for who, kind, state in states if who == DORA.user_id and state == MessageState.SENT} == {
        MessageKind.CHECKUP_SHARED,
        MessageKind.FOCUS_REQUEST,
    }
    assert not any(isinstance(one, FeedbackAnswer) for one in said)
    [note] = [one for one in said if isinstance(one, DeliveryNote)]
    assert (note.reader_name, note.hindrance, note.message) == ("Cleo", Hindrance.NO_COACH, PRIVATE)
    # The words are kept.
    assert [row["message"] for row in await rows_of(team.database, feedback, TEAM)] == [PRIVATE]


async def test_the_inbox_shows_runners_words_to_who_coaches_now_alone(team: Harriers) -> None:
    async def letters() -> list[Letter]:
        return [one.letter for one in (await team.services.inbox.read(CLEO)).entries]

    await overnight(team)
    assert len(await letters()) == 4
    await coaches_no_more(team)
    assert await letters() == []
    assert await letters() == []
    notes = await owed(team, MessageKind.DELIVERY_NOTE)
    assert [one.recipient_id for one in notes] == [team.asker("Ben").user_id]


async def export_of(team: Harriers, asker: Asker) -> str:
    """Return all that an export hands a member, as text."""
    export = await team.services.privacy.export(asker)
    assert export is not None
    return repr([(table.name, table.rows) for table in export.tables])


async def test_what_never_reached_who_coaches_no_more_is_not_handed_to_them_either(team: Harriers) -> None:
    await overnight(team)
    word = (await rows_of(team.database, feedback, TEAM))[-1]["feedback_id"]
    await team.database.write(
        lambda uow: uow.feedback_files.add("1-doctor.pdf", b"a diagnosis", team.clock.now(), feedback_id=word)
    )
    for private in (PRIVATE, "1-doctor.pdf", "a diagnosis"):
        assert private in await export_of(team, CLEO)
    await coaches_no_more(team)
    handed = await export_of(team, CLEO)
    for private in (PRIVATE, "doctor", "a diagnosis"):
        assert private not in handed
    team.clock.set(local("Europe/Berlin", "2026-11-21 09:00"))
    await send_all(team)
    assert PRIVATE not in await export_of(team, CLEO)
    # Their author has them, and they go with either.
    assert PRIVATE in await export_of(team, team.asker("Ben"))
    assert await team.services.privacy.forget(replace(CLEO, role_ids=frozenset()))
    assert [row["coach_id"] for row in await rows_of(team.database, feedback, TEAM)] == [None]


async def test_what_reached_a_coach_stays_in_what_they_are_handed(team: Harriers) -> None:
    await team.services.plan_answers.ask(*await ben_of(team), WEEK, PRIVATE)
    await send_all(team)
    await coaches_no_more(team)
    assert PRIVATE in await export_of(team, CLEO)


def test_an_export_knows_the_letters_that_are_for_coaches() -> None:
    assert set(undelivered.FOR_COACHES) == FOR_COACHES
