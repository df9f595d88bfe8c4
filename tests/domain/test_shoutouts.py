"""Which shoutouts earn points."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.shoutouts import earning

PEOPLE = st.frozensets(st.integers(1, 9), min_size=1, max_size=5)


@given(rounds=st.lists(PEOPLE, max_size=8))
def test_the_same_two_earn_once_a_week(rounds: list[frozenset[int]]) -> None:
    praised: set[int] = set()
    earned: list[int] = []
    given_times = 0
    for receivers in rounds:
        found = earning(receivers, praised)
        earned += found.receivers
        given_times += found.giver
        praised |= receivers
    assert sorted(earned) == sorted(praised)
    # Whoever names somebody new earns for it, once however many those are.
    assert given_times == sum(bool(one - frozenset().union(*rounds[:at])) for at, one in enumerate(rounds))
