"""What a coach is told of a planned week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plan_warnings import PlanCode, PlanWarning, RaceDay, plan_warnings
from bot.domain.planned_weeks import read_week
from tests.domain.workout_strategies import LINES

SENSIBLE = (
    "Mon: rest\nTue: WU 2km E; 4x1km @ T / 1min jog; CD 2km E\nWed: 8 km E\nThu: 10 km E + 4 strides\nFri: rest\n"
    "Sat: 10 km E\nSun: long 15 km"
)


def codes(text: str, score: float | None = None, *races: RaceDay) -> list[PlanCode]:
    return [warning.code for warning in plan_warnings(read_week(text), score, races)]


def only(text: str, code: PlanCode, score: float | None = None, *races: RaceDay) -> PlanWarning:
    (found,) = [warning for warning in plan_warnings(read_week(text), score, races) if warning.code is code]
    return found


def test_a_sensible_week_and_an_empty_one_have_nothing_to_look_at() -> None:
    assert codes(SENSIBLE, 50.0) == []
    assert codes(SENSIBLE) == []
    assert codes("") == []


def test_a_long_run_that_is_much_of_the_week() -> None:
    week = "Mon: 10 km E\nWed: 10 km E\nFri: 10 km E\nSat: 18 km E"
    assert only(week, PlanCode.LONG_SHARE) == PlanWarning(PlanCode.LONG_SHARE, 38, 30, 5)
    # 30 % exactly is fine, and 25 % from 64 km up.
    assert codes("Mon: 10 km E\nWed: 10 km E\nFri: 15 km E\nSat: 15 km E") == []
    assert codes("Mon: 16 km E\nTue: 16 km E\nWed: 16 km E\nFri: 16 km E") == []
    assert only("Mon: 16 km E\nTue: 16 km E\nWed: 15 km E\nFri: 18 km E", PlanCode.LONG_SHARE).limit == 25


def test_with_few_runs_each_is_a_large_share_and_so_is_any_beside_one_of_unknown_length() -> None:
    assert codes("Mon: 5 km E\nWed: 5 km E\nSat: 10 km E") == []
    assert codes("Mon: 5 km E\nWed: 5 km E\nThu: club night, 8-10 km\nSat: 10 km E") == []


def test_a_run_of_more_than_two_and_a_half_hours() -> None:
    week = "Sat: long 26 km"
    assert only(week, PlanCode.LONG_TIME, 35.0).found > 150 * 60
    assert codes(week, 60.0) == []
    assert codes("Sun: long 2h30") == []
    assert only("Sun: long 2h31", PlanCode.LONG_TIME) == PlanWarning(PlanCode.LONG_TIME, 151 * 60, 150 * 60, 6)


@pytest.mark.parametrize(
    ("workout", "found"),
    [
        ("6x1km @ T / 1min rest", PlanWarning(PlanCode.THRESHOLD, 6_000, 5_000, share=10)),
        ("5x1km @ I / 2min rest", PlanWarning(PlanCode.INTERVAL, 5_000, 4_000, share=8)),
        ("7x400m @ R / 400m jog", PlanWarning(PlanCode.REPETITION, 2_800, 2_500, share=5)),
        ("12km @ M", PlanWarning(PlanCode.MARATHON, 12_000, 10_000, share=20)),
    ],
)
def test_more_of_one_pace_than_its_share_of_the_week(workout: str, found: PlanWarning) -> None:
    parts = {"6x1km": 6, "5x1km": 5, "7x400m": 5.2, "12km": 12}
    left = (50 - parts[workout.split()[0]]) / 4
    week = f"Tue: {workout}\nWed: {left}km E\nThu: {left}km E\nSat: {left}km E\nSun: {left}km E"
    assert only(week, found.code) == found


def test_more_of_one_pace_than_anybody_runs() -> None:
    # A week of unknown length has caps still.
    assert only("Tue: 11x1km @ I / 2min rest\nWed: some easy running", PlanCode.INTERVAL) == PlanWarning(
        PlanCode.INTERVAL, 11_000, 10_000
    )
    assert only("Sun: 2h @ M", PlanCode.MARATHON_TIME) == PlanWarning(PlanCode.MARATHON_TIME, 7_200, 6_600, 6)


@pytest.mark.parametrize(
    ("workout", "code"),
    [
        ("5x5min @ T / 1min jog", None),
        ("5x4min @ T / 1min jog", None),
        ("5x4min @ T / 2min jog", PlanCode.THRESHOLD_REST),
        ("5x3min @ I / 3min jog", None),
        ("5x3min @ I / 4min jog", PlanCode.INTERVAL_REST),
        ("6x60s @ R / 2min jog", None),
        ("6x60s @ R / 60s jog", PlanCode.REPETITION_REST),
        ("6x400m @ R / 400m jog", None),
        ("6x400m @ R / 100m jog", PlanCode.REPETITION_REST),
        ("6x60s hills / jog down", None),
    ],
)
def test_rests_by_what_the_repeats_are_for(workout: str, code: PlanCode | None) -> None:
    found = [warning.code for warning in plan_warnings(read_week(f"Tue: {workout}"), 50.0) if "rest" in warning.code]
    assert found == ([] if code is None else [code])


def test_a_rest_is_told_with_the_work_before_it() -> None:
    assert only("Wed: 5x3min @ I / 4min jog", PlanCode.INTERVAL_REST) == PlanWarning(
        PlanCode.INTERVAL_REST, 240, 180, 2
    )


def test_hard_days_in_a_row_and_more_than_three_of_them() -> None:
    week = "Mon: 20min @ T\nTue: 8x400m @ R / 400m jog\nWed: hills at the park\nSat: 10km @ M"
    found = [warning for warning in plan_warnings(read_week(week)) if "quality" in warning.code]
    assert found == [
        PlanWarning(PlanCode.QUALITY_IN_A_ROW, 3, 1, 0),
        PlanWarning(PlanCode.QUALITY_DAYS, 4, 3),
    ]


def test_a_week_without_a_day_off() -> None:
    assert only("Mon-Sun: 5 km E", PlanCode.NO_REST_DAY) == PlanWarning(PlanCode.NO_REST_DAY, 7, 6)
    assert PlanCode.NO_REST_DAY not in codes("Mon-Sat: 5 km E\nSun: bike 60 min")


def test_hard_work_close_before_and_after_a_race() -> None:
    week = "Tue: 20min @ T\nThu: 20min @ T\nSat: race 10K"
    assert only(week, PlanCode.BEFORE_RACE) == PlanWarning(PlanCode.BEFORE_RACE, 1, 2, 3, 5)
    # The race may be known to the calendar alone, and be in the week before or after.
    assert codes("Tue: 20min @ T", None, RaceDay(-1, 10_000.0)) == [PlanCode.THRESHOLD, PlanCode.AFTER_RACE]
    after = only("Tue: 20min @ T", PlanCode.AFTER_RACE, None, RaceDay(-1, 10_000.0))
    assert after == PlanWarning(PlanCode.AFTER_RACE, 1, 3, 1, -1)
    assert PlanCode.AFTER_RACE not in codes("Wed: 20min @ T", None, RaceDay(-1, 5_000.0))
    assert PlanCode.BEFORE_RACE in codes("Sun: 20min @ T", None, RaceDay(7, 5_000.0))
    assert PlanCode.BEFORE_RACE not in codes("Sat: 20min @ T\nSun: 5 km E", None, RaceDay(8, 5_000.0))


def test_a_race_in_plan_and_calendar_is_one_race() -> None:
    week = "Thu: 20min @ T\nSat: race"
    assert only(week, PlanCode.BEFORE_RACE, None, RaceDay(5, 10_000.0)).race_day == 5
    assert PlanCode.BEFORE_RACE in codes(week)


@given(LINES, st.none() | st.floats(30, 85), st.lists(st.builds(RaceDay, st.integers(-30, 30), st.floats(100, 2e5))))
def test_any_week_can_be_looked_at_and_each_warning_is_beyond_its_limit(
    text: str, score: float | None, races: list[RaceDay]
) -> None:
    lower = {PlanCode.BEFORE_RACE, PlanCode.AFTER_RACE, PlanCode.REPETITION_REST}
    for warning in plan_warnings(read_week(text), score, races):
        if warning.code in lower:
            assert warning.found < warning.limit
        else:
            assert warning.found >= warning.limit
