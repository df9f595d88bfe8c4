"""Notes about a runner: the team's coaches read them, their author changes them, and the runner is handed them."""

from dataclasses import replace

import pytest

from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.coach_notes import NOTE_LIMIT, NOTES_PAGE, CoachNote
from tests.services.harriers import TEAM, Harriers, welcome

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)
CLEO = replace(CALEB, user_id=78, name="Cleo")


async def keep(team: Harriers, text: str = "Exams until mid December.", by: Asker = CALEB) -> CoachNote:
    runner_id = (await team.runner("Ana")).runner_id
    return await team.services.coach_notes.add(by, runner_id, text)


@pytest.fixture(autouse=True)
async def ana(team: Harriers) -> None:
    await team.log("Ana", "6k", "36:00")


async def test_all_coaches_read_all_notes_the_newest_first(team: Harriers) -> None:
    runner_id = (await team.runner("Ana")).runner_id
    for number in range(NOTES_PAGE):
        await keep(team, f"Note {number}.")
    await keep(team, "Mine.", CLEO)
    first = await team.services.coach_notes.page(CALEB, runner_id)
    assert [(note.author_name, note.text, note.is_own) for note in first.notes[:2]] == [
        ("Cleo", "Mine.", False),
        ("Caleb", "Note 3.", True),
    ]
    older, beyond = [await team.services.coach_notes.page(CLEO, runner_id, page) for page in (1, 9)]
    assert [note.text for note in older.notes] == ["Note 0."]
    assert (older.page, older.pages, older.count) == (1, 2, 5)
    assert beyond == older


async def test_a_note_is_changed_and_deleted_by_its_author_alone(team: Harriers) -> None:
    note = await keep(team)
    service = team.services.coach_notes
    for refused in (
        service.find(CLEO, note.note_id),
        service.change(CLEO, note.note_id, "Done."),
        service.delete(CLEO, note.note_id),
    ):
        with pytest.raises(NotAllowed) as caught:
            await refused
        assert caught.value.code == "note_of_another"
    changed = await service.change(CALEB, note.note_id, " Exams are over. ")
    assert (changed.text, changed.is_changed, note.is_changed) == ("Exams are over.", True, False)
    assert (await service.delete(CALEB, note.note_id)).count == 0
    with pytest.raises(NotFound):
        await service.delete(CALEB, note.note_id)


@pytest.mark.parametrize(("text", "code"), [(" \n", "note_empty"), ("x" * (NOTE_LIMIT + 1), "note_too_long")])
async def test_a_note_has_words_and_not_too_many(team: Harriers, text: str, code: str) -> None:
    note = await keep(team)
    for refused in (keep(team, text), team.services.coach_notes.change(CALEB, note.note_id, text)):
        with pytest.raises(UserError) as caught:
            await refused
        assert caught.value.code == code


async def test_notes_are_for_coaches_about_others_of_the_team(team: Harriers) -> None:
    note = await keep(team)
    service, runner_id = team.services.coach_notes, note.about.runner_id
    await welcome(team.services, TEAM + 1)
    elsewhere = replace(CALEB, team_id=TEAM + 1)
    own = replace(team.asker("Ana"), is_admin=True)
    for asker, code in ((team.asker("Ana"), "coach_only"), (own, "coach_of_oneself"), (elsewhere, "runner_gone")):
        for refused in (service.add(asker, runner_id, "Fine."), service.page(asker, runner_id)):
            with pytest.raises(UserError) as caught:
                await refused
            assert caught.value.code == code
    with pytest.raises(NotFound) as gone:
        await service.find(elsewhere, note.note_id)
    assert gone.value.code == "note_gone"
    await team.change("Ana", left_at=team.clock.now())
    with pytest.raises(NotFound) as left:
        await service.page(CALEB, runner_id)
    assert left.value.code == "runner_left"


async def test_a_runner_is_handed_the_notes_and_they_go_with_them(team: Harriers) -> None:
    note = await keep(team)
    export = await team.services.privacy.export(team.asker("Ana"))
    assert export is not None
    [held] = [table.rows for table in export.tables if table.name == "coach_notes"]
    assert [row[:2] for row in held] == [("Caleb", "Exams until mid December.")]
    await team.services.privacy.forget(team.asker("Ana"))
    with pytest.raises(NotFound):
        await team.services.coach_notes.find(CALEB, note.note_id)


async def test_a_coach_who_is_forgotten_leaves_the_note_unsigned(team: Harriers) -> None:
    note = await keep(team)
    await team.services.privacy.forget(CALEB)
    page = await team.services.coach_notes.page(CLEO, note.about.runner_id)
    assert [(one.author_name, one.text) for one in page.notes] == [(None, "Exams until mid December.")]
