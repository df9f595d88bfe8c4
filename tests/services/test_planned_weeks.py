"""Planned against done: what a log makes of a plan, whatever happens to either, and what it is worth."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from bot.domain.dates import Week
from bot.domain.following import WeekSum
from bot.domain.pauses import PauseReason
from bot.domain.point_rules import Rule
from bot.files import Activities, Activity, Sport
from bot.services.plan_weeks import put_up
from bot.services.planned_weeks import PlanWhich
from bot.services.reading import RunDraft
from bot.services.rebuilding import Rebuilt
from db.unit_of_work import UnitOfWork
from tests.services.followed import Sessions, change_sessions, follow, kept, plan, sessions_of
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import assert_totals_follow_the_log

THIS = Week(2026, 47)
WEEK: Sessions = {0: ("easy", 10), 1: ("rest", None), 2: ("workout", 12), 4: ("easy", 8), 5: ("long", 20)}


async def points(team: Harriers, name: str, week: Week = THIS) -> dict[Rule, int]:
    """Return a week's points by rule."""
    told = await team.services.points.week(team.asker(name), week)
    return {rule: given for rule, given, _ in told.parts if given}


async def test_a_run_keeps_the_session_of_its_day(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    logged = await team.log("Ana", "9k", "50:00", "2026-11-16")
    assert await kept(team, "Ana") == [(logged.run.run_id, 90), (None, None), (None, None), (None, None), (None, None)]
    assert (Rule.SESSIONS, 10) in logged.reasons
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_session_kept_in_part_is_half_of_one(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    assert (Rule.SESSIONS, 5) in (await team.log("Ana", "6k", "34:00", "2026-11-16")).reasons
    assert (Rule.SESSIONS, 5) in (await team.log("Ana", "16k", "88:00", "2026-11-18")).reasons
    ledger = await team.services.points.ledger(team.asker("Ana"), THIS)
    assert [entry.percent for entry in ledger.entries if entry.rule is Rule.SESSIONS] == [60, 134]
    assert ledger.is_planned


async def edit(team: Harriers, run_id: int, distance: str, time: str, day: str) -> None:
    """Change a run of Ana's, whatever is asked about it."""
    ana = team.asker("Ana")
    await team.insist("Ana", await team.services.runs.edit(ana, run_id, RunDraft(distance, time, day)))


async def test_an_edit_a_deletion_and_another_day_let_the_plan_follow(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    run_id = (await team.log("Ana", "10k", "55:00", "2026-11-16")).run.run_id
    await edit(team, run_id, "5k", "27:00", "2026-11-16")
    assert (await kept(team, "Ana"))[0] == (run_id, 50)
    await edit(team, run_id, "12k", "66:00", "2026-11-18")
    assert (await kept(team, "Ana"))[0] == (None, None)
    assert (await kept(team, "Ana"))[2] == (run_id, 100)
    await edit(team, run_id, "12k", "66:00", "2026-11-11")
    assert {run for run, _ in await kept(team, "Ana")} == {None}
    await edit(team, run_id, "12k", "66:00", "2026-11-18")
    await team.services.runs.delete(team.asker("Ana"), run_id)
    assert {run for run, _ in await kept(team, "Ana")} == {None}
    assert await points(team, "Ana") == {}
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_of_two_runs_the_one_that_stays_keeps_the_session(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    first = (await team.log("Ana", "10k", "55:00", "2026-11-16 07:00")).run.run_id
    second = (await team.log("Ana", "6k", "34:00", "2026-11-16 18:00")).run.run_id
    assert (await kept(team, "Ana"))[0] == (first, 100)
    await team.services.runs.delete(team.asker("Ana"), first)
    assert (await kept(team, "Ana"))[0] == (second, 60)


async def test_a_plan_that_nobody_saw_is_followed_once_it_is_shown(team: Harriers) -> None:
    await plan(team, "Ana", WEEK, shown=None)
    logged = await team.log("Ana", "10k", "55:00", "2026-11-16")
    assert (await kept(team, "Ana"))[0] == (None, None)
    runner_id = (await team.runner("Ana")).runner_id

    def show(uow: UnitOfWork) -> None:
        found = uow.plans.find(TEAM, THIS.key, f"runner:{runner_id}")
        assert found is not None
        assert put_up(uow, found, team.clock.now()) == (runner_id,)

    await team.database.write(show)
    await follow(team, "Ana")
    assert (await kept(team, "Ana"))[0] == (logged.run.run_id, 100)


async def test_a_plan_that_comes_in_the_middle_of_a_week_takes_nothing_and_leaves_the_target(team: Harriers) -> None:
    for day, distance in (("2026-11-16", "5k"), ("2026-11-18", "6k")):
        await team.log("Ana", distance, "36:00", day)
    before = await points(team, "Ana")
    await plan(team, "Ana", WEEK, shown=team.clock.now())
    assert await points(team, "Ana") == before
    assert [percent for _, percent in await kept(team, "Ana")] == [50, None, 50, None, None]
    await assert_totals_follow_the_log(team.database, TEAM)


@pytest.mark.parametrize(
    ("zone", "shown", "decides"),
    [
        ("Europe/Berlin", "2026-11-15 23:59", True),
        ("Europe/Berlin", "2026-11-16 00:00", False),
        ("Pacific/Auckland", "2026-11-15 13:00", False),
        ("America/Los_Angeles", "2026-11-16 02:00", True),
    ],
)
async def test_the_week_begins_where_the_runner_is(team: Harriers, zone: str, shown: str, decides: bool) -> None:
    await team.join("Ana")
    await team.change("Ana", time_zone=zone)
    await plan(team, "Ana", {0: ("easy", 10)}, shown=local("Europe/Berlin", shown))
    await team.log("Ana", "6k", "34:00", "2026-11-16")
    assert (await points(team, "Ana"))[Rule.SESSIONS] == (5 if decides else 10)


async def test_a_full_week_and_its_rest_are_given_when_the_night_settles_them(team: Harriers) -> None:
    await plan(team, "Ana", {0: ("easy", 10), 1: ("rest", None), 2: ("easy", 10), 4: ("easy", 8)})
    for day, distance in (("2026-11-16", "10k"), ("2026-11-18", "10k"), ("2026-11-20", "7k")):
        await team.log("Ana", distance, "50:00", day)
    assert Rule.FULL_WEEK not in await points(team, "Ana")
    team.clock.forward(days=4)
    await team.services.schedules.run_due()
    await assert_totals_follow_the_log(team.database, TEAM)
    runner_id = (await team.runner("Ana")).runner_id
    total = await team.database.read(lambda uow: uow.points.total(TEAM, THIS.key, runner_id))
    told = await points(team, "Ana")
    assert (told[Rule.SESSIONS], told[Rule.REST], told[Rule.FULL_WEEK]) == (30, 20, 20)
    assert total.points == sum(told.values())


async def test_a_day_that_waits_for_its_session_brings_no_rest_tomorrow(team: Harriers) -> None:
    await plan(team, "Ana", {0: ("easy", 10), 4: ("easy", 8), 5: ("long", 20), 6: ("rest", None)})
    week = await team.services.points.this_week(team.asker("Ana"))
    assert week.chance is not None
    assert (week.chance.rule, week.chance.points) == (Rule.LOG, 20)
    await team.log("Ana", "8k", "44:00")
    assert (await team.services.points.this_week(team.asker("Ana"))).chance is None
    assert week.plan is not None
    assert week.plan.counted == 3


async def test_a_swim_takes_no_run_and_is_part_of_no_full_week(team: Harriers) -> None:
    swim, *_ = await plan(team, "Ana", {0: ("other", None), 2: ("easy", 10)})
    assert Rule.SESSIONS not in {rule for rule, _ in (await team.log("Ana", "8k", "44:00", "2026-11-16")).reasons}
    await team.log("Ana", "10k", "55:00", "2026-11-18")
    assert [percent for _, percent in await kept(team, "Ana")] == [None, 100]
    said = await team.services.planned_weeks.done(team.asker("Ana"), swim)
    assert (said.session.by_word, said.week.sum) == (True, WeekSum(1, Fraction(1)))
    team.clock.forward(days=4)
    given = await points(team, "Ana")
    assert (given[Rule.SESSIONS], given[Rule.FULL_WEEK]) == (10, 20)
    assert (await team.services.points.week(team.asker("Ana"), THIS)).plan == WeekSum(1, Fraction(1))
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_week_of_other_sports_alone_is_left_to_the_runner(team: Harriers) -> None:
    await plan(team, "Ana", {0: ("other", None), 1: ("rest", None)})
    await team.log("Ana", "8k", "44:00", "2026-11-16")
    assert (await points(team, "Ana"))[Rule.SESSIONS] == 10
    assert (await team.services.points.week(team.asker("Ana"), THIS)).plan is None


async def test_nobody_waits_for_the_sessions_of_a_pause(team: Harriers) -> None:
    await plan(team, "Ana", {0: ("easy", 10), 2: ("easy", 10), 4: ("easy", 8), 6: ("easy", 8)})
    for day in ("2026-11-16", "2026-11-18"):
        await team.log("Ana", "10k", "55:00", day)
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", PauseReason.ILL)
    team.clock.forward(days=4)
    assert (await points(team, "Ana"))[Rule.FULL_WEEK] == 20
    week = await team.services.points.week(team.asker("Ana"), THIS)
    assert week.plan == WeekSum(2, Fraction(2))
    own = await team.services.planned_weeks.own(team.asker("Ana"), PlanWhich.BEFORE)
    assert (own.week, own.sum) == (THIS, WeekSum(2, Fraction(2)))
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_run_in_doubt_keeps_nothing_until_it_counts(team: Harriers) -> None:
    await plan(team, "Ben", {2: ("race", 42.2)})
    await team.log("Ben", "marathon", "1:45:00", "2026-11-18")
    assert await kept(team, "Ben") == [(None, None)]


async def test_a_list_of_runs_is_matched_too(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    began = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
    found = Activity(sport=Sport.RUN, started_at=began, keys=("strava:1",), distance_m=10_000.0, moving_s=3_300.0)
    listed = Activities((found,), is_list=True)
    begun = await team.services.imports.begin(team.asker("Ana"), "activities.csv", listed, unknown_are_runs=False)
    while await team.services.imports.advance(begun.import_id):
        continue
    assert [percent for _, percent in await kept(team, "Ana")] == [100, None, None, None, None]
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_night_finds_matches_that_are_not_the_log_s_and_mends_them(team: Harriers) -> None:
    await plan(team, "Ana", WEEK)
    await team.log("Ana", "10k", "55:00", "2026-11-16")
    right = await sessions_of(team, "Ana")
    assert await team.services.rebuilding.check(TEAM) == Rebuilt(runners=1)
    await change_sessions(team, "Ana", lambda row: {"percent": 70} if row.percent else {})
    assert (await team.services.rebuilding.check(TEAM)).mended == 1
    assert await sessions_of(team, "Ana") == right
    await change_sessions(team, "Ana", lambda row: {"run_id": None, "percent": None})
    assert (await team.services.rebuilding.rebuild()).mended == 1
    assert await sessions_of(team, "Ana") == right
    assert await team.services.rebuilding.rebuild() == Rebuilt(runners=1)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_two_sessions_of_a_day_done_by_word_are_two_awards_and_stay_two(team: Harriers) -> None:
    await plan(team, "Ana", {0: ("easy", None), 2: ("easy", None), 3: ("easy", 5)})
    monday = date(2026, 11, 16)
    await change_sessions(
        team, "Ana", lambda row: {"done_at": team.clock.now(), "day": monday, "position": (row.day - monday).days}
    )
    for _ in range(2):
        await follow(team, "Ana")
        assert (await points(team, "Ana"))[Rule.SESSIONS] == 30
    await team.log("Ana", "4k", "24:00", (monday + timedelta(days=1)).isoformat())
    assert (await points(team, "Ana"))[Rule.SESSIONS] == 30
    await assert_totals_follow_the_log(team.database, TEAM)
