"""Secrets, which may stand among the settings or in files of their own, as container secrets do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.config.refusals import wrong
from bot.config.sections import SECRETS
from bot.config.values import secret


def drop_replaced(below: Mapping[str, dict[str, Any]], above: Mapping[str, Mapping[str, Any]]) -> None:
    """A secret or its file from the environment replaces both of the file's: two would be a riddle."""
    for section, key in SECRETS:
        keys = (key, f"{key}_file")
        given = [name for name in keys if above.get(section, {}).get(name)]
        if len(given) > 1:
            raise wrong(f"[{section}] {key} and {key}_file are both set. Keep one of them.")
        for name in keys if given else ():
            below[section].pop(name, None)


def read_files(values: Mapping[str, dict[str, Any]]) -> None:
    """Put the secrets that stand in files of their own among the values."""
    for (section, key), what in SECRETS.items():
        path: Path | None = values[section].get(f"{key}_file")
        if path is not None:
            values[section][key] = secret(section, key, _text_of(path, key, what), f"The {key} in {path}")
        elif values[section].get(key) == "":
            del values[section][key]


def _text_of(path: Path, key: str, what: str) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise wrong(f"The {key} file {path} cannot be read: {reason}.") from None
    if key == "keys":
        # Whoever changes keys notes beside them since when.
        text = "\n".join(line.partition("#")[0] for line in text.splitlines())
    text = text.strip()
    if not text:
        raise wrong(f"The {key} file {path} is empty. Put {what} in it.")
    return text
