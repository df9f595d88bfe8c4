"""The server that members' browsers and calendar programs reach: it hands requests to those who answer them."""

from typing import Final

from bot.services.calendars import CalendarService
from bot.web.calendars import CalendarPages
from bot.web.site import Site
from bot.web.strava import StravaPages

HINT: Final = "Choose another with [web] host and port."


class WebServer:
    """Answers on `host` and `port`, 0 for any free one, from start to stop."""

    def __init__(self, calendars: CalendarService, strava: StravaPages | None = None, *, host: str, port: int) -> None:
        self._routes = CalendarPages(calendars).routes()
        if strava is not None:
            self._routes += strava.routes()
        self._site = Site(host=host, port=port, who="The web server", hint=HINT)

    async def start(self) -> str:
        """Listen, and return the address; raises `StartupError` where it cannot."""
        return await self._site.start(self._routes)

    async def stop(self) -> None:
        """Answer who is waiting, and listen no more."""
        await self._site.stop()
