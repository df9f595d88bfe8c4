"""Found runs: what a service tells of a member's run, and what follows when it tells otherwise later."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.connections import Service, Visibility
from bot.domain.runs import RunSource, Surface

CONFIRMED_OF: Final = {Service.STRAVA: RunSource.CONFIRMED, Service.INTERVALS: RunSource.INTERVALS}
"""Where an entry comes from that its runner logged when asked about a run which a service told of."""
FOLLOWED: Final = (RunSource.STRAVA, RunSource.SHARED)
"""Entries that stand as Strava has them: they change there and go with it."""
DEVICE_LIMIT: Final = 60
NUDGED_FROM_M: Final = 200
"""Below this it is a watch that was started by mistake (strava.md 5)."""
NUDGED_FROM_S: Final = 60


class FoundState(StrEnum):
    """What became of a run that a service told of."""

    OFFERED = "offered"
    """Its runner is asked about it."""
    LOGGED = "logged"
    """It is in the log, as its runner confirmed or shared it."""
    CHANGED = "changed"
    """It is in the log as its runner confirmed it, and the service has other figures since."""
    KNOWN = "known"
    """It was in the log already: typed, or from a file."""
    TWIN = "twin"
    """Another service told of the same run before, and its runner is asked about that one."""
    IGNORED = "ignored"
    """Its runner does not want it there, or it is too short to ask about."""
    GONE = "gone"
    """The service has it no more, or says now that it was no run."""
    LEFT_OUT = "left_out"
    """Likewise, of one that its runner does not want: if it comes back, they are not asked anew."""


@dataclass(frozen=True, slots=True)
class FoundRun:
    """A run as a service tells it: metres, whole seconds; `started_at` is None where the service hides the hour.

    `key` is the service's own name for it. `device` is what recorded it, as the service has to be quoted. Titles,
    places, heart rates and pictures are never read.
    """

    key: str
    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int
    elapsed_s: int
    surface: Surface | None = None
    is_race: bool = False
    device: str = ""
    visibility: Visibility = Visibility.EVERYONE
    muted: bool = False
    """Its runner keeps it out of their followers' feeds."""

    @property
    def is_worth_a_nudge(self) -> bool:
        """Whether it is long enough to be asked about."""
        return self.distance_m >= NUDGED_FROM_M and self.moving_s >= NUDGED_FROM_S
