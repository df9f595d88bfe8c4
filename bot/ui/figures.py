"""Figures and dates as members read them: distances, times, paces, days and weeks."""

from datetime import date, datetime
from fractions import Fraction
from typing import Final

from bot.domain.dates import Week
from bot.domain.leaderboards import WHOLE_FROM_M
from bot.domain.units import Unit, distance_text, duration_text, pace_text, round_half_up
from bot.services.teams import TeamUnits
from bot.ui import text

TRACK_BELOW_M: Final = 1_000
FOOT_M: Final = 0.3048


def distance(metres: float, unit: Unit) -> str:
    """Return `10.0 km`, and below a kilometre `400 m`, as on a track; miles stay miles."""
    if unit is Unit.KM and 0 < (whole := round_half_up(metres)) < TRACK_BELOW_M:
        return text.METRES.format(metres=whole)
    return distance_text(metres, unit)


def total_distance(metres: float, unit: Unit) -> str:
    """Return a sum of distances: `42.5 km`, and `412 km` where tenths no longer matter."""
    if metres < WHOLE_FROM_M:
        return distance_text(metres, unit)
    number, name = distance_text(metres, unit, 0).split(" ")
    return f"{int(number):,} {name}"


def climb(metres: float, unit: Unit) -> str:
    """Return metres of climb as `1,240 m`, or `4,068 ft` for who reads miles."""
    if unit is Unit.MI:
        return text.FEET.format(feet=f"{round_half_up(metres / FOOT_M):,}")
    return text.METRES.format(metres=f"{round_half_up(metres):,}")


def team_climb(metres: float, units: TeamUnits) -> str:
    """Return metres of climb in the team's units: `1,240 m`, or `1,240 m · 4,068 ft`."""
    return text.BETWEEN.join(climb(metres, unit) for unit in _units(units))


def pace(metres: float, seconds: float, unit: Unit) -> str:
    """Return `5:13 /km`. Raises ValueError unless the distance is positive."""
    return pace_text(metres, seconds, unit).replace("/", " /")


def duration(seconds: float) -> str:
    """Return `52:10` or `1:39:59`."""
    return duration_text(seconds)


def halves(number: Fraction) -> str:
    """Return a number of halves: `3`, `2½`, `½`."""
    whole, rest = divmod(number, 1)
    return f"{whole or ''}½" if rest else str(whole)


def team_distance(metres: float, units: TeamUnits) -> str:
    """Return a distance in the team's units: `10.0 km`, `6.2 mi`, or `10.0 km · 6.2 mi`."""
    return text.BETWEEN.join(distance(metres, unit) for unit in _units(units))


def team_total_distance(metres: float, units: TeamUnits) -> str:
    """Return a sum of distances in the team's units: `412 km`, or `412 km · 256 mi`."""
    return text.BETWEEN.join(total_distance(metres, unit) for unit in _units(units))


def team_pace(metres: float, seconds: float, units: TeamUnits) -> str:
    """Return a pace in the team's units. Raises ValueError unless the distance is positive."""
    return text.BETWEEN.join(pace(metres, seconds, unit) for unit in _units(units))


def _units(units: TeamUnits) -> tuple[Unit, ...]:
    if units is TeamUnits.BOTH:
        return (Unit.KM, Unit.MI)
    return (Unit.MI,) if units is TeamUnits.MI else (Unit.KM,)


def day(when: date, today: date | None = None) -> str:
    """Return `Saturday 21 Nov`, with the year when it is not today's."""
    return _day(when, text.WEEKDAYS[when.weekday()], today)


def full_day(when: date) -> str:
    """Return `Saturday 21 Nov 2026`, for what is read at any time."""
    return _day(when, text.WEEKDAYS[when.weekday()], date.min)


def short_day(when: date, today: date | None = None) -> str:
    """Return `Sat 21 Nov`, with the year when it is not today's."""
    return _day(when, text.WEEKDAYS[when.weekday()][:3], today)


def _day(when: date, weekday: str, today: date | None) -> str:
    template = text.DATE if today is None or when.year == today.year else text.DATE_OF_ANOTHER_YEAR
    return template.format(weekday=weekday, day=when.day, month=text.MONTHS[when.month - 1], year=when.year)


def instant(when: datetime, style: str) -> str:
    """Return an aware instant as Discord shows it on the reader's own clock: `R` as in "2 hours ago", `D` a date."""
    return f"<t:{int(when.timestamp())}:{style}>"


def days(week: Week) -> str:
    """Return `16–22 Nov`, or `28 Sep – 4 Oct`."""
    monday, sunday = week.monday, week.sunday
    template = text.DAYS if monday.month == sunday.month else text.DAYS_OF_TWO_MONTHS
    return template.format(
        monday=monday.day,
        monday_month=text.MONTHS[monday.month - 1],
        sunday=sunday.day,
        month=text.MONTHS[sunday.month - 1],
    )
