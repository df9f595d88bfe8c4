"""What is said about races: the card, who is in, what one is after, and what has changed."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.bests import Record
from bot.domain.races import Outcome, Part, left_until
from bot.services.race_finishes import Meanwhile
from bot.services.race_letters import Change
from bot.services.race_pages import GoalSeen
from bot.ui.text.words import called, plainly_called

# --- the card and the page ----------------------------------------------------------------------------------

HEADING: Final = "### {name}"
GOAL_RACE: Final = "🎯 The race we train for"
WHEN: Final = "**{day}** · {count}"
WHEN_PAST: Final = "**{day}**"
TODAY: Final = "today"
TOMORROW: Final = "tomorrow"
IN_DAYS: Final = "in {days} days"
RELATIVE: Final = "<t:{timestamp}:R>"
PLACE: Final = "{place}"
LINK: Final = "[The race's page](<{url}>)"
DISTANCE: Final = "**{distance}**"
START: Final = " · <t:{timestamp}:t>"
START_THERE: Final = " · <t:{timestamp}:t>, {clock} there"
NAMES: Final = " · {names}"
OPEN: Final = " · open"
CHEERING: Final = "Cheering: {names}"
GOAL_BESIDE: Final = "{name} ({goal})"
OTHERS: Final = "{count} more"
OTHERS_ALONE: Final = "{count} of us"
COMMA: Final = ", "
AND: Final = "{names} and {one}"
CALLED_OFF: Final = "Called off. The next one is in `/race list`."

JOIN: Final = "I'm in"
CHEER: Final = "Cheering"
DETAILS: Final = "Details"
LEAVE: Final = "Take me out"
MY_GOAL: Final = "My goal"
SHOW_GOAL: Final = "Show my goal"
HIDE_GOAL: Final = "Keep my goal to me"

YOU_RUN: Final = "You run the **{distance}**."
YOU_CHEER: Final = "You are there to cheer."
YOUR_GOAL: Final = "Your goal: **{goal}**{seen}"
GOAL_SEEN_BY: Final[Mapping[GoalSeen, str]] = {
    GoalSeen.TEAMMATES: ", for teammates to see",
    GoalSeen.COACHES: ", for a coach to see, as your runs are",
    GoalSeen.NOT_YET: ", for teammates to see once your profile shares your runs with them",
    GoalSeen.KEPT: ", between you and me",
}
PICK_DISTANCE: Final = "Which distance do you run?"
JOINED: Final = "-# You are in. Reminders come if your profile has nudges on."
LEFT_GOAL: Final = "-# Your goal of {goal} was for the {distance}: *My goal* takes one for this distance."
CHEERS_KEEPING: Final = "-# You are down to cheer. *I'm in* brings back what you put down to run."
CHEERS: Final = "-# You are down to cheer. They will hear you."
LEFT: Final = "-# You are out of this one. The door stays open."
ADDED: Final = "-# Added. The card with “I'm in” is on its way to the feed."
KNOWN: Final = "-# Your team has this race already: here it is, for all of you."
FILLED: Final = "-# Your team has this race already, and now {what} too. Everybody who is in hears of it."
KEPT: Final = "-# As it was before: {what}. `/race edit` changes that."
KEPT_BY_OTHERS: Final = "-# As it was before: {what}. Coaches and whoever added it change that with `/race edit`."
PARTS: Final[Mapping[Change, str]] = {
    Change.DISTANCES: "this distance",
    Change.START: "the start",
    Change.PLACE: "the place",
    Change.LINK: "the page",
}
CHANGED: Final = "-# Changed. Everybody who is in hears of it."
START_READ: Final = "{distance} at {clock}"
STARTS_READ: Final = "-# Read as: {starts}."
YOURS_TO_CHANGE: Final = "-# Yours to change: *Edit*, or `/race cancel`."
GOAL_SET: Final = "-# Noted."

GOAL_TITLE: Final = "Your goal"
GOAL_FIELD: Final = "A time, or words"
GOAL_HINT: Final = "Teammates see it if you choose so. Empty takes it back."
GOAL_PLACEHOLDER: Final = "3:45, or: smile at the finish"

# --- who runs what, for coaches ------------------------------------------------------------------------------

OVERLAPS: Final = "### Who runs what"
OVERLAP: Final = "**{name}** · {day} · {count}"
OVERLAP_OVER: Final = "{distance} · {names}"
NO_OVERLAPS: Final = "Nobody is down for a race to come yet. `/race add` puts one in for all."
OVERLAPS_PRIVATE: Final = "-# Just coaches see this. Goals are here as far as their runners show them."

# --- results ------------------------------------------------------------------------------------------------

MY_RESULT: Final = "My result"
RESULT: Final = "Your {distance}: **{time}** ({pace})"
PLACED: Final = " · place {place:,}"
FINISHED: Final = "You finished."
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.DNS: "You sat this one out. The next start line is there for you.",
    Outcome.DNF: "You were at the start, and listened to yourself on the way. That counts.",
}
OUTCOME_NOTES: Final[Mapping[Outcome, str]] = {
    Outcome.FINISHED: "-# Noted. With a time it goes into your log as well.",
    Outcome.DNS: "-# Noted, between you and me.",
    Outcome.DNF: "-# Noted, between you and me. What you ran, logged as a `race`, earns its points.",
}
RUN_STAYS: Final = "-# Noted, between you and me. Your run stays in the log; `/run edit` and `/run delete` change that."
OUTCOME_CHOICES: Final[Mapping[Outcome, str]] = {
    Outcome.FINISHED: "I finished",
    Outcome.DNS: "I sat it out",
    Outcome.DNF: "I started, and stopped on the way",
}
RECORDS: Final[Mapping[Record, str]] = {
    Record.FIRST: "Your first {event} in this log.",
    Record.BEST: "A new best over {event}.",
}
GRADE: Final = "Age grade: {percent} %, for your eyes."
EQUAL: Final = "The same effort elsewhere: {times}."
EQUAL_ONE: Final = "{event} {time}"
RESULT_AT: Final = "Your result at **{name}**{place}."
MEANWHILE: Final[Mapping[Meanwhile, str]] = {
    Meanwhile.DISTANCE_GONE: "**{name}** has other distances now. Your run is in the log all the same, and "
    "`/race result` takes it for one of them.",
    Meanwhile.CALLED_OFF: "**{name}** is called off by now. Your run is in the log all the same.",
}
RESULT_MORE: Final = "-# `/race show` has more, `/race result` changes it."
HEADING_RESULTS: Final = "### 🏁 {name}"
RESULTS_HERE: Final = "🏁 How it went"
RESULTS_OVER: Final = "**{distance}**"
RESULTS_LINE: Final = "{name} · {time}"
RESULTS_RECORDS: Final[Mapping[Record, str]] = {
    Record.FIRST: " · a first {event}",
    Record.BEST: " · a new best",
}
RESULTS_OTHERS: Final = "and {count} more of us"
RESULT_TITLE: Final = "My result"
TIME_FIELD: Final = "Time"
TIME_HINT: Final = "The official one. It goes into your log, and your points and bests follow."
PLACE_FIELD: Final = "Place among all"
DISTANCE_FIELD: Final = "Distance"
OUTCOME_FIELD: Final = "How it went"

# --- changing one -------------------------------------------------------------------------------------------

EDIT: Final = "Edit"
EDIT_TITLE: Final = "Change this race"
NAME_FIELD: Final = "Name"
DAY_FIELD: Final = "Day"
DAY_HINT: Final = "12 apr, 2027-04-12, in 3 weeks"
PROGRAMME_FIELD: Final = "Distances and starts, one a line"
CLOCKS_HINT: Final = "half at 10:30, as clocks show it there ({zone})"
WHERE_FIELD: Final = "Place; empty takes it out"
LINK_FIELD: Final = "Its page; empty takes it out"

# --- calling one off ----------------------------------------------------------------------------------------

CANCEL_QUESTION: Final = "**Call off {name}, {day}?** Everybody who is in hears of it, and reminders stop."
CANCEL_SURELY: Final = "Call it off"
CANCEL_KEEP: Final = "Keep it"
CANCEL_KEPT: Final = "It stays in the calendar, just as it is."
CANCELLED: Final = "-# Called off. Everybody who was in hears of it."

# --- the list -----------------------------------------------------------------------------------------------

LIST: Final = "### Races"
LIST_BEEN: Final = "### Races that were run"
LINE: Final = "**{name}** · {day}\n{distances} · {who}"
LINE_BEEN: Final = "**{name}** · {day}\n{distances}"
LINE_OFF: Final = "**{name}** · {day}\ncalled off"
LINE_GOAL: Final = "🎯 {line}"
WITH_YOU: Final = "you run this"
WITH_YOU_AND: Final = "you and {teammates} run this"
WITH_CHEERS: Final = "you cheer, {teammates} run this"
WITH_CHEERS_ALONE: Final = "you cheer here"
WITH: Final = "{teammates} run this"
WITH_ONE: Final = "1 teammate runs this"
WITH_NOBODY: Final = "open"
NONE: Final = "No race in the calendar yet. `/race add` puts one in: a name, a day, a distance."
NONE_AHEAD: Final = "No race ahead for now. *Earlier* has those that were run, and `/race add` puts the next one in."
NONE_HERE: Final = "That is all there is for now."
BEFORE: Final = "Earlier"
AFTER: Final = "Later"
ALSO_BEEN: Final = "-# `/race show` has one of them, `/race result` how it went for you."
ALSO: Final = "-# `/race join` puts you down, `/race show` has the details."

# --- letters ------------------------------------------------------------------------------------------------

CHANGE: Final = "**{name}** has news. {changes}"
CHANGES: Final[Mapping[Change, str]] = {
    Change.NAME: "That is its name now.",
    Change.DAY: "It is on {day}.",
    Change.START: "It starts at {start}.",
    Change.PLACE: "It is in {place}.",
    Change.LINK: "Its page {page}.",
    Change.DISTANCES: "Its distances: {distances}.",
    Change.CALLED_OFF: "It is called off, and you need do nothing.",
}
START_OPEN: Final = "a time that is still to come"
PLACE_OPEN: Final = "a place that is still to come"
PAGE_MOVED: Final = "has moved"
PAGE_OPEN: Final = "is still to come"
MATES: Final = "{names} will run **{name}** too, {day}."
MATES_ONE: Final = "{names} runs **{name}** too, {day}."
FROM: Final = "-# {team}"

# --- reminders, calls and the countdown ---------------------------------------------------------------------

REMINDER: Final = "**{name}** is {when}, {day}. {glad}"
REMINDER_TODAY: Final = "🏁 **{name}** is {when}! {glad}"
_GLAD: Final = (
    (0, "Enjoy every step of it."),
    (1, "Have a calm evening."),
    (7, "It is getting close."),
)
GLAD_EVE: Final = "Have a calm evening, and enjoy every step of it."
GLAD_EARLY: Final = "Something to look forward to."
START_FULL: Final = "<t:{timestamp}:f>, {clock} there"
BESIDE_YOU: Final = "With you: {names}"
TEAMMATE: Final = "a teammate"
TEAMMATES: Final = "{count} teammates"
CALL: Final = "🏁 **{name}** is {when}: {names} run it."
CALL_ONE: Final = "🏁 **{name}** is {when}: {names} runs it."
CALL_TODAY: Final = "Have a good one."
CALL_START: Final = "<t:{timestamp}:F>"
COUNTDOWN: Final = "🎯 **{name}**: {left}"
COUNTDOWN_WITH: Final = "🎯 **{name}**: {left}, {count:,} of us"
DAYS_LEFT: Final = "{count} days to go"
WEEKS_LEFT: Final = "{count} weeks to go"

_DAYS: Final = "Try `12 apr`, `2027-04-12` or `in 3 weeks`."
_DISTANCES: Final = "Try `10k`, `half`, or several: `10k, half`."
_STARTS: Final = "Try `9:00`, or one for each distance: `9:00, 10:30`."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "race_name_empty": ("What is the race called?", "A name will do: `Berlin 10k`."),
    "race_name_long": ("A race's name holds up to {limit} characters.", "A shorter one will do."),
    "race_place_long": ("A place holds up to {limit} characters.", "The town will do."),
    "race_url_unreadable": ("I can't read “{text}” as a link.", "Try `https://example.org/race`."),
    "race_day_unreadable": ("I can't read “{text}” as a day to come.", _DAYS),
    "race_day_ambiguous": ("“{text}” could be more than one day.", _DAYS),
    "race_day_past": (
        "“{text}” has been.",
        "A race that was run goes into your log: `/run log` with the kind `race`.",
    ),
    "race_day_too_far": ("“{text}” is over three years away.", _DAYS),
    "race_distance_unreadable": ("I can't read “{text}” as a distance.", _DISTANCES),
    "race_distance_ambiguous": ("Is “{text}” kilometres or miles?", _DISTANCES),
    "race_distance_not_positive": ("A race has some distance.", _DISTANCES),
    "race_distance_too_many": ("A card has room for six distances.", "Leave some out of “{text}”."),
    "race_distances_full": ("A race has up to {most} distances.", "`/race show` tells which there are."),
    "race_distance_too_far": ("“{text}” is too far for one race.", _DISTANCES),
    "race_distance_taken": (
        "Somebody runs a distance that is not in “{text}”.",
        "Keep it in the list, or ask them to choose another first.",
    ),
    "race_distance_gone": ("That distance is no part of this race any more.", "`/race show` tells which there are."),
    "race_distance_not_there": ("This race has no “{text}”.", "`/race show` tells which distances there are."),
    "race_start_unreadable": ("I can't read “{text}” as a time of day.", _STARTS),
    "race_start_several": ("One time will do for one distance.", "Try `9:00`, or name the other distances too."),
    "race_start_mismatch": ("One time for all, or {count}: one for each distance.", _STARTS),
    "race_start_skipped": (
        "On that night the clocks go forward, and {text} never comes there.",
        "Try an hour later.",
    ),
    "race_start_elsewhere": (
        "“{name}” goes by the clocks of {zone}, where {text} is on another day.",
        "Give the start as the clocks show it there, or change the zone with `/race edit`.",
    ),
    "race_goal_unreadable": ("I can't read “{text}” as a goal.", "Try `3:45:00`, `52:10`, or words."),
    "race_goal_odd": (
        "Is “{text}” what you are after over that distance?",
        "Try `1:45:00` or `52:10`; words will do, too.",
    ),
    "race_goal_long": ("A goal holds up to {limit} characters.", "A shorter one will do."),
    "race_goal_coach": ("The team's goal race is for coaches to choose.", "Want to ask yours?"),
    "race_not_found": ("I know of no race by that name.", "`/race list` shows those there are."),
    "race_ambiguous": ("“{text}” is the name of several races that day.", "Please choose one from the list."),
    "race_off": ("“{name}” is called off.", "`/race list` shows what else there is."),
    "race_over": ("“{name}” has been run.", "Were you there? `/race result` has room for how it went."),
    "race_ran": (
        "Your result at “{name}” is in.",
        "You ran it, and that stands. `/race result` changes it.",
    ),
    "race_stayed_in": ("“{name}” has been run.", "`/race result` has room for how it went: a time, `DNF` or `DNS`."),
    "race_twin": (
        "“{name}” is in the calendar on that day already.",
        "`/race show` has it. Choose another name, or let one of the two go: `/race cancel`.",
    ),
    "race_stays": ("“{name}” has been run.", "Its day and its results stay. `/race add` takes the next one."),
    "race_result_early": ("“{name}” is still to come.", "From its day on there is room for how it went."),
    "race_result_ahead": ("“{name}” has yet to start.", "Once it has, there is room for how it went."),
    "race_result_long": (
        "“{name}” was still to start {text} ago.",
        "`52:10` is in minutes, and `/race edit` changes when it starts.",
    ),
    "race_result_distance": ("Which distance of “{name}” did you run?", "Add `distance`: `10k`, or `half`."),
    "race_result_not_down": (
        "You were not down for “{name}”, so there is nothing to take back.",
        "Whenever you run it, there is room for how it went.",
    ),
    "race_result_empty": (
        "What was your time at “{name}”?",
        "`52:10` will do; `DNF` and `DNS` are fine as well.",
    ),
    "race_result_timed": (
        "“{text}” is the time of a race that was finished.",
        "Leave the time out, and log what you ran as a run of its own.",
    ),
    "race_result_place": ("I can't read “{text}” as a place.", "A number will do: `42`."),
    "race_result_day": ("That run and “{name}” are of different days.", "`/run edit` changes a run's day."),
    "race_not_in": ("You are not down for “{name}”.", "`/race join` puts you down."),
    "race_unchanged": ("Everything is just as you typed it already.", "Choose what is to change, then send it again."),
    "races_full": ("A calendar has room for {most} races to come.", "`/race cancel` makes room."),
    "not_your_race": ("This race is for whoever added it to change.", "Coaches and admins can, too."),
}


def title(name: str, limit: int = 100) -> str:
    """Return what people called a race or a place, safe to stand in a line."""
    return called(name, UNSEEN, limit)


def plain_title(name: str, limit: int = 100) -> str:
    """Return the same where nothing is read as markup: threads, forms and lists of options."""
    return plainly_called(name, UNSEEN, limit)


UNSEEN: Final = "Race"


def that_was(name: str | None) -> str:
    """Return what a button says that makes a run a result, within Discord's eighty characters."""
    return THAT_WAS.format(name=UNSEEN if name is None else plain_title(name, 60))


THAT_WAS: Final = "That was {name}"


def countdown(days: int) -> str:
    """Return `today`, `tomorrow`, `in 12 days`."""
    return TODAY if days == 0 else TOMORROW if days == 1 else IN_DAYS.format(days=days)


def glad(days: int) -> str:
    """Return a glad word for who runs a race in so many days."""
    return next((word for most, word in _GLAD if days <= most), GLAD_EARLY)


def left(days: int) -> str:
    """Return `today`, `tomorrow`, `12 days to go`, `20 weeks to go`."""
    if days <= 1:
        return countdown(days)
    count, in_weeks = left_until(days)
    return (WEEKS_LEFT if in_weeks else DAYS_LEFT).format(count=count)


def joined(names: Sequence[str], others: int) -> str:
    """Return `Ana, Ben and 2 more`; `2 of us` where nobody is named, and nothing for nobody."""
    if not names:
        return OTHERS_ALONE.format(count=others) if others else ""
    parts = [*names, OTHERS.format(count=others)] if others else list(names)
    if len(parts) == 1:
        return parts[0]
    return AND.format(names=COMMA.join(parts[:-1]), one=parts[-1])


def teammates(names: Sequence[str], others: int) -> str:
    """Return the same to one who is none of them: `2 teammates` where nobody is named."""
    if names or not others:
        return joined(names, others)
    return TEAMMATE if others == 1 else TEAMMATES.format(count=others)


def who(teammates: int, own: Part | None) -> str:
    """Return who runs a race: `you and 3 teammates run this`."""
    counted = f"{teammates} teammate" if teammates == 1 else f"{teammates:,} teammates"
    if own is Part.RUNNING:
        return WITH_YOU_AND.format(teammates=counted) if teammates else WITH_YOU
    if own is Part.CHEERING:
        return WITH_CHEERS.format(teammates=counted) if teammates else WITH_CHEERS_ALONE
    if teammates == 1:
        return WITH_ONE
    return WITH.format(teammates=counted) if teammates else WITH_NOBODY
