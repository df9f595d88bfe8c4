"""Direct messages on their way between coaches and runners, on both engines."""

from dataclasses import replace

import pytest

from bot.errors import NotFound, UserError
from bot.services.asker import Asker
from bot.services.direct_choices import Whom
from bot.services.direct_words import KEPT_FOR
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.feedback_letters import Feedback
from db.models import feedback, kept_words
from tests.services.harriers import TEAM, Harriers, welcome
from tests.services.ledger import rows_of

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)
MESSAGE = 9_000


@pytest.fixture(autouse=True)
async def _runners(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")
    await team.services.coaches.note(CALEB)


async def give(team: Harriers, name: str = "Ben", by: Asker = CALEB) -> int:
    await team.services.feedback.give(by, (await team.runner(name)).runner_id, "Textbook.")
    return (await rows_of(team.database, feedback, by.team_id))[-1]["feedback_id"]  # type: ignore[no-any-return]


async def kept(team: Harriers, asker: Asker = CALEB, *coaching: Asker) -> Whom:
    whom = await team.services.direct_words.keep(asker.user_id, MESSAGE, "Easy week.", coaching)
    assert whom is not None
    return whom


async def test_runners_written_to_of_late_come_first_and_the_others_by_name(team: Harriers) -> None:
    for name in ("Chloé", "Ben"):
        await give(team, name)
    whom = await kept(team, CALEB, CALEB)
    assert [one.name for one in whom.runners] == ["Ben", "Chloé", "Ana"]
    assert (whom.there_are_more, whom.teams, whom.coaches) == (False, 1, ())
    found = await team.services.direct_words.whom(CALEB.user_id, whom.kept_id, (CALEB,), "chl")
    assert [one.name for one in found.runners] == ["Chloé"]


async def test_a_list_holds_no_more_than_discord_takes_and_says_that_there_are_more(team: Harriers) -> None:
    await team.join(*(f"Runner {number:02}" for number in range(30)))
    whom = await kept(team, CALEB, CALEB)
    assert (len(whom.runners), whom.there_are_more) == (25, True)


async def test_who_is_seen_to_coach_no_more_is_offered_no_runners(team: Harriers) -> None:
    nobody = replace(CALEB, is_admin=False)
    assert await team.services.direct_words.keep(77, MESSAGE, "Easy week.", (nobody,)) is None
    assert await rows_of(team.database, kept_words) == []


async def test_a_runner_of_two_teams_is_offered_the_coaches_of_both(team: Harriers) -> None:
    await welcome(team.services, TEAM + 1)
    there = Asker(TEAM + 1, team.asker("Ben").user_id, "Ben")
    await team.services.run_lists.first_page(there)
    await give(team)
    runners = await team.database.read(lambda uow: uow.runners.of_team(TEAM + 1))
    dana = Asker(TEAM + 1, 78, "Dana", is_admin=True)
    await team.services.feedback.give(dana, runners[0].runner_id, "Well run.")
    whom = await kept(team, team.asker("Ben"))
    assert [one.name for one in whom.coaches] == ["Dana", "Caleb"]
    service, word = team.services.direct_words, whom.coaches[0].feedback_id
    assert word is not None
    assert await service.team_of_word(there.user_id, whom.kept_id, word) == TEAM + 1
    given = await service.send_to_coach(there, whom.kept_id, word)
    assert given.reader_name == "Dana"
    assert await rows_of(team.database, kept_words) == []


async def test_coaches_who_have_not_written_are_offered_after_those_who_have(team: Harriers) -> None:
    await team.services.coaches.note(replace(CALEB, user_id=78, name="Ada"))
    await team.services.coaches.note(replace(CALEB, user_id=79, name="Bea"))
    await give(team)
    ben, service = team.asker("Ben"), team.services.direct_words
    whom = await kept(team, ben)
    assert [(one.name, one.feedback_id is None) for one in whom.coaches] == [
        ("Caleb", False),
        ("Ada", True),
        ("Bea", True),
    ]
    assert (await service.send_first(ben, whom.kept_id, TEAM, 78)).reader_name == "Ada"
    row = (await rows_of(team.database, feedback, TEAM))[-1]
    assert (row["coach_id"], row["by_runner"], row["written_message_id"]) == (78, True, MESSAGE)
    assert await rows_of(team.database, kept_words) == []


async def test_who_coaches_no_more_is_not_offered_and_gets_nothing(team: Harriers) -> None:
    await give(team)
    await team.services.coaches.note(replace(CALEB, user_id=78, name="Ada"))
    ben, service = team.asker("Ben"), team.services.direct_words
    whom = await kept(team, ben)
    await team.services.coaches.note(replace(CALEB, is_admin=False))
    again = await service.whom(ben.user_id, whom.kept_id, ())
    assert [one.name for one in again.coaches] == ["Ada"]
    for asker, team_id, coach_id in ((ben, TEAM, CALEB.user_id), (ben, TEAM + 1, 78), (ben, TEAM, ben.user_id)):
        with pytest.raises(NotFound) as caught:
            await service.send_first(asker, whom.kept_id, team_id, coach_id)
        assert caught.value.code == "coach_not_here"
    assert await service.find(ben.user_id, whom.kept_id) == "Easy week."


async def test_kept_words_are_sent_once(team: Harriers) -> None:
    whom = await kept(team, CALEB, CALEB)
    service, runner_id = team.services.direct_words, whom.runners[0].runner_id
    await service.send_to_runner(CALEB, whom.kept_id, runner_id)
    with pytest.raises(NotFound) as caught:
        await service.send_to_runner(CALEB, whom.kept_id, runner_id)
    assert caught.value.code == "kept_words_gone"
    [row] = await rows_of(team.database, feedback, TEAM)
    assert row["written_message_id"] == MESSAGE


async def test_what_is_refused_is_kept_on(team: Harriers) -> None:
    whom = await kept(team, CALEB, CALEB)
    service = team.services.direct_words
    for asker, runner_id in ((replace(CALEB, is_admin=False), whom.runners[0].runner_id), (CALEB, 999_999)):
        with pytest.raises(UserError):
            await service.send_to_runner(asker, whom.kept_id, runner_id)
    assert await service.find(77, whom.kept_id) == "Easy week."


async def test_words_older_than_a_day_go_with_the_next(team: Harriers) -> None:
    await kept(team, CALEB, CALEB)
    team.clock.forward(seconds=KEPT_FOR.total_seconds() + 1)
    await team.services.direct_words.keep(77, MESSAGE + 1, "Rest.", (CALEB,))
    assert [row["message"] for row in await rows_of(team.database, kept_words)] == ["Rest."]


async def test_too_many_words_are_not_kept(team: Harriers) -> None:
    with pytest.raises(UserError) as caught:
        await team.services.direct_words.keep(77, MESSAGE, "x" * (FEEDBACK_LIMIT + 1), (CALEB,))
    assert (caught.value.code, caught.value.facts) == ("direct_words_too_long", {"limit": 2000, "length": 2001})


async def test_who_is_forgotten_leaves_no_kept_words(team: Harriers) -> None:
    await give(team)
    await kept(team, team.asker("Ben"))
    export = await team.services.privacy.export(team.asker("Ben"))
    assert export is not None
    [words] = [table for table in export.tables if table.name == "words_kept"]
    assert words.rows[0][0] == "Easy week."
    await team.services.privacy.forget(team.asker("Ben"))
    assert await rows_of(team.database, kept_words) == []


async def test_an_edit_before_the_letter_is_sent_is_what_it_says(team: Harriers) -> None:
    whom = await kept(team, CALEB, CALEB)
    await team.services.direct_words.send_to_runner(CALEB, whom.kept_id, whom.runners[0].runner_id)
    assert await team.services.direct_words.edited(MESSAGE, "Easy days.", CALEB)
    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, Feedback)
    assert (parcel.content.message, parcel.content.is_edited) == ("Easy days.", True)


async def test_words_taken_back_while_they_waited_in_an_inbox_are_never_read(team: Harriers) -> None:
    whom = await kept(team, CALEB, CALEB)
    runner = whom.runners[0]
    await team.services.direct_words.send_to_runner(CALEB, whom.kept_id, runner.runner_id)
    [parcel] = await team.services.outbox.claim()
    await team.services.outbox.closed(parcel.message, "closed")
    assert await team.services.direct_words.deleted(MESSAGE)
    assert (await team.services.inbox.read(team.asker(runner.name))).entries == ()
    # The coach knows that they took them back.
    assert await team.services.outbox.claim() == ()
    assert not await team.services.direct_words.deleted(MESSAGE + 5)
    assert not await team.services.direct_words.edited(MESSAGE + 5, "hi", None)
