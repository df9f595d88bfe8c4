"""What is said about profiles: the three questions, one's choices, pauses, and what cannot be read."""

from collections.abc import Mapping
from typing import Final

from bot.domain.audience import Praise, Sharing
from bot.domain.pauses import PauseReason
from bot.domain.profiles import AgeTable
from bot.domain.weekly_asks import Ask

# --- the three questions ------------------------------------------------------------------------------------

QUESTIONS_HEADING: Final = "### Three quick questions"
QUESTIONS_HINT: Final = "-# `/{command}` waits for your answers. Change them any day: `/profile edit`."
PRAISE_QUESTION: Final = "**Something to celebrate?**"
PRAISE_ANSWERS: Final[Mapping[Praise, str]] = {
    Praise.PRIVATE: "A quiet note",
    Praise.PUBLIC: "Tell the team",
}
BOARDS_QUESTION: Final = "**Your name on the boards?**"
BOARDS_ANSWERS: Final[Mapping[bool, str]] = {False: "Leave me off", True: "Show me"}
SHARING_QUESTION: Final = "**What may others see of a run?**"
SHARING_ANSWERS: Final[Mapping[Sharing, str]] = {
    Sharing.TEAM: "Distance and time",
    Sharing.RAN_TODAY: "That I was out",
    Sharing.COACH_ONLY: "Just my coach",
}
CHOSEN: Final = "✓ {answer}"
DONE: Final = "That's me"
ANSWERED: Final = "Thank you. That is how it will be."

# --- one's own profile --------------------------------------------------------------------------------------

HEADING: Final = "### Your profile"
HEADING_OF: Final = "### {name}"
HEADING_EDIT: Final = "### What would you like to change?"
HEADING_CHANGED: Final = "### Done. Your profile now"
PRAISE_LINE: Final[Mapping[Praise, str]] = {
    Praise.PRIVATE: "**Praise** as a quiet note",
    Praise.PUBLIC: "**Praise** told to the team",
}
BOARDS_LINE: Final = "**Boards** {boards}"
ON_NO_BOARD: Final = "off: none shows the name"
SHARING_LINE: Final[Mapping[Sharing, str]] = {
    Sharing.TEAM: "**Runs** with distance and time for the team",
    Sharing.RAN_TODAY: "**Runs** as “was out for a run”",
    Sharing.COACH_ONLY: "**Runs** for the coach alone",
}
NUDGES_LINE: Final[Mapping[bool, str]] = {
    False: "**Nudges** off: no reminders",
    True: "**Nudges** on: reminders and check-ins by DM",
}
ASK_LINE: Final[Mapping[Ask, str]] = {
    Ask.AVAILABILITY: "**Saturdays** I ask which days you can run{when}",
    Ask.CHECK_IN: "**Thursdays** a check-in, which your coach sees{when}",
}
ASK_COMES: Final = " · next {date}"
ASK_WAITS: Final = " · rests while nudges are off"
RUNNING_LINE: Final = "**Running** {target} days a week · {unit} · {zone}"
TEAMS_CHOICE: Final = "{value} (team's)"
DRIVES_LINE: Final = "**Drive** “{drives}”"
AGE_LINE: Final = "-# Birth date and age-grading table are kept for your age grades, and shown to nobody."
PAUSE_LINE: Final = "**Paused** until {date}, that day included"
QUIETER: Final = "-# Posts that stand are being changed; cards taken down stay down. What was seen stays seen."
PARTS: Final[Mapping[str, str]] = {
    "seen": "What others see",
    "running": "How you run",
    "age": "Age grading",
    "asks": "What I ask you",
}
OTHER_TEAM_BUTTON: Final = "Another team"

PRAISE_LABEL: Final = "Praise"
BOARDS_LABEL: Final = "Boards that show your name"
SHARING_LABEL: Final = "Your runs"
NUDGES_LABEL: Final = "Nudges by DM"
NUDGES_ANSWERS: Final[Mapping[bool, str]] = {False: "Off", True: "On: reminders and check-ins"}
ASK_LABEL: Final[Mapping[Ask, str]] = {
    Ask.AVAILABILITY: "Saturdays at 10: which days can you run?",
    Ask.CHECK_IN: "Thursdays at 18: a check-in",
}
ASK_HELP: Final[Mapping[Ask, str]] = {
    Ask.AVAILABILITY: "By DM while nudges are on, before your coach plans the week.",
    Ask.CHECK_IN: "Five taps by DM while nudges are on. Your coach sees them, whatever your runs show.",
}
ASK_ANSWERS: Final[Mapping[Ask, Mapping[bool, str]]] = {
    Ask.AVAILABILITY: {False: "Don't ask", True: "Ask me"},
    Ask.CHECK_IN: {False: "Don't ask", True: "Ask me, and show my coach"},
}
UNIT_LABEL: Final = "Units"
UNIT_ANSWERS: Final[Mapping[str, str]] = {"km": "Kilometres", "mi": "Miles"}
ZONE_OFFER: Final = "{zone} · {time} there now"
ZONE_LABEL: Final = "Time zone"
ZONE_HELP: Final = "A city or a name such as Europe/Berlin. Empty: the team's."
TARGET_LABEL: Final = "Run days a week"
TARGET_ANSWER: Final = "{days} days"
DRIVES_LABEL: Final = "What drives you"
DRIVES_HELP: Final = "In your own words, for you and your coach."
BIRTH_LABEL: Final = "Birth date"
BIRTH_HELP: Final = "For your age grades, shown to nobody. Empty: none."
TABLE_LABEL: Final = "Age-grading table"
TABLE_ANSWERS: Final[Mapping[AgeTable, str]] = {AgeTable.FEMALE: "Women", AgeTable.MALE: "Men"}

# --- pauses -------------------------------------------------------------------------------------------------

PAUSED: Final = "### Paused until {date}"
PAUSED_MORE: Final = (
    "That day included. Your streak and nudges rest. Your team does not see it, your coach does. "
    "`/profile resume` ends it."
)
PAUSE_REASONS: Final[Mapping[PauseReason, str]] = {
    PauseReason.ILL: "Ill",
    PauseReason.INJURED: "Injured",
    PauseReason.TRAVEL: "Travelling",
    PauseReason.OFF_SEASON: "Off-season",
}
PAUSE_WISHES: Final[Mapping[PauseReason, str]] = {
    PauseReason.ILL: "Get well soon.",
    PauseReason.INJURED: "Heal well, and take the time it takes.",
    PauseReason.TRAVEL: "Safe travels.",
    PauseReason.OFF_SEASON: "Enjoy the quiet weeks.",
}
RESUMED: Final = "### Good to have you back"
RESUMED_MORE: Final = "Streak and nudges go on from today."

# --- which team ---------------------------------------------------------------------------------------------

TEAM_QUESTION: Final = "### Which team is this about?"
TEAM_HINT: Final = "-# I remember it for our messages. `/profile show` here lets you change it."
TEAM_CHOSEN: Final = "**{team}** it is."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "no_team": ("I don't know yet which team you run with.", "Say hello in your team's server: `/run log` or `/help`."),
    "which_team": ("You run with more than one team.", "Type a command here, and I'll ask which one you mean."),
    "not_your_question": ("That question is for somebody else.", "Type the command yourself, and I'll ask you."),
    "team_gone": ("I can't find you in that team any more.", "Type the command again to choose another."),
    "runner_not_found": ("I can't find that runner in your team.", "Pick one of the names that Discord offers."),
    "not_paused": ("You are not on a pause.", "`/profile pause` starts one whenever you need it."),
    "zone_unknown": (
        "I don't know a time zone “{text}”.",
        "Try the nearest big city, as `Europe/Berlin` or `New York`.",
    ),
    "zone_misspelt": ("I don't know a time zone “{text}”.", "Did you mean {nearest}?"),
    "until_unreadable": ("I can't read “{text}” as a day.", "Try `sunday`, `2 weeks` or `2026-12-20`."),
    "until_ambiguous": ("“{text}” could be more than one day.", "Try `20 dec` or `2026-12-20`."),
    "until_past": ("“{text}” is over already.", "Try `sunday`, `2 weeks` or `2026-12-20`."),
    "until_too_far": ("A pause goes up to a year.", "Set the rest of it when you are nearer."),
    "birth_date_unreadable": ("I can't read “{text}” as a birth date.", "Try `1990-05-12` or `12 May 1990`."),
    "birth_date_ambiguous": ("“{text}” could be more than one date.", "Try `1990-05-12` or `12 May 1990`."),
    "birth_date_future": ("“{text}” is still to come.", "Try `1990-05-12` or `12 May 1990`."),
    "birth_date_age": ("There are no age grades for that birth date.", "Check the year: `1990-05-12`."),
    "target_range": ("A weekly target goes from {fewest} to {most} run days.", "Rest days are part of it."),
    "drives_too_long": ("That holds up to {limit} characters.", "Yours is below, to shorten."),
}
