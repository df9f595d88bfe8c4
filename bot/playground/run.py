"""The playground's life: put world, application and console together, run until asked to stop, take it all down."""

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import simcord
from aiohttp import ClientSession, web

from bot.app import Application, build
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    IntervalsSettings,
    SecretsSettings,
    Settings,
    StravaSettings,
    TeamDefaults,
    WebSettings,
)
from bot.errors import ExitCode, StartupError
from bot.opening import prepare_schema
from bot.playground.cast import TEAM_ZONE
from bot.playground.chat import Chat
from bot.playground.console import Console
from bot.playground.ledger import Ledger
from bot.playground.passage import Passage
from bot.playground.picture import Painter
from bot.playground.prologue import Prologue
from bot.playground.stage import Stage
from bot.playground.strava_side import StravaSide, level_of, source_of, sources_with, stand_in
from bot.playground.tour import Tour
from bot.playground.world import World, WorldClock, create_world
from bot.strava import StravaSource
from bot.web import listen

log = logging.getLogger(__name__)

DATABASE_NAME: Final = "baton-playground.db"
# A picture takes its moment on a slow machine, and a visitor may have many tabs.
_SETTLE_SECONDS: Final = 30.0
_PORT_HINT: Final = "Choose another with --port, or 0 for any free one."


@dataclass(frozen=True, slots=True)
class Playground:
    """A running playground: where its console is, and what it is made of."""

    url: str
    application: Application
    world: World
    stage: Stage
    ledger: Ledger
    token: str


async def run_playground(settings: Settings, *, folder: Path | None = None, port: int | None = None) -> None:
    """Open the playground and keep it until SIGINT or SIGTERM; raises `StartupError` when it cannot start.

    The loop must be asyncio's own: SimCord looks into it, and uvloop's does not let it.
    """
    # Heard from the first moment on, so that a stop while the season is being written tidies up as well.
    asked_to_stop = _listen_for_stop()
    async with open_playground(settings, folder=folder, port=port) as playground:
        log.info("the playground is open at %s", playground.url)
        await _invite(playground.url)
        await asked_to_stop.wait()


@asynccontextmanager
async def open_playground(
    settings: Settings, *, folder: Path | None = None, port: int | None = None
) -> AsyncIterator[Playground]:
    """Run a playground meanwhile. `folder` keeps the database; each start begins the season anew in it."""
    folder = folder or settings.playground.folder
    host = settings.playground.host
    port = settings.playground.port if port is None else port
    level = level_of(settings.strava)
    async with AsyncExitStack() as stack:
        # Taken before the season is written: whoever has to choose another port learns so at once.
        listener = stack.enter_context(listen(host, port, who="The playground", hint=_PORT_HINT))
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baton-playground-")))
        settings = replace(
            settings,
            database=DatabaseSettings(url=f"sqlite+aiosqlite:///{_cleared(folder)}"),
            # Each start begins the season anew.
            backup=BackupSettings(every_hours=0),
            defaults=TeamDefaults(time_zone=TEAM_ZONE, units="km"),
            # Nobody out there reaches a simulated team.
            web=WebSettings(),
            # Nor does it speak for the operator at services that real members use.
            secrets=SecretsSettings(),
            strava=StravaSettings(),
            intervals=IntervalsSettings(),
        )
        await prepare_schema(settings)
        clock = WorldClock()
        strava = await stack.enter_async_context(stand_in(clock, host))
        source = source_of(strava, clock)
        stack.push_async_callback(source.close)
        url = _url_of(listener)
        application = build(settings, clock, sources_with(source, strava, url.rstrip("/"), level))
        await application.open()
        stack.push_async_callback(application.stop)
        environment = simcord.Env(application.bot, settle_timeout=_SETTLE_SECONDS)
        await environment.start()
        stack.push_async_callback(environment.shutdown)
        clock.follow(environment)
        await application.bot.tree.sync()
        world = await create_world(environment, application.bot)
        ledger = Ledger(application, world.guild.id)
        passage = Passage(world, application, ledger)
        await Prologue(world, clock, application, passage).play()

        token = secrets.token_urlsafe(24)
        # Bytes are passed on as they come, so nothing is unpacked on the way.
        client = await stack.enter_async_context(ClientSession(auto_decompress=False))
        chat = Chat(world, client, time_zone=TEAM_ZONE, token=token)
        stack.push_async_callback(chat.close)
        strava_side = StravaSide(strava, world, application, passage, level)
        passage.do_on_the_way(strava_side.look_on_the_way)
        stage = Stage(world, chat, application, ledger, passage, strava_side)
        tour = Tour(ledger, user_id=world.user_id, is_read=chat.is_read)
        await tour.begin()
        tour.watch(application.bot)
        painter = Painter(stage, tour, ZoneInfo(TEAM_ZONE))
        console = Console(stage, painter, host=host, token=token)
        await stack.enter_async_context(_serving(console.application, listener))
        await stack.enter_async_context(_warming_up(source))
        yield Playground(url, application, world, stage, ledger, token)


@asynccontextmanager
async def _serving(application: web.Application, listener: socket.socket) -> AsyncIterator[None]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield
    finally:
        await runner.cleanup()


def _url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@asynccontextmanager
async def _warming_up(source: StravaSource) -> AsyncIterator[None]:
    """Load what asks Strava beside the first visitor, who does not wait for it; nobody asks before they have read."""
    loading = asyncio.create_task(source.warm_up(), name="strava")
    try:
        yield
    finally:
        await loading


def _cleared(folder: Path) -> Path:
    """Return where the database goes, without what an earlier playground left there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise StartupError(
            f"The playground cannot use the folder {folder}: {error.strerror or error}.", ExitCode.DATABASE
        ) from error
    return folder / DATABASE_NAME


async def _invite(url: str) -> None:
    """Tell where the playground is, and open it where somebody sits before a screen."""
    sys.stdout.write(f"The playground is open: {url}\nCtrl+C ends it.\n")
    sys.stdout.flush()
    has_screen = sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if has_screen and sys.stdout.isatty():
        await asyncio.to_thread(webbrowser.open, url)


def _listen_for_stop() -> asyncio.Event:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; Ctrl+C arrives as KeyboardInterrupt there.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, asked.set)
    return asked
