"""Until when a runner pauses, as people say it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Week
from bot.domain.pauses import LONGEST, read_until
from bot.domain.streaks import paused_weeks
from bot.domain.units import ParseError

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("today", date(2026, 11, 20)),
        ("tomorrow", date(2026, 11, 21)),
        ("sunday", date(2026, 11, 22)),
        ("next sunday", date(2026, 11, 22)),
        ("Friday", date(2026, 11, 27)),
        ("until monday", date(2026, 11, 23)),
        ("2 weeks", date(2026, 12, 4)),
        ("in 2 weeks", date(2026, 12, 4)),
        ("for ten days", None),
        ("10 days", date(2026, 11, 30)),
        ("a month", date(2026, 12, 20)),
        ("next week", date(2026, 11, 27)),
        ("3 months", date(2027, 2, 20)),
        ("end of the month", date(2026, 11, 30)),
        ("20 dec", date(2026, 12, 20)),
        ("3 Jan", date(2027, 1, 3)),
        ("December 20", date(2026, 12, 20)),
        ("2026-12-20", date(2026, 12, 20)),
        ("20.12.2026", date(2026, 12, 20)),
    ],
)
def test_the_end_of_a_pause_is_read_as_people_say_it(typed: str, last: date | None) -> None:
    if last is None:
        with pytest.raises(ParseError):
            read_until(typed, FRIDAY)
    else:
        assert read_until(typed, FRIDAY) == last


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-11-19", "past"),
        ("1 jan 2020", "past"),
        ("2028-01-01", "too_far"),
        ("400 days", "too_far"),
        ("5/11", "ambiguous"),
        ("12", "ambiguous"),
        ("0 days", "invalid"),
        ("30 feb", "invalid"),
        ("29 feb 2027", "invalid"),
        ("banana", "invalid"),
        ("", "invalid"),
    ],
)
def test_what_cannot_end_a_pause_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_until(typed, FRIDAY)
    assert refused.value.code == code


def test_a_month_ends_where_the_shorter_one_does() -> None:
    assert read_until("a month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert read_until("29 feb", date(2027, 3, 1)) == date(2028, 2, 29)


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_is_typed_is_a_day_within_a_year_or_refused(typed: str, today: date) -> None:
    last = today
    try:
        last = read_until(typed, today)
    except ParseError as refused:
        assert refused.code in {"past", "too_far", "ambiguous", "invalid"}  # noqa: PT017  (either is right)
    assert today <= last <= today + LONGEST


@given(st.integers(0, 366), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_written_day_ahead_is_read_back(days: int, today: date) -> None:
    assert read_until((today + timedelta(days=days)).isoformat(), today) == today + timedelta(days=days)
    if days:
        assert read_until(f"{days} days", today) == today + timedelta(days=days)


def test_a_pause_pauses_every_week_that_it_touches() -> None:
    assert paused_weeks([]) == frozenset()
    assert paused_weeks([(FRIDAY, FRIDAY)]) == {Week(2026, 47)}
    assert paused_weeks([(FRIDAY, date(2026, 11, 30))]) == {Week(2026, 47), Week(2026, 48), Week(2026, 49)}
    assert paused_weeks([(date(2026, 12, 31), date(2027, 1, 4))]) == {Week(2026, 53), Week(2027, 1)}
