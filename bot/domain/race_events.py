"""Events of races: from when until when a race stands among a server's events, and why it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.races import lasts

DAY_BEGINS: Final = time(0, 0)
DAY_ENDS: Final = time(23, 59)


class EventProblem(StrEnum):
    """Why a race has no event that is in step: the bot may not, the server holds no more, somebody took it down.

    `REFUSED`: Discord does not take it as it is, which only a change of the race can mend.
    """

    FORBIDDEN = "forbidden"
    FULL = "full"
    GONE = "gone"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EventSpan:
    """When an event begins and ends (UTC); `whole_day` where nobody knows yet when the race starts."""

    starts_at: datetime
    ends_at: datetime
    whole_day: bool


def event_span(day: date, zone: ZoneInfo, distances: Sequence[tuple[int, time | None]]) -> EventSpan:
    """Return the span from the first start of a race until its last runners are in, or its whole day on the wall.

    `distances` are (metres, start on the wall in `zone`); one whose start nobody knows is taken to go with the first.
    How long a race lasts is elapsed time, whatever the wall shows meanwhile. A start that the wall never shows falls
    the same distance after the gap.
    """
    known = [start for _, start in distances if start is not None]
    if not known:
        return EventSpan(_instant(day, DAY_BEGINS, zone), _instant(day, DAY_ENDS, zone), whole_day=True)
    first = min(known)
    ends_at = max(_instant(day, start or first, zone) + lasts(metres) for metres, start in distances)
    return EventSpan(_instant(day, first, zone), ends_at, whole_day=False)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
