"""Days that stand: whatever a coach does to a week under way, what was earned by it stays."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest

from bot.domain.dates import Week
from bot.domain.plans import EVERYBODY, Scope, Target
from bot.domain.point_rules import Rule
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.plan_letters import PlanWeek
from bot.services.plan_pages import PlanPage, Whom
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log
from tests.services.racing import send_all

WEEK = Week(2026, 48)
ALL = Whom(EVERYBODY)
GROUP = Whom(Target(Scope.GROUP, 501), "Marathon")
TEXT = "Mon 8km E\nTue yoga for all\nWed 12km E\nThu 6km E\nSun long 18km"
WEDNESDAY = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)

Deed = Callable[[Harriers], Awaitable[object]]


def coach(team: Harriers) -> Asker:
    return team.admin("Caleb")


async def put_out(team: Harriers, whom: Whom, text: str, *members: str) -> PlanPage:
    """Let a coach write a week and put it out."""
    ids = [(await team.runner(name)).runner_id for name in members] or None
    page = await team.services.plans.write(coach(team), whom, WEEK, text, ids)
    return await team.services.plans.publish(coach(team), page.plan_id, ids)


async def own(team: Harriers, name: str) -> Whom:
    return await team.services.plans.runner(coach(team), name)


async def by_day(team: Harriers, name: str) -> Counter[date]:
    """Return what each day of the week brought, as it is stored."""
    runner_id = (await team.runner(name)).runner_id
    found: Counter[date] = Counter()
    for one in await team.database.read(lambda uow: uow.points.awards_of_week(runner_id, WEEK.key)):
        found[one.day] += one.points
    return found


async def sessions(team: Harriers, name: str) -> list[tuple[str, int | None]]:
    runner_id = (await team.runner(name)).runner_id
    rows = await team.database.read(lambda uow: uow.planned.between(runner_id, WEEK.monday, WEEK.sunday))
    return [(row.text, row.percent) for row in rows]


async def live_until_wednesday(team: Harriers) -> None:
    """Let Ana keep Monday's session, Tuesday's by word, and Wednesday's on that day."""
    team.clock.set(WEDNESDAY)
    await team.log("Ana", "8k", "48:00", "2026-11-23")
    await team.log("Ana", "12k", "72:00", "2026-11-25")
    ana = team.asker("Ana")
    week = await team.services.planned_weeks.own(ana)
    await team.services.planned_weeks.done(ana, week.sessions[1].session_id)


async def changed(team: Harriers) -> None:
    await put_out(team, ALL, "Tue 20km E\nWed 30km E\nThu rest\nSun long 16km")


async def emptied(team: Harriers) -> None:
    await put_out(team, ALL, "Sun rest")


async def an_own_one(team: Harriers) -> None:
    await put_out(team, await own(team, "Ana"), "Thu 5km E\nSun 10km E")


async def taken_back(team: Harriers) -> None:
    desk = await team.services.plans.desk(coach(team), WEEK)
    await team.services.plans.take_back(coach(team), desk.plans[-1].plan_id)


async def taken_back_and_new(team: Harriers) -> None:
    await taken_back(team)
    await put_out(team, ALL, "Thu 5km E\nSun 10km E")


async def an_own_one_taken_back(team: Harriers) -> None:
    await an_own_one(team)
    await taken_back(team)


async def taken_back_and_own(team: Harriers) -> None:
    await taken_back(team)
    await an_own_one(team)
    await taken_back(team)


async def a_group(team: Harriers) -> None:
    await put_out(team, GROUP, "Mon 30km E\nWed rest\nThu 5km E", "Ana", "Ben")


async def a_group_left(team: Harriers) -> None:
    await a_group(team)
    await put_out(team, GROUP, "Mon 30km E\nThu 7km E", "Ben")


@pytest.mark.parametrize(
    "deed",
    [
        changed,
        emptied,
        an_own_one,
        taken_back,
        taken_back_and_new,
        an_own_one_taken_back,
        taken_back_and_own,
        a_group,
        a_group_left,
    ],
)
async def test_whatever_a_coach_does_what_was_earned_by_then_stays(team: Harriers, deed: Deed) -> None:
    await team.join("Ana", "Ben")
    await put_out(team, ALL, TEXT)
    await live_until_wednesday(team)
    before, kept = await by_day(team, "Ana"), (await sessions(team, "Ana"))[:3]
    assert [percent for _, percent in kept] == [100, 100, 100]
    await deed(team)
    assert (await sessions(team, "Ana"))[:3] == kept
    assert await by_day(team, "Ana") == before
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_run_stays_the_session_that_it_was_when_a_new_one_would_fit_it_better(team: Harriers) -> None:
    await team.join("Ana")
    await put_out(team, ALL, "Tue 8km E\nSun long 18km")
    team.clock.set(WEDNESDAY)
    await team.log("Ana", "8k", "48:00", "2026-11-25")
    before = await by_day(team, "Ana")
    await put_out(team, ALL, "Wed 16km E\nSun long 18km")
    assert await sessions(team, "Ana") == [("8km E", 100), ("16km E", None), ("long 18km", None)]
    assert await by_day(team, "Ana") == before


async def test_a_week_of_rest_that_gets_a_session_leaves_what_the_own_target_earned(team: Harriers) -> None:
    await team.join("Ana")
    await put_out(team, ALL, "Mon rest\nSun rest")
    team.clock.set(WEDNESDAY)
    await team.log("Ana", "8k", "48:00", "2026-11-23")
    before = await by_day(team, "Ana")
    for whom in (ALL, await own(team, "Ana")):
        await put_out(team, whom, "Thu 8km E\nSun rest")
        assert await by_day(team, "Ana") == before


async def test_days_to_come_are_as_the_coach_says_and_may_be_kept(team: Harriers) -> None:
    await team.join("Ana")
    await put_out(team, ALL, "Mon 8km E\nThu 6km E")
    team.clock.set(WEDNESDAY)
    await put_out(team, ALL, "Fri 10km E")
    assert [text for text, _ in await sessions(team, "Ana")] == ["8km E", "10km E"]
    team.clock.forward(days=2)
    logged = await team.log("Ana", "10k", "60:00", "2026-11-27")
    assert (Rule.SESSIONS, 10) in logged.reasons


async def test_a_letter_about_a_change_tells_of_today_and_of_days_to_come(team: Harriers) -> None:
    await team.join("Ana")
    await put_out(team, ALL, TEXT)
    await send_all(team)
    await live_until_wednesday(team)
    await an_own_one(team)
    [letter] = [one for one in await send_all(team) if isinstance(one, PlanWeek) and one.changed]
    assert letter.changed == (date(2026, 11, 26), date(2026, 11, 29))


async def test_taking_back_a_week_that_is_over_is_refused(team: Harriers) -> None:
    await team.join("Ana")
    page = await put_out(team, ALL, TEXT)
    team.clock.set(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    with pytest.raises(UserError, match="plan_week_over"):
        await team.services.plans.take_back(coach(team), page.plan_id)
    assert len(await sessions(team, "Ana")) == 5
