"""Who may hear of what."""

import pytest

from bot.domain.audience import CardDetail, Sharing, feed_card_detail


@pytest.mark.parametrize(
    ("sharing", "detail"),
    [
        (Sharing.TEAM, CardDetail.FULL),
        (Sharing.RAN_TODAY, CardDetail.PRESENCE),
        (Sharing.COACH_ONLY, CardDetail.NONE),
    ],
)
def test_the_feed_says_no_more_than_the_runner_shares(sharing: Sharing, detail: CardDetail) -> None:
    assert feed_card_detail(sharing) is detail


def test_every_way_of_sharing_is_decided() -> None:
    assert {feed_card_detail(sharing) for sharing in Sharing} == set(CardDetail)
