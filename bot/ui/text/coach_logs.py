"""What coaches read of a runner's days."""

from collections.abc import Mapping
from typing import Final

LOG: Final = "Log"
HEADING: Final = "### Log of {name} · {days}"
SPAN: Final = "{first} – {until}"
RESTING: Final = "Resting until {date}."
WEEK: Final = "-# {days}: {runs} · {distance}"
WEEK_BESIDE: Final = "-# {days}: {runs} · {distance} · usually {usual_runs} · {usual_distance}"
WEEK_RUNS: Final = "-# {days}: {runs}"
WEEK_RUNS_BESIDE: Final = "-# {days}: {runs} · usually {usual_runs}"
DAY: Final = "**{date}** · {run}"
DAY_PLANNED: Final = "**{date}**"
RUN: Final = "{distance} · {time} · {pace}{marks}"
OUT: Final = "out for a run"
EXTRAS: Final = "-# {extras}"
PLANNED: Final = "-# plan: {text}"
PLANNED_DONE: Final = "-# plan: {text} · done"
PLANNED_PERCENT: Final = "-# plan: {text} · {percent} %"
PLANNED_CANNOT: Final = "-# plan: {text} · said *I can't*"
PLANNED_EXCUSED: Final = "-# plan: {text} · excused"
CHECK_IN: Final = "-# check-in: {answers}"
PLANNED_WEEK: Final = "Planned and done, {days}"
NOTHING: Final = "A quiet stretch: nothing logged in these days."
MORE: Final = "-# There is more in these days: `/run list` has it."
PRESENCE: Final = "-# {name} shares the days of runs, and keeps figures private."
NOTES: Final = "**Notes** · {count}"
PRIVATE: Final = "-# Just coaches see this."
NEWER: Final = "Newer"
OLDER: Final = "Older"

NOTES_QUOTED: Final = 120
"""Characters of a coach's note in the log."""
PLAN_QUOTED: Final = 60
NOTE_QUOTED: Final = 120
"""Characters of a runner's note on a run."""
ROOM: Final = 2_900
"""Characters that the days of a page may take, of the 4,000 that a message holds."""

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "log_days": ("A page holds {least} to {most} days.", "`days: 7` is a week."),
}
