"""Races: what makes two the same, when one starts on its own wall, who is told when, and how it can go."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.coming import read_coming
from bot.domain.dates import local_today
from bot.domain.times import read_time
from bot.domain.units import Distance, DistanceContext, ParseError, parse_distance

NAME_LIMIT: Final = 100
PLACE_LIMIT: Final = 100
GOAL_LIMIT: Final = 100
MOST_DISTANCES: Final = 6
FARTHEST: Final = timedelta(days=3 * 366)
"""How far ahead a race can be added."""

REMINDED: Final = (14, 7, 1, 0)
"""Days before a race on which its runners hear of it; 0 is race morning."""
REMINDED_AT: Final = time(18, 0)
"""On the wall, on the days before."""
MORNING_AT: Final = time(6, 0)
"""On the wall, on race morning."""
COLLECTED_FOR: Final = timedelta(days=14)
"""How long after a race what the channel hears of its results is still news."""
UNKNOWN_START: Final = time(12, 0)
"""By then a race is taken to have started where nobody said when it does."""
EARLIER_BY: Final = timedelta(minutes=15)
"""How much earlier than its start some may have been sent off, or a start been moved without anybody saying so."""
DAYS_COUNTED: Final = 21
"""Up to so many days they are counted one by one, and beyond that in weeks."""

FASTEST_S_PER_KM: Final = 143
FASTEST_SHORT_S_PER_KM: Final = 120
SHORT_M: Final = 3_000
"""Below it the best run faster than over any other distance."""
SLOWEST_GOAL_S_PER_KM: Final = 1_800

SLOWEST_S_PER_KM: Final = 600
SHORTEST_S: Final = 3_600
"""How long a race is taken to last where nobody said it: what the last ones need, and an hour at least."""


class Part(StrEnum):
    """What somebody does at a race."""

    RUNNING = "running"
    CHEERING = "cheering"


class Outcome(StrEnum):
    """How a race went; whoever did not start or finish has a result as well."""

    FINISHED = "finished"
    DNS = "dns"
    DNF = "dnf"


_OUTCOMES: Final = {
    "dns": Outcome.DNS,
    "didnotstart": Outcome.DNS,
    "dnf": Outcome.DNF,
    "didnotfinish": Outcome.DNF,
    "finished": Outcome.FINISHED,
}


def read_outcome(typed: str) -> Outcome | None:
    """Return the outcome that is typed where a time goes, as result lists have it; None for anything else."""
    return _OUTCOMES.get("".join(letter for letter in typed.casefold() if letter.isalpha()))


NEAR_PERCENT: Final = 3
"""How far a run's distance, as a watch has it, may be off a race's."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Which race, over which of its distances, a run is its runner's result at, and the place if they said it."""

    race_id: int
    distance_id: int
    place: int | None = None


def as_long(run_m: int, race_m: int) -> bool:
    """Tell whether a run is over a race's distance, as far as watches agree with courses."""
    return abs(run_m - race_m) * 100 <= race_m * NEAR_PERCENT


def plain_name(name: str) -> str:
    """Return a name as it is compared with others: letters and digits alone, without accents and without the year."""
    plain = "".join(
        letter if unicodedata.category(letter)[0] in "LN" else " "
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter)
    )
    words = [word for word in plain.split() if not _YEAR.fullmatch(word)]
    return " ".join(words or plain.split()) or " ".join(name.casefold().split())


_YEAR: Final = re.compile(r"20[0-9]{2}")


def read_race_day(text: str, today: date) -> date:
    """Read the day of a race: `12 apr`, `2027-04-12`, `sunday`, `in 3 weeks`.

    Raises ParseError: `past`, `too_far` beyond `FARTHEST`, `ambiguous` and `invalid`.
    """
    day = read_coming(text, today)
    if day - today > FARTHEST:
        raise ParseError("too_far", text)
    return day


_BETWEEN: Final = re.compile(r"\s*(?:[;/&+]|\band\b|,(?![0-9])|(?<![0-9]),)\s*", re.IGNORECASE)
_UNIT: Final = re.compile(r"[0-9]\s*([a-zA-Z]+)\.?$")


def read_distances(text: str) -> tuple[Distance, ...]:
    """Read one distance or several: `half`, `10k, half, marathon`, `5 and 10 km`; each once, in the order typed.

    A number without a unit has that of the next one which has one. Raises ParseError: `too_many`, else as
    `parse_distance`.
    """
    parts = typed_distances(text)
    if len(parts) > MOST_DISTANCES:
        raise ParseError("too_many", text)
    found: dict[int, Distance] = {}
    for one in map(race_distance, with_units(parts)):
        found.setdefault(round(one.metres), one)
    return tuple(found.values())


def read_programme(text: str) -> tuple[tuple[Distance, time | None], ...]:
    """Read distances with their starts, where they have one: `10k at 9:00`, `half 10:30`, `5k`.

    One a line or several; each once, the shortest first. Raises ParseError: `start` for what is no time of day, else as
    `read_distances`.
    """
    parts = [" ".join(part.split()) for line in text.splitlines() for part in _BETWEEN.split(line)]
    typed = [_START.split(part, maxsplit=1) for part in parts if part]
    if not typed:
        raise ParseError("invalid", text)
    if len(typed) > MOST_DISTANCES:
        raise ParseError("too_many", text)
    distances = [race_distance(one) for one in with_units([part[0] for part in typed])]
    starts = [_start(part[1]) if len(part) > 1 and part[1] else None for part in typed]
    # Of one that starts twice the first start stays: by then its runners are to be there.
    found = {round(one.metres): (one, start) for one, start in reversed(list(zip(distances, starts, strict=True)))}
    return tuple(found[metres] for metres in sorted(found))


_START: Final = re.compile(
    r" ?(?:\bat\b|@) ?| (?=(?:[0-9]{1,2}(?:[:.h][0-9]{2}|h| ?[ap]\.?m\b)|noon$|midday$|midnight$))", re.IGNORECASE
)


def _start(text: str) -> time:
    try:
        return read_time(text)
    except ParseError:
        raise ParseError("start", text) from None


def typed_distances(text: str) -> list[str]:
    """Return each distance in what was typed, in order. Raises ParseError with the code `invalid` for none."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if not parts:
        raise ParseError("invalid", text)
    return parts


def with_units(parts: Sequence[str]) -> list[str]:
    """Give each number without a unit that of the next one which has one."""
    unit, found = "", []
    for part in reversed(parts):
        has_unit = _UNIT.search(part)
        if has_unit is not None:
            unit = has_unit[1]
        bare = part.replace(",", "").replace(".", "").isdigit()
        found.append(f"{part} {unit}" if bare and unit else part)
    return found[::-1]


def race_distance(text: str) -> Distance:
    """Read one distance of a race; raises ParseError as `parse_distance`."""
    return parse_distance(text, DistanceContext.RACE)


def read_starts(text: str, count: int) -> tuple[time, ...]:
    """Read when a race starts: one time for all distances, or as many as there are, in their order.

    Raises ParseError: `mismatch` for another number of them, else `invalid`.
    """
    parts = [part for part in re.split(r"\s*[,;/&]\s*", text.strip()) if part]
    starts = [read_time(part) for part in parts]
    if len(starts) == 1:
        return (starts[0],) * count
    if len(starts) != count:
        raise ParseError("mismatch" if starts else "invalid", text)
    return tuple(starts)


def start_instant(day: date, start: time, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which a wall in `zone` shows a start; of a time that comes twice the first.

    Raises ParseError with the code `skipped` for a time that the wall never shows, on the night the clocks go forward.
    """
    wall = datetime.combine(day, start, zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ParseError("skipped", start.isoformat("minutes"))
    return instant


def under_way(day: date, start: time | None, zone: ZoneInfo, now: datetime) -> timedelta:
    """Return how long a race has been going on, below zero before it; from midnight on while its start is unknown."""
    return now - datetime.combine(day, start or time(), zone).astimezone(UTC)


def lasts(distance_m: int) -> timedelta:
    """Return how long the last runners take over a distance in whole minutes, for calendars."""
    seconds = max(SHORTEST_S, distance_m * SLOWEST_S_PER_KM // 1_000)
    return timedelta(minutes=(seconds + 59) // 60)


def is_out_of_reach(goal_s: int, distance_m: int) -> bool:
    """Tell whether a time is rather a slip of the keys than what anybody is after over a distance."""
    fastest = FASTEST_SHORT_S_PER_KM if distance_m < SHORT_M else FASTEST_S_PER_KM
    return not fastest * distance_m <= goal_s * 1_000 <= SLOWEST_GOAL_S_PER_KM * max(distance_m, 1_000)


def days_before(day: date, today: date) -> int:
    """Return how many days are left until a race, below zero after it."""
    return (day - today).days


def reminder_at(day: date, days: int, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of the reminder `days` before a race, on a wall in `zone`.

    A wall time that spring skips falls the same distance after the gap.
    """
    at = REMINDED_AT if days else MORNING_AT
    return datetime.combine(day - timedelta(days=days), at, zone).astimezone(UTC)


def next_reminder(day: date, zone: ZoneInfo, now: datetime) -> tuple[int, datetime] | None:
    """Return (days before, instant) of the next reminder later than `now` on a wall in `zone`; None after the last."""
    ahead = ((days, reminder_at(day, days, zone)) for days in REMINDED)
    return next((one for one in ahead if one[1] > now), None)


def due_reminder(day: date, zone: ZoneInfo, now: datetime) -> int | None:
    """Return how many days before a race the newest reminder is whose time has come; None before the first."""
    come = [days for days in REMINDED if reminder_at(day, days, zone) <= now]
    return come[-1] if come else None


def reminded_until(day: date, start: time | None, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) from which on a reminder helps nobody: the start in `zone`, noon while it is unknown."""
    return datetime.combine(day, start or UNKNOWN_START, zone).astimezone(UTC)


def is_last_reminder(day: date, days: int, zone: ZoneInfo, until: datetime) -> bool:
    """Tell whether none after the one `days` before a race comes before `until`, which is when it starts."""
    return not any(later < days and reminder_at(day, later, zone) < until for later in REMINDED)


def is_left_to_morning(day: date, days: int, zone: ZoneInfo, now: datetime, until: datetime) -> bool:
    """Tell whether what was due before race day comes so late that the word of the morning, in `zone`, will do."""
    on_race_day = local_today(now, zone) >= day
    return days > 0 and on_race_day and not is_last_reminder(day, days, zone, until)


def left_until(days: int) -> tuple[int, bool]:
    """Return how much time is left in days as people count it: (number, whether of weeks), to the nearest week."""
    return ((days + 3) // 7, True) if days > DAYS_COUNTED else (days, False)


def day_after(day: date, zone: ZoneInfo, at: time) -> datetime:
    """Return the instant (UTC) at which the wall shows `at` on the day after a race."""
    return datetime.combine(day + timedelta(days=1), at, zone).astimezone(UTC)


def collected_until(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) from which on the results of a race are no news, on a wall in `zone`."""
    return day_after(day + COLLECTED_FOR, zone, time())
