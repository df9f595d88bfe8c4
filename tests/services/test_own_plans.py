"""A runner's own plan: what they see of it, what they say of its sessions, and what their coach may."""

from dataclasses import replace

import pytest

from bot.domain.audience import LogDetail, Sharing
from bot.domain.dates import Week
from bot.domain.following import Excuse
from bot.domain.pauses import PauseReason
from bot.domain.plans import EVERYBODY
from bot.domain.point_rules import Rule
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.plan_pages import Whom
from bot.services.planned_week_pages import Mark, OwnWeek
from bot.services.planned_weeks import PlanWhich
from bot.services.profiles import ProfileChange
from tests.services.followed import Sessions, follow, kept, plan, sessions_of
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import assert_totals_follow_the_log

THIS = Week(2026, 47)
WEEK: Sessions = {0: ("easy", 10), 1: ("rest", None), 2: ("workout", 12), 4: ("easy", 8), 5: ("long", 20)}


def coach(team: Harriers) -> Asker:
    """Return a coach: the team has no role for them, so whoever manages the server coaches."""
    return team.admin("Caleb")


def marks(week: OwnWeek) -> list[Mark]:
    return [one.mark for one in week.sessions]


async def points(team: Harriers, name: str) -> dict[Rule, int]:
    told = await team.services.points.week(team.asker(name), THIS)
    return {rule: given for rule, given, _ in told.parts if given}


async def test_a_week_has_marks_for_what_was_run_and_what_is_to_come_and_none_for_the_rest(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    await team.log("Ana", "6k", "34:00", "2026-11-16")
    other = await team.log("Ana", "3k", "20:00", "2026-11-19 06:00")
    week = await team.services.planned_weeks.own(team.asker("Ana"))
    assert marks(week) == [Mark.IN_PART, Mark.KEPT, Mark.NONE, Mark.TO_COME, Mark.TO_COME]
    assert [one.run.run.distance_m for one in week.sessions if one.run] == [6_000]
    assert [one.run.run_id for one in week.others] == [other.run.run_id]
    assert (week.earlier, week.later) == (None, THIS.next())


async def test_whoever_is_ill_has_no_marks_for_what_they_do_not_run(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    await team.log("Ana", "10k", "55:00", "2026-11-16")
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", PauseReason.ILL)
    week = await team.services.planned_weeks.own(team.asker("Ana"))
    assert marks(week) == [Mark.KEPT, Mark.KEPT, Mark.NONE, Mark.NONE, Mark.NONE]
    assert week.resting_until is not None


async def test_weeks_turn_to_those_with_a_plan_and_to_the_next(team: Harriers) -> None:
    await plan(team, "Ana", WEEK, Week(2026, 44))
    own = team.services.planned_weeks.own
    this = await own(team.asker("Ana"))
    assert (this.sessions, this.earlier, this.later) == ((), Week(2026, 44), THIS.next())
    assert (await own(team.asker("Ana"), PlanWhich.BEFORE)).week == THIS.previous()
    assert (await own(team.asker("Ana"), PlanWhich.NEXT)).later is None


async def test_a_plan_that_waits_for_sunday_is_not_there_yet(team: Harriers) -> None:
    [session, *_] = await plan(team, "Ana", WEEK, shown=None)
    assert (await team.services.planned_weeks.own(team.asker("Ana"))).sessions == ()
    with pytest.raises(NotFound):
        await team.services.planned_weeks.done(team.asker("Ana"), session)


async def test_who_joins_once_everybodys_week_is_out_has_what_is_to_come_of_it(team: Harriers) -> None:
    await team.join("Ana", "Caleb")
    await team.services.coaches.note(coach(team))
    plans, weeks = team.services.plans, team.services.planned_weeks
    for week in (THIS, THIS.next()):
        page = await plans.write(coach(team), Whom(EVERYBODY), week, "Tue 8 km E\nFri 6 km E\nSat long 18 km")
        await plans.publish(coach(team), page.plan_id)
    # The first look of all, then one of somebody who was here for another reason.
    for name in ("Ben", "Chloé"):
        if name == "Chloé":
            await team.log(name, "6k", "36:00", "2026-11-20")
        own = await weeks.own(team.asker(name))
        assert [one.text for one in own.sessions] == ["6 km E", "long 18 km"]
        assert own.sessions[0].mark is (Mark.KEPT if name == "Chloé" else Mark.TO_COME)
        assert own.coach_name == "Caleb"
        later = await weeks.week(team.asker(name), own.runner_id, THIS.next())
        assert [one.text for one in later.sessions] == ["8 km E", "6 km E", "long 18 km"]
    assert len((await weeks.own(team.asker("Ben"))).sessions) == 2
    # It is theirs as it is the others': a change reaches them.
    changed = await plans.write(coach(team), Whom(EVERYBODY), THIS, "Tue 8 km E\nSun long 20 km")
    assert changed.runners == 3
    await plans.publish(coach(team), changed.plan_id)
    assert [one.text for one in (await weeks.own(team.asker("Ben"))).sessions] == ["long 20 km"]
    # Coaches who never ran are in no plan.
    assert (await weeks.own(team.asker("Caleb"))).sessions == ()
    await assert_totals_follow_the_log(team.database, team.team_id)


async def test_what_waits_and_what_is_over_is_not_taken_up(team: Harriers) -> None:
    await team.join("Ana")
    page = await team.services.plans.write(coach(team), Whom(EVERYBODY), THIS, "Tue 8 km E")
    assert (await team.services.planned_weeks.own(team.asker("Ben"))).sessions == ()
    await team.services.plans.publish(coach(team), page.plan_id)
    assert (await team.services.planned_weeks.own(team.asker("Chloé"))).sessions == ()


async def test_a_session_without_a_run_is_done_by_word_and_that_can_be_taken_back(team: Harriers) -> None:
    _, _, workout, *_ = await plan(team, "Ana", WEEK)
    done = await team.services.planned_weeks.done(team.asker("Ana"), workout)
    assert (done.session.by_word, done.session.mark, done.session.run) == (True, Mark.KEPT, None)
    assert (await points(team, "Ana"))[Rule.SESSIONS] == 10
    before = await team.services.planned_weeks.not_done(team.asker("Ana"), workout)
    assert (before.session.by_word, before.session.mark) == (False, Mark.NONE)
    assert await points(team, "Ana") == {}
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_run_that_is_named_stays_the_session_s_until_it_goes(team: Harriers) -> None:
    easy, _, workout, *_ = await plan(team, "Ana", WEEK)
    run_id = (await team.log("Ana", "11k", "60:00", "2026-11-16")).run.run_id
    done = await team.services.planned_weeks.done(team.asker("Ana"), workout, run_id)
    assert done.session.run is not None
    assert await kept(team, "Ana") == [(None, None), (None, None), (run_id, 91), (None, None), (None, None)]
    second = (await team.log("Ana", "12k", "66:00", "2026-11-18")).run.run_id
    assert (await kept(team, "Ana"))[2] == (run_id, 91)
    # The same run is one session: it is named for another one since.
    await team.services.planned_weeks.done(team.asker("Ana"), easy, run_id)
    assert [run for run, _ in await kept(team, "Ana")][:3] == [run_id, None, second]
    await team.services.runs.delete(team.asker("Ana"), run_id)
    assert [row.done_at for row in await sessions_of(team, "Ana")] == [None] * 5
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_what_a_run_keeps_already_is_not_said_again(team: Harriers) -> None:
    easy, *_ = await plan(team, "Ana", WEEK)
    await team.log("Ana", "10k", "55:00", "2026-11-16")
    assert (await team.services.planned_weeks.done(team.asker("Ana"), easy)).was_kept
    assert [row.done_at for row in await sessions_of(team, "Ana")] == [None] * 5


async def test_what_cannot_be_done_is_refused(team: Harriers) -> None:
    easy, rest, _, _, long = await plan(team, "Ana", WEEK)
    earlier = (await team.log("Ana", "10k", "55:00", "2026-11-14")).run.run_id
    of_ben = (await team.log("Ben", "10k", "55:00", "2026-11-16")).run.run_id
    done = team.services.planned_weeks.done
    for session_id, run_id, code in (
        (rest, None, "session_is_rest"),
        (long, None, "session_to_come"),
        (easy, earlier, "run_of_another_week"),
        (easy, of_ben, "not_your_run"),
        (easy, 10**15, "run_not_found"),
        (10**15, None, "session_not_found"),
    ):
        with pytest.raises(UserError) as refused:
            await done(team.asker("Ana"), session_id, run_id)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        await done(team.asker("Ben"), easy)


async def test_an_excused_session_is_out_of_the_count_until_it_counts_again(team: Harriers) -> None:
    easy, *others = await plan(team, "Ana", {0: ("easy", 10), 2: ("easy", 10), 4: ("easy", 8)})
    for day, distance in (("2026-11-16", "10k"), ("2026-11-20", "8k")):
        await team.log("Ana", distance, "50:00", day)
    excuse = team.services.planned_weeks.excuse
    told = await excuse(team.asker("Ana"), others[0], Excuse.TRAVEL)
    assert (told.session.excuse, told.week.sum.counted) == (Excuse.TRAVEL, 2)
    team.clock.forward(days=4)
    assert (await points(team, "Ana"))[Rule.FULL_WEEK] == 20
    await excuse(coach(team), others[0], None)
    assert Rule.FULL_WEEK not in await points(team, "Ana")
    assert (await excuse(coach(team), others[0], Excuse.COACH)).week.name == "Ana"
    assert (await points(team, "Ana"))[Rule.FULL_WEEK] == 20
    with pytest.raises(NotAllowed):
        await excuse(team.asker("Ben"), easy, Excuse.ILL)
    await assert_totals_follow_the_log(team.database, TEAM)


@pytest.mark.parametrize(("day", "in_time"), [("2026-11-25 23:00", True), ("2026-11-26 00:30", False)])
async def test_an_excuse_or_its_end_changes_points_for_seven_days(team: Harriers, day: str, *, in_time: bool) -> None:
    first, second, _ = await plan(team, "Ana", {0: ("easy", 10), 2: ("easy", 10), 4: ("easy", 8)})
    for run_day, distance in (("2026-11-16", "10k"), ("2026-11-20", "8k")):
        await team.log("Ana", distance, "50:00", run_day)
    team.clock.set(local("Europe/Berlin", day))
    told = await team.services.planned_weeks.excuse(coach(team), second, Excuse.COACH)
    # The check-up knows it at any time.
    assert (told.session.excuse, told.week.sum.counted) == (Excuse.COACH, 2)
    assert (Rule.FULL_WEEK in await points(team, "Ana")) is in_time
    team.clock.set(local("Europe/Berlin", "2026-12-01 12:00"))
    before = await points(team, "Ana")
    told = await team.services.planned_weeks.excuse(team.asker("Ana"), second, None)
    assert told.week.sum.counted == 3
    assert await points(team, "Ana") == before
    await team.services.planned_weeks.excuse(team.asker("Ana"), first, Excuse.ILL)
    assert await points(team, "Ana") == before
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_coach_reads_the_week_as_its_runner_shares_it(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    runner_id = (await team.runner("Ana")).runner_id
    await team.log("Ana", "6k", "34:00", "2026-11-16")
    seen = await team.services.planned_weeks.week(coach(team), runner_id, THIS)
    assert (seen.name, seen.score, marks(seen)[0]) == ("Ana", None, Mark.IN_PART)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    seen = await team.services.planned_weeks.week(coach(team), runner_id, THIS)
    [run] = [one.run for one in seen.sessions if one.run is not None]
    assert (run.detail, marks(seen)[0]) == (LogDetail.PRESENCE, Mark.KEPT)


async def test_nobody_else_reads_it_and_no_other_team(team: Harriers) -> None:
    [easy, *_] = await plan(team, "Ana", WEEK)
    runner_id = (await team.runner("Ana")).runner_id
    with pytest.raises(NotAllowed):
        await team.services.planned_weeks.week(team.asker("Ben"), runner_id, THIS)
    elsewhere = replace(coach(team), team_id=TEAM + 1)
    with pytest.raises(NotFound):
        await team.services.planned_weeks.week(elsewhere, runner_id, THIS)
    with pytest.raises(NotFound):
        await team.services.planned_weeks.excuse(elsewhere, easy, Excuse.ILL)


async def test_sessions_and_runs_are_suggested_by_what_was_typed(team: Harriers) -> None:
    _, _, workout, *_ = await plan(team, "Ana", WEEK)
    await team.log("Ana", "12k", "66:00", "2026-11-18")
    await team.log("Ana", "5k", "27:00", "2026-11-12")
    ana, service = team.asker("Ana"), team.services.planned_weeks
    assert [one.text for one in await service.suggest_sessions(ana, "")] == [
        "20 km long",
        "8 km easy",
        "12 km workout",
        "10 km easy",
    ]
    assert [one.session_id for one in await service.suggest_sessions(ana, "wed work")] == [workout]
    assert [one.distance_m for one in (await service.suggest_runs(ana, workout, "")).runs] == [12_000]
    assert [one.distance_m for one in (await service.suggest_runs(ana, None, "")).runs] == [12_000, 5_000]
    assert await service.suggest_sessions(team.asker("Ben"), "") == ()


async def test_an_answer_to_a_run_names_the_session_that_it_keeps(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    logged = await team.log("Ana", "12k", "66:00", "2026-11-18")
    assert logged.kept is not None
    assert (logged.kept.text, logged.kept.is_whole) == ("12 km workout", True)
    assert (await team.log("Ana", "4k", "24:00", "2026-11-17")).kept is None
    await follow(team, "Ana")
