"""Days on which one can run: two lists make a week, and a week is stored as a letter a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.availability import (
    NO_DAYS,
    Availability,
    Room,
    WhichWeek,
    chosen_days,
    may_be_told,
    read_days,
    week_meant,
    weekdays_with,
    write_days,
)
from bot.domain.dates import Week

WEEKDAYS = st.sets(st.integers(0, 6))


@given(WEEKDAYS, WEEKDAYS)
def test_a_day_in_both_lists_is_short_of_time_and_one_in_neither_has_no_run(free: set[int], short: set[int]) -> None:
    days = chosen_days(free, short)
    assert set(weekdays_with(days, Room.SHORT)) == short
    assert set(weekdays_with(days, Room.FREE)) == free - short
    assert set(weekdays_with(days, Room.NONE)) == set(range(7)) - free - short


@given(st.tuples(*[st.sampled_from(Room)] * 7))
def test_what_is_stored_is_read_as_it_was(days: tuple[Room, ...]) -> None:
    assert read_days(write_days(days)) == days


@given(st.text("FS-fx", max_size=8))
def test_nothing_else_is_read(stored: str) -> None:
    if len(stored) == 7 and set(stored) <= set("FS-"):
        assert write_days(read_days(stored)) == stored
    else:
        with pytest.raises(ValueError, match="seven days"):
            read_days(stored)


def test_weekdays_that_no_week_has_are_left_out() -> None:
    assert chosen_days([-1, 7, 99], [8]) == NO_DAYS


def test_a_day_of_the_week_has_the_room_that_was_said() -> None:
    said = Availability(chosen_days([5], [1]), None)
    rooms = [said.on(day) for day in Week(2026, 48).days()]
    assert rooms == [Room.NONE, Room.SHORT, *[Room.NONE] * 3, Room.FREE, Room.NONE]


def test_the_coming_week_begins_on_monday_and_this_one_ends_on_sunday() -> None:
    sunday, monday = date(2026, 12, 27), date(2026, 12, 28)
    assert week_meant(WhichWeek.NEXT, sunday) == week_meant(WhichWeek.THIS, monday) == Week(2026, 53)
    assert week_meant(WhichWeek.NEXT, monday) == Week(2027, 1)


def test_a_week_that_is_over_is_told_nothing_more_and_one_far_off_not_yet() -> None:
    today = date(2026, 11, 22)
    assert not may_be_told(Week(2026, 46), today)
    assert may_be_told(Week(2026, 47), today)
    assert may_be_told(Week(2027, 2), today)
    assert not may_be_told(Week(2027, 3), today)
