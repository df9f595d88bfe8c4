"""The next due time, held to the wall clock of every zone through its changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.dates import Recurrence, next_due

MONDAY_MIDNIGHT = Recurrence(0, time(0))
ZONES = sorted(available_timezones())
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


def instants_of(wall: datetime, zone: ZoneInfo) -> set[datetime]:
    """Return the instants at which clocks in the zone show `wall`: none in a gap, two in a fold."""
    both = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {instant for instant in both if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall}


def assert_is_the_due_time(due: datetime, wall: datetime, zone: ZoneInfo) -> None:
    shown = instants_of(wall, zone)
    if shown:
        assert due == min(shown)
        return
    local = due.astimezone(zone)
    widened = local.utcoffset(), (due - timedelta(hours=12)).astimezone(zone).utcoffset()
    assert widened[0] is not None
    assert widened[1] is not None
    assert local.replace(tzinfo=None) - wall == widened[0] - widened[1] > timedelta(0)


@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=TIMES,
    start=st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1)),
)
@example(zone="America/New_York", weekday=0, at=time(0), start=datetime(2026, 1, 1))
@example(zone="Africa/Cairo", weekday=4, at=time(0, 30), start=datetime(2026, 1, 1))
@example(zone="America/Santiago", weekday=6, at=time(0), start=datetime(2026, 1, 1))
@example(zone="Australia/Lord_Howe", weekday=6, at=time(2, 15), start=datetime(2026, 1, 1))
@example(zone="Antarctica/Troll", weekday=6, at=time(2, 30), start=datetime(2026, 1, 1))
@example(zone="Africa/Casablanca", weekday=6, at=time(2, 30), start=datetime(2026, 1, 1))
def test_a_weekly_time_holds_its_wall_time_and_no_week_is_skipped_or_doubled(
    zone: str, weekday: int, at: time, start: datetime
) -> None:
    place = ZoneInfo(zone)
    after = start.replace(tzinfo=UTC)
    previous: datetime | None = None
    day: date | None = None
    for _ in range(60):
        due = next_due(Recurrence(weekday, at), place, after)
        assert due > after
        local_day = due.astimezone(place).date()
        if day is None:
            day = local_day - timedelta(days=(local_day.weekday() - weekday) % 7)
        else:
            day += timedelta(days=7)
        if zone != "Pacific/Apia" or day != date(2011, 12, 30):  # Samoa left that Friday out
            assert_is_the_due_time(due, datetime.combine(day, at), place)
        if previous is not None:
            assert abs(due - previous - timedelta(days=7)) <= timedelta(hours=3)
        previous = after = due


@given(zone=st.sampled_from(ZONES), at=TIMES, start=st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)))
def test_a_daily_time_comes_once_a_day(zone: str, at: time, start: datetime) -> None:
    place = ZoneInfo(zone)
    due = next_due(Recurrence(None, at), place, start.replace(tzinfo=UTC))
    day = due.astimezone(place).date()
    if due.astimezone(place).time() < at:
        day -= timedelta(days=1)
    for _ in range(400):
        assert_is_the_due_time(due, datetime.combine(day, at), place)
        following = next_due(Recurrence(None, at), place, due)
        assert abs(following - due - timedelta(days=1)) <= timedelta(hours=3)
        due, day = following, day + timedelta(days=1)


@given(
    zone=st.sampled_from(ZONES),
    at=TIMES,
    start=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    ahead=st.integers(0, 99),
)
def test_asking_again_before_the_due_time_gives_the_same(zone: str, at: time, start: datetime, ahead: int) -> None:
    after = start.replace(tzinfo=UTC)
    due = next_due(Recurrence(0, at), ZoneInfo(zone), after)
    assert next_due(Recurrence(0, at), ZoneInfo(zone), after + (due - after) * ahead / 100) == due


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("America/New_York", date(2026, 3, 9), "2026-03-09T04:00"),
        ("Europe/Berlin", date(2026, 3, 30), "2026-03-29T22:00"),
        ("Europe/London", date(2026, 3, 30), "2026-03-29T23:00"),
        ("Australia/Sydney", date(2026, 10, 5), "2026-10-04T13:00"),
        ("Pacific/Auckland", date(2026, 9, 28), "2026-09-27T11:00"),
    ],
)
def test_the_midnight_after_spring_forward_that_cron_skips_is_kept(zone: str, day: date, utc: str) -> None:
    place = ZoneInfo(zone)
    week_before = datetime.combine(day - timedelta(days=7), time(0), tzinfo=place).astimezone(UTC)
    due = next_due(MONDAY_MIDNIGHT, place, week_before)
    assert due == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert next_due(MONDAY_MIDNIGHT, place, due) == due + timedelta(days=7)


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), time(3, 30)),
        ("America/Havana", date(2026, 3, 8), time(0, 0), time(1, 0)),
        ("America/Santiago", date(2026, 9, 6), time(0, 15), time(1, 15)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), time(2, 45)),
    ],
)
def test_a_wall_time_that_spring_skips_falls_the_same_distance_after(
    zone: str, day: date, at: time, shown: time
) -> None:
    place = ZoneInfo(zone)
    after = datetime.combine(day - timedelta(days=1), time(12), tzinfo=place).astimezone(UTC)
    due = next_due(Recurrence(day.weekday(), at), place, after)
    assert due.astimezone(place).replace(tzinfo=None) == datetime.combine(day, shown)
    following = next_due(Recurrence(day.weekday(), at), place, due)
    assert following.astimezone(place).replace(tzinfo=None) == datetime.combine(day + timedelta(days=7), at)


def test_a_time_moved_over_midnight_is_still_due_on_the_day_after() -> None:
    place = ZoneInfo("America/Scoresbysund")  # goes from Saturday 23:00 to Sunday 00:00
    rule = Recurrence(5, time(23, 30))
    due = datetime(2026, 3, 29, 0, 30, tzinfo=place)
    for minutes in (45, 20, 1):
        assert next_due(rule, place, due.astimezone(UTC) - timedelta(minutes=minutes)) == due


def test_a_wall_time_that_autumn_repeats_counts_the_first_time_only() -> None:
    place = ZoneInfo("America/New_York")
    for weekday in (6, None):
        rule = Recurrence(weekday, time(1, 30))
        due = next_due(rule, place, datetime(2026, 10, 31, 12, tzinfo=UTC))
        assert due == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        step = timedelta(days=7 if weekday == 6 else 1)
        assert next_due(rule, place, due) == due + step + timedelta(hours=1)


def test_a_day_that_a_zone_leaves_out_doubles_nothing() -> None:
    samoa = ZoneInfo("Pacific/Apia")  # went from Thursday 29 to Saturday 31 December 2011
    rule = Recurrence(None, time(8))
    first = next_due(rule, samoa, datetime(2011, 12, 29, 12, tzinfo=UTC))
    assert first.astimezone(samoa).date() == date(2011, 12, 29)
    second = next_due(rule, samoa, first)
    assert second.astimezone(samoa).replace(tzinfo=None) == datetime(2011, 12, 31, 8)
    assert next_due(rule, samoa, second) == second + timedelta(days=1)


def test_the_due_instant_itself_is_over() -> None:
    place = ZoneInfo("Europe/Berlin")
    due = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    rule = Recurrence(0, time(8))
    assert next_due(rule, place, due - timedelta(microseconds=1)) == due
    assert next_due(rule, place, due) == due + timedelta(days=7)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_due(MONDAY_MIDNIGHT, ZoneInfo("UTC"), datetime(2026, 1, 1))


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_that_is_none_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="weekday"):
        Recurrence(weekday, time(8))


def test_a_rule_brings_no_zone_of_its_own() -> None:
    with pytest.raises(ValueError, match="zone"):
        Recurrence(0, time(8, tzinfo=UTC))
