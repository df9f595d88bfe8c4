"""Processes of Baton around one database and one local Strava, the events between them, and the letters they send."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import ClientError, ClientSession, web

from bot.domain.connections import Level
from bot.jobs.timetable import TIMETABLE
from bot.playground.local_strava import LocalStrava
from bot.services.container import build_services
from bot.services.ports import SecretBox
from bot.services.posts import Content
from bot.services.sources import Sources
from bot.services.subscribing import Subscriber, event_address
from bot.services.teams import TeamDefaults, TeamUnits
from bot.strava import StravaSource
from bot.web import StravaPages, WebServer
from db.database import Database, Work
from db.engine import database_at
from tests.composed import StandingClock
from tests.services.harriers import AtOnce
from tests.strava.company import SECRET

T = TypeVar("T")

CALL_S = 2.0
"""How long a call may take here: silence is waited out for half of it."""
FIRST_MESSAGE = 70_000_000
"""Where the numbers of messages begin, which must look like nothing of Strava's."""


class Killed(Exception):
    """The process is no more."""


class MortalDatabase(Database):
    """A database that a process can be torn away from: whatever it still wants to write stays unwritten."""

    def __init__(self, url: str) -> None:
        self._real = database_at(url)
        super().__init__(self._real.url)
        self.is_dead = False

    async def open(self) -> None:
        """Connect."""
        await self._real.open()

    async def close(self) -> None:
        """Disconnect."""
        await self._real.close()

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        """Run `work`, unless the process was killed."""
        if self.is_dead:
            raise Killed
        return await self._real.write(work, long=long)

    async def read(self, work: Work[T]) -> T:
        """Run `work`, unless the process was killed."""
        if self.is_dead:
            raise Killed
        return await self._real.read(work)

    async def schema_version(self) -> str | None:
        """Return the version of the tables."""
        return await self._real.schema_version()


class Process:
    """One Baton: services on the database, the real adapter, and a web server for Strava's events."""

    def __init__(
        self, url: str, strava: LocalStrava, clock: StandingClock, box: SecretBox, level: Level, public_url: str
    ) -> None:
        self.database = MortalDatabase(url)
        application = strava.application
        self.source = StravaSource(
            client_id=application.client_id, client_secret=SECRET, address=strava.address, seconds=CALL_S, clock=clock
        )
        sources = Sources(box, self.source, None, level, application.capacity, public_url)
        defaults = TeamDefaults("Europe/Berlin", TeamUnits.KM, TIMETABLE)
        self.services = build_services(self.database, clock, defaults, AtOnce(), public_url, sources)
        self._address = event_address(SECRET)
        self.subscriber = Subscriber(self.source, self._address, public_url, clock)
        pages = StravaPages(self.services.connections, self.services.hints, self._address)
        self._web = WebServer(self.services.calendars, pages, host="127.0.0.1", port=0)
        self.url = ""

    async def start(self) -> None:
        """Open the database and listen."""
        await self.database.open()
        self.url = await self._web.start()

    async def look(self) -> int:
        """Look at every account that is due."""
        return await self.services.looking.look_at_due()

    async def see_to(self) -> int:
        """Do what is owed."""
        return await self.services.service_duties.see_to_due()

    async def take_in(self) -> None:
        """Put every list that is under way into its log."""
        for import_id in await self.services.imports.running():
            while await self.services.imports.advance(import_id):
                continue

    async def stop(self, looking: "asyncio.Task[int] | None" = None) -> None:
        """End as the program does: the look is cut short, and what is being renewed is saved."""
        await self._web.stop()
        await _ended(looking)
        await self.services.looking.until_saved()
        await self.source.close()
        await self.database.close()

    async def kill(self, looking: "asyncio.Task[int] | None" = None) -> None:
        """End in the middle of whatever it does: nothing more is written."""
        self.database.is_dead = True
        await _ended(looking)
        await self.services.looking.until_saved()
        await self._web.stop()
        await self.source.close()
        await self.database.close()


async def _ended(looking: "asyncio.Task[int] | None") -> None:
    if looking is None:
        return
    looking.cancel()
    [found] = await asyncio.gather(looking, return_exceptions=True)
    if isinstance(found, BaseException) and not isinstance(found, asyncio.CancelledError | Killed):
        raise found


class Postman:
    """Stands where Strava sends its events, and brings them to a process late, twice, out of order, or never."""

    def __init__(self, to: Callable[[], Process | None]) -> None:
        self._to = to
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.bag: list[tuple[str, bytes]] = []

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.add_routes([web.get("/{path:.*}", self._ask, allow_head=False), web.post("/{path:.*}", self._take)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def bring(self, path: str, event: bytes) -> None:
        """Hand one over, if anybody is there to take it."""
        process = self._to()
        if process is None:
            return
        try:
            async with ClientSession() as client, client.post(process.url + path, data=event) as response:
                assert response.status in (200, 404)
        except ClientError:
            return

    async def _ask(self, request: web.Request) -> web.Response:
        process = self._to()
        if process is None:
            raise web.HTTPServiceUnavailable
        async with ClientSession() as client, client.get(process.url + request.path_qs) as response:
            return web.Response(status=response.status, body=await response.read(), content_type="application/json")

    async def _take(self, request: web.Request) -> web.Response:
        self.bag.append((request.path, await request.read()))
        return web.Response()


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands somewhere: with one person, or in a channel."""

    team_id: int
    kind: str
    recipient_id: int | None
    channel_id: int | None
    content: Content


class Mailbox:
    """Discord, as far as it is needed: what stands there, and all that ever did."""

    def __init__(self) -> None:
        self._last = FIRST_MESSAGE
        self.standing: dict[int, Letter] = {}
        self.ever: list[Letter] = []

    async def deliver(self, process: Process) -> None:
        """Send, edit and take down all that is due."""
        outbox = process.services.outbox
        while parcels := await outbox.claim():
            for parcel in parcels:
                message = parcel.message
                if parcel.content is None:
                    self.standing.pop(message.message_id or 0, None)
                    await outbox.drop(message)
                    continue
                number = message.message_id
                if number is None:
                    self._last += 1
                    number = self._last
                letter = Letter(message.team_id, message.kind, message.recipient_id, message.channel_id, parcel.content)
                self.standing[number] = letter
                self.ever.append(letter)
                await outbox.sent(message, number)

    def forget(self, user_id: int, team_id: int) -> None:
        """Leave alone what stands with one member of a team."""
        for number, letter in list(self.standing.items()):
            if (letter.recipient_id, letter.team_id) == (user_id, team_id):
                del self.standing[number]


async def settled(*work: Awaitable[object]) -> None:
    """Wait for several at once, and for all of them even if one raises."""
    found = await asyncio.gather(*work, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one


SECRETS = re.compile(r"[0-9a-f]{40}|gAAAA|" + SECRET)
"""Tokens, codes and the path of events are forty digits each; what is sealed begins like that."""
PAYLOAD = re.compile(r"polyline|garmin_ping|ki\{eFvq|heartrate|Morning run|latlng")
