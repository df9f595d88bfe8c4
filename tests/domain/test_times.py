"""Times of day and quiet hours as an admin types them."""

import contextlib
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.times import read_quiet_hours, read_time
from bot.domain.units import ParseError


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("08:00", time(8)),
        ("8:00", time(8)),
        ("8", time(8)),
        ("8am", time(8)),
        ("8 AM", time(8)),
        ("8 p.m.", time(20)),
        ("8.30 pm", time(20, 30)),
        ("20h", time(20)),
        ("20h30", time(20, 30)),
        ("0745", time(7, 45)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("8 o'clock", time(8)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_of_day_is_read_as_people_type_it(typed: str, read: time) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "banana", "25:00", "8:60", "13pm", "0am", "8:5", "-8", "8:00:00", "80", "\u0668:\u0660\u0660"]
)
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_time(typed)
    assert refused.value.code == "invalid"


@given(st.times())
def test_every_minute_of_the_day_reads_as_itself(moment: time) -> None:
    minute = moment.replace(second=0, microsecond=0, fold=0)
    assert read_time(minute.isoformat("minutes")) == minute


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("22:00 – 07:00", (time(22), time(7))),
        ("10pm to 7am", (time(22), time(7))),
        ("from 22h until 6:30", (time(22), time(6, 30))),
        ("22-7", (time(22), time(7))),
        ("1pm - 3pm", (time(13), time(15))),
        ("off", None),
        (" None ", None),
    ],
)
def test_quiet_hours_are_read_as_people_type_them(typed: str, read: tuple[time, time] | None) -> None:
    assert read_quiet_hours(typed) == read


@pytest.mark.parametrize("typed", ["", "22:00", "22:00-", "-7", "night", "22:00-22:00", "8am to banana", "22-7-8"])
def test_what_is_no_span_of_quiet_is_refused(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_quiet_hours(typed)
    assert refused.value.code == "invalid"


@given(st.text(max_size=300))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    for read in (read_time, read_quiet_hours):
        with contextlib.suppress(ParseError):
            read(typed)
