"""For whom a plan is, and what makes a workout shared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plans import EVERYBODY, Scope, Target, shared_key


@pytest.mark.parametrize("target", [EVERYBODY, Target(Scope.GROUP, 4_611_686_018_427_387_905), Target(Scope.RUNNER, 7)])
def test_a_target_is_read_as_it_was_written(target: Target) -> None:
    assert Target.parse(target.key) == target
    assert len(target.key) <= 32


@pytest.mark.parametrize("key", ["", "team:1", "role", "runner", "runner:x", "somebody:1"])
def test_what_no_target_wrote_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"plan is for|valid|literal"):
        Target.parse(key)


def test_a_runners_own_plan_is_closer_than_the_groups_and_that_closer_than_everybodys() -> None:
    assert Target(Scope.RUNNER, 1).closeness > Target(Scope.GROUP, 1).closeness > EVERYBODY.closeness


def test_case_and_spaces_make_no_other_workout() -> None:
    assert shared_key("5x1km @ T") == shared_key("5X1KM   @ t ") != shared_key("6x1km @ T")


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_key_fits_its_column_and_tells_workouts_apart(one: str, other: str) -> None:
    assert len(shared_key(one)) <= 64
    if " ".join(one.casefold().split()) != " ".join(other.casefold().split()):
        assert shared_key(one) != shared_key(other)
