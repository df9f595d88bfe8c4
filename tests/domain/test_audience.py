"""Who may hear of what."""

from collections.abc import Iterator
from itertools import chain, combinations, product

import pytest

from bot.domain.audience import (
    CONCERNS,
    Audience,
    CardDetail,
    Concern,
    FeedMode,
    MessageKind,
    Praise,
    Sharing,
    Subject,
    audience,
    card_detail,
    on_boards,
)
from bot.domain.leaderboards import Board
from bot.domain.runs import RunSource

BOARD_CHOICES = [
    frozenset(chosen) for chosen in chain.from_iterable(combinations(Board, size) for size in range(len(Board) + 1))
]


OF_RUNNERS = [concern for concern in Concern if concern is not Concern.TOGETHER]
"""What profiles speak about; sums of the whole team name nobody."""


def subjects() -> Iterator[Subject]:
    """Yield every profile there can be, with and without a pause, here and away."""
    either = (False, True)
    for praise, boards, sharing in product(Praise, BOARD_CHOICES, Sharing):
        for nudges, paused, away in product(either, either, either):
            yield Subject(praise, boards, sharing, nudges, paused, away)


def every_case() -> Iterator[tuple[Concern, Subject, FeedMode | None, Board, RunSource, Audience]]:
    for concern, subject, feed, board, source in product(OF_RUNNERS, subjects(), [None, *FeedMode], Board, RunSource):
        decided = audience(concern, subject, feed=feed, board=board, source=source)
        yield concern, subject, feed, board, source, decided


def test_every_kind_of_message_has_its_concern() -> None:
    assert set(CONCERNS) == set(MessageKind)
    for kind, subject in product(MessageKind, subjects()):
        assert audience(kind, subject) is audience(CONCERNS[kind], subject)


def test_nothing_about_a_runner_is_public_against_the_profile() -> None:
    spoken_of = set()
    for concern, subject, _, board, _, decided in every_case():
        if decided is Audience.PUBLIC:
            spoken_of.add(concern)
            assert {
                Concern.RUN: subject.sharing is not Sharing.COACH_ONLY,
                Concern.BOARD: board in subject.boards,
                Concern.PRAISE: subject.praise is Praise.PUBLIC,
                Concern.MILESTONE: subject.praise is Praise.PUBLIC and subject.sharing is Sharing.TEAM,
                Concern.AHEAD: subject.sharing is Sharing.TEAM,
            }[concern]
            assert not subject.away
    assert spoken_of == {Concern.RUN, Concern.BOARD, Concern.PRAISE, Concern.MILESTONE, Concern.AHEAD}


def test_what_the_team_did_as_one_is_public_whoever_had_a_part_in_it() -> None:
    assert {audience(Concern.TOGETHER, subject) for subject in subjects()} == {Audience.PUBLIC}


def test_a_pause_is_never_visible_to_others() -> None:
    for concern, subject, feed, board, source, decided in every_case():
        if subject.paused and concern is not Concern.NUDGE:
            rested = Subject(
                subject.praise, subject.boards, subject.sharing, subject.nudges, paused=False, away=subject.away
            )
            assert audience(concern, rested, feed=feed, board=board, source=source) is decided


def test_nobody_is_nudged_who_did_not_ask_or_has_paused() -> None:
    nudged = {
        (subject.nudges, subject.paused)
        for subject in subjects()
        if audience(Concern.NUDGE, subject) is not Audience.SILENT
    }
    assert nudged == {(True, False)}


def test_who_has_left_is_not_spoken_of_and_not_spoken_to() -> None:
    for _, subject, _, _, _, decided in every_case():
        assert not subject.away or decided is Audience.SILENT
    assert on_boards(Subject(boards=frozenset(Board), away=True)) == frozenset()


@pytest.mark.parametrize("feed", FeedMode)
def test_the_feed_gets_cards_as_the_team_wants_it_and_keeps_those_that_stand(feed: FeedMode) -> None:
    runner = Subject()
    assert (audience(MessageKind.FEED_CARD, runner, feed=feed) is Audience.PUBLIC) == (feed is FeedMode.EACH)
    assert audience(MessageKind.FEED_CARD, runner) is Audience.PUBLIC


@pytest.mark.parametrize("feed", FeedMode)
def test_a_celebration_is_a_post_of_a_feed_of_cards(feed: FeedMode) -> None:
    runner = Subject(praise=Praise.PUBLIC)
    assert (audience(MessageKind.CELEBRATION, runner, feed=feed) is Audience.PUBLIC) == (feed is FeedMode.EACH)
    assert audience(MessageKind.CELEBRATION, runner) is Audience.PUBLIC


@pytest.mark.parametrize("source", RunSource)
def test_figures_of_another_service_are_celebrated_with_their_runner_alone(source: RunSource) -> None:
    decided = audience(MessageKind.CELEBRATION, Subject(praise=Praise.PUBLIC), source=source)
    assert (decided is Audience.PRIVATE) == source.is_third_party


@pytest.mark.parametrize(
    ("sharing", "source", "detail"),
    [
        (Sharing.TEAM, RunSource.MANUAL, CardDetail.FULL),
        (Sharing.RAN_TODAY, RunSource.MANUAL, CardDetail.PRESENCE),
        (Sharing.COACH_ONLY, RunSource.MANUAL, CardDetail.NONE),
        (Sharing.TEAM, RunSource.STRAVA, CardDetail.PRESENCE),
        (Sharing.COACH_ONLY, RunSource.STRAVA, CardDetail.NONE),
    ],
)
def test_a_card_says_no_more_than_the_runner_and_the_source_share(
    sharing: Sharing, source: RunSource, detail: CardDetail
) -> None:
    assert card_detail(Subject(sharing=sharing), source) is detail


def test_figures_of_another_service_stand_on_no_board_and_our_own_scores_do() -> None:
    shown = Subject(boards=frozenset(Board))
    public = {
        board
        for board in Board
        if audience(Concern.BOARD, shown, board=board, source=RunSource.STRAVA) is Audience.PUBLIC
    }
    assert public == {Board.POINTS, Board.CONSISTENCY, Board.IMPROVEMENT}
