"""Events of races: they last from the first start to the last runners, over midnight and over clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.race_events import EventSpan, event_span
from bot.domain.races import lasts

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2027, 4, 11)
HALF, MARATHON = 21_098, 42_195


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_event_lasts_from_the_first_start_until_the_last_runners_of_any_distance_are_in() -> None:
    span = event_span(DAY, BERLIN, [(HALF, time(10, 30)), (MARATHON, time(9, 0))])
    assert span == EventSpan(utc("2027-04-11 07:00"), utc("2027-04-11 07:00") + lasts(MARATHON), whole_day=False)
    late_half = event_span(DAY, BERLIN, [(HALF, time(15, 0)), (MARATHON, time(9, 0))])
    assert late_half.ends_at == utc("2027-04-11 13:00") + lasts(HALF)


def test_a_distance_without_a_start_goes_with_the_first_one() -> None:
    span = event_span(DAY, BERLIN, [(HALF, time(9, 0)), (MARATHON, None)])
    assert span == EventSpan(utc("2027-04-11 07:00"), utc("2027-04-11 07:00") + lasts(MARATHON), whole_day=False)


def test_a_race_ends_on_the_next_day_where_it_goes_over_midnight() -> None:
    span = event_span(DAY, BERLIN, [(MARATHON, time(22, 0))])
    assert span.ends_at.astimezone(BERLIN).date() == DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "starts_at", "ends_there"),
    [
        # Clocks go forward from 2:00 to 3:00, and back from 3:00 to 2:00.
        (date(2027, 3, 28), "2027-03-28 00:30", "2027-03-28 09:32"),
        (date(2027, 10, 31), "2027-10-30 23:30", "2027-10-31 07:32"),
    ],
)
def test_how_long_a_race_lasts_is_elapsed_time_over_a_clock_change(day: date, starts_at: str, ends_there: str) -> None:
    span = event_span(day, BERLIN, [(MARATHON, time(1, 30))])
    assert span.starts_at == utc(starts_at)
    assert span.ends_at - span.starts_at == lasts(MARATHON)
    assert f"{span.ends_at.astimezone(BERLIN):%Y-%m-%d %H:%M}" == ends_there


def test_a_start_that_the_wall_never_shows_falls_after_the_gap() -> None:
    span = event_span(date(2027, 3, 28), BERLIN, [(HALF, time(2, 30))])
    assert span.starts_at.astimezone(BERLIN).time() == time(3, 30)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", DAY, 24),
        ("Europe/Berlin", date(2027, 3, 28), 23),
        ("Europe/Berlin", date(2027, 10, 31), 25),
        # Clocks go forward at midnight: the day begins at one.
        ("Africa/Cairo", date(2027, 4, 30), 23),
        ("Pacific/Kiritimati", DAY, 24),
    ],
)
def test_a_race_whose_start_nobody_knows_has_its_whole_day_on_its_own_wall(zone: str, day: date, hours: int) -> None:
    span = event_span(day, ZoneInfo(zone), [(HALF, None)])
    assert span.whole_day
    assert {moment.astimezone(ZoneInfo(zone)).date() for moment in (span.starts_at, span.ends_at)} == {day}
    assert span.ends_at - span.starts_at == timedelta(hours=hours, minutes=-1)


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    distances=st.lists(
        st.tuples(st.integers(100, 1_000_000), st.none() | st.times().map(lambda one: one.replace(second=0))),
        min_size=1,
        max_size=6,
    ),
)
def test_an_event_ends_after_it_begins_wherever_and_whenever(
    zone: str, day: date, distances: list[tuple[int, time | None]]
) -> None:
    span = event_span(day, ZoneInfo(zone), distances)
    assert span.ends_at - span.starts_at > timedelta(minutes=30)
