"""Sunday at six by the team's wall: one post for the team, one letter for each runner, whenever the process dies."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.audience import MessageKind
from bot.domain.dates import Week
from bot.domain.plans import Scope, Target
from bot.jobs.timetable import TIMETABLE
from bot.services.outbox import LEASE
from bot.services.plan_letters import PlanWeek
from bot.services.plan_pages import Whom
from bot.services.plan_posts import PlanPost
from bot.services.ports import Present
from bot.services.team_schedule import ScheduleChange
from bot.services.teams import ScheduleKind
from db.database import Database
from db.models import outbox
from tests.composed import StandingClock
from tests.jobs.channels import Fuse, Killed, Post
from tests.jobs.company import Company, company
from tests.services.harriers import FEED, TEAM, Harriers, harriers, local, services_on, welcome
from tests.services.ledger import rows_of
from tests.services.planned import TRACK, WEEK, planned

BERLIN = "Europe/Berlin"
SUNDAY = local(BERLIN, "2026-11-22 18:00")
DAYS = {"Tue": TRACK, "Thu": "8 km E", "Sun": "long 18 km"}
ZONES = ("America/New_York", "Europe/Berlin", "Pacific/Auckland", "Australia/Sydney")


def posts(here: Company) -> list[Post]:
    return [post for post in here.channels.posts if post.kind is MessageKind.PLAN_POST]


def letters(here: Company) -> list[PlanWeek]:
    return [post.content for post in here.channels.posts if isinstance(post.content, PlanWeek)]


async def on_sunday(here: Company, moment: str = "2026-11-22 18:00") -> None:
    """Make it that moment, with the nights before it settled."""
    here.team.clock.set(local(BERLIN, moment) - timedelta(hours=1))
    await here.team.services.schedules.run_due()
    here.team.clock.set(local(BERLIN, moment))


async def test_sunday_brings_one_post_and_everybody_their_week(berlin: Company) -> None:
    await planned(berlin.team, DAYS, "Ana", "Ben")
    await planned(berlin.team, {"Wed": "6 km E"}, own="Chloe")
    await on_sunday(berlin, "2026-11-22 17:59")
    await berlin.work()
    assert (posts(berlin), letters(berlin)) == ([], [])
    berlin.team.clock.set(SUNDAY)
    await berlin.work()
    [post] = posts(berlin)
    assert isinstance(post.content, PlanPost)
    assert (post.channel_id, post.content.week) == (FEED, WEEK)
    # What people run easily by themselves is told where they share nothing else.
    assert [(one.day.isoformat(), one.names, one.others) for one in post.content.workouts] == [
        ("2026-11-24", ("Ana", "Ben"), 0),
        ("2026-11-29", ("Ana", "Ben"), 0),
    ]
    assert len(letters(berlin)) == 3
    await berlin.work()
    berlin.team.clock.set(local(BERLIN, "2026-11-29 17:00"))
    await berlin.work()
    assert (len(posts(berlin)), len(letters(berlin))) == (1, 3)


@pytest.mark.parametrize(("down", "told"), [(False, ["Ben", "Chloe"]), (True, ["Ana", "Ben"])])
async def test_sunday_brings_a_groups_week_to_whoever_has_the_role_by_then(
    berlin: Company, down: bool, told: list[str]
) -> None:
    team = berlin.team
    await team.join("Ana", "Ben", "Chloe")
    ids = {name: (await team.runner(name)).runner_id for name in ("Ana", "Ben", "Chloe")}
    marathon = Whom(Target(Scope.GROUP, 900), "Marathon")
    await team.services.plans.write(team.admin("Caleb"), marathon, WEEK, "Sun long 30 km", {ids["Ana"], ids["Ben"]})
    berlin.attendances.down = down
    for name in ("Ben", "Chloe"):
        berlin.attendances.of[team.asker(name).user_id] = Present(name, frozenset({900}))
    await on_sunday(berlin)
    await berlin.work()
    assert sorted(one.runner_id for one in letters(berlin)) == sorted(ids[name] for name in told)
    [post] = posts(berlin)
    assert isinstance(post.content, PlanPost)
    assert [sorted(one.names) for one in post.content.workouts] == [told]


async def test_easy_runs_are_told_where_nothing_else_is_shared_and_rest_never_is(berlin: Company) -> None:
    await planned(berlin.team, {"Mon": "rest", "Tue": "8 km E"}, "Ana", "Ben")
    await on_sunday(berlin)
    await berlin.work()
    [post] = posts(berlin)
    assert isinstance(post.content, PlanPost)
    assert [one.text for one in post.content.workouts] == ["8 km E"]


@pytest.mark.parametrize("plans", [(), (("Ana",),), (("Ana",), ("Ben",))])
async def test_without_a_shared_workout_there_is_no_post(berlin: Company, plans: Sequence[tuple[str]]) -> None:
    for number, (name,) in enumerate(plans):
        await planned(berlin.team, {"Tue": f"{number + 5} km E"}, own=name)
    await on_sunday(berlin)
    await berlin.work()
    assert (posts(berlin), len(letters(berlin))) == ([], len(plans))


async def test_two_years_of_sundays_bring_one_post_each_at_six_on_the_wall(database: Database) -> None:
    """All four zones in one database, as in life, through each change of their clocks."""
    start, end = date(2026, 1, 1), date(2028, 1, 1)
    clock = StandingClock(local("Europe/London", f"{start} 12:00"))
    rule = {ScheduleKind.PLAN: TIMETABLE[ScheduleKind.PLAN]}
    services = services_on(database, clock)
    sundays = [
        start + timedelta(days=n) for n in range((end - start).days) if (start + timedelta(days=n)).weekday() == 6
    ]
    for number, zone in enumerate(ZONES):
        here = Harriers(database, clock, services_on(database, clock, zone, rule), TEAM + number)
        await welcome(here.services, here.team_id)
        for sunday in sundays[::13]:
            await planned(here, DAYS, "Ana", "Ben", week=Week.of(sunday).next())
    due = await services.schedules.next_due_at()
    while due is not None and due < local("Europe/London", f"{end} 12:00"):
        clock.set(due - timedelta(seconds=1))
        assert await services.schedules.run_due() == 0
        clock.set(due)
        assert await services.schedules.run_due() > 0
        due = await services.schedules.next_due_at()
    for number, zone in enumerate(ZONES):
        rows = await rows_of(database, outbox, TEAM + number)
        owed = [(row["key"], row["created_at"]) for row in rows if row["kind"] == MessageKind.PLAN_POST]
        expected = [(Week.of(day).next().key, local(zone, f"{day} 18:00")) for day in sundays[::13]]
        assert sorted(owed) == sorted(expected), zone
        assert {instant.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for _, instant in owed} == {"Sun 18:00"}
        assert sum(row["kind"] == MessageKind.PLAN_WEEK for row in rows) == 2 * len(expected)


@pytest.mark.parametrize(
    ("back", "post", "told"),
    [
        ("2026-11-23 09:00", 1, 2),
        ("2026-11-24 17:59", 1, 2),
        ("2026-11-24 18:01", 0, 2),
        ("2026-11-29 12:00", 0, 2),
        ("2026-11-30 09:00", 0, 0),
    ],
)
async def test_who_was_away_on_sunday_catches_up_while_it_helps(
    berlin: Company, back: str, post: int, told: int
) -> None:
    await planned(berlin.team, DAYS, "Ana", "Ben")
    berlin.team.clock.set(local(BERLIN, back))
    await berlin.work()
    assert (len(posts(berlin)), len(letters(berlin))) == (post, told)


async def test_who_dies_again_and_again_tells_everybody_once(berlin: Company) -> None:
    names = [f"Runner {number}" for number in range(20)]
    await planned(berlin.team, DAYS, *names)
    await planned(berlin.team, {**DAYS, "Fri": "5 km E"}, own="Runner 3")
    await on_sunday(berlin)
    deaths = 0
    for steps in range(40):
        try:
            await berlin.process(fuse=Fuse(steps)).work()
        except Killed:
            deaths += 1
        berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.work()
    assert deaths > 10
    assert len(posts(berlin)) == 1
    assert len({one.runner_id for one in letters(berlin)}) == len(letters(berlin)) == 20
    own = next(one for one in letters(berlin) if len(one.sessions) == 4)
    assert own.runner_id == (await berlin.team.runner("Runner 3")).runner_id


async def test_a_closed_door_keeps_the_week_in_the_inbox(berlin: Company) -> None:
    await planned(berlin.team, DAYS, "Ana", "Ben")
    berlin.channels.closed.add(berlin.team.asker("Ana").user_id)
    await on_sunday(berlin)
    await berlin.work()
    assert len(letters(berlin)) == 1
    page = await berlin.team.services.inbox.read(berlin.team.asker("Ana"))
    assert [type(entry.letter) for entry in page.entries] == [PlanWeek]


async def test_who_has_paused_on_sunday_gets_no_letter(berlin: Company) -> None:
    await planned(berlin.team, DAYS, "Ana", "Ben")
    await berlin.team.change("Ana", paused_until=date(2026, 11, 22))
    await on_sunday(berlin)
    await berlin.work()
    assert [one.runner_id for one in letters(berlin)] == [(await berlin.team.runner("Ben")).runner_id]
    ana = (await berlin.team.runner("Ana")).runner_id
    assert await berlin.team.database.read(lambda uow: uow.planned.week(ana, WEEK.key)) is not None


async def test_a_post_can_be_moved_and_turned_off(berlin: Company) -> None:
    admin, schedule = berlin.team.admin(), berlin.team.services.team_schedule
    await planned(berlin.team, DAYS, "Ana", "Ben")
    await schedule.change(admin, ScheduleKind.PLAN, ScheduleChange(weekday=5, at="9:00"))
    await on_sunday(berlin, "2026-11-21 09:00")
    await berlin.work()
    assert (len(posts(berlin)), len(letters(berlin))) == (1, 2)
    await schedule.change(admin, ScheduleKind.PLAN, ScheduleChange(enabled=False))
    await planned(berlin.team, DAYS, "Ana", "Ben", week=WEEK.next())
    berlin.team.clock.set(local(BERLIN, "2026-11-30 09:00"))
    await berlin.work()
    assert (len(posts(berlin)), len(letters(berlin))) == (1, 2)


async def test_two_processes_at_once_tell_everybody_once(database: Database) -> None:
    here = company(await harriers(database))
    await planned(here.team, DAYS, "Ana", "Ben", "Chloe")
    await on_sunday(here)
    for process in [here.process(), here.process()]:
        await process.scheduler.tick()
    await here.work()
    assert (len(posts(here)), len(letters(here))) == (1, 3)
