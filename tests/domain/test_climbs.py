"""Climb as people type it."""

import pytest

from bot.domain.climbs import HIGHEST_M, parse_climb
from bot.domain.units import ParseError


@pytest.mark.parametrize(("typed", "metres"), [("350 m", 350), ("350", 350), ("1,150 ft", 351), ("0 m", 0)])
def test_a_climb_is_read_in_metres_and_feet(typed: str, metres: int) -> None:
    assert parse_climb(typed) == metres


def test_a_bare_climb_is_in_the_readers_unit() -> None:
    assert parse_climb("1000", in_feet=True) == 305


@pytest.mark.parametrize("typed", ["-5 m", "5 km", "steep", ""])
def test_what_is_no_climb_says_so(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_climb(typed)
    assert refused.value.code == "invalid"


def test_nobody_climbs_out_of_the_air() -> None:
    assert parse_climb(str(HIGHEST_M)) == HIGHEST_M
    with pytest.raises(ParseError) as refused:
        parse_climb(str(HIGHEST_M + 1))
    assert refused.value.code == "too_high"
