"""What runners read and press who answer to their week, and what their coach hears."""

from collections.abc import Mapping
from typing import Final

from bot.domain.availability import Room

LOOKS_GOOD: Final = "Looks good"
ASK: Final = "Ask coach"
CANNOT: Final = "I can't on …"
MY_WEEK: Final = "My week"
WHICH_DAY: Final = "**On which day can't you?** Your coach hears of it, with a word of yours if you like."
CHOOSE_DAY: Final = "Choose a day"
DAY_OPTION: Final = "{day}"
CAN_OPTION: Final = "{day}: I can after all"
CANNOT_TITLE: Final = "I can't on {day}"
CANNOT_FIELD: Final = "A word for your coach, if you like"
CANNOT_PLACEHOLDER: Final = "A family day; Friday would work."
CANNOT_NOTED: Final = "**Noted: {day}.** {coach} knows. Thank you for saying so."
CANNOT_NOTED_BY_ALL: Final = "**Noted: {day}.** Your coaches know. Thank you for saying so."
CANNOT_NOTED_NOBODY: Final = (
    "**Noted: {day}.** It stands in your week. I know of no coach here at the moment, so it waits there for the next."
)
CANNOT_NOTED_ALONE: Final = "**Noted: {day}.** Thank you for saying so."
CAN_NOTED: Final = "**Noted: you can on {day}.** {coach} knows."
CAN_NOTED_PLAIN: Final = "**Noted: you can on {day}.**"
LETTER: Final = "**{name} can't on {day}.**\n{sessions}"
LETTER_AFTER_ALL: Final = "**{name} can after all on {day}.**\n{sessions}"
CLASH: Final = "**{name} told their days of {days} once the week was out:**"
CLASH_NOTE: Final = "**{name} has a word on {days}, once the week was out.**"
CLASH_FITS: Final = "**{name}'s days of {days} fit the week by now.**"
CLASH_MORE: Final = "- And {count} more."
CLASHES: Final[Mapping[Room, str]] = {
    Room.NONE: "- {day}, no day for a run: {session}",
    Room.SHORT: "- {day}, time is short: {session}",
}
LETTER_WORDS: Final = "> {words}"
FROM: Final = "-# {team}"

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "plan_week_none": ("There is no plan for you in that week.", "Your coach writes one, and it comes by message."),
    "not_your_week": ("That week is somebody else's.", "`/plan week` shows yours."),
    "plan_days_over": ("The days that were planned have been.", "The next week comes on Sunday."),
    "cannot_too_long": (
        "A word about a day holds up to {limit} characters.",
        "A shorter one will do; *Ask coach* has room for more.",
    ),
}
