"""The digest of the feed: short on any day, and whole within Discord's limits."""

from dataclasses import replace
from datetime import date

from bot.domain.audience import CardDetail
from bot.services.digests import FeedDigest
from bot.ui.cards import MAX_TEXT
from bot.ui.digests import MOST_LINES, FeedDigestView
from tests.ui.samples import HOSTILE, Sample, lines, sent, shown

DAY = date(2026, 11, 20)


def test_a_line_says_what_a_card_would() -> None:
    cards = (Sample().card(), Sample(name="Ben").card(CardDetail.PRESENCE))
    assert lines(FeedDigestView(FeedDigest(DAY, cards), 12)) == [
        "### Runs of Friday 20 Nov",
        "**Ana** ran 10.0 km · 52:10 · 5:13 /km — “legs finally awake”",
        "**Ben** was out for a run.",
    ]


def test_a_busy_day_names_the_first_and_counts_the_others() -> None:
    view = FeedDigestView(FeedDigest(DAY, (Sample().card(),) * (MOST_LINES + 5)), 12)
    assert len(lines(view)) == 1 + MOST_LINES + 1
    assert lines(view)[-1] == "-# And 5 runs more."


def test_one_run_more_is_counted_as_one() -> None:
    view = FeedDigestView(FeedDigest(DAY, (Sample().card(),) * (MOST_LINES + 1)), 12)
    assert lines(view)[-1] == "-# And 1 run more."


def test_a_long_note_is_cut_and_any_day_fits_into_a_message() -> None:
    card = HOSTILE.card()
    view = FeedDigestView(FeedDigest(DAY, (replace(card, note="_" * 300),) * 60), 12)
    assert len(shown(view)) <= MAX_TEXT
    assert len(lines(view)) > 5
    assert lines(view)[-1].endswith("runs more.")


def test_it_is_recognised_by_its_marker_and_has_no_buttons() -> None:
    components = sent(FeedDigestView(FeedDigest(DAY, (Sample().card(),)), 12))
    assert components[0]["id"] == 12
    assert [component for component in components if component["type"] == 2] == []
