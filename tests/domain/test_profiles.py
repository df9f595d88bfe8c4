"""What a runner says about themselves."""

from datetime import date, datetime

import pytest

from bot.domain.profiles import age_on, read_birth_date
from bot.domain.units import ParseError

NOW = datetime(2026, 11, 20, 9, 30)


@pytest.mark.parametrize("typed", ["1990-05-12", "12 May 1990", "12.05.1990", "May 12 1990"])
def test_a_birth_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_birth_date(typed, NOW) == date(1990, 5, 12)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2024-01-01", "age"),
        ("1901-01-01", "age"),
        ("2030-01-01", "future"),
        ("5/11/1990", "ambiguous"),
        ("30 feb 1990", "invalid"),
        ("long ago", "invalid"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_birth_date(typed, NOW)
    assert refused.value.code == code


def test_ages_count_birthdays() -> None:
    assert age_on(date(1990, 11, 20), date(2026, 11, 19)) == 35
    assert age_on(date(1990, 11, 20), date(2026, 11, 20)) == 36
    assert age_on(date(2000, 2, 29), date(2027, 2, 28)) == 26
    assert age_on(date(2000, 2, 29), date(2027, 3, 1)) == 27
