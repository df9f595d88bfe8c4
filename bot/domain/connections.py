"""Connections: services that know a member's runs, what may be done with what they tell, and when calls must rest."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

LINK_OPEN_FOR: Final = timedelta(minutes=10)
"""How long the way to a service's consent page is open, once."""
LAST_HOURS: Final = timedelta(hours=12)
"""How far back the first look into an account goes: who connects does not want last month's runs told."""
LOOKS_EVERY: Final = timedelta(minutes=30)
LOOKS_BACK: Final = timedelta(days=2)
"""What an ordinary look lists; watches are emptied in the evening, and at weekends."""
RELISTS_BACK: Final = timedelta(days=7)
"""What the nightly look lists: of a run that was shortened, or deleted while nobody listened, no event tells."""
CATCHES_UP: Final = timedelta(days=30)
"""How far back the first look after an outage goes at most."""
KEPT_FOR: Final = timedelta(days=7)
"""How long what a service told may be kept (Strava's API Policy, 6.2)."""
KEEP_ASKED_FOR: Final = timedelta(days=14)
"""How long somebody who withdrew access at the service may think about the runs that they had logged from it."""

HELD_BACK: Final = 0.25
"""The share of a window's calls that is left for what members ask for; looks that nobody waits for stop before it."""
WINDOW: Final = timedelta(minutes=15)
_SLACK: Final = timedelta(seconds=5)
"""Clocks differ: the service's window may turn a little after ours."""


class Service(StrEnum):
    """Who can be asked about a member's runs."""

    STRAVA = "strava"
    INTERVALS = "intervals"

    @property
    def counts_each(self) -> bool:
        """Whether it counts the calls for each member by themselves: who has used up theirs holds up nobody else."""
        return self is Service.INTERVALS


class Level(StrEnum):
    """What the operator lets Baton do with what Strava's API tells, the least first (strava.md 1.5)."""

    OFF = "off"
    NUDGE = "nudge"
    """The runner alone is told of a run, and logs it as their own."""
    SHARE = "share"
    """They may share one with the team as well, press by press."""
    AUTOMATIC = "automatic"
    """Runs of those who wish it are logged and shared by themselves."""

    @property
    def may_share(self) -> bool:
        """Whether anybody but the runner may see what Strava told."""
        return self in (Level.SHARE, Level.AUTOMATIC)


class ConnectionState(StrEnum):
    """How a connection stands."""

    ACTIVE = "active"
    REFUSED = "refused"
    """The service takes the credentials no more; what it had told is deleted, and the runner decides about the rest."""


class Visibility(StrEnum):
    """Who sees a run at the service."""

    EVERYONE = "everyone"
    FOLLOWERS = "followers_only"
    ONLY_ME = "only_me"


@dataclass(frozen=True, slots=True)
class Usage:
    """How many calls a service had counted when it said so: in a quarter of an hour and a day (UTC), and its limits.

    `heard_at` is when it said so, aware; None where it has said nothing yet.
    """

    quarter: int
    quarter_limit: int
    day: int
    day_limit: int
    heard_at: datetime | None = None

    def by(self, now: datetime) -> "Usage":
        """Return what is used of the windows that are open at an instant: counts of one that has turned are over."""
        heard_at = self.heard_at
        same_quarter = heard_at is not None and now < next_quarter(heard_at)
        same_day = heard_at is not None and heard_at.astimezone(UTC).date() == now.astimezone(UTC).date()
        return replace(self, quarter=self.quarter if same_quarter else 0, day=self.day if same_day else 0)


def rests_until(usage: Usage, now: datetime, *, waited_for: bool) -> datetime | None:
    """Return until when no call may be made, None when one may; `waited_for`: a member is waiting for its answer.

    Windows turn at :00, :15, :30 and :45, the day at midnight UTC (strava.md 2.2). `now` is aware.
    """
    share = 1.0 if waited_for else 1.0 - HELD_BACK
    usage = usage.by(now)
    if usage.day >= usage.day_limit * share:
        return next_day(now)
    if usage.quarter >= usage.quarter_limit * share:
        return next_quarter(now)
    return None


def refused_until(usage: Usage | None, now: datetime) -> datetime:
    """Return until when to rest after a call was refused for lack of room: a quarter, or the day if that is used up."""
    return next_day(now) if usage is not None and usage.by(now).day >= usage.day_limit else next_quarter(now)


def next_quarter(now: datetime) -> datetime:
    """Return when the next quarter of an hour has begun for sure."""
    utc = now.astimezone(UTC)
    hour = utc.replace(minute=0, second=0, microsecond=0)
    return hour + ((utc - hour) // WINDOW + 1) * WINDOW + _SLACK


def next_day(now: datetime) -> datetime:
    """Return when the next day (UTC) has begun for sure."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + _SLACK
