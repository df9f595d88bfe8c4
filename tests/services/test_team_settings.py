"""Team settings: an admin's choices, what follows from each at once, and that nobody else can make them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.util import await_only

from bot.domain.audience import FeedMode, MessageKind
from bot.domain.leaderboards import Board, Period
from bot.domain.quiet_hours import QuietHours
from bot.errors import NotAllowed, UserError
from bot.services.asker import Asker
from bot.services.leaderboards import WeeklyPost
from bot.services.team_schedule import ScheduleChange
from bot.services.team_settings import TeamSettings
from bot.services.teams import ScheduleKind, TeamUnits
from db.database import Database
from db.models import runners, schedules, teams
from db.unit_of_work import UnitOfWork
from tests.composed import StandingClock
from tests.db.engines import Server, opened
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, harriers, local, services_on
from tests.services.ledger import assert_totals_follow_the_log, rows_of
from tests.services.planned import planned

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 08:00")
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
"""How many on PostgreSQL wait for somebody else."""

Change = Callable[[Harriers, Asker], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "show": lambda team, asker: team.services.team_settings.show(asker),
    "feed": lambda team, asker: team.services.team_settings.choose_feed(asker, 7),
    "leaderboard": lambda team, asker: team.services.team_settings.choose_leaderboard(asker, 7),
    "plans": lambda team, asker: team.services.team_settings.choose_plans(asker, 7),
    "coach role": lambda team, asker: team.services.team_settings.choose_coach_role(asker, 7),
    "zone": lambda team, asker: team.services.team_settings.choose_zone(asker, "Tokyo"),
    "units": lambda team, asker: team.services.team_settings.choose_units(asker, TeamUnits.MI),
    "feed mode": lambda team, asker: team.services.team_settings.choose_feed_mode(asker, FeedMode.OFF),
    "boards": lambda team, asker: team.services.team_settings.choose_boards_at_start(asker, shown=True),
    "quiet": lambda team, asker: team.services.team_settings.choose_quiet_hours(asker, "off"),
    "schedule": lambda team, asker: team.services.team_schedule.show(asker),
    "reschedule": lambda team, asker: team.services.team_schedule.change(
        asker, ScheduleKind.LEADERBOARD, ScheduleChange(enabled=False)
    ),
    "preview": lambda team, asker: team.services.team_posts.preview(asker, Period.THIS_WEEK),
    "preview of the plan": lambda team, asker: team.services.team_posts.preview_plan(asker),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_who_does_not_manage_the_server_is_refused_and_nothing_changes(team: Harriers, name: str) -> None:
    await team.log("Ana")
    before = [await rows_of(team.database, table, TEAM) for table in (teams, schedules, runners)]
    with pytest.raises(NotAllowed) as refused:
        await CHANGES[name](team, team.asker("Ana"))
    assert refused.value.code == "admin_only"
    assert [await rows_of(team.database, table, TEAM) for table in (teams, schedules, runners)] == before


@pytest.mark.parametrize("name", CHANGES)
async def test_an_admin_is_let_in(team: Harriers, name: str) -> None:
    await team.log("Ana")
    await planned(team, {"Tue": "5x1km @ T"}, "Ana", "Ben")
    assert await CHANGES[name](team, team.admin()) is not None


async def test_without_set_up_there_are_sensible_settings(team: Harriers) -> None:
    assert await team.services.team_settings.show(team.admin()) == TeamSettings(
        name="Harriers",
        time_zone=BERLIN,
        units=TeamUnits.KM,
        feed_channel_id=FEED,
        feed_chosen=False,
        leaderboard_channel_id=BOARDS,
        leaderboard_chosen=False,
        plan_channel_id=None,
        plan_chosen=False,
        coach_role_id=None,
        coach_role_chosen=False,
        feed_mode=FeedMode.EACH,
        boards_at_start=False,
        quiet_hours=QuietHours(time(22), time(7)),
        next_leaderboard_at=MONDAY,
        next_digest_at=None,
    )


async def test_settings_of_a_server_that_nobody_has_seen_yet_are_the_defaults(database: Database) -> None:
    services = services_on(database, StandingClock())
    settings = await services.team_settings.show(Asker(TEAM, 1, "Dora", is_admin=True))
    assert (settings.feed_channel_id, settings.time_zone) == (None, BERLIN)


async def test_who_changes_something_is_the_one_to_be_told_of_it(team: Harriers) -> None:
    admin = team.admin()
    await team.services.team_settings.choose_units(admin, TeamUnits.BOTH)
    (row,) = await rows_of(team.database, teams, TEAM)
    assert (row["admin_id"], row["units"]) == (admin.user_id, TeamUnits.BOTH)


@pytest.fixture
async def with_rows_to_wait_for(postgres: Server) -> AsyncIterator[Harriers]:
    """A team on PostgreSQL: SQLite has one writer at a time, who waits for nobody."""
    async with opened(postgres.migrated) as database:
        yield await harriers(database)


@pytest.mark.postgres
async def test_who_holds_the_team_gets_its_runners_though_somebody_chooses_for_all_of_them(
    with_rows_to_wait_for: Harriers,
) -> None:
    team = with_rows_to_wait_for
    await team.join("Ana", "Ben")
    ana = await team.runner("Ana")
    choices: list[asyncio.Task[TeamSettings]] = []

    def as_when_ana_is_forgotten(uow: UnitOfWork) -> None:
        uow.teams.find(TEAM, for_update=True)
        choices.append(asyncio.create_task(choose_boards()))
        while not uow._connection.execute(WAITING).scalar():
            await_only(asyncio.sleep(0.01))
        uow.runners.lock(ana.runner_id)

    async def choose_boards() -> TeamSettings:
        return await team.services.team_settings.choose_boards_at_start(team.admin(), shown=True)

    await team.database.write(as_when_ana_is_forgotten)
    assert (await choices[0]).boards_at_start


# --- zone ---


@pytest.mark.parametrize(
    ("zone", "monday"), [("New York", "2026-11-23 08:00"), ("pacific/auckland", "2026-11-23 08:00")]
)
async def test_every_post_moves_to_the_new_clock(team: Harriers, zone: str, monday: str) -> None:
    settings = await team.services.team_settings.choose_zone(team.admin(), zone)
    assert settings.next_leaderboard_at == local(settings.time_zone, monday)
    assert settings.time_zone in ("America/New_York", "Pacific/Auckland")


async def test_a_zone_change_over_a_clock_change_keeps_the_time_on_the_wall(database: Database) -> None:
    team = await harriers(database, now=local(BERLIN, "2026-10-24 12:00"))
    settings = await team.services.team_settings.choose_zone(team.admin(), "London")
    assert settings.next_leaderboard_at == local("Europe/London", "2026-10-26 08:00")
    assert settings.next_leaderboard_at is not None
    assert settings.next_leaderboard_at.utcoffset() == timedelta(0)


async def test_a_week_that_the_new_clock_has_left_already_is_settled_all_the_same(database: Database) -> None:
    west = "America/Los_Angeles"
    team = await harriers(database, west, local(west, "2026-11-20 09:00"))
    for day in ("monday", "wednesday", "thursday"):
        await team.log("Ana", when=day)
    team.clock.set(local(west, "2026-11-22 23:30"))
    await team.services.schedules.run_due()
    before = (await team.database.read(lambda uow: uow.points.team_total(TEAM, "2026-W47"))).points
    await team.services.team_settings.choose_zone(team.admin(), "Auckland")
    team.clock.set(local(west, "2026-11-23 12:00"))
    await team.services.schedules.run_due()
    assert (await team.database.read(lambda uow: uow.points.team_total(TEAM, "2026-W47"))).points > before


async def test_a_post_that_was_sent_is_not_sent_again_by_the_new_clock(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    assert len(await team.services.outbox.claim()) >= 1
    await team.services.team_settings.choose_zone(team.admin(), "New York")
    team.clock.set(local("America/New_York", "2026-11-23 08:00"))
    await team.services.schedules.run_due()
    boards = [one for one in await team.services.outbox.newest() if one.kind is MessageKind.LEADERBOARD]
    assert [one.key for one in boards] == ["2026-W47"]


@pytest.mark.parametrize(
    ("typed", "code", "nearest"),
    [("Berln", "zone_misspelt", BERLIN), ("qqqqqq", "zone_unknown", None)],
)
async def test_a_misspelt_zone_is_refused_with_the_nearest(
    team: Harriers, typed: str, code: str, nearest: str | None
) -> None:
    with pytest.raises(UserError) as refused:
        await team.services.team_settings.choose_zone(team.admin(), typed)
    assert (refused.value.code, refused.value.facts.get("nearest")) == (code, nearest)


# --- the feed, quiet hours ---


async def test_the_digest_is_due_exactly_while_the_feed_is_one(team: Harriers) -> None:
    chosen = await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    assert chosen.next_digest_at == local(BERLIN, "2026-11-20 20:00")
    team.clock.forward(days=3)
    again = await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    (row,) = await rows_of(team.database, teams, TEAM)
    assert row["feed_mode_since"] == team.clock.now() - timedelta(days=3)
    assert again.next_digest_at == chosen.next_digest_at
    assert (await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.OFF)).next_digest_at is None
    team.clock.forward(days=3)
    back = await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    assert back.next_digest_at == local(BERLIN, "2026-11-26 20:00")


async def test_quiet_hours_are_kept_or_turned_off(team: Harriers) -> None:
    kept = await team.services.team_settings.choose_quiet_hours(team.admin(), "9pm to 6:30")
    assert kept.quiet_hours == QuietHours(time(21), time(6, 30))
    assert (await team.services.team_settings.choose_quiet_hours(team.admin(), "off")).quiet_hours is None
    with pytest.raises(UserError) as refused:
        await team.services.team_settings.choose_quiet_hours(team.admin(), "at night")
    assert refused.value.code == "quiet_hours_unreadable"


# --- boards ---


async def test_the_starting_value_holds_for_those_who_have_not_answered(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Mo"):
        await team.log(name)
    await team.show("Ben", shown=False)
    assert (await team.board("Ana")).rows == ()
    await team.services.team_settings.choose_boards_at_start(team.admin(), shown=True)
    assert [row.name for row in (await team.board("Ana")).rows] == ["Ana", "Chloé", "Mo"]
    assert [row.name for row in (await team.board("Ana", Board.DISTANCE)).rows] == ["Ana", "Chloé", "Mo"]
    await assert_totals_follow_the_log(team.database, TEAM)
    await team.log("Dan")
    assert "Dan" in [row.name for row in (await team.board("Ana")).rows]
    await team.services.team_settings.choose_boards_at_start(team.admin(), shown=False)
    assert (await team.board("Ana")).rows == ()
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_who_has_answered_stays_as_they_chose(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Mo"):
        await team.log(name)
    await team.show("Ana", "Ben", "Chloé")
    await team.services.team_settings.choose_boards_at_start(team.admin(), shown=True)
    await team.services.team_settings.choose_boards_at_start(team.admin(), shown=False)
    assert [row.name for row in (await team.board("Mo")).rows] == ["Ana", "Ben", "Chloé"]


async def test_who_has_left_is_on_no_board_whatever_the_start(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Mo"):
        await team.log(name)
    await team.change("Mo", left_at=team.clock.now())
    await team.services.team_settings.choose_boards_at_start(team.admin(), shown=True)
    assert [row.name for row in (await team.board("Ana")).rows] == ["Ana", "Ben", "Chloé"]


async def test_a_board_that_stands_follows_the_starting_value(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        await team.log(name)
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    for parcel in await team.services.outbox.claim():
        await team.services.outbox.sent(parcel.message, 900)
    for shown, names in ((True, ["Ana", "Ben", "Chloé"]), (False, [])):
        await team.services.team_settings.choose_boards_at_start(team.admin(), shown=shown)
        (parcel,) = await team.services.outbox.claim()
        assert isinstance(parcel.content, WeeklyPost)
        assert [row.name for row in parcel.content.rows] == names
        await team.services.outbox.sent(parcel.message, 900)
    await team.services.team_settings.choose_boards_at_start(team.admin(), shown=False)
    assert await team.services.outbox.claim() == ()
