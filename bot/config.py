"""What an operator can set: read once from TOML and the environment into frozen, validated settings."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.errors import ExitCode, StartupError

DEFAULT_PATH: Final = Path("config.toml")
ENV_PREFIX: Final = "BATON_"
# Names with the prefix that are not settings: where the file is, and what the tests must not skip.
NOT_SETTINGS: Final = frozenset({"BATON_CONFIG", "BATON_REQUIRE"})


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """How to reach Discord. An empty address means Discord's own."""

    token: str = field(default="", repr=False)
    token_file: Path | None = None
    api_url: str = ""
    gateway_url: str = ""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where everything is kept."""

    url: str = field(default="sqlite+aiosqlite:///data/baton.db", repr=False)

    @property
    def shown_url(self) -> str:
        """The address without its password, for logs and messages."""
        return re.sub(r"(://[^/@:]*):[^/]*@|([?&]password=)[^&]*", _hide_password, self.url)


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
    """How ``baton health`` learns that the bot is alive: it touches this file while it runs."""

    heartbeat_file: Path = Path("data/heartbeat")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The web server, which calendars ask. It is off until `public_url` says by which address it is reached."""

    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8470


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
    defaults: TeamDefaults = field(default_factory=TeamDefaults)
    logging: LoggingSettings = field(default_factory=LoggingSettings)
    health: HealthSettings = field(default_factory=HealthSettings)
    web: WebSettings = field(default_factory=WebSettings)
    playground: PlaygroundSettings = field(default_factory=PlaygroundSettings)


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings: the defaults, over them the file, over that the environment.

    Without a ``path`` the file is the one that ``BATON_CONFIG`` names, else ``config.toml`` here if there.
    Raises StartupError (CONFIG) with one plain sentence on the first thing that is wrong.
    """
    if path is None and environ.get("BATON_CONFIG"):
        path = Path(environ["BATON_CONFIG"])
    if path is None and DEFAULT_PATH.is_file():
        path = DEFAULT_PATH
    layers = [_from_file(path)] if path is not None else []
    layers.append(_from_environment(environ))
    values: dict[str, dict[str, Any]] = {section: {} for section in _sections()}
    for layer in layers:
        _drop_replaced_token(values["discord"], layer.get("discord", {}))
        for section, entries in layer.items():
            values[section] |= entries
    _read_token_file(values["discord"])
    return Settings(**{section: kind(**values[section]) for section, kind in _sections().items()})


def known_keys() -> Iterator[tuple[str, str]]:
    """Every (section, key) there is, in the order in which they are declared."""
    for section, kind in _sections().items():
        for known in fields(kind):
            yield section, known.name


def env_name(section: str, key: str) -> str:
    """Return the environment variable that sets this key."""
    return f"{ENV_PREFIX}{section}__{key}".upper()


def _hide_password(found: re.Match[str]) -> str:
    return f"{found[1]}:***@" if found[1] is not None else f"{found[2]}***"


def _sections() -> dict[str, Any]:
    return get_type_hints(Settings)


def _fields(section: str) -> dict[str, Field[Any]]:
    return {known.name: known for known in fields(_sections()[section])}


def _wrong(sentence: str) -> StartupError:
    # What is quoted comes from outside: one line stays one line, and a terminal shows it as it is.
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in sentence)
    return StartupError(shown, ExitCode.CONFIG)


def _nearest(word: str, choices: Iterable[str]) -> str | None:
    by_folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


# --- the two sources ----------------------------------------------------------


def _from_file(path: Path) -> dict[str, dict[str, Any]]:
    try:
        # Editors on Windows put a byte order mark in front, which TOML does not know.
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise _wrong(
            f"There is no configuration file {path}. Copy config.example.toml there, or leave the option out."
        ) from None
    except UnicodeDecodeError:
        raise _wrong(f"{path} is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f'{path} is not valid TOML: {error}. Text needs quotes, as in token = "…".') from None
    except OSError as error:
        raise _wrong(f"{path} cannot be read: {error.strerror}.") from None
    checked: dict[str, dict[str, Any]] = {}
    for section, entries in document.items():
        if section not in _sections():
            raise _wrong(f"{path}: {_unknown_section(section, isinstance(entries, dict))}")
        if not isinstance(entries, dict):
            raise _wrong(f"{path}: {section} is a section: write [{section}] and its keys below.")
        checked[section] = {
            key: _checked(section, key, value, f"{path}: [{section}] {key}")
            for key, value in entries.items()
            if _is_known(section, key, f"{path}: ")
        }
    return checked


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    places = {env_name(section, key): (section, key) for section, key in known_keys()}
    checked: dict[str, dict[str, Any]] = {}
    for name, text in sorted(environ.items()):
        if not name.startswith(ENV_PREFIX) or name in NOT_SETTINGS:
            continue
        if name not in places:
            raise _wrong(f"The environment variable {name} sets nothing Baton knows.{_env_hint(name, places)}")
        section, key = places[name]
        checked.setdefault(section, {})[key] = _checked(section, key, _from_text(section, key, text), name)
    return checked


def _from_text(section: str, key: str, text: str) -> object:
    if _kind(section, key) is int:
        # A word that is no number stays text: the check that follows says what was expected.
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text.strip()) else text
    return text


# --- unknown names ------------------------------------------------------------


def _unknown_section(name: str, is_section: bool) -> str:
    if not is_section:
        homes = [section for section, key in known_keys() if key == name]
        if homes:
            return f"{name} belongs in a section: put it below [{homes[0]}]."
    shown = f"[{name}]" if is_section else name
    guess = _nearest(name, _sections())
    hint = f" Did you mean [{guess}]?" if guess else f" There are {_listed(f'[{s}]' for s in _sections())}."
    return f"Baton knows no {'section' if is_section else 'key'} {shown}.{hint}"


def _is_known(section: str, key: str, where: str) -> bool:
    names = _fields(section)
    if key in names:
        return True
    homes = [other for other, name in known_keys() if name == key]
    if homes:
        hint = f" It belongs in [{homes[0]}]."
    elif guess := _nearest(key, names):
        hint = f" Did you mean {guess}?"
    else:
        hint = f" There are {_listed(names)}."
    raise _wrong(f"{where}[{section}] has no key {key}.{hint}")


def _env_hint(name: str, places: Mapping[str, tuple[str, str]]) -> str:
    tail = name.removeprefix(ENV_PREFIX)
    same_key = [place for place, (_, key) in places.items() if key.upper() == tail.rpartition("__")[2]]
    # What every name begins with makes none of them a near one.
    near = _nearest(tail, (place.removeprefix(ENV_PREFIX) for place in places))
    guess = same_key[0] if same_key else near and ENV_PREFIX + near
    return f" Did you mean {guess}?" if guess else f" Names look like {env_name('database', 'url')}."


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


# --- values -------------------------------------------------------------------


def _kind(section: str, key: str) -> Any:
    return get_type_hints(_sections()[section])[key]


def _checked(section: str, key: str, value: object, where: str) -> object:
    """Check one value against its field's type and meaning; a secret is never quoted."""
    kind = _kind(section, key)
    quoted = "" if not _fields(section)[key].repr else f", not {value!r}"
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(f"{where} must be a whole number{quoted}.")
        return _port(value, where)
    if not isinstance(value, str):
        raise _wrong(f"{where} must be text in quotes{quoted}.")
    text = value.strip()
    if not text.isprintable():
        raise _wrong(f"{where} holds characters that cannot be shown. Write it again by hand.")
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if text.lower() not in choices:
            guess = _nearest(text, choices)
            hint = f" Did you mean {guess}?" if guess else ""
            raise _wrong(f"{where} must be one of {_listed(choices)}{quoted}.{hint}")
        return text.lower()
    if kind is not str:
        if not text and type(None) not in get_args(kind):
            raise _wrong(f"{where} needs a path.")
        return Path(text).expanduser() if text.startswith("~/") else Path(text) if text else None
    match section, key:
        case "discord", "token":
            return _token(text, where)
        case "discord", "api_url":
            return _address(text, ("http", "https"), where)
        case "discord", "gateway_url":
            return _address(text, ("ws", "wss"), where)
        case "web", "public_url":
            return _public_url(text, where)
        case "database", "url":
            return _database_url(text, where)
        case "defaults", "time_zone":
            return _time_zone(text, where)
    if not text:
        raise _wrong(f"{where} must not be empty.")
    return text


def _port(value: int, where: str) -> int:
    if not 0 <= value <= 65_535:
        raise _wrong(f"{where} must be between 0 (any free port) and 65535, not {value}.")
    return value


def _token(text: str, where: str) -> str:
    token = text.removeprefix("Bot ").strip()
    if any(character.isspace() or not character.isascii() for character in token):
        raise _wrong(f"{where} does not look like a token: copy it again, in one piece, from the developer portal.")
    return token


def _drop_replaced_token(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    """A token or token file from the environment replaces both of the file's: two would be a riddle."""
    if above.get("token") and above.get("token_file"):
        raise _wrong("[discord] token and token_file are both set. Keep one of them.")
    if above.get("token") or above.get("token_file"):
        below.pop("token", None)
        below.pop("token_file", None)


def _read_token_file(discord: dict[str, Any]) -> None:
    path: Path | None = discord.get("token_file")
    if path is None:
        return
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise _wrong(f"The token file {path} cannot be read: {reason}.") from None
    if not text:
        raise _wrong(f"The token file {path} is empty. Put the bot's token in it.")
    discord["token"] = _token(text, f"The token in {path}")


def _address(text: str, schemes: tuple[str, str], where: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _wrong(f"{where} must be an address that starts with {schemes[0]}:// or {schemes[1]}://, not {text!r}.")
    return text.rstrip("/")


def _public_url(text: str, where: str) -> str:
    """Return an address to which paths can be added, in characters that every program takes."""
    address = _address(text, ("http", "https"), where)
    if not re.fullmatch(r"[A-Za-z0-9._~:/\[\]%-]*", address):
        raise _wrong(f"{where} must be an address alone, as in https://baton.example.org, not {text!r}.")
    return address


def _database_url(text: str, where: str) -> str:
    """Turn the usual ways to write an address into the two that the asynchronous drivers take."""
    scheme, separator, rest = text.partition("://")
    match scheme.lower() if separator else "":
        case "sqlite" | "sqlite+aiosqlite":
            file = rest.partition("?")[0].removeprefix("/")
            if not rest.startswith("/") or file in ("", ":memory:") or "mode=memory" in rest:
                raise _wrong(f"{where} must name a file, as in sqlite:///data/baton.db.")
            return f"sqlite+aiosqlite://{rest}"
        case "postgres" | "postgresql" | "postgresql+asyncpg":
            # Hosting services hand out libpq's name for what asyncpg calls ssl.
            return "postgresql+asyncpg://" + re.sub(r"([?&])sslmode=", r"\1ssl=", rest)
        case "":
            raise _wrong(f"{where} must be an address, as in sqlite:///data/baton.db.")
        case other:
            raise _wrong(
                f"{where} starts with {other}://, which Baton does not speak."
                " Use sqlite:///data/baton.db or postgresql://user:password@host/name."
            )


def _time_zone(text: str, where: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = sorted(available_timezones())
        by_city = {zone.rpartition("/")[2]: zone for zone in zones}
        city = _nearest(text.replace(" ", "_"), by_city)
        guess = _nearest(text.replace(" ", "_"), zones) or (by_city[city] if city else None)
        hint = f" Did you mean {guess}?" if guess else " Names look like Europe/Berlin."
        raise _wrong(f"{where}: there is no time zone {text!r}.{hint}") from None
    return text
