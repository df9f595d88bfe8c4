"""What is said in the events of races that a server lists."""

from typing import Final

DISTANCE_AT: Final = "{distance} · {clock}"
CLOCKS: Final = "Times as the clocks show them there ({zone})."
WHOLE_DAY: Final = "The start is still to come: for now this is the whole day ({zone})."
CALENDAR: Final = "Race {race_id} in Baton’s calendar: /race show and /race join."
UNSEEN: Final = "Race"
