"""A site: routes that are answered on a host and a port, from start to stop."""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from bot.web.answers import answer_plainly
from bot.web.sockets import address_of, listen

_SHUTDOWN_SECONDS: Final = 2.0


class Site:
    """Port 0 takes any free one; `who` and `hint` are what an operator reads where nobody can listen."""

    def __init__(self, *, host: str, port: int, who: str, hint: str) -> None:
        self._host = host
        self._port = port
        self._who = who
        self._hint = hint
        self._runner: web.AppRunner | None = None

    async def start(self, routes: Iterable[web.RouteDef]) -> str:
        """Listen, and return the address; raises `StartupError` where it cannot."""
        listener = listen(self._host, self._port, who=self._who, hint=self._hint)
        application = web.Application(middlewares=[answer_plainly])
        application.add_routes(routes)
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
