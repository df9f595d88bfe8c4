"""What is said about points: one's weeks, each award and why, the rules, and a team's own."""

from collections.abc import Mapping
from typing import Final

from bot.domain.point_rules import Rule

# --- one's weeks ---

EARLIER: Final = "Earlier"
LATER: Final = "Later"
EACH: Final = "Each award"
BACK: Final = "The week"
MORE: Final = "More"
CHANCES: Final[Mapping[Rule, str]] = {
    Rule.LOG: "A run today would bring {points}.",
    Rule.REST: "A day of rest tomorrow would bring {points}.",
}
PLAN_SO_FAR: Final = "Plan: {kept} of {counted} sessions kept so far."
PLAN_WAS: Final = "Plan: {kept} of {counted} sessions kept."
RUN_WAITS_FOR_COACH: Final = "-# One run waits for a coach's word: {distance}, {date}."
RUN_WAITS_FOR_RUNNER: Final = "-# One run waits for your word: {distance}, {date}. Is it right?"

# --- each award ---

LEDGER: Final = "### Week {week}, award by award: {total}"
LEDGER_EMPTY: Final = "No awards in this week yet. The next run brings the first ones."
AWARD: Final = "{date} · {rule} · **{points}**"
AWARD_OF_RUN: Final = "{date} · {rule} · **{points}** · {distance}"
WHY_LINE: Final = "-# {why}"
AWARDS: Final[Mapping[Rule, str]] = {
    Rule.LOG: "Run",
    Rule.DETAIL: "Effort or note",
    Rule.SESSIONS: "Target day",
    Rule.REST: "Rest day",
    Rule.FULL_WEEK: "Week kept",
    Rule.STREAK: "Streak week",
    Rule.SHOUTOUT_GIVEN: "Shoutout given",
    Rule.SHOUTOUT_RECEIVED: "Shoutout received",
    Rule.ATTENDED: "Race",
    Rule.PR: "New best",
    Rule.COACH: "From a coach",
}
NAMES: Final[Mapping[Rule, str]] = {
    Rule.SHOUTOUT_GIVEN: " to {names}",
    Rule.SHOUTOUT_RECEIVED: " from {names}",
    Rule.COACH: ", {names}",
}
COACH_GAVE: Final = "From a coach · **{points}**"
WHY: Final[Mapping[Rule, str]] = {
    Rule.LOG: "A day with a run of ten minutes or 1 km.",
    Rule.DETAIL: "You told how it felt.",
    Rule.SESSIONS: "You aimed for {target} run days; this is day {number}.",
    Rule.REST: "{weekday} was a day of rest.",
    Rule.FULL_WEEK: "Your target reached, with rest in it.",
    Rule.STREAK: "{streak} run days: the week counts for your streak.",
    Rule.SHOUTOUT_GIVEN: "A kind word for a teammate.",
    Rule.SHOUTOUT_RECEIVED: "A kind word from a teammate.",
    Rule.ATTENDED: "A race. Being there counts, however it went.",
    Rule.PR: "Your best at this distance, or your first.",
    Rule.COACH: "For a reason of their own; `/shoutout list` has it.",
}
PLANNED_AWARDS: Final[Mapping[Rule, str]] = {Rule.SESSIONS: "Planned session", Rule.FULL_WEEK: "Plan kept"}
PLANNED_IN_PART: Final = "Planned session, in part"
WHY_PLANNED: Final[Mapping[Rule, str]] = {
    Rule.SESSIONS: "A session of your plan, kept.",
    Rule.FULL_WEEK: "Every session of your plan, and its rest.",
}
WHY_IN_PART: Final = "Kept in part: {percent} % of what was planned."
WHY_CUT: Final = "{why} The week was full here: {cap} points."
THREE_SCORE: Final = "-# Three run days a week score; the others are for your log and the team."
LEDGER_PAGE: Final = "-# Page {page} of {pages}"

# --- the rules ---

RULES_HEADING: Final = "### How points work"
RULE_ONCE: Final = "{rule} · **{points}**"
RULE_TIMES: Final = "{rule} · **{points}**, up to {times} a week"
RULE_RECORDS: Final = "{rule} · **{points}**, 1 a week, 2 in 28 days"
RULE_NAMES: Final[Mapping[Rule, str]] = {
    Rule.LOG: "A run of 10 min or 1 km",
    Rule.DETAIL: "Its effort or a note",
    Rule.SESSIONS: "A day of your {target} to aim for",
    Rule.REST: "A rest day",
    Rule.FULL_WEEK: "Week kept: target, and rest",
    Rule.STREAK: "Streak week",
    Rule.SHOUTOUT_GIVEN: "A shoutout given",
    Rule.SHOUTOUT_RECEIVED: "A shoutout received",
    Rule.ATTENDED: "A race",
    Rule.PR: "A new best, or a first",
}
RULES_CAP: Final = "**A week holds up to {cap}**, for everybody alike: 3 km count as 30 do."
RULES_STREAK: Final = (
    "**Streaks** grow with each week of {target} run days. A freeze covers a week off by itself; "
    "four good weeks bring another, two at most. A pause costs nothing."
)
RULES_WORDS: Final = "**Kind words** earn once a week for the same two. A coach may give points, too, and says why."
RULES_PLAN: Final = (
    "**A plan from your coach?** In a week that it was there for, its sessions count in place of your target: "
    "80 to 120 % of one is kept, from 50 % on and beyond 120 % it is half."
)
RULES_LATE: Final = "**Log late?** Seven days are time enough for points."
RULES_HEALTH: Final = "**In pain from 6 of 10, or injured?** Runs rest from points then: getting well comes first."
RULES_DOUBT: Final = "**A figure looks odd?** Points wait until you and a coach have had a word."
RULES_COMMON: Final = "-# The common rules, version 1."
RULES_OWN: Final = "-# Your team's rules, version {version}, since {date}."
RULES_COMING: Final = "-# New ones begin on {date}; what was earned stays as it is."

# --- a team's own rules ---

TEAM_HEADING: Final = "### Points of the team"
TEAM_VALUE: Final = "{rule} · **{points}**"
TEAM_VALUE_NEW: Final = "{rule} · {before} → **{points}**"
TEAM_OFF: Final = "off"
TEAM_CAP: Final = "A week holds"
TEAM_PREVIEW: Final = "-# From {date} on, once you save. This week and those before stay as they are."
TEAM_COMING: Final = "-# Saved: from {date} on. This week and those before stay as they are."
TEAM_NOW: Final = "-# This is how it is. What you change begins next Monday."
TEAM_RUNS: Final = "Runs and rest"
TEAM_REST: Final = "The rest, and the cap"
TEAM_WORDS: Final = "Kind words"
TEAM_SAVE: Final = "Save for Monday"
TEAM_COMMON: Final = "Common values"
VALUE_HINT: Final = "0 to 50; 0 turns it off"
CAP_HINT: Final = "50 to 500"

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "points_range": ("Points go from {least} to {most}.", "Whole numbers; 0 turns a rule off."),
    "week_cap_range": ("A week holds {least} to {most} points.", "150 is the common value."),
}
