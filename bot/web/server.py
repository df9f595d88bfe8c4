"""The server itself: it listens, hands requests to those who answer them, and says so plainly when nobody can."""

from typing import Final

from aiohttp import web

from bot.services.calendars import CalendarService
from bot.web.answers import answer_plainly
from bot.web.calendars import CalendarPages
from bot.web.sockets import address_of, listen
from bot.web.strava import StravaPages

HINT: Final = "Choose another with [web] host and port."
_SHUTDOWN_SECONDS: Final = 2.0


class WebServer:
    """Answers on `host` and `port`, 0 for any free one, from start to stop."""

    def __init__(self, calendars: CalendarService, strava: StravaPages | None = None, *, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._calendars = calendars
        self._strava = strava
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen, and return the address; raises `StartupError` where it cannot."""
        listener = listen(self._host, self._port, who="The web server", hint=HINT)
        application = web.Application(middlewares=[answer_plainly])
        application.add_routes(CalendarPages(self._calendars).routes())
        if self._strava is not None:
            application.add_routes(self._strava.routes())
        # Addresses hold tokens, so there is no access log.
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        return address_of(listener)

    async def stop(self) -> None:
        """Answer who is waiting, and listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
