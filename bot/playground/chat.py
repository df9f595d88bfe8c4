"""The chat: SimCord's page at an address that stays, one place at a time, with a bar of ours above it.

SimCord shows one place per environment and hands out a fresh address and a fresh capability for each. Here the page
is passed on under `/chat/<place>/<person>`, so that links keep working and a reload always lands right. A page
holds a pass of ours instead of the capability; the pass names the person and lapses when another place is opened.
"""

import json
import secrets
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

import simcord
from aiohttp import ClientSession, web

from bot.playground.world import Place, World

CAPABILITY: Final = "X-Simcord-Capability"
CONTEXT: Final = "X-Simcord-Context"
# Kinds of action that look around without touching the world; everything else may cause messages.
LOOKING: Final = frozenset(
    {
        "autocomplete_command", "browse_candidates", "browse_messages", "configure_presentation", "focus",
        "history", "refresh", "viewer",
    }
)  # fmt: skip
# SimCord keeps 16 pages open at most and may hear late of those that were left.
_MOST_PAGES: Final = 15
_FOR_GOOD: Final = (".ttf", ".min.js")
_PASSED_ON: Final = (
    "Content-Security-Policy", "Content-Disposition", "Referrer-Policy", "X-Content-Type-Options",
    "X-Display-Height", "X-Display-Width", "X-Frame-Options", "X-Media-Duration", "X-Media-Kind", "X-Media-Time",
    "X-Simcord-Media-Metadata",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """What is open just now; `number` grows with every change of place."""

    number: int
    place: Place


class Chat:
    """The one open view of the world. Whoever calls `open`, `refresh` or `close` has the stage to itself."""

    def __init__(self, world: World, client: ClientSession, *, time_zone: str, token: str) -> None:
        self._world = world
        self._client = client
        self._time_zone = time_zone
        self._token = token
        self._number = 0
        self._place: Place | None = None
        self._preview: simcord.Preview | None = None
        self._passes: dict[str, str] = {}
        self._seen = {place.key: place.count for place in world.places.values()}

    @property
    def opening(self) -> Opening | None:
        """What is open, or None."""
        return None if self._place is None else Opening(self._number, self._place)

    def fresh(self, place: Place) -> int:
        """Return how many messages have come to a place since somebody looked at it."""
        if place is self._place:
            self._seen[place.key] = place.count
        return max(0, place.count - self._seen[place.key])

    def is_read(self, key: str) -> bool:
        """Tell whether somebody has looked at a place since its latest message."""
        return self.fresh(self._world.places[key]) == 0

    async def open(self, place: Place) -> None:
        """Show `place`; an open view of another place ends, one of the same place stays while it has room."""
        if self._place is place and len(self._passes) < _MOST_PAGES:
            return
        await self.close()
        preview = self._world.environment.preview(
            place.handle, viewers=tuple(place.viewers.values()), layout="channel", timezone=self._time_zone
        )
        await preview.__aenter__()
        self._preview, self._place = preview, place
        self._number += 1

    async def close(self) -> None:
        """End the open view, if there is one."""
        if self._place is not None:
            self._seen[self._place.key] = self._place.count
        preview, self._preview, self._place = self._preview, None, None
        self._passes.clear()
        if preview is not None:
            await preview.close()

    async def refresh(self) -> None:
        """Let the open pages see what has happened since."""
        if self._preview is None:
            return
        try:
            await self._preview.refresh()
        except simcord.SetupError:
            # "End preview session" on SimCord's own toolbar.
            await self.close()

    async def page(self, who: str) -> web.Response:
        """Return the page of the open place as `who` sees it."""
        place = self._place
        if place is None:
            raise RuntimeError("nothing is open")
        one_pass = secrets.token_urlsafe(24)
        self._passes[one_pass] = who
        facts = {
            "baton-pass": one_pass, "baton-token": self._token, "baton-place": place.key, "baton-as": who,
            "baton-opening": str(self._number),
        }  # fmt: skip
        head = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in facts.items())
        head += '<link rel="icon" href="/static/baton.svg" type="image/svg+xml">'
        head += '<link rel="stylesheet" href="/static/chat.css"><script src="/static/chat.js"></script>'
        page = await self._ask("GET", self._address("/"), {}, None)
        page.body = (page.text or "").replace("</head>", f"{head}</head>", 1).encode()
        return page

    def person(self, request: web.Request) -> str | None:
        """Return who sits before the page that asks; None when its pass has lapsed."""
        return self._passes.get(request.headers.get(CAPABILITY, ""))

    async def forward(self, request: web.Request, body: bytes | None = None) -> web.Response:
        """Pass a request of the chat page on to SimCord and its answer back."""
        preview = self._preview
        path = request.rel_url.raw_path
        api = path.startswith("/api/")
        who = self.person(request)
        if not api and preview is None:
            raise web.HTTPNotFound(text="There is no such page. The playground is at /.\n")
        if preview is None or self._place is None or (api and who is None):
            return web.json_response({"error": {"code": "context-unavailable"}}, status=410)
        if path == "/api/pages" and request.method == "POST" and who is not None:
            body = json.dumps({"viewer_id": str(self._place.viewers[who].id)}).encode()
        headers = {name: request.headers[name] for name in (CONTEXT, "Content-Type") if name in request.headers}
        if api:
            headers[CAPABILITY] = preview.capability
        address = self._address(request.rel_url.raw_path_qs)
        answer = await self._ask(request.method, address, headers, body)
        if path == "/api/action" and body is not None and _was_stale(answer):
            # The view moved on within the half second between two polls of the page; SimCord checks the target
            # of a click by itself, so the same action is right on the newer view.
            newer = await self._ask("GET", self._address("/api/state"), headers, None)
            answer = await self._ask("POST", address, headers, _on_revision(body, newer))
        return answer

    async def _ask(self, method: str, address: str, headers: dict[str, str], body: bytes | None) -> web.Response:
        async with self._client.request(method, address, headers=headers, data=body) as answer:
            content = await answer.read()
            back = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
            # The fonts are 30 MB; nothing else of the page may outlive a change of place.
            back["Cache-Control"] = "max-age=86400" if address.endswith(_FOR_GOOD) else "no-store"
            back["Content-Type"] = answer.headers.get("Content-Type", "application/octet-stream")
            return web.Response(status=answer.status, body=content, headers=back)

    def _address(self, path: str) -> str:
        if self._preview is None:
            raise RuntimeError("nothing is open")
        parts = urlsplit(self._preview.url)
        return f"{parts.scheme}://{parts.netloc}{path}"


def _json_of(content: object) -> dict[str, Any]:
    """Return the JSON object that `content` holds, or an empty one."""
    try:
        value = json.loads(content) if isinstance(content, bytes) else None
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _was_stale(answer: web.Response) -> bool:
    diagnostics = _json_of(answer.body).get("diagnostics") or []
    return any(isinstance(item, dict) and item.get("code") == "stale-revision" for item in diagnostics)


def _on_revision(body: bytes, state: web.Response) -> bytes:
    action = _json_of(body)
    revision = _json_of(state.body).get("publishedRevision")
    return json.dumps({**action, "published_revision": revision}).encode() if action and revision else body


def touches_the_world(content_type: str, body: bytes) -> bool:
    """Tell whether an action of the chat page may change anything beyond that page."""
    if content_type.startswith("multipart/"):
        return True
    action = _json_of(body)
    return bool(action) and action.get("kind") not in LOOKING
