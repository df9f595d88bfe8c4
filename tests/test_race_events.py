"""The board of events: races stand among a server's events, and what Discord answers becomes shown, gone or refused."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import simcord

from bot.domain.race_events import EventProblem
from bot.domain.races import plain_name
from bot.race_events import ASK_SECONDS, DiscordEventBoard
from bot.services.ports import Later, Refused, Removed, Shown, TakenDown
from bot.services.race_event_pages import EventDistance, RaceEvent
from bot.services.race_events import LEASE
from bot.services.teams import TeamUnits
from db.unit_of_work import UnitOfWork
from tests.composed import FRIDAY, Stage, new_database, stage
from tests.loopback import openapi

EVENTS = "/guilds/*/scheduled-events"
EVENT = "/guilds/*/scheduled-events/*"
START = datetime(2027, 4, 11, 8, 0, tzinfo=UTC)


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path) as running:
        yield running
        asked = [one for one in running.env.http_requests if "scheduled-events" in one.path]
        assert openapi.violations(asked) == []


@pytest.fixture(autouse=True)
def env(on_stage: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return on_stage.env


@pytest.fixture
def board(on_stage: Stage) -> DiscordEventBoard:
    return DiscordEventBoard(on_stage.application.bot)


@pytest.fixture
def race(on_stage: Stage) -> RaceEvent:
    return RaceEvent(
        team_id=on_stage.guild.id,
        race_id=5,
        name="Berlin half",
        team_name="Harriers",
        units=TeamUnits.KM,
        starts_at=START,
        ends_at=START + timedelta(hours=4),
        whole_day=False,
        has_begun=False,
        time_zone="Europe/Berlin",
        distances=(EventDistance(10_000, "10k", time(10, 30)), EventDistance(21_098, "hm", time(10, 0))),
        place="Tiergarten",
        url="https://example.org/half",
    )


def events(on_stage: Stage) -> list[Any]:
    """Return the events that the server lists."""
    return list(on_stage.env.backend.get_guild(on_stage.guild.id).scheduled_events.values())


async def put_up(board: DiscordEventBoard, race: RaceEvent) -> RaceEvent:
    """Put up the event of a race and return the race as it is known from then on."""
    outcome = await board.put(race)
    assert isinstance(outcome, Shown)
    return replace(race, event_id=outcome.event_id)


async def test_an_event_shows_name_place_times_distances_and_the_races_page(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    known = await put_up(board, race)
    [event] = events(on_stage)
    assert (event.id, event.name, event.entity_metadata) == (known.event_id, "Berlin half", {"location": "Tiergarten"})
    assert datetime.fromisoformat(event.scheduled_start_time) == race.starts_at
    assert datetime.fromisoformat(event.scheduled_end_time) == race.ends_at
    assert event.entity_type == discord.EntityType.external.value
    assert event.privacy_level == discord.PrivacyLevel.guild_only.value
    lines = event.description.splitlines()
    assert lines[:2] == ["10 km · 10:30", "Half marathon · 10:00"]
    assert "Europe/Berlin" in lines[2]
    assert lines[3] == "https://example.org/half"
    assert "/race join" in lines[4]


async def test_an_event_is_changed_where_it_stands_and_removed(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    known = await put_up(board, race)
    later = timedelta(days=1)
    moved = replace(known, name="Berlin 21", place=None, starts_at=START + later, ends_at=race.ends_at + later)
    assert await board.put(moved) == Shown(known.event_id or 0)
    [event] = events(on_stage)
    assert (event.name, event.entity_metadata) == ("Berlin 21", {"location": "https://example.org/half"})
    assert datetime.fromisoformat(event.scheduled_start_time) == moved.starts_at
    assert datetime.fromisoformat(event.scheduled_end_time) == moved.ends_at
    for _ in range(2):
        assert await board.remove(race.team_id, race.race_id, known.event_id) == Removed()
    assert events(on_stage) == []


async def test_what_an_earlier_attempt_put_up_is_found_by_its_race_and_taken_over(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    first = await put_up(board, race)
    other = await put_up(board, replace(race, race_id=55))
    # A member who copied what ours says has an event of their own.
    on_stage.env.backend.create_scheduled_event(
        race.team_id,
        name="Mine",
        entity_type=3,
        scheduled_start_time=START.isoformat(),
        scheduled_end_time=race.ends_at.isoformat(),
        creator_id=on_stage.ana.id,
        description=events(on_stage)[0].description,
    )
    renamed = replace(race, tried=True, name="Berlin 21")
    assert await board.put(renamed) == Shown(first.event_id or 0)
    assert [event.name for event in events(on_stage)] == ["Berlin 21", "Berlin half", "Mine"]
    assert await board.remove(race.team_id, race.race_id, None) == Removed()
    for _ in range(2):
        assert [event.name for event in events(on_stage)] == ["Berlin half", "Mine"]
        assert await board.remove(race.team_id, race.race_id, None) == Removed()
    assert await board.put(renamed) not in (Shown(first.event_id or 0), Shown(other.event_id or 0))


async def test_a_first_attempt_does_not_search(on_stage: Stage, board: DiscordEventBoard, race: RaceEvent) -> None:
    await put_up(board, race)
    assert [one.method for one in on_stage.env.http_requests if "scheduled-events" in one.path] == ["POST"]


async def test_a_server_that_this_process_does_not_hear_of_has_its_events_all_the_same(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    on_stage.env.backend.emit("GUILD_DELETE", {"id": str(race.team_id)})
    await on_stage.env.settle()
    assert on_stage.application.bot.get_guild(race.team_id) is None
    known = await put_up(board, race)
    assert await board.put(replace(known, name="Berlin 21")) == Shown(known.event_id or 0)
    assert [event.name for event in events(on_stage)] == ["Berlin 21"]
    assert await board.remove(race.team_id, race.race_id, known.event_id) == Removed()


@pytest.mark.parametrize("status", [3, 4])
async def test_an_event_that_was_ended_or_called_off_by_hand_is_taken_down(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent, status: int
) -> None:
    known = await put_up(board, race)
    on_stage.env.backend.edit_scheduled_event(race.team_id, known.event_id or 0, {"status": status})
    assert await board.put(known) == TakenDown()
    # Nor is it taken for one that an earlier attempt left behind.
    assert isinstance(await board.put(replace(race, tried=True)), Shown)
    assert len(events(on_stage)) == 2


async def test_an_event_that_was_deleted_by_hand_is_taken_down(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    known = await put_up(board, race)
    on_stage.env.backend.delete_scheduled_event(race.team_id, known.event_id or 0)
    assert await board.put(known) == TakenDown()


async def test_an_event_that_ends_between_looking_and_editing_is_taken_down(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    known = await put_up(board, race)
    for code, status in ((10070, 404), (180000, 400)):
        on_stage.env.inject_error("PATCH", EVENT, status=status, code=code)
        assert await board.put(known) == TakenDown()


async def test_while_a_race_goes_on_all_but_its_start_can_change(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    soon = FRIDAY + timedelta(hours=1)
    known = await put_up(board, replace(race, starts_at=soon, ends_at=soon + timedelta(hours=4)))
    await on_stage.go_to(soon + timedelta(minutes=1))
    longer = replace(known, has_begun=True, name="Berlin 21", ends_at=soon + timedelta(hours=5))
    assert await board.put(longer) == Shown(known.event_id or 0)
    edit = [one.json for one in on_stage.env.http_requests if one.method == "PATCH" and "scheduled" in one.path][-1]
    assert edit is not None
    assert "scheduled_start_time" not in edit
    [event] = events(on_stage)
    assert (event.name, datetime.fromisoformat(event.scheduled_end_time)) == ("Berlin 21", longer.ends_at)


async def test_an_event_that_cannot_be_moved_is_taken_away(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    # One that is announced for later than the race, which has begun.
    known = await put_up(board, race)
    assert await board.put(replace(known, has_begun=True, starts_at=FRIDAY)) == Removed()
    assert events(on_stage) == []
    # And one that has begun, of a race that is put off.
    soon = FRIDAY + timedelta(hours=1)
    known = await put_up(board, replace(race, starts_at=soon, ends_at=soon + timedelta(hours=4)))
    await on_stage.go_to(soon + timedelta(minutes=1))
    assert await board.put(replace(known, starts_at=START)) == Removed()
    assert events(on_stage) == []


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (403, 50013, EventProblem.FORBIDDEN),
        (403, 50001, EventProblem.FORBIDDEN),
        (404, 10004, EventProblem.FORBIDDEN),
        (400, 30038, EventProblem.FULL),
        (400, 50035, EventProblem.REFUSED),
    ],
)
async def test_what_discord_refuses_is_named(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent, status: int, code: int, problem: EventProblem
) -> None:
    on_stage.env.inject_error("POST", EVENTS, status=status, code=code, message="no")
    assert await board.put(race) == Refused(problem)
    assert isinstance(await board.put(race), Shown)


async def test_without_the_permission_nothing_is_put_up_changed_or_removed(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent
) -> None:
    known = await put_up(board, race)
    backend = on_stage.env.backend
    for role in backend.get_guild(race.team_id).roles.values():
        backend.edit_role(race.team_id, role.id, {"permissions": role.permissions & ~(1 << 33) & ~(1 << 44)})
    refused = Refused(EventProblem.FORBIDDEN)
    assert await board.put(replace(race, race_id=6)) == refused
    assert await board.put(replace(known, name="Berlin 21")) == refused
    assert await board.remove(race.team_id, race.race_id, known.event_id) == refused
    assert [event.name for event in events(on_stage)] == ["Berlin half"]


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_trouble_that_is_not_about_the_event_is_waited_out(
    on_stage: Stage, board: DiscordEventBoard, race: RaceEvent, status: int
) -> None:
    on_stage.env.inject_error("POST", EVENTS, status=status)
    assert await board.put(race) == Later(f"Discord had trouble (HTTP {status})")
    on_stage.env.inject_error("GET", EVENT, status=status)
    assert await board.remove(race.team_id, race.race_id, 7) == Later(f"Discord had trouble (HTTP {status})")


class CutLine:
    """discord.py's way to Discord, cut: with an error, or without a word."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    async def __call__(self, _route: discord.http.Route, **_options: Any) -> Any:
        if self.error is None:
            await asyncio.Event().wait()
        assert self.error is not None
        raise self.error


@pytest.mark.parametrize("error", [aiohttp.ClientConnectionError("cut"), OSError("cut"), None])
async def test_a_cut_line_is_waited_out_and_let_go_before_the_claim_is_over(
    on_stage: Stage, race: RaceEvent, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    assert LEASE.total_seconds() > ASK_SECONDS
    bot = on_stage.application.bot
    board = DiscordEventBoard(bot, ask_seconds=0.05)
    with monkeypatch.context() as cut:
        cut.setattr(bot.http, "request", CutLine(error))
        unreached = Later(f"Discord could not be reached ({type(error or TimeoutError()).__name__})")
        assert await board.put(race) == unreached
        assert await board.remove(race.team_id, race.race_id, 7) == unreached


async def test_the_running_bot_keeps_a_races_event_in_step(on_stage: Stage) -> None:
    team_id = on_stage.guild.id
    database = on_stage.application.database

    def add(uow: UnitOfWork) -> int:
        race_id = uow.races.add(
            team_id=team_id,
            name="Berlin half",
            plain_name=plain_name("Berlin half"),
            race_day=date(2027, 4, 11),
            time_zone="Europe/Berlin",
            is_goal=False,
            created_at=FRIDAY,
            changed_at=FRIDAY,
            event_due_at=FRIDAY,
        )
        uow.races.add_distances(race_id, [(21_098, "hm", "10:00")])
        return race_id

    race_id = await database.write(add)
    await on_stage.work()
    again = await on_stage.killed_and_started_again()
    [event] = events(again)
    assert (event.name, event.entity_metadata) == ("Berlin half", {"location": "See the race’s card"})
    now = again.env.now()
    change = {"name": "Berlin 21", "revision": 2, "event_due_at": now}
    await again.application.database.write(lambda uow: uow.races.change(race_id, **change))
    await again.work()
    assert [(one.id, one.name) for one in events(again)] == [(event.id, "Berlin 21")]
    off = {"cancelled_at": now, "revision": 3, "event_due_at": now}
    await again.application.database.write(lambda uow: uow.races.change(race_id, **off))
    await again.work()
    assert events(again) == []
