"""Teams and runners come into being on first use, once, however many members come at once."""

import asyncio

from bot.domain.units import Unit
from bot.jobs.timetable import TIMETABLE
from bot.services.asker import Asker
from bot.services.reading import RunDraft
from bot.services.teams import ScheduleKind, SeenTeam, TeamUnits
from db.database import Database
from db.models import period_totals, runners, schedules, teams
from tests.composed import StandingClock
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, local, services_on, welcome
from tests.services.ledger import assert_totals_follow_the_log, rows_of


async def test_a_new_team_gets_its_settings_and_its_timetable(team: Harriers) -> None:
    (row,) = await rows_of(team.database, teams, TEAM)
    assert (row["name"], row["time_zone"], row["units"]) == ("Harriers", "Europe/Berlin", TeamUnits.KM)
    assert await team.services.teams.channels(TEAM) == (FEED, BOARDS)
    due = {row["kind"]: row["next_due_at"] for row in await rows_of(team.database, schedules, TEAM)}
    assert due == {
        ScheduleKind.SETTLE: local("Europe/Berlin", "2026-11-21 00:05"),
        ScheduleKind.COACH_DIGEST: local("Europe/Berlin", "2026-11-23 07:00"),
        ScheduleKind.PLAN: local("Europe/Berlin", "2026-11-22 18:00"),
        ScheduleKind.LEADERBOARD: local("Europe/Berlin", "2026-11-23 08:00"),
        ScheduleKind.RECAP: local("Europe/Berlin", "2026-12-01 09:00"),
        ScheduleKind.FEED_DIGEST: local("Europe/Berlin", "2026-11-20 20:00"),
    }


async def test_a_known_team_keeps_its_settings_and_learns_new_names_and_channels(team: Harriers) -> None:
    await team.database.write(lambda uow: uow.teams.change(TEAM, time_zone="Pacific/Auckland"))
    team.clock.forward(days=30)
    await team.services.teams.welcome(SeenTeam(TEAM, "Hill Harriers", 7, None))
    (row,) = await rows_of(team.database, teams, TEAM)
    assert (row["name"], row["time_zone"]) == ("Hill Harriers", "Pacific/Auckland")
    assert await team.services.teams.channels(TEAM) == (7, None)
    assert await team.services.teams.channels(TEAM + 1) == (None, None)
    assert len(await rows_of(team.database, schedules, TEAM)) == len(TIMETABLE)


async def test_a_command_before_the_server_was_seen_works_and_the_server_completes_it(database: Database) -> None:
    services = services_on(database, StandingClock())
    await services.runs.log(Asker(TEAM, 1, "Ana"), RunDraft("10k", "52:10"))
    assert len(await rows_of(database, schedules, TEAM)) == len(TIMETABLE)
    await welcome(services)
    (row,) = await rows_of(database, teams, TEAM)
    assert (row["name"], row["feed_channel_id"]) == ("Harriers", FEED)


async def test_a_new_team_that_all_use_at_once_is_made_once(url: str, database: Database) -> None:
    services = services_on(database, StandingClock())
    members = [Asker(TEAM, number, f"Runner {number}") for number in range(1, 9)]
    await asyncio.gather(
        *(services.runs.log(member, RunDraft("10k", "52:10")) for member in members),
        welcome(services),
        *(services.run_lists.first_page(member) for member in members),
        *(services.points.this_week(member) for member in members),
        welcome(services),
    )
    (row,) = await rows_of(database, teams, TEAM)
    assert (row["name"], row["feed_channel_id"]) == ("Harriers", FEED)
    assert len(await rows_of(database, runners, TEAM)) == len(members)
    assert len(await rows_of(database, schedules, TEAM)) == len(TIMETABLE)
    await assert_totals_follow_the_log(database, TEAM)


async def test_the_unit_is_the_runners_own_else_the_teams(team: Harriers) -> None:
    assert (await team.log("Ana")).unit is Unit.KM
    await team.change("Ana", unit="mi")
    assert (await team.log("Ana", "5k", "30:00")).unit is Unit.MI
    await team.database.write(lambda uow: uow.teams.change(TEAM, units=TeamUnits.MI))
    assert (await team.log("Ben")).unit is Unit.MI
    await team.database.write(lambda uow: uow.teams.change(TEAM, units=TeamUnits.BOTH))
    assert (await team.log("Chloé")).unit is Unit.KM


async def test_members_of_two_teams_keep_two_logs(team: Harriers) -> None:
    elsewhere = Harriers(team.database, team.clock, team.services, TEAM + 1)
    await team.log("Ana", "10k", "1:00:00")
    await elsewhere.log("Ana", "5k", "30:00")
    for one, metres in ((team, 10_000), (elsewhere, 5_000)):
        listed = await one.services.run_lists.first_page(one.asker("Ana"))
        assert [line.run.distance_m for line in listed.runs] == [metres]
        assert {row["distance_m"] for row in await rows_of(team.database, period_totals, one.team_id)} == {metres}
