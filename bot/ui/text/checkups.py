"""What is said about a check-up and a focus: facts, then a question, never a verdict (running-science 2.6)."""

from collections.abc import Mapping
from typing import Final

from bot.domain.checkups.focus_area import Area
from bot.domain.checkups.signs import Sign, Status
from bot.domain.checkups.thresholds import Line
from bot.domain.checkups.variety import Signal
from bot.domain.runs import RunKind

FIRST: Final = "This looks for patterns in your log. It is not medical advice and cannot diagnose."
"""Stands above every check-up."""
PROFESSIONAL: Final = (
    "Please stop running and see a doctor or physiotherapist; call emergency services for chest pain or collapse."
)
"""Stands alone."""

SIGN: Final = "{symbol} **{sign}** · {status}\n{facts}"
SIGNS: Final[Mapping[Sign, str]] = {
    Sign.VARIETY: "Variety",
    Sign.PLATEAU: "Racing times",
    Sign.FOLLOW_THROUGH: "Planned and run",
    Sign.FOCUS_AREA: "What you want to improve",
    Sign.PAIN_PATTERN: "Aches",
}
SYMBOLS: Final[Mapping[Status, str]] = {
    Status.OK: "🟢",
    Status.WATCH: "🟡",
    Status.TALK: "💬",
    Status.NEED_DATA: "▫️",
    Status.PAUSED: "⏸️",
    Status.NO_GOAL: "▫️",
}
STATUSES: Final[Mapping[Status, str]] = {
    Status.OK: "fine",
    Status.WATCH: "worth watching",
    Status.TALK: "worth talking to your coach",
    Status.NEED_DATA: "too little to go by yet",
    Status.PAUSED: "paused",
    Status.NO_GOAL: "nothing set",
}
QUESTIONS: Final[Mapping[Sign, str]] = {
    Sign.VARIETY: "Ask the coach?",
    Sign.PLATEAU: "What would you like to try before your next race?",
    Sign.FOLLOW_THROUGH: "Want to add or excuse some?",
    Sign.FOCUS_AREA: "What would help you there?",
    Sign.PAIN_PATTERN: "Want to talk it over?",
}
IDEA: Final = "**One idea:** {idea}"
IDEAS: Final[Mapping[Sign, str]] = {
    Sign.VARIETY: "A different run now and then (strides, hills, one longer run) is the usual next step.",
    Sign.PLATEAU: "A new stimulus for some weeks, chosen with your coach, is the usual next step.",
    Sign.FOLLOW_THROUGH: "A smaller plan that you keep goes further.",
    Sign.FOCUS_AREA: "One session a week for it, chosen with your coach, is the usual next step.",
    Sign.PAIN_PATTERN: (
        "The usual limit for carrying on: mild (below 3 of 10), not rising, and gone next day. "
        "Stop if it rises, sharpens or makes you limp."
    ),
}
SHARE: Final = "Share with my coach"
PRIVATE: Final = "-# Just you can see this. Nothing goes to your coach unless you share it."
SHARED: Final = "-# Shared with your coach, as it stands here."

# --- variety ---

PAUSED: Final = "In a taper, a recovery or a break, runs alike are as they are meant to be."
VARIETY_NEEDS: Final = (
    "Runs in 4 weeks: {runs}, in {blocks} of them. From {needed} runs in {weeks} weeks on, it can be told."
)
VARIETY_KIND: Final = "{of_kind} of {runs} runs in 4 weeks were {kind}"
VARIETY_RUNS: Final = "{runs} runs in 4 weeks"
VARIETY_DISTANCE: Final = "{distance} (± {spread} %)"
VARIETY_PACE: Final = "{pace} (± {spread} %)"
VARIETY_EFFORT: Final = "RPE {effort} (± {spread})"
VARIETY_RATED: Final = "RPE on {rated} of {runs} runs."
VARIETY_WEEKS: Final = "Monotony by week: {weeks}; from {limit} on, days are much alike."
ALIKE: Final = "Alike: {signals}."
SIGNALS: Final[Mapping[Signal, str]] = {
    Signal.SAME_DISTANCE: "distance",
    Signal.SAME_PACE: "pace",
    Signal.SAME_EFFORT: "effort",
    Signal.SAME_KIND: "kind of run",
    Signal.MONOTONOUS_WEEKS: "days of the week",
}
KINDS: Final[Mapping[str, str]] = {
    RunKind.EASY: "easy",
    RunKind.LONG: "long",
    RunKind.WORKOUT: "workouts",
    RunKind.RACE: "races",
    RunKind.RECOVERY: "recovery",
}

# --- plateau ---

PLATEAU_NEEDS: Final = (
    "Races of 1500 m to the marathon, road or track: {recent} in the past 4 months, {prior} in the 8 months before. "
    "From {needed} in each on, it can be told."
)
PLATEAU: Final = (
    "Best 10K-equivalent of the past 4 months {recent}, of the 8 months before {prior}: {gain} %. {runs} in 12 weeks."
)
VARY: Final = "Races vary by a few percent for weather and course, so read this as “about the same”."
LITTLE: Final = "With so few runs a flat line tells of training, and says little of a plateau."

# --- follow-through ---

NO_PLAN: Final = "No planned runs in the past 4 weeks."
PLANNED_RUN: Final = "1 planned run"
PLANNED_RUNS: Final = "{counted} planned runs"
FOLLOW_NEEDS: Final = "{planned} in the past 4 weeks; from {needed} in 2 weeks on, it can be told."
FOLLOW: Final = "{kept} of {counted} planned sessions logged ({percent} %)."
EXCUSED: Final = "{excused} excused."
GAP: Final = "{days} days in a row or more were without a run, with {sessions} planned sessions or more in them."
OVERDOING: Final = "{overdone} went beyond the plan by over a fifth."
NORMAL: Final = "Sessions without a log count as open. Typical for group programmes is 50–70 %."

# --- focus ---

NO_FOCUS: Final = "Anything you want to get better at? `/focus set` tells your coach."
FOCUS_NEEDS: Final = "{area}, for {age}; {runs} in 4 weeks. From {days} and {needed} on, it can be told."
FOCUS: Final = "{area}: {matching} of {target} fitting sessions in 4 weeks; words from your coach: {support}."
TAGGED: Final = "A run whose note says “{area}” is one."
FEW_EASY: Final = "{easy} of {runs} sessions were easy or long."
SHORT_OF_GOAL: Final = "Longest run of 4 weeks: {longest}. Your race {when}: {distance}."
AREAS: Final[Mapping[Area, str]] = {
    Area.SPEED: "Speed",
    Area.ENDURANCE: "Endurance",
    Area.CONSISTENCY: "Consistency",
    Area.HILLS: "Hills",
    Area.PACING: "Pacing",
    Area.STRENGTH: "Strength",
    Area.FORM: "Form",
    Area.NUTRITION: "Nutrition",
    Area.MENTAL: "The mental side",
}

# --- aches ---

NO_REPORTS: Final = "No aches in your log."
EPISODES_ONE: Final = "1 spell of aches in a year."
EPISODES: Final = "{count} spells of aches in a year."
SAME_SPOT: Final = "{area}: {count} spells in {days} days."
NOT_SETTLING: Final = "{area}: {reports} logged over {days}, and not settled yet."
AFTER_SPIKES: Final = "{count} began within a week after a run that went over a tenth beyond the longest of 30 days."

# --- shared ---

LETTER: Final = "**{name}** shares a check-up with you, in the words they read:"
LETTER_FROM: Final = "-# {team}"

# --- a focus ---

SET: Final = "**{area}** it is."
SET_BEFORE: Final = "**{area}** it is, in place of {before}."
SET_KNOWN: Final = "**{area}** it is already."
ASKED: Final = "“{question}”"
TOLD: Final = "Your coach hears of it; it stays open until you have a word back."
NOT_TOLD: Final = "No coach is known here yet. It stays open until one has a word for you."
CLEARED: Final = "**Done: {area}** is off your list. `/focus set` is there for the next thing."
REQUEST: Final = "**{name}** wants to improve: **{area}**."
REQUEST_ASKED: Final = "**{name}** wants to improve: **{area}**, and asks: “{question}”"

# --- a team's lines ---

LINES_HEADING: Final = "### Where `/checkup` draws its lines"
LINE: Final = "{line} · **{value}**"
LINE_OWN: Final = "{line} · **{value}** (usual: {usual})"
LINES_NOTE: Final = "-# They hold for every check-up from now on. Nothing of anybody's check-up is seen here."
LINES: Final[Mapping[Line, str]] = {
    Line.SAME_DISTANCE: "Distances alike below ± %",
    Line.SAME_PACE: "Paces alike below ± %",
    Line.SAME_KIND: "One kind of run from %",
    Line.IMPROVING: "Racing times improve from %",
    Line.TRAINING_RUNS: "Enough training: runs in 12 weeks",
    Line.FOLLOW_OK: "Planned and run: fine from %",
    Line.FOLLOW_WATCH: "Planned and run: watch from %",
    Line.FOCUS_SESSIONS: "Fitting sessions in 4 weeks",
    Line.SAME_SPOT_DAYS: "The same ache again: within days",
    Line.PAIN_STOP: "See a professional: ache from, of 10",
}
LINE_HINT: Final = "{least} to {most}; usual: {usual}"
TRAINING_FORM: Final = "Training and races"
OTHER_FORM: Final = "Plan, focus and aches"
USUAL_LINES: Final = "Usual lines"

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "not_your_checkup": ("That check-up is another runner's.", "`/checkup` shows yours."),
    "no_coach_known": (
        "I know of no coach here yet.",
        "I learn who coaches when they use a command of mine. Ask them to type `/help`.",
    ),
    "focus_question_too_long": ("A question holds up to {limit} characters.", "Yours is below, to shorten."),
    "no_focus": ("You have set nothing to improve yet.", "`/focus set` is where to say it."),
    "checkup_follow_order": ("Watching begins below fine, or with it.", "Usual is 60 and 80."),
    **{
        f"checkup_{line}": (f"“{name}” goes from {{least}} to {{most}}.", "Whole numbers, please.")
        for line, name in LINES.items()
    },
}
