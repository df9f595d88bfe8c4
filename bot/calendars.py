"""Calendars: races as an iCalendar file (RFC 5545) that programs subscribe to or take in."""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Event, Timezone

MAKER: Final = "-//Baton//Races//EN"
REFRESH: Final = timedelta(hours=6)
"""How often a program that subscribes is asked to look again; several look once a day, whatever they are asked."""

_RACES: Final = UUID("5f0d1a3e-7c7b-4c39-9b0e-6f3b52f6a0c1")
"""The space of names that races' ids are made in; another one would make every race twice in all calendars."""
_A_DAY: Final = timedelta(days=1)
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
_UTC: Final = frozenset({"UTC", "Etc/UTC"})


@dataclass(frozen=True, slots=True)
class CalendarRace:
    """A race as calendars know it.

    `uid` are the parts that make it known again, whatever else of it changes. `start` is what the clock there shows, in
    the IANA zone `zone`; None makes it last all day, and `duration` is an estimate then of no use. `created` and
    `changed` are instants, and `revision` counts the changes, from 0.
    """

    uid: tuple[str | int, ...]
    name: str
    day: date
    zone: str
    created: datetime
    changed: datetime
    revision: int = 0
    start: time | None = None
    duration: timedelta | None = None
    place: str = ""
    url: str = ""
    description: str = ""
    cancelled: bool = False

    @property
    def uid_text(self) -> str:
        """What the calendar knows the race by: the same for the same parts, and telling nothing of them."""
        return str(uuid5(_RACES, json.dumps(self.uid)))


def calendar_file(races: Iterable[CalendarRace], *, name: str, called_off: str, refresh: timedelta = REFRESH) -> bytes:
    """Return a calendar called `name`; the same races give the same bytes.

    `called_off` words the name of a cancelled race (`Called off: {name}`), as some programs show it like any other.
    Takes some 0.3 ms a race, and more the first time, so in a thread. Raises ZoneInfoNotFoundError for no zone.
    """
    # Wanted once in a while, and it costs a start-up some 70 ms.
    from icalendar import Calendar, vDuration, vText

    ordered = sorted(races, key=lambda race: (race.day, race.start or time.min, race.uid_text))
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(_line(name)))
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(refresh))
    for zone in _zones(ordered):
        calendar.add_component(zone)
    for race in ordered:
        calendar.add_component(_event(race, called_off))
    written: bytes = calendar.to_ical()
    return written


def _event(race: CalendarRace, called_off: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", race.uid_text)
    # Without a METHOD the stamp is that of the newest revision (RFC 5545, 3.8.7.2).
    event.add("dtstamp", race.changed.astimezone(UTC))
    event.add("created", race.created.astimezone(UTC))
    event.add("last-modified", race.changed.astimezone(UTC))
    event.add("sequence", race.revision)
    event.add("status", "CANCELLED" if race.cancelled else "CONFIRMED")
    event.add("summary", called_off.format(name=_line(race.name)) if race.cancelled else _line(race.name))
    if race.start is None:
        event.add("dtstart", race.day)
        event.add("dtend", race.day + _A_DAY)
        # A day with a race in it is not a day without room for anything else.
        event.add("transp", "TRANSPARENT")
    else:
        begin = _begin(race.day, race.start, race.zone)
        event.add("dtstart", begin)
        if race.duration is not None:
            event.add("dtend", _end(begin, race.duration))
    if place := _line(race.place):
        event.add("location", place)
    if race.url.startswith(("http://", "https://")):
        event.add("url", quote(race.url, safe=_SAFE, errors="replace"))
    if description := _clean(race.description):
        event.add("description", description)
    return event


def _begin(day: date, start: time, zone: str) -> datetime:
    """Return when the clock there shows `start`: the first time in autumn, and in spring what it shows instead."""
    begin = datetime.combine(day, start, _tz(zone))
    return begin.astimezone(UTC).astimezone(begin.tzinfo)


def _end(begin: datetime, duration: timedelta) -> datetime:
    """Return when something is over that takes so long; in UTC in the hour that the clock shows a second time."""
    end = (begin.astimezone(UTC) + duration).astimezone(begin.tzinfo)
    return end.astimezone(UTC) if end.fold else end


def _tz(zone: str) -> "ZoneInfo | timezone":
    # UTC is written as such, and needs no rules.
    return UTC if zone in _UTC else ZoneInfo(zone)


# --- zones ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Observance:
    """What a zone's clocks show from some instants on, and what they showed before."""

    before: timedelta
    offset: timedelta
    name: str
    summer: bool


def _zones(races: Iterable[CalendarRace]) -> Iterator["Timezone"]:
    """Yield the rules of each zone that the races' clocks follow, for their years and those around them."""
    years: defaultdict[str, set[int]] = defaultdict(set)
    for race in races:
        if race.start is not None and race.zone not in _UTC:
            years[race.zone].add(race.day.year)
    for zone, seen in sorted(years.items()):
        yield _zone(zone, _observances(zone, min(seen) - 1, max(seen) + 1))


def _zone(zone: str, observances: Mapping[_Observance, Sequence[datetime]]) -> "Timezone":
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    written = Timezone()
    written.add("tzid", zone)
    for observance, begins in observances.items():
        part = TimezoneDaylight() if observance.summer else TimezoneStandard()
        shown = [(begin + observance.before).replace(tzinfo=None) for begin in begins]
        part.add("dtstart", shown[0])
        # The first one again: programs have been seen to look for the beginning among the dates alone.
        part.add("rdate", shown)
        part.add("tzoffsetfrom", observance.before)
        part.add("tzoffsetto", observance.offset)
        part.add("tzname", observance.name)
        written.add_component(part)
    return written


@lru_cache(maxsize=64)
def _observances(zone: str, first_year: int, last_year: int) -> Mapping[_Observance, Sequence[datetime]]:
    """Return what holds from the beginning of the first year, and from each change up to the end of the last one.

    Each change stands there with its date, as there is no rule for clocks that follow the moon (Africa/Casablanca).
    """
    tz = ZoneInfo(zone)
    before, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    name, offset, saving = _shown(before, tz)
    found = defaultdict(list, {_Observance(offset, offset, name, saving > timedelta(0)): [before]})
    while before < end:
        after = before + _A_DAY
        if (shown := _shown(after, tz)) != (name, offset, saving):
            # Clocks are put forward in summer, or back for the winter, whichever of both a zone calls its standard.
            summer = shown[1] > offset and shown[2] != saving
            found[_Observance(offset, shown[1], shown[0], summer)].append(_change(before, after, tz))
            name, offset, saving = shown
        before = after
    return MappingProxyType(found)


def _change(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """Return the second from which on clocks show what they show at `after`."""
    new = _shown(after, tz)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _shown(middle, tz) == new:
            after = middle
        else:
            before = middle
    return after


def _shown(instant: datetime, tz: ZoneInfo) -> tuple[str, timedelta, timedelta]:
    there = instant.astimezone(tz)
    return there.tzname() or "", there.utcoffset() or timedelta(0), there.dst() or timedelta(0)


# --- text -------------------------------------------------------------------------------------------------------------


def _line(text: str) -> str:
    """Return text on one line."""
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Return text without what some program takes for the end of a line, or for no text at all; line feeds stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_kept(character) for character in lines).strip()


def _kept(character: str) -> str:
    match unicodedata.category(character):
        case "Zl" | "Zp":
            return "\n"
        case "Cc":
            return "\n" if character == "\n" else " "
        case "Cs":
            return ""
        case _:
            return character
