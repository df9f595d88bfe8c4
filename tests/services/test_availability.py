"""Days on which runners can run, as services: for a week, for every week, and read by who plans."""

from dataclasses import replace

import pytest

from bot.domain.availability import NO_DAYS, NOTE_LIMIT, Availability, WhichWeek, chosen_days
from bot.domain.dates import Week
from bot.errors import NotFound, UserError
from bot.services.availability import AvailabilityPage, availability_of
from tests.services.harriers import Harriers, local

THIS, NEXT, AFTER = Week(2026, 47), Week(2026, 48), Week(2026, 49)
WEEKEND = chosen_days([5, 6], [])
MOST = chosen_days([0, 2, 5], [1])


async def say(team: Harriers, name: str, week: Week, days: tuple, note: str = "", **more: bool) -> AvailabilityPage:  # type: ignore[type-arg]
    runner = await team.runner(name)
    return await team.services.availability.say(runner.user_id, None, runner.runner_id, week, days, note, **more)


async def held(team: Harriers, week: Week, *names: str) -> list[Availability | None]:
    """Return what the coach's plan is told of these runners."""
    keys = [(await team.runner(name)).runner_id for name in names]
    found = await team.database.read(lambda uow: availability_of(uow, keys, week))
    return [found.get(key) for key in keys]


async def test_the_coming_week_is_asked_about_unless_this_one_is_meant(team: Harriers) -> None:
    page = await team.services.availability.show(team.asker("Ana"))
    assert (page.week, page.said, page.before) == (NEXT, None, None)
    assert (await team.services.availability.show(team.asker("Ana"), WhichWeek.THIS)).week == THIS


async def test_what_is_said_of_a_week_holds_for_it_and_can_be_repeated(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    said = await say(team, "Ana", THIS, MOST, "Tue 40 min")
    assert said.said == Availability(MOST, "Tue 40 min")
    ana = await team.runner("Ana")
    page = await team.services.availability.page(ana.user_id, None, ana.runner_id, NEXT)
    assert (page.said, page.before) == (None, Availability(MOST, "Tue 40 min"))
    repeated = await team.services.availability.as_before(ana.user_id, team.team_id, ana.runner_id, NEXT)
    assert repeated.said == Availability(MOST, "Tue 40 min")
    assert await held(team, NEXT, "Ana", "Ben") == [Availability(MOST, "Tue 40 min"), None]


async def test_what_is_said_of_every_week_holds_until_it_is_changed(team: Harriers) -> None:
    await team.join("Ana")
    await say(team, "Ana", THIS, MOST, always=True)
    assert await held(team, AFTER, "Ana") == [Availability(MOST, None, is_usual=True)]
    await say(team, "Ana", NEXT, WEEKEND, "away till Friday")
    assert await held(team, NEXT, "Ana") == [Availability(WEEKEND, "away till Friday")]
    assert await held(team, AFTER, "Ana") == [Availability(MOST, None, is_usual=True)]
    ana = await team.runner("Ana")
    usual = await team.services.availability.as_before(ana.user_id, None, ana.runner_id, NEXT)
    assert usual.said == Availability(MOST, None)
    await say(team, "Ana", NEXT, WEEKEND, always=True)
    assert await held(team, AFTER, "Ana") == [Availability(WEEKEND, None, is_usual=True)]


async def test_a_week_without_runs_is_an_answer_too(team: Harriers) -> None:
    await team.join("Ana")
    ana = await team.runner("Ana")
    page = await team.services.availability.not_at_all(ana.user_id, None, ana.runner_id, NEXT)
    assert page.said == Availability(NO_DAYS, None)


async def test_nobody_answers_for_somebody_else_nor_from_another_server(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    ana, ben = await team.runner("Ana"), await team.runner("Ben")
    for user_id, team_id, runner_id in (
        (ben.user_id, None, ana.runner_id),
        (ana.user_id, team.team_id + 1, ana.runner_id),
        (ana.user_id, None, 2**60),
    ):
        with pytest.raises(NotFound, match="availability_not_yours"):
            await team.services.availability.say(user_id, team_id, runner_id, NEXT, MOST)
    await team.change("Ana", left_at=team.clock.now())
    with pytest.raises(NotFound, match="availability_not_yours"):
        await say(team, "Ana", NEXT, MOST)
    assert await held(team, NEXT, "Ana", "Ben") == [None, None]


async def test_a_week_that_is_over_by_the_runners_own_clock_is_left_as_it_is(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", time_zone="Pacific/Kiritimati")
    team.clock.set(local("Pacific/Kiritimati", "2026-11-23 00:00"))
    with pytest.raises(UserError, match="availability_week_over"):
        await say(team, "Ana", THIS, MOST)
    await team.change("Ana", time_zone="America/Los_Angeles")
    await say(team, "Ana", THIS, MOST)


async def test_what_cannot_be_kept_is_said_and_nothing_is_kept(team: Harriers) -> None:
    await team.join("Ana")
    ana = await team.runner("Ana")
    with pytest.raises(UserError, match="availability_nothing_before"):
        await team.services.availability.as_before(ana.user_id, None, ana.runner_id, NEXT)
    with pytest.raises(UserError, match="availability_note_too_long"):
        await say(team, "Ana", NEXT, MOST, "x" * (NOTE_LIMIT + 1))
    assert await held(team, NEXT, "Ana") == [None]
    blank = await say(team, "Ana", NEXT, MOST, " \0\u200b")
    assert blank.said is not None
    assert blank.said.note is None


async def test_what_was_said_goes_when_the_runner_is_forgotten(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    await say(team, "Ana", NEXT, MOST, "secret", always=True)
    await say(team, "Ben", NEXT, WEEKEND)
    ana = await team.runner("Ana")
    await team.services.privacy.forget(replace(team.asker("Ana")))
    found = await team.database.read(lambda uow: availability_of(uow, [ana.runner_id], NEXT))
    assert found == {}
    assert await held(team, NEXT, "Ben") == [Availability(WEEKEND, None)]


async def test_a_thousand_runners_are_read_at_once(team: Harriers) -> None:
    await team.join("Ana")
    await say(team, "Ana", NEXT, MOST)
    ana = await team.runner("Ana")
    keys = [*range(10_000, 11_200), ana.runner_id]
    assert set(await team.database.read(lambda uow: availability_of(uow, keys, NEXT))) == {ana.runner_id}
