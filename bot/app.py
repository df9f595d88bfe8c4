"""The composition root: builds everything, starts it, and stops it in reverse."""

import asyncio
import contextlib
import gc
import logging
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.client import ANSWER_SECONDS, BatonBot, use_other_discord
from bot.config import Settings
from bot.connecting import Connecting, connecting
from bot.domain.connections import Service
from bot.errors import ExitCode, StartupError
from bot.jobs.importer import Importer
from bot.jobs.looker import Looker
from bot.jobs.scheduler import Scheduler
from bot.jobs.sender import Sender
from bot.jobs.timetable import TIMETABLE
from bot.messenger import DiscordMessenger
from bot.opening import backups_of, database_of, open_database, prepare_schema
from bot.pace import Pace
from bot.race_events import DiscordEventBoard
from bot.reader.process import ChildFileReader
from bot.roster import DiscordRoster
from bot.services.challenge_seats import ChallengeSeatService
from bot.services.clock import Clock, SystemClock
from bot.services.container import Services, build_services
from bot.services.leavers import LeaverService, RollCall
from bot.services.plan_groups import PlanGroupService
from bot.services.ports import SecretBox
from bot.services.race_events import RaceEventService
from bot.services.rebuilding import Rebuilt
from bot.services.sealing import SealingService
from bot.services.sources import Sources
from bot.services.teams import TeamDefaults, TeamUnits
from bot.ui.web_pages import privacy_page
from bot.web import StravaPages, WebServer
from db.database import Database

if TYPE_CHECKING:
    from bot.observing import Observer

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 30.0
FLUSH_SECONDS = 8.0
AUTHENTICATION_FAILED = 4004
INVALID_SHARD, SHARDING_REQUIRED = 4010, 4011

TOKEN_REFUSED = (
    "Discord does not accept the token. Copy it again from the developer portal (Bot, Reset Token) into config.toml "
    "or BATON_DISCORD__TOKEN."
)

TOO_FEW_SHARDS = "The bot is in too many servers for [discord] shards: let every process name its part of more of them."
MORE_SHARDS = "The bot is in more servers by now, and Discord wants more shards: start every process of it again."


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
    sealing: SealingService
    connecting: Connecting
    looker: Looker
    web: WebServer | None = None
    observer: "Observer | None" = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self) -> None:
        """Open the database and make sure its schema is the code's; raises `StartupError`."""
        await open_database(self.database)

    async def start_web(self) -> None:
        """Answer requests, if the settings say by which address; raises `StartupError` where nobody can listen."""
        if self.web is not None:
            log.info("the web server listens at %s", await self.web.start())
        if self.observer is not None:
            log.info("/health and /metrics are answered at %s", await self.observer.start())

    def start_workers(self) -> None:
        """Start the scheduler, the sender, the importer, the looker and the heartbeat; the bot must be logged in."""
        self.scheduler.start()
        self._tasks = [
            asyncio.create_task(self.sender.run(), name="sender"),
            asyncio.create_task(self.importer.run(), name="importer"),
            asyncio.create_task(self.looker.run(), name="looker"),
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

    async def look(self) -> int:
        """Ask services about runs that are due to be asked about, and do what is owed to them."""
        return await self.looker.look()

    async def deliver_outbox(self) -> int:
        """Send every message that is due now."""
        return await self.sender.deliver_due()

    async def stop(self) -> None:
        """Answer who is waiting, send what is owed, leave Discord, close the database."""
        self.scheduler.stop()
        if self.web is not None:
            await self.web.stop()
        if self.observer is not None:
            await self.observer.stop()
        if self.bot.is_ready():
            await self.bot.until_answered(ANSWER_SECONDS)
        try:
            await self._stop_workers()
            if self.bot.is_ready():
                # Sending took a while, and who came meanwhile waits for an answer too.
                await self.bot.until_answered(ANSWER_SECONDS)
            await self.bot.close()
        finally:
            await self.looker.until_saved()
            await self.connecting.close()
            await self.reader.close()
            await self.database.close()

    async def _stop_workers(self) -> None:
        """Let the workers end and send what is due, all in `FLUSH_SECONDS`; the rest stays owed for the next start."""
        if not self._tasks:
            return
        self.sender.stop()
        self.importer.stop()
        self.looker.stop()
        sending, importing, looking, beating = self._tasks
        beating.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await asyncio.wait([sending, importing, looking])
                if not self.bot.is_closed():
                    await self.sender.deliver_due()
        sending.cancel()
        importing.cancel()
        looking.cancel()
        await asyncio.gather(sending, importing, looking, beating, return_exceptions=True)
        self._tasks = []


def build(settings: Settings, clock: Clock | None = None, sources: Sources | None = None) -> Application:
    """Put the application together without starting any of it; `sources` stand in for those that the settings name."""
    database = database_of(settings)
    defaults = TeamDefaults(
        time_zone=settings.defaults.time_zone, units=TeamUnits(settings.defaults.units), timetable=TIMETABLE
    )
    clock = clock or SystemClock()
    box = secret_box_of(settings)
    reader = ChildFileReader()
    connected = connecting(settings, box, clock) if sources is None else Connecting(sources)
    services = build_services(database, clock, defaults, reader, settings.web.public_url, connected.sources)
    bot = BatonBot(services, settings.discord.shards, Pace(settings.discord.requests_per_second))
    roster = DiscordRoster(bot)
    leavers = bot.leavers = LeaverService(database, clock, roster)
    plan_groups = bot.plan_groups = PlanGroupService(database, clock, roster)
    seats = ChallengeSeatService(database, roster)
    race_events = RaceEventService(database, clock, DiscordEventBoard(bot))
    observer = _observer(settings, services, bot)
    messenger = DiscordMessenger(bot)
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
            backups_of(settings, clock),
        ),
        sender=Sender(
            services.outbox, messenger if observer is None else observer.measured(messenger), bot.until_quiet
        ),
        importer=Importer(services.imports, bot.progress_board, bot.until_answered),
        reader=reader,
        sealing=SealingService(database, box),
        connecting=connected,
        looker=Looker(
            services.looking,
            services.service_duties,
            services.back_fills,
            bot.back_fill_board,
            connected.subscriber,
        ),
        web=_web_server(settings, services, connected),
        observer=observer,
    )


def secret_box_of(settings: Settings) -> SecretBox | None:
    """Return what seals members' access to other services; None without a key, and then nobody connects any."""
    if not settings.secrets.keys:
        return None
    # Ciphers take their megabytes, and a bot without a key has no use for them.
    from bot.secret_box import FernetBox

    return FernetBox(settings.secrets.keys)


def _web_server(settings: Settings, services: Services, connected: Connecting) -> WebServer | None:
    if not settings.web.public_url:
        return None
    strava = None
    if Service.STRAVA in connected.sources.services:
        privacy = privacy_page(connected.sources.level, connected.sources.contact)
        strava = StravaPages(services.connections, services.hints, connected.events, privacy)
    return WebServer(services.calendars, strava, host=settings.web.host, port=settings.web.port)


def _observer(settings: Settings, services: Services, bot: BatonBot) -> "Observer | None":
    if settings.health.pages == "off":
        return None
    # Its figures take a megabyte or two, and who does not look has no use for them.
    from bot.observing import Observer

    return Observer(settings.health, services.health, bot)


async def run(settings: Settings) -> None:
    """Run the bot on Discord until SIGINT or SIGTERM; raises `StartupError` for what an operator can mend."""
    token = token_of(settings)
    use_other_discord(settings.discord.api_url, settings.discord.gateway_url)
    await prepare_schema(settings)
    application = build(settings)
    await application.open()
    try:
        await application.sealing.check_and_renew()
        await application.connecting.open()
        await application.start_web()
        await _log_in(application.bot, token, takes_shards=True)
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
        if error.code in (INVALID_SHARD, SHARDING_REQUIRED):
            if settings.discord.shards.count is not None:
                raise StartupError(TOO_FEW_SHARDS, ExitCode.CONFIG) from None
            raise StartupError(MORE_SHARDS, ExitCode.DISCORD) from None
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


async def _log_in(bot: BatonBot, token: str, *, takes_shards: bool = False) -> None:
    try:
        await bot.login(token)
        if takes_shards:
            await bot.take_shards()
    except discord.LoginFailure:
        raise StartupError(TOKEN_REFUSED, ExitCode.TOKEN) from None
    except (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound) as error:
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
    """Touch the file again and again, and take it away at the end: who stopped the bot may go on at once."""
    try:
        while True:
            try:
                _touch(path)
            except OSError as error:
                # The bot goes on; whoever asks for its health learns that something is wrong, and finds this line.
                log.error("the heartbeat file %s cannot be touched: %s", path, error.strerror)
            await asyncio.sleep(HEARTBEAT_SECONDS)
    finally:
        _take_away(path)


def _take_away(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
