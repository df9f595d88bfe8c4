"""`/oauth/authorize`: the page on which an athlete gives access, and where it sends them on to."""

from html import escape
from string import Template
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from bot.playground.local_strava.people import Athlete
from bot.playground.local_strava.world import World, fault

SCOPES: Final = {
    "read": "View your public profile",
    "activity:read": "View data about your activities",
    "activity:read_all": "View data about your private activities",
    "read_all": "View your private routes and segments",
    "profile:read_all": "View all of your profile",
    "profile:write": "Change your profile",
    "activity:write": "Upload and change activities",
}
_ALWAYS_ALLOWED: Final = ("localhost", "127.0.0.1")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_FRAME: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Local stand-in for Strava</title>
<style>
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { width: min(30rem, 100% - 32px); margin: 32px auto; }
h1 { font-size: 1.5rem; line-height: 1.2; overflow-wrap: anywhere; }
fieldset { border: 1px solid GrayText; border-radius: 12px; padding: 8px 16px; margin: 24px 0; }
label { display: flex; gap: 12px; align-items: center; min-height: 44px; }
label.who { display: block; }
input[type="checkbox"] { width: 20px; height: 20px; flex: none; }
select, button { font: inherit; min-height: 48px; width: 100%; border-radius: 12px; padding: 8px 12px; }
button { margin-bottom: 12px; cursor: pointer; border: 2px solid CanvasText; background: Canvas; color: CanvasText; }
button.yes { background: CanvasText; color: Canvas; font-weight: 600; }
</style>
</head>
<body>
<main>
<p>Local stand-in for Strava</p>
$content
</main>
</body>
</html>
""")
_QUESTION: Final = Template("""<h1>Authorize $name</h1>
<p>It asks to do this with your account. Nothing leaves this machine.</p>
<form method="post" action="/oauth/authorize">
<label class="who">You are <select name="athlete">$athletes</select></label>
<fieldset><legend>It may</legend>
$scopes
</fieldset>
$asked
<button class="yes" name="decision" value="authorize">Authorize</button>
<button name="decision" value="cancel">Cancel</button>
</form>
""")


class ConsentPage:
    """Asks an athlete, and sends the answer to where the application wants it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered."""
        return [web.get("/oauth/authorize", self._ask), web.post("/oauth/authorize", self._decide)]

    async def _ask(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        if refusal := self._refusal(asked):
            return refusal
        if not self._world.athletes:
            return _page("<h1>Nobody has an account here yet</h1>")
        athletes = "".join(_option(one, one is self._world.signed_in) for one in self._world.athletes.values())
        passed_on = ("client_id", "redirect_uri", "response_type", "scope", "state")
        question = _QUESTION.substitute(
            name=escape(self._world.application.name),
            athletes=athletes,
            scopes="\n".join(map(_box, _scopes(asked))),
            asked="\n".join(_hidden(name, asked[name]) for name in passed_on if name in asked),
        )
        return _page(question)

    async def _decide(self, request: web.Request) -> web.Response:
        form = await request.post()
        answer = {name: str(value) for name, value in form.items()}
        if refusal := self._refusal(answer):
            return refusal
        back = {"state": answer.get("state", "")}
        known = self._world.athletes.values()
        athlete = next((one for one in known if str(one.athlete_id) == answer.get("athlete")), None)
        if answer.get("decision") != "authorize" or athlete is None:
            return _sent_on(answer["redirect_uri"], back | {"error": "access_denied"})
        if self._world.is_full_for(athlete.athlete_id):
            return _page("<h1>Error 403: Limit of connected athletes exceeded</h1>", status=403)
        ticked = {str(value) for value in form.getall("granted", [])}
        granted = [scope for scope in _scopes(answer) if scope == "read" or scope in ticked]
        code = self._world.tokens.issue_code(athlete.athlete_id, frozenset(granted))
        return _sent_on(answer["redirect_uri"], back | {"code": code, "scope": ",".join(granted)})

    def _refusal(self, asked: dict[str, str]) -> web.Response | None:
        """Return what is wrong with what the application asks for."""
        application = self._world.application
        if application.inactive:
            return fault(403, "Forbidden", "Application", "Status", "Inactive")
        if asked.get("client_id") != str(application.client_id):
            return fault(400, "Bad Request", "Application", "client_id", "invalid")
        to = urlsplit(asked.get("redirect_uri", ""))
        host = to.hostname or ""
        wanted = application.callback_domain
        if to.scheme not in ("http", "https") or not (
            host in (*_ALWAYS_ALLOWED, wanted) or host.endswith(f".{wanted}")
        ):
            return fault(400, "Bad Request", "Application", "redirect_uri", "invalid")
        if asked.get("response_type") != "code":
            return fault(400, "Bad Request", "Authorize", "response_type", "invalid")
        if not _scopes(asked) or not set(_scopes(asked)) <= SCOPES.keys():
            return fault(400, "Bad Request", "Authorize", "scope", "invalid")
        return None


def _scopes(asked: dict[str, str]) -> list[str]:
    return [scope for scope in asked.get("scope", "").split(",") if scope]


def _option(athlete: Athlete, is_signed_in: bool) -> str:
    chosen = " selected" if is_signed_in else ""
    return f'<option value="{athlete.athlete_id}"{chosen}>{escape(athlete.name)}</option>'


def _box(scope: str) -> str:
    always = " disabled" if scope == "read" else ""
    return (
        f'<label><input type="checkbox" name="granted" value="{escape(scope)}" checked{always}>'
        f"<span>{escape(SCOPES[scope])}</span></label>"
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _page(content: str, status: int = 200) -> web.Response:
    text = _FRAME.substitute(content=content)
    return web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)


def _sent_on(address: str, answer: dict[str, str]) -> web.Response:
    to = urlsplit(address)
    query = urlencode([*parse_qsl(to.query, keep_blank_values=True), *answer.items()])
    return web.Response(status=302, headers={"Location": urlunsplit(to._replace(query=query)), **_HEADERS})
