"""How the program logs: set up once at start, for people or for machines, never with a secret."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from bot.config import LoggingSettings

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# The credential of an interaction, a webhook or a calendar stands in its address, and so in libraries' error texts.
_CREDENTIAL_IN_PATH: Final = re.compile(r"(/(?:(?:webhooks|interactions)/\d+|calendar)/)[\w-]+")
# Libraries that tell what only a developer wants to know (discord.client: that there is no voice).
_QUIET: Final = {
    "aiohttp.access": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "discord": logging.WARNING,
    "discord.client": logging.ERROR,
    "PIL": logging.INFO,
    "stravalib": logging.WARNING,
    "urllib3": logging.WARNING,
}
# Not even when debugging: a line for every statement, with its values, which are members' words and operators' secrets;
# and its threads still write while the program's loop and streams are being closed.
# discord.py tells each event and request with what people wrote in it.
_UNHEARD: Final = {
    "aiosqlite": logging.WARNING,
    "discord.gateway": logging.INFO,
    "discord.http": logging.INFO,
    "discord.webhook": logging.INFO,
}


def set_up_logging(settings: LoggingSettings, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send all logging to ``stream`` (standard error); ``secrets`` are blotted out wherever they turn up."""
    kind = JsonFormatter if settings.format == "json" else TextFormatter
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(kind(secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    root.setLevel(level)
    for name, at_least in _QUIET.items():
        logging.getLogger(name).setLevel(at_least if level > logging.DEBUG else level)
    for name, at_least in _UNHEARD.items():
        logging.getLogger(name).setLevel(at_least)
    logging.captureWarnings(capture=True)


class _Formatter(logging.Formatter):
    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def _safe(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _CREDENTIAL_IN_PATH.sub(r"\1***", text)

    def _trace(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """Return the record's instant in UTC, ISO 8601, to the millisecond."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextFormatter(_Formatter):
    """One line a record: instant, level, logger, message, then what was given as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, and its trace below it."""
        facts = "".join(f" {name}={value}" for name, value in _extra(record).items())
        line = f"{self.formatTime(record)} {record.levelname:<7} {record.name}: {record.getMessage()}{facts}"
        trace = self._trace(record)
        return self._safe(f"{line}\n{trace}" if trace else line)


class JsonFormatter(_Formatter):
    """One JSON object a record, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON with what was given as ``extra`` beside the message."""
        entry: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry = _extra(record) | entry
        if trace := self._trace(record):
            entry["trace"] = trace
        return self._safe(json.dumps(entry, ensure_ascii=False, default=str))


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}
