"""Check-ins: what is worth a coach's look by a runner's own normal, and one glad fact that never names a fall."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check_ins import (
    FEELINGS,
    Answers,
    Flag,
    Glad,
    Gladness,
    Item,
    below_normal,
    flags,
    glad,
    next_item,
    normals,
    offers_pause,
    pain_level,
)


def answers(sleep: int = 4, energy: int = 4, soreness: int = 4, mood: int = 4, pain: int = 5) -> Answers:
    return dict(zip(Item, (sleep, energy, soreness, mood, pain), strict=True))


USUAL = [answers()] * 6
WHOLE = st.fixed_dictionaries({item: st.integers(1, 5) for item in Item})


def test_five_questions_come_one_after_the_other() -> None:
    asked = []
    given_so_far: dict[Item, int] = {}
    while (item := next_item(given_so_far)) is not None:
        asked.append(item)
        given_so_far[item] = 3
    assert asked == list(Item)


@pytest.mark.parametrize(("tapped", "level"), [(5, 0), (4, 2), (3, 4), (2, 6), (1, 8)])
def test_pain_is_told_on_the_scale_of_runs(tapped: int, level: int) -> None:
    assert pain_level(answers(pain=tapped)) == level
    assert pain_level({}) == 0


@pytest.mark.parametrize(
    ("now", "past", "found"),
    [
        (answers(), USUAL, ()),
        (answers(sleep=3), USUAL, ()),
        (answers(sleep=3, energy=3), USUAL, (Flag.BELOW_NORMAL,)),
        (answers(sleep=1, energy=1, soreness=1, mood=1), USUAL[:2], ()),
        (answers(sleep=1, energy=1, soreness=1, mood=1), USUAL[:3], (Flag.BELOW_NORMAL,)),
        # The seventh one back counts no more.
        (answers(sleep=3, energy=3), [*[answers(sleep=3, energy=3)] * 6, answers(5, 5), answers(5, 5)], ()),
        # Half a step is none.
        (answers(sleep=3, energy=3), [*[answers(3, 3)] * 2, *[answers(4, 4)] * 2], ()),
        (answers(pain=4), USUAL, (Flag.NEW_PAIN,)),
        (answers(pain=4), [], (Flag.NEW_PAIN,)),
        (answers(pain=4), [answers(pain=4)], ()),
        (answers(pain=3), [answers(pain=4)], (Flag.NEW_PAIN,)),
        (answers(pain=4), [answers(), answers(pain=4)], (Flag.NEW_PAIN,)),
        (answers(pain=2), [answers(pain=2)], (Flag.STRONG_PAIN,)),
        (answers(3, 3, 3, 3, 1), USUAL, (Flag.STRONG_PAIN, Flag.NEW_PAIN, Flag.BELOW_NORMAL)),
    ],
)
def test_what_is_worth_a_look(now: Answers, past: Sequence[Answers], found: tuple[Flag, ...]) -> None:
    assert flags(now, past) == found


def test_a_normal_is_each_runners_own() -> None:
    tired = [answers(2, 2, 2, 2)] * 4
    assert normals(tired) == dict.fromkeys(FEELINGS, 2)
    assert below_normal(answers(2, 2, 2, 1), tired) == (Item.MOOD,)
    assert normals(tired[:2]) == {}


@pytest.mark.parametrize(
    ("now", "welcome"),
    [
        (answers(), False),
        (answers(2, 2, 2, 3), False),
        (answers(2, 2, 1, 2), True),
        (answers(pain=4), False),
        (answers(pain=3), True),
    ],
)
def test_a_pause_is_offered_with_pain_and_when_all_is_low(now: Answers, welcome: bool) -> None:
    assert offers_pause(now) is welcome


@pytest.mark.parametrize(
    ("now", "past", "fact"),
    [
        (answers(energy=4, mood=5), [answers(energy=2)], Glad(Gladness.UP, Item.ENERGY, 2, 4)),
        (answers(sleep=1, pain=5), [answers(pain=3)], Glad(Gladness.PAIN_GONE)),
        (answers(sleep=5, pain=4), [answers(pain=3)], Glad(Gladness.PAIN_EASES)),
        (answers(1, 1, 5, 1), [answers(5, 5, 5, 5)], Glad(Gladness.WELL, Item.SORENESS, now=5)),
        (answers(1, 3, 1, 1), [answers(4, 3, 4, 4)], Glad(Gladness.STEADY, Item.ENERGY, 3, 3)),
        (answers(2, 2, 2, 2), [answers(2, 2, 2, 2)], Glad(Gladness.THANKS)),
        (answers(1, 1, 1, 1, 1), [], Glad(Gladness.THANKS)),
    ],
)
def test_one_glad_fact_comes_back(now: Answers, past: Sequence[Answers], fact: Glad) -> None:
    assert glad(now, past) == fact


@given(WHOLE, st.lists(WHOLE, max_size=8))
def test_nothing_that_went_down_is_ever_named(now: Answers, past: list[Answers]) -> None:
    fact = glad(now, past)
    if fact.item is not None:
        assert not past or fact.kind is Gladness.WELL or now[fact.item] >= past[0][fact.item]
    if fact.kind in (Gladness.PAIN_GONE, Gladness.PAIN_EASES):
        assert pain_level(now) < pain_level(past[0])


@given(WHOLE, st.lists(WHOLE, max_size=8))
def test_more_pain_never_makes_a_check_in_less_worth_a_look(now: Answers, past: list[Answers]) -> None:
    worse = {**now, Item.PAIN: max(1, now[Item.PAIN] - 1)}
    assert set(flags(now, past)) <= set(flags(worse, past))
