"""`/oauth/token` and `/oauth/revoke`: codes and refresh tokens in, pairs out, and access given back."""

from aiohttp import encode_basic_auth, web

from bot.playground.local_strava.hooks import Events
from bot.playground.local_strava.tokens import Access
from bot.playground.local_strava.world import World, fault


class TokenCalls:
    """What applications ask for behind their athletes' backs."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered."""
        return [web.post("/oauth/token", self._token), web.post("/oauth/revoke", self._revoke)]

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        application, tokens = self._world.application, self._world.tokens
        if form.get("client_id") != str(application.client_id):
            return fault(400, "Bad Request", "Application", "client_id", "invalid")
        if form.get("client_secret") != application.client_secret:
            return fault(401, "Authorization Error", "Application", "", "invalid")
        match form.get("grant_type"):
            case "authorization_code":
                code = form.get("code", "")
                athlete = tokens.whose_code(code)
                if athlete is not None and self._world.is_full_for(athlete):
                    return fault(403, "Limit of connected athletes exceeded")
                access = tokens.exchange(code)
                if access is None:
                    return fault(400, "Bad Request", "AuthorizationCode", "code", "invalid")
                known = self._world.athletes[access.athlete_id]
                return web.json_response(self._pair(access) | {"athlete": known.summary(self._world.now())})
            case "refresh_token":
                access = tokens.refresh(form.get("refresh_token", ""))
                if access is None:
                    return fault(400, "Bad Request", "RefreshToken", "refresh_token", "invalid")
                return web.json_response(self._pair(access))
        return fault(400, "Bad Request", "Authorize", "grant_type", "invalid")

    def _pair(self, access: Access) -> dict[str, object]:
        pair = access.pair
        ends = int(pair.expires_at.timestamp())
        return {
            "token_type": "Bearer",
            "expires_at": ends,
            "expires_in": ends - int(self._world.now().timestamp()),
            "refresh_token": pair.refresh,
            "access_token": pair.access,
        }

    async def _revoke(self, request: web.Request) -> web.Response:
        """End access; a token that opens nothing is no error (RFC 7009)."""
        application = self._world.application
        known = encode_basic_auth(str(application.client_id), application.client_secret)
        if request.headers.get("Authorization") != known:
            return fault(401, "Authorization Error", "Application", "", "invalid")
        revoked = self._world.tokens.revoke(str((await request.post()).get("token", "")))
        if revoked is not None:
            self._events.deauthorised(revoked)
        return web.Response()
