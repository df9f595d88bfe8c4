"""Names of backups, when the next is due, and which stay."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.backups import UNDISTURBED, is_due, kept, made_at, name_of

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)

instants = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)


@given(instants, st.integers(-14, 14))
def test_a_name_tells_the_instant_wherever_it_was_made(instant: datetime, hours: int) -> None:
    there = instant.astimezone(timezone(timedelta(hours=hours)))
    assert made_at(name_of("baton", there), "baton") == instant


def test_names_sort_by_age() -> None:
    assert name_of("baton", NOW) == "baton-20261120T093000Z.db"
    assert name_of("baton", NOW) < name_of("baton", NOW + DAY)


def test_other_files_are_nobodys_backups() -> None:
    for name in ("baton.db", "baton-20261120T093000Z.db-wal", "other-20261120T093000Z.db", "baton-20261320T093000Z.db"):
        assert made_at(name, "baton") is None
    # A stem is no pattern.
    assert made_at("baton-20261120T093000Z.db", "bat.n") is None


def test_the_next_is_due_when_the_newest_is_old_enough() -> None:
    assert is_due([], NOW, DAY)
    assert not is_due([NOW - 2 * DAY, NOW - DAY + timedelta(seconds=1)], NOW, DAY)
    assert is_due([NOW - 2 * DAY, NOW - DAY], NOW, DAY)


def test_what_a_wrong_clock_dated_ahead_holds_up_nothing() -> None:
    assert is_due([NOW + 300 * DAY], NOW, DAY)
    assert not is_due([NOW + 300 * DAY, NOW], NOW, DAY)


def test_a_year_of_nights_leaves_seven_days_and_four_weeks() -> None:
    made = [NOW.replace(hour=3) - days * DAY for days in range(365)]
    stay = kept(made, NOW, daily=7, weekly=4)
    # The newest of the week that is under way is among the days; the weeks before it end on Sundays.
    sundays = [datetime(2026, 11, day, 3, 30, tzinfo=UTC) for day in (1, 8)]
    assert stay == {*made[:7], *sundays}


def test_of_several_in_a_day_the_newest_stays_once_they_are_old() -> None:
    noon = NOW.replace(hour=12) - 3 * DAY
    made = [noon, noon + timedelta(hours=1), noon + timedelta(hours=2)]
    assert kept(made, NOW, daily=7, weekly=0) == {made[-1]}


def test_what_is_of_the_present_day_stays_whole() -> None:
    made = [NOW - timedelta(hours=hours) for hours in range(20)]
    assert kept(made, NOW, daily=1, weekly=0) == set(made)


@given(st.sets(instants, min_size=1, max_size=60), instants, st.integers(1, 9), st.integers(0, 9))
def test_the_newest_stays_and_never_more_than_asked_for(
    made: set[datetime], now: datetime, daily: int, weekly: int
) -> None:
    stay = kept(made, now, daily, weekly)
    assert max(made) in stay <= made
    of_the_day = {instant for instant in made if abs(now - instant) < UNDISTURBED}
    assert len(stay - of_the_day) <= daily + weekly
    # To tidy up once more takes nothing.
    assert kept(stay, now, daily, weekly) == stay


@given(st.sets(instants, min_size=1, max_size=60), instants, instants)
def test_a_clock_that_jumps_takes_no_day_away(made: set[datetime], now: datetime, jumped: datetime) -> None:
    days = {instant.date() for instant in kept(made, now, 7, 0)}
    assert {instant.date() for instant in kept(made, jumped, 7, 0)} >= set(sorted({i.date() for i in made})[-7:])
    assert days >= set(sorted({instant.date() for instant in made})[-7:])
