"""A coach's threads, templates and files, on both engines."""

import pytest

from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.feedback_files import SentFile, safe_name
from bot.services.feedback_letters import Feedback
from bot.services.feedback_templates import MOST, SavedTemplate, Template
from bot.services.feedback_threads import FOUND, PAGE
from db.models import feedback, feedback_files, feedback_templates, kept_words
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)
DANA = Asker(TEAM, 78, "Dana", is_admin=True)
PLAN = SentFile("1-plan.pdf", b"%PDF a plan")


@pytest.fixture(autouse=True)
async def _runners(team: Harriers) -> None:
    await team.join("Ana", "Ben")


async def give(team: Harriers, words: str, by: Asker = CALEB, to: str = "Ben", *files: SentFile) -> int:
    runner_id = (await team.runner(to)).runner_id
    return (await team.services.feedback.give(by, runner_id, words, files)).feedback_id


# --- threads ---


async def test_a_thread_holds_what_the_two_wrote_newest_first(team: Harriers) -> None:
    word = await give(team, "Textbook.")
    await team.services.feedback.answer(team.asker("Ben"), word, "Thanks!")
    await give(team, "Well run.", DANA)
    await give(team, "Rest.", to="Ana")
    page = await team.services.feedback_threads.named(CALEB, "ben")
    assert [(one.by_runner, one.message) for one in page.entries] == [(True, "Thanks!"), (False, "Textbook.")]
    assert (page.runner_name, page.is_first, page.older) == ("Ben", True, None)


async def test_a_thread_is_turned_page_by_page(team: Harriers) -> None:
    for number in range(PAGE + 2):
        await give(team, f"Word {number}")
    threads = team.services.feedback_threads
    first = await threads.named(CALEB, "Ben")
    assert [one.message for one in first.entries] == ["Word 6", "Word 5", "Word 4", "Word 3", "Word 2"]
    second = await threads.page(CALEB, first.runner_id, first.older)
    assert [one.message for one in second.entries] == ["Word 1", "Word 0"]
    assert (second.is_first, second.older) == (False, None)


async def test_long_words_share_a_page_with_fewer(team: Harriers) -> None:
    for _ in range(3):
        await give(team, "x" * 2000)
    page = await team.services.feedback_threads.named(CALEB, "Ben")
    assert len(page.entries) == 1
    assert page.older == page.entries[0].feedback_id


async def test_a_search_finds_all_words_in_ones_own_threads_alone(team: Harriers) -> None:
    word = await give(team, "How is the KNEE after Thursday?")
    await team.services.feedback.answer(team.asker("Ben"), word, "The knee is fine since thursday. Café?")
    await give(team, "That knee, Thursday!", DANA)
    threads = team.services.feedback_threads
    found = await threads.search(CALEB, "thursday knee")
    assert [one.by_runner for one in found.entries] == [True, False]
    assert found.count == 2
    assert [one.message for one in (await threads.search(CALEB, "cafe")).entries] == [found.entries[0].message]
    assert (await threads.search(CALEB, "hip")).entries == ()
    await give(team, "cadence", to="Ana")
    await team.change("Ana", left_at=team.clock.now())
    assert (await threads.search(CALEB, "cadence")).count == 0


async def test_a_search_shows_the_newest_and_counts_them_all(team: Harriers) -> None:
    for number in range(FOUND + 3):
        await give(team, f"Easy {number}")
    found = await team.services.feedback_threads.search(CALEB, "easy")
    assert (len(found.entries), found.count, found.entries[0].message) == (FOUND, FOUND + 3, "Easy 10")


async def test_threads_and_templates_are_for_coaches(team: Harriers) -> None:
    await give(team, "Textbook.")
    ben, services = team.asker("Ben"), team.services
    runner_id = (await team.runner("Ana")).runner_id
    for refused in (
        services.feedback_threads.named(ben, "Ana"),
        services.feedback_threads.page(ben, runner_id),
        services.feedback_threads.search(ben, "textbook"),
        services.feedback_templates.suggestions(ben, ""),
        services.feedback_templates.open(ben, "easy"),
        services.feedback_templates.filled(ben, "easy", "Ana"),
        services.feedback_templates.save(ben, "easy", "Easy week."),
    ):
        with pytest.raises(NotAllowed) as caught:
            await refused
        assert caught.value.code == "coach_only"
    with pytest.raises(UserError) as empty:
        await services.feedback_threads.search(CALEB, "  ")
    assert empty.value.code == "search_empty"


# --- templates ---


async def test_a_template_is_saved_changed_filled_in_and_cleared(team: Harriers) -> None:
    templates = team.services.feedback_templates
    assert await templates.open(CALEB, "  After  a race ") == Template("After a race")
    assert await templates.save(CALEB, "After a race", "Well run, {name}!") == SavedTemplate("After a race", False)
    assert await templates.save(CALEB, "after a RACE", "{name}, well run!") == SavedTemplate("After a race", False)
    assert await templates.filled(CALEB, "after a race", "Ben") == "Ben, well run!"
    assert await templates.suggestions(CALEB, "rac") == ("After a race",)
    assert await templates.suggestions(DANA, "") == ()
    assert await templates.save(CALEB, "After a race", " ") == SavedTemplate("After a race", True)
    with pytest.raises(NotFound) as gone:
        await templates.filled(CALEB, "After a race", "Ben")
    assert gone.value.code == "template_not_found"


async def test_a_template_with_what_is_typed_is_never_cut(team: Harriers) -> None:
    templates = team.services.feedback_templates
    await templates.save(CALEB, "Long", "{name}, " + "x" * 1900)
    assert await templates.filled(CALEB, "long", "Ben", "Hi.") == "Ben, " + "x" * 1900 + "\n\nHi."
    for name, typed, length in (("Ben", "y" * 200, 2_107), ("B" * 100, None, 2_002)):
        with pytest.raises(UserError) as caught:
            await templates.filled(CALEB, "long", name, typed)
        assert caught.value.code == "template_too_long"
        assert caught.value.facts == {"name": "Long", "limit": 2_000, "length": length}


async def test_there_is_room_for_as_many_templates_as_discord_lists(team: Harriers) -> None:
    templates = team.services.feedback_templates
    for number in range(MOST):
        await templates.save(CALEB, f"Template {number}", "Easy.")
    with pytest.raises(UserError) as caught:
        await templates.save(CALEB, "One more", "Easy.")
    assert caught.value.code == "templates_enough"
    await templates.save(CALEB, "Template 3", "Easier.")
    with pytest.raises(UserError) as nameless:
        await templates.open(CALEB, " \u200b")
    assert nameless.value.code == "template_nameless"


async def test_templates_go_with_their_coach(team: Harriers) -> None:
    await team.services.feedback_templates.save(CALEB, "Easy", "Easy week.")
    await team.services.privacy.forget(CALEB)
    assert await rows_of(team.database, feedback_templates) == []


# --- files ---


async def test_files_go_along_and_are_for_the_two_alone(team: Harriers) -> None:
    word = await give(team, "", CALEB, "Ben", PLAN)
    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, Feedback)
    assert parcel.content.contents == ((PLAN.name, PLAN.content),)
    for user_id in (77, team.asker("Ben").user_id):
        assert await team.services.feedback.files(user_id, word) == (PLAN,)
    for user_id in (78, team.asker("Ana").user_id):
        with pytest.raises(NotFound):
            await team.services.feedback.files(user_id, word)
    with pytest.raises(NotFound):
        await team.services.feedback.files(77, word, TEAM + 1)
    page = await team.services.feedback_threads.named(CALEB, "Ben")
    assert page.entries[0].has_files


async def test_files_of_kept_words_go_with_them_and_are_gone_with_what_is_taken_back(team: Harriers) -> None:
    words = team.services.direct_words
    whom = await words.keep(77, 9_000, "Look.", (CALEB,), (PLAN,))
    assert whom is not None
    ben = next(one for one in whom.runners if one.name == "Ben")
    given = await words.send_to_runner(CALEB, whom.kept_id, ben.runner_id)
    assert await team.services.feedback.files(77, given.feedback_id) == (PLAN,)
    await words.deleted(9_000)
    assert await rows_of(team.database, feedback_files) == []
    other = await words.keep(77, 9_001, "Look.", (CALEB,), (PLAN,))
    assert other is not None
    await words.discard(77, other.kept_id)
    assert await rows_of(team.database, feedback_files) == []


async def test_files_are_given_to_the_two_and_go_with_the_runner(team: Harriers) -> None:
    await give(team, "Look.", CALEB, "Ben", PLAN)
    for asker, name in ((team.asker("Ben"), "feedback_files"), (CALEB, "feedback_files_as_a_coach")):
        export = await team.services.privacy.export(asker)
        assert export is not None
        [table] = [table for table in export.tables if table.name == name]
        assert [(row[1], bytes(row[2])) for row in table.rows] == [(PLAN.name, PLAN.content)]
    assert await team.services.privacy.export(team.asker("Ana")) is not None
    await team.services.privacy.forget(CALEB)
    assert len(await rows_of(team.database, feedback_files)) == 1
    await team.services.privacy.forget(team.asker("Ben"))
    assert await rows_of(team.database, feedback_files) == []
    assert await rows_of(team.database, feedback) == []


async def test_files_of_kept_words_are_given_to_their_writer_alone_and_go_with_them(team: Harriers) -> None:
    await team.services.coaches.note(CALEB)
    assert await team.services.direct_words.keep(CALEB.user_id, 9_000, "Look.", (CALEB,), (PLAN,)) is not None
    for asker, files in ((CALEB, [PLAN]), (team.asker("Ben"), [])):
        export = await team.services.privacy.export(asker)
        assert export is not None
        [table] = [table for table in export.tables if table.name == "files_kept"]
        assert [SentFile(row[1], bytes(row[2])) for row in table.rows] == files
    assert await team.services.privacy.forget(CALEB)
    assert await rows_of(team.database, feedback_files) == []


async def test_text_that_is_cleared_beside_a_file_is_cleared_for_its_reader(team: Harriers) -> None:
    words = team.services.direct_words
    whom = await words.keep(77, 9_000, "Look.", (CALEB,), (PLAN,))
    assert whom is not None
    assert await words.edited(9_000, "", None)
    assert await words.find(77, whom.kept_id) == ""
    await words.edited(9_000, "Look here.", None)
    ben = next(one for one in whom.runners if one.name == "Ben")
    await words.send_to_runner(CALEB, whom.kept_id, ben.runner_id)
    await words.edited(9_000, "", CALEB)
    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, Feedback)
    assert (parcel.content.message, parcel.content.files, parcel.content.is_edited) == ("", (PLAN.name,), True)
    # Without a file there is always text, so that an edit without any tells of something else.
    await words.keep(77, 9_001, "Look.", (CALEB,))
    await words.edited(9_001, "", None)
    assert [row["message"] for row in await rows_of(team.database, kept_words)] == ["Look."]


@pytest.mark.parametrize(
    ("name", "safe"),
    [("plan.pdf", "2-plan.pdf"), ("../../mein Plän.PDF", "2-mein_Pl_n.PDF"), ("…", "2-file"), ("x" * 300 + ".gpx", "")],
)
def test_a_name_can_stand_in_any_address(name: str, safe: str) -> None:
    made = safe_name(2, name)
    assert len(made) <= 82
    assert safe in (made, "")
