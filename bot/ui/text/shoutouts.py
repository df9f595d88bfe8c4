"""What is said about shoutouts: the post, the letter, what the giver reads, and a week's wall."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.services.shoutout_lists import Which
from bot.services.shoutouts import Way, Worth

# --- as it is read ---

POST: Final = "**{giver}** to {receivers}: “{message}”"
NOTE: Final = "**{giver}** to you: “{message}”"
AWARDED: Final = "🏅 {points} with it."
ABOUT: Final = "-# About [this run]({url})."
URL: Final = "https://discord.com/channels/{team}/{channel}/{message}"
NOTE_FROM: Final = "-# A shoutout on {team}. `/shoutout list` keeps it."
SOMEBODY: Final = "A teammate"
MENTION: Final = "<@{user_id}>"

# --- giving one ---

FORM_TITLE: Final = "A shoutout to {name}"
FORM_LABEL: Final = "Your words"
FORM_HINT: Final = "What did they do that you liked?"
FORM_PLACEHOLDER: Final = "You waited for me on the hill. That made my day."
GIVEN: Final = "**Your shoutout to {names}:** “{message}”"
AWARD: Final = "**{points} to {names}:** “{message}”"
WAYS: Final[Mapping[Way, str]] = {
    Way.POSTED: "-# On its way to the team's feed.",
    Way.PRIVATELY: "-# On its way as a private message.",
    Way.EACH: "-# On its way to each of them as they like it.",
}
AWARD_IN_PART: Final = "-# {name}'s week is full with {added} of them. Your words arrive all the same."
TAKE_BACK: Final = "Take it back"
TAKE_BACK_QUESTION: Final = "**Take it back?** The words go from everywhere, with the points they brought."
TAKE_BACK_SURELY: Final = "Yes, take it back"
TAKEN_BACK: Final = "Taken back. It was never said."
EARNED: Final = "+{points} for a kind word."
WORTH: Final[Mapping[Worth, str | None]] = {
    Worth.POINTS: EARNED,
    Worth.AGAIN: "-# Points come once a week for the same teammate. Kind words have no limit.",
    Worth.FULL: "-# Your points for shoutouts are full this week. Kind words have no limit.",
    Worth.NOTHING: None,
}

# --- lists ---

LISTS: Final[Mapping[Which, str]] = {
    Which.RECEIVED: "### Kind words to you",
    Which.GIVEN: "### Kind words from you",
}
NONE_YET: Final[Mapping[Which, str]] = {
    Which.RECEIVED: "Nothing here yet. They often come back once you give one: `/shoutout give`.",
    Which.GIVEN: "Nothing here yet. Who made your week? `/shoutout give` takes ten seconds.",
}
NO_OLDER: Final = "That is all there is."
RECEIVED_LINE: Final = "**{giver}:** “{message}”"
GIVEN_LINE: Final = "**To {names}:** “{message}”"
DATE: Final = "-# {date}"
DATE_AWARD: Final = "-# {date} · {points} from a coach"
HIDDEN_LINE: Final = "-# Hidden: one from {giver}, {date}"
LINE_QUOTE: Final = 300
TO_OTHER: Final[Mapping[Which, str]] = {Which.RECEIVED: "Those I gave", Which.GIVEN: "Those I got"}
OLDER: Final = "Older"
NEWEST: Final = "Newest"
PICK: Final = "Hide or report one"
PICK_LINE: Final = "{giver}, {date}"
HIDE: Final = "Hide it"
SHOW: Final = "Show it in my list"
REPORT: Final = "Report it"
REPORT_SURELY: Final = "Yes, report it"
TO_LIST: Final = "Back to the list"
REPORT_QUESTION: Final = (
    "**Show it to your coaches?** It goes from the feed at once, for everybody. Who gave it is told nothing; "
    "a coach does not see reports of their own words."
)
IS_HIDDEN: Final = "-# Hidden: you alone can see it."
IS_REPORTED: Final = "-# Reported: your coaches can see it."

# --- a week's wall ---

WALL: Final = "**Said this week**"
WALL_LINE: Final = "{giver} to {receivers}: “{message}”"
WALL_MORE: Final = "-# And {count} more."
WALL_QUOTE: Final = 90
"""Characters of a shoutout that a week's post quotes."""

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "shoutout_empty": ("A few words, please.", "One kind sentence is plenty."),
    "shoutout_too_long": ("A shoutout holds up to {limit} characters.", "Yours is below, to shorten."),
    "shoutout_to_oneself": ("A shoutout is for a teammate.", "Who made your week?"),
    "shoutout_to_bot": ("“{name}” is a bot, and glad without one.", "Pick one of your teammates."),
    "shoutout_to_none": ("Who is it for?", "Pick names from the list, up to five with commas between."),
    "shoutout_to_too_many": ("One shoutout holds up to {limit} names.", "Give the others one of their own."),
    "shoutout_to_nobody": (
        "I can't find “{text}” among the runners.",
        "Pick names from the list as you type; put commas between several.",
    ),
    "shoutout_no_runner": (
        "The member you named at place {number} is not among the runners yet.",
        "A first `/run log` makes a runner of anybody.",
    ),
    "shoutout_no_card": ("That message is no card of a run.", "Open the menu on a run in the feed."),
    "shoutout_gone": ("I can't find that one among yours.", "`/shoutout list` shows those that are here."),
    "award_to_one": ("An award is for one runner at a time.", "Give the others one of their own."),
    "shoutout_not_yours": ("That one is not yours to take back, or is gone already.", "`/shoutout list` has yours."),
    "award_range": ("An award is {least} to {most} points.", "Whole numbers, please."),
}


def listed(names: Sequence[str]) -> str:
    """Return `Ana`, `Ana and Ben`, `Ana, Ben and Chloé`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
