"""Sources: which services this Baton can ask about members' runs, and what its operator lets it do with the answers."""

from dataclasses import dataclass
from typing import Final

from bot.domain.connections import Level, Service
from bot.services.ports import ActivitySource, AskedSource, KeyedSource, SecretBox

CALLBACK_PATH: Final = "/strava/callback"
PRIVACY_PATH: Final = "/strava/privacy"


@dataclass(frozen=True, slots=True)
class Sources:
    """The services that are set up here, and the operator's settings; without a box nothing can be kept, so none is.

    `athletes` is how many accounts Strava lets this application open. `public_url` is where members' browsers reach the
    web server; without one they paste the address to which Strava sends them. `contact` is whom they ask about their
    data.
    """

    box: SecretBox | None = None
    strava: AskedSource | None = None
    intervals: KeyedSource | None = None
    level: Level = Level.OFF
    athletes: int = 10
    public_url: str = ""
    contact: str = ""

    def of(self, service: Service) -> ActivitySource | None:
        """Return a service, None where it is not set up."""
        if self.box is None:
            return None
        return self.strava if service is Service.STRAVA else self.intervals

    @property
    def services(self) -> tuple[Service, ...]:
        """Those that members may connect, and which are asked about their runs."""
        off = (Service.STRAVA,) if self.level is Level.OFF else ()
        return tuple(service for service in self.reachable if service not in off)

    @property
    def reachable(self) -> tuple[Service, ...]:
        """Those that can be told that access is over: at every level, for it may have been given at another one."""
        return tuple(service for service in Service if self.of(service) is not None)

    @property
    def privacy_url(self) -> str | None:
        """Where the page about privacy is, if there is a web server."""
        return f"{self.public_url}{PRIVACY_PATH}" if self.public_url else None

    @property
    def redirect_uri(self) -> str:
        """Where Strava sends a member back: to the web server, or to an address that leads nowhere and is pasted."""
        return f"{self.public_url}{CALLBACK_PATH}" if self.public_url else f"http://localhost{CALLBACK_PATH}"


NO_SOURCES: Final = Sources()
"""Nothing is set up."""
