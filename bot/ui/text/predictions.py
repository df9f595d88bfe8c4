"""What is said about predictions and on the card that a runner takes into a race."""

from collections.abc import Mapping
from typing import Final

from bot.domain.predictions import Silence
from bot.domain.units import Unit

PACE_CARD: Final = "My pace card"
IN_SIGHT: Final = "By your running of late: **{fast} to {slow}**"
HEADING: Final = "### {event} · {fast} to {slow}"
PACE: Final = "By your running, even pace for **{time}**: {pace}"
GOAL_PACE: Final = "By your goal, and on the card, even pace for **{time}**: {pace}"
BESIDE: Final = "-# By Riegel's rule {time}."
ASSUMES_MARATHON: Final = "-# Assumes marathon training: long runs bring it nearer to its fast end."
ASSUMES: Final = "-# Assumes training for the distance: long runs bring it nearer to its fast end."
BASIS: Final = "-# From {event} in {time}, {date}, for a fair course and a good day."
SILENCES: Final[Mapping[Silence, str]] = {
    Silence.NO_BASIS: (
        "A prediction comes with a race or a hard effort over a known distance.\n"
        "-# Log it with kind `race`, or with an effort of 8 and up. It counts for 12 weeks. "
        "With a goal of yours there is a pace card right now."
    ),
    Silence.TOO_SHORT: "Predictions begin at about four minutes of racing. A goal of yours makes the pace card.",
    Silence.TOO_FAR: "So far out, course and day decide. A goal of yours makes the pace card.",
}
NO_RANGE: Final = "-# No range for this one: so far out the formula knows too little, and course and day decide."

# --- the pace card ------------------------------------------------------------------------------------------

NAMELESS: Final = "Your race"
GOAL: Final = "your goal"
PREDICTED: Final = "an even day"
EVENT_AND_DISTANCE: Final = "{event} · {distance}"
RANGE: Final = "{fast} to {slow} by your running of late"
MARKS: Final[Mapping[Unit, str]] = {Unit.KM: "{number} km", Unit.MI: "{number} mi"}
FINISH: Final = "Finish"
EVEN: Final = "Even pace all the way. Enjoy it!"
CARD_ASSUMES_MARATHON: Final = "Assumes marathon training. Enjoy it!"
CARD_ASSUMES: Final = "Assumes training for the distance. Enjoy it!"
CARD: Final = "Pace card of {name}: {distance} in {time}, {label}, {pace}. {splits} {foot}"
CARD_SPLIT: Final = "{mark}: {at}."
