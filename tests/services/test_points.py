"""A runner's week of points and weeks in a row, on their own calendar."""

from datetime import date, timedelta

import pytest

from bot.domain.dates import Week
from bot.domain.point_rules import POINTS_V1, Rule
from bot.domain.streaks import Streak
from bot.services.points import Chance, PointsWeek
from db.database import Database
from db.models import runs
from tests.services.harriers import TEAM, Harriers, harriers, local
from tests.services.ledger import assert_totals_follow_the_log, rows_of


async def points(team: Harriers, name: str) -> PointsWeek:
    return await team.services.points.this_week(team.asker(name))


async def test_a_week_without_runs_has_no_points_and_says_what_is_possible(team: Harriers) -> None:
    week = await points(team, "Ana")
    assert (week.week, week.total, week.cap, week.run_days, week.weekly_target) == (Week(2026, 47), 0, 150, 0, 3)
    assert week.streak == Streak()
    assert {rule: most for rule, _, most in week.parts} == {rule: POINTS_V1.cap(rule) for rule, _, _ in week.parts}
    assert {given for _, given, _ in week.parts} == {0}


async def test_points_are_told_rule_by_rule_and_add_up(team: Harriers) -> None:
    for when in ("2026-11-16", "2026-11-18", "2026-11-20"):
        await team.log("Ana", "5k", "30:00", when, effort=4)
    week = await points(team, "Ana")
    parts = {rule: given for rule, given, _ in week.parts}
    assert parts == {
        Rule.LOG: 30,
        Rule.DETAIL: 6,
        Rule.SESSIONS: 30,
        Rule.REST: 20,
        Rule.FULL_WEEK: 0,
        Rule.STREAK: 10,
        Rule.SHOUTOUT_GIVEN: 0,
        Rule.SHOUTOUT_RECEIVED: 0,
        Rule.ATTENDED: 0,
        Rule.PR: 15,
    }
    assert (week.total, week.run_days, week.streak.streak) == (111, 3, 1)
    assert (await team.board("Ana")).own_value == 111


async def test_a_rest_day_counts_from_the_moment_its_day_is_over(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-16 09:00"))
    await team.log("Ana", "5k", "30:00")
    team.clock.set(local("Europe/Berlin", "2026-11-17 23:59"))
    assert (Rule.REST, 0, POINTS_V1.cap(Rule.REST)) in (await points(team, "Ana")).parts
    team.clock.set(local("Europe/Berlin", "2026-11-18 00:00"))
    assert (Rule.REST, 10, POINTS_V1.cap(Rule.REST)) in (await points(team, "Ana")).parts
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_weeks_in_a_row_are_counted_and_one_week_off_is_forgiven(team: Harriers) -> None:
    first, streaks = date(2026, 9, 7), []
    for week in (0, 1, 2, 3, 5):
        for day in (0, 2):
            when = first + timedelta(weeks=week, days=day)
            team.clock.set(local("Europe/Berlin", f"{when} 18:00"))
            streaks.append((await team.log("Ana", "5k", "30:00")).streak)
    assert streaks == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert (await points(team, "Ana")).streak == Streak(streak=5, best=5, tokens=1)


async def test_a_streak_counts_the_present_week_once_it_qualifies_and_never_against(team: Harriers) -> None:
    await team.log("Ana", "5k", "30:00", "2026-11-13")
    assert (await team.log("Ana", "5k", "30:00", "2026-11-15")).streak == 1
    assert (await team.log("Ana", "5k", "30:00", "2026-11-19")).streak == 1
    assert (await team.log("Ana", "5k", "30:00", "2026-11-20")).streak == 2


async def test_an_old_run_put_in_later_starts_no_streak_and_costs_no_freeze(team: Harriers) -> None:
    await team.log("Ana", "5k", "30:00", "2024-05-01")
    await team.log("Ana", "5k", "30:00", "2026-11-19")
    assert (await team.log("Ana", "5k", "30:00", "2026-11-20")).streak == 1
    assert (await points(team, "Ana")).streak == Streak(streak=1, best=1, tokens=1)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Pacific/Auckland", "2026-11-22 23:30", date(2026, 11, 22)),
        ("America/Los_Angeles", "2026-11-22 23:30", date(2026, 11, 22)),
        ("Pacific/Kiritimati", "2026-11-23 00:30", date(2026, 11, 23)),
        ("Europe/Berlin", "2026-10-25 02:30", date(2026, 10, 25)),
    ],
)
async def test_a_run_counts_for_the_day_on_the_teams_wall(
    database: Database, zone: str, moment: str, day: date
) -> None:
    team = await harriers(database, zone, local(zone, moment))
    logged = await team.log("Ana")
    assert (logged.run.local_date, logged.today) == (day, day)
    (row,) = await rows_of(database, runs, TEAM)
    assert (row["week"], row["logged_on"]) == (Week.of(day).key, day)
    assert (await team.board("Ana")).week == Week.of(day)
    assert (await team.board("Ana")).own_value > 0


async def test_a_runner_abroad_lives_by_their_own_wall(database: Database) -> None:
    """Monday morning in Auckland, where the team is, is still Sunday for Ben in New York."""
    team = await harriers(database, "Pacific/Auckland", local("Pacific/Auckland", "2026-11-23 09:00"))
    await team.join("Ben")
    await team.change("Ben", time_zone="America/New_York")
    assert (await team.log("Ana")).run.local_date == date(2026, 11, 23)
    assert (await team.log("Ben", when="7am")).run.local_date == date(2026, 11, 22)
    row = next(row for row in await rows_of(database, runs, TEAM) if row["local_date"].day == 22)
    assert row["started_at"] == local("America/New_York", "2026-11-22 07:00")
    # Points and streak are by one's own wall; a board compares a team, and has the team's week.
    assert (await team.board("Ben")).week == Week(2026, 48)
    assert (await team.board("Ana")).week == Week(2026, 48)


async def test_each_award_names_its_run_and_adds_up_to_the_week(team: Harriers) -> None:
    for when in ("2026-11-16", "2026-11-18", "2026-11-19", "2026-11-20"):
        await team.log("Ana", "5k", "30:00", when, effort=4)
    week, book = Week(2026, 47), team.asker("Ana")
    first = await team.services.points.ledger(book, week)
    pages = [await team.services.points.ledger(book, week, page) for page in range(first.pages)]
    entries = [entry for page in pages for entry in page.entries]
    assert sum(entry.points for entry in entries) == first.total == (await points(team, "Ana")).total
    assert [entry.number for entry in entries if entry.rule is Rule.SESSIONS] == [1, 2, 3]
    assert {entry.distance_m for entry in entries if entry.rule is Rule.LOG} == {5_000}
    assert first.run_days == 4
    assert await team.services.points.ledger(book, week, 99) == pages[-1]


async def test_weeks_lead_from_one_to_the_next_and_never_ahead(team: Harriers) -> None:
    await team.log("Ana", "5k", "30:00", "2026-11-04")
    await team.log("Ana", "5k", "30:00", "2026-11-19")
    present = await team.services.points.week(team.asker("Ana"))
    assert (present.is_present, present.earlier, present.later) == (True, Week(2026, 45), None)
    before = await team.services.points.week(team.asker("Ana"), present.earlier)
    assert (before.is_present, before.earlier, before.later) == (False, None, Week(2026, 47))
    assert before.chance is None
    assert await team.services.points.week(team.asker("Ana"), Week(2030, 1)) == present
    assert (await team.services.points.week(team.asker("Ana"), back=1)).week == Week(2026, 46)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_what_can_be_earned_is_a_run_today_or_rest_tomorrow(team: Harriers) -> None:
    assert (await points(team, "Ana")).chance == Chance(Rule.LOG, 20)
    await team.log("Ana", "5k", "30:00", "2026-11-20")
    # She joined today, so the days before were no rest.
    assert (await points(team, "Ana")).chance == Chance(Rule.REST, 10)
    await team.change("Ana", paused_until=date(2026, 11, 30))
    assert (await points(team, "Ana")).chance is None


async def test_what_a_run_today_would_bring_is_what_it_brings(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-16 09:00"))
    await team.log("Chloé", "5k", "30:00")
    team.clock.set(local("Europe/Berlin", "2026-11-20 09:00"))
    before = await points(team, "Chloé")
    # A run and a target day, a second rest day that may count now, and two run days for the streak.
    assert before.chance == Chance(Rule.LOG, 40)
    logged = await team.log("Chloé", "7.2k", "43:00")
    assert logged.week_points == before.total + 40


async def test_a_run_in_doubt_is_named_until_there_is_a_word_on_it(team: Harriers) -> None:
    run_id = (await team.log("Ana", "10k", "26:00", "2026-11-18")).run.run_id
    [waits] = (await points(team, "Ana")).waiting
    assert (waits.run_id, waits.is_asked) == (run_id, False)
    await team.services.reviews.confirm(team.asker("Ana"), run_id, "")
    [waits] = (await points(team, "Ana")).waiting
    assert waits.is_asked


async def test_the_rules_are_the_common_ones_until_a_team_has_its_own(team: Harriers) -> None:
    book = await team.services.points.rules(team.asker("Ana"))
    assert (book.rules, book.since, book.coming) == (POINTS_V1, None, None)
