"""Workouts as coaches type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notation import NOTATION_LIMIT, parse_workout, read_workout, write_workout
from bot.domain.units import ParseError, Unit
from bot.domain.workouts import AtPace, AtRacePace, Effort, Manner, Repeat, Role, Step, Workout
from tests.domain.workout_strategies import workouts

WORDS = """
    5x 3x( ) 1km 400m 5m 2 90s 1'30 1’30” 10:00 @ T M E 5K pace / w/ with jog rest off WU CD ; , + and long race
    recovery strides hills 8-10km 45-60 - to 4:10/km 4:10-4:20/mi RPE 7 Z2 × 8 km easy half marathon on run in of
"""
PIECES = st.sampled_from(WORDS.split())


def code_of(text: str) -> str:
    with pytest.raises(ParseError) as caught:
        parse_workout(text)
    return caught.value.code


@given(workouts())
def test_what_is_written_is_read_back(workout: Workout) -> None:
    assert parse_workout(write_workout(workout)) == workout


@given(st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join))
def test_any_text_is_read_or_left_alone_and_what_is_read_is_written_in_a_form_that_stays(text: str) -> None:
    workout = read_workout(text)
    if workout is not None:
        assert read_workout(write_workout(workout)) == workout


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("WU 2km E; 5x1km @ T / 1min jog; CD 2km E", "WU 2km E; 5x1km @ T / 1min jog; CD 2km E"),
        ("2 km warm-up, 5 × 1 km at threshold (60 s jog), 2 km cool down", "WU 2km; 5x1km @ T / 1min jog; CD 2km"),
        ("2km jog + 5x1km T w/ 1' jog + 2km jog", "WU 2km jog; 5x1km @ T / 1min jog; CD 2km jog"),
        ("5x1km @ T / 1min jog", "5x1km @ T / 1min jog"),
        ("5x1km @ T, 90s jog", "5x1km @ T / 90s jog"),
        ("5x1km @ T, 10 min jog", "5x1km @ T; CD 10min jog"),
        ("5x1km @ T rec 2'", "5x1km @ T / 2min"),
        ("6x400m R 200m jog", "6x400m @ R / 200m jog"),
        ("8x400 @ R / 200 jog", "8x400m @ R / 200m jog"),
        ("tempo 3x1mi / 2' rest", "3x1mi @ T / 2min rest"),
        ("6 x 20s strides", "6x20s strides"),
        ("strides 6x20s", "6x20s strides"),
        ("8 km E + 4 strides", "8km E; 4 strides"),
        ("8 km E with 4 strides", "8km E; 4 strides"),
        ("hills 8x60s / jog down", "8x1min hills / jog"),
        ("10k easy", "10km E"),
        ("2x(3x800m @ I / 2min jog) / 5min rest", "3x800m @ I / 2min jog; 5min rest; 3x800m @ I / 2min jog"),
        ("2 x (4x400m / 1min, 5min rest)", "4x400m / 1min; 5min rest; 4x400m / 1min"),
        (
            "2x(2x1km @ T, 1min jog; 4x200m @ R) / 3min",
            "2x1km @ T / 1min jog; 4x200m @ R; 3min off; 2x1km @ T / 1min jog; 4x200m @ R",
        ),
        ("Long 20k (last 5 @ MP)", "long 15km; 5km @ MP"),
        ("20k long run w/ the last 5k @ MP", "long 15km; 5km @ MP"),
        ("long 1:30 (last 20 @ T)", "long 70min; 20min @ T"),
        ("10mi easy, last 2 @ M", "8mi E; 2mi @ M"),
        ("10km @ 5:00, last 3 hard", "7km @ 5:00/km; 3km @ I"),
        ("Tempo 6km @ 4:15/km", "6km @ T @ 4:15/km"),
        ("8 km E at 5:45-6:15/km", "8km @ E @ 5:45-6:15/km"),
        ("5x1km @ T (4:10/km) / 1min jog", "5x1km @ T @ 4:10/km / 1min jog"),
        ("5x1km @ T (4:10/km)", "5x1km @ T @ 4:10/km"),
        ("8-10 km E", "8-10km E"),
        ("60-75min E", "60-75min E"),
        ("45–60’ easy", "45-60min E"),
        ("long 18 to 20 km", "long 18-20km"),
        ("8k - 10k easy", "8-10km E"),
        ("5x3min @ I / 90s-2min jog", "5x3min @ I / 90s-2min jog"),
        ("3-4mi easy", "3-4mi E"),
        ("long 1:30-1:45", "long 90-105min"),
        ("Easy 10K.", "10km E"),
        ("12,5 km easy", "12.5km E"),
        ("45 min easy", "45min E"),
        ("easy 45’", "45min E"),
        ("run 45 min", "45min"),
        ("jog 5 km", "5km E"),
        ("easy", "E"),
        ("long 18 km", "long 18km"),
        ("18 km long run", "long 18km"),
        ("long 1:30", "long 90min"),
        ("long: 16km E; 6km @ MP", "long 16km E; 6km @ MP"),
        ("recovery 5 km", "recovery 5km"),
        ("WU 2km; race 5K; CD 2km", "WU 2km; race 5km; CD 2km"),
        ("HM race", "race half marathon"),
        ("parkrun", "race 5km"),
        ("5x3' on / 2' off", "5x3min / 2min"),
        ("10x1 min on, 1 min off", "10x1min / 1min"),
        ("5x1’30” @ I / 1’ jog", "5x90s @ I / 1min jog"),
        ("8x2min run / 1min walk", "8x2min / 1min walk"),
        ("4x(800m @ I, 400m @ R) / 3min jog", "4x(800m @ I, 400m @ R) / 3min jog"),
        ("5 x (3min hard / 2min jog)", "5x3min @ I / 2min jog"),
        ("6x1km @ T / 1km @ M", "6x(1km @ T, 1km @ M)"),
        ("3x10min @ 4:20-4:10/km / 2min jog", "3x10min @ 4:10-4:20/km / 2min jog"),
        ("8x400m @ 1:36", "8x400m @ 4:00/km"),
        ("8x400m in 96s", "8x400m @ 4:00/km"),
        ("5x1km @ 4:00", "5x1km @ 4:00/km"),
        ("3x1mi @ 6:40", "3x1mi @ 6:40/mi"),
        ("5x1km @ 5K race pace", "5x1km @ 5K pace"),
        ("40 min zone 2", "40min @ Z2"),
        ("40 min rpe6", "40min @ RPE 6"),
        ("1x5km @ T / 3min", "5km @ T"),
        ("Day off", "rest"),
    ],
)
def test_what_coaches_type_is_understood(typed: str, written: str) -> None:
    assert write_workout(parse_workout(typed)) == written


def test_a_workout_is_steps_and_repeats() -> None:
    assert parse_workout("WU 15min\n3x1mi @ 10K / 400m jog\n4x20s strides") == Workout(
        (
            Step(Role.WARM_UP, seconds=900),
            Repeat(
                3,
                (Step(metres=1609.344, target=AtRacePace("10k")),),
                Step(Role.REST, metres=400.0, manner=Manner.JOG),
            ),
            Repeat(4, (Step(seconds=20, target=Effort.STRIDES),)),
        )
    )
    assert parse_workout("10 km @ 7:30/mi") == Workout((Step(metres=10_000.0, target=AtPace(450, Unit.MI)),))


@pytest.mark.parametrize(
    "text",
    ["6x5m @ R", "6x5-8m @ R", "5x1km / 5m jog", "10 easy", "3x5M", "5x1km / 90", "20 min @ 4:10", "3x2km @ 8:00"],
)
def test_a_number_with_more_than_one_meaning_is_asked_about(text: str) -> None:
    assert code_of(text) == "ambiguous_unit"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ";",
        "bike 45 min",
        "gym",
        "10-8 km easy",
        "8-10-12 km easy",
        "2x(3x(4x400m / 1min) / 5min) / 8min",
        "20x(4x400m / 1min) / 5min",
        "long 20k (last 25 @ MP)",
        "long 20k (last 20 min @ MP)",
        "long 18-20k (last 5 @ MP)",
        "long 20k (last 5)",
        "5x1km (last 2 hard)",
        "last 5 @ MP",
        "easy tempo @ 4:15/km",
        "0x400m",
        "5x0km",
        "5x1km @ RPE 11",
        "10 km with 4 km @ M",
        "long race 10 km",
        "5 km; walk; rest",
        "10 km " + "E" * NOTATION_LIMIT,
    ],
)
def test_what_is_no_notation_is_left_as_text(text: str) -> None:
    assert code_of(text) == "invalid"
    assert read_workout(text) is None
