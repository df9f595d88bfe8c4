"""intervals.icu: runs that watches hand it themselves, by a key of the member's own."""

from bot.intervals.source import IntervalsSource

__all__ = ["IntervalsSource"]
