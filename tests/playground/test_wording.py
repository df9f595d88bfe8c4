"""Spans, and the instants the clock buttons lead to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.wording import (
    day_text,
    length_text,
    next_first,
    next_hour,
    next_monday,
    span_text,
    time_text,
    tomorrow,
)

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 4, 3, 8, 0, tzinfo=UTC)

instants = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]).map(
    ZoneInfo
)


@given(instants, zones)
def test_next_monday_is_a_monday_at_eight_within_a_week(now: datetime, zone: ZoneInfo) -> None:
    local = next_monday(now, zone).astimezone(zone)
    assert (local.weekday(), local.hour, local.minute) == (0, 8, 0)
    assert timedelta(0) < next_monday(now, zone) - now <= timedelta(days=7, hours=1)


@given(instants, zones)
def test_the_next_first_is_at_nine_within_a_month(now: datetime, zone: ZoneInfo) -> None:
    local = next_first(now, zone).astimezone(zone)
    assert (local.day, local.hour, local.minute) == (1, 9, 0)
    assert timedelta(0) < next_first(now, zone) - now <= timedelta(days=31, hours=1)


@given(instants, zones)
def test_tomorrow_keeps_the_wall_clock(now: datetime, zone: ZoneInfo) -> None:
    here, there = now.astimezone(zone), tomorrow(now, zone).astimezone(zone)
    assert there.date() == here.date() + timedelta(days=1)
    # In the hour that spring skips, the clock shows the hour after it.
    assert there.time() == here.time() or abs(tomorrow(now, zone) - now - timedelta(days=1)) <= timedelta(hours=1)


def test_tomorrow_is_23_hours_away_when_the_clocks_go_forward() -> None:
    saturday = datetime(2026, 3, 28, 9, 0, tzinfo=LONDON).astimezone(UTC)
    assert tomorrow(saturday, LONDON) - saturday == timedelta(hours=23)


def test_an_hour_is_an_hour() -> None:
    assert next_hour(NOW, LONDON) - NOW == timedelta(hours=1)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "now"),
        (29, "now"),
        (60, "in 1 minute"),
        (-300, "5 minutes ago"),
        (3600, "in 1 hour"),
        (30 * 3600, "in 30 hours"),
        (48 * 3600, "in 2 days"),
        (71 * 3600, "in 3 days"),
    ],
)
def test_spans_are_said_as_people_do(seconds: int, said: str) -> None:
    assert span_text(NOW, NOW + timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(46 * 60, "46:00"), (59.6, "1:00"), (3_905, "1:05:05"), (3_599.5, "1:00:00")]
)
def test_lengths_are_said_as_runners_do(seconds: float, said: str) -> None:
    assert length_text(seconds) == said


def test_days_and_times_are_the_teams() -> None:
    assert day_text(NOW, LONDON) == "Friday 3 April"
    assert time_text(NOW, LONDON) == "09:00"
