"""Drafts of challenges: what a coach typed becomes a goal, days and pledges, or a problem they can mend."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.challenges import Measure, Target, TypedPledge, both_pledges, parse_pledge, parse_target
from bot.domain.climbs import both_readings
from bot.domain.dates import Week, parse_when
from bot.domain.pauses import read_until
from bot.domain.units import ParseError, typed_text
from bot.domain.words import storable
from bot.errors import Unclear, UserError

NAME_LIMIT: Final = 80
CHARITY_LIMIT: Final = 100
SPONSOR_LIMIT: Final = 80
LONGEST: Final = timedelta(days=366)
LONG_AGO: Final = timedelta(days=90)
"""A first day further back is written with its year: `1 feb` in December may be either."""


@dataclass(frozen=True, slots=True)
class ChallengeDraft:
    """A challenge as somebody typed it, unread; `roles` are (id, name) of those to be set side by side."""

    name: str
    target: str
    end: str
    measure: Measure | None = None
    start: str | None = None
    charity: str | None = None
    pledge: str | None = None
    sponsor: str | None = None
    roles: tuple[tuple[int, str], ...] = ()


def named(typed: str, limit: int, what: str) -> str:
    """Return a name on one line; raises `UserError` for one that is empty or too long, as `what` it is."""
    name = " ".join((storable(typed) or "").split())
    if not name:
        raise UserError(f"empty_{what}")
    if len(name) > limit:
        raise UserError(f"long_{what}", limit=limit)
    return name


def _refusal(what: str, error: ParseError, typed: str) -> UserError:
    readings = both_readings(typed) if error.code == "thousands" else None
    if readings is not None:
        return Unclear("challenge_thousands", text=typed, thousands=readings[0], thousandths=readings[1])
    kind = Unclear if error.code == "ambiguous" else UserError
    return kind(f"{what}_unreadable" if error.code == "invalid" else f"{what}_{error.code}", text=typed)


def read_target(typed: str, measure: Measure | None) -> Target:
    """Read the goal. Raises `UserError`, or `Unclear` for what can mean several things."""
    try:
        return parse_target(typed, measure)
    except ParseError as error:
        raise _refusal("target", error, typed) from None


def read_end(typed: str, today: date) -> date:
    """Read the last day. Raises `UserError`, or `Unclear` for what can mean several days."""
    try:
        return read_until(typed, today)
    except ParseError as error:
        raise _refusal("end", error, typed) from None


def read_start(typed: str, last_day: date, here: datetime) -> date:
    """Read the first day, which may have been or be to come: whichever lies before the last one.

    Raises `UserError`, or `Unclear` for a day long ago whose year is not written. `here` is the team's wall clock.
    """
    for day in (_day(lambda: read_until(typed, here.date())), _day(lambda: parse_when(typed, here).date)):
        if day is not None and last_day - LONGEST <= day <= last_day:
            if here.date() - day > LONG_AGO and str(day.year) not in typed_text(typed):
                raise Unclear("start_long_ago", text=typed, day=day.isoformat())
            return day
    raise UserError("start_unreadable", text=typed)


def _day(read: Callable[[], date]) -> date | None:
    try:
        return read()
    except ParseError:
        return None


def read_pledge(typed: str, measure: Measure) -> TypedPledge:
    """Read what a sponsor gives. Raises `UserError`, or `Unclear` for what can mean two pledges."""
    try:
        return parse_pledge(typed, measure)
    except ParseError as error:
        if error.code == "mismatch":
            raise UserError(f"pledge_mismatch_{measure}") from None
        if error.code == "bare":
            each, once = both_pledges(typed, measure)
            raise Unclear("pledge_bare", text=typed, each=each, once=once) from None
        raise _refusal("pledge", error, typed) from None


def weeks_of(first: date, last: date) -> list[str]:
    """Return the ISO weeks that these days lie in, the last one included."""
    day, weeks = first, {Week.of(last).key}
    while day <= last:
        weeks.add(Week.of(day).key)
        day += timedelta(days=7)
    return sorted(weeks)
