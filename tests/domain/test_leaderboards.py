"""Places and ties, and the keys of the periods that boards cover."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.leaderboards import Period, Place, period_key, places, ranks

VALUES = st.dictionaries(st.text(max_size=8), st.integers(0, 30), max_size=20)


def test_a_tie_shares_the_place_and_is_listed_by_name() -> None:
    board = ranks({"Di": 75, "cy": 80, "Bo": 80, "Ana": 100})
    assert board == [Place(1, "Ana", 100), Place(2, "Bo", 80), Place(2, "cy", 80), Place(4, "Di", 75)]


def test_a_shared_first_place_leaves_the_second_out() -> None:
    assert [row.place for row in ranks({"Ana": 5, "Bo": 5, "Cy": 4})] == [1, 1, 3]


@given(values=VALUES)
def test_a_place_is_one_more_than_those_ahead(values: dict[str, int]) -> None:
    board = ranks(values)
    assert {row.name: row.value for row in board} == values
    for row in board:
        assert row.place == 1 + sum(value > row.value for value in values.values())


@given(values=VALUES)
def test_a_board_is_ordered_by_value_then_by_name(values: dict[str, int]) -> None:
    board = ranks(values)
    keys = [(-row.value, row.name.casefold(), row.name) for row in board]
    assert keys == sorted(keys)
    assert ranks(dict(reversed(values.items()))) == board


@given(values=st.lists(st.integers(0, 20)))
def test_places_of_an_ordered_list_are_those_of_the_board(values: list[int]) -> None:
    ordered = sorted(values, reverse=True)
    board = ranks({f"{index:04d}": value for index, value in enumerate(ordered)})
    assert places(ordered) == [row.place for row in board]


@pytest.mark.parametrize("values", [[1, 2], [1, float("nan")]])
def test_places_need_an_ordered_list(values: list[float]) -> None:
    with pytest.raises(ValueError, match="order"):
        places(values)


@pytest.mark.parametrize(
    ("period", "key"),
    [
        (Period.THIS_WEEK, "2026-W53"),
        (Period.LAST_WEEK, "2026-W52"),
        (Period.THIS_MONTH, "2027-01"),
        (Period.SEASON, "2027"),
    ],
)
def test_a_periods_key_around_new_year(period: Period, key: str) -> None:
    assert period_key(period, date(2027, 1, 2)) == key


def test_the_last_thirty_days_have_one_key_whatever_the_day() -> None:
    assert period_key(Period.LAST_30_DAYS, date(2026, 11, 25)) == period_key(Period.LAST_30_DAYS, date(2027, 1, 1))
