"""How many calls the application made in this quarter of an hour and this day, and when that is too many."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

_QUARTER_S: Final = 900


class CallCounter:
    """Counts calls by the clock `now`; limits are for a quarter of an hour and for a day, in UTC."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.overall = (200, 2_000)
        self.reads = (100, 1_000)
        self._used: Counter[tuple[str, int]] = Counter()

    def take(self) -> str | None:
        """Count a call, which is a read as all but uploads are; return which limit refuses it, None for none.

        What is refused counts as well.
        """
        for window in self._windows():
            self._used[window] += 1
        used = self.used
        for name, limits in (("overall", self.overall), ("read", self.reads)):
            if any(count > most for count, most in zip(used, limits, strict=True)):
                return f"{name} rate limit"
        return None

    def use_up(self, *, day: bool = False) -> None:
        """Have the reads of this quarter, or of this day, be made already."""
        window = self._windows()[1 if day else 0]
        self._used[window] = max(self._used[window], self.reads[1 if day else 0])

    @property
    def used(self) -> tuple[int, int]:
        """The calls of this quarter and of this day."""
        quarter, day = self._windows()
        return self._used[quarter], self._used[day]

    def headers(self) -> dict[str, str]:
        """Return what each answer of the API says."""
        used = ",".join(map(str, self.used))
        return {
            "X-RateLimit-Limit": ",".join(map(str, self.overall)),
            "X-RateLimit-Usage": used,
            "X-ReadRateLimit-Limit": ",".join(map(str, self.reads)),
            "X-ReadRateLimit-Usage": used,
        }

    def _windows(self) -> tuple[tuple[str, int], tuple[str, int]]:
        now = self._now().timestamp()
        return ("quarter", int(now // _QUARTER_S)), ("day", int(now // 86_400))
