"""What workouts come to, and what they are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notation import parse_workout
from bot.domain.runs import RunKind
from bot.domain.units import Unit
from bot.domain.workouts import (
    STRIDE_S,
    AtPace,
    AtRacePace,
    AtRpe,
    Effort,
    Estimate,
    InZone,
    Manner,
    Repeat,
    Role,
    Step,
    Target,
    Totals,
    Workout,
    effort_of,
    estimate,
    kind_of,
    totals,
)
from tests.domain.workout_strategies import workouts

KM = Step(metres=1_000.0, target=Effort.THRESHOLD)
JOG = Step(Role.REST, seconds=60, manner=Manner.JOG)


def test_rests_stand_between_repeats_alone() -> None:
    assert totals(Workout((Repeat(5, (KM,), JOG),))) == Totals((5,), 5_000.0, 0, 0.0, 240)
    assert totals(parse_workout("2x(1km @ T, 2min jog, 1km @ I) / 400m jog")) == Totals((2,), 4_000.0, 0, 400.0, 240)
    assert totals(Workout()) == Totals((), 0.0, 0, 0.0, 0)


@given(workouts(), st.none() | st.floats(20, 85))
def test_an_estimate_is_never_less_than_what_is_written_down(workout: Workout, score: float | None) -> None:
    written, about = totals(workout), estimate(workout, score)
    assert about.metres >= int(written.work_m + written.rest_m)
    assert about.seconds >= written.work_s + written.rest_s
    assert sum(written.reps) >= len(workout.segments)


def test_paces_come_from_the_fitness_score() -> None:
    # Score 50: T 4:15, M 4:31, easy 5:52 to 4:54 a kilometre (running-science 1.2).
    twenty_minutes = parse_workout("20min @ T")
    assert estimate(twenty_minutes, 50.0).metres == pytest.approx(20 / 4.25 * 1_000, abs=15)
    assert estimate(parse_workout("10km @ M"), 50.0).seconds == pytest.approx(2_710, abs=10)
    assert estimate(twenty_minutes, 60.0).metres > estimate(twenty_minutes, 50.0).metres
    assert estimate(twenty_minutes) == estimate(twenty_minutes, 40.0)
    assert estimate(parse_workout("10min @ 5:00/km"), 50.0) == Estimate(2_000, 600, complete=True)
    assert estimate(parse_workout("10km @ 10K pace"), 50.0).seconds == pytest.approx(41 * 60 + 21, abs=5)


def test_rests_and_strides_take_time_too() -> None:
    assert estimate(parse_workout("4 strides")).seconds == 4 * STRIDE_S
    standing = estimate(parse_workout("5x1km @ 4:00/km / 1min rest"))
    assert standing == Estimate(5_000, 5 * 240 + 4 * 60, complete=True)
    assert estimate(parse_workout("5x1km @ 4:00/km / 1min jog")).metres > standing.metres


def test_a_stretch_as_long_as_one_likes_leaves_an_estimate_open() -> None:
    assert estimate(parse_workout("WU; 5km @ T; CD")).complete is False
    assert estimate(parse_workout("easy")) == Estimate(0, 0, complete=False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rest", None),
        ("8 km E + 4 strides", RunKind.EASY),
        ("45 min", RunKind.EASY),
        ("30 min Z2", RunKind.EASY),
        ("8x2min run / 1min walk", RunKind.EASY),
        ("5x1km / 1min", RunKind.WORKOUT),
        ("WU; 20 min tempo; CD", RunKind.WORKOUT),
        ("8x60s hills", RunKind.WORKOUT),
        ("45 min fartlek", RunKind.WORKOUT),
        ("40min RPE 7", RunKind.WORKOUT),
        ("10km @ HM pace", RunKind.WORKOUT),
        ("long 24km", RunKind.LONG),
        ("WU 2km; race 5K", RunKind.RACE),
        ("recovery 5km", RunKind.RECOVERY),
    ],
)
def test_what_a_workout_is_for(text: str, kind: RunKind | None) -> None:
    assert kind_of(parse_workout(text)) is kind


def test_a_pace_is_hard_or_easy_by_the_fitness_score() -> None:
    workout = parse_workout("10km @ 4:40/km")
    assert kind_of(workout) is RunKind.EASY
    assert kind_of(workout, 50.0) is RunKind.WORKOUT
    assert kind_of(workout, 60.0) is RunKind.EASY


@pytest.mark.parametrize(
    ("target", "effort"),
    [
        (AtRacePace("m"), Effort.MARATHON),
        (AtRacePace("hm"), Effort.THRESHOLD),
        (AtRacePace("5k"), Effort.INTERVAL),
        (AtRpe(4), Effort.EASY),
        (AtRpe(5), Effort.MARATHON),
        (AtRpe(10), Effort.REPETITION),
        (InZone(4), Effort.THRESHOLD),
        (AtPace(255, Unit.KM), Effort.THRESHOLD),
        (AtPace(410, Unit.MI), Effort.THRESHOLD),
        (AtPace(217, Unit.KM), Effort.REPETITION),
        (AtPace(300, Unit.KM), Effort.EASY),
    ],
)
def test_every_way_to_say_how_hard_is_one_of_the_letters(target: Target, effort: Effort) -> None:
    assert effort_of(Step(metres=1_000.0, target=target), 50.0) is effort


def test_a_step_that_says_nothing_of_how_hard_is_easy_where_it_frames_the_work() -> None:
    assert effort_of(Step(Role.WARM_UP)) is Effort.EASY
    assert effort_of(Step(metres=1_000.0)) is None
    assert effort_of(Step(metres=1_000.0, target=AtPace(255, Unit.KM))) is None


def test_what_cannot_be_is_refused() -> None:
    for wrong in (
        lambda: Step(metres=1_000.0, seconds=60),
        lambda: Step(metres=0.0),
        lambda: Step(metres=float("nan")),
        lambda: Step(seconds=0),
        lambda: Step(Role.REST),
        lambda: Step(Role.REST, seconds=60, target=Effort.EASY),
        lambda: Step(manner=Manner.JOG),
        lambda: Repeat(1, (KM,)),
        lambda: Repeat(2, ()),
        lambda: Repeat(2, (KM, JOG)),
        lambda: Repeat(2, (Step(),)),
        lambda: Repeat(2, (KM,), KM),
        lambda: Workout((JOG,)),
        lambda: Workout((KM, JOG)),
        lambda: Workout((Step(),)),
        lambda: Workout((KM,), RunKind.EASY),
        lambda: Workout((), RunKind.LONG),
        lambda: AtRpe(11),
        lambda: InZone(0),
        lambda: AtRacePace("100mi"),
        lambda: AtPace(30, Unit.KM),
        lambda: Step(metres=1_000.0, most=1_000.0),
        lambda: Step(most=1_000.0, target=Effort.EASY),
        lambda: Step(seconds=60, most=8 * 86_400),
        lambda: AtPace(300, Unit.KM, 290),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()
