"""What is said of runs that are changed, asked about, or looked back at."""

from collections.abc import Mapping
from typing import Final

from bot.domain.doubles import Likeness
from bot.domain.doubts import Doubt
from bot.domain.spans import Span

# --- a run that was changed ---------------------------------------------------------------------------------

EDIT: Final = "Edit"
EDIT_TITLE: Final = "Change this run"
DISTANCE_FIELD: Final = "Distance"
TIME_FIELD: Final = "Time"
WHEN_FIELD: Final = "When"
EFFORT_FIELD: Final = "Effort, 1 to 10"
NOTE_FIELD: Final = "Note"
CHANGED: Final = "**Now in your log: {distance} in {time} ({pace}), {date}.**"
MERGED: Final = "**One run it is: {distance} in {time} ({pace}), {date}.**"

# --- records and doubts -------------------------------------------------------------------------------------

FIRST_AT: Final = "Your first {event} in this log."
NEW_BEST: Final = "A new best over {event}: {time}. That is {gain} on your best so far."
DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.VERY_FAST: "That is the speed of the world's best, or more, so points wait for a coach's word.",
    Doubt.VERY_MUCH: "That makes a huge day, so points wait for a coach's word.",
    Doubt.TWICE: "It begins with another run of yours, so points wait for a coach's word.",
}

# --- what was meant ------------------------------------------------------------------------------------------

UNCLEAR: Final = "**Which is “{text}”?**"
IMPOSSIBLE_MEANT: Final = "**{statement} Did you mean this?**"
ODD_MEANT: Final = "**{statements} Did you mean {meant}?**"
OR: Final = " or "
LOG_AS_READ: Final = "Log it as it is"
NOT_LOGGED_TYPED: Final = "**Left out of your log: “{distance}” in “{time}”.**"

# --- photos --------------------------------------------------------------------------------------------------

PHOTO_KEPT: Final = "-# With your photo, made smaller; where it was taken is not kept."
PHOTO_GONE: Final = "-# Its photo is taken away."

# --- a run that looks like another --------------------------------------------------------------------------

DOUBLE_QUESTION: Final[Mapping[Likeness, str]] = {
    Likeness.SAME_MOMENT: "**Is this the run that is in your log already?** Both begin at about the same time.",
    Likeness.SAME_DAY: "**Is this the run that is in your log already?** Both are of that day, and about as long.",
    Likeness.ZONE_SHIFTED: "**Is this the run that is in your log already?** They are alike but for whole hours.",
}
IN_THE_LOG: Final = "In your log: {date} · **{distance}** · {time} · {pace}"
THIS_ONE: Final = "This one: {date} · **{distance}** · {time} · {pace}"
SAME_RUN: Final = "Same run"
TWO_RUNS: Final = "Two runs"
NOTHING_SAVED: Final = "-# Nothing is saved yet."

# --- lists --------------------------------------------------------------------------------------------------

HEADING: Final = "### Your runs · {span}"
HEADING_OF: Final = "### Runs of {name} · {span}"
SPANS: Final[Mapping[Span, str]] = {
    Span.THIS_WEEK: "this week",
    Span.LAST_WEEK: "the week before",
    Span.THIS_MONTH: "this month",
    Span.LAST_30_DAYS: "30 days",
    Span.SEASON: "this year",
    Span.ALL: "all time",
}
SUMS: Final = "-# {runs} · {distance} · {time}"
SUMS_EVER: Final = "-# {runs} in your log · {distance} · {time}"
LINE: Final = "{date} · **{distance}** · {time} · {pace}{marks}"
PRESENCE_LINE: Final = "{date} · out for a run"
RECORD_MARK: Final = " ★"
DOUBT_MARK: Final = " · waits for a word"
LEFT_OUT_MARK: Final = " · kept aside"
EXTRAS: Final = "-# {extras}"
ACHE: Final = "{area}, {level} of 10"
EFFORT: Final = "effort {effort}"
ASIDE_NOTE: Final = "-# What waits or is kept aside is not in the sums."
RECORDS_NOTE: Final = "-# ★ a first or a best at its distance"
NOTHING_EVER: Final = "Your log starts with your next run: `/run log`."
NOTHING_HERE: Final = "No runs here yet. `/run log` adds one."
NOTHING_OF: Final = "No runs here yet."
NEWER: Final = "Newer"
OLDER: Final = "Older"
SUGGESTION: Final = "{date} · {distance} · {time}{kind}"

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "runs_not_shared": ("I know of no runs by that name to show you.", "Everyone chooses what the team sees."),
    "run_unreadable": ("Please choose a run from the list.", "It shows your newest ones as you type."),
}


def gain(seconds: int) -> str:
    """Return by how much a best was moved: `19 seconds`, `1 minute 5`."""
    if seconds < 60:
        return f"{seconds} second" if seconds == 1 else f"{seconds} seconds"
    minutes, rest = divmod(seconds, 60)
    whole = f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"
    return f"{whole} {rest}" if rest else whole
