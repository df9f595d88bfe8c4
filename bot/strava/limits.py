"""How many calls Strava has counted, as the headers of its answers say: noted, and never waited for."""

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.domain.connections import Usage
from bot.services.clock import Clock

_READ: Final = "x-readratelimit"
_ALL: Final = "x-ratelimit"


class LimitRecorder:
    """Keeps what the newest answer said of reads, else of all calls. stravalib calls it after each, in any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._usage: Usage | None = None

    @property
    def usage(self) -> Usage | None:
        """The newest word, and when it came; None before the first."""
        with self._lock:
            return self._usage

    def __call__(self, headers: Mapping[str, str], method: str) -> None:
        """Note what an answer says; many say nothing, which is no news."""
        named = {name.casefold(): value for name, value in headers.items()}
        now = self._clock.now()
        usage = _usage(named, _READ, now) or _usage(named, _ALL, now)
        if usage is not None:
            with self._lock:
                self._usage = usage


def _usage(headers: Mapping[str, str], kind: str, now: datetime) -> Usage | None:
    used, allowed = (_pair(headers.get(f"{kind}-{what}", "")) for what in ("usage", "limit"))
    if used is None or allowed is None:
        return None
    return Usage(quarter=used[0], quarter_limit=allowed[0], day=used[1], day_limit=allowed[1], heard_at=now)


def _pair(text: str) -> tuple[int, int] | None:
    """Read "quarter,day"."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return None
    return int(parts[0]), int(parts[1])
