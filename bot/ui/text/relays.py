"""What is said about relays: legs and hand-overs, what they add up to, the form of a leg, and letters."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.relays import squad_name
from bot.ui.text.words import called, plainly_called

# --- the card and the page ----------------------------------------------------------------------------------

HEADING: Final = "### {name}"
START: Final = "**{day}** · start <t:{timestamp}:t>, {clock} there · <t:{timestamp}:R>"
START_OFF: Final = "**{day}**"
SQUAD: Final = "**Team {letter}** · {legs} · {distance}"
ALONE: Final = "{legs} · {distance}"
ONE_LEG: Final = "1 leg"
LEGS: Final = "{count} legs"
LEG: Final = "{number} · {parts}"
YOU: Final = "**you**"
TEAMMATE: Final = "a teammate"
OPEN: Final = "open"
HAND_OVER: Final = "→ <t:{timestamp}:t>"
HAND_OVER_NEXT_DAY: Final = "→ <t:{timestamp}:f>"
RUN: Final = "**{time}**"
MORE_LEGS: Final = "-# Legs {first} to {until} are in *Details*."
MORE_LEG: Final = "-# Leg {first} is in *Details*."
RUN_KEPT: Final = "run"
SO_FAR: Final = "So far {distance} in **{time}** ({pace})"
TO_COME: Final = "to come: {legs}"
TO_ENTER: Final = "to be entered: {legs}"
KEPT: Final = "kept private: {legs}"
TOTAL: Final = "🏁 {distance} in **{time}** ({pace})"
LEG_ONE: Final = "leg {numbers}"
LEG_MANY: Final = "legs {numbers}"
GRADED: Final = "Age-graded **{time}**"
GRADED_AS_RUN: Final = "Age-graded **{time}** · as run: {legs}"
AS_RUN: Final = (
    "-# Your leg counts as it was run. With birth date, table and the age-graded board in your profile it is graded."
)
EXPECTED: Final = "-# → is the hand-over, as things stand."
EXPECTED_KEPT: Final = "-# Where a time is kept private, hand-overs go by the one expected."
CALLED_OFF: Final = "Called off. The next one is a `/relay create` away."
COMMA: Final = ", "

DETAILS: Final = "Details"
TEAM: Final = "Team {letter}"
EARLIER: Final = "Earlier legs"
LATER: Final = "Later legs"
MY_LEG: Final = "My leg {number}"
WHO_RUNS: Final = "Who runs it?"
FILL_IN: Final = "Fill in a leg"
TAKE: Final = "I'll run a leg"
DECLINE: Final = "I'd rather not"
DECLINE_LEG: Final = "I'd rather not run leg {number}"

CREATED: Final = "-# The card is on its way to the feed. Pick a leg to say who runs it."
EDITED: Final = "-# Changed, and so is the card. Who has a leg to run hears of a new start or distance."
CHANGED: Final = "-# Noted. Hand-overs follow, and so does the card."
TAKEN: Final = "-# It is yours. Hand-overs follow, and so does the card."
DECLINED: Final = "-# The leg is open again. Thank you for saying so."

# --- the list -----------------------------------------------------------------------------------------------

LIST: Final = "### Relays"
LINE: Final = "{day} · **{name}** · {parts}"
OPEN_LEGS: Final = "{count} open"
YOURS: Final = "you run {legs}"
LIST_MORE: Final = "-# And {count} more; `/relay show` finds them by name."
LIST_EARLIER: Final = "Run of late"
NONE_AHEAD: Final = "The next one is a `/relay create` away: a name, a start, its legs."

# --- the form of a leg --------------------------------------------------------------------------------------

FORM: Final = "{leg}, {distance}"
OFFER_FORM: Final = "I'll run it: {leg}, {distance}"
RUNNER_FIELD: Final = "Who runs it"
RUNNER_HINT: Final = "A teammate's name, or: me. Empty leaves it open."
EXPECTED_FIELD: Final = "Time or pace expected"
EXPECTED_HINT: Final = "For all to see. Empty plans it at 6:00 /km, as for everybody."
PROMISED_HINT: Final = "For all to see. Your running of late says {time}; empty plans it at 6:00 /km."
EXPECTED_PLACEHOLDER: Final = "52:10, or 5:13/km"
RUN_FIELD: Final = "Time run"
RUN_HINT: Final = "Once it is run; later hand-overs move with it."
RUN_PLACEHOLDER: Final = "52:10"

# --- calling one off ----------------------------------------------------------------------------------------

CANCEL_QUESTION: Final = "**Call off {name}, {day}?** Everybody who has a leg hears of it."
CANCEL_SURELY: Final = "Call it off"
CANCEL_KEEP: Final = "Keep it"
CANCEL_KEPT: Final = "It stays, just as it is."
CANCELLED: Final = "-# Called off. Everybody who had a leg hears of it."

# --- letters ------------------------------------------------------------------------------------------------

LEG_NAME: Final = "Leg {number}"
LEG_NAME_OF_SQUAD: Final = "Team {letter}, leg {number}"
LEG_NOTE: Final = "{leg} of **{name}** is yours: {distance}, {day}, from <t:{timestamp}:t> on as things stand."
LEG_CHANGED: Final = "{leg} of **{name}** has changed: {distance}, {day}, from <t:{timestamp}:t> on as things stand."
LEG_GONE: Final = "{leg} of **{name}**, {day}, is off your list: the plan has changed."
LEG_OPEN: Final = "{leg} of **{name}**, {day}, is open again: {runner} would rather not."
OFF_NOTE: Final = "**{name}**, {day}, is called off. Your leg is free for another run."
FROM: Final = "-# {team}"

_LEGS: Final = "Try `10k, 5k, 5k, half` or `12 x 5k`."
_TIMES: Final = "Try `52:10`, `1h05` or `5:13/km`."
_IN_REACH: Final = "Try `52:10`, `1h05` or `5:13/km`; for 70 seconds on a short leg `1:10` or `70s`."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "relay_name_empty": ("What is the relay called?", "A name will do: `New Year relay`."),
    "relay_name_long": ("A relay's name holds up to {limit} characters.", "A shorter one will do."),
    "relay_day_past": ("“{text}” has been.", "A relay has a day to come: `12 apr`, `2027-04-12` or `in 3 weeks`."),
    "relay_start_past": ("It is past {clock} there already.", "A later time will do, or a day to come."),
    "relay_start_unreadable": ("I can't read “{text}” as a time of day.", "Try `9:00` or `7 pm`."),
    "relay_legs_unreadable": ("I can't read “{text}” as legs.", _LEGS),
    "relay_legs_ambiguous": ("Is “{text}” kilometres or miles?", _LEGS),
    "relay_legs_not_positive": ("A leg has some distance.", _LEGS),
    "relay_legs_too_many": ("A relay has up to 36 legs.", _LEGS),
    "relay_legs_too_far": ("“{text}” holds a leg that is too far for one runner.", _LEGS),
    "relay_teams_range": ("A relay has one to {most} teams.", "Leave `teams` out for one."),
    "relay_team_which": ("Which team's leg is it: {teams}?", "Add `team` to the command."),
    "relay_leg_not_there": ("This relay ends with leg {legs}.", "`/relay show` has them all."),
    "relay_leg_not_in_team": ("This relay has teams {teams}, and ends with leg {legs}.", "`/relay show` has them all."),
    "relay_time_unreadable": ("I can't read “{text}” as a leg's time.", _TIMES),
    "relay_time_not_positive": ("A leg takes some time.", _TIMES),
    "relay_time_implausible": ("“{text}” is out of reach for that distance.", _IN_REACH),
    "relay_not_started": ("“{name}” has yet to start.", "Until then a leg can have a time that is expected."),
    "relay_not_found": ("I know of no relay by that name.", "`/relay create` sets one up."),
    "relay_ambiguous": ("“{text}” is the name of several relays that day.", "Please choose one from the list."),
    "relay_known": ("Your team has “{name}” on that day already.", "`/relay show` has it."),
    "relay_off": ("“{name}” is called off.", "`/relay create` sets up another."),
    "relay_has_been": ("“{name}” has been run.", "`/relay leg` takes a time that is to be entered."),
    "relays_full": ("There is room for {most} relays to come.", "`/relay cancel` makes room."),
    "relay_leg_not_yours": ("That leg is no longer yours, so all is well.", "`/relay show` tells who runs what."),
    "relay_unchanged": ("“{name}” is just like that already.", "Choose what is to change, then send it again."),
    "relay_runner_unknown": (
        "I know of no runner in your team called “{text}”.",
        "Type the name as the server shows it, or leave the leg open for them to take.",
    ),
    "relay_runner_ambiguous": (
        "More than one runner goes by “{text}”.",
        "Leave the leg open, and the right one can take it on the relay's page.",
    ),
    "relay_leg_taken": ("Somebody has leg {number}, or has run it.", "`/relay leg` opens a leg first."),
    "relay_leg_over": ("Leg {number} has been run, so its distance stays.", "All other legs can change."),
    "relay_leg_just_taken": ("Leg {number} has just found its runner.", "`/relay show` has those that are open."),
    "relay_leg_run": ("That leg has been run.", "Whoever set the relay up can change who ran it."),
    "not_your_leg": ("This leg is for its runner, and whoever set the relay up, to change.", "Coaches can, too."),
    "not_your_relay": ("This relay is for whoever set it up to change.", "Coaches and admins can, too."),
}


def title(name: str, limit: int = 100) -> str:
    """Return what people called a relay, safe to stand in a line."""
    return called(name, UNSEEN, limit)


def plain_title(name: str, limit: int = 100) -> str:
    """Return the same where nothing is read as markup: threads, forms and lists of options."""
    return plainly_called(name, UNSEEN, limit)


UNSEEN: Final = "Relay"


def legs(count: int) -> str:
    """Return `1 leg`, `12 legs`."""
    return ONE_LEG if count == 1 else LEGS.format(count=count)


def leg_numbers(numbers: Sequence[int]) -> str:
    """Return `leg 3`, or `legs 3, 5–9`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    told = COMMA.join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return (LEG_ONE if len(numbers) == 1 else LEG_MANY).format(numbers=told)


def leg_name(squad: int | None, number: int) -> str:
    """Return `Leg 3`; of one of several teams `Team B, leg 3`."""
    template = LEG_NAME if squad is None else LEG_NAME_OF_SQUAD
    return template.format(letter=squad_name(squad or 0), number=number)


def team_label(squad: int) -> str:
    """Return `Team A`."""
    return TEAM.format(letter=squad_name(squad))
