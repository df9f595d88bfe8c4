"""The Monday board: once for each team and week, whenever the process dies, however long it was away."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.audience import MessageKind
from bot.domain.dates import Week, local_today
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import LEASE, MessageState
from bot.services.ports import Later
from bot.services.schedules import HELD
from db.database import Database
from tests.db.engines import another, opened
from tests.jobs.channels import AnswerLost, Fuse, Killed
from tests.jobs.company import Company, company
from tests.services.harriers import TEAM, harriers, local, welcome

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 08:00")


async def die(berlin: Company, steps: int) -> bool:
    """Let a process work until its fuse has burned down; tell whether it died of it."""
    try:
        await berlin.process(fuse=Fuse(steps)).work()
    except Killed:
        return True
    return False


async def on_monday(berlin: Company) -> None:
    """Log a run, send its card, and make it Monday at eight."""
    await berlin.team.log("Ana")
    await berlin.work()
    berlin.team.clock.set(MONDAY)


async def come_back(berlin: Company) -> None:
    """Start anew at once, and once more when every claim of the dead has lapsed."""
    await berlin.work()
    berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.work()


async def test_the_board_is_posted_once_however_often_the_bot_looks(berlin: Company) -> None:
    await on_monday(berlin)
    for _ in range(5):
        await berlin.work()
        berlin.team.clock.forward(minutes=20)
    assert berlin.channels.boards() == ["2026-W47"]
    (post,) = [post for post in berlin.channels.posts if post.kind is MessageKind.LEADERBOARD]
    assert post.at == MONDAY
    assert isinstance(post.content, WeeklyPost)
    assert post.content.week == Week(2026, 47)


async def test_a_death_between_claim_and_send_costs_nothing(berlin: Company) -> None:
    await on_monday(berlin)
    await berlin.process().scheduler.tick()
    await berlin.team.services.outbox.claim()
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W47"]
    assert [message.attempts for message in berlin.channels.tried[1:]] == [2]


async def test_a_death_between_send_and_record_posts_nothing_twice(berlin: Company) -> None:
    await on_monday(berlin)
    await berlin.process().scheduler.tick()
    (parcel,) = await berlin.team.services.outbox.claim()
    await berlin.channels.deliver(parcel.message, parcel.content)
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W47"]
    (entry,) = [one for one in await berlin.team.services.outbox.newest() if one.kind is MessageKind.LEADERBOARD]
    assert entry.state is MessageState.SENT


async def test_a_death_at_any_step_leaves_exactly_one_board(database: Database) -> None:
    """Every step of a whole round, one after another: each time a team of its own, and its process dies there."""
    steps = 0
    while True:
        berlin = company(await harriers(database, team_id=TEAM + steps))
        await on_monday(berlin)
        died = await die(berlin, steps)
        await come_back(berlin)
        assert berlin.channels.boards() == ["2026-W47"], steps
        if not died:
            break
        steps += 1
    # Looking, settling, owing, claiming, sending and recording are many steps; fewer would mean nothing was tried.
    assert steps > 20


async def test_a_post_that_another_process_is_at_is_left_to_it_for_a_minute(berlin: Company) -> None:
    await on_monday(berlin)
    # The night is settled.
    berlin.team.clock.set(MONDAY - timedelta(hours=1))
    await berlin.work()
    berlin.team.clock.set(MONDAY)
    taken = await berlin.team.database.write(
        lambda uow: uow.schedules.take_due("leaderboard", MONDAY, MONDAY + HELD, 10)
    )
    assert len(taken) == 1
    await berlin.work()
    assert berlin.channels.boards() == []
    berlin.team.clock.forward(seconds=HELD.total_seconds())
    await berlin.work()
    assert berlin.channels.boards() == ["2026-W47"]


async def test_a_post_waits_for_the_night_that_another_process_settles(berlin: Company) -> None:
    await on_monday(berlin)
    await berlin.team.database.write(lambda uow: uow.schedules.take_due("settle", MONDAY, MONDAY + HELD, 10))
    await berlin.work()
    assert berlin.channels.boards() == []
    berlin.team.clock.forward(seconds=HELD.total_seconds())
    await berlin.work()
    assert berlin.channels.boards() == ["2026-W47"]


async def test_who_dies_again_and_again_still_posts_once(berlin: Company) -> None:
    await on_monday(berlin)
    for steps in range(40):
        await die(berlin, steps)
        berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W47"]


async def test_a_bot_that_was_down_on_monday_posts_one_late_board(berlin: Company) -> None:
    await on_monday(berlin)
    berlin.team.clock.forward(days=2, hours=3)
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W47"]
    berlin.team.clock.set(MONDAY + timedelta(days=6))
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W47"]


async def test_a_bot_that_was_down_for_weeks_posts_the_newest_board_alone(berlin: Company) -> None:
    for when in ("2026-11-06", "2026-11-13", "2026-11-20"):
        await berlin.team.log("Ana", "5k", "30:00", when)
    berlin.team.clock.set(MONDAY + timedelta(days=1))
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W47"]


async def test_a_bot_that_was_down_for_more_than_three_days_posts_no_old_board(berlin: Company) -> None:
    await on_monday(berlin)
    berlin.team.clock.forward(days=3, minutes=1)
    await come_back(berlin)
    assert berlin.channels.boards() == []
    await berlin.team.log("Ana")
    berlin.team.clock.set(MONDAY + timedelta(weeks=1))
    await come_back(berlin)
    assert berlin.channels.boards() == ["2026-W48"]


async def test_a_board_that_was_owed_before_a_long_absence_is_dropped_after_it(berlin: Company) -> None:
    await on_monday(berlin)
    await berlin.process().scheduler.tick()
    berlin.team.clock.forward(days=4)
    await come_back(berlin)
    assert berlin.channels.boards() == []


async def test_a_week_without_runs_is_passed_over_and_the_next_is_posted(berlin: Company) -> None:
    berlin.team.clock.set(MONDAY)
    await berlin.work()
    assert berlin.channels.posts == []
    await berlin.team.log("Ana")
    berlin.team.clock.set(MONDAY + timedelta(weeks=1))
    await berlin.work()
    assert berlin.channels.boards() == ["2026-W48"]


async def test_the_posted_board_holds_rest_days_and_the_full_week(berlin: Company) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        for when in ("2026-11-16", "2026-11-18", "2026-11-20"):
            await berlin.team.log(name, "5k", "30:00", when)
        await berlin.team.show(name)
    berlin.team.clock.set(MONDAY)
    await berlin.work()
    (post,) = [post for post in berlin.channels.posts if post.kind is MessageKind.LEADERBOARD]
    assert isinstance(post.content, WeeklyPost)
    # 30 for logging, 30 for sessions, 20 for rest, 20 for the full week, 10 for the streak.
    assert [(row.place, row.name, row.value) for row in post.content.rows] == [
        (1, "Ana", 125),
        (1, "Ben", 125),
        (1, "Chloé", 125),
    ]


async def test_two_processes_that_work_at_once_post_one_board_for_each_team(url: str, database: Database) -> None:
    berlin = company(await harriers(database))
    teams = range(TEAM, TEAM + 8)
    for team_id in teams:
        await welcome(berlin.team.services, team_id)
        await replace(berlin.team, team_id=team_id).log("Ana")
    await berlin.work()
    async with another(url) as second:
        for week in (1, 2):
            berlin.team.clock.set(MONDAY + timedelta(weeks=week - 1))
            processes = [berlin.process(one) for one in (database, second) * 3]
            await asyncio.gather(*(process.scheduler.tick() for process in processes))
            await asyncio.gather(*(process.work() for process in processes))
            for team_id in teams:
                await replace(berlin.team, team_id=team_id).log("Ana")
    for team_id in teams:
        assert berlin.channels.boards(team_id) == ["2026-W47", "2026-W48"]


DEATH = st.integers(0, 45)
TROUBLE = st.sampled_from([Later("Discord had trouble"), AnswerLost(Later("no answer")), RuntimeError("a defect")])
STRETCH = st.tuples(
    st.sampled_from([1, 5, 11, 26, 50, 70]),
    st.booleans(),
    st.lists(DEATH, max_size=3),
    st.lists(TROUBLE, max_size=3),
)
ZONES = st.sampled_from([BERLIN, "America/New_York", "Pacific/Auckland"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=ZONES, stretches=st.lists(STRETCH, min_size=1, max_size=8))
def test_each_week_is_posted_once_through_deaths_and_trouble_at_random(
    url: str, zone: str, stretches: list[tuple[int, bool, list[int], list[Later | AnswerLost | Exception]]]
) -> None:
    """The bot is never away for three days, so no week with a run may be left out either."""

    async def live() -> None:
        async with opened(url) as database:
            here = company(await harriers(database, zone, local(zone, "2026-10-22 07:00")))
            due: list[str] = []
            for hours, runs, deaths, trouble in stretches:
                before = here.team.clock.now()
                if runs:
                    await here.team.log("Ana", "5k", "30:00")
                here.team.clock.forward(hours=hours)
                due += await boards_due(here, zone, before)
                here.channels.trouble.extend(trouble)
                for steps in deaths:
                    await die(here, steps)
                    here.team.clock.forward(seconds=70)
                    assert here.channels.boards() == sorted(set(here.channels.boards()))
                # In good health again, until everything owed is sent.
                here.channels.trouble.clear()
                for _ in range(4):
                    await come_back(here)
            assert here.channels.boards() == due

    asyncio.run(live())


async def boards_due(here: Company, zone: str, before: datetime) -> list[str]:
    """Return the weeks with a run whose board came due since `before`, which is less than a week ago."""
    now = here.team.clock.now()
    monday = Week.of(local_today(now, ZoneInfo(zone))).monday
    if not before < local(zone, f"{monday} 08:00") <= now:
        return []
    week = Week.of(monday).previous()
    total = await here.team.database.read(lambda uow: uow.points.team_total(TEAM, week.key))
    return [week.key] if total.runs else []


@pytest.mark.parametrize("state", [MessageState.PENDING, MessageState.SENDING])
async def test_what_was_owed_before_a_restart_is_still_owed_after_it(berlin: Company, state: MessageState) -> None:
    await berlin.team.log("Ana")
    if state is MessageState.SENDING:
        await berlin.team.services.outbox.claim()
    berlin.team.clock.forward(hours=1)
    await berlin.work()
    assert len(berlin.channels.posts) == 1
