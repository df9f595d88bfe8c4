"""What a value may be, and what becomes of it."""

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.config.refusals import listed, nearest, wrong
from bot.config.sections import SECRETS, fields_of, sections
from bot.config.shards import Shards


def kind_of(section: str, key: str) -> Any:
    """Return the type of a key's values."""
    return get_type_hints(sections()[section])[key]


def checked(section: str, key: str, value: object, where: str) -> object:
    """Check one value against its field's type and meaning; a secret is never quoted."""
    kind = kind_of(section, key)
    quoted = "" if not fields_of(section)[key].repr else f", not {value!r}"
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong(f"{where} must be a whole number{quoted}.")
        return _whole_number(section, key, value, where)
    if not isinstance(value, str):
        raise wrong(f"{where} must be text in quotes{quoted}.")
    # Several keys may well stand in several lines.
    text = " ".join(value.split()) if key == "keys" else value.strip()
    if not text.isprintable():
        raise wrong(f"{where} holds characters that cannot be shown. Write it again by hand.")
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if text.lower() not in choices:
            guess = nearest(text, choices)
            hint = f" Did you mean {guess}?" if guess else ""
            raise wrong(f"{where} must be one of {listed(choices)}{quoted}.{hint}")
        return text.lower()
    if (section, key) in SECRETS:
        return secret(section, key, text, where)
    if kind is Shards:
        return _shards(text, where)
    if kind is not str:
        if not text and type(None) not in get_args(kind):
            raise wrong(f"{where} needs a path.")
        return Path(text).expanduser() if text.startswith("~/") else Path(text) if text else None
    match section, key:
        case "discord" | "strava" | "intervals", "api_url":
            return _address(text, ("http", "https"), where)
        case "discord", "gateway_url":
            return _address(text, ("ws", "wss"), where)
        case "strava", "client_id":
            return _client_id(text, where)
        case "web", "public_url":
            return _public_url(text, where)
        case "defaults", "time_zone":
            return _time_zone(text, where)
    if not text and (section, key) != ("strava", "contact"):
        raise wrong(f"{where} must not be empty.")
    return text


def _shards(text: str, where: str) -> Shards:
    try:
        return Shards.parse(text)
    except ValueError as error:
        raise wrong(f"{where} {error}.") from None


def _whole_number(section: str, key: str, value: int, where: str) -> int:
    match section, key:
        case "strava", "athletes":
            return _within(value, 1, 9_999, where)
        case "backup", "every_hours":
            return _within(value, 0, 744, where)
        case "backup", "keep_daily":
            return _within(value, 1, 366, where)
        case "backup", "keep_weekly":
            return _within(value, 0, 520, where)
        case "discord", "requests_per_second":
            return _within(value, 0, 10_000, where)
        case _:
            return _port(value, where)


def _port(value: int, where: str) -> int:
    if not 0 <= value <= 65_535:
        raise wrong(f"{where} must be between 0 (any free port) and 65535, not {value}.")
    return value


def _within(value: int, least: int, most: int, where: str) -> int:
    if not least <= value <= most:
        raise wrong(f"{where} must be between {least} and {most}, not {value}.")
    return value


def secret(section: str, key: str, text: str, where: str) -> object:
    """Check a secret, whether it stands among the settings or in a file of its own; it is never quoted."""
    match section, key:
        case "discord", "token":
            token = text.removeprefix("Bot ").strip()
            if _is_in_one_piece(token):
                return token
            raise wrong(f"{where} does not look like a token: copy it again, in one piece, from the developer portal.")
        case "strava", "client_secret":
            if _is_in_one_piece(text):
                return text
            raise wrong(f"{where} does not look like one: copy it again, in one piece, from Strava's API settings.")
        case "database", "url":
            # Empty, where a container's own setting makes room for a file.
            return _database_url(text, where) if text else ""
        case _:
            return _keys(text, where)


def _keys(text: str, where: str) -> tuple[str, ...]:
    found = [key for key in re.split(r"[,\s]+", text) if key]
    # The ciphers are not loaded for this: what is asked for is 32 bytes in URL-safe base 64.
    if any(not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in found):
        raise wrong(f"{where} must be keys and nothing else. Make one with: baton new-key.")
    return tuple(dict.fromkeys(found))


def _is_in_one_piece(text: str) -> bool:
    return text.isascii() and text.isprintable() and not any(character.isspace() for character in text)


def _client_id(text: str, where: str) -> str:
    if not re.fullmatch(r"[0-9]{0,20}", text):
        raise wrong(f"{where} must be digits alone, as Strava's API settings show them, not {text!r}.")
    return text


def _address(text: str, schemes: tuple[str, str], where: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise wrong(f"{where} must be an address that starts with {schemes[0]}:// or {schemes[1]}://, not {text!r}.")
    return text.rstrip("/")


def _public_url(text: str, where: str) -> str:
    """Return an address to which paths can be added, in characters that every program takes."""
    address = _address(text, ("http", "https"), where)
    if not re.fullmatch(r"[A-Za-z0-9._~:/\[\]%-]*", address):
        raise wrong(f"{where} must be an address alone, as in https://baton.example.org, not {text!r}.")
    return address


def _database_url(text: str, where: str) -> str:
    """Turn the usual ways to write an address into the two that the asynchronous drivers take."""
    scheme, separator, rest = text.partition("://")
    match scheme.lower() if separator else "":
        case "sqlite" | "sqlite+aiosqlite":
            file = rest.partition("?")[0].removeprefix("/")
            if not rest.startswith("/") or file in ("", ":memory:") or "mode=memory" in rest:
                raise wrong(f"{where} must name a file, as in sqlite:///data/baton.db.")
            return f"sqlite+aiosqlite://{rest}"
        case "postgres" | "postgresql" | "postgresql+asyncpg":
            # Hosting services hand out libpq's name for what asyncpg calls ssl.
            return "postgresql+asyncpg://" + re.sub(r"([?&])sslmode=", r"\1ssl=", rest)
        case "":
            raise wrong(f"{where} must be an address, as in sqlite:///data/baton.db.")
        case other:
            raise wrong(
                f"{where} starts with {other}://, which Baton does not speak."
                " Use sqlite:///data/baton.db or postgresql://user:password@host/name."
            )


def _time_zone(text: str, where: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = sorted(available_timezones())
        by_city = {zone.rpartition("/")[2]: zone for zone in zones}
        city = nearest(text.replace(" ", "_"), by_city)
        guess = nearest(text.replace(" ", "_"), zones) or (by_city[city] if city else None)
        hint = f" Did you mean {guess}?" if guess else " Names look like Europe/Berlin."
        raise wrong(f"{where}: there is no time zone {text!r}.{hint}") from None
    return text
