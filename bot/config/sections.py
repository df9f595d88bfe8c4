"""The sections of the configuration and their defaults."""

import re
from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, get_type_hints

from bot.config.shards import Shards

ENV_PREFIX: Final = "BATON_"
SECRETS: Final = {
    ("discord", "token"): "the bot's token",
    ("database", "url"): "the database's address",
    ("secrets", "keys"): "a key, or one a line,",
    ("strava", "client_secret"): "the application's client secret",
}
"""What is never shown, each with its words. It may stand in a file of its own, which `<key>_file` names."""


SHORTEST_SECRET: Final = 6


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """How to reach Discord. An empty address means Discord's own."""

    token: str = field(default="", repr=False)
    token_file: Path | None = None
    shards: Shards = field(default_factory=Shards)
    api_url: str = ""
    gateway_url: str = ""
    requests_per_second: int = 50


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where everything is kept."""

    url: str = field(default="sqlite+aiosqlite:///data/baton.db", repr=False)
    url_file: Path | None = None

    @property
    def shown_url(self) -> str:
        """The address without its password, for logs and messages."""
        return re.sub(r"(://[^/@:]*):[^/]*@|([?&]password=)[^&]*", _hide_password, self.url)


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """How the SQLite file is backed up. No folder: `backups` beside the database; 0 hours: never by itself."""

    folder: Path | None = None
    every_hours: int = 24
    keep_daily: int = 7
    keep_weekly: int = 4


@dataclass(frozen=True, slots=True)
class TeamDefaults:
    """What a new team starts with; its admin changes it for the team alone."""

    time_zone: str = "UTC"
    units: Literal["km", "mi", "both"] = "km"


@dataclass(frozen=True, slots=True)
class LoggingSettings:
    """What the log says, and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


@dataclass(frozen=True, slots=True)
class HealthSettings:
    """How ``baton health`` learns that the bot is alive, and where others ask how it fares: `/health`, `/metrics`."""

    heartbeat_file: Path = Path("data/heartbeat")
    pages: Literal["off", "on"] = "off"
    host: str = "127.0.0.1"
    port: int = 8471


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The web server, which calendars ask. It is off until `public_url` says by which address it is reached."""

    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8470


@dataclass(frozen=True, slots=True)
class SecretsSettings:
    """The keys that seal what opens members' accounts elsewhere: the first one seals, the others open what is older."""

    keys: tuple[str, ...] = field(default=(), repr=False)
    keys_file: Path | None = None


@dataclass(frozen=True, slots=True)
class StravaSettings:
    """The operator's own Strava application, and how much is done with what it tells (see docs/strava.md)."""

    level: Literal["off", "nudge", "share", "automatic"] = "nudge"
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    client_secret_file: Path | None = None
    athletes: int = 10
    webhook: Literal["off", "on"] = "off"
    contact: str = ""
    api_url: str = ""

    @property
    def is_set_up(self) -> bool:
        """Whether members may connect Strava."""
        return self.level != "off" and bool(self.client_id and self.client_secret)


@dataclass(frozen=True, slots=True)
class IntervalsSettings:
    """How to reach intervals.icu. An empty address means its own."""

    api_url: str = ""


@dataclass(frozen=True, slots=True)
class PlaygroundSettings:
    """The simulated Discord in the browser. Port 0 takes any free one; no folder means a temporary one."""

    host: str = "127.0.0.1"
    port: int = 8460
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set; one field a section of the file."""

    discord: DiscordSettings = field(default_factory=DiscordSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    backup: BackupSettings = field(default_factory=BackupSettings)
    defaults: TeamDefaults = field(default_factory=TeamDefaults)
    logging: LoggingSettings = field(default_factory=LoggingSettings)
    health: HealthSettings = field(default_factory=HealthSettings)
    web: WebSettings = field(default_factory=WebSettings)
    secrets: SecretsSettings = field(default_factory=SecretsSettings)
    strava: StravaSettings = field(default_factory=StravaSettings)
    intervals: IntervalsSettings = field(default_factory=IntervalsSettings)
    playground: PlaygroundSettings = field(default_factory=PlaygroundSettings)

    @property
    def intervals_is_set_up(self) -> bool:
        """Whether members may connect intervals.icu: each with a key of their own, which ours seals."""
        return bool(self.secrets.keys)

    @property
    def never_shown(self) -> tuple[str, ...]:
        """Every secret, to be blotted out wherever it turns up."""
        password = re.search(r"://[^/@:]*:([^/]*)@", self.database.url)
        known = (self.discord.token, self.strava.client_secret, *self.secrets.keys, password[1] if password else "")
        # A password of a few letters would blot out words that say something.
        return tuple(text for text in known if len(text) >= SHORTEST_SECRET)


def known_keys() -> Iterator[tuple[str, str]]:
    """Every (section, key) there is, in the order in which they are declared."""
    for section, kind in sections().items():
        for known in fields(kind):
            yield section, known.name


def env_name(section: str, key: str) -> str:
    """Return the environment variable that sets this key."""
    return f"{ENV_PREFIX}{section}__{key}".upper()


def sections() -> dict[str, Any]:
    """Return the sections' classes by their names."""
    return get_type_hints(Settings)


def fields_of(section: str) -> dict[str, Field[Any]]:
    """Return a section's keys by their names."""
    return {known.name: known for known in fields(sections()[section])}


def _hide_password(found: re.Match[str]) -> str:
    return f"{found[1]}:***@" if found[1] is not None else f"{found[2]}***"
