"""The server itself: it listens, hands requests to those who answer them, and says so plainly when nobody can."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from bot.errors import NotFound
from bot.services.calendars import CalendarService
from bot.ui.errors import new_reference
from bot.ui.text.problems import UNEXPECTED, problem
from bot.web.calendars import CalendarPages
from bot.web.sockets import listen
from bot.web.strava import StravaPages

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

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
        application = web.Application(middlewares=[_answer])
        application.add_routes(CalendarPages(self._calendars).routes())
        if self._strava is not None:
            application.add_routes(self._strava.routes())
        # Addresses hold tokens, so there is no access log.
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        host, port = listener.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def stop(self) -> None:
        """Answer who is waiting, and listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


@web.middleware
async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into a plain line, and never into the error's own words."""
    try:
        response = await handler(request)
    except NotFound as error:
        response = web.Response(status=404, text=" ".join(problem(error.code, error.facts)).replace("`", "") + "\n")
    except web.HTTPException:
        raise
    except Exception:
        reference = new_reference()
        log.exception("a request was not answered, reference %s", reference)
        response = web.Response(status=500, text=UNEXPECTED.format(reference=reference) + "\n")
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
