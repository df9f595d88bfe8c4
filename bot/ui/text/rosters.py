"""What coaches read of their runners: who needs a word first and why, and what was reported."""

from collections.abc import Mapping
from typing import Final

from bot.domain.attention import Need, RequestKind

ROSTER: Final = "### Who needs a word first"
IN_NEED: Final = "{count} of {runners} could use one:"
ALL_WELL: Final = "All is well with {runners}. A kind word is welcome all the same."
NO_RUNNERS: Final = "Your runners appear here with their first runs."
NEEDS: Final[Mapping[Need, str]] = {
    Need.PAIN: "{runners} told of an ache:",
    Need.REQUEST: "{runners} asked for something:",
    Need.SILENCE: "{runners} went quiet:",
    Need.PLAN: "{runners} could use a word about the plan:",
    Need.PRAISE: "{runners} had neither shoutout nor feedback for {weeks}:",
    Need.NEWCOMER: "{runners} just joined:",
}
NOBODY: Final[Mapping[Need, str]] = {
    Need.PAIN: "Nobody told of an ache in these two weeks. Lovely.",
    Need.REQUEST: "Every question has its answer. Lovely.",
    Need.SILENCE: "Everybody runs about as they usually do. Lovely.",
    Need.PLAN: "The plans are all in order. Lovely.",
    Need.PRAISE: "Of all who are here for {weeks}, each had a shoutout or feedback. Lovely.",
    Need.NEWCOMER: "Nobody new in these two weeks.",
}
EVERYONE: Final = "Everyone"
EVERYONE_VALUE: Final = "everyone"
FILTERS: Final[Mapping[Need, str]] = {
    Need.PAIN: "Aches",
    Need.REQUEST: "Requests",
    Need.SILENCE: "Gone quiet",
    Need.PLAN: "Plan",
    Need.PRAISE: "No kind word for {weeks}",
    Need.NEWCOMER: "New",
}
"""What the list can be narrowed to."""
FILTER: Final = "{need} · {count}"

NAME: Final = "**{name}**"
RESTING: Final = "**{name}** · resting until {date}"
WELL: Final = "-# ran {date}"

PAIN: Final = "🩹 {area} {level}/10 on {date}"
PAIN_AGAIN: Final = "🩹 {area} {level}/10 on {date}, {reports} reports in two weeks"
REQUESTS: Final[Mapping[RequestKind, str]] = {
    RequestKind.REVIEW: "✋ a run waits for your word since {date}: `/coach review`",
    RequestKind.FOCUS: "✋ asks for help with {about}, since {date}",
    RequestKind.MESSAGE: "✋ wrote to {about} on {date}",
    RequestKind.CHECK_IN: "✋ a check-in on {date} to look at:",
}
ANSWERS: Final = "-# {answers}"
SILENT: Final = "🌙 no run since {date}; usually {usual}"
SLOWER: Final = "🌙 {runs} in two weeks; usually {usual}"
NO_PLAN: Final = "🗓️ no plan for {days} yet; usually there is one"
UNDONE: Final = "🗓️ {done} of {planned} planned sessions done, {days}"
UNHEARD: Final = "💬 no kind word since {date}"
UNHEARD_EVER: Final = "💬 no kind word so far"
NEW: Final = "👋 new since {date}"
NEW_BEFORE_RUNNING: Final = "👋 new since {date}, first run still to come"

PRIVATE: Final = "-# Just coaches see this."
PRAISE: Final = "Shoutout"
OPEN: Final = "Open the roster"
LETTER_ON: Final = "Write to me on Mondays"
LETTER_OFF: Final = "No letter on Mondays"
LETTER_IS_ON: Final = "From now on you hear on Monday mornings who needs a word."
LETTER_IS_OFF: Final = "No more letters on Mondays. `/coach roster` is there whenever you like, with the switch."
DIGEST: Final = "### A word for your runners\n{count} of {runners} in **{team}** could use one this week:"
DIGEST_ALL_WELL: Final = (
    "### A word for your runners\nAll is well with {runners} in **{team}**. A kind word is welcome all the same."
)
DIGEST_MORE: Final = "-# And {count} more on the roster."
MORE: Final = "More"
BACK: Final = "Back"
REPORTS: Final = "**{receiver} reported, {date}.** From {giver}: “{message}”"
MORE_REPORTS: Final = "-# {count} more after this one."
SEEN_TO: Final = "Seen to"
SOMEBODY: Final = "somebody who has left"
QUOTE: Final = 500

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "roster_weeks": ("That is {least} to {most} weeks.", "`/coach roster` alone takes three."),
}


def usual(runs: float) -> str:
    """Return `3 a week`, `1 a week` of a mean, to the nearest whole run."""
    return f"{max(1, int(runs + 0.5))} a week"
