"""Team weeks and periods, dates as people type them, and the next due time across clock changes."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Self
from zoneinfo import ZoneInfo

from bot.domain.units import ParseError, typed_text

_WEEK_KEY: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, Monday first; around New Year its `year` can differ from the calendar's.

    Raises ValueError for a week that no calendar has.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a week 53 in a year of 52, and years whose Sundays Python cannot hold."""
        if not 1 <= self.year <= 9998:
            raise ValueError(f"no such year: {self.year}")
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the week that holds `day`."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read a key such as `2026-W47`; ValueError for anything else."""
        match = _WEEK_KEY.fullmatch(key)
        if match is None:
            raise ValueError("a week's key looks like 2026-W47")
        return cls(int(match[1]), int(match[2]))

    @property
    def key(self) -> str:
        """The stored form, `2026-W47`; keys sort as the weeks do."""
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The seventh day."""
        return date.fromisocalendar(self.year, self.number, 7)

    def days(self) -> tuple[date, ...]:
        """Return the seven days, Monday first."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def previous(self) -> Self:
        """Return the week before."""
        return type(self).of(self.monday - timedelta(days=7))

    def next(self) -> Self:
        """Return the week after."""
        return type(self).of(self.monday + timedelta(days=7))


class PeriodKind(StrEnum):
    """The spans that totals are kept for."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"
    WINDOW = "window"
    """The last thirty days; `WINDOW_KEY`, which moves on with every day."""


WINDOW_KEY: Final = "30d"
WINDOW_DAYS: Final = 30


def window_from(today: date) -> date:
    """Return the first of the thirty days that end with `today`."""
    return today - timedelta(days=WINDOW_DAYS - 1)


def period_keys(day: date) -> dict[PeriodKind, str]:
    """Return the key of each period that holds `day` for good: `2026-W47`, `2026-11`, `2026` and `all`.

    The season is the calendar year. The days around New Year can lie in a week of the other year.
    """
    return {
        PeriodKind.WEEK: Week.of(day).key,
        PeriodKind.MONTH: f"{day.year:04d}-{day.month:02d}",
        PeriodKind.SEASON: f"{day.year:04d}",
        PeriodKind.ALL: "all",
    }


def local_today(instant: datetime, zone: ZoneInfo) -> date:
    """Return the date on the wall in `zone` at an aware `instant`; ValueError for a naive one."""
    return _aware(instant).astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A wall-clock time once a week (`weekday` 0 is Monday), once a month (`month_day` 1 to 28), or every day."""

    weekday: int | None
    at: time
    month_day: int | None = None

    def __post_init__(self) -> None:
        """Refuse a weekday that is none, a day that not every month has, and a time that brings its own zone."""
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError("a weekday is 0 (Monday) to 6 (Sunday)")
        if self.month_day is not None and (self.weekday is not None or not 1 <= self.month_day <= 28):
            raise ValueError("a day of the month is 1 to 28, and then no weekday")
        if self.at.tzinfo is not None:
            raise ValueError("a rule's time is the wall's; the zone comes with the team")

    def falls_on(self, day: date) -> bool:
        """Tell whether it comes on this day."""
        if self.month_day is not None:
            return day.day == self.month_day
        return self.weekday is None or day.weekday() == self.weekday


def next_due(rule: Recurrence, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first instant (UTC), later than `after`, at which a wall in `zone` shows the rule's time.

    A wall time that spring skips falls the same distance after the gap; of one that autumn repeats, the first
    pass counts. So every day, week or month gets exactly one instant, where cron triggers skip or double some.
    Raises ValueError when `after` is naive.
    """
    # One day back as well: a time moved out of a gap can fall on the day after its own.
    day = _aware(after).astimezone(zone).date() - timedelta(days=1)
    while True:
        if rule.falls_on(day):
            # fold=0 is zoneinfo's word for both rules: the first pass, and in a gap the offset from before it.
            due = datetime.combine(day, rule.at.replace(fold=0), tzinfo=zone).astimezone(UTC)
            if due > after:
                return due
        day += timedelta(days=1)


def _aware(instant: datetime) -> datetime:
    """Return `instant`, which must know its zone: a naive one would be read as the machine's time."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant


_Date = date  # the fields of `When` take the names of their types
_Time = time


@dataclass(frozen=True, slots=True)
class When:
    """The local date of a run and, when it was said, the local time of its start."""

    date: _Date
    time: _Time | None = None


WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed", "weds"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
COUNTS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
# From and until which hour a part of the day lasts: a time outside it contradicts it.
_DAY_PARTS: Final = {"morning": (0, 12), "afternoon": (12, 18), "evening": (16, 24), "night": (17, 24)}
_OLDEST: Final = date(1900, 1, 1)
# "28 Dec" in January is last year's; in November it is more likely a slip for a day to come.
_YEARLESS_REACH: Final = timedelta(days=183)

_SPACED_AMPM: Final = re.compile(r"([0-9]) ([ap])\.?m\b\.?")
_TIME_12: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?([ap])\.?m\.?")
_TIME_24: Final = re.compile(r"([0-9]{1,2})[:h]([0-9]{2})(?::[0-9]{2})?")
_MONTH_NAME: Final = r"(?P<month>[a-z]{3,9})\.?"
_DAY_NUMBER: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_ISO: Final = re.compile(r"(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
_DOTTED: Final = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})?")
_SLASHED: Final = re.compile(r"(?P<one>[0-9]{1,2})([/-])(?P<two>[0-9]{1,2})(?:\2(?P<year>[0-9]{4}))?")
_NAMED: Final = (
    re.compile(rf"{_DAY_NUMBER}(?: of)?[ -]?{_MONTH_NAME}(?:[ -](?P<year>[0-9]{{4}}))?"),
    re.compile(rf"{_MONTH_NAME}[ -]?{_DAY_NUMBER}(?: (?P<year>[0-9]{{4}}))?"),
)
# A bare number, 20.11 (a day or a time?), and 20/11/26 (which of them is the year?).
_HALF_SAID: Final = re.compile(r"[0-9]{1,4}|[0-9]{1,2}\.[0-9]{1,2}|[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}")
_AGO: Final = re.compile(r"(?P<count>[0-9]{1,4}|[a-z]{1,5}) ?(?P<unit>minute|min|hour|hr|h|day|week)s? ago")


def parse_when(text: str, now_local: datetime) -> When:
    """Read `today`, `yesterday 6am`, `last saturday`, `2026-11-20 07:30`, `20 Nov`, `3 days ago` as a date.

    `now_local` is the runner's wall clock. A weekday alone is its latest one, today included; `last` leaves
    today out. A day without a year is this year's, or last year's at most half a year back. A time to come is
    refused with the code `future`; `6`, `5/11` and `20/11/26` are `ambiguous`, all else unknown is `invalid`.
    """
    now = now_local.replace(tzinfo=None)
    words = typed_text(text).lower().replace(",", " ")
    words = re.sub(r"([0-9])t([0-9])", r"\1 \2", words)  # ISO's letter between date and time
    words = _SPACED_AMPM.sub(r"\1\2m", words)
    times: list[time] = []
    rest: list[str] = []
    for word in words.split():
        if word in ("at", "on", "the", "@"):
            continue
        clock = _time_of(word, text)
        if clock is None:
            rest.append(word)
        else:
            times.append(clock)
    if len(times) > 1:
        raise ParseError("invalid", text)
    when = _phrase(rest, times[0] if times else None, now, text)
    if when.date < _OLDEST:
        raise ParseError("invalid", text)
    if when.date > now.date() or (when.time is not None and datetime.combine(when.date, when.time) > now):
        raise ParseError("future", text)
    return when


def _time_of(word: str, text: str) -> time | None:
    """Return the time of day that `word` is, None when it is none; a clock showing 25:00 is `invalid`."""
    if word == "noon":
        return time(12)
    match = _TIME_12.fullmatch(word)
    if match is not None:
        hour, minute = int(match[1]), int(match[2] or 0)
        if not 1 <= hour <= 12 or minute > 59:
            raise ParseError("invalid", text)
        return time(hour % 12 + (12 if match[3] == "p" else 0), minute)
    match = _TIME_24.fullmatch(word)
    if match is not None:
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise ParseError("invalid", text)
        return time(hour, minute)
    return None


def _phrase(words: list[str], clock: time | None, now: datetime, text: str) -> When:
    """Return what the words around the time say: a part of a day, a span ago, or a day."""
    today = now.date()
    if words == ["now"] and clock is None:
        return When(today, now.time().replace(second=0, microsecond=0))
    if words in (["tonight"], ["last", "night"]):
        words = ["today" if words[0] == "tonight" else "yesterday", "night"]
    if words and words[-1] in _DAY_PARTS:
        begins, ends = _DAY_PARTS[words[-1]]
        if clock is not None and not begins <= clock.hour < ends:
            raise ParseError("ambiguous", text)  # "yesterday evening 6:30"
        words = words[:-1]
        day = today if words == ["this"] else _day(" ".join(words), today, text)
        if day == today and now.hour < begins:
            raise ParseError("future", text)
        return When(day, clock)
    phrase = " ".join(words)
    ago = _AGO.fullmatch(phrase)
    if ago is not None:
        return _ago(ago, clock, now, text)
    if phrase == "":
        return When(today, clock)
    return When(_day(phrase, today, text), clock)


def _ago(match: re.Match[str], clock: time | None, now: datetime, text: str) -> When:
    """Return the moment or day so long before now."""
    word = match["count"]
    count = int(word) if word.isdigit() else COUNTS.get(word)
    if count is None:
        raise ParseError("invalid", text)
    if match["unit"] in ("day", "week"):
        return When(now.date() - timedelta(days=count * (7 if match["unit"] == "week" else 1)), clock)
    if clock is not None:
        raise ParseError("invalid", text)
    hours = match["unit"] in ("hour", "hr", "h")
    moment = now - (timedelta(hours=count) if hours else timedelta(minutes=count))
    return When(moment.date(), moment.time().replace(second=0, microsecond=0))


def _day(phrase: str, today: date, text: str) -> date:
    """Return the day that the phrase names."""
    yesterday = today - timedelta(days=1)
    spoken = {"today": today, "yesterday": yesterday, "day before yesterday": yesterday - timedelta(days=1)}
    if phrase in spoken:
        return spoken[phrase]
    if phrase == "tomorrow" or phrase.startswith(("next ", "in ")):
        raise ParseError("future", text)
    which, _, name = phrase.rpartition(" ")
    if name in WEEKDAYS and which in ("", "last", "this"):
        return _weekday(which, WEEKDAYS[name], today)
    return _calendar_day(phrase, today, text)


def _weekday(which: str, weekday: int, today: date) -> date:
    """Return the latest such weekday, with `last` not today, with `this` the one of the current week."""
    if which == "this":
        return today + timedelta(days=weekday - today.weekday())
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or (7 if which == "last" else 0))


def _calendar_day(phrase: str, today: date, text: str) -> date:
    """Return the day of a written date."""
    year, month, day = written_date(phrase, text)
    return _dated(year, month, day, today, text)


def written_date(phrase: str, text: str) -> tuple[int | None, int, int]:
    """Return (year if it was written, month, day) of a phrase in small letters: `20 nov`, `2026-11-20`, `20.11.`.

    With slashes only where day and month cannot be confused. Raises ParseError, which quotes `text`.
    """
    match = _ISO.fullmatch(phrase) or _DOTTED.fullmatch(phrase)
    if match is not None:
        return _year(match), int(match["month"]), int(match["day"])
    for pattern in _NAMED:
        match = pattern.fullmatch(phrase)
        if match is not None and match["month"] in _MONTHS:
            return _year(match), _MONTHS[match["month"]], int(match["day"])
    match = _SLASHED.fullmatch(phrase)
    if match is not None:
        one, two = int(match["one"]), int(match["two"])
        if one <= 12 and two <= 12 and one != two:
            raise ParseError("ambiguous", text)  # 5/11 is May in Boston and November in London
        return _year(match), min(one, two), max(one, two)
    if _HALF_SAID.fullmatch(phrase) or phrase in _MONTHS:
        raise ParseError("ambiguous", text)
    raise ParseError("invalid", text)


def _year(match: re.Match[str]) -> int | None:
    return None if match["year"] is None else int(match["year"])


def _dated(year: int | None, month: int, day: int, today: date, text: str) -> date:
    """Return the date; without a year this year's, or last year's while that is the nearer one."""
    if year is not None:
        this_year = date_or_none(year, month, day)
        if this_year is None:
            raise ParseError("invalid", text)
        return this_year
    this_year = date_or_none(today.year, month, day)
    if this_year is not None and this_year <= today:
        return this_year
    last_year = date_or_none(today.year - 1, month, day)
    if last_year is not None and today - last_year <= _YEARLESS_REACH:
        return last_year
    raise ParseError("invalid" if this_year is None else "future", text)


def date_or_none(year: int, month: int, day: int) -> date | None:
    """Return the date, or None for a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
