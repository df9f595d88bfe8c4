"""The composed application: what starting checks, and that stopping answers, sends and closes."""

import asyncio
import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import discord
import psutil
import pytest
import simcord

from bot.app import Application, build
from bot.client import REMEMBERED
from bot.config import DatabaseSettings, Settings
from bot.errors import ExitCode, StartupError
from bot.files import UnreadableFile
from bot.jobs.sender import Sender
from bot.messenger import DiscordMessenger
from bot.opening import prepare_schema
from bot.services.outbox import MessageState, OutboxMessage
from bot.services.ports import Messenger, Outcome
from bot.services.posts import Content
from tests.composed import Stage, answer, new_database, posts, settings_for, stage, words

ROOT = Path(__file__).parents[1]
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def env(request: pytest.FixtureRequest) -> simcord.Env | None:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return request.getfixturevalue("on_stage").env if "on_stage" in request.fixturenames else None


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; a minute is enough for the slowest machine."""
    async with asyncio.timeout(60):
        # There is no event to wait for: what is looked at belongs to the simulated Discord, or is a file.
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def types_a_run(on_stage: Stage, who: simcord.MemberActor) -> simcord.InteractionResult:
    """Have a member press Enter, and do not wait for anything."""
    return on_stage.emit_typed(who, "run log", on_stage.feed.id, distance="10k", time="52:10")


def saved_runs(application: Application) -> int:
    """Return how many runs the file holds, read beside the bot."""
    with sqlite3.connect(application.settings.database.url.partition("///")[2]) as connection:
        [[count]] = connection.execute("SELECT count(*) FROM runs").fetchall()
    connection.close()
    return int(count)


# --- stopping ---


async def test_stopping_answers_who_is_waiting_sends_what_is_owed_and_closes(on_stage: Stage) -> None:
    application = on_stage.application
    application.start_workers()
    waiting = [types_a_run(on_stage, who) for who in (on_stage.ana, on_stage.ben, on_stage.chloe)]
    assert application.bot.waiting() == 3

    await application.stop()

    for result in waiting:
        assert "Logged: 10.0 km" in words(answer(result))
    assert saved_runs(application) == 3
    assert len(posts(on_stage.feed)) == 3
    assert application.bot.is_closed()
    with pytest.raises(Exception, match="closed"):
        await application.database.read(lambda uow: uow.outbox.counts())


async def test_stopping_ends_the_process_that_reads_files(on_stage: Stage) -> None:
    reader = on_stage.application.reader
    with pytest.raises(UnreadableFile, match="empty"):
        await reader.read("nothing.fit", b"")
    child = reader.child_id
    assert child is not None
    await on_stage.application.stop()
    assert not psutil.pid_exists(child)


@dataclass
class Interrupted:
    """Fulfils `bot.services.ports.Messenger`; while it sends, a member presses Enter."""

    messenger: Messenger
    interrupt: Callable[[], simcord.InteractionResult]
    came_meanwhile: list[simcord.InteractionResult] = field(default_factory=list)

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        outcome = await self.messenger.deliver(message, content)
        if not self.came_meanwhile:
            self.came_meanwhile.append(self.interrupt())
        return outcome


async def test_who_comes_while_the_rest_is_sent_is_answered_too(on_stage: Stage) -> None:
    application = on_stage.application
    messenger = Interrupted(DiscordMessenger(application.bot), lambda: types_a_run(on_stage, on_stage.ben))
    application.sender = Sender(application.services.outbox, messenger, application.bot.until_answered)
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    application.start_workers()
    await application.stop()
    [late] = messenger.came_meanwhile
    assert "Logged: 10.0 km" in words(answer(late))
    assert saved_runs(application) == 2


async def test_what_cannot_be_sent_while_stopping_stays_owed_and_goes_out_at_the_next_start(on_stage: Stage) -> None:
    on_stage.env.inject_error("POST", "/channels/*/messages", status=503, times=2)
    on_stage.application.start_workers()
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.stop()
    assert posts(on_stage.feed) == []

    again = await on_stage.killed_and_started_again()
    assert (await again.application.services.outbox.counts())[MessageState.PENDING] == 1
    await again.env.advance_time(3600)
    for _ in range(2):
        await again.application.deliver_outbox()
        await again.env.advance_time(60)
    assert len(posts(again.feed)) == 1


async def test_stopping_twice_is_stopping(on_stage: Stage) -> None:
    on_stage.application.start_workers()
    await on_stage.application.stop()
    await on_stage.application.stop()
    assert on_stage.application.bot.is_closed()


async def test_an_application_that_never_met_discord_stops_as_well(tmp_path: Path) -> None:
    application = build(settings_for(new_database(tmp_path), tmp_path))
    await application.open()
    await application.stop()
    unopened = build(settings_for(new_database(tmp_path), tmp_path))
    await unopened.stop()


async def test_messages_wait_for_a_quiet_moment_and_not_for_the_simulated_clock(on_stage: Stage) -> None:
    await on_stage.go_to(MONDAY)
    await on_stage.ana.slash(on_stage.feed, "run list")
    async with asyncio.timeout(60):
        await on_stage.application.bot.until_quiet(3600)


async def test_interactions_are_let_go_though_nothing_is_ever_sent(on_stage: Stage) -> None:
    for _ in range(150):
        await on_stage.ana.slash(on_stage.feed, "points show")
    gc.collect()
    assert sum(isinstance(one, discord.Interaction) for one in gc.get_objects()) <= REMEMBERED + 5


async def test_nothing_wakes_after_stopping(on_stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    before = asyncio.all_tasks()
    on_stage.application.start_workers()
    await asyncio.sleep(0.05)
    await on_stage.application.stop()
    await asyncio.sleep(0.05)
    assert {task.get_name() for task in asyncio.all_tasks() - before} == set()
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


# --- the workers ---


async def test_what_fell_due_while_the_bot_was_away_is_done_at_the_start(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.go_to(MONDAY)
    assert posts(on_stage.feed) == posts(on_stage.boards) == []
    on_stage.application.start_workers()
    await until(lambda: len(posts(on_stage.boards)) == 1)
    await on_stage.application.stop()
    assert len(posts(on_stage.feed)) == 1
    assert "Week 47" in words(posts(on_stage.boards)[0])


async def test_a_running_bot_shows_that_it_is_alive(on_stage: Stage) -> None:
    beat = on_stage.application.settings.health.heartbeat_file
    assert not beat.exists()
    on_stage.application.start_workers()
    await until(beat.exists)
    await on_stage.application.stop()


async def test_work_by_hand_does_what_the_workers_do(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    assert await on_stage.application.deliver_outbox() == 1
    assert await on_stage.application.deliver_outbox() == 0
    await on_stage.go_to(MONDAY)
    # The night, Sunday's plans, the letter to coaches and the board.
    assert await on_stage.application.tick() == 4
    assert await on_stage.application.tick() == 0


# --- starting ---


async def test_a_first_start_makes_the_database_where_the_setting_says(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite+aiosqlite:///{tmp_path}/new/deep/baton.db", tmp_path)
    await prepare_schema(settings)
    application = build(settings)
    await application.open()
    assert saved_runs(application) == 0
    await application.stop()


async def test_a_database_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "baton.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE something (a)")
    connection.close()
    before = path.read_bytes()
    settings = settings_for(f"sqlite+aiosqlite:///{path}", tmp_path)
    await prepare_schema(settings)
    assert path.read_bytes() == before
    with pytest.raises(StartupError, match="baton migrate") as caught:
        await build(settings).open()
    assert caught.value.exit_code == ExitCode.SCHEMA


@pytest.mark.parametrize("url", ["postgresql+asyncpg://u:hidden@h:port/n", "oracle://u:hidden@h/n", "no address"])
def test_a_setting_that_names_no_database_is_refused_before_anything_starts(url: str) -> None:
    with pytest.raises(StartupError, match="database") as caught:
        build(Settings(database=DatabaseSettings(url=url)))
    assert caught.value.exit_code == ExitCode.CONFIG
    assert "hidden" not in caught.value.message


LOADED = """
import sys
from bot.app import build
from bot.config import DatabaseSettings, SecretsSettings, Settings
libraries = ("cryptography", "requests", "stravalib", "urllib3")
def loaded():
    print(*[name for name in libraries if name in sys.modules], sep=",")
loaded()
database = DatabaseSettings("sqlite+aiosqlite:///none.db")
build(Settings(database=database))
loaded()
build(Settings(database=database, secrets=SecretsSettings(keys=("k" * 43 + "=",))))
loaded()
"""


def test_ciphers_are_loaded_for_whoever_has_keys_and_nobody_pays_for_strava_at_the_start(tmp_path: Path) -> None:
    # In a process of its own: this one has loaded whatever other tests need.
    run = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stdout.splitlines() == ["", "", "cryptography"]
