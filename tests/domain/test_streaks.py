"""Weekly streaks: what qualifies, what a freeze carries, and what a pause does not touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streaks import Streak, week_letter, weekly_streak

LETTERS = st.text(alphabet="QMP", max_size=120)


@pytest.mark.parametrize(
    ("run_days", "target", "paused", "letter"),
    [(2, 2, False, "Q"), (5, 2, False, "Q"), (1, 2, False, "M"), (0, 2, True, "P"), (5, 2, True, "P")],
)
def test_a_weeks_letter(run_days: int, target: int, paused: bool, letter: str) -> None:
    assert week_letter(run_days, target, paused) == letter


def test_before_the_first_week_there_is_one_freeze() -> None:
    assert weekly_streak("") == Streak(0, 0, 1)


def test_four_qualified_weeks_earn_a_freeze_even_across_a_new_start() -> None:
    assert weekly_streak("QMMQQ") == Streak(2, 2, 0)
    assert weekly_streak("QMMQQQ") == Streak(3, 3, 1)


@given(weeks=LETTERS)
def test_a_streak_never_exceeds_its_best_nor_the_qualified_weeks(weeks: str) -> None:
    found = weekly_streak(weeks)
    assert 0 <= found.streak <= found.best <= weeks.count("Q")
    assert 0 <= found.tokens <= 2


@given(weeks=LETTERS)
def test_a_qualified_week_adds_exactly_one(weeks: str) -> None:
    before, after = weekly_streak(weeks), weekly_streak(weeks + "Q")
    assert after.streak == before.streak + 1
    assert after.best == max(before.best, after.streak)
    assert after.tokens >= before.tokens


@given(weeks=LETTERS)
def test_an_open_week_uses_a_freeze_or_starts_anew_and_never_touches_the_best(weeks: str) -> None:
    before, after = weekly_streak(weeks), weekly_streak(weeks + "M")
    if before.tokens:
        assert after == Streak(before.streak, before.best, before.tokens - 1)
    else:
        assert after == Streak(0, before.best, 0)


@given(weeks=LETTERS)
def test_paused_weeks_change_nothing_wherever_they_stand(weeks: str) -> None:
    assert weekly_streak(weeks) == weekly_streak(weeks.replace("P", ""))


@pytest.mark.parametrize("weeks", ["q", "QX", "Q M", "QQ\n"])
def test_an_unknown_letter_is_refused(weeks: str) -> None:
    with pytest.raises(ValueError, match="Q, M or P"):
        weekly_streak(weeks)
