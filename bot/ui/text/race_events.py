"""What is said in the events of races that a server lists."""

from collections.abc import Mapping
from typing import Final

from bot.domain.race_events import EventProblem

DISTANCE_AT: Final = "{distance} · {clock}"
CLOCKS: Final = "Times as the clocks show them there ({zone})."
WHOLE_DAY: Final = "The start is still to come: for now this is the whole day ({zone})."
CALENDAR: Final = "Race {race_id} in Baton’s calendar: /race show and /race join."
ON_THE_CARD: Final = "See the race’s card"
UNSEEN: Final = "Race"

PROBLEMS: Final[Mapping[EventProblem, str]] = {
    EventProblem.FORBIDDEN: (
        "⚠️ I need Create Events to keep it among the server's events. An admin can allow it; I look again each day."
    ),
    EventProblem.FULL: "⚠️ The server's list of events is full. Once one goes, this race follows within a day.",
    EventProblem.GONE: "-# Its event in the server was ended by hand. On another day it gets a new one.",
    EventProblem.REFUSED: (
        "⚠️ Discord does not take it among the server's events as it is. Another name, place or link may do."
    ),
}
"""What who may change a race can do about its event."""
LACKS: Final = "⚠️ I need Create Events in this server, so that races stand among its events. All else works without."
