"""What is said about calendars of races: in the answer with the file and the address, and in the calendars."""

from collections.abc import Mapping
from typing import Final

from bot.services.calendars import Whose

# --- the answer ---------------------------------------------------------------------------------------------

HEADING: Final[Mapping[Whose, str]] = {
    Whose.MINE: "### Your races, for your calendar",
    Whose.TEAM: "### The team's races, for your calendar",
}
FILE: Final = "Open the file on phone or computer, and your calendar takes them in as they are now."
NONE: Final[Mapping[Whose, str]] = {
    Whose.MINE: "Here is room for your first one: `/race list` shows what is to come, `/race join` puts you down.",
    Whose.TEAM: "Here is room for the first one: `/race add` puts it in.",
}
SUBSCRIBE: Final = "**Or let it follow every change by itself:** subscribe in your calendar by this address."
SUBSCRIBE_FIRST: Final = "**Your calendar can follow by itself:** subscribe there by this address."
ADDRESS: Final = "`{address}`"
OTHER_FORM: Final = "Some calendars take it in this form:\n`{address}`"
PRIVATE: Final[Mapping[Whose, str]] = {
    Whose.MINE: "-# Whoever has it sees your races, so keep it to yourself. *New address* ends it and makes another.",
    Whose.TEAM: "-# Whoever has it sees the team's races, so keep it among you.",
}
RENEWS_TEAM: Final = "-# *New address* makes another for all of you, and ends this one."
NO_ADDRESS: Final = "-# Whoever runs Baton here can switch on an address by which calendars follow by themselves."
NEW_ADDRESS: Final = "New address"
RENEWED: Final = "-# This address is new, and the one before has ended. Subscribe by this one from now on."

WHOSE: Final[Mapping[Whose, str]] = {Whose.MINE: "the races I am in", Whose.TEAM: "the team's races"}
FILE_NAME: Final[Mapping[Whose, str]] = {Whose.MINE: "my-races.ics", Whose.TEAM: "team-races.ics"}

# --- in calendars, where all text is plain -------------------------------------------------------------------

NAME: Final[Mapping[Whose, str]] = {Whose.MINE: "My races · {team}", Whose.TEAM: "Races · {team}"}
OFF: Final = "Called off: {name}"
RUNNING: Final = "You run: {distance}"
CHEERING: Final = "You are there to cheer."
CLOCKS: Final = "Times as the clocks show them there ({zone})."
START_OPEN: Final = "The start is still to come."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "calendar_gone": ("There is no calendar at this address.", "`/race calendar` gives you one that works."),
}
