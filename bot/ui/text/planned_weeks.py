"""What is said of a runner's own plan: the week beside what was run, what they say of it, and its problems."""

from collections.abc import Mapping
from typing import Final

from bot.domain.following import Excuse

# --- the week ---

HEADING: Final = "### Your week {number} · {days}"
HEADING_OF: Final = "### Week {number} of {name} · {days}"
MARKS: Final[Mapping[str, str]] = {"kept": "✓ ", "in_part": "◐ ", "to_come": "· ", "none": ""}
SESSION: Final = "{mark}{line}"
RUN: Final = "-# {distance} · {time}"
RAN: Final = "-# out for a run"
RUN_WAITS: Final = "-# {distance} · {time} · waits for a word"
BY_WORD: Final = "-# done, as you said"
BY_WORD_OF: Final = "-# done, by their word"
EXCUSED: Final = "-# not counted: {why}"
CANNOT: Final = "-# You can't that day. Your coach knows."
CANNOT_OF: Final = "-# They can't that day."
OTHER_RUN: Final = "+ {day}: {distance} · {time}"
OTHER_RAN: Final = "+ {day}: out for a run"
LEGEND: Final = "-# ✓ kept · ◐ kept in part · + a run beside the plan"
ALL_KEPT: Final = "**All of it kept. Enjoy the rest.**"
RESTING: Final = "You rest until {date}. Nothing here waits for you; get well first."
RESTING_OF: Final = "Rests until {date}."
SIGNED: Final = "-# From {coach}, {team}"
MORE: Final = "-# And {count} more."
NO_PLAN: Final = (
    "### Week {number} · {days}\nNo plan for this week. Your own target leads: {target} run days, and a day of rest."
)
NO_PLAN_YET: Final = (
    "### Week {number} · {days}\nNo plan for this week yet. Until one is there, your own target leads: "
    "{target} run days, and a day of rest."
)
NO_PLAN_OF: Final = "### Week {number} of {name} · {days}\nNo plan that is out for this week."

WHICH_WEEK: Final[Mapping[str, str]] = {
    "this_week": "this week",
    "next_week": "next week",
    "week_before": "the week before",
}
EARLIER: Final = "Earlier"
LATER: Final = "Later"
BACK: Final = "The week"
OPEN: Final = "Planned and done"
EXPORT: Final = "Export"
EXCUSE: Final = "Excuse a session…"

# --- excuses ---

WHICH: Final = "**Which session is not to count?**\n-# It stays in the plan; your week can still be full."
WHICH_OF: Final = "**Which session of {name} is not to count?**\n-# It stays in the plan."
WHICH_HINT: Final = "Pick a session"
WHY: Final = "**{line}**\nWhat came between?"
WHY_HINT: Final = "Pick a reason"
WHY_SEEN: Final = "-# You and your coach see it, nobody else."
EXCUSES: Final[Mapping[Excuse, str]] = {
    Excuse.ILL: "ill",
    Excuse.INJURED: "hurt",
    Excuse.TRAVEL: "travel",
    Excuse.COACH: "the coach changed it",
    Excuse.OTHER: "something else",
}
NOTHING_TO_EXCUSE: Final = "Nothing in this week can be excused."
NOW_EXCUSED: Final = "**Not counted any more: {line}**"
COUNTS_AGAIN: Final = "**Counts again: {line}**"
COUNT_AGAIN: Final = "Count it again"
EXCUSED_OPTION: Final = "{line} (not counted)"

# --- done ---

DONE: Final = "**Done: {line}**"
DONE_BY: Final = "**Done: {line}**\n-# It was {distance} · {time}"
KEPT_ALREADY: Final = "**Kept already: {line}**\n-# It was {distance} · {time}. With `run` you can name another one."
TAKEN_BACK: Final = "**As before: {line}** Your log alone tells now."
TAKE_BACK: Final = "Take it back"
SUGGESTION: Final = "{day} {date}: {words}"

# --- after a run ---

NOW_KEPT: Final = "**{weekday}'s {words}: kept.**"
NOW_IN_PART: Final = "{weekday}'s {words}: kept in part."

# --- the file ---

FILE_NOTE: Final = (
    "Your week as intervals.icu reads it, with your own paces as far as your races tell them. Paste the lines below a "
    "day into a workout there; your watch has it from there. A session in words alone stays words, for you to read."
)
FILE_HEADING: Final = "{day}: {words}"
NOTHING_TO_EXPORT: Final = "Nothing in this week is a workout that a watch can follow."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "plan_not_found": ("I can't find that plan.", "`/plan week` shows your own."),
    "not_your_plan": ("That plan is between a runner and their coach.", "`/plan week` shows your own."),
    "session_not_found": ("That session has changed or gone.", "`/plan week` shows the week as it is now."),
    "session_unreadable": ("Please choose a session from the list.", "It shows this week's and the one's before."),
    "session_is_rest": ("That is a day of rest.", "It counts by itself, once it is over."),
    "session_to_come": (
        "That session is planned for {day}.",
        "Say it once it is done, or name the `run` that it was.",
    ),
    "run_of_another_week": ("That run is of another week.", "A session can be any run of its own week."),
}
