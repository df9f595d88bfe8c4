"""When a direct message may go."""

import contextlib
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet_hours import QuietHours, may_go_at, read_quiet_hours
from bot.domain.units import ParseError

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(22), time(7))
ZONES = [
    ZoneInfo(name)
    for name in (
        *("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
        *("Pacific/Apia", "Africa/Casablanca", "America/St_Johns"),
    )
]
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
hours = st.builds(QuietHours, minutes, minutes).filter(lambda quiet: quiet.begins != quiet.ends)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES)


def wall(moment: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    """Return the instant at which the wall shows `moment`."""
    return datetime.fromisoformat(moment).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("2026-11-20 21:59", "2026-11-20 21:59"),
        ("2026-11-20 22:00", "2026-11-21 07:00"),
        ("2026-11-20 23:30", "2026-11-21 07:00"),
        ("2026-11-21 03:00", "2026-11-21 07:00"),
        ("2026-11-21 07:00", "2026-11-21 07:00"),
        ("2026-11-21 12:00", "2026-11-21 12:00"),
    ],
)
def test_a_night_goes_past_midnight_and_ends_when_the_wall_says_so(asked: str, goes: str) -> None:
    assert may_go_at(wall(asked), NIGHT, BERLIN) == wall(goes)


@pytest.mark.parametrize(("asked", "goes"), [("12:59", "12:59"), ("13:00", "14:00"), ("23:00", "23:00")])
def test_quiet_hours_may_lie_within_a_day(asked: str, goes: str) -> None:
    nap = QuietHours(time(13), time(14))
    assert may_go_at(wall(f"2026-11-20 {asked}"), nap, BERLIN) == wall(f"2026-11-20 {goes}")


def test_it_is_the_readers_night_that_counts() -> None:
    noon_in_berlin = wall("2026-11-20 12:00")
    assert may_go_at(noon_in_berlin, NIGHT, ZoneInfo("America/New_York")) == wall(
        "2026-11-20 07:00", ZoneInfo("America/New_York")
    )


@pytest.mark.parametrize("stored", [(None, None), ("22:00", None), (None, "07:00"), ("07:00", "07:00")])
def test_without_quiet_hours_everything_goes_at_once(stored: tuple[str | None, str | None]) -> None:
    assert QuietHours.read(*stored) is None
    assert may_go_at(wall("2026-11-20 23:00"), None, BERLIN) == wall("2026-11-20 23:00")


def test_stored_times_are_read() -> None:
    assert QuietHours.read("22:00", "07:00") == NIGHT


def test_the_nights_on_which_the_clocks_change_end_on_the_wall_too() -> None:
    assert may_go_at(wall("2026-03-29 01:00"), NIGHT, BERLIN) == wall("2026-03-29 07:00")
    assert may_go_at(wall("2026-10-25 01:00"), NIGHT, BERLIN) == wall("2026-10-25 07:00")


def test_an_hour_that_autumn_repeats_is_no_second_night() -> None:
    short = QuietHours(time(22), time(2, 30))
    assert may_go_at(wall("2026-10-25 02:10"), short, BERLIN) == wall("2026-10-25 02:30")
    again = wall("2026-10-25 02:10", fold=1)
    assert may_go_at(again, short, BERLIN) == again


def test_an_end_that_spring_skips_moves_by_the_gap() -> None:
    short = QuietHours(time(22), time(2, 30))
    assert may_go_at(wall("2026-03-29 01:00"), short, BERLIN) == wall("2026-03-29 03:30")


@given(instants, hours, zones)
def test_a_message_goes_now_or_later_within_two_days_and_is_put_off_once(
    instant: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    goes = may_go_at(instant, quiet, zone)
    assert timedelta(0) <= goes - instant <= timedelta(days=2)
    assert may_go_at(goes, quiet, zone) == goes


@given(instants, hours, zones)
def test_who_asks_later_is_never_answered_with_an_earlier_time(
    instant: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    asked = [instant + timedelta(minutes=step) for step in range(0, 1_500, 25)]
    answers = [may_go_at(one, quiet, zone) for one in asked]
    assert all(earlier <= later for earlier, later in pairwise(answers))


# --- typed ---


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22:00-07:00", NIGHT),
        ("22:00 – 07:00", NIGHT),
        ("10pm to 7am", NIGHT),
        ("from 22h until 6:30", QuietHours(time(22), time(6, 30))),
        ("22-7", NIGHT),
        ("1pm - 3pm", QuietHours(time(13), time(15))),
        ("off", None),
        (" None ", None),
    ],
)
def test_quiet_hours_are_read_as_people_type_them(typed: str, read: QuietHours | None) -> None:
    assert read_quiet_hours(typed) == read


@pytest.mark.parametrize("typed", ["", "22:00", "22:00-", "-7", "night", "22:00-22:00", "8am to banana", "22-7-8"])
def test_what_is_no_span_of_quiet_is_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_quiet_hours(typed)
    assert refused.value.code == "invalid"


@given(st.text(max_size=300))
def test_anything_typed_is_a_span_or_refused(typed: str) -> None:
    with contextlib.suppress(ParseError):
        quiet = read_quiet_hours(typed)
        assert quiet is None or quiet.begins != quiet.ends
