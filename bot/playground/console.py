"""The console: the web pages of the playground, their live state and the few things one can do there."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Final

from aiohttp import web

from bot.playground.chat import touches_the_world
from bot.playground.picture import CLOCK_BUTTONS, Painter
from bot.playground.stage import Stage
from bot.playground.strava_side import NotThere
from bot.services.sources import CALLBACK_PATH, PRIVACY_PATH

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# SimCord takes uploads up to 26 MB.
_LARGEST_BODY: Final = 27 * 1024 * 1024
_TOKEN_HEADER: Final = "X-Baton-Token"
# A line now and then keeps the stream open and tells the server which pages have gone.
_STILL_HERE_S: Final = 15
_ENTRANCES: Final = ("/", CALLBACK_PATH)
"""Where other pages lead; the way back from Strava is open once, to who was shown it."""
_STATIC: Final = {
    "baton.svg": ("image/svg+xml", "bot.playground/static/baton.svg"),
    "bold.ttf": ("font/ttf", "bot.ui/fonts/NotoSans-Bold.ttf"),
    "chat.css": ("text/css", "bot.playground/static/chat.css"),
    "chat.js": ("text/javascript", "bot.playground/static/chat.js"),
    "console.css": ("text/css", "bot.playground/static/console.css"),
    "console.js": ("text/javascript", "bot.playground/static/console.js"),
    "regular.ttf": ("font/ttf", "bot.ui/fonts/NotoSans-Regular.ttf"),
}
_OWN_PAGE: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Console:
    """The playground's web application on `host`. `token` must come with everything that changes something."""

    def __init__(self, stage: Stage, painter: Painter, *, host: str, token: str) -> None:
        self._stage = stage
        self._painter = painter
        self._host = host
        self._token = token
        self._closing = asyncio.Event()
        self.application = web.Application(middlewares=[self._only_from_here], client_max_size=_LARGEST_BODY)
        self.application.add_routes(
            [
                web.get("/", self._page),
                web.get("/static/{name}", self._static),
                web.get("/state", self._state),
                web.get("/events", self._events),
                web.post("/clock", self._move_clock),
                web.post("/strava/deed", self._do_on_strava),
                web.get(CALLBACK_PATH, self._come_back, allow_head=False),
                web.get(PRIVACY_PATH, self._stage.strava.privacy),
                web.get("/chat/{place}/{who}", self._open_chat),
                web.post("/api/action", self._act),
                web.route("*", "/{tail:.+}", self._pass_on),
            ]
        )
        self.application.on_shutdown.append(self._close_streams)

    @web.middleware
    async def _only_from_here(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer this machine's own pages alone: no foreign name for this address, no request from another site."""
        if request.url.host not in {self._host, "127.0.0.1", "localhost", "::1"}:
            raise web.HTTPForbidden(text="The playground answers only on this machine's own address.\n")
        if request.path not in _ENTRANCES and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
            # Another port of this machine counts as the same site, and is somebody else all the same.
            raise web.HTTPForbidden(text="Please open the playground itself.\n")
        if request.method not in {"GET", "HEAD"}:
            origin = request.headers.get("Origin")
            if origin is not None and origin != f"http://{request.host}":
                raise web.HTTPForbidden(text="Only the playground's own pages may do this.\n")
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        html = _read("bot.playground/static/console.html").decode().replace("{{token}}", self._token)
        return web.Response(text=html, content_type="text/html", headers=_OWN_PAGE)

    async def _static(self, request: web.Request) -> web.Response:
        content_type, source = _STATIC.get(request.match_info["name"], ("", ""))
        if not source:
            raise web.HTTPNotFound
        return web.Response(body=_read(source), content_type=content_type, headers=_OWN_PAGE)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(await self._painter.paint(), headers=_OWN_PAGE)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Stream the picture, once at once and again after every change."""
        stream = web.StreamResponse(headers={**_OWN_PAGE, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        changes = self._stage.changes
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            while not self._closing.is_set():
                number = changes.number
                picture = json.dumps(await self._painter.paint(), ensure_ascii=False)
                await stream.write(f"data: {picture}\n\n".encode())
                while changes.number == number and not self._closing.is_set():
                    change = asyncio.ensure_future(changes.after(number))
                    await asyncio.wait({change, closing}, timeout=_STILL_HERE_S, return_when=asyncio.FIRST_COMPLETED)
                    if not change.done():
                        change.cancel()
                        await stream.write(b": still here\n\n")
        except ConnectionError:
            # The page was closed or reloaded.
            log.debug("an event stream ended")
        finally:
            closing.cancel()
        return stream

    async def _close_streams(self, _: web.Application) -> None:
        self._closing.set()

    async def _move_clock(self, request: web.Request) -> web.Response:
        self._require_token(request)
        button = CLOCK_BUTTONS.get((await request.post()).get("to", ""))  # type: ignore[arg-type]
        if button is None:
            raise web.HTTPBadRequest(text=f"to: one of {', '.join(CLOCK_BUTTONS)}\n")
        now = self._stage.world.now()
        jump = await self._stage.jump(button.target(now, self._painter.zone))
        self._painter.note(jump)
        await self._stage.changes.announce()
        return web.json_response(await self._painter.paint(), headers=_OWN_PAGE)

    async def _do_on_strava(self, request: web.Request) -> web.Response:
        self._require_token(request)
        form = await request.post()
        what, who = (str(form.get(name, "")) for name in ("what", "who"))
        try:
            async with self._stage.scene():
                await self._stage.strava.do(what, who, form)
        except NotThere as why:
            raise web.HTTPBadRequest(text=str(why)) from None
        return web.json_response(await self._painter.paint(), headers=_OWN_PAGE)

    async def _come_back(self, request: web.Request) -> web.Response:
        async with self._stage.scene():
            return await self._stage.strava.come_back(request)

    def _require_token(self, request: web.Request) -> None:
        if not secrets.compare_digest(request.headers.get(_TOKEN_HEADER, ""), self._token):
            raise web.HTTPForbidden(text="Please reload the playground's page.\n")

    async def _open_chat(self, request: web.Request) -> web.Response:
        place = self._stage.world.places.get(request.match_info["place"])
        who = request.match_info["who"]
        if place is None or who not in place.viewers:
            raise web.HTTPNotFound(text="There is no such place, or not for this person.\n")
        self._stage.strava.sit_down(who)
        return await self._stage.open(place.key, who)

    async def _act(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._stage.strava.sit_down(self._stage.chat.person(request))
        if not touches_the_world(request.content_type, body):
            async with self._stage.turn():
                return await self._stage.chat.forward(request, body)
        async with self._stage.scene():
            return await self._stage.chat.forward(request, body)

    async def _pass_on(self, request: web.Request) -> web.Response:
        if request.method not in {"GET", "POST", "DELETE"}:
            raise web.HTTPMethodNotAllowed(request.method, ["GET", "POST", "DELETE"])
        return await self._stage.chat.forward(request, await request.read() if request.can_read_body else None)


def _read(source: str) -> bytes:
    package, path = source.split("/", 1)
    return resources.files(package).joinpath(path).read_bytes()
