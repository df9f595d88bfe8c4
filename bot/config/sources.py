"""Reading the settings: the defaults, over them the file, over that the environment."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.config.refusals import listed, nearest, wrong
from bot.config.secrets import drop_replaced, read_files
from bot.config.sections import ENV_PREFIX, Settings, env_name, fields_of, known_keys, sections
from bot.config.values import checked, kind_of

DEFAULT_PATH: Final = Path("config.toml")
# Names with the prefix that are not settings: where the file is, and what the tests must not skip.
NOT_SETTINGS: Final = frozenset({"BATON_CONFIG", "BATON_REQUIRE"})


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
    values: dict[str, dict[str, Any]] = {section: {} for section in sections()}
    for layer in layers:
        drop_replaced(values, layer)
        for section, entries in layer.items():
            values[section] |= entries
    read_files(values)
    settings = Settings(**{section: kind(**values[section]) for section, kind in sections().items()})
    _refuse_half_a_setup(settings)
    return settings


def _refuse_half_a_setup(settings: Settings) -> None:
    """Raise StartupError where one setting needs another; what is off needs nothing."""
    shards = settings.discord.shards
    if not shards.is_everything and settings.database.url.startswith("sqlite"):
        raise wrong(f"[discord] shards is {shards}: processes that share servers need PostgreSQL in [database] url.")
    strava = settings.strava
    if strava.level == "off":
        return
    if bool(strava.client_id) != bool(strava.client_secret):
        given, absent = ("client_id", "client_secret") if strava.client_id else ("client_secret", "client_id")
        raise wrong(f"[strava] {given} is set, and {absent} is not. Set both, or neither.")
    if strava.is_set_up and not settings.secrets.keys:
        raise wrong("[strava] needs a key in [secrets], which seals members' access. Make one with: baton new-key.")
    if strava.webhook == "on" and not strava.is_set_up:
        raise wrong("[strava] webhook is on, and client_id and client_secret are not set. Set them, or turn it off.")
    if strava.webhook == "on" and not settings.web.public_url:
        raise wrong("[strava] webhook needs [web] public_url, where Strava can call. Set it, or turn webhook off.")


# --- the two sources ----------------------------------------------------------


def _from_file(path: Path) -> dict[str, dict[str, Any]]:
    try:
        # Editors on Windows put a byte order mark in front, which TOML does not know.
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise wrong(
            f"There is no configuration file {path}. Copy config.example.toml there, or leave the option out."
        ) from None
    except UnicodeDecodeError:
        raise wrong(f"{path} is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except tomllib.TOMLDecodeError as error:
        raise wrong(f'{path} is not valid TOML: {error}. Text needs quotes, as in token = "…".') from None
    except OSError as error:
        raise wrong(f"{path} cannot be read: {error.strerror}.") from None
    found: dict[str, dict[str, Any]] = {}
    for section, entries in document.items():
        if section not in sections():
            raise wrong(f"{path}: {_unknown_section(section, isinstance(entries, dict))}")
        if not isinstance(entries, dict):
            raise wrong(f"{path}: {section} is a section: write [{section}] and its keys below.")
        found[section] = {
            key: checked(section, key, value, f"{path}: [{section}] {key}")
            for key, value in entries.items()
            if _is_known(section, key, f"{path}: ")
        }
    return found


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    places = {env_name(section, key): (section, key) for section, key in known_keys()}
    found: dict[str, dict[str, Any]] = {}
    for name, text in sorted(environ.items()):
        if not name.startswith(ENV_PREFIX) or name in NOT_SETTINGS:
            continue
        if name not in places:
            raise wrong(f"The environment variable {name} sets nothing Baton knows.{_env_hint(name, places)}")
        section, key = places[name]
        found.setdefault(section, {})[key] = checked(section, key, _from_text(section, key, text), name)
    return found


def _from_text(section: str, key: str, text: str) -> object:
    if kind_of(section, key) is int:
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
    guess = nearest(name, sections())
    hint = f" Did you mean [{guess}]?" if guess else f" There are {listed(f'[{s}]' for s in sections())}."
    return f"Baton knows no {'section' if is_section else 'key'} {shown}.{hint}"


def _is_known(section: str, key: str, where: str) -> bool:
    names = fields_of(section)
    if key in names:
        return True
    homes = [other for other, name in known_keys() if name == key]
    if homes:
        hint = f" It belongs in [{homes[0]}]."
    elif guess := nearest(key, names):
        hint = f" Did you mean {guess}?"
    else:
        hint = f" There are {listed(names)}."
    raise wrong(f"{where}[{section}] has no key {key}.{hint}")


def _env_hint(name: str, places: Mapping[str, tuple[str, str]]) -> str:
    tail = name.removeprefix(ENV_PREFIX)
    same_key = [place for place, (_, key) in places.items() if key.upper() == tail.rpartition("__")[2]]
    # What every name begins with makes none of them a near one.
    near = nearest(tail, (place.removeprefix(ENV_PREFIX) for place in places))
    guess = same_key[0] if same_key else near and ENV_PREFIX + near
    return f" Did you mean {guess}?" if guess else f" Names look like {env_name('database', 'url')}."
