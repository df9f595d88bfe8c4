"""Every sentence the bot says: templates with named fields, in one place, ready for translation.

`words` holds what all of them share and `problems` what is said when something is not right; a feature with many
sentences has a module of its own here, used as `from bot.ui.text import profiles as said`. What Discord shows of the
commands themselves, their descriptions, stands with them in the cogs.
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.leaderboards import Board
from bot.domain.point_rules import Rule
from bot.domain.runs import Oddity
from bot.domain.unscored import Unscored
from bot.services.entries import FeedOutcome
from bot.ui.text.problems import *  # noqa: F403  (the package speaks with one voice: `text.problem`, `text.member`)
from bot.ui.text.words import *  # noqa: F403

# --- a run --------------------------------------------------------------------------------------------------

RACE_TIME: Final = "{time}, {moving} moving"
LOGGED: Final = "**Logged: {distance} in {time} ({pace}), {date}.**"
NOTE: Final = "“{note}”"
EARNED: Final = "+{points}: {reasons}."
REASON: Final = "{rule} {points}"
REASONS: Final[Mapping[Rule, str]] = {
    Rule.LOG: "run",
    Rule.DETAIL: "note",
    Rule.SESSIONS: "target day",
    Rule.REST: "rest day",
    Rule.FULL_WEEK: "week kept",
    Rule.STREAK: "streak",
    Rule.SHOUTOUT_GIVEN: "shoutout given",
    Rule.SHOUTOUT_RECEIVED: "shoutout received",
    Rule.ATTENDED: "race",
    Rule.PR: "new best",
    Rule.COACH: "from a coach",
}
WEEK_IN_A_ROW: Final = "Week {weeks} in a row."
WEEKS_SO_FAR: Final = "{weeks} in a row so far."
WEEK_STANDS: Final = "{points} this week."
UNSCORED: Final[Mapping[Unscored, str]] = {
    Unscored.LATE: "-# Points are for the seven days after a run. This one is for your log.",
    Unscored.INJURED: "-# Points rest while you are injured. Getting well comes first.",
    Unscored.HURT: "-# Points rest on a day on which it hurts. Getting well comes first.",
    Unscored.SHORT: "-# Points begin at ten minutes or 1 km. This one is for your log and the team's distance.",
    Unscored.SAME_DAY: "-# A day's points come with its first run. This one is for your log and the team's distance.",
    Unscored.FULL: "-# Points for runs are full this week. This one is for your log and the team's distance.",
}
REST_MADE_ROOM: Final = "-# With a rest day less, {points} made room for this run."
FEED_NOTES: Final[Mapping[FeedOutcome, str | None]] = {
    FeedOutcome.POSTED: "-# On its way to the team's feed.",
    FeedOutcome.PRIVATE: "-# Kept out of the feed, as you chose.",
    FeedOutcome.NO_CHANNEL: None,
    FeedOutcome.LONG_AGO: None,
    FeedOutcome.DIGEST: "-# On its way to the team's daily digest.",
    FeedOutcome.OFF: None,
    FeedOutcome.IN_DOUBT: "-# The feed hears of it once a coach has had a word on it.",
}
DELETE: Final = "Delete"
DELETE_QUESTION: Final = "**Delete {distance} in {time}, {date}?** Its points and its card in the feed go with it."
DELETE_SURELY: Final = "Delete it"
KEEP: Final = "Keep it"
KEPT: Final = "Kept, just as it is."
DELETED: Final = "**Deleted: {distance} in {time}, {date}.**"
WEEK_STANDS_NOW: Final = "Your week stands at {points}."

ODD: Final[Mapping[Oddity, str]] = {
    Oddity.TOO_FAST: "{distance} in {time} would be {pace}.",
    Oddity.TOO_SLOW: "{distance} in {time} would be {pace}.",
    Oddity.VERY_FAR: "{distance} is a very long way.",
    Oddity.VERY_LONG: "{time} is a very long time on your feet.",
    Oddity.TWICE_LONGEST: "{distance} is at least twice your longest run so far.",
}
ODD_QUESTION: Final = "**{statements} Did you mean that?**"
ODD_READ: Final = "-# Read as {distance} in {time}, {date}. Nothing is saved yet."
LOG_ANYWAY: Final = "Log it as typed"
CANCEL: Final = "Cancel"
NOT_LOGGED: Final = "**Left out of your log: {distance} in {time}, {date}.**"
LOG_AGAIN: Final = "`/run log` is there when you want to type it anew."

# --- the feed -----------------------------------------------------------------------------------------------

FEED_CARD: Final = "**{name}** ran {distance} · {time} · {pace}"
FEED_CARD_DATE: Final = " · {date}"
FEED_CARD_NOTE: Final = " — “{note}”"
FEED_PHOTO: Final = "A photo from {name}'s run."
FEED_CARD_PRESENCE: Final = "**{name}** was out for a run."
DIGEST_HEADING: Final = "### Runs of {day}"
DIGEST_MORE: Final = "-# And {runs} more."

# --- points -------------------------------------------------------------------------------------------------

POINTS_HEADING: Final = "### Your points in week {week}: {total} of {cap}"
POINTS_LINE: Final = "{rule} · **{points}** of {most}"
RULES: Final[Mapping[Rule, str]] = {
    Rule.LOG: "Runs",
    Rule.DETAIL: "Effort or a note",
    Rule.SESSIONS: "Target days",
    Rule.REST: "Rest days",
    Rule.FULL_WEEK: "Week kept, on Monday",
    Rule.STREAK: "Streak week",
    Rule.SHOUTOUT_GIVEN: "Shoutouts given",
    Rule.SHOUTOUT_RECEIVED: "Shoutouts received",
    Rule.ATTENDED: "Races",
    Rule.PR: "New best",
}
POINTS_RUN_DAYS: Final = "-# {days} of your {target} run days this week."
POINTS_NO_RUN_DAYS: Final = "-# You aim for {target} run days a week."
POINTS_MORE_RUN_DAYS: Final = "-# {days} run days this week, and you aimed for {target}."
POINTS_STREAK: Final = "-# Streak: {weeks} in a row, best {best}."
POINTS_NO_STREAK: Final = "-# A streak starts with two run days in a week."
POINTS_BEST_STREAK: Final = "-# Your best streak: {best}."

# --- boards -------------------------------------------------------------------------------------------------

BOARDS: Final[Mapping[Board, str]] = {
    Board.POINTS: "Points",
    Board.CONSISTENCY: "Consistency",
    Board.IMPROVEMENT: "Improvement",
    Board.DISTANCE: "Distance",
    Board.AGE_GRADED: "Age-graded",
}
BOARD_HEADING: Final = "### {board} · {period}"
MEDALS: Final = ("🥇", "🥈", "🥉")
MEDAL_ROW: Final = "{medal} {name} · {value}"
PLACE_ROW: Final = "**{place}.** {name} · {value}"
OWN_NAME: Final = "**{name}**"
OWN: Final = "You: **{value}**"
OWN_PLACE: Final = ", place {place}"
OWN_BEFORE: Final = " · week {week}: {value}"
OWN_UP: Final = " · +{value} on week {week}"
OWN_HIDDEN: Final = "-# Just you can see this line: you are hidden on this board."
BAR_FULL: Final = "▰"
BAR_OPEN: Final = "▱"
TEAM_BAR: Final = "{bar} {now} together"
TEAM_BAR_BESIDE: Final = "{bar} {now} together · full at {distance}, as in {before}"
TEAM_BAR_FULL: Final = "{bar} as far as {before}, and farther"
TEAM: Final = "-# Team: {runners} · {runs} · {distance}"
FEW_SHOWN: Final = "-# Names appear here once three runners show themselves."
EMPTY_THIS_WEEK: Final = "No runs yet this week. The first one sets the tone: `/run log`."
EMPTY_WEEK: Final = "Week {week} was all rest. This one is open: `/run log`."
SHOW_ME: Final = "Show me on this board"
HIDE_ME: Final = "Hide me"


# --- the weekly post ----------------------------------------------------------------------------------------

WEEKLY_HEADING: Final = "## Week {week}"
WEEKLY_THANKS: Final = "Thank you, every one of you."
WEEKLY_EMPTY: Final = "A new week is open. The first run sets the tone: `/run log`."
WEEKLY_PICTURE: Final = "Board of week {week}. {rows} {together}"
WEEKLY_PICTURE_ROW: Final = "{place}: {name}, {value}."
PICTURE_HEADING: Final = "Week {week}"


def together(count: int, distance: str) -> str:
    """Return what the team did in the week."""
    if count == 1:
        return f"One of us ran {distance}."
    return f"{count:,} of us ran {distance} together."
