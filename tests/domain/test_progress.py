"""Keeping one's own target, and running more than before; the published numbers are among the vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.progress import MOST_IMPROVEMENT, consistency, improvement

TARGETS = st.integers(2, 6)
WEEKS = st.lists(st.tuples(st.none() | st.integers(0, 7), TARGETS), min_size=4, max_size=52)
MINUTES = st.lists(st.integers(0, 600), min_size=4, max_size=4)


@given(WEEKS)
def test_consistency_is_a_share_and_paused_weeks_are_not_there(weeks: list[tuple[int | None, int]]) -> None:
    share = consistency([done for done, _ in weeks], [aim for _, aim in weeks])
    run = [week for week in weeks if week[0] is not None]
    assert (share is None) == (len(run) < 2)
    assert share is None or 0 <= share <= 100
    assert share == consistency([done for done, _ in run], [aim for _, aim in run])


def test_a_beginner_stands_above_an_elite() -> None:
    beginner, elite = consistency([3, 3, 2, 3], [3] * 4), consistency([6, 6, 5, 7], [7] * 4)
    assert beginner is not None
    assert elite is not None
    assert beginner > elite


@given(MINUTES, MINUTES)
def test_improvement_is_capped_and_needs_something_to_begin_with(before: list[int], now: list[int]) -> None:
    change = improvement(before, now)
    eligible = sum(1 for minutes in before if minutes) >= 3 and sum(before) >= 120
    assert (change is not None) == eligible
    assert change is None or -100 <= change <= MOST_IMPROVEMENT


@pytest.mark.parametrize("paused", [0, 3, 4, 7])
def test_who_paused_is_not_compared_with_before(paused: int) -> None:
    weeks: list[int | None] = [90] * 8
    weeks[paused] = None
    assert improvement(weeks[:4], weeks[4:]) is None
