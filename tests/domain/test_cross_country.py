"""Team scores of a finish order; the published ones are among the vectors."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cross_country import TieRule, xc_score

ORDERS = st.lists(st.sampled_from(["A", "B", "C", "D", None]), max_size=60)
RULES = st.sampled_from(TieRule)
SIZES = {"scorers": st.integers(1, 6), "displacers": st.integers(0, 3)}


@given(ORDERS, RULES, SIZES["scorers"], SIZES["displacers"])
def test_every_place_among_complete_teams_is_held_once(
    order: list[str | None], rule: TieRule, scorers: int, displacers: int
) -> None:
    scores = xc_score(order, rule, scorers=scorers, displacers=displacers)
    held = [place for result in scores.results for place in (*result.scoring_places, *result.displacers)]
    assert sorted(held) == list(range(1, len(held) + 1))
    finishers = Counter(team for team in order if team is not None)
    assert {result.team for result in scores.results} == {team for team in finishers if finishers[team] >= scorers}
    assert {*scores.incomplete} == {team for team in finishers if finishers[team] < scorers}
    for result in scores.results:
        assert result.score == sum(result.scoring_places)
        assert len(result.scoring_places) == scorers
        assert len(result.displacers) == min(finishers[result.team] - scorers, displacers)


@given(ORDERS, RULES)
def test_the_low_score_stands_first_and_equal_scores_are_named(order: list[str | None], rule: TieRule) -> None:
    scores = xc_score(order, rule)
    assert [result.score for result in scores.results] == sorted(result.score for result in scores.results)
    held = Counter(result.score for result in scores.results)
    assert sorted(len(tie) for tie in scores.ties) == sorted(count for count in held.values() if count > 1)
    for at, result in enumerate(scores.results, start=1):
        assert result.place <= at
        assert result.place == at or result.score == scores.results[result.place - 1].score


@given(ORDERS, RULES, st.data())
def test_who_does_not_count_changes_nothing(order: list[str | None], rule: TieRule, data: st.DataObject) -> None:
    scores = xc_score(order, rule)
    at = data.draw(st.integers(0, len(order)))
    assert xc_score([*order[:at], None, *order[at:]], rule) == scores
    eighths = [team for team, count in Counter(order).items() if team is not None and count >= 7]
    for team in eighths:
        assert xc_score([*order, team], rule) == scores


@given(ORDERS.filter(lambda order: len(order) > 1), RULES, st.data())
def test_to_pass_somebody_never_costs_a_team(order: list[str | None], rule: TieRule, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(order) - 1))
    passing = order[at]
    passed = [*order[: at - 1], passing, order[at - 1], *order[at + 1 :]]
    before = {result.team: result for result in xc_score(order, rule).results}
    after = {result.team: result for result in xc_score(passed, rule).results}
    if passing in before:
        assert after[passing].score <= before[passing].score


@given(st.lists(st.sampled_from(["A", "B"]), min_size=10, max_size=20))
def test_five_pairs_leave_no_two_teams_tied(order: list[str]) -> None:
    assert [result.place for result in xc_score(order, TieRule.NCAA).results] == list(
        range(1, len(xc_score(order).results) + 1)
    )


def test_a_perfect_score_is_fifteen() -> None:
    scores = xc_score([*"AAAAAAA", *"BBBBB"])
    assert [(result.team, result.score) for result in scores.results] == [("A", 15), ("B", 50)]
    assert scores.results[0].displacers == (6, 7)


def test_who_has_a_sixth_runner_stands_before_who_has_none() -> None:
    order = [*"BABABAABAAB"]
    assert [result.team for result in xc_score(order).results] == ["A", "B"]
    assert [result.team for result in xc_score(order, TieRule.NCAA).results] == ["B", "A"]
    assert xc_score(order).ties == (("A", "B"),)


def test_three_teams_that_are_ahead_of_each_other_in_a_circle_share_a_place() -> None:
    scores = xc_score([*"ABCBCACAB"], TieRule.NCAA, scorers=3, displacers=0)
    assert [(result.place, result.team, result.score) for result in scores.results] == [
        (1, "A", 15),
        (1, "B", 15),
        (1, "C", 15),
    ]


def test_what_no_rule_keeps_apart_shares_a_place() -> None:
    scores = xc_score([*"ABBAC"], TieRule.NCAA, scorers=2, displacers=0)
    assert [(result.place, result.team, result.score) for result in scores.results] == [(1, "A", 5), (1, "B", 5)]
    assert scores.ties == (("A", "B"),)
    assert scores.incomplete == ("C",)


def test_nobody_finished_nobody_scores() -> None:
    assert xc_score([None, None]).results == xc_score([]).results == ()


@pytest.mark.parametrize(("scorers", "displacers"), [(0, 2), (5, -1)])
def test_a_team_without_scorers_is_none(scorers: int, displacers: int) -> None:
    with pytest.raises(ValueError, match="scorers"):
        xc_score(["A"], scorers=scorers, displacers=displacers)
