"""`/strava/…`: where Strava sends members back to, and where it tells of what happened. Nothing of either is logged."""

import hmac
import json
import logging
from typing import Any, Final

from aiohttp import web

from bot.domain.connections import Service
from bot.errors import UserError
from bot.services.connections import ConnectionService
from bot.services.hints import HintService
from bot.services.sources import CALLBACK_PATH, PRIVACY_PATH
from bot.services.subscribing import EventAddress
from bot.ui.web_pages import page_of

log = logging.getLogger(__name__)

LARGEST_EVENT: Final = 4_096
"""Bytes; Strava's own take some three hundred."""
_WORD_LIMIT: Final = 1_000
_HEADERS: Final = {
    # The address holds a code: nothing of the page may lead anywhere, and no browser may keep it.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
_CREATE: Final = "create"
_UPDATE: Final = "update"
_DELETE: Final = "delete"


class StravaPages:
    """Answers browsers that come from Strava, and Strava itself; without an `address` for them no events are taken."""

    def __init__(
        self,
        connections: ConnectionService,
        hints: HintService,
        address: EventAddress | None = None,
        privacy: str = "",
    ) -> None:
        """`privacy` is the page about privacy, as it is sent."""
        self._connections = connections
        self._hints = hints
        self._address = address
        self._privacy = privacy

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered."""
        found = [web.get(CALLBACK_PATH, self.come_back, allow_head=False), web.get(PRIVACY_PATH, self.privacy)]
        if self._address is not None:
            found += [
                web.get(self._address.path, self.verify, allow_head=False),
                web.post(self._address.path, self.take_event),
            ]
        return found

    async def come_back(self, request: web.Request) -> web.Response:
        """Connect the member who was sent there, and say so on a page; a refusal is told as plainly."""
        state, code, scope, error = (
            request.query.get(name, "")[:_WORD_LIMIT] for name in ("state", "code", "scope", "error")
        )
        try:
            outcome = await self._connections.come_back(state, code, scope, error)
        except UserError as refused:
            status = 502 if refused.code in ("service_silent", "service_rests") else 400
            return web.Response(text=page_of(refused), status=status, content_type="text/html", headers=_HEADERS)
        return web.Response(text=page_of(outcome), content_type="text/html", headers=_HEADERS)

    async def privacy(self, _: web.Request) -> web.Response:
        """Show what is done with what Strava tells."""
        return web.Response(text=self._privacy, content_type="text/html", headers=_HEADERS)

    async def verify(self, request: web.Request) -> web.Response:
        """Answer the question whether events are wanted here, which Strava asks when it is to send them."""
        assert self._address is not None
        challenge = request.query.get("hub.challenge", "")
        word = request.query.get("hub.verify_token", "")
        if request.query.get("hub.mode") != "subscribe" or not challenge or len(challenge) > _WORD_LIMIT:
            raise web.HTTPBadRequest
        if not hmac.compare_digest(word.encode(), self._address.verify_token.encode()):
            raise web.HTTPForbidden
        return web.json_response({"hub.challenge": challenge})

    async def take_event(self, request: web.Request) -> web.Response:
        """Keep what an event hints at; whatever it is worth, the answer is the same, and quick."""
        assert self._address is not None
        event = await _event_in(request)
        hint = None if event is None else hint_in(event, self._address.number)
        if hint is None:
            log.info("an event that means nothing here was dropped")
        else:
            await self._hints.take(Service.STRAVA, *hint)
        return web.Response(status=200)


async def _event_in(request: web.Request) -> dict[str, Any] | None:
    """Return an event; None for what is none. Raises `HTTPRequestEntityTooLarge`."""
    # The whole of it: a body may come in several pieces.
    body = await request.clone(client_max_size=LARGEST_EVENT).read()
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def hint_in(event: dict[str, Any], number: int | None) -> tuple[str, str, str] | None:
    """Return whose account, which run of it (empty: itself) and what is said of it, if the event may be Strava's."""
    if number is None or event.get("subscription_id") != number:
        return None
    owner, thing, aspect = event.get("owner_id"), event.get("object_id"), event.get("aspect_type")
    if not (_is_number(owner) and _is_number(thing)) or aspect not in (_CREATE, _UPDATE, _DELETE):
        return None
    match event.get("object_type"):
        case "activity":
            return str(owner), str(thing), str(aspect)
        case "athlete":
            return str(owner), "", str(aspect)
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
