"""A plan that goes out: each runner hears of their own week once, and of what changes."""

from datetime import date
from functools import partial

from bot.domain.audience import MessageKind, Sharing
from bot.domain.dates import Week
from bot.services.outbox import MessageState
from bot.services.plan_letters import PlanWeek
from bot.services.plan_publishing import publish_plan, publish_waiting, tell_weeks, waiting_plans
from bot.services.plan_weeks import take_back
from bot.services.profiles import ProfileChange
from db.unit_of_work import UnitOfWork
from tests.services.harriers import Harriers, local
from tests.services.planned import TRACK, WEEK, planned, publish
from tests.services.racing import owed, send_all

BERLIN = "Europe/Berlin"
DAYS = {"Tue": TRACK, "Thu": "8 km E", "Sun": "long 18 km"}


async def letters(team: Harriers) -> list[PlanWeek]:
    """Let everything be sent; returns what was said of weeks."""
    return [one for one in await send_all(team) if isinstance(one, PlanWeek)]


async def letter_to(team: Harriers, name: str) -> PlanWeek:
    """Let everything be sent; returns what one of the members reads."""
    runner_id = (await team.runner(name)).runner_id
    [letter] = [one for one in await letters(team) if one.runner_id == runner_id]
    return letter


async def state_of(team: Harriers) -> list[tuple[str, str]]:
    return [(entry.key, entry.state) for entry in await owed(team, MessageKind.PLAN_WEEK)]


async def test_everybody_hears_of_their_week_with_who_shares_it(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben", "Chloe")
    assert await letters(team) == []
    assert await planned(team, DAYS, "Ana", "Ben", "Chloe", now=True) == 3
    ana = await letter_to(team, "Ana")
    assert (ana.week, ana.coach_name, ana.team_name, ana.agreed, ana.changed) == (WEEK, "Caleb", "Harriers", False, ())
    assert [(one.day, one.text, one.names) for one in ana.sessions] == [
        (date(2026, 11, 24), TRACK, ("Ben", "Chloe")),
        (date(2026, 11, 26), "8 km E", ("Ben", "Chloe")),
        (date(2026, 11, 29), "long 18 km", ("Ben", "Chloe")),
    ]


async def test_who_keeps_runs_to_themselves_is_counted_and_not_named(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben", "Chloe")
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    await planned(team, DAYS, "Ana", "Ben", "Chloe", now=True)
    by_id = {one.runner_id: one for one in await letters(team)}
    ana, ben = by_id[(await team.runner("Ana")).runner_id], by_id[(await team.runner("Ben")).runner_id]
    assert {(one.names, one.others) for one in ana.sessions} == {(("Chloe",), 1)}
    assert {(one.names, one.others) for one in ben.sessions} == {(("Ana", "Chloe"), 0)}


async def test_a_plan_that_is_published_again_says_nothing_twice(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben", now=True)
    assert len(await letters(team)) == 2
    assert await planned(team, DAYS, "Ana", "Ben", now=True) == 0
    assert await letters(team) == []


async def test_a_change_is_told_once_with_the_days_that_changed(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True)
    await letters(team)
    assert await planned(team, {**DAYS, "Thu": "10 km E", "Sat": "rest"}, "Ana") == 1
    assert await planned(team, {**DAYS, "Thu": "12 km E"}, "Ana") == 1
    said = await letters(team)
    whole = next(one for one in said if not one.changed)
    [change] = [one for one in said if one.changed]
    assert [one.text for one in whole.sessions] == [TRACK, "12 km E", "long 18 km"]
    # Saturday came and went before anybody read of it.
    assert change.changed == (date(2026, 11, 26),)
    assert [one.text for one in change.sessions] == ["12 km E"]


async def test_of_a_day_that_changes_again_the_newest_letter_tells_alone(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True)
    await letters(team)
    await planned(team, {**DAYS, "Thu": "10 km E", "Sun": "long 20 km"}, "Ana")
    await letters(team)
    # Back as it was on one of the days: the earlier letter keeps the other, and the week is true.
    await planned(team, {**DAYS, "Sun": "long 20 km"}, "Ana")
    said = sorted(await letters(team), key=lambda one: one.changed)
    assert [[one.text for one in letter.sessions] for letter in said] == [
        [TRACK, "8 km E", "long 20 km"],
        ["8 km E"],
        ["long 20 km"],
    ]
    # Back on the other too: nothing is left to the earlier letter, and it goes.
    await planned(team, DAYS, "Ana")
    said = await letters(team)
    assert sorted(one.changed for one in said) == [(), (date(2026, 11, 26),), (date(2026, 11, 29),)]
    assert [state for _, state in await state_of(team)] == ["sent", "dropped", "sent", "sent"]


async def test_a_change_before_the_letter_is_read_is_in_the_letter(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True)
    await planned(team, {"Wed": "6 km E"}, "Ana")
    [letter] = await letters(team)
    assert ([one.text for one in letter.sessions], letter.changed) == (["6 km E"], ())


async def test_nothing_comes_to_who_has_paused_and_the_week_is_there_afterwards(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", paused_until=date(2026, 11, 25))
    assert await planned(team, DAYS, "Ana", "Ben", now=True) == 1
    ana = await team.runner("Ana")
    assert [one.runner_id for one in await letters(team)] != [ana.runner_id]
    week = await team.database.read(lambda uow: uow.planned.week(ana.runner_id, WEEK.key))
    assert week is not None
    assert week.published_at == team.clock.now()


async def test_nothing_comes_to_who_has_left_nor_of_a_week_that_is_over(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben")
    await planned(team, DAYS, "Ana", "Ben", week=Week(2026, 46))
    await team.change("Ana", left_at=team.clock.now())
    assert await publish(team, Week(2026, 46)) == 0
    assert await publish(team) == 1
    assert (await letter_to(team, "Ben")).sessions[0].names == ()


async def test_a_letter_that_waits_is_no_use_once_the_week_is_over(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True)
    team.clock.set(local(BERLIN, "2026-11-30 00:01"))
    assert await letters(team) == []
    assert [state for _, state in await state_of(team)] == [MessageState.DROPPED]


async def test_a_plan_taken_back_takes_its_letter_down_and_the_next_is_told_whole(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True)
    await letters(team)
    ana = await team.runner("Ana")

    def back(uow: UnitOfWork) -> int:
        plan = uow.plans.find(team.team_id, WEEK.key, "team")
        assert plan is not None
        return tell_weeks(uow, team.team_id, WEEK.key, take_back(uow, plan, team.clock.now()), team.clock.now())

    assert await team.database.write(back) == 0
    assert await letters(team) == []
    assert [state for _, state in await state_of(team)] == [MessageState.DROPPED]
    assert await planned(team, DAYS, "Ana", now=True) == 1
    [letter] = await letters(team)
    assert (letter.runner_id, letter.changed) == (ana.runner_id, ())


async def test_the_closer_plan_is_told_when_it_comes_out(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben", now=True)
    await letters(team)
    assert await planned(team, {**DAYS, "Sun": "rest"}, own="Ana", now=True) == 1
    [change] = [one for one in await letters(team) if one.changed]
    assert [(one.text, one.names) for one in change.sessions] == [("rest", ())]
    # The plan for all changes nothing for who follows another.
    assert await planned(team, {**DAYS, "Sun": "long 20 km"}, "Ana", "Ben") == 1


async def test_a_draft_stays_its_coachs(team: Harriers) -> None:
    await team.join("Ana")

    def draft(uow: UnitOfWork) -> int:
        plan_id = uow.plans.add(
            team_id=team.team_id, week=WEEK.key, target="team", draft="Tue: 8 km E", saved_at=team.clock.now()
        )
        plan = uow.plans.find_by_id(team.team_id, plan_id)
        assert plan is not None
        return publish_plan(uow, plan, team.clock.now())

    assert await team.database.write(draft) == 0


async def test_who_reads_it_in_the_inbox_gets_no_second_one_by_message(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", now=True)
    ana = team.asker("Ana")
    page = await team.services.inbox.read(ana)
    assert [type(one.letter) for one in page.entries] == [PlanWeek]
    await team.services.inbox.seen(ana, page)
    await planned(team, {**DAYS, "Thu": "10 km E"}, "Ana")
    assert [one.changed for one in await letters(team)] == [(date(2026, 11, 26),)]


async def test_twenty_runners_get_twenty_letters(team: Harriers) -> None:
    names = [f"Runner {number}" for number in range(20)]
    assert await planned(team, DAYS, *names, now=True) == 20
    said = await letters(team)
    assert len({one.runner_id for one in said}) == len(said) == 20
    assert {len(one.sessions[0].names) for one in said} == {19}


async def test_whoever_has_a_week_of_their_own_hears_of_that_alone(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben")
    await planned(team, {"Tue": "6 km E"}, own="Ana")
    waiting = await team.database.read(lambda uow: waiting_plans(uow, team.team_id, WEEK.key))
    said: list[PlanWeek] = []
    for plan in waiting:
        # As the schedule does: one by one, and messages may go out between.
        publish_one = partial(publish_waiting, team_id=team.team_id, plan_id=plan.plan_id, now=team.clock.now())
        await team.database.write(publish_one)
        said += await letters(team)
    ana = (await team.runner("Ana")).runner_id
    assert [[row.text for row in one.sessions] for one in said if one.runner_id == ana and not one.changed] == [
        ["6 km E"]
    ]
    assert [one for one in said if one.changed] == []


async def test_whoever_resumes_has_the_letters_that_came_while_they_rested(team: Harriers) -> None:
    await planned(team, DAYS, "Ana")
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", None)
    await publish(team)
    assert await letters(team) == []
    team.clock.set(local(BERLIN, "2026-11-24 09:00"))
    await team.services.profiles.resume(team.asker("Ana"))
    assert [(one.week, len(one.sessions)) for one in await letters(team)] == [(WEEK, 3)]
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", None)
    await team.services.profiles.resume(team.asker("Ana"))
    assert await letters(team) == []


async def test_whoever_resumes_once_the_week_is_over_hears_nothing_of_it(team: Harriers) -> None:
    await planned(team, DAYS, "Ana")
    await team.services.profiles.pause(team.asker("Ana"), "3 weeks", None)
    await publish(team)
    team.clock.set(local(BERLIN, "2026-11-30 09:00"))
    await team.services.profiles.resume(team.asker("Ana"))
    assert await letters(team) == []
