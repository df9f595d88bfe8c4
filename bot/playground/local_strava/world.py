"""What the stand-in knows: the application, the athletes, what they gave it, and what is wrong today."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from bot.playground.local_strava.faults import Faults
from bot.playground.local_strava.limits import CallCounter
from bot.playground.local_strava.people import Activity, Athlete
from bot.playground.local_strava.tokens import Access, TokenDesk

Json = dict[str, Any]

_FIRST_NUMBER: Final = 900_000_000_000_001
"""Far beyond Strava's own, so that a link to a run there leads to no stranger's."""


@dataclass(slots=True)
class Application:
    """What an operator registered."""

    client_id: int = 12345
    client_secret: str = "local-client-secret"
    name: str = "An application"
    callback_domain: str = "localhost"
    """Where members may be sent back to; localhost and 127.0.0.1 are always allowed."""
    capacity: int = 10
    """How many athletes may be connected."""
    inactive: bool = False
    """Whether its owner's subscription has ended, so that every call is refused."""


class World:
    """Everything in memory."""

    def __init__(self, application: Application, now: Callable[[], datetime]) -> None:
        self.application = application
        self.now = now
        self.tokens = TokenDesk(now)
        self.counter = CallCounter(now)
        self.faults = Faults()
        self.athletes: dict[int, Athlete] = {}
        self.signed_in: Athlete | None = None
        self._numbers = itertools.count(_FIRST_NUMBER)

    def number(self) -> int:
        """Return the next number that names something."""
        return next(self._numbers)

    def activity(self, activity_id: int) -> Activity | None:
        """Return an activity by its number."""
        return next(
            (one.activities[activity_id] for one in self.athletes.values() if activity_id in one.activities), None
        )

    def is_full_for(self, athlete_id: int) -> bool:
        """Tell whether an athlete is one too many."""
        connected = self.tokens.connected
        return athlete_id not in connected and len(connected) >= self.application.capacity


def shows(access: Access | None, activity: Activity) -> bool:
    """Tell whether the application may see an activity."""
    if access is None or access.athlete_id != activity.athlete.athlete_id:
        return False
    if activity.facts.is_private:
        return "activity:read_all" in access.scope
    return bool(access.scope & {"activity:read", "activity:read_all"})


def fault(status: int, message: str, resource: str = "", field: str = "", code: str = "") -> web.Response:
    """Return a refusal as Strava words one."""
    errors = [{"resource": resource, "field": field, "code": code}] if resource else []
    return web.json_response({"message": message, "errors": errors}, status=status)


def not_allowed(field: str = "access_token", code: str = "invalid", resource: str = "Athlete") -> web.Response:
    """Return the refusal of a token."""
    return fault(401, "Authorization Error", resource, field, code)
