"""What recurs: scores settle after each day, the board is owed on Monday, and whoever was away catches up once."""

import asyncio
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from bot.domain.audience import MessageKind
from bot.domain.dates import Week
from bot.domain.point_rules import Rule
from bot.services.entries import Entry, add_entry
from bot.services.outbox import MessageState, OutboxEntry
from bot.services.schedules import DUE_AT_ONCE, ScheduleService
from bot.services.teams import ScheduleKind, SeenTeam
from db.database import Database
from db.models import awards, schedules
from db.unit_of_work import UnitOfWork
from tests.composed import StandingClock
from tests.db.engines import Server, another, on, opened
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, harriers, local, services_on, welcome
from tests.services.ledger import assert_awards_follow_the_rules, assert_totals_follow_the_log, rows_of

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 08:00")


async def boards(team: Harriers) -> list[OutboxEntry]:
    """Return the boards that are or were owed, oldest first."""
    entries = await team.services.outbox.newest(1_000)
    return [entry for entry in reversed(entries) if entry.kind is MessageKind.LEADERBOARD]


async def given(team: Harriers, name: str) -> dict[str, int]:
    """Return a runner's points by rule."""
    runner_id = (await team.runner(name)).runner_id
    sums: dict[str, int] = {}
    for row in await rows_of(team.database, awards, team.team_id):
        if row["runner_id"] == runner_id:
            sums[row["rule"]] = sums.get(row["rule"], 0) + row["points"]
    return sums


async def tick_through(team: Harriers, until: str, zone: str = BERLIN) -> None:
    """Tick at every due instant, as the running program does, up to a moment on the wall."""
    while (due := await team.services.schedules.next_due_at()) is not None and due <= local(zone, until):
        team.clock.set(due)
        await team.services.schedules.run_due()
    team.clock.set(local(zone, until))


async def test_nothing_happens_before_its_time(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(local(BERLIN, "2026-11-20 23:59"))
    assert await team.services.schedules.run_due() == 0
    assert Rule.FULL_WEEK not in await given(team, "Ana")


async def test_the_board_of_the_past_week_is_owed_on_monday_at_eight(team: Harriers) -> None:
    await team.log("Ana")
    await tick_through(team, "2026-11-23 07:59")
    assert await boards(team) == []
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    (board,) = await boards(team)
    assert (board.key, board.state, board.due_at) == ("2026-W47", MessageState.PENDING, MONDAY)
    await tick_through(team, "2026-11-30 07:59")
    assert len(await boards(team)) == 1
    await tick_through(team, "2026-11-30 08:00")
    assert [board.key for board in await boards(team)] == ["2026-W47", "2026-W48"]


async def test_the_next_posts_are_known_without_the_housekeeping(team: Harriers) -> None:
    plan, letter, post, recap = await team.services.schedules.upcoming()
    assert (plan.kind, plan.due_at) == (ScheduleKind.PLAN, local(BERLIN, "2026-11-22 18:00"))
    assert (letter.kind, letter.due_at) == (ScheduleKind.COACH_DIGEST, MONDAY - timedelta(hours=1))
    assert (recap.kind, recap.due_at) == (ScheduleKind.RECAP, local(BERLIN, "2026-12-01 09:00"))
    assert (post.team_id, post.kind, post.due_at) == (TEAM, ScheduleKind.LEADERBOARD, MONDAY)
    assert await team.services.schedules.next_due_at() == local(BERLIN, "2026-11-21 00:05")
    for number in range(1, 31):
        await team.services.teams.welcome(SeenTeam(TEAM + number, f"Team {number}", FEED, BOARDS))
    posts = await team.services.schedules.upcoming(10)
    assert [post.kind for post in posts] == [ScheduleKind.PLAN] * 10


async def test_the_settled_week_holds_rest_days_and_the_full_week_before_the_board_is_owed(team: Harriers) -> None:
    for when in ("2026-11-16", "2026-11-18", "2026-11-20"):
        await team.log("Ana", "5k", "30:00", when)
    assert (await given(team, "Ana")) == {"log": 30, "sessions": 30, "streak": 10, "rest": 20, "pr": 15}
    # Away since Friday: everything is due at once, and the board has to come last.
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    assert (await given(team, "Ana"))[Rule.FULL_WEEK] == 20
    assert len(await boards(team)) == 1
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_scores_settle_every_night(database: Database) -> None:
    team = await harriers(database, now=local(BERLIN, "2026-11-16 12:00"))
    await team.log("Ana", "5k", "30:00")
    await tick_through(team, "2026-11-18 00:04")
    assert "rest" not in await given(team, "Ana")
    await tick_through(team, "2026-11-18 00:05")
    assert (await given(team, "Ana"))["rest"] == 10


@pytest.mark.parametrize("days", [1, 6, 20, 45])
async def test_after_an_absence_every_week_that_ended_meanwhile_is_settled(team: Harriers, days: int) -> None:
    for when in ("2026-11-14", "2026-11-15", "2026-11-19", "2026-11-20"):
        await team.log("Ana", "5k", "30:00", when)
        await team.log("Ben", "5k", "30:00", when)
    team.clock.forward(days=days)
    await team.services.schedules.run_due()
    today = team.clock.now().date()
    await assert_awards_follow_the_rules(team.database, TEAM, today, before=today + timedelta(days=7))
    await assert_totals_follow_the_log(team.database, TEAM)
    due = await team.services.schedules.next_due_at()
    assert due is not None
    assert due > team.clock.now()


@pytest.mark.parametrize("zone", ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Asia/Tokyo"])
async def test_a_runner_abroad_gets_the_whole_week_too(team: Harriers, zone: str) -> None:
    """Sunday is over for a team in Berlin while a runner in New York still has the evening before them."""
    await team.join("Ana", "Ben")
    await team.change("Ben", time_zone=zone)
    for when in ("2026-11-16", "2026-11-18", "2026-11-19"):
        await team.log("Ana", "5k", "30:00", when)
        await team.log("Ben", "5k", "30:00", when)
    await tick_through(team, "2026-11-25 12:00")
    assert await given(team, "Ben") == await given(team, "Ana")
    assert (await given(team, "Ben"))["full_week"] == 20
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_board_has_the_whole_week_of_a_runner_whose_sunday_ended_after_the_teams(team: Harriers) -> None:
    await team.join("Ben")
    await team.change("Ben", time_zone="America/New_York")
    for when in ("2026-11-16", "2026-11-18", "2026-11-19"):
        await team.log("Ben", "5k", "30:00", when)
    await tick_through(team, "2026-11-23 08:00")
    assert (await given(team, "Ben"))["full_week"] == 20


async def test_a_bot_that_was_down_on_monday_owes_the_board_when_it_is_back(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(MONDAY + timedelta(days=2, hours=23))
    await team.services.schedules.run_due()
    await team.services.schedules.run_due()
    (board,) = await boards(team)
    assert (board.key, board.due_at) == ("2026-W47", team.clock.now())


async def test_after_more_than_three_days_the_board_is_not_news_any_more(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(MONDAY + timedelta(days=3, seconds=1))
    await team.services.schedules.run_due()
    assert await boards(team) == []
    await team.log("Ana")
    await tick_through(team, "2026-11-30 08:00")
    assert [board.key for board in await boards(team)] == ["2026-W48"]


async def test_after_weeks_away_only_the_newest_board_is_owed(team: Harriers) -> None:
    team.clock.set(MONDAY + timedelta(weeks=5, hours=3))
    await team.services.schedules.run_due()
    assert [board.key for board in await boards(team)] == ["2026-W52"]


async def test_more_teams_than_are_handled_at_once_all_get_their_board(database: Database) -> None:
    clock = StandingClock(local(BERLIN, "2026-11-20 09:00"))
    services = services_on(database, clock)
    teams = range(TEAM, TEAM + DUE_AT_ONCE + 5)
    for team_id in teams:
        await welcome(services, team_id)
    clock.set(MONDAY + timedelta(hours=1))
    assert await services.schedules.run_due() == 4 * len(teams)
    entries = await services.outbox.newest(1_000)
    assert {entry.team_id for entry in entries if entry.kind is MessageKind.LEADERBOARD} == set(teams)


async def test_settling_while_members_log_neither_stops_nor_loses_anything(url: str, database: Database) -> None:
    team = await harriers(database, now=local(BERLIN, "2026-11-16 20:00"))
    names = [f"Runner {number}" for number in range(10)]
    for name in names:
        await team.log(name, "5k", "30:00")
    async with another(url) as second:
        # A night that decides a rest day for all of them, while all of them are out running.
        for night in (18, 20, 22):
            team.clock.set(local(BERLIN, f"2026-11-{night} 00:05"))
            elsewhere = ScheduleService(second, team.clock)
            await asyncio.gather(
                team.services.schedules.run_due(),
                *(team.log(name, "5k", "30:00") for name in reversed(names)),
                elsewhere.run_due(),
                *(team.services.points.this_week(team.asker(name)) for name in names),
            )
    await assert_totals_follow_the_log(database, TEAM)
    await assert_awards_follow_the_rules(
        database, TEAM, team.clock.now().date(), before=Week(2026, 47).sunday + timedelta(days=1)
    )


@pytest.mark.postgres
async def test_settling_waits_for_a_member_who_logs_and_never_in_a_circle(postgres: Server) -> None:
    """A member holds their own row and wants the team's totals; settling may not hold those and want the row."""
    async with opened(postgres.migrated) as database:
        team = await harriers(database, now=local(BERLIN, "2026-11-16 20:00"))
        await team.log("Ana", "5k", "30:00")
        await team.log("Ben", "5k", "30:00")
        ben = (await team.runner("Ben")).runner_id
        entered, leave = threading.Event(), threading.Event()

        def log_slowly(uow: UnitOfWork) -> None:
            runner = uow.runners.lock(ben)
            assert runner is not None
            entered.set()
            assert leave.wait(30)
            add_entry(uow, runner, Entry(date(2026, 11, 16), None, distance_m=1, moving_s=1), team.clock.now())

        async def beside() -> None:
            async with another(postgres.migrated) as second:
                await second.write(log_slowly)

        logging = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(beside())))
        assert await asyncio.to_thread(entered.wait, 30)
        team.clock.set(local(BERLIN, "2026-11-18 00:05"))
        settling = asyncio.create_task(team.services.schedules.run_due())
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        async with asyncio.timeout(30):
            while True:
                if await on(database, lambda connection: connection.execute(waiting).scalar()):
                    break
                await asyncio.sleep(0.01)
        leave.set()
        await asyncio.gather(logging, settling)
        assert (await given(team, "Ben"))["rest"] == 10
        assert (await database.read(lambda uow: uow.points.team_total(TEAM, "all"))).distance_m == 10_001


async def test_two_processes_that_tick_at_once_owe_one_board(url: str, database: Database) -> None:
    team = await harriers(database)
    await team.log("Ana")
    team.clock.set(MONDAY)
    async with another(url) as second:
        ticks = [ScheduleService(one, team.clock) for one in (database, second) * 4]
        await asyncio.gather(*(tick.run_due() for tick in ticks))
    assert [board.key for board in await boards(team)] == ["2026-W47"]
    due = {row["kind"]: row["next_due_at"] for row in await rows_of(database, schedules, TEAM) if row["enabled"]}
    assert due == {
        "settle": local(BERLIN, "2026-11-24 00:05"),
        "plan": local(BERLIN, "2026-11-29 18:00"),
        "leaderboard": MONDAY + timedelta(days=7),
        "coach_digest": MONDAY + timedelta(days=7, hours=-1),
        "recap": local(BERLIN, "2026-12-01 09:00"),
    }


async def test_a_team_without_a_timetable_has_nothing_due(database: Database) -> None:
    services = services_on(database, StandingClock(), timetable={})
    await welcome(services)
    assert await services.schedules.next_due_at() is None
    assert await services.schedules.run_due() == 0
    assert await services.schedules.upcoming() == ()
