"""What is said about seasons: the outline, its picture, the forms of coaches, and the letter to the runner."""

from collections.abc import Mapping
from typing import Final

from bot.domain.seasons import Phase
from bot.ui.text.words import called, plainly_called

TITLE_SHOWN: Final = 60
NAMELESS: Final = "the race"
PHASES: Final[Mapping[Phase, str]] = {
    Phase.BASE: "Base",
    Phase.BUILD: "Build",
    Phase.PEAK: "Peak",
    Phase.TAPER: "Taper",
    Phase.RECOVERY: "Recovery",
}

# --- the outline ---

HEADING_OWN: Final = "### Your season to {race}"
HEADING_OF: Final = "### {name}: season to {race}"
GOAL: Final = "{date} · {distance} · {left}"
GOAL_OVER: Final = "{date} · {distance}"
THIS_WEEK: Final = "**Week {number} of {count}:** {phase}, {volume}"
THIS_WEEK_RUN: Final = " planned · {run} run so far"
BEGINS: Final = "Begins {date} with {volume}."
ENDED: Final = "That was all of it: {weeks}. Well done."
PHASE_LINE: Final = "**{phase}** · {weeks} to {date} · {volume}"
PHASE_LINE_OPEN: Final = "**{phase}** · {weeks} open so far, to {date} · {volume}"
VOLUME_RANGE: Final = "{low}–{high}"
NOTE: Final = "“{note}”"
LATER: Final = "-# Weeks from {date} on come as your coach opens them."
FROM: Final = "-# {coach} · {team}"
MOVED: Final = "The race has moved to **{date}**. Your coach can count the weeks anew."
MOVED_FOR_COACH: Final = "The race has moved to **{date}**: `/coach season` counts the weeks anew from there."
OFF: Final = "{race} is called off. The outline stays until your coach changes it."
OFF_FOR_COACH: Final = "{race} is called off. `/coach season` leads to another race."
NONE_YET: Final = "**No season is outlined for you yet.**\nYour coach can: ask what you would like to train for."
NONE_YET_OF: Final = "**No season is outlined for this runner yet.** `/coach season` does it."

WEEK_BY_WEEK: Final = "Week by week"
OVERVIEW: Final = "Overview"
MORE: Final = "More weeks"
WEEKS_HEADING_OWN: Final = "### Your weeks to {race}"
WEEKS_HEADING_OF: Final = "### {name}: weeks to {race}"
WEEK_LINE: Final = "{number}. {days} · {phase} · **{volume}**{run}"
WEEK_LINE_NOW: Final = "**{number}.** {days} · {phase} · **{volume}**{run} · now"
WEEK_RUN: Final = " · {run} run"
WEEK_RACE: Final = " 🏁"
WEEK_NOTE: Final = "-# {note}"

HOURS: Final = "{hours} h"
HOURS_AND_MINUTES: Final = "{hours} h {minutes:02d}"
REST: Final = "rest"

# --- its picture ---

PICTURE_HEADING: Final = "To {race}"
PICTURE_RUN: Final = "run"
PICTURE_FOOT_NOW: Final = "Week {number} of {count} · {phase} · {volume}"
PICTURE_FOOT_BEGINS: Final = "{weeks} to the race · begins {date}"
PICTURE_FOOT_OVER: Final = "{weeks} to the race, and it has been"
ALT: Final = "Season to {race}, {date}. {weeks}{later}"
ALT_WEEK: Final = "W{number} {phase} {volume}{run}{race}."
ALT_RUN: Final = ", {run} run"
ALT_RACE: Final = ", race"
ALT_LATER: Final = " {weeks} later on."

# --- the coach's forms ---

FORM_TITLE: Final = "Season: {name}"
GOAL_FIELD: Final = "Race, day and distance"
GOAL_HINT: Final = "With commas between: City Marathon, 25 Apr, marathon"
FIRST_FIELD: Final = "First week"
FIRST_HINT: Final = "Any day of it: 30 Nov, next week"
VOLUMES_FIELD: Final = "Volume of a week, from and to"
VOLUMES_HINT: Final = "40-80 km, 25-50 mi or 5-9 h"
VOLUMES_HINT_LATELY: Final = "40-80 km, 25-50 mi or 5-9 h. Of late: {volume} a week"
PHASES_FIELD: Final = "Weeks by phase, if not as usual"
PHASES_HINT: Final = "taper 3, recovery 1: base has what is left"
AHEAD_FIELD: Final = "Weeks shown to the runner"
AHEAD_HINT: Final = "3 shows this week and two more; empty shows all"
WEEKS_TITLE: Final = "Weeks: {name}"
WEEKS_FIELD: Final = "One week a line"
WEEKS_HINT: Final = "W3 build 52 km · a word, if you like. The race itself is in none"

# --- what the coach reads back ---

DRAFT_SAVED: Final = "-# This is how it is saved."
DRAFT_NEW: Final = "-# Nothing is saved yet. {name} hears of it when you save."
DRAFT_CHANGES: Final = "**Changes {weeks}:** {changes}"
DRAFT_CHANGES_GOAL: Final = "**Leads to another race or day** now."
DRAFT_CHANGES_SIGHT: Final = "**Changes** how much {name} sees."
CHANGE: Final = "{week} {before} → {after}"
CHANGE_ADDED: Final = "{week} {after}, new"
CHANGE_GONE: Final = "{week} goes"
CHANGE_NOTE: Final = "{week} a new word"
AND_MORE: Final = "{changes} and {count} more"
SHOWN_ALL: Final = "{name} sees every week."
SHOWN_SOME: Final = "{name} sees {shown} of {count} weeks now, and one more each week."
PICK_AHEAD: Final = "How far the runner sees"
AHEAD_ALL: Final = "Every week"
AHEAD_ONE: Final = "This week"
AHEAD_SOME: Final = "This week and {count} more"
SAVE: Final = "Save"
CHANGE_WEEKS: Final = "Change the weeks"
CHANGE_FORM: Final = "Change"
DISCARD: Final = "Discard"
END: Final = "Put away"
DISCARDED: Final = "**Discarded.** What was saved before stays as it was."
SAVED_TOLD: Final = "**Saved.** {name} hears of it by a private message."
SAVED: Final = "**Saved.** What {name} sees of it is as it was."
SAVED_OWN: Final = "**Saved.**"
END_QUESTION: Final = "**Put {name}'s outline to {race} away?** `/plan season` is empty then, until you write another."
END_SURELY: Final = "Put it away"
END_KEEP: Final = "Keep it"
ENDED_NOW: Final = "**Put away.** {name} has no outline now. `/coach season` begins another."

# --- the letter ---

SHARED: Final = "**{coach} has outlined your season to {race}.**"
SHARED_CHANGED: Final = "**{coach} has changed the outline of your season to {race}.**"
SHARED_SEE: Final = "-# `/plan season` shows it at any time. {team}"
SEE_IT: Final = "See my season"

_GOAL_HINT: Final = "Try `City Marathon, 25 Apr 2027, marathon`."
_FIRST_HINT: Final = "Try `30 Nov`, `next week` or `2026-11-30`."
_VOLUMES_HINT: Final = "Try `40-80 km`, `25-50 mi` or `5-9 h`."
_PHASES_HINT: Final = "Try `taper 3, recovery 1`, or leave it empty for the usual split."
_LINE_HINT: Final = "Try `W3 build 52 km`, with a word after it if you like: `W3 build 52 km · camp`."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "season_goal_no_day": ("I find no day in “{text}”.", _GOAL_HINT),
    "season_goal_no_distance": ("I find no distance in “{text}”.", _GOAL_HINT),
    "season_goal_past": ("A day in “{text}” has been already.", "A season leads to a day that is to come."),
    "season_goal_too_far": ("“{text}” leads out of my sight.", _GOAL_HINT),
    "season_goal_ambiguous": ("“{text}” could be one of several days.", "Try `25 Apr 2027` or `2027-04-25`."),
    "season_goal_name_long": ("The name of a race holds up to 100 characters.", _GOAL_HINT),
    "season_first_invalid": ("I can't read “{text}” as a day of the first week.", _FIRST_HINT),
    "season_first_ambiguous": ("“{text}” could be one of several days.", _FIRST_HINT),
    "season_first_past": ("“{text}” is too long ago for a season to begin.", _FIRST_HINT),
    "season_first_late": ("The first week comes after the race.", "Choose an earlier one, or a later race."),
    "season_volumes_invalid": ("I can't read “{text}” as a volume, from and to.", _VOLUMES_HINT),
    "season_volumes_falling": ("“{text}” begins with the larger volume.", "The smaller one comes first: `40-80 km`."),
    "season_volumes_mixed": ("“{text}” mixes hours and a distance.", _VOLUMES_HINT),
    "season_volumes_not_positive": ("A season needs some volume to begin with.", _VOLUMES_HINT),
    "season_volumes_implausible": ("“{text}” is too much for a week.", "Up to 500 km or 60 h work."),
    "season_volumes_ambiguous": ("Is “{text}” kilometres, miles or hours?", _VOLUMES_HINT),
    "season_phases_invalid": ("I can't read “{text}” as phases with their weeks.", _PHASES_HINT),
    "season_phases_twice": ("“{text}” has a phase twice.", _PHASES_HINT),
    "season_phases_too_many": ("“{text}” has too many weeks for a phase.", "Recovery holds up to 8 weeks."),
    "season_phases_misfit": (
        "There are {weeks} weeks to the race, and those phases make another number.",
        "Leave a phase out, and it takes what is left.",
    ),
    "season_too_long": ("A season holds up to {most} weeks.", "Choose a later first week, or a nearer race."),
    "season_ahead_invalid": ("I can't read “{text}” as a number of weeks.", "Try `3`, or leave it empty for all."),
    "season_race_off": ("“{name}” is called off.", "Pick another race, or type one into the form."),
    "season_race_over": ("“{name}” has been run.", "Pick a race that is to come."),
    "season_empty": ("One week a line, please.", _LINE_HINT),
    "season_too_many": ("A season holds up to {most} weeks.", "The lines from there on are too many."),
    "season_line_invalid": ("I can't read line {line}: “{text}”.", _LINE_HINT),
    "season_line_number": (
        "Line {line} names a week that is not its own: “{text}”.",
        "Weeks follow each other; the number can be left out.",
    ),
    "season_line_phase": (
        "Line {line} has no phase that I know: “{text}”.",
        "They are base, build, peak, taper and recovery.",
    ),
    "season_line_volume": ("I can't read the volume in line {line}: “{text}”.", _LINE_HINT),
    "season_line_note": ("A word with a week holds up to 80 characters; see line {line}.", "A short one does it."),
    "season_race_out": (
        "The race is in week {week}, and these lines end before it.",
        "Add the lines up to it, and those after it if you like.",
    ),
    "season_text_long": ("So many words with the weeks do not fit.", "Shorter ones do it."),
    "season_changed": (
        "Another coach has just changed what is saved for “{name}”.",
        "`/coach season` opens with how it is now.",
    ),
    "season_unchanged": ("This is just what is saved.", "Change something, or leave it as it is."),
    "season_gone": ("There is no outline here now.", "`/plan season` shows what holds."),
}


def race(name: str | None, distance: str) -> str:
    """Return what the race is called, safe to stand in a line; `the half marathon` where it has no name."""
    return f"the {distance}" if name is None else called(name, NAMELESS, TITLE_SHOWN)


def plain_race(name: str | None, distance: str) -> str:
    """Return the same where nothing is read as markup."""
    return f"the {distance}" if name is None else plainly_called(name, NAMELESS, TITLE_SHOWN)
