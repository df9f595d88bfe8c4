"""What is said about the days on which one can run: the page, its form, and what cannot be kept."""

from collections.abc import Mapping
from typing import Final

HEADING: Final = "### Your days, {days}"
HEADING_KEPT: Final = "### Thank you. Your days, {days}"
QUESTION: Final = "Which days can you run? Your coach plans around them."
FREE_LINE: Final = "**Can run** {days}"
SHORT_LINE: Final = "**Short of time** {days}"
NO_DAYS_LINE: Final = "**No runs planned for you.** Your coach knows, and plans around it."
NOTE_LINE: Final = "“{note}”"
USUAL: Final = "-# As you usually have it, until you say something else."
FOR_THE_WEEK: Final = "-# For this week. Your coach sees it."
BEFORE_LINE: Final = "-# As before: {days}"
BEFORE_NO_DAYS: Final = "-# As before: no days"
SATURDAY: Final = "### Which days can you run, {days}?"
SATURDAY_MORE: Final = "Your coach in {team} plans the week around them."
SATURDAY_OFF: Final = "-# `/plan availability` at any time; `/profile edit` if you'd rather not be asked."
BETWEEN_DAYS: Final = ", "
SHORT_DAY: Final = "{day} (short)"

ANSWERS: Final[Mapping[str, str]] = {"as-before": "As before", "choose": "Let me choose", "none": "Not this week"}
AS_USUAL: Final = "As usual"

FORM_TITLE: Final = "Your days, {days}"
FREE_LABEL: Final = "Days you can run"
SHORT_LABEL: Final = "Days with little time"
SHORT_HELP: Final = "A short run fits. Days in neither list stay free of runs."
NOTE_LABEL: Final = "Anything your coach can plan with?"
NOTE_HELP: Final = "Tuesday 45 min before work, Saturday with friends"
ALWAYS_LABEL: Final = "For how long?"
ALWAYS_HELP: Final = "What holds for every week is not asked on Saturdays."
ALWAYS_ANSWERS: Final[Mapping[bool, str]] = {False: "This week", True: "Every week, until I change it"}

WHICH: Final[Mapping[str, str]] = {"next_week": "Next week", "this_week": "This week"}

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "availability_not_yours": ("Those are somebody else's days.", "`/plan availability` shows yours."),
    "availability_week_over": ("That week is not open any more.", "`/plan availability` shows the coming one."),
    "availability_nothing_before": ("There is nothing to repeat yet.", "Press *Let me choose*, it takes ten seconds."),
    "availability_note_too_long": ("A note holds up to {limit} characters.", "Yours is below, to shorten."),
}
