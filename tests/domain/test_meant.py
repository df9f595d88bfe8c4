"""What was probably meant by figures that are odd, and by texts that have several meanings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meant import (
    OFFERED,
    Meant,
    distance_readings,
    probably_meant,
    time_readings,
    written_in,
)
from bot.domain.runs import FARTHEST_M, LONGEST_S, oddities
from bot.domain.units import METRES_PER_MILE, ParseError, Unit, parse_distance, parse_duration, round_half_up


@pytest.mark.parametrize(
    ("distance_m", "moving_s", "meant"),
    [
        (10_000, 1_510, [(10_000, 3_130)]),
        (10_000, 1_270, []),
        (10_000, 320, [(10_000, 3_200), (1_000, 320)]),
        (10_000, 52, [(10_000, 3_120)]),
        (10_000, 187_800, [(10_000, 3_130)]),
        (16_093, 1_800, [(10_000, 1_800)]),
        (10_000, 11_400, [(10_000, 5_400), (16_093, 11_400)]),
        (105_000, 3_130, [(10_500, 3_130)]),
        (1_000, 3_130, [(10_000, 3_130)]),
        (51_000, 4_800, [(15_000, 4_800)]),
        (15_000, 1_510, [(15_000, 3_130)]),
        (10_000, 19_260, [(10_000, 3_130)]),
    ],
)
def test_a_slip_of_the_fingers_is_seen_through(distance_m: int, moving_s: int, meant: list[tuple[int, int]]) -> None:
    assert [(one.distance_m, one.moving_s) for one in probably_meant(distance_m, moving_s)] == meant


def test_who_runs_farther_than_ever_is_believed() -> None:
    assert probably_meant(21_000, 7_200, longest_m=8_000) == ()
    assert probably_meant(120_000, 43_200, longest_m=50_000) == ()


def test_what_is_far_beyond_the_longest_is_not_meant_either() -> None:
    assert probably_meant(1_000, 3_130) == (Meant(10_000, 3_130),)
    assert probably_meant(1_000, 3_130, longest_m=3_000) == ()


@given(st.integers(1, FARTHEST_M), st.integers(1, LONGEST_S), st.none() | st.integers(0, 100_000))
def test_what_is_offered_is_another_run_and_nothing_odd(distance_m: int, moving_s: int, longest_m: int | None) -> None:
    found = probably_meant(distance_m, moving_s, longest_m)
    assert len(found) == len(set(found)) <= OFFERED
    for one in found:
        assert (one.distance_m, one.moving_s) != (distance_m, moving_s)
        assert oddities(one.distance_m, one.moving_s, longest_m) == ()


@given(st.integers(100, 10_000), st.sampled_from(Unit))
def test_hundredths_of_a_unit_tell_which_it_was(hundredths: int, unit: Unit) -> None:
    metres_in = 1_000 if unit is Unit.KM else METRES_PER_MILE
    distance_m = round_half_up(hundredths * metres_in / 100)
    if distance_m % 10 != 0:
        assert written_in(distance_m) is Unit.MI
    elif unit is Unit.KM and hundredths % 100 == 0:
        assert written_in(distance_m) is Unit.KM


@pytest.mark.parametrize(
    ("text", "time_text", "readings"),
    [
        ("10", "52:10", ["10 km", "10 mi"]),
        ("10", "", ["10 km", "10 mi"]),
        ("10,5", "1h", ["10.5 km", "10.5 mi"]),
        ("20", "1:31:00", ["20 km", "20 mi"]),
        ("30", "1:31:00", ["30 km"]),
        ("5000", "25:00", ["5000 m"]),
        ("400", "1:30", ["400 m"]),
        ("10,000", "52:10", ["10 km", "10 mi"]),
        ("5 m", "45", ["5 mi", "5 km"]),
        ("150M", "20h", ["150 mi", "150 km"]),
        ("123,456 m", "11h", ["123456 m"]),
        ("0.05", "1", []),
        ("99999999", "1h", []),
        ("10k", "52:10", []),
        ("banana", "52:10", []),
    ],
)
def test_an_unclear_distance_has_its_readings(text: str, time_text: str, readings: list[str]) -> None:
    assert list(distance_readings(text, time_text)) == readings


@pytest.mark.parametrize(
    ("text", "distance_m", "readings"),
    [
        ("45.30", 10_000, ["0:45:30", "0:45:18"]),
        ("45,25 min", 10_000, ["0:45:25", "0:45:15"]),
        ("1.30", 20_000, ["1:30:00"]),
        ("1.30 h", 20_000, ["1:30:00", "1:18:00"]),
        ("1h 05.30", 10_000, ["1:05:30", "1:05:18"]),
        ("1h05.30", None, ["1:05:30", "1:05:18"]),
        ("52:10", 10_000, []),
        ("45.75", 10_000, []),
        ("banana", 10_000, []),
    ],
)
def test_an_unclear_time_has_its_readings(text: str, distance_m: int | None, readings: list[str]) -> None:
    assert list(time_readings(text, distance_m)) == readings


TYPED = st.from_regex(r"[0-9]{0,7}([.,][0-9]{1,4})? ?(m|M|km|mi|meters|h|min)?\.?", fullmatch=True) | st.text()


def _is_unclear(text: str) -> bool:
    try:
        parse_distance(text)
    except ParseError as error:
        return error.code == "ambiguous"
    return False


@given(TYPED, st.text() | st.sampled_from(["52:10", "1h05", "45"]))
def test_every_reading_of_a_distance_is_clear_and_another(text: str, time_text: str) -> None:
    metres = [parse_distance(one).metres for one in distance_readings(text, time_text)]
    assert len(set(metres)) == len(metres)
    assert _is_unclear(text) or metres == []


@given(TYPED | st.from_regex(r"([0-9]{1,2} ?h ?)?[0-9]{1,3}[.,][0-9]{2} ?(h|min|')?", fullmatch=True))
def test_every_reading_of_a_time_is_clear_and_another(text: str) -> None:
    readings = time_readings(text, 10_000)
    assert len({parse_duration(one, 10_000) for one in readings}) == len(readings)
    try:
        parse_duration(text, 10_000)
    except ParseError as error:
        clear = error.code != "ambiguous"
    else:
        clear = True
    assert not (clear and readings)
