"""What an admin reads about how the team's posts fare."""

from collections.abc import Mapping
from typing import Final

from bot.domain.audience import MessageKind
from bot.services.delivery_reasons import Cause

HEADING: Final = "### How your posts fare"
WELL: Final = "Everything arrived."
LAST: Final = "**Recent posts**"
POSTED: Final = "[{kind}]({url}) · {channel} · {when}"
NONE_POSTED: Final = "The first one will be listed here."
URL: Final = "https://discord.com/channels/{team}/{channel}/{message}"
CARDS: Final = "-# Cards of single runs are in the feed and left out here."
NEXT: Final = "**Next posts**"
COMING: Final = "{post} · {when}"
ALL_OFF: Final = "All are off: `/team schedule` turns them on."
WAITING: Final = "**On hold**"
HELD: Final = "{kinds} · {why}"
SEVERAL: Final = "{kind} ({count})"
NEXT_TRY: Final = " Next try {when}."
GIVEN_UP: Final = " After a week of tries I let it go."
GIVEN_UP_AT_ONCE: Final = " I let it go."
WHY: Final[Mapping[Cause, str]] = {
    Cause.CHANNEL_GONE: "The channel is gone: `/team setup` chooses another.",
    Cause.NO_CHANNEL: "There is no channel for it yet: `/team setup` chooses one.",
    Cause.TROUBLE: "Discord had trouble.",
    Cause.REFUSED: "Discord did not take it. Whoever runs the bot finds more in its log.",
    Cause.OTHER: "Something went wrong on my side. Whoever runs the bot finds it in its log.",
}
PERMISSION_THERE: Final = "{channel} was closed to me, and I have all I need there now."
PERMISSION_SOMEWHERE: Final = "I need View Channel, Send Messages, Attach Files and Read Message History there."
LETTERS_CLOSED: Final = (
    "Direct messages ({count}) · Closed to me. They wait in `/feedback inbox`; Discord's privacy settings open them."
)
LETTERS_LATER: Final = "Direct messages ({count}) · Discord had trouble. I try again by myself."
LETTERS_GIVEN_UP: Final = "Direct messages ({count}) · Discord did not take them. The bot's log has more."
KINDS: Final[Mapping[MessageKind, str]] = {
    MessageKind.FEED_CARD: "Cards of runs",
    MessageKind.FEED_DIGEST: "Daily digest",
    MessageKind.COMMENT: "Comments on runs",
    MessageKind.LEADERBOARD: "Weekly leaderboard",
    MessageKind.MONTH_RECAP: "Month recap",
    MessageKind.SHOUTOUT: "Shoutout",
    MessageKind.CELEBRATION: "Celebration",
    MessageKind.CHALLENGE_MILESTONE: "Challenge on its way",
    MessageKind.CHALLENGE_RESULT: "Challenge at its end",
    MessageKind.RACE_CARD: "Race",
    MessageKind.RACE_CALL: "Call to a race",
    MessageKind.RACE_RESULTS: "Race results",
    MessageKind.RACE_SCORES: "Team scores",
    MessageKind.RELAY_CARD: "Relay",
    MessageKind.PLAN_POST: "Plan of the week",
}
"""How posts are named; what goes to one member alone has no name here."""
