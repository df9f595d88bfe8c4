"""Times of day as people type them."""

import contextlib
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.times import read_time
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


@given(st.text(max_size=300))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    with contextlib.suppress(ParseError):
        assert read_time(typed).tzinfo is None
