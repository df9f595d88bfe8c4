"""Calendars as other programs read them: by a parser of another maker, by a program, and line by line."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from bot.calendars import CalendarRace, calendar_file

RACE = CalendarRace(
    uid=("race", 7, 12),
    name="Elbe Half",
    day=date(2027, 4, 25),
    zone="Europe/Berlin",
    created=datetime(2026, 11, 1, 8, tzinfo=UTC),
    changed=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    start=time(9, 30),
    duration=timedelta(hours=2, minutes=30),
    place="Hamburg, Landungsbrücken",
    url="https://example.org/half?year=2027&lang=de",
    description="Half marathon\nIn: Ana, Ben; and you",
)
ALL_DAY = replace(RACE, start=None, duration=None)
ZONES = (
    *("Europe/Berlin", "Europe/Dublin", "Africa/Casablanca", "America/New_York", "America/St_Johns", "Asia/Kolkata"),
    *("Asia/Gaza", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "America/Nuuk", "Africa/Cairo"),
)


def written(races: Iterable[CalendarRace], name: str = "Harriers") -> bytes:
    return calendar_file(races, name=name, called_off="Called off: {name}")


def parsed(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def event(race: CalendarRace) -> Event:
    (found,) = parsed(written([race])).events
    return found


def by_its_own_rules(race: CalendarRace) -> Event:
    """Return a race read from a zone that nobody knows by its name, so that the file alone says when it is."""
    data = written([race]).replace(race.zone.encode(), b"Made/Up")
    (found,) = parsed(data).events
    return found


def instants(found: Event) -> tuple[datetime, datetime]:
    assert isinstance(found.dtstart, datetime)
    assert isinstance(found.dtend, datetime)
    return found.dtstart.astimezone(UTC), found.dtend.astimezone(UTC)


def lines(data: bytes) -> list[str]:
    """Return the content lines, unfolded."""
    return re.sub(rb"\r\n[ \t]", b"", data).decode().split("\r\n")[:-1]


# --- what is in it ---


def test_a_race_comes_back_as_it_was_given() -> None:
    found = event(RACE)
    assert (found.summary, found.location, found.description) == (RACE.name, RACE.place, RACE.description)
    assert str(found.url) == RACE.url
    assert instants(found) == (datetime(2027, 4, 25, 7, 30, tzinfo=UTC), datetime(2027, 4, 25, 10, tzinfo=UTC))
    assert (found.created, found.last_modified, found.dtstamp) == (RACE.created, RACE.changed, RACE.changed)
    assert (found.status, found.sequence) == ("CONFIRMED", 0)


def test_the_calendar_has_a_name_and_says_how_often_to_look() -> None:
    found = lines(written([], name="Harriers; Hamburg,\r\nand all"))
    assert found == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Baton//Races//EN",
        "CALSCALE:GREGORIAN",
        r"NAME:Harriers\; Hamburg\, and all",
        r"X-WR-CALNAME:Harriers\; Hamburg\, and all",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2027, 12, 31), date(2028, 1, 1)),
        (date(2027, 3, 28), date(2027, 3, 29)),
    ],
)
def test_a_race_without_a_start_lasts_all_day_and_ends_before_the_next(day: date, after: date) -> None:
    found = event(replace(ALL_DAY, day=day))
    assert (found.dtstart, found.dtend, found.transparency) == (day, after, "TRANSPARENT")
    assert b"VTIMEZONE" not in written([ALL_DAY])


def test_a_race_of_unknown_length_has_a_start_alone() -> None:
    data = written([replace(RACE, duration=None)])
    assert b"DTSTART;TZID=Europe/Berlin:20270425T093000\r\n" in data
    assert b"DTEND" not in data


def test_a_cancelled_race_says_so_twice() -> None:
    data = written([replace(RACE, cancelled=True, revision=3)])
    (found,) = parsed(data).events
    assert (found.status, found.summary, found.sequence) == ("CANCELLED", "Called off: Elbe Half", 3)


def test_a_race_is_known_again_whatever_else_changes() -> None:
    moved = replace(RACE, day=date(2027, 5, 2), name="Elbe Half {name}", revision=1, start=None)
    assert event(moved).uid == event(RACE).uid
    assert event(replace(RACE, uid=("race", 71, 2))).uid != event(RACE).uid
    assert "7" not in re.sub(r"[0-9a-f-]{36}", "", event(RACE).uid or "")


def test_the_same_races_give_the_same_bytes_in_whatever_order() -> None:
    races = [replace(RACE, uid=("race", 7, number), day=date(2027, 1, 1 + number)) for number in range(20)]
    assert written(races) == written(reversed(races))


@pytest.mark.parametrize("url", ["", "example.org", "javascript:alert(1)", "ftp://example.org/"])
def test_what_is_no_address_of_a_page_is_left_out(url: str) -> None:
    assert event(replace(RACE, url=url)).url is None


def test_no_address_breaks_out_of_its_line() -> None:
    data = written([replace(RACE, url="https://example.org/ä b\r\nSUMMARY:Mine")])
    assert "URL:https://example.org/%C3%A4%20b%0D%0ASUMMARY:Mine" in lines(data)


def test_five_hundred_races_are_five_hundred_events_and_each_zone_stands_there_once() -> None:
    races = [
        replace(RACE, uid=("race", number), day=date(2027, 1, 1) + timedelta(days=number), zone=ZONES[number % 3])
        for number in range(500)
    ]
    data = written(races)
    assert len({found.uid for found in parsed(data).events}) == 500
    assert [line for line in lines(data) if line.startswith("TZID:")] == [f"TZID:{zone}" for zone in sorted(ZONES[:3])]


# --- when it is ---


@given(st.sampled_from(ZONES), st.datetimes(datetime(2024, 1, 1), datetime(2040, 12, 31)), st.integers(1, 60 * 48))
@example("Europe/Berlin", datetime(2027, 3, 28, 2, 30), 60)
@example("Europe/Berlin", datetime(2027, 10, 31, 2, 30), 60)
@example("Europe/Berlin", datetime(2027, 10, 30, 20), 60 * 24)
@example("Africa/Casablanca", datetime(2027, 2, 7, 2, 30), 60)
@example("Africa/Casablanca", datetime(2027, 2, 20, 9), 240)
@example("Europe/Dublin", datetime(2027, 1, 3, 23), 240)
@example("Africa/Cairo", datetime(2027, 4, 30, 0, 30), 60)
@settings(max_examples=60)
def test_every_program_finds_the_same_instants_by_name_and_by_rule(zone: str, clock: datetime, minutes: int) -> None:
    clock = clock.replace(microsecond=0, second=0)
    length = timedelta(minutes=minutes)
    race = replace(RACE, zone=zone, day=clock.date(), start=clock.time(), duration=length)
    begin = clock.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert instants(event(race)) == (begin, begin + length)
    assert instants(by_its_own_rules(race)) == (begin, begin + length)


def times(race: CalendarRace) -> list[str]:
    return [line for line in lines(written([race])) if re.match(r"DT(START|END)[;:].*2027(03|10)", line)]


def test_a_start_that_spring_leaves_out_is_what_the_clock_shows_instead() -> None:
    spring = replace(RACE, day=date(2027, 3, 28), start=time(2, 30), duration=timedelta(hours=1))
    assert times(spring)[-2:] == [
        "DTSTART;TZID=Europe/Berlin:20270328T033000",
        "DTEND;TZID=Europe/Berlin:20270328T043000",
    ]


def test_a_start_that_autumn_has_twice_is_the_first_and_an_end_in_the_second_is_plain() -> None:
    autumn = replace(RACE, day=date(2027, 10, 31), start=time(2, 30), duration=timedelta(hours=1))
    assert times(autumn)[-2:] == ["DTSTART;TZID=Europe/Berlin:20271031T023000", "DTEND:20271031T013000Z"]


def test_a_race_may_go_on_after_midnight() -> None:
    night = replace(RACE, day=date(2027, 10, 30), start=time(22), duration=timedelta(hours=6))
    assert times(night)[-2:] == [
        "DTSTART;TZID=Europe/Berlin:20271030T220000",
        "DTEND;TZID=Europe/Berlin:20271031T030000",
    ]


def test_universal_time_needs_no_rules() -> None:
    data = written([replace(RACE, zone="UTC")])
    assert b"DTSTART:20270425T093000Z\r\n" in data
    assert b"VTIMEZONE" not in data


def test_clocks_that_follow_the_moon_have_each_date() -> None:
    found = lines(written([replace(RACE, zone="Africa/Casablanca")]))
    assert "RDATE:20260215T030000,20270207T030000,20280123T030000" in found
    assert "RDATE:20260322T020000,20270314T020000,20280305T020000" in found


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        written([replace(RACE, zone="Europe/Atlantis")])


# --- whatever people write ---

WRITTEN = st.text(st.characters(), max_size=120)


@given(WRITTEN, WRITTEN, WRITTEN, WRITTEN)
@example("Run,\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\u2028\x85\x0b\x0c\x00", "\\n\\;\\,:\"^'", "https://x.org/\ud800")
@example("🏃🏽‍♀️" * 30, "é" * 90, "\ufeff \n\n x", "https://x.org/" + "é" * 90)
@settings(max_examples=60)
def test_nothing_that_is_written_breaks_the_file(name: str, place: str, description: str, url: str) -> None:
    data = written([replace(RACE, name=name, place=place, description=description, url=url)], name=name)
    assert data.endswith(b"END:VCALENDAR\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode() == "".join(line.decode().splitlines())
    assert [line for line in lines(data) if line in ("BEGIN:VEVENT", "END:VEVENT")] == ["BEGIN:VEVENT", "END:VEVENT"]
    (found,) = parsed(data).events
    assert [character for character in found.summary or "" if character.isalnum()] == [
        character for character in name if character.isalnum()
    ]
    assert instants(found) == instants(event(RACE))


# --- programs ---


@pytest.fixture(scope="module")
def calcurse() -> str:
    """A calendar program for terminals, of another maker and with another reader of these files."""
    found = shutil.which("calcurse")
    assert found is not None
    return found


@pytest.mark.calendar
def test_a_calendar_program_takes_it_in(calcurse: str, tmp_path: Path) -> None:
    races = [
        RACE,
        replace(RACE, uid=("race", 2), name="Nile 10, by night 🏃", zone="Africa/Cairo", start=time(23)),
        replace(RACE, uid=("race", 3), name="Ramadan Run", zone="Africa/Casablanca", day=date(2027, 2, 20)),
        replace(RACE, uid=("race", 4), name="Two o'clock", day=date(2027, 10, 31), start=time(2, 30)),
        replace(ALL_DAY, uid=("race", 5), name="Leap; Day", day=date(2028, 2, 29), cancelled=True),
    ]
    file = tmp_path / "races.ics"
    file.write_bytes(written(races))

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [calcurse, "-D", str(tmp_path / "calcurse"), *arguments],
            env=os.environ | {"TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert "4 apps / 1 event / 0 todos / 0 skipped" in run("-i", str(file))
    taken = [re.sub(r">[0-9a-f]{40} ", "", line) for line in run("-G").splitlines()]
    assert taken == [
        "02/20/2027 @ 10:30 -> 02/20/2027 @ 13:00|Ramadan Run",
        "04/25/2027 @ 09:30 -> 04/25/2027 @ 12:00|Elbe Half",
        "04/25/2027 @ 23:00 -> 04/26/2027 @ 01:30|Nile 10, by night 🏃",
        "10/31/2027 @ 02:30 -> 10/31/2027 @ 04:00|Two o'clock",
        "02/29/2028 [1] Called off: Leap; Day",
    ]
