"""What coaches read about plans: the desk, a week as it was understood, what is worth a second look, and templates."""

from collections.abc import Mapping
from typing import Final

from bot.domain.availability import Room, WhichWeek
from bot.domain.plan_warnings import PlanCode
from bot.services.plan_pages import PlanState

DESK: Final = "### Week {number} · {days}"
FOR_EVERYBODY: Final = "everybody"
FOR_GROUP: Final = "@{name}"
PLANNED: Final = "**{whom}** · {runners} · {state}"
PLANNED_ONE: Final = "**{whom}** · {state}"
PLANNED_MORE: Final = "and {count} more"
NOTHING_PLANNED: Final = "Nothing is planned yet. One week for everybody takes a minute: pick *Everybody* below."
WITHOUT: Final = "Still without a plan: {names}."
WITHOUT_MORE: Final = "{names} and {count} more"
ALL_PLANNED: Final = "Everybody has a plan."
STATES: Final[Mapping[PlanState, str]] = {
    PlanState.WAITING: "waits",
    PlanState.OUT: "out",
    PlanState.CHANGED: "out, with changes that wait",
}
GOES_OUT: Final = "-# What waits goes out <t:{timestamp}:F>."
CHANGES_WAIT: Final = "-# Changes of what is out go by your press: *Put all out now*."
GOES_OUT_BY_HAND: Final = "-# No plan post comes before this week: what waits goes out at your press."

PICK: Final = "Write a week for …"
EVERYBODY: Final = "Everybody"
HAS_PLAN: Final = "has a plan, open it"
COPY_ALL: Final = "Copy the week before ({count})"
PUBLISH_ALL: Final = "Put all out now"
WEEKS: Final[Mapping[WhichWeek, str]] = {
    WhichWeek.NEXT: "next week",
    WhichWeek.THIS: "this week",
}

FORM_TITLE: Final = "Week {number}: {whom}"
FORM_FIELD: Final = "One line a day; days left out stay open"
FORM_HINT: Final = "Tue 5x1km @ T / 1min jog · Thu 8 km E + 4 strides · Sat long 18 km · Mon rest"
FORM_COPIED: Final = "Begun with week {number}. Tue 5x1km @ T / 1min jog · Sat long 18 km"
KNOWN_RESTS: Final = "Rests until {date}"
KNOWN_NO_ROOM: Final = "No run: {days}"
KNOWN_SHORT: Final = "Short of time: {days}"
KNOWN_NOTE: Final = "“{note}”"
KNOWN_COPIED: Final = "from week {number}"
FORM_EXAMPLE: Final = "Tue 5x1km @ T / 1min jog\nThu 8 km E + 4 strides\nSat long 18 km"

PAGE: Final = "### {whom} · week {number}, {days}"
RUNNERS: Final = "For {runners}."
KEEP_OWN: Final = "{names}: a plan of their own holds."
AS_TYPED: Final = "{line} ✎"
LATE: Final = "{line} · came after its day"
STANDS: Final = "{line} · stands as it was"
AS_TYPED_NOTE: Final = "-# ✎ stands as you typed it."
TOTAL_LINE: Final = "**{parts}**"
TOTAL: Final = "{distance}"
TOTAL_AT_LEAST: Final = "{distance} and more"
OUTLINE: Final = "outline: {volume}"
UNPLACED: Final = "These lines name no day, so they are left out: {lines}"
WAITING: Final = "-# Kept. It goes out <t:{timestamp}:F>, or at your press."
WAITING_BY_HAND: Final = "-# Kept. It goes out at your press."
OUT: Final = "-# It is out: its runners see it."
OUT_LATE: Final = "-# It is out: its runners see it, but for what came after its day."
CHANGED: Final = "-# Your changes are kept, and its runners see them at your press."
CHANGED_BY: Final = "-# {name}'s changes are kept, and its runners see them at your press."
SECOND_LOOK: Final = "**Worth a second look**"
ACHING: Final = "- {name}: {area} {level}/10 on {date}."
RESTING: Final = "- {name} rests until {date}."
NOTE_LINE: Final = "- {name}: “{note}”"

CHANGE: Final = "Change"
PUBLISH: Final = "Put it out now"
PUBLISH_CHANGES: Final = "Put the changes out"
NEXT: Final = "Next: {name}"
DESK_BUTTON: Final = "The week's desk"
KEEP_TEMPLATE: Final = "Keep as template"
TAKE_BACK: Final = "Take it back"
SURE: Final = "**Take this week back?** Its runners see it no more; what they ran stays."
SURE_WAITING: Final = "**Take this week back?** Nobody has seen it yet."
SURELY: Final = "Take it back"
KEEP: Final = "Keep it"

TEMPLATE_TITLE: Final = "Keep as a template"
TEMPLATE_FIELD: Final = "Its name"
TEMPLATE_HINT: Final = "Build week, Recovery week … A template of that name is replaced."
TEMPLATE_KEPT: Final = "Kept as **{name}**. `/coach plan` takes it as `begin_with`."
TEMPLATES: Final = "### Templates"
TEMPLATE_LINE: Final = "- **{name}** · {days}"
NO_TEMPLATES: Final = "No templates yet. A week that you wrote has *Keep as template* below it."
DROP_TEMPLATE: Final = "Remove a template …"
BEGIN_EMPTY: Final = "An empty page"

LOOKS: Final[Mapping[PlanCode, str]] = {
    PlanCode.LONG_SHARE: "- {day}: the long run is {found} % of the week; {limit} % is usual.",
    PlanCode.LONG_TIME: "- {day}: about {found} on the feet; {limit} is usual at most.",
    PlanCode.THRESHOLD: "- At threshold: {found} this week; {limit} is usual at most.",
    PlanCode.INTERVAL: "- At interval pace: {found} this week; {limit} is usual at most.",
    PlanCode.REPETITION: "- At repetition pace: {found} this week; {limit} is usual at most.",
    PlanCode.MARATHON: "- At marathon pace: {found} this week; {limit} is usual at most.",
    PlanCode.MARATHON_TIME: "- {day}: {found} at marathon pace; {limit} is usual at most.",
    PlanCode.THRESHOLD_REST: "- {day}: {found} of rest at threshold; {limit} is usual for that work.",
    PlanCode.INTERVAL_REST: "- {day}: {found} of rest between intervals; {limit} is usual at most.",
    PlanCode.REPETITION_REST: "- {day}: {found} of rest between repetitions; {limit} or more is usual.",
    PlanCode.QUALITY_IN_A_ROW: "- {day}: hard work on {found} days in a row.",
    PlanCode.QUALITY_DAYS: "- Hard work on {found} days; {limit} are usual at most.",
    PlanCode.NO_REST_DAY: "- A run on every day of the week. One day of rest?",
    PlanCode.BEFORE_RACE: "- {found} easy days before the race on {race}; {limit} are usual.",
    PlanCode.AFTER_RACE: "- {found} easy days after the race on {race}; {limit} are usual.",
}
"""What is found, and what is usual (running-science 4.2); a question to the coach, who knows better."""
SPIKE: Final = "- {day}: {distance} goes {percent} % beyond the longest run of 30 days, of {names}."
ANEW: Final = "- {day}: {distance} to begin again with: no run of 30 days in the log of {names}."
SPIKE_NAME: Final = "{name} ({distance})"
CLASH: Final[Mapping[Room, str]] = {
    Room.NONE: "- {day}: {names} said it is no day for a run.",
    Room.SHORT: "- {day}: {names} said that time is short.",
}
CANNOT: Final = "- {day}: {names} said *I can't*."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "plan_gone": ("That plan was taken back meanwhile.", "`/coach plan` shows the week."),
    "plan_meanwhile": (
        "Meanwhile {name} wrote this week, as “{text}”.",
        "Press *Try again* to put yours in its place.",
    ),
    "plan_meanwhile_own": (
        "You have written this week since, as “{text}”.",
        "Press *Try again* to put this in its place.",
    ),
    "plan_reads_anew": ("This week reads differently by now.", "`/coach plan` shows it; put it out from there."),
    "plan_week_over": ("That week is over.", "`/coach plan` shows the week to come."),
    "plan_too_long": ("A week has room for {limit} characters.", "Shorten it a little: `Tue 5x1km @ T`."),
    "plan_empty": (
        "I find no day in that.",
        "Write one line a day: `Tue 5x1km @ T / 1min jog`, `Sat long 18 km`.",
    ),
    "plan_whom_twice": ("Pick a runner or a group, one of them.", "For both, write two plans."),
    "group_unknown": (
        "Discord does not tell me who has that role just now.",
        "Try again in a minute; what you typed stays.",
    ),
    "group_empty": ("No runner has the role **{name}** yet.", "Whoever has it and has used Baton once counts."),
    "template_nameless": ("A template needs a name.", "Try `Build week`."),
    "template_gone": ("There is no template **{name}**.", "`/coach weeks` lists those there are."),
    "templates_full": ("There are {limit} templates already, as many as fit.", "`/coach weeks` removes one."),
}
