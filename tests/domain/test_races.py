"""Races: which two are the same, when one starts, and when its runners hear of it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.races import (
    REMINDED,
    due_reminder,
    is_out_of_reach,
    lasts,
    left_until,
    next_reminder,
    plain_name,
    read_distances,
    read_programme,
    read_race_day,
    read_starts,
    reminded_until,
    start_instant,
)
from bot.domain.units import ParseError

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Berlin 10k", " berlin  10K "),
        ("Zürich Marathon 2027", "Zurich-Marathon"),
        ("St. Patrick's Day 5k", "St Patrick s Day 5K"),
        ("2027", "2027"),
        ("🏃🏃", "🏃🏃"),
    ],
)
def test_names_that_mean_one_race(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other) != ""


def test_names_of_different_races_differ() -> None:
    names = ["Berlin 10k", "Berlin half", "Hamburg 10k", "東京マラソン", "大阪マラソン", "🏃", "🚴"]
    assert len({plain_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-04-12", date(2027, 4, 12)),
        ("12 apr", date(2027, 4, 12)),
        ("today", TODAY),
        ("in 3 weeks", date(2026, 12, 11)),
        ("29 feb", date(2028, 2, 29)),
        ("2028-02-29", date(2028, 2, 29)),
    ],
)
def test_days_of_races_are_read(text: str, day: date) -> None:
    assert read_race_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2027-02-29", "invalid"),
        ("2026-11-19", "past"),
        ("2031-01-01", "too_far"),
        ("soon", "invalid"),
        ("5/6/2027", "ambiguous"),
    ],
)
def test_days_that_cannot_be_a_race(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_race_day(text, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("10k", [10_000]),
        ("half, 10k", [21_098, 10_000]),
        ("5 and 10 km", [5_000, 10_000]),
        ("5k/10k & marathon", [5_000, 10_000, 42_195]),
        ("10,5 km", [10_500]),
        ("10k,half", [10_000, 21_098]),
        ("5k; 5 km", [5_000]),
    ],
)
def test_distances_of_a_race_are_read(text: str, metres: list[int]) -> None:
    assert [round(one.metres + 0.1) for one in read_distances(text)] == metres


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "invalid"), ("10", "ambiguous"), ("1k, 2k, 3k, 4k, 5k, 6k, 7k", "too_many"), ("0 km", "not_positive")],
)
def test_distances_that_are_none(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_distances(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("10k at 9:00\nhalf at 10:30", [(10_000, time(9)), (21_098, time(10, 30))]),
        ("half marathon 10.30\r\n10 km 9 am, 5k", [(5_000, None), (10_000, time(9)), (21_098, time(10, 30))]),
        ("5 and 10 km @ 9", [(5_000, None), (10_000, time(9))]),
        ("10,5 km at noon", [(10_500, time(12))]),
        ("10k at 9:00, 10k at 11:00", [(10_000, time(9))]),
        ("10k at", [(10_000, None)]),
    ],
)
def test_a_programme_is_distances_with_their_starts(text: str, programme: list[tuple[int, time | None]]) -> None:
    assert [(round(one.metres + 0.1), start) for one, start in read_programme(text)] == programme


@pytest.mark.parametrize(
    ("text", "code", "about"),
    [
        ("", "invalid", ""),
        ("10k\nbanana", "invalid", "banana"),
        ("10k, 9:00", "invalid", "9:00"),
        ("10k at dawn", "start", "dawn"),
        ("10k\nhalf 25:00", "start", "25:00"),
        ("1k\n2k\n3k\n4k\n5k\n6k\n7k", "too_many", None),
    ],
)
def test_what_is_wrong_in_a_programme_is_named(text: str, code: str, about: str | None) -> None:
    with pytest.raises(ParseError) as refused:
        read_programme(text)
    assert refused.value.code == code
    assert about in (None, refused.value.text)


@given(st.text(alphabet="0123456789kmi hal ft@:.,\n", max_size=60))
def test_a_programme_is_read_or_refused(text: str) -> None:
    try:
        found = read_programme(text)
    except ParseError:
        return
    metres = [round(one.metres) for one, _ in found]
    assert metres == sorted(set(metres))


def test_starts_are_one_for_all_or_one_each() -> None:
    assert read_starts("9:30", 2) == (time(9, 30), time(9, 30))
    assert read_starts("9am, 10:30", 2) == (time(9), time(10, 30))
    with pytest.raises(ParseError, match="mismatch"):
        read_starts("9, 10, 11", 2)


def test_a_start_is_an_instant_on_the_races_own_wall() -> None:
    assert start_instant(date(2027, 3, 27), time(9), BERLIN) == datetime(2027, 3, 27, 8, tzinfo=UTC)
    assert start_instant(date(2027, 3, 28), time(9), BERLIN) == datetime(2027, 3, 28, 7, tzinfo=UTC)
    # The night on which half past two comes twice: the first.
    assert start_instant(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with pytest.raises(ParseError, match="skipped"):
        start_instant(date(2027, 3, 28), time(2, 30), BERLIN)


def test_reminders_come_in_their_order_and_only_those_still_ahead() -> None:
    day, now = date(2027, 4, 4), datetime(2027, 1, 1, tzinfo=UTC)
    heard = []
    while (found := next_reminder(day, BERLIN, now)) is not None:
        days, now = found
        heard.append((days, now.astimezone(BERLIN).replace(tzinfo=None)))
    assert heard == [
        (14, datetime(2027, 3, 21, 18)),
        (7, datetime(2027, 3, 28, 18)),
        (1, datetime(2027, 4, 3, 18)),
        (0, datetime(2027, 4, 4, 6)),
    ]
    late = datetime(2027, 4, 1, tzinfo=UTC)
    assert next_reminder(day, BERLIN, late) == (1, datetime(2027, 4, 3, 16, tzinfo=UTC))


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    zone=st.sampled_from(["UTC", "Africa/Casablanca", "Pacific/Kiritimati", "America/New_York", "Pacific/Apia"]),
    before=st.integers(0, 60 * 24 * 20),
)
def test_a_reminder_is_always_ahead_and_never_skips_one(day: date, zone: str, before: int) -> None:
    wall = ZoneInfo(zone)
    now = datetime.combine(day, time(6), wall).astimezone(UTC) - timedelta(minutes=before)
    found = next_reminder(day, wall, now)
    if before == 0:
        assert found is None
        return
    assert found is not None
    days, at = found
    assert days in REMINDED
    assert at > now
    assert next_reminder(day, wall, at - timedelta(seconds=1)) == found
    # The newest whose time has come is the one before it.
    come = due_reminder(day, wall, now)
    assert come == (None if days == REMINDED[0] else REMINDED[REMINDED.index(days) - 1])
    assert due_reminder(day, wall, at) == days


def test_a_reminder_helps_until_the_start_and_until_noon_where_nobody_knows_it() -> None:
    day = date(2027, 3, 28)
    assert reminded_until(day, time(9), BERLIN) == datetime(2027, 3, 28, 7, tzinfo=UTC)
    assert reminded_until(day, None, BERLIN) == datetime(2027, 3, 28, 10, tzinfo=UTC)
    # On the night the clocks go forward that time never comes, and what is close to it does.
    assert reminded_until(day, time(2, 30), BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "counted"),
    [(0, (0, False)), (1, (1, False)), (21, (21, False)), (22, (3, True)), (25, (4, True)), (139, (20, True))],
)
def test_far_races_are_counted_in_weeks_and_near_ones_in_days(days: int, counted: tuple[int, bool]) -> None:
    assert left_until(days) == counted


def test_a_race_lasts_as_long_as_its_last_runners_need() -> None:
    assert lasts(1_000) == timedelta(hours=1)
    assert lasts(42_195) == timedelta(minutes=422)


@pytest.mark.parametrize(
    ("goal_s", "distance_m", "odd"),
    [
        (1, 21_098, True),
        (45 * 60, 21_098, True),
        (58 * 60, 21_098, False),
        (210, 1_500, False),
        (26 * 60, 10_000, False),
        (8 * 3_600, 42_195, False),
        (47 * 3_600, 160_934, False),
        (45 * 3_600, 10_000, True),
    ],
)
def test_a_goal_that_is_a_slip_of_the_keys_is_told_from_a_bold_one(goal_s: int, distance_m: int, odd: bool) -> None:
    assert is_out_of_reach(goal_s, distance_m) is odd
