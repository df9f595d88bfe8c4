"""How far back an account is looked through, and in which strides."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.back_fills import (
    FEW,
    FIRST_DAYS,
    LONGEST_DAYS,
    MANY,
    SHORTEST_DAYS,
    Reach,
    asked_from,
    begins,
    fewer_days,
    next_days,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reach", "first_day"),
    [
        (Reach.MONTH, date(2026, 10, 21)),
        (Reach.THIS_YEAR, date(2026, 1, 1)),
        (Reach.TWELVE_MONTHS, date(2025, 11, 20)),
        (Reach.ALL, date(2000, 1, 1)),
    ],
)
def test_each_choice_has_its_first_day(reach: Reach, first_day: date) -> None:
    assert reach.first_day(date(2026, 11, 20)) == first_day


def test_a_day_begins_where_it_begins_first() -> None:
    assert begins(date(2026, 1, 1)) == datetime(2025, 12, 31, 10, tzinfo=UTC)


def test_strides_end_at_the_first_day() -> None:
    assert asked_from(date(2026, 1, 1), NOW, 60) == NOW - timedelta(days=60)
    assert asked_from(date(2026, 11, 1), NOW, 60) == begins(date(2026, 11, 1))


@pytest.mark.parametrize(
    ("days", "activities", "following"),
    [
        (60, FEW - 1, 120),
        (60, FEW, 60),
        (60, MANY, 60),
        (60, MANY + 1, 30),
        (LONGEST_DAYS, 0, LONGEST_DAYS),
        (8, 999, 7),
    ],
)
def test_strides_follow_how_much_there_is(days: int, activities: int, following: int) -> None:
    assert next_days(days, activities) == following


def test_a_stride_never_shrinks_to_nothing() -> None:
    assert fewer_days(SHORTEST_DAYS) == SHORTEST_DAYS


def test_an_account_without_runs_is_looked_through_in_a_dozen_answers() -> None:
    reached, days, answers = NOW, FIRST_DAYS, 0
    first = Reach.ALL.first_day(NOW.date())
    while reached > begins(first):
        reached, days = asked_from(first, reached, days), next_days(days, 0)
        answers += 1
    assert answers <= 12
