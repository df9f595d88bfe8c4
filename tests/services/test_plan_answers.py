"""What runners answer to their week: it looks good, a question, a day on which they cannot."""

from datetime import date

import pytest

from bot.domain.audience import MessageKind
from bot.domain.availability import NO_DAYS, Days, Room, chosen_days
from bot.domain.following import Excuse
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.availability_letters import PlanClash
from bot.services.feedback_letters import FeedbackAnswer
from bot.services.plan_answers import CANNOT_LIMIT
from bot.services.plan_letters import PlanWeek, sessions_of
from bot.services.plan_posts import PlanPost
from bot.services.plan_replies import PlanCannot
from bot.services.plan_weeks import take_back
from bot.services.posts import Content
from tests.services.harriers import Harriers, local
from tests.services.planned import TRACK, WEEK, planned
from tests.services.racing import owed, send_all

BERLIN = "Europe/Berlin"
DAYS = {"Mon": "rest", "Tue": TRACK, "Thu": "8 km E"}
TUESDAY = date(2026, 11, 24)


async def week_for(team: Harriers, *names: str) -> int:
    """Publish a week, whose letters are sent; returns the key of the first runner."""
    await team.database.write(lambda uow: uow.coaches.note(team.team_id, 77, None, team.clock.now()))
    await planned(team, DAYS, *names, now=True)
    await send_all(team)
    return (await team.runner(names[0])).runner_id


def cannots(said: list[Content]) -> list[PlanCannot]:
    return [one for one in said if isinstance(one, PlanCannot)]


async def test_looks_good_is_noted_once_and_shown(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben")
    user = team.asker("Ana").user_id
    [entry, _] = await owed(team, MessageKind.PLAN_WEEK)
    letter = await team.services.plan_answers.agree(user, ana, WEEK, marker=entry.outbox_id)
    assert letter.agreed
    noted = await team.database.read(lambda uow: uow.planned.week(ana, WEEK.key))
    team.clock.forward(hours=1)
    assert (await team.services.plan_answers.agree(user, ana, WEEK)).agreed
    assert await team.database.read(lambda uow: uow.planned.week(ana, WEEK.key)) == noted
    assert [one.agreed for one in await send_all(team) if isinstance(one, PlanWeek)] == [True]
    # It was said of the week as it was.
    await planned(team, {**DAYS, "Thu": "10 km E"}, "Ana", "Ben")
    assert {one.agreed for one in await send_all(team) if isinstance(one, PlanWeek)} == {False}


async def test_a_day_on_which_a_runner_cannot_is_told_to_the_coach_once(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben", "Chloe")
    team.clock.set(local(BERLIN, "2026-11-22 18:00"))
    await team.services.schedules.run_due()
    assert [type(one) for one in await send_all(team)] == [PlanPost]
    user, service = team.asker("Ana").user_id, team.services.plan_answers
    assert [one.day for one in await service.days_left(user, ana, WEEK)] == [TUESDAY, date(2026, 11, 26)]
    for _ in range(2):
        noted = await service.cannot(user, ana, TUESDAY, " A family day. ")
        assert (noted.day, noted.coach_name, noted.told) == (TUESDAY, "Caleb", 1)
    said = await send_all(team)
    [cannot] = cannots(said)
    assert (cannot.runner_name, cannot.day, cannot.sessions, cannot.words) == (
        "Ana",
        TUESDAY,
        (TRACK,),
        "A family day.",
    )
    [letter] = [one for one in said if isinstance(one, PlanWeek) and one.runner_id == ana]
    assert [one.cannot for one in letter.sessions] == [False, True, False]
    [post] = [one for one in said if isinstance(one, PlanPost)]
    assert [one.names for one in post.workouts] == [("Ben", "Chloe")]
    team.clock.forward(minutes=5)
    await service.cannot(user, ana, TUESDAY, "Friday would work.")
    assert [one.words for one in cannots(await send_all(team))] == ["Friday would work."]


async def test_without_the_author_whoever_coaches_hears_of_it(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True, author=None)
    await send_all(team)
    ana, user = (await team.runner("Ana")).runner_id, team.asker("Ana").user_id
    service = team.services.plan_answers
    noted = await service.cannot(user, ana, TUESDAY, "")
    assert (noted.told, noted.is_coached) == (0, False)
    with pytest.raises(NotFound) as refused:
        await service.coach_of(user, ana, WEEK)
    assert refused.value.code == "no_coach_known"
    await team.services.coaches.note(team.admin("Dora"))
    assert (await service.cannot(user, ana, date(2026, 11, 26), "")).told
    entry = (await owed(team, MessageKind.PLAN_CANNOT))[-1]
    assert entry.recipient_id == team.asker("Dora").user_id


async def test_a_question_goes_to_the_coach_who_planned_the_week(team: Harriers) -> None:
    ana = await week_for(team, "Ana")
    user, service = team.asker("Ana").user_id, team.services.plan_answers
    assert await service.coach_of(user, ana, WEEK) == "Caleb"
    given = await service.ask(user, ana, WEEK, "May I swap two days?")
    assert (given.reader_name, given.to_coach) == ("Caleb", True)
    [entry] = await owed(team, MessageKind.FEEDBACK_ANSWER)
    assert entry.recipient_id == 77
    [answer] = await send_all(team)
    assert isinstance(answer, FeedbackAnswer)
    assert (answer.runner_name, answer.message) == ("Ana", "May I swap two days?")


async def test_nobody_answers_for_somebody_else(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben")
    ben, service = team.asker("Ben").user_id, team.services.plan_answers
    for attempt in (
        service.agree(ben, ana, WEEK),
        service.days_left(ben, ana, WEEK),
        service.cannot(ben, ana, TUESDAY, ""),
        service.can_after_all(ben, ana, TUESDAY),
        service.coach_of(ben, ana, WEEK),
        service.ask(ben, ana, WEEK, "Hello"),
    ):
        with pytest.raises(NotAllowed) as refused:
            await attempt
        assert refused.value.code == "not_your_week"
    with pytest.raises(NotFound):
        await service.agree(team.asker("Ana").user_id, ana, WEEK, team_id=team.team_id + 1)
    with pytest.raises(NotFound):
        await service.agree(team.asker("Ana").user_id, ana, WEEK.next())
    assert (await service.mine(team.asker("Ben"), WEEK)).runner_id != ana
    with pytest.raises(NotFound):
        await service.mine(team.asker("Chloe"), WEEK)


async def test_days_that_have_been_and_long_words_are_refused(team: Harriers) -> None:
    ana = await week_for(team, "Ana")
    user, service = team.asker("Ana").user_id, team.services.plan_answers
    with pytest.raises(UserError) as refused:
        await service.cannot(user, ana, TUESDAY, "x" * (CANNOT_LIMIT + 1))
    assert refused.value.code == "cannot_too_long"
    team.clock.set(local(BERLIN, "2026-11-27 09:00"))
    for attempt in (
        service.days_left(user, ana, WEEK),
        service.cannot(user, ana, TUESDAY, ""),
        service.can_after_all(user, ana, TUESDAY),
    ):
        with pytest.raises(UserError) as refused:
            await attempt
        assert refused.value.code == "plan_days_over"


async def test_a_day_stays_one_on_which_they_cannot_whatever_is_planned_for_it(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben")
    await team.services.plan_answers.cannot(team.asker("Ana").user_id, ana, TUESDAY, "A family day.")

    async def cannot() -> list[tuple[str, bool, str | None]]:
        rows = await team.database.read(lambda uow: sessions_of(uow, ana, WEEK.key))
        return [(row.text, row.cannot_at is not None, row.cannot_words) for row in rows if row.day == TUESDAY]

    await planned(team, {**DAYS, "Tue": "6 km E"}, "Ana", "Ben")
    assert await cannot() == [("6 km E", True, "A family day.")]
    week = await team.services.plan_answers.mine(team.asker("Ben"), WEEK)
    assert [one.names for one in week.sessions if one.day == TUESDAY] == [()]
    await planned(team, {"Tue": "5 km E", "Thu": "9 km E"}, own="Ana", now=True)
    assert await cannot() == [("5 km E", True, "A family day.")]
    await team.database.write(
        lambda uow: take_back(uow, uow.plans.of_week(team.team_id, WEEK.key)[-1], team.clock.now())
    )
    assert await cannot() == [("6 km E", True, "A family day.")]
    await planned(team, {**DAYS, "Tue": "rest"}, "Ana", "Ben")
    assert await cannot() == [("rest", False, None)]


async def test_letters_of_who_shares_a_day_follow_who_cannot_or_is_excused(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben")
    ben = (await team.runner("Ben")).runner_id

    async def beside() -> list[tuple[str, ...]]:
        """Let everything be sent; return with whom Ben's letter says that he runs."""
        said = [one for one in await send_all(team) if isinstance(one, PlanWeek) and one.runner_id == ben]
        return [one.names for letter in said for one in letter.sessions]

    await team.services.plan_answers.cannot(team.asker("Ana").user_id, ana, TUESDAY, "")
    assert await beside() == [("Ana",), (), ("Ana",)]
    [*_, thursday] = await team.database.read(lambda uow: sessions_of(uow, ana, WEEK.key))
    service, asker = team.services.planned_weeks, team.asker("Ana")
    await service.excuse(asker, thursday.session_id, Excuse.ILL)
    assert await beside() == [("Ana",), (), ()]
    await service.excuse(asker, thursday.session_id, Excuse.TRAVEL)
    assert await beside() == []
    await service.excuse(asker, thursday.session_id, None)
    assert await beside() == [("Ana",), (), ("Ana",)]


async def test_the_post_follows_who_is_excused(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben", "Chloe")
    team.clock.set(local(BERLIN, "2026-11-22 18:00"))
    await team.services.schedules.run_due()
    await send_all(team)
    [*_, thursday] = await team.database.read(lambda uow: sessions_of(uow, ana, WEEK.key))
    await team.services.planned_weeks.excuse(team.asker("Ana"), thursday.session_id, Excuse.ILL)
    assert [type(one) for one in await send_all(team)].count(PlanPost) == 1


async def test_who_can_after_all_takes_it_back_and_their_coach_reads_so(team: Harriers) -> None:
    ana = await week_for(team, "Ana", "Ben")
    user, service = team.asker("Ana").user_id, team.services.plan_answers
    await service.cannot(user, ana, TUESDAY, "A family day.")
    # Nobody has read it yet, so nobody hears of it.
    assert (await service.can_after_all(user, ana, TUESDAY)).after_all
    assert cannots(await send_all(team)) == []
    team.clock.forward(minutes=1)
    await service.cannot(user, ana, TUESDAY, "A family day.")
    assert [one.after_all for one in cannots(await send_all(team))] == [False]
    for _ in range(2):
        noted = await service.can_after_all(user, ana, TUESDAY)
        assert (noted.coach_name, noted.told, noted.after_all) == ("Caleb", 1, True)
    said = await send_all(team)
    assert [(one.after_all, one.words, one.sessions) for one in cannots(said)] == [(True, None, (TRACK,))]
    assert {one.names for one in (await service.mine(team.asker("Ben"), WEEK)).sessions} == {("Ana",)}


FITS = chosen_days([1, 3], [])
SHORT_TUESDAY = chosen_days([], [1])


def clashes(said: list[Content]) -> list[PlanClash]:
    return [one for one in said if isinstance(one, PlanClash)]


async def say(team: Harriers, days: Days, note: str = "", name: str = "Ana") -> None:
    runner = await team.runner(name)
    await team.services.availability.say(runner.user_id, None, runner.runner_id, WEEK, days, note)


async def test_days_that_are_told_once_the_week_is_out_reach_the_coach_once(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    await team.services.coaches.note(team.admin("Dora"))
    await say(team, SHORT_TUESDAY)
    ana = await week_for(team, "Ana", "Ben")
    assert await owed(team, MessageKind.PLAN_CANNOT) == []
    # Said again, it is nothing new.
    await say(team, SHORT_TUESDAY)
    assert await owed(team, MessageKind.PLAN_CANNOT) == []
    await say(team, SHORT_TUESDAY, "On the road.")
    [entry] = await owed(team, MessageKind.PLAN_CANNOT)
    assert (entry.recipient_id, entry.key) == (77, f"{ana}:{WEEK.key}:77")
    [letter] = clashes(await send_all(team))
    thursday = date(2026, 11, 26)
    assert letter.sessions == ((TUESDAY, Room.SHORT, TRACK), (thursday, Room.NONE, "8 km E"))
    assert (letter.runner_name, letter.week, letter.note) == ("Ana", WEEK, "On the road.")
    # What stands follows what is said since; there is no second letter.
    await say(team, NO_DAYS)
    await say(team, FITS)
    assert len(await owed(team, MessageKind.PLAN_CANNOT)) == 1
    [fits] = clashes(await send_all(team))
    assert (fits.sessions, fits.note) == ((), None)
    # What fits from the start is no news.
    await say(team, FITS, name="Ben")
    assert clashes(await send_all(team)) == []


async def test_what_was_told_and_fits_before_the_coach_read_it_is_not_sent(team: Harriers) -> None:
    await week_for(team, "Ana")
    await say(team, NO_DAYS)
    await say(team, FITS)
    assert clashes(await send_all(team)) == []
    await say(team, NO_DAYS)
    [letter] = clashes(await send_all(team))
    assert [room for _, room, _ in letter.sessions] == [Room.NONE, Room.NONE]


async def test_days_gone_by_and_days_that_the_coach_knows_of_are_not_told_again(team: Harriers) -> None:
    ana = await week_for(team, "Ana")
    user = team.asker("Ana").user_id
    await team.services.plan_answers.cannot(user, ana, TUESDAY, "")
    assert len(cannots(await send_all(team))) == 1
    await say(team, NO_DAYS)
    [letter] = clashes(await send_all(team))
    assert [day.weekday() for day, _, _ in letter.sessions] == [3]
    # Taking the day back leaves the letter about the week alone.
    await team.services.plan_answers.can_after_all(user, ana, TUESDAY)
    assert clashes(await send_all(team)) == []
    team.clock.set(local(BERLIN, "2026-11-27 09:00"))
    await say(team, SHORT_TUESDAY, "Nothing of it is to come.")
    assert clashes(await send_all(team)) == []


async def test_before_the_week_is_out_days_are_read_at_the_desk_alone(team: Harriers) -> None:
    await team.join("Ana")
    await team.database.write(lambda uow: uow.coaches.note(team.team_id, 77, None, team.clock.now()))
    await planned(team, DAYS, "Ana")
    await say(team, NO_DAYS)
    assert await owed(team, MessageKind.PLAN_CANNOT) == []
