"""What a runner is asked every week, when by the clock on their own wall, and until when an answer still helps."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import Recurrence, local_today, next_due

THURSDAY, FRIDAY, SATURDAY, SUNDAY = 3, 4, 5, 6


class Ask(StrEnum):
    """A question that comes every week."""

    AVAILABILITY = "availability"
    """On which days of the coming week the runner can run, before it is planned."""
    CHECK_IN = "check_in"
    """How the week was: five answers for runner and coach."""


ASKED: Final = {
    Ask.AVAILABILITY: Recurrence(SATURDAY, time(10)),
    Ask.CHECK_IN: Recurrence(THURSDAY, time(18)),
}
"""When each is asked."""

HELPFUL_UNTIL: Final = {
    Ask.AVAILABILITY: Recurrence(SUNDAY, time(12)),
    Ask.CHECK_IN: Recurrence(FRIDAY, time(21)),
}
"""When it is too late to ask: plans are put up on Sunday evening, and a week is told of while it is fresh."""

FROM_THE_START: Final = {Ask.AVAILABILITY: True, Ask.CHECK_IN: False}
"""Whether whoever likes nudges is asked without having said anything of this question."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question that is due: the runner's day to which it belongs, and the instant at which it helps no more."""

    day: date
    until: datetime


def next_day(ask: Ask, zone: ZoneInfo, now: datetime) -> date:
    """Return the day on which the question comes next on a wall in `zone`."""
    return local_today(next_due(ASKED[ask], zone, now), zone)


def asked_at(ask: Ask, day: date, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which the question of a day comes on a wall in `zone`."""
    evening_before = datetime.combine(day, time(0), zone) - timedelta(hours=1)
    return next_due(ASKED[ask], zone, evening_before)


def due(ask: Ask, zone: ZoneInfo, now: datetime) -> Due | None:
    """Return the question that has come by now on a wall in `zone` and still helps, if there is one."""
    came = next_due(ASKED[ask], zone, now - timedelta(days=7))
    while came <= now:
        until = next_due(HELPFUL_UNTIL[ask], zone, came)
        if now < until:
            return Due(local_today(came, zone), until)
        came = next_due(ASKED[ask], zone, came)
    return None
