"""What a race says of fitness, other distances and paces; the published numbers are among the vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.performance import (
    RIEGEL_UNTRAINED,
    Zone,
    cameron,
    fitness_score,
    race_time,
    riegel,
    training_pace,
)

SCORES = st.floats(25, 85)
DISTANCES = st.floats(1_500, 42_195)


@given(SCORES, DISTANCES)
def test_a_score_and_its_time_are_two_ways_to_say_the_same(score: float, metres: float) -> None:
    assert fitness_score(metres, race_time(score, metres)) == pytest.approx(score, abs=1e-6)


@given(SCORES, DISTANCES, st.floats(1.01, 1.5))
def test_fitter_is_faster_and_farther_takes_longer(score: float, metres: float, more: float) -> None:
    assert race_time(score * more, metres) < race_time(score, metres)
    assert race_time(score, metres * more) > race_time(score, metres)


@given(SCORES)
def test_zones_get_faster_in_their_order(score: float) -> None:
    paces = [training_pace(score, zone) for zone in Zone]
    assert paces == sorted(paces, reverse=True)


@given(DISTANCES, st.floats(300, 15_000), DISTANCES)
def test_the_same_distance_promises_the_same_time(known_m: float, known_s: float, wanted_m: float) -> None:
    assert riegel(known_m, known_s, known_m) == pytest.approx(known_s)
    assert cameron(known_m, known_s, known_m) == pytest.approx(known_s)
    if wanted_m > known_m:
        assert riegel(known_m, known_s, wanted_m, RIEGEL_UNTRAINED) >= riegel(known_m, known_s, wanted_m)


@pytest.mark.parametrize(("metres", "seconds"), [(0, 100), (100, 0), (-1, 100)])
def test_an_effort_without_length_or_time_is_none(metres: float, seconds: float) -> None:
    with pytest.raises(ValueError, match="length"):
        fitness_score(metres, seconds)
    with pytest.raises(ValueError, match="length"):
        riegel(metres, seconds, 5_000)
    with pytest.raises(ValueError, match="length"):
        cameron(metres, seconds, 5_000)


def test_no_score_runs_no_race() -> None:
    with pytest.raises(ValueError, match="score"):
        race_time(0.5, 5_000)
