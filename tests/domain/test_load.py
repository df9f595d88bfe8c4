"""Load of sessions, weeks and months; the published numbers are among the vectors."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.load import MONOTONY_AT_MOST, Spike, acwr, is_anew, monotony, session_load, spike, spike_days, trimp

LOADS = st.integers(0, 2_000)


@given(st.integers(1, 300), st.integers(1, 10))
def test_a_session_twice_as_long_or_as_hard_is_twice_the_load(minutes: int, effort: int) -> None:
    assert session_load(2 * minutes, effort) == session_load(minutes, 2 * effort) == 2 * session_load(minutes, effort)


@given(st.lists(LOADS, min_size=7, max_size=7), st.integers(1, 5))
def test_monotony_is_capped_and_does_not_depend_on_how_much_was_done(days: list[int], times: int) -> None:
    week, more = monotony(days), monotony([times * load for load in days])
    assert (week.monotony is None) == (week.strain is None) == (sum(days) == 0)
    if week.monotony is not None:
        assert 0 < week.monotony <= MONOTONY_AT_MOST
        assert more.monotony == pytest.approx(week.monotony)
        assert week.strain == pytest.approx(week.weekly_load * week.monotony)


def test_a_week_has_seven_days_and_a_ratio_four_weeks() -> None:
    with pytest.raises(ValueError, match="seven"):
        monotony([100] * 6)
    with pytest.raises(ValueError, match="four weeks"):
        acwr([100] * 27)


@given(st.integers(1, 2_000))
def test_days_alike_have_a_ratio_of_one(load: int) -> None:
    found = acwr([load] * 28)
    assert [found.coupled, found.uncoupled, found.ewma] == pytest.approx([1, 1, 1])


def test_no_training_has_no_ratio() -> None:
    found = acwr([0] * 28)
    assert (found.coupled, found.uncoupled, found.ewma) == (None, None, None)


def test_a_heart_at_rest_has_no_impulse_and_none_beats_slower_at_most() -> None:
    assert trimp(60, 40, 40, 200) == 0
    with pytest.raises(ValueError, match="rest"):
        trimp(60, 100, 200, 200)


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_a_run_is_a_spike_from_a_tenth_beyond_the_longest_on(distance_m: int, longest_m: int) -> None:
    found = spike(distance_m, longest_m)
    assert (found is Spike.NONE) == (distance_m < 3_000 or 10 * distance_m <= 11 * longest_m)
    assert (found is Spike.LARGE) == (distance_m >= 3_000 and distance_m > 2 * longest_m)


def test_the_thirty_days_before_decide_and_neither_the_day_itself_nor_the_31st() -> None:
    assert spike_days([(0, 12_000), (30, 10_000)]) == (0,)
    assert spike_days([(0, 12_000), (31, 10_000)]) == ()
    assert spike_days([(0, 12_000), (0, 10_000)]) == ()
    assert spike_days([(0, 12_000), (10, 12_000), (20, 10_000), (25, 4_000)]) == (10, 20)


def test_a_run_begins_a_log_anew_that_was_in_use_and_is_empty_for_thirty_days() -> None:
    today = date(2026, 11, 20)
    assert not is_anew(8_000, today - timedelta(days=30), today)
    assert is_anew(8_000, today - timedelta(days=31), today)
    assert not is_anew(2_999, today - timedelta(days=31), today)
    assert not is_anew(8_000, None, today)
