"""Questions that come every week: each day once by the clock on the wall, and while an answer still helps."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.weekly_asks import ASKED, HELPFUL_UNTIL, Ask, asked_at, due, next_day

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Australia/Lord_Howe"]).map(
    ZoneInfo
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-21 09:59", None),
        ("2026-11-21 10:00", date(2026, 11, 21)),
        ("2026-11-22 11:59", date(2026, 11, 21)),
        ("2026-11-22 12:00", None),
        # The clocks change on these Sundays.
        ("2027-03-28 11:59", date(2027, 3, 27)),
        ("2027-03-28 12:00", None),
        ("2026-10-25 11:59", date(2026, 10, 24)),
    ],
)
def test_which_days_one_can_run_is_asked_from_saturday_at_ten_until_sunday_noon(moment: str, day: date | None) -> None:
    found = due(Ask.AVAILABILITY, BERLIN, at(moment))
    assert (None if found is None else found.day) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-26 17:59", None),
        ("2026-11-26 18:00", date(2026, 11, 26)),
        ("2026-11-27 20:59", date(2026, 11, 26)),
        ("2026-11-27 21:00", None),
    ],
)
def test_a_check_in_comes_from_thursday_at_six_until_friday_at_nine(moment: str, day: date | None) -> None:
    found = due(Ask.CHECK_IN, BERLIN, at(moment))
    assert (None if found is None else found.day) == day


@given(st.sampled_from(Ask), ZONES, MOMENTS)
def test_what_comes_next_lies_ahead_within_a_week_and_a_day(ask: Ask, zone: ZoneInfo, now: datetime) -> None:
    day = next_day(ask, zone, now)
    comes = asked_at(ask, day, zone)
    assert now < comes <= now + timedelta(days=8)
    assert comes.astimezone(zone).date() == day
    found = due(ask, zone, comes)
    assert found is not None
    assert found.day == day


@given(st.sampled_from(Ask), ZONES, MOMENTS)
def test_what_is_due_came_and_still_helps(ask: Ask, zone: ZoneInfo, now: datetime) -> None:
    found = due(ask, zone, now)
    if found is not None:
        assert asked_at(ask, found.day, zone) <= now < found.until
        assert found.until.astimezone(zone).weekday() == HELPFUL_UNTIL[ask].weekday
        assert found.day.weekday() == ASKED[ask].weekday
