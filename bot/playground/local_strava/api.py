"""`/api/v3`: the athlete, activities, and the application's subscription to events."""

from typing import Any, Final

from aiohttp import web

from bot.playground.local_strava.hooks import LONGEST_ADDRESS, Events
from bot.playground.local_strava.people import Activity
from bot.playground.local_strava.tokens import Access
from bot.playground.local_strava.world import World, fault, not_allowed, shows

PREFIX: Final = "/api/v3"
_USUALLY: Final = 30
_MOST: Final = 200
_NOT_FOUND: Final = ("Record Not Found", "resource", "path", "not found")


class ApiCalls:
    """What applications ask for with an athlete's token, or with their own secret."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered."""
        return [
            web.get(f"{PREFIX}/athlete", self._athlete, allow_head=False),
            web.get(f"{PREFIX}/athlete/activities", self._activities, allow_head=False),
            web.get(f"{PREFIX}/activities/{{id:[0-9]+}}", self._activity, allow_head=False),
            web.get(f"{PREFIX}/push_subscriptions", self._subscriptions, allow_head=False),
            web.post(f"{PREFIX}/push_subscriptions", self._subscribe),
            web.delete(f"{PREFIX}/push_subscriptions/{{id:[0-9]+}}", self._unsubscribe),
        ]

    async def _athlete(self, request: web.Request) -> web.Response:
        access = self._access(request)
        if access is None:
            return not_allowed()
        return web.json_response(self._world.athletes[access.athlete_id].summary(self._world.now()))

    async def _activities(self, request: web.Request) -> web.Response:
        access = self._access(request)
        if access is None:
            return not_allowed()
        if not _reads(access):
            return not_allowed("activity:read_permission", "missing", "AccessToken")
        try:
            asked = {
                name: int(request.query[name])
                for name in ("after", "before", "page", "per_page")
                if name in request.query
            }
        except ValueError:
            return fault(400, "Bad Request", "Activity", "page", "invalid")
        return web.json_response(self._page(access, asked))

    def _page(self, access: Access, asked: dict[str, int]) -> list[Any]:
        """Return a page: the oldest first where `after` is asked for, the newest otherwise."""

        def began(activity: Activity) -> float:
            return activity.facts.started_at.timestamp()

        found = [one for one in self._world.athletes[access.athlete_id].activities.values() if shows(access, one)]
        if "after" in asked:
            found = [one for one in found if began(one) > asked["after"]]
        if "before" in asked:
            found = [one for one in found if began(one) < asked["before"]]
        found.sort(key=began, reverse="after" not in asked)
        size = min(max(1, asked.get("per_page", _USUALLY)), _MOST)
        start = (max(1, asked.get("page", 1)) - 1) * size
        rows: list[Any] = [one.summary() for one in found[start : start + size]]
        odd = self._world.faults.odd_rows
        rows[len(rows) // 2 : len(rows) // 2] = odd
        odd.clear()
        return rows

    async def _activity(self, request: web.Request) -> web.Response:
        access = self._access(request)
        if access is None:
            return not_allowed()
        activity = self._world.activity(int(request.match_info["id"]))
        if activity is None or not shows(access, activity):
            return fault(404, *_NOT_FOUND)
        return web.json_response(activity.detail())

    async def _subscriptions(self, request: web.Request) -> web.Response:
        if not self._is_ours(dict(request.query)):
            return fault(401, "Authorization Error", "Application", "", "invalid")
        hook = self._events.hook
        if hook is None:
            return web.json_response([])
        created = hook.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        row = {
            "id": hook.hook_id,
            "resource_state": 2,
            "application_id": self._world.application.client_id,
            "callback_url": hook.callback_url,
            "created_at": created,
            "updated_at": created,
        }
        return web.json_response([row])

    async def _subscribe(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._is_ours(form):
            return fault(401, "Authorization Error", "Application", "", "invalid")
        if self._events.hook is not None:
            return fault(400, "Bad Request", "PushSubscription", "", "already exists")
        address = form.get("callback_url", "")
        if not address or len(address) > LONGEST_ADDRESS:
            return fault(400, "Bad Request", "PushSubscription", "callback url", "invalid")
        hook = await self._events.subscribe(address, form.get("verify_token", ""))
        if hook is None:
            said = "GET to callback URL does not return 200"
            return fault(400, "Bad Request", "PushSubscription", "callback url", said)
        return web.json_response({"id": hook.hook_id}, status=201)

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        """End the subscription; the secret is taken from the address, as documented, or from a form."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._is_ours(dict(request.query) | form):
            return fault(401, "Authorization Error", "Application", "", "invalid")
        hook = self._events.hook
        if hook is None or str(hook.hook_id) != request.match_info["id"]:
            return fault(404, *_NOT_FOUND)
        self._events.hook = None
        return web.Response(status=204)

    def _access(self, request: web.Request) -> Access | None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._world.tokens.opened_by(token) if kind == "Bearer" else None

    def _is_ours(self, given: dict[str, str]) -> bool:
        application = self._world.application
        return (given.get("client_id"), given.get("client_secret")) == (
            str(application.client_id),
            application.client_secret,
        )


def _reads(access: Access) -> bool:
    return bool(access.scope & {"activity:read", "activity:read_all"})
