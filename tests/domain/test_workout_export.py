"""Workouts as intervals.icu reads them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notation import parse_workout
from bot.domain.workout_export import described, intervals_text
from bot.domain.workouts import Repeat, Workout
from tests.domain.workout_strategies import workouts

STEP = re.compile(
    r"- (?:[A-Z][A-Za-z0-9 ]* )?(?:[0-9.]+km|[0-9]+mtr|(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?)"
    r"(?: (?:[0-9]+:[0-9]{2}(?:-[0-9]+:[0-9]{2})?/(?:km|mi) Pace|Z[1-5] HR))?(?: press lap)?"
)


def test_the_published_example() -> None:
    workout = parse_workout("WU 2km E; 5x1km @ T / 1min jog; CD 2km E")
    assert intervals_text(workout, 50.0) == (
        "- Warmup 2km 5:52-4:54/km Pace\n"
        "\n"
        "5x\n"
        "- 1km 4:15/km Pace\n"
        "- Jog 1m 5:52-4:54/km Pace\n"
        "\n"
        "- Cooldown 2km 5:52-4:54/km Pace"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("rest", ""),
        ("10 km E", "- 10km 5:52-4:54/km Pace"),
        ("long 18 km", "- 18km 5:52-4:54/km Pace"),
        ("45 min", "- 45m"),
        ("8 km E + 4 strides", "- 8km 5:52-4:54/km Pace\n\n4x\n- Strides 20s"),
        ("6x400m @ R / 400m jog", "6x\n- 400mtr 3:37/km Pace\n- Jog 400mtr 5:52-4:54/km Pace"),
        ("8x60s hills / jog down", "8x\n- Hills 1m\n- Jog 1m 5:52-4:54/km Pace press lap"),
        ("3x1mi @ 6:40 / 90s rest", "3x\n- 1.609km 6:40/mi Pace\n- Rest 1m30s"),
        ("20 min @ 4:10-4:20/km", "- 20m 4:20-4:10/km Pace"),
        ("40 min Z2", "- 40m Z2 HR"),
        ("40 min RPE 6", "- RPE 6 40m"),
        ("5x1km @ 5K / 1min", "5x\n- 1km 3:59/km Pace\n- Recovery 1m"),
        ("WU; 5km @ M", "- Warmup 10m 5:52-4:54/km Pace press lap\n- 5km 4:31/km Pace"),
        ("race 10K", "- 10km 4:08/km Pace"),
        ("1h15 E", "- 1h15m 5:52-4:54/km Pace"),
    ],
)
def test_lengths_and_targets(text: str, written: str) -> None:
    assert intervals_text(parse_workout(text), 50.0) == written


@pytest.mark.parametrize(
    ("words", "line"), [("8-10 km easy", "8-10 km easy"), ("- hills,\n as you  like", "hills, as you like")]
)
def test_words_are_a_line_and_no_step(words: str, line: str) -> None:
    assert described(words) == line


@pytest.mark.parametrize("score", [None, 25.0])
def test_without_paces_to_go_by_the_effort_is_named(score: float | None) -> None:
    workout = parse_workout("WU 2km E; 5x1km @ T / 1min jog; 3x1km; 1km @ HM pace; 2km @ 5:00/km")
    assert intervals_text(workout, score) == (
        "- Warmup Easy 2km\n\n5x\n- Threshold 1km\n- Jog 1m\n\n3x\n- Run 1km\n\n"
        "- Half marathon pace 1km\n- 2km 5:00/km Pace"
    )


@given(workouts(), st.none() | st.floats(30, 85))
def test_every_line_is_a_step_a_count_or_a_gap_around_a_repeat(workout: Workout, score: float | None) -> None:
    lines = intervals_text(workout, score).split("\n")
    assert all(STEP.fullmatch(line) or re.fullmatch(r"[0-9]+x", line) or line == "" for line in lines), lines
    steps = sum(
        len(segment.steps) + (segment.rest is not None) if isinstance(segment, Repeat) else 1
        for segment in workout.segments
    )
    assert sum(line.startswith("- ") for line in lines) == steps
    for place, line in enumerate(lines):
        if line.endswith("x"):
            assert place == 0 or lines[place - 1] == ""
