"""Every sentence the bot says: templates with named fields, in one place, ready for translation.

What Discord shows of the commands themselves, their descriptions, stands with them in the cogs.
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.leaderboards import Board
from bot.domain.points import Rule
from bot.domain.runs import Oddity, PainArea, RunKind, Surface
from bot.services.runs import FeedOutcome
from bot.ui.quoting import quoted, tidy, visible

QUOTE_LIMIT: Final = 60
"""Characters of a value that is quoted back in a question."""
NAME_LIMIT: Final = 32
"""Characters of a name: Discord's own limit for nicknames."""

# --- days and small words -----------------------------------------------------------------------------------

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE: Final = "{weekday} {day} {month}"
DATE_OF_ANOTHER_YEAR: Final = "{weekday} {day} {month} {year}"
DAYS: Final = "{monday}–{sunday} {month}"
DAYS_OF_TWO_MONTHS: Final = "{monday} {monday_month} – {sunday} {month}"
BETWEEN: Final = " · "

NAMELESS: Final = "A teammate"
KINDS: Final[Mapping[RunKind, str]] = {
    RunKind.EASY: "easy",
    RunKind.LONG: "long run",
    RunKind.WORKOUT: "workout",
    RunKind.RACE: "race",
    RunKind.RECOVERY: "recovery",
}
SURFACES: Final[Mapping[Surface, str]] = {
    Surface.ROAD: "road",
    Surface.TRAIL: "trail",
    Surface.TRACK: "track",
    Surface.TREADMILL: "treadmill",
}
EFFORT: Final = "effort {effort} of 10"


def pain_area(area: PainArea) -> str:
    """Return `left calf`, `lower back`: the side comes first, as people say it."""
    place, _, side = area.value.rpartition("_")
    return f"{side} {place}" if side in ("left", "right") else area.value.replace("_", " ")


def points(count: int) -> str:
    """Return `1 point`, `12 points`."""
    return f"{count} point" if count == 1 else f"{count:,} points"


def runs(count: int) -> str:
    """Return `1 run`, `12 runs`."""
    return f"{count} run" if count == 1 else f"{count:,} runs"


def weeks(count: int) -> str:
    """Return `1 week`, `12 weeks`."""
    return f"{count} week" if count == 1 else f"{count:,} weeks"


def member(name: str) -> str:
    """Return a member's name, safe to stand in a line; a kind word for a name that shows nothing."""
    tidied = tidy(name, NAME_LIMIT)
    if not visible(tidied):
        return NAMELESS
    # An address in a name is no invitation to follow it.
    return quoted(tidied, NAME_LIMIT).replace("://", "\\://")


def plain_member(name: str) -> str:
    """Return a member's name where nothing is read as markup: pictures and their descriptions."""
    tidied = tidy(name, NAME_LIMIT)
    return tidied if visible(tidied) else NAMELESS


# --- a run --------------------------------------------------------------------------------------------------

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
    Rule.ATTENDED: "being there",
    Rule.PR: "new best",
}
WEEK_IN_A_ROW: Final = "Week {weeks} in a row."
WEEKS_SO_FAR: Final = "{weeks} in a row so far."
WEEK_STANDS: Final = "{points} this week."
WEEK_IS_FULL: Final = "-# Points for runs are full this week. This one is for your log and the team's distance."
RAN_LONG_AGO: Final = "-# Points are for the seven days after a run. This one is for your log."
FEED_NOTES: Final[Mapping[FeedOutcome, str | None]] = {
    FeedOutcome.POSTED: "-# On its way to the team's feed.",
    FeedOutcome.PRIVATE: "-# Kept out of the feed, as you chose.",
    FeedOutcome.NO_CHANNEL: None,
    FeedOutcome.LONG_AGO: None,
}
DELETE: Final = "Delete"
DELETE_QUESTION: Final = "**Delete this run?** Its points and its card in the feed go with it."
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

RUNS_HEADING: Final = "### Your runs"
RUN_LINE: Final = "{date} · **{distance}** · {time} · {pace}"
RUNS_WEEK: Final = "This week: {distance} in {time}."
RUNS_IN_ALL: Final = "-# {runs} in your log."
NO_RUNS_EVER: Final = "Your log starts with your next run: `/run log`."

# --- the feed -----------------------------------------------------------------------------------------------

FEED_CARD: Final = "**{name}** ran {distance} · {time} · {pace}"
FEED_CARD_DATE: Final = " · {date}"
FEED_CARD_NOTE: Final = " — “{note}”"
FEED_CARD_PRESENCE: Final = "**{name}** was out for a run."
CHEER: Final = "Cheer"
CHEERS: Final = "Cheer · {cheers}"

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
    Rule.ATTENDED: "Being there",
    Rule.PR: "New best",
}
POINTS_RUN_DAYS: Final = "-# {days} of your {target} run days this week."
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
THIS_WEEK: Final = "this week"
WEEK: Final = "week {week}"
TO_THIS_WEEK: Final = "This week"
TO_WEEK: Final = "Week {week}"
MEDALS: Final = ("🥇", "🥈", "🥉")
MEDAL_ROW: Final = "{medal} {name} · {value}"
PLACE_ROW: Final = "**{place}.** {name} · {value}"
OWN_NAME: Final = "**{name}**"
OWN: Final = "You: **{value}**"
OWN_PLACE: Final = ", place {place}"
OWN_BEFORE: Final = " · week {week}: {value}"
OWN_UP: Final = " · +{value} on week {week}"
OWN_HIDDEN: Final = "-# Just you can see this line: you are hidden on this board."
TEAM: Final = "-# Team: {runners} · {runs} · {distance}"
FEW_SHOWN: Final = "-# Names appear here once three runners show themselves."
EMPTY_THIS_WEEK: Final = "No runs yet this week. The first one sets the tone: `/run log`."
EMPTY_WEEK: Final = "Week {week} was all rest. This one is open: `/run log`."
SHOW_ME: Final = "Show me on this board"
HIDE_ME: Final = "Hide me"


def runners(count: int) -> str:
    """Return `1 runner`, `12 runners`."""
    return f"{count} runner" if count == 1 else f"{count:,} runners"


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


# --- when something is not right ----------------------------------------------------------------------------

_DISTANCES: Final = "Try `10k`, `6.2 mi` or `half`."
_TIMES: Final = "Try `52:10`, `1h05` or `45` for minutes."
_DAYS: Final = "Try `yesterday`, `saturday 6am` or `2026-11-20`."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "distance_unreadable": ("I can't read “{text}” as a distance.", _DISTANCES),
    "distance_ambiguous": (
        "Is “{text}” kilometres, miles, metres or minutes?",
        "Try `5 km`, `5 mi`, `500 m` or `5 min`.",
    ),
    "distance_not_positive": ("A run needs some distance.", _DISTANCES),
    "duration_unreadable": ("I can't read “{text}” as a time.", _TIMES),
    "duration_ambiguous": (
        "Is “{text}” minutes and seconds, or a part of a minute?",
        "Try `45:30` or `45.5 min`.",
    ),
    "duration_not_positive": ("A run takes some time.", _TIMES),
    "when_unreadable": ("I can't read “{text}” as a day.", _DAYS),
    "when_ambiguous": ("“{text}” could be more than one day or time.", _DAYS),
    "when_future": ("“{text}” is still to come.", "Log it once it is run: `today 6am`, `yesterday`."),
    "run_impossible_not_positive": ("A run needs some distance and some time.", "Try `10k` and `52:10`."),
    "run_impossible_too_far": ("That is farther than a single run can go.", _DISTANCES),
    "run_impossible_too_long": ("That is more time than there has been since that day began.", _TIMES),
    "run_impossible_future": ("That day is still to come.", _DAYS),
    "run_impossible_full_day": (
        "With that day's other runs this makes more than 24 hours.",
        "See them with `/run list`.",
    ),
    "effort_range": ("Effort goes from 1 to 10.", "1 is a stroll, 10 is all you had."),
    "pain_level_range": ("Pain goes from 1 to 10.", "1 is a hint, 10 stops you."),
    "pain_needs_area": ("Where does it ache?", "Choose `pain_area` as well."),
    "pain_needs_level": ("How much does it ache, from 1 to 10?", "Choose `pain_level` as well."),
    "note_too_long": ("A note holds up to {limit} characters.", "Yours is below, to shorten."),
    "run_not_found": ("I can't find that run in your log.", "`/run list` shows your runs."),
    "not_your_run": ("That run belongs to a teammate.", "A cheer is always welcome."),
    "own_cheer": ("Cheers come from teammates.", "Theirs are waiting for one of yours."),
    "run_gone": ("That run has been taken down by its runner.", "The newest ones are in the feed."),
    "board_not_offered": ("That board is still to come.", "Points and distance are open, week by week."),
    "guild_only": ("This works in your team's server.", "Open it there and try again."),
    "not_allowed": ("That is for coaches and admins.", "Want to ask yours?"),
    "bot_needs_permission": ("I need a permission for that here.", "A server admin can give it to me."),
    "component_stale": ("These buttons have had their day.", "Use the command again for fresh ones."),
    "command_changed": ("This command has just changed.", "Give Discord a minute, then try again."),
    "option_unreadable": ("I can't use “{text}” there.", "Pick one of the choices that Discord offers."),
    "cooldown": ("One moment, please.", "Ready again in {seconds} s."),
}
"""The sentence and the hint of each code of `UserError`; the fields are its facts."""

UNEXPECTED: Final = "That went wrong on our side. Reference {reference}."
UNEXPECTED_KEPT: Final = "That went wrong on our side. Your text is below so nothing is lost. Reference {reference}."
TYPED_FILE: Final = "your-text.txt"
TYPED_OPTION: Final = "{name}:{value}"


def problem(code: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Return the sentence and the hint for a `UserError`; what people wrote is quoted safely.

    Raises KeyError for a code without a sentence, or when a fact that the sentence quotes is not given.
    """
    message, hint = PROBLEMS[code]
    fields = {
        name: quoted(value, QUOTE_LIMIT) if isinstance(value, str) else str(value) for name, value in facts.items()
    }
    return message.format_map(fields), hint.format_map(fields)
