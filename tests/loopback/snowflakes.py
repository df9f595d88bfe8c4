"""Snowflakes: ids spread over time as Discord's are, because discord.py hashes an id by its upper 42 bits."""

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
"""Discord's epoch, 1 January 2015, in Unix milliseconds."""

_SIX_YEARS_MS = 189_302_400_000
_STRIDE_MS = 61_803_398_879
"""Prime, so that multiples of it modulo six years do not meet again for longer than any test lives."""


class Snowflakes:
    """Two deterministic-enough sources of ids: old ones for the world, fresh ones for what happens now."""

    def __init__(self) -> None:
        self._old = 0
        self._last = 0

    def old(self) -> int:
        """Return an id made some time between 2016 and 2022; no two share a millisecond."""
        self._old += 1
        at_ms = 31_536_000_000 + (self._old * _STRIDE_MS) % _SIX_YEARS_MS
        return at_ms << 22 | (self._old % 31) << 17 | (self._old & 0xFFF)

    def fresh(self) -> int:
        """Return an id of this moment, greater than every fresh id before it."""
        now = (int(time.time() * 1000) - EPOCH_MS) << 22
        self._last = max(self._last + 1, now)
        return self._last


def moment(snowflake: int) -> datetime:
    """Return the instant (UTC) that an id carries."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)
