"""Weeks, period keys, and the days that people type."""

from calendar import month_name
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PeriodKind, Week, When, local_today, parse_when, period_keys
from bot.domain.units import ParseError

NOW = datetime(2026, 11, 25, 15, 0)  # a Wednesday
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31))


def code_of(text: str, now: datetime = NOW) -> str:
    with pytest.raises(ParseError) as caught:
        parse_when(text, now)
    return caught.value.code


def outcome_of(text: str, now: datetime) -> When | str:
    """Return what was understood, or the code of the refusal; any other exception goes through."""
    try:
        return parse_when(text, now)
    except ParseError as error:
        return error.code


@given(day=DAYS)
def test_a_week_holds_its_days_monday_first(day: date) -> None:
    week = Week.of(day)
    assert day in week.days()
    assert [one.weekday() for one in week.days()] == list(range(7))
    assert (week.monday, week.sunday) == (week.days()[0], week.days()[-1])
    assert all(Week.of(one) == week for one in week.days())


@given(day=DAYS)
def test_weeks_follow_each_other_without_gap(day: date) -> None:
    week = Week.of(day)
    assert week.next().monday == week.sunday + timedelta(days=1)
    assert week.next().previous() == week
    assert week.previous() < week < week.next()


@given(one=DAYS, other=DAYS)
def test_a_weeks_key_reads_back_and_sorts_like_the_week(one: date, other: date) -> None:
    first, second = Week.of(one), Week.of(other)
    assert Week.parse(first.key) == first
    assert (first.key < second.key) == (first < second)


@pytest.mark.parametrize("key", ["2026-47", "2026-W54", "2025-W53", "2026-W00", "\u0662026-W01", "2026-W01\n", ""])
def test_a_week_that_no_calendar_has_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"week|year"):
        Week.parse(key)


@pytest.mark.parametrize("year", [0, -1, 9999, 10_000])
def test_a_week_whose_days_cannot_be_held_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="year"):
        Week(year, 1)


def test_new_year_lies_in_the_old_years_last_week() -> None:
    assert Week.of(date(2027, 1, 1)) == Week(2026, 53)
    assert period_keys(date(2027, 1, 1)) == {
        PeriodKind.WEEK: "2026-W53",
        PeriodKind.MONTH: "2027-01",
        PeriodKind.SEASON: "2027",
        PeriodKind.ALL: "all",
    }


def test_today_depends_on_the_zone() -> None:
    instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert local_today(instant, ZoneInfo("America/Los_Angeles")) == date(2026, 11, 22)
    assert local_today(instant, ZoneInfo("Pacific/Auckland")) == date(2026, 11, 23)


def test_a_naive_instant_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_today(NOW, ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("today", date(2026, 11, 25), None),
        ("now", date(2026, 11, 25), time(15, 0)),
        ("yesterday", date(2026, 11, 24), None),
        ("Yesterday 6am", date(2026, 11, 24), time(6)),
        ("yesterday at 6:30 pm", date(2026, 11, 24), time(18, 30)),
        ("6am yesterday", date(2026, 11, 24), time(6)),
        ("yesterday evening", date(2026, 11, 24), None),
        ("yesterday evening 6.30pm", date(2026, 11, 24), time(18, 30)),
        ("last night", date(2026, 11, 24), None),
        ("the day before yesterday", date(2026, 11, 23), None),
        ("saturday", date(2026, 11, 21), None),
        ("on Sat", date(2026, 11, 21), None),
        ("last saturday", date(2026, 11, 21), None),
        ("wednesday", date(2026, 11, 25), None),
        ("last wednesday", date(2026, 11, 18), None),
        ("this monday", date(2026, 11, 23), None),
        ("monday morning", date(2026, 11, 23), None),
        ("sunday 07:30", date(2026, 11, 22), time(7, 30)),
        ("2026-11-20", date(2026, 11, 20), None),
        ("2026-11-20 07:30", date(2026, 11, 20), time(7, 30)),
        ("2026-11-20T07:30", date(2026, 11, 20), time(7, 30)),
        ("2026/11/20", date(2026, 11, 20), None),
        ("20 Nov", date(2026, 11, 20), None),
        ("Nov 20", date(2026, 11, 20), None),
        ("20. November", date(2026, 11, 20), None),
        ("20th of November", date(2026, 11, 20), None),
        ("November 20th, 2025", date(2025, 11, 20), None),
        ("30 Jan", date(2026, 1, 30), None),
        ("20.11.2026", date(2026, 11, 20), None),
        ("20.11.", date(2026, 11, 20), None),
        ("20/11", date(2026, 11, 20), None),
        ("11/20/2026", date(2026, 11, 20), None),
        ("5/5", date(2026, 5, 5), None),
        ("3 days ago", date(2026, 11, 22), None),
        ("a week ago", date(2026, 11, 18), None),
        ("two days ago 7am", date(2026, 11, 23), time(7)),
        ("2 hours ago", date(2026, 11, 25), time(13)),
        ("20 hours ago", date(2026, 11, 24), time(19)),
        ("6am", date(2026, 11, 25), time(6)),
        ("12am", date(2026, 11, 25), time(0)),
        ("noon", date(2026, 11, 25), time(12)),
        ("15:00", date(2026, 11, 25), time(15)),
        ("this morning", date(2026, 11, 25), None),
        ("this morning 6 a.m.", date(2026, 11, 25), time(6)),
    ],
)
def test_a_day_as_people_type_it(text: str, day: date, clock: time | None) -> None:
    assert parse_when(text, NOW) == When(day, clock)


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "next saturday",
        "in 2 days",
        "this friday",
        "15:01",
        "4pm",
        "this evening",
        "tonight",
        "tomorrow morning",
        "2026-11-26",
        "26 Nov",
        "30 Dec",
        "today 11pm",
        "9999-12-31",
    ],
)
def test_a_time_to_come_is_refused(text: str) -> None:
    assert code_of(text) == "future"


@pytest.mark.parametrize(
    "text", ["6", "10", "2026", "may", "5/11", "5/11/2026", "20.11", "6.30", "20/11/26", "yesterday evening 6:30"]
)
def test_a_day_with_two_meanings_is_asked_about(text: str) -> None:
    assert code_of(text) == "ambiguous"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "banana",
        "5k",
        "31 Feb",
        "29 Feb",
        "2026-02-30",
        "31.11.",
        "25:00",
        "13pm",
        "0am",
        "6am 7am",
        "now 6am",
        "1899-12-31",
        "9999 weeks ago",
        "some days ago",
        "last week",
        "morning",
        "2 hours ago 6am",
        "20 foo",
        "\u0662\u0660\u0662\u0666-\u0661\u0661-20",
        "x" * 10_000,
        "1 " * 5_000,
        "2026-11-20 07:30:00 +25:00",
        "\x00",
    ],
)
def test_an_unknown_day_is_refused(text: str) -> None:
    assert code_of(text) == "invalid"


def test_in_january_december_is_last_years() -> None:
    january = datetime(2027, 1, 5, 9, 0)
    assert parse_when("28 Dec", january) == When(date(2026, 12, 28))
    assert code_of("28 Jun", january) == "future"


def test_a_leap_day_without_a_year_is_the_one_just_past() -> None:
    assert parse_when("29 Feb", datetime(2028, 3, 1)) == When(date(2028, 2, 29))


def test_on_a_saturday_the_word_means_today_and_last_means_a_week_ago() -> None:
    saturday = datetime(2026, 11, 21, 12, 0)
    assert parse_when("saturday", saturday).date == date(2026, 11, 21)
    assert parse_when("last saturday", saturday).date == date(2026, 11, 14)
    assert code_of("saturday 6pm", saturday) == "future"


def test_the_clock_may_bring_its_zone() -> None:
    now = NOW.replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    assert parse_when("yesterday 6am", now) == When(date(2026, 11, 24), time(6))


@given(now=MOMENTS, back=st.integers(0, 1_000), minute=st.integers(0, 24 * 60 - 1))
def test_every_spelling_of_a_past_moment_means_the_same(now: datetime, back: int, minute: int) -> None:
    day = now.date() - timedelta(days=back + 1)
    clock = time(minute // 60, minute % 60)
    month = month_name[day.month]
    twelve = f"{clock.hour % 12 or 12}:{clock.minute:02d}{'pm' if clock.hour >= 12 else 'am'}"
    spellings = [
        f"{day.isoformat()} {clock:%H:%M}",
        f"{day.isoformat()}T{clock:%H:%M}",
        f"{clock:%H:%M} {day.day} {month} {day.year}",
        f"{month[:3]} {day.day}, {day.year} at {twelve}",
        f"{day.day:02d}.{day.month:02d}.{day.year} {twelve}",
        f"{back + 1} days ago {twelve}",
    ]
    assert {parse_when(text, now) for text in spellings} == {When(day, clock)}


WORDS = st.sampled_from(
    [
        "today",
        "yesterday",
        "tomorrow",
        "last",
        "this",
        "next",
        "saturday",
        "mon",
        "6am",
        "12pm",
        "07:30",
        "25:99",
        "20",
        "nov",
        "2026-11-20",
        "30/2",
        "1.1.",
        "0000-00-00",
        "3",
        "days",
        "ago",
        "9999",
        "weeks",
        "hours",
        "a",
        "morning",
        "night",
        "at",
        "on",
        "the",
        "now",
        "noon",
        "tonight",
        "may",
        "29",
        "feb",
    ]
)


@given(text=st.text(max_size=300) | st.lists(WORDS, max_size=6).map(" ".join), now=MOMENTS)
def test_whatever_is_typed_gives_a_past_moment_or_a_parse_error(text: str, now: datetime) -> None:
    outcome = outcome_of(text, now)
    if isinstance(outcome, str):
        assert outcome in {"invalid", "ambiguous", "future"}
        return
    assert date(1900, 1, 1) <= outcome.date <= now.date()
    assert outcome.time is None or datetime.combine(outcome.date, outcome.time) <= now
