"""LocalStrava: the server as the playground and tests use it, and what athletes do on it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from aiohttp import web

from bot.playground.local_strava.api import PREFIX, ApiCalls
from bot.playground.local_strava.consent import ConsentPage
from bot.playground.local_strava.faults import Faults
from bot.playground.local_strava.hooks import Events, Post
from bot.playground.local_strava.limits import CallCounter
from bot.playground.local_strava.oauth import TokenCalls
from bot.playground.local_strava.people import Activity, Athlete, Facts
from bot.playground.local_strava.tokens import Pair
from bot.playground.local_strava.world import Application, World, fault, shows

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SHUTDOWN_SECONDS: Final = 0.2
_KEPT_CALLS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was answered; `spoilt` where a fault caught it."""

    method: str
    path: str
    query: dict[str, str]
    status: int
    spoilt: bool


class LocalStrava:
    """A small Strava on 127.0.0.1; `now` is its clock, `port` 0 for any free one. An async context manager as well."""

    def __init__(
        self,
        application: Application | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        port: int = 0,
        pauses: Sequence[float] = (1.0, 5.0),
    ) -> None:
        self._world = World(application or Application(), now)
        self._events = Events(self._world, pauses)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._address = ""
        self.calls: list[Call] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> str:
        """Listen, and return the address."""
        app = web.Application(middlewares=[self._answer])
        for part in (
            ConsentPage(self._world),
            TokenCalls(self._world, self._events),
            ApiCalls(self._world, self._events),
        ):
            app.add_routes(part.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        await self._events.open()
        return self._address

    async def stop(self) -> None:
        """Answer no more."""
        self.faults.clear()
        await self._events.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # What it is

    @property
    def address(self) -> str:
        """Where it listens."""
        return self._address

    @property
    def application(self) -> Application:
        """The operator's application, whose capacity and state may be changed."""
        return self._world.application

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self._world.faults

    @property
    def counter(self) -> CallCounter:
        """The limits, and how far they are used up."""
        return self._world.counter

    @property
    def posts(self) -> list[Post]:
        """Every event that was posted, with what became of it."""
        return self._events.posts

    async def settle(self) -> None:
        """Wait until every event has arrived, or been tried in vain."""
        await self._events.settle()

    @property
    def signed_in(self) -> Athlete | None:
        """Whom the consent page takes its reader for; who reads it may say that they are somebody else."""
        return self._world.signed_in

    @signed_in.setter
    def signed_in(self, athlete: Athlete | None) -> None:
        self._world.signed_in = athlete

    # What athletes do

    def add_athlete(self, firstname: str, lastname: str = "") -> Athlete:
        """Open an account."""
        athlete = Athlete(self._world.number(), firstname, lastname)
        self._world.athletes[athlete.athlete_id] = athlete
        return athlete

    def authorise(self, athlete: Athlete, scope: str = "read,activity:read") -> str:
        """Press Authorize, and return the code that the page would send on."""
        return self._world.tokens.issue_code(athlete.athlete_id, frozenset(scope.split(",")))

    def deauthorise(self, athlete: Athlete) -> None:
        """Take access back, as on the page of an athlete's own settings."""
        if self._world.tokens.take_back(athlete.athlete_id) is not None:
            self._events.deauthorised(athlete.athlete_id)

    def pair(self, athlete: Athlete) -> Pair | None:
        """Return the tokens that hold now; None for nobody who gave access."""
        access = self._world.tokens.of(athlete.athlete_id)
        return None if access is None else access.pair

    def finish_run(self, athlete: Athlete, **facts: Any) -> Activity:
        """Finish an activity (see `Facts`), just now where no `started_at` is given."""
        took = facts.get("elapsed_s") or facts.get("moving_s") or 3_000
        began = self._world.now() - timedelta(seconds=float(took))
        known = Facts(**{"started_at": began} | facts)
        activity = Activity(self._world.number(), athlete, known)
        athlete.activities[activity.activity_id] = activity
        self._events.changed(activity, was_shown=False, is_shown=self._shows(activity), updates={})
        return activity

    def change_run(self, activity: Activity, **facts: Any) -> None:
        """Change what is known of it. Events tell of title, sport and privacy alone, as Strava's do."""
        before, was_shown = activity.facts, self._shows(activity)
        after = activity.facts = replace(before, **facts)
        told = {
            "title": (before.name, after.name),
            "type": (before.sport_type, after.sport_type),
            "private": (str(before.is_private).lower(), str(after.is_private).lower()),
        }
        updates = {name: new for name, (old, new) in told.items() if new != old}
        self._events.changed(activity, was_shown, self._shows(activity), updates)

    def delete_run(self, activity: Activity) -> None:
        """Delete it."""
        was_shown = self._shows(activity)
        del activity.athlete.activities[activity.activity_id]
        self._events.changed(activity, was_shown, is_shown=False, updates={})

    def _shows(self, activity: Activity) -> bool:
        return shows(self._world.tokens.of(activity.athlete.athlete_id), activity)

    # What is answered

    @web.middleware
    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_api = request.path.startswith(PREFIX)
        over = self.counter.take() if is_api else None
        headers = self.counter.headers() if is_api else {}
        caught = self.faults.catch(request.path)
        response: web.StreamResponse
        if caught is not None and not caught.lets_it_happen:
            response = await caught.strike(request)
        elif over is not None:
            response = fault(429, "Rate Limit Exceeded", "Application", over, "exceeded")
        elif self.application.inactive:
            response = fault(403, "Forbidden", "Application", "Status", "Inactive")
        else:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                response = fault(error.status, error.reason)
        if caught is not None and caught.lets_it_happen:
            await caught.spoil(request)
        if not response.prepared:
            response.headers.update(headers)
        self._note(request, response, spoilt=caught is not None)
        return response

    def _note(self, request: web.Request, response: web.StreamResponse, *, spoilt: bool) -> None:
        self.calls.append(Call(request.method, request.path, dict(request.query), response.status, spoilt))
        del self.calls[:-_KEPT_CALLS]
