"""The composition root: builds everything, starts it, and stops it in reverse."""

import asyncio
import contextlib
import gc
import logging
import signal
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import discord

from bot.client import ANSWER_SECONDS, BatonBot, use_other_discord
from bot.config import Settings
from bot.errors import ExitCode, StartupError
from bot.jobs.importer import Importer
from bot.jobs.scheduler import Scheduler
from bot.jobs.sender import Sender
from bot.jobs.timetable import TIMETABLE
from bot.messenger import DiscordMessenger
from bot.race_events import DiscordEventBoard
from bot.reader.process import ChildFileReader
from bot.roster import DiscordRoster
from bot.services.challenge_seats import ChallengeSeatService
from bot.services.clock import Clock, SystemClock
from bot.services.container import Services, build_services
from bot.services.leavers import LeaverService, RollCall
from bot.services.plan_groups import PlanGroupService
from bot.services.race_events import RaceEventService
from bot.services.rebuilding import Rebuilt
from bot.services.teams import TeamDefaults, TeamUnits
from bot.web import WebServer
from db import schema
from db.database import Database
from db.engine import database_at
from db.unavailable import DatabaseUnavailable

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 30.0
FLUSH_SECONDS = 8.0
AUTHENTICATION_FAILED = 4004

FILE_HINT = "Check [database] url, and that its folder can be written."
SERVER_HINT = "Check [database] url, and that the server runs."
TOKEN_REFUSED = (
    "Discord does not accept the token. Copy it again from the developer portal (Bot, Reset Token) into config.toml "
    "or BATON_DISCORD__TOKEN."
)


@dataclass(slots=True)
class Application:
    """Baton, put together. `database` opens first and closes last; the bot is started by whoever holds this."""

    settings: Settings
    database: Database
    services: Services
    bot: BatonBot
    scheduler: Scheduler
    sender: Sender
    importer: Importer
    reader: ChildFileReader
    web: WebServer | None = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self) -> None:
        """Open the database and make sure its schema is the code's; raises `StartupError`."""
        await open_database(self.database)

    async def start_web(self) -> None:
        """Answer requests, if the settings say by which address; raises `StartupError` where nobody can listen."""
        if self.web is not None:
            log.info("the web server listens at %s", await self.web.start())

    def start_workers(self) -> None:
        """Start the scheduler, the sender, the importer and the heartbeat; the bot must be logged in."""
        self.scheduler.start()
        self._tasks = [
            asyncio.create_task(self.sender.run(), name="sender"),
            asyncio.create_task(self.importer.run(), name="importer"),
            asyncio.create_task(_beat(self.settings.health.heartbeat_file), name="heartbeat"),
        ]

    async def tick(self) -> int:
        """Handle every schedule that is due now."""
        return await self.scheduler.tick()

    async def see_to_events(self) -> int:
        """Bring the servers' events in step with the races."""
        return await self.scheduler.see_to_events()

    async def call_the_roll(self) -> RollCall:
        """Ask Discord who is still a member, and erase those who left long ago."""
        return await self.scheduler.call_the_roll()

    async def import_lists(self) -> None:
        """Put every list of runs that is under way into its log."""
        await self.importer.work()

    async def deliver_outbox(self) -> int:
        """Send every message that is due now."""
        return await self.sender.deliver_due()

    async def stop(self) -> None:
        """Answer who is waiting, send what is owed, leave Discord, close the database."""
        self.scheduler.stop()
        if self.web is not None:
            await self.web.stop()
        if self.bot.is_ready():
            await self.bot.until_answered(ANSWER_SECONDS)
        try:
            await self._stop_workers()
            if self.bot.is_ready():
                # Sending took a while, and who came meanwhile waits for an answer too.
                await self.bot.until_answered(ANSWER_SECONDS)
            await self.bot.close()
        finally:
            await self.reader.close()
            await self.database.close()

    async def _stop_workers(self) -> None:
        """Let the workers end and send what is due, all in `FLUSH_SECONDS`; the rest stays owed for the next start."""
        if not self._tasks:
            return
        self.sender.stop()
        self.importer.stop()
        sending, importing, beating = self._tasks
        beating.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await asyncio.wait([sending, importing])
                if not self.bot.is_closed():
                    await self.sender.deliver_due()
        sending.cancel()
        importing.cancel()
        await asyncio.gather(sending, importing, beating, return_exceptions=True)
        self._tasks = []


def build(settings: Settings, clock: Clock | None = None) -> Application:
    """Put the application together without starting any of it."""
    try:
        database = database_at(settings.database.url)
    except DatabaseUnavailable as error:
        raise StartupError(
            f"The database setting cannot be used: {error}. Check [database] url.", ExitCode.CONFIG
        ) from None
    except ValueError:
        # The URL parser's own words would quote what it took for a port, which can be a piece of the password.
        raise StartupError(
            "The database setting cannot be used: the port in [database] url is no number. In a password, write "
            "@ : and / as %40, %3A and %2F.",
            ExitCode.CONFIG,
        ) from None
    defaults = TeamDefaults(
        time_zone=settings.defaults.time_zone, units=TeamUnits(settings.defaults.units), timetable=TIMETABLE
    )
    clock = clock or SystemClock()
    reader = ChildFileReader()
    services = build_services(database, clock, defaults, reader, settings.web.public_url)
    bot = BatonBot(services)
    roster = DiscordRoster(bot)
    leavers = bot.leavers = LeaverService(database, clock, roster)
    plan_groups = bot.plan_groups = PlanGroupService(database, clock, roster)
    seats = ChallengeSeatService(database, roster)
    race_events = RaceEventService(database, clock, DiscordEventBoard(bot))
    return Application(
        settings=settings,
        database=database,
        services=services,
        bot=bot,
        scheduler=Scheduler(
            services.schedules,
            plan_groups,
            services.challenges,
            seats,
            services.race_reminders,
            services.race_collecting,
            services.weekly_asks,
            leavers,
            services.rebuilding,
            race_events,
        ),
        sender=Sender(services.outbox, DiscordMessenger(bot), bot.until_quiet),
        importer=Importer(services.imports, bot.progress_board, bot.until_answered),
        reader=reader,
        web=_web_server(settings, services),
    )


def _web_server(settings: Settings, services: Services) -> WebServer | None:
    if not settings.web.public_url:
        return None
    return WebServer(services.calendars, host=settings.web.host, port=settings.web.port)


async def run(settings: Settings) -> None:
    """Run the bot on Discord until SIGINT or SIGTERM; raises `StartupError` for what an operator can mend."""
    token = token_of(settings)
    use_other_discord(settings.discord.api_url, settings.discord.gateway_url)
    await prepare_schema(settings)
    application = build(settings)
    await application.open()
    try:
        await application.start_web()
        await _log_in(application.bot, token)
        application.start_workers()
        _spare_the_collector()
        connection = asyncio.create_task(application.bot.connect(), name="gateway")
        stop = asyncio.create_task(_asked_to_stop(), name="signals")
        log.info("Baton is on its way to Discord as %s", application.bot.user and application.bot.user.id)
        await asyncio.wait({connection, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if connection.done():
            connection.result()
        log.info("stopping: answering, sending what is owed, closing")
    except discord.PrivilegedIntentsRequired:
        raise StartupError("Discord refuses the bot's intents, though it asks for none that need approval.") from None
    except discord.ConnectionClosed as error:
        if error.code == AUTHENTICATION_FAILED:
            raise StartupError(TOKEN_REFUSED, ExitCode.TOKEN) from None
        raise StartupError(f"Discord closed the connection for good (code {error.code}).", ExitCode.DISCORD) from error
    finally:
        await application.stop()


async def sync(settings: Settings) -> int:
    """Tell Discord about the slash commands; returns how many it knows now."""
    token = token_of(settings)
    use_other_discord(settings.discord.api_url, settings.discord.gateway_url)
    bot = build(settings).bot
    async with bot:
        await _log_in(bot, token)
        return len(await bot.tree.sync())


async def rebuild(settings: Settings) -> Rebuilt:
    """Derive everything anew from the log; safe beside a running bot. Raises `StartupError`."""
    application = build(settings)
    await application.open()
    try:
        return await application.services.rebuilding.rebuild()
    finally:
        await application.database.close()


def token_of(settings: Settings) -> str:
    """Return the bot's token; raises `StartupError` without one."""
    if not settings.discord.token:
        raise StartupError(
            "There is no Discord token. Put it into config.toml as [discord] token, or set BATON_DISCORD__TOKEN. "
            "To try Baton without one: baton playground.",
            ExitCode.TOKEN,
        )
    return settings.discord.token


async def open_database(database: Database) -> None:
    """Open the database and compare its schema with the code's; raises `StartupError`."""
    version = await _connected(database)
    if version != schema.HEAD:
        await database.close()
        raise StartupError(_schema_sentence(version), ExitCode.SCHEMA)


async def refuse_newer_schema(settings: Settings) -> None:
    """Raise `StartupError` when the database cannot be used, or is newer than this code can migrate."""
    database = build(settings).database
    version = await _connected(database)
    await database.close()
    if version is not None and version > schema.HEAD:
        raise StartupError(_schema_sentence(version), ExitCode.SCHEMA)


async def _connected(database: Database) -> str | None:
    """Open the database and return its schema's version."""
    try:
        await database.open()
    except DatabaseUnavailable as error:
        hint = FILE_HINT if database.url.get_backend_name() == "sqlite" else SERVER_HINT
        raise StartupError(f"The database cannot be used: {error}. {hint}", ExitCode.DATABASE) from error
    except TypeError as error:
        # The driver takes every option of the URL as an argument, and does not know one of them.
        raise StartupError(
            f"The database setting cannot be used: {error}. Check what follows ? in [database] url.", ExitCode.CONFIG
        ) from error
    return await database.schema_version()


def is_yet_to_be_made(settings: Settings) -> bool:
    """Tell whether the database is a SQLite file that the first start creates; raises `StartupError` if it cannot."""
    if not settings.database.url.startswith("sqlite") or not schema.is_new_sqlite(settings.database.url):
        return False
    folder = Path(build(settings).database.url.database or "").absolute().parent
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        # Permissions alone do not say it: a read-only disk refuses the owner too. Nothing of this file stays.
        tempfile.TemporaryFile(dir=nearest).close()
    except OSError as error:
        raise StartupError(
            f"The database cannot be created in {folder}: {error.strerror}. {FILE_HINT}", ExitCode.DATABASE
        ) from None
    return True


async def prepare_schema(settings: Settings) -> None:
    """Create the schema of a SQLite file that does not exist yet; anything else is the operator's decision."""
    if is_yet_to_be_made(settings):
        log.info("no database yet: creating it")
        # In a process of its own, so that the bot does not carry Alembic's memory with it from then on. It works in
        # the same folder, since the path may be relative to it, and finds our packages wherever this one is.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _MIGRATE,
            str(Path(__file__).parent.parent),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complaint = await process.communicate(settings.database.url.encode())
        if process.returncode != 0:
            lines = complaint.decode("utf-8", "replace").strip().splitlines() or ["no reason is known"]
            raise StartupError(f"The database cannot be created: {lines[-1]}. {FILE_HINT}", ExitCode.DATABASE)


_MIGRATE = """
import sys
sys.path.insert(0, sys.argv[1])
from db.schema import migrate
from db.unavailable import DatabaseUnavailable
try:
    migrate(sys.stdin.read())
except DatabaseUnavailable as error:
    sys.exit(str(error))
"""


def _schema_sentence(version: str | None) -> str:
    if version is None:
        return "The database has no tables yet. Run: baton migrate."
    if version < schema.HEAD:
        return f"The database is at version {version}, Baton needs {schema.HEAD}. Run: baton migrate."
    return (
        f"The database is at version {version}, newer than this Baton ({schema.HEAD}). "
        "Run the newer Baton, or restore a backup."
    )


async def _log_in(bot: BatonBot, token: str) -> None:
    try:
        await bot.login(token)
    except discord.LoginFailure:
        raise StartupError(TOKEN_REFUSED, ExitCode.TOKEN) from None
    except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
        raise StartupError(
            f"Discord cannot be reached ({type(error).__name__}). Check the network and try again.",
            ExitCode.DISCORD,
        ) from error


def _spare_the_collector() -> None:
    """Take what was built at start, and stays until the end, out of the garbage collector's rounds.

    An interaction leaves a few thousand short-lived objects behind, which reference counting clears; the default of a
    round for every 700 of them looked at most of it over and over.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def _asked_to_stop() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, asked.set)
        except NotImplementedError:
            # Windows has no such handlers; Ctrl+C arrives as KeyboardInterrupt there.
            break
    await asked.wait()


async def _beat(path: Path) -> None:
    while True:
        try:
            _touch(path)
        except OSError as error:
            # The bot goes on; whoever asks for its health learns that something is wrong, and finds this line.
            log.error("the heartbeat file %s cannot be touched: %s", path, error.strerror)
        await asyncio.sleep(HEARTBEAT_SECONDS)


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
