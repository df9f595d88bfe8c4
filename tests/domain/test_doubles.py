"""What looks like a run that is in the log already."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.doubles import Likeness, Traits, days_to_search, double_of, likeness_of

DAY = date(2026, 11, 20)
MORNING = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
RUN = Traits(1, DAY, MORNING, 10_000, 3_130, 3_190)
TYPED = replace(RUN, started_at=None, elapsed_s=None)


@pytest.mark.parametrize(
    ("other", "likeness"),
    [
        (RUN, Likeness.SAME_MOMENT),
        (replace(RUN, started_at=MORNING + timedelta(minutes=10), distance_m=10_900), Likeness.SAME_MOMENT),
        # Begun later and still half of it together: the watch was started late.
        (
            replace(RUN, started_at=MORNING + timedelta(minutes=25), moving_s=1_600, elapsed_s=None),
            Likeness.SAME_MOMENT,
        ),
        (replace(RUN, started_at=MORNING + timedelta(minutes=40)), None),
        (replace(RUN, distance_m=11_200), None),
        (replace(RUN, started_at=MORNING + timedelta(hours=2)), Likeness.ZONE_SHIFTED),
        (replace(RUN, started_at=MORNING - timedelta(hours=14)), Likeness.ZONE_SHIFTED),
        (replace(RUN, started_at=MORNING + timedelta(hours=15)), None),
        (replace(RUN, started_at=MORNING + timedelta(hours=2), distance_m=10_001), None),
        (TYPED, Likeness.SAME_DAY),
        (replace(TYPED, distance_m=10_500, moving_s=3_400), Likeness.SAME_DAY),
        (replace(TYPED, distance_m=10_600), None),
        (replace(TYPED, moving_s=3_500), None),
        (replace(TYPED, local_date=DAY - timedelta(days=1)), None),
    ],
)
def test_two_entries_of_one_run_are_told_from_two_runs(other: Traits, likeness: Likeness | None) -> None:
    assert likeness_of(RUN, other) == likeness
    assert likeness_of(other, RUN) == likeness


def test_the_surest_of_several_is_meant() -> None:
    others = [replace(TYPED, run_id=7), replace(RUN, run_id=9), replace(RUN, run_id=8)]
    assert double_of(replace(RUN, run_id=0), others) == (Likeness.SAME_MOMENT, 8)
    assert double_of(replace(RUN, run_id=0), []) is None


STARTS = st.none() | st.integers(-3_000, 3_000).map(lambda minutes: MORNING + timedelta(minutes=minutes))
TRAITS = st.builds(
    lambda day, start, metres, seconds: Traits(
        1, start.date() if start else DAY + timedelta(days=day), start, metres, seconds
    ),
    st.integers(-2, 2),
    STARTS,
    st.integers(300, 40_000),
    st.integers(60, 20_000),
)


@given(TRAITS, TRAITS)
def test_likeness_goes_both_ways_and_lies_within_a_day(one: Traits, other: Traits) -> None:
    likeness = likeness_of(one, other)
    assert likeness == likeness_of(other, one)
    if likeness is not None:
        first, last = days_to_search(one)
        assert first <= other.local_date <= last


@given(TRAITS)
def test_every_run_is_its_own_double(run: Traits) -> None:
    assert double_of(run, [run]) is not None
