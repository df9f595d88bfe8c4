"""Two years of Mondays in zones whose clocks change: exactly one board each ISO week, at eight by the team's wall."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Recurrence, Week
from bot.jobs.timetable import TIMETABLE
from bot.services.leaderboards import WeeklyPost
from bot.services.teams import ScheduleKind
from db.database import Database
from db.models import outbox, schedules
from tests.composed import StandingClock, new_database
from tests.db.engines import emptied, opened
from tests.jobs.company import Company, company
from tests.services.harriers import TEAM, harriers, local, services_on, welcome
from tests.services.ledger import rows_of

ZONES = ("America/New_York", "Europe/Berlin", "Pacific/Auckland", "Australia/Sydney")
START, END = date(2026, 1, 1), date(2028, 1, 1)
BOARD = {ScheduleKind.LEADERBOARD: TIMETABLE[ScheduleKind.LEADERBOARD]}


def mondays() -> list[date]:
    first = START + timedelta(days=(7 - START.weekday()) % 7)
    return [first + timedelta(weeks=n) for n in range((END - first).days // 7 + 1)]


async def test_two_years_of_mondays_bring_one_board_each_at_eight_on_the_wall(database: Database) -> None:
    """All four zones in one database, as in life; the bot wakes at each due instant and a moment before it."""
    clock = StandingClock(local("Europe/London", f"{START} 12:00"))
    services = services_on(database, clock)
    teams = {zone: TEAM + number for number, zone in enumerate(ZONES)}
    for zone, team_id in teams.items():
        await welcome(services_on(database, clock, zone, BOARD), team_id)
    due = await services.schedules.next_due_at()
    while due is not None and due < local("Europe/London", f"{END} 12:00"):
        clock.set(due - timedelta(seconds=1))
        assert await services.schedules.run_due() == 0
        clock.set(due)
        assert await services.schedules.run_due() > 0
        due = await services.schedules.next_due_at()
    for zone, team_id in teams.items():
        owed = [(row["key"], row["created_at"]) for row in await rows_of(database, outbox, team_id)]
        expected = [(Week.of(day).previous().key, local(zone, f"{day} 08:00")) for day in mondays()]
        assert sorted(owed) == sorted(expected), zone
        assert {instant.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for _, instant in owed} == {"Mon 08:00"}


async def test_a_week_in_which_the_clock_changes_is_settled_whole_and_posted_once(tmp_path: Path) -> None:
    """The whole machine through both changes of a year. The engines are alike here, so one of them is enough."""
    changes = {
        "America/New_York": ("2026-03-08", "2026-11-01"),
        "Europe/Berlin": ("2026-03-29", "2026-10-25"),
        "Pacific/Auckland": ("2026-04-05", "2026-09-27"),
        "Australia/Sydney": ("2026-04-05", "2026-10-04"),
    }
    async with opened(new_database(tmp_path)) as database:
        for zone, sundays in changes.items():
            for sunday in map(date.fromisoformat, sundays):
                await emptied(database)
                monday = sunday - timedelta(days=6)
                here = company(await harriers(database, zone, local(zone, f"{monday} 06:00")))
                await run_through(here, zone, monday)
                assert here.channels.boards() == [Week.of(sunday).key], zone
                board = next(post for post in here.channels.posts if post.kind is MessageKind.LEADERBOARD)
                assert board.at == local(zone, f"{sunday + timedelta(days=1)} 08:00")
                assert isinstance(board.content, WeeklyPost)
                assert board.content.totals.points == 125, zone


async def run_through(here: Company, zone: str, monday: date) -> None:
    """Run on three days of a week, the Sunday on which the clock changes among them, and work at every due instant."""
    running = [local(zone, f"{monday + timedelta(days=n)} 07:00") for n in (0, 3, 6)]
    until = local(zone, f"{monday + timedelta(days=7)} 09:00")
    while here.team.clock.now() < until:
        due = await here.team.services.schedules.next_due_at()
        instant = min([one for one in (due, *running, until) if one is not None])
        here.team.clock.set(instant)
        if running and instant == running[0]:
            running.pop(0)
            await here.team.log("Ana", "5k", "30:00")
        await here.work()


async def test_a_time_that_the_clock_skips_or_repeats_still_comes_once_a_week(database: Database) -> None:
    """Half past two on Sunday, the hour in which New York's clock changes both times."""
    clock = StandingClock(local("America/New_York", "2026-02-01 12:00"))
    rule = Recurrence(weekday=6, at=datetime(2026, 1, 1, 2, 30).time())
    services = services_on(database, clock, "America/New_York", {ScheduleKind.LEADERBOARD: rule})
    await welcome(services)
    walls = []
    while (due := await services.schedules.next_due_at()) is not None and due < local("UTC", "2027-02-01 00:00"):
        clock.set(due)
        assert await services.schedules.run_due() == 1
        walls.append(due.astimezone(ZoneInfo("America/New_York")).strftime("%m-%d %H:%M"))
    assert len(walls) == len({wall[:5] for wall in walls}) == 52
    assert [wall for wall in walls if not wall.endswith("02:30")] == ["03-08 03:30"]
    (row,) = await rows_of(database, schedules, TEAM)
    assert row["at"] == "02:30"
