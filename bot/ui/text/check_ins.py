"""What is said about check-ins: five questions, what comes back, a pause, and what a coach reads."""

from collections.abc import Mapping
from typing import Final

from bot.domain.check_ins import Flag, Gladness, Item

HEADING: Final = "### How was your week? {number} of {count}"
FIRST_HINT: Final = "-# Five taps, and your coach in {team} sees them."
QUESTIONS: Final[Mapping[Item, str]] = {
    Item.SLEEP: "**Sleep** How did you sleep?",
    Item.ENERGY: "**Energy** How much of it was there?",
    Item.SORENESS: "**Legs** How do they feel?",
    Item.MOOD: "**Mood** How was it?",
    Item.PAIN: "**Pain** Does anything hurt?",
}
ANSWERS: Final[Mapping[Item, tuple[str, str, str, str, str]]] = {
    Item.SLEEP: ("Hardly", "Little", "Okay", "Well", "Great"),
    Item.ENERGY: ("None", "Low", "Okay", "Good", "Lots"),
    Item.SORENESS: ("Very sore", "Sore", "A bit", "Good", "Fresh"),
    Item.MOOD: ("Dark", "Low", "Okay", "Good", "Bright"),
    Item.PAIN: ("A lot", "Strong", "Some", "A little", "None"),
}
"""From 1 to 5: the further right, the happier."""
NAMES: Final[Mapping[Item, str]] = {
    Item.SLEEP: "sleep",
    Item.ENERGY: "energy",
    Item.SORENESS: "legs",
    Item.MOOD: "mood",
    Item.PAIN: "pain",
}
ANSWER: Final = "{item} {answer}"
BACK: Final = "Back"

THANKS: Final = "### Thank you"
GLAD: Final[Mapping[Gladness, str]] = {
    Gladness.PAIN_GONE: "No pain this week. Good to hear!",
    Gladness.PAIN_EASES: "The pain is easing. Good to hear!",
    Gladness.UP: "{item} up from “{before}” to “{now}” since your check-in before.",
    Gladness.WELL: "{item} “{now}” this week. Good to hear!",
    Gladness.STEADY: "{item} steady at “{now}”, two check-ins in a row.",
    Gladness.THANKS: "Your coach can plan with that, and so can you.",
}
SEEN: Final = "-# Your coach sees your five answers."
AREA_LABEL: Final = "Where does it hurt?"
AREA_SAID: Final = "Where: {area}."
PAUSE_OFFER: Final = "Time to recover? A pause lets streak and nudges rest, and your team does not see it."
PAUSES: Final[Mapping[str, str]] = {"7": "Pause a week", "14": "Pause two weeks", "pick": "Until a day"}
PAUSE_FORM: Final = "Pause until a day"
UNTIL_LABEL: Final = "Until when, that day included"
UNTIL_HELP: Final = "sunday, 3 weeks, 20 dec"
OPEN: Final = "Check in now"

FLAG: Final = "### Check-in: {name}"
FLAGS: Final[Mapping[Flag, str]] = {
    Flag.STRONG_PAIN: "**Strong pain**, {level} of 10{area}. Ask them to see a doctor or physiotherapist.",
    Flag.NEW_PAIN: "**New pain**, {level} of 10{area}.",
    Flag.BELOW_NORMAL: "**Below their usual:** {items}.",
}
AREA: Final = ", {area}"
ALL_ANSWERS: Final = "-# {answers}"
FLAG_FROM: Final = "-# {team} · a word from you goes a long way."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "check_in_gone": (
        "That check-in is somebody else's.",
        "Yours comes on Thursdays, once you turn it on: `/profile edit`.",
    ),
    "check_in_over": ("That check-in has had its week.", "The next one comes on Thursday."),
}
