"""Private feedback: from coaches to their runners, and to nobody else."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.audience import MessageKind
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.feedback import FEEDBACK_LIMIT, Recipient
from bot.services.feedback_sending import Given
from db.models.feedback import feedback
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)
COACH_ROLE = 31


@pytest.fixture(autouse=True)
async def _runners(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")


async def key_of(team: Harriers, name: str) -> int:
    return (await team.runner(name)).runner_id


async def refused(team: Harriers, asker: Asker, typed: str) -> UserError:
    with pytest.raises(UserError) as caught:
        await team.services.feedback.recipient(asker, typed)
    return caught.value


async def test_words_are_kept_with_who_wrote_them(team: Harriers) -> None:
    given = await team.services.feedback.give(CALEB, await key_of(team, "Ben"), "  Textbook.\0 ")
    assert given == Given("Ben", "Textbook.")
    [row] = await rows_of(team.database, feedback, TEAM)
    assert (row["coach_id"], row["coach_name"], row["message"], row["read_at"]) == (77, "Caleb", "Textbook.", None)
    assert row["sent_at"] == team.clock.now()


async def test_a_coach_hears_at_once_that_words_wait_for_the_readers_morning(team: Harriers) -> None:
    await team.change("Ben", time_zone="Asia/Tokyo")
    team.clock.set(local("Asia/Tokyo", "2026-11-20 23:30"))
    given = await team.services.feedback.give(CALEB, await key_of(team, "Ben"), "Textbook.")
    assert given.waits_until == local("Asia/Tokyo", "2026-11-21 07:00")
    team.clock.set(local("Asia/Tokyo", "2026-11-21 07:00"))
    assert (await team.services.feedback.give(CALEB, await key_of(team, "Ben"), "Textbook.")).waits_until is None


async def test_a_coach_is_who_has_the_role_and_admins_are_while_there_is_none(team: Harriers) -> None:
    coach = Asker(TEAM, 78, "Dana", frozenset({COACH_ROLE}))
    ben = "Ben"
    assert (await refused(team, coach, ben)).code == "coach_only"
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=COACH_ROLE))
    assert await team.services.feedback.recipient(coach, ben) == Recipient(await key_of(team, ben), ben)
    assert (await refused(team, CALEB, ben)).code == "coach_only"


async def test_nobody_else_writes_asks_or_looks_up_names(team: Harriers) -> None:
    ana, ben = team.asker("Ana"), await key_of(team, "Ben")
    service = team.services.feedback
    for refused_call in (
        service.give(ana, ben, "hi"),
        service.recipient(ana, "nobody"),
        service.member(ana, 1, "x", is_bot=True),
        service.suggestions(ana, ""),
        service.give(ana, 999, "hi"),
    ):
        with pytest.raises(NotAllowed) as caught:
            await refused_call
        assert caught.value.code == "coach_only"
    assert await rows_of(team.database, feedback, TEAM) == []


@pytest.mark.parametrize("typed", ["Ben", "ben", "  BEN "])
async def test_a_runner_is_found_by_the_whole_name(team: Harriers, typed: str) -> None:
    assert (await team.services.feedback.recipient(CALEB, typed)).name == "Ben"


@pytest.mark.parametrize("typed", ["Be", "Benno", "", "999", "9" * 100, "٣", "-1", "1e3"])
async def test_what_names_nobody_is_not_guessed_at(team: Harriers, typed: str) -> None:
    assert (await refused(team, CALEB, typed)).code == "runner_not_found"


async def test_a_name_that_two_share_is_asked_about(team: Harriers) -> None:
    await team.services.run_lists.first_page(team.asker("Ben", 4_242))
    with pytest.raises(Unclear) as caught:
        await team.services.feedback.recipient(CALEB, "Ben")
    assert caught.value.code == "runner_ambiguous"
    # Once one of them has left, the name means the other.
    await team.change("Ben", left_at=team.clock.now())
    left = await key_of(team, "Ben")
    assert (await team.services.feedback.recipient(CALEB, "Ben")).runner_id != left


async def test_who_has_left_or_was_erased_or_is_oneself_gets_nothing(team: Harriers) -> None:
    ben, chloe = await key_of(team, "Ben"), await key_of(team, "Chloé")
    await team.change("Ben", left_at=team.clock.now())
    assert (await refused(team, CALEB, f"id:{ben}")).code == "runner_left"
    with pytest.raises(NotFound) as gone:
        await team.services.feedback.give(CALEB, 10**17, "hi")
    assert gone.value.code == "runner_gone"
    herself = Asker(TEAM, team.asker("Chloé").user_id, "Chloé", is_admin=True)
    assert (await refused(team, herself, f"id:{chloe}")).code == "feedback_to_oneself"


async def test_a_runner_of_another_team_cannot_be_written_to(team: Harriers) -> None:
    elsewhere = Asker(TEAM + 1, 5, "Zoe")
    await team.services.run_lists.first_page(elsewhere)
    rows = await team.database.read(lambda uow: uow.runners.of_team(TEAM + 1))
    assert (await refused(team, CALEB, f"id:{rows[0].runner_id}")).code == "runner_not_found"
    with pytest.raises(NotFound):
        await team.services.feedback.give(CALEB, rows[0].runner_id, "hi")


async def test_members_are_written_to_by_their_menu_unless_they_are_bots_oneself_or_no_runners(team: Harriers) -> None:
    member = team.services.feedback.member
    ben = team.asker("Ben")
    assert (await member(CALEB, ben.user_id, "Ben", is_bot=False)).name == "Ben"
    for user_id, is_bot, code in ((5, True, "feedback_to_bot"), (77, False, "feedback_to_oneself")):
        with pytest.raises(NotAllowed) as caught:
            await member(CALEB, user_id, "x", is_bot=is_bot)
        assert caught.value.code == code
    with pytest.raises(NotFound) as unknown:
        await member(CALEB, 5, "Zoe", is_bot=False)
    assert (unknown.value.code, unknown.value.facts) == ("not_a_runner", {"name": "Zoe"})


@pytest.mark.parametrize(
    ("message", "code"), [("", "feedback_empty"), (" \n\0", "feedback_empty"), ("x" * 2001, "feedback_too_long")]
)
async def test_words_that_are_none_or_too_many_are_not_sent(team: Harriers, message: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        await team.services.feedback.give(CALEB, await key_of(team, "Ben"), message)
    assert caught.value.code == code
    assert len("x" * FEEDBACK_LIMIT) == 2000


async def test_names_are_suggested_as_they_are_typed(team: Harriers) -> None:
    await team.join("Reuben")
    await team.change("Chloé", left_at=team.clock.now())
    suggest = team.services.feedback.suggestions
    assert [one.name for one in await suggest(CALEB, "")] == ["Ana", "Ben", "Reuben"]
    assert [one.name for one in await suggest(CALEB, "BEN")] == ["Ben", "Reuben"]
    assert await suggest(CALEB, "chl") == ()


async def test_a_name_of_digits_is_a_name_and_no_key(team: Harriers) -> None:
    ben = await key_of(team, "Ben")
    await team.join(str(ben))
    found = await team.services.feedback.recipient(CALEB, str(ben))
    assert (found.name, found.runner_id == ben) == (str(ben), False)
    assert (await team.services.feedback.recipient(CALEB, f"id:{ben}")).name == "Ben"
    assert (await refused(team, CALEB, str(10**17))).code == "runner_not_found"


async def test_names_are_found_whatever_their_capitals_and_accents(team: Harriers) -> None:
    await team.join("ÇAĞLA Öz")
    suggest = team.services.feedback.suggestions
    assert [one.name for one in await suggest(CALEB, "çağla ö")] == ["ÇAĞLA Öz"]
    assert [one.name for one in await suggest(CALEB, "LOÉ")] == ["Chloé"]
    assert (await team.services.feedback.recipient(CALEB, "Çağla  öz")).name == "ÇAĞLA Öz"


async def test_no_more_names_are_suggested_than_discord_takes(team: Harriers) -> None:
    await team.join(*(f"Runner {number}" for number in range(30)))
    assert len(await team.services.feedback.suggestions(CALEB, "runner")) == 25


async def test_got_it_is_noted_once_and_by_nobody_but_the_reader(team: Harriers) -> None:
    await team.services.feedback.give(CALEB, await key_of(team, "Ben"), "Textbook.")
    [row] = await rows_of(team.database, feedback, TEAM)
    word, got_it = row["feedback_id"], team.services.feedback.got_it
    for stranger in (CALEB.user_id, team.asker("Ana").user_id):
        with pytest.raises(NotFound) as caught:
            await got_it(stranger, word)
        assert caught.value.code == "feedback_gone"
    ben = team.asker("Ben").user_id
    first, second = await asyncio.gather(got_it(ben, word), got_it(ben, word))
    assert first == second
    assert first.is_read
    read_at = team.clock.now()
    team.clock.forward(hours=1)
    await got_it(ben, word)
    [row] = await rows_of(team.database, feedback, TEAM)
    assert row["read_at"] == read_at


async def test_the_button_of_words_that_are_gone_says_so(team: Harriers) -> None:
    with pytest.raises(NotFound):
        await team.services.feedback.got_it(team.asker("Ben").user_id, 10**18 - 1)


# --- answered ---


@pytest.fixture
async def word(team: Harriers) -> int:
    """What Caleb wrote to Ben."""
    await team.services.feedback.give(CALEB, await key_of(team, "Ben"), "Textbook.")
    return (await rows_of(team.database, feedback, TEAM))[-1]["feedback_id"]  # type: ignore[no-any-return]


async def test_a_runner_answers_and_the_coach_answers_that(team: Harriers, word: int) -> None:
    ben, answer = team.asker("Ben"), team.services.feedback.answer
    assert await answer(ben, word, " Thanks! ") == Given("Caleb", "Thanks!", to_coach=True)
    theirs = (await rows_of(team.database, feedback, TEAM))[-1]
    assert (theirs["by_runner"], theirs["coach_id"], theirs["answers_id"]) == (True, 77, word)
    assert await answer(CALEB, theirs["feedback_id"], "Thursday?") == Given("Ben", "Thursday?")
    first, second, third = await rows_of(team.database, feedback, TEAM)
    # What was answered was read.
    assert [row["read_at"] for row in (first, second, third)] == [team.clock.now(), team.clock.now(), None]
    assert (third["by_runner"], third["answers_id"]) == (False, second["feedback_id"])
    assert [(entry.kind, entry.recipient_id) for entry in reversed(await team.services.outbox.newest())] == [
        (MessageKind.FEEDBACK, ben.user_id),
        (MessageKind.FEEDBACK_ANSWER, 77),
        (MessageKind.FEEDBACK, ben.user_id),
    ]


async def test_who_adds_to_their_own_words_answers_nothing_and_has_not_read_for_the_other(
    team: Harriers, word: int
) -> None:
    assert await team.services.feedback.answer(CALEB, word, "And rest.") == Given("Ben", "And rest.")
    for row in await rows_of(team.database, feedback, TEAM):
        assert (row["by_runner"], row["answers_id"], row["read_at"]) == (False, None, None)


async def test_who_is_none_of_the_two_answers_nothing(team: Harriers, word: int) -> None:
    service = team.services.feedback
    elsewhere = replace(team.asker("Ben"), team_id=TEAM + 1)
    for stranger in (team.asker("Ana"), team.admin(), elsewhere):
        for asked in (
            service.answer(stranger, word, "hi"),
            service.correspondent(stranger.user_id, word, stranger.team_id),
        ):
            with pytest.raises(NotFound) as caught:
                await asked
            assert caught.value.code == "feedback_gone"
    assert len(await rows_of(team.database, feedback, TEAM)) == 1


async def test_who_coaches_no_more_writes_no_more_and_is_answered_no_more(team: Harriers, word: int) -> None:
    await team.services.feedback.answer(team.asker("Ben"), word, "Thanks!")
    theirs = (await rows_of(team.database, feedback, TEAM))[-1]["feedback_id"]
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=COACH_ROLE))
    with pytest.raises(NotFound) as gone:
        await team.services.feedback.answer(team.asker("Ben"), word, "Once more")
    assert gone.value.code == "coach_no_more"
    for asker, code in ((CALEB, "coach_only"), (replace(CALEB, is_admin=False, in_server=False), "coach_unsure")):
        with pytest.raises(UserError) as caught:
            await team.services.feedback.answer(asker, theirs, "hi")
        assert caught.value.code == code


async def test_a_coach_who_was_forgotten_cannot_be_answered_nor_can_who_left_answer(team: Harriers, word: int) -> None:
    await team.change("Ben", left_at=team.clock.now())
    with pytest.raises(NotFound) as left:
        await team.services.feedback.answer(team.asker("Ben"), word, "hi")
    await team.change("Ben", left_at=None)
    assert await team.services.privacy.forget(CALEB)
    with pytest.raises(NotFound) as gone:
        await team.services.feedback.answer(team.asker("Ben"), word, "hi")
    with pytest.raises(NotFound) as nobody:
        await team.services.feedback.reply(team.asker("Ben"), "hi")
    assert [caught.value.code for caught in (left, gone, nobody)] == ["no_team", "coach_gone", "no_coach_known"]


async def test_a_reply_goes_to_who_wrote_newest_or_to_who_is_named(team: Harriers, word: int) -> None:
    dana = Asker(TEAM, 78, "Dana", is_admin=True)
    await team.services.feedback.give(dana, await key_of(team, "Ben"), "Well run.")
    ben, service = team.asker("Ben"), team.services.feedback
    offered = await service.coaches(ben, "")
    assert [one.name for one in offered] == ["Dana", "Caleb"]
    assert [one.name for one in await service.coaches(ben, "cal")] == ["Caleb"]
    assert (await service.reply(ben, "hi")).reader_name == "Dana"
    assert (await service.reply(ben, "hi", "caleb")).reader_name == "Caleb"
    assert (await service.reply(ben, "hi", f"id:{offered[1].coach_id}")).reader_name == "Caleb"
    with pytest.raises(NotFound) as caught:
        await service.reply(ben, "hi", "Zoe")
    assert caught.value.code == "coach_not_found"
    assert await service.coaches(CALEB, "") == ()
    with pytest.raises(NotFound) as none:
        await service.reply(CALEB, "hi")
    assert none.value.code == "no_team"


async def test_a_runner_writes_first_to_their_only_coach_or_to_the_one_they_name(team: Harriers) -> None:
    await team.services.coaches.note(CALEB)
    ben, service = team.asker("Ben"), team.services.feedback
    assert (await service.reply(ben, "hi")).reader_name == "Caleb"
    await team.services.coaches.note(replace(CALEB, user_id=78, name="Ada"))
    assert [one.name for one in await service.coaches(ben, "")] == ["Ada", "Caleb"]
    with pytest.raises(UserError) as unclear:
        await service.reply(ben, "hi")
    assert unclear.value.code == "which_coach"
    assert (await service.reply(ben, "hi", "ada")).reader_name == "Ada"
    rows = await rows_of(team.database, feedback, TEAM)
    assert [(row["coach_id"], row["by_runner"], row["answers_id"]) for row in rows] == [
        (77, True, None),
        (78, True, None),
    ]


async def test_who_coaches_no_more_is_not_offered_nor_written_to(team: Harriers, word: int) -> None:
    await team.services.coaches.note(replace(CALEB, user_id=78, name="Ada"))
    await team.services.coaches.note(replace(CALEB, is_admin=False))
    ben, service = team.asker("Ben"), team.services.feedback
    assert [one.name for one in await service.coaches(ben, "")] == ["Ada"]
    with pytest.raises(NotFound) as caught:
        await service.reply(ben, "hi", "Caleb")
    assert caught.value.code == "coach_not_found"
    assert (await service.reply(ben, "hi")).reader_name == "Ada"


async def test_a_name_that_two_coaches_share_is_asked_about(team: Harriers) -> None:
    for user_id in (77, 78):
        await team.services.coaches.note(replace(CALEB, user_id=user_id))
    with pytest.raises(Unclear) as caught:
        await team.services.feedback.reply(team.asker("Ben"), "hi", "caleb")
    assert caught.value.code == "coach_ambiguous"


async def test_who_coaches_too_says_to_which_other_coach_they_write_first(team: Harriers) -> None:
    ana, service = replace(team.asker("Ana"), is_admin=True), team.services.feedback
    await team.services.coaches.note(ana)
    with pytest.raises(NotFound) as alone:
        await service.reply(ana, "hi")
    await team.services.coaches.note(CALEB)
    with pytest.raises(UserError) as unclear:
        await service.reply(ana, "hi")
    assert [alone.value.code, unclear.value.code] == ["no_coach_known", "which_coach"]
    assert (await service.reply(ana, "hi", "Caleb")).reader_name == "Caleb"


async def test_an_answer_waits_for_the_coachs_morning(team: Harriers, word: int) -> None:
    await team.services.run_lists.first_page(Asker(TEAM, 77, "Caleb"))
    await team.change("Ben", time_zone="Asia/Tokyo")
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    given = await team.services.feedback.answer(team.asker("Ben"), word, "Thanks!")
    assert given.waits_until == local("Europe/Berlin", "2026-11-21 07:00")


async def test_each_of_the_two_is_given_what_they_wrote_and_what_was_written_to_them(team: Harriers, word: int) -> None:
    await team.services.feedback.answer(team.asker("Ben"), word, "Thanks!")

    async def told(asker: Asker) -> dict[str, list[str]]:
        export = await team.services.privacy.export(asker)
        assert export is not None
        found = {
            table.name: [row[table.columns.index("message")] for row in table.rows]
            for table in export.tables
            if "message" in table.columns
        }
        return {name: words for name, words in found.items() if words}

    assert await told(team.asker("Ben")) == {"feedback_received": ["Textbook."], "feedback_answered": ["Thanks!"]}
    assert await told(CALEB) == {"feedback_given": ["Textbook."], "answers_received": ["Thanks!"]}
    assert await told(team.asker("Ana")) == {}
    assert await team.services.privacy.forget(team.asker("Ben"))
    assert await rows_of(team.database, feedback, TEAM) == []
