"""The digest of the feed: a day's runs, one line each."""

from typing import Final

from bot.services.digests import FeedDigest
from bot.ui import figures, text, theme
from bot.ui.cards import MAX_TEXT, Card
from bot.ui.celebrations import public_line
from bot.ui.cheers import feed_line

MOST_LINES: Final = 20
NOTE_SHOWN: Final = 60
"""Characters of a note in a digest; all of it stands in the log."""


class FeedDigestView(Card):
    """A day's runs in the team's feed; recognised by its `marker`."""

    def __init__(self, digest: FeedDigest, marker: int | None) -> None:
        lines = [text.DIGEST_HEADING.format(day=figures.day(digest.day))]
        room = MAX_TEXT - 200
        shown = 0
        for card in digest.cards[:MOST_LINES]:
            line = feed_line(card, NOTE_SHOWN)
            if (celebrated := digest.celebrations.get(card.run_id)) is not None:
                line += f"\n{public_line(celebrated)}"
            room -= len(line) + 1
            if room < 0:
                break
            lines.append(line)
            shown += 1
        if shown < len(digest.cards):
            lines.append(text.DIGEST_MORE.format(runs=text.runs(len(digest.cards) - shown)))
        super().__init__("\n".join(lines), accent=theme.RUN, marker=marker)
