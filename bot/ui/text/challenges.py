"""What is said about challenges: how far the team has come, what its sponsors promised, and how it ended."""

from collections.abc import Mapping
from typing import Final

from bot.domain.challenges import Measure, PledgeUnit
from bot.ui.text.words import called, plainly_called

# --- amounts ------------------------------------------------------------------------------------------------

HOURS: Final = "{hours} h"
HOURS_AND_MINUTES: Final = "{hours} h {minutes:02d}"
MINUTES: Final = "{minutes} min"
RUNS_EACH: Final = "{count} runs"
DAYS_EACH: Final = "{count} run days"
BEFORE: Final = ("€", "$", "£", "¥")
"""Signs that stand before the sum; codes stand behind it."""
MONEY_SIGN: Final = "{currency}{amount}"
MONEY_CODE: Final = "{amount} {currency}"
UNITS: Final[Mapping[PledgeUnit, str]] = {
    PledgeUnit.KM: "km",
    PledgeUnit.MI: "mile",
    PledgeUnit.HOUR: "hour",
    PledgeUnit.RUN: "run",
    PledgeUnit.DAY: "run day",
    PledgeUnit.CLIMB_100_M: "100 m of climb",
}
RATE: Final = "{money} per {unit}"
CAP: Final = "at most {money}"
FLAT: Final = "plus {money}"
FLAT_ALONE: Final = "{money}, whatever comes"

# --- one challenge ------------------------------------------------------------------------------------------

HEADING: Final = "### {name}"
BAR: Final = "{bar} {percent} %"
DONE: Final = "**{amount}** of {target} together · {runners}"
DONE_FEW: Final = "A goal of **{target}** together · {runners} so far\n-# The sum is told once three of you are in it."
OPEN: Final = "A goal of **{target}** together. The first run opens it: `/run log`."
OVER: Final = "**{amount}** together · {runners}"
OVER_FEW: Final = "**{runners}** took part"
OVER_FEW_REACHED: Final = "The goal of **{target}** is reached · {runners}"
OVER_EMPTY: Final = "This one had its days."
FROM_UNTIL: Final = "From {first} until {day}"
ENDED: Final = "Its days: {first} to {day}"
OWN: Final = "You brought {amount}."
SIDE: Final = "**{name}** · {each} each · {runners}"
SIDE_FIRST: Final = "**{name}** · {runners} so far"
SIDE_OPEN: Final = "**{name}** · nobody yet"
CHARITY: Final = "For **{charity}**: **{money}** so far"
CHARITY_OVER: Final = "For **{charity}**: **{money}**"
CHARITY_OPEN: Final = "For **{charity}**"
CHARITY_FEW: Final = "For **{charity}**: it adds up as the team runs"
SPONSORED: Final = "From sponsors: **{money}** so far"
SPONSORED_OVER: Final = "From sponsors: **{money}**"
SPONSORED_FEW: Final = "From sponsors: it adds up as the team runs"
SPONSORED_FEW_OVER: Final = "From sponsors, with thanks"
SPONSOR: Final = "-# {name}: {pledge} → {money}"
SPONSOR_FEW: Final = "-# {name}: {pledge}"
MORE_SPONSORS: Final = "-# And {count} more."
ADDED_UP: Final = "-# Baton adds up. The giving is between sponsor and charity."
SET: Final = "-# Set. Your team hears of it in the feed in {minutes} minutes, and at 25, 50, 75 and 100 %."
BOTH_ROLES: Final = "-# Who has both roles counts for {name}. Each side shows its mean once three of each have run."
SPONSOR_ADDED: Final = "-# Added, with thanks to {name}: {pledge}."

# --- ending -------------------------------------------------------------------------------------------------

END_QUESTION: Final = "**End {name} today?** Your team hears what came of it. Runs up to today count."
END_SURELY: Final = "End it"
END_HEARD: Final = "Your team has heard of {name}: it can be ended, which tells what came of it."
KEEP: Final = "Let it run"
KEPT: Final = "It goes on, just as it is."

# --- taking back ----------------------------------------------------------------------------------------------

TAKE_BACK: Final = "Take it back"
TAKE_BACK_QUESTION: Final = "**Take {name} back?** It goes with its sponsors, as if it had not been set. Runs stay."
TAKEN_BACK: Final = "**{name}** is taken back. Nobody has heard of it."
PICK_SPONSOR: Final = "Take a sponsor back"
SPONSOR_QUESTION: Final = "**Take {name} back?** {pledge}"
SPONSOR_BACK: Final = "-# Taken back: {name}."

# --- the list -----------------------------------------------------------------------------------------------

LIST: Final = "### Challenges"
LINE: Final = "**{name}** · until {day}\n{bar} {percent} % · {amount} of {target}"
LINE_FEW: Final = "**{name}** · until {day}\n{bar} {percent} % of {target} · {runners}"
LINE_OVER: Final = "**{name}** · ended {day}\n{amount} together · {runners}"
LINE_OVER_FEW: Final = "**{name}** · ended {day}\n{runners}"
LINE_OVER_FEW_REACHED: Final = "**{name}** · ended {day}\nThe goal of {target} is reached · {runners}"
LINE_COMES: Final = "**{name}** · from {day}\n{target} together"
NONE: Final = "No challenge runs just now."
NONE_CREATE: Final = "`/challenge create` sets your team one: a name, a goal, a day."

# --- posts --------------------------------------------------------------------------------------------------

NEW: Final = "## {name}: a goal for all of us"
NEW_NOW: Final = "**{target}** together, from {first} until {day}."
NEW_TO_COME: Final = "**{target}** together. It begins on {first} and goes on until {day}."
MILESTONES: Final[Mapping[int, str]] = {
    25: "## {name}: a quarter of the way",
    50: "## {name}: half of the way",
    75: "## {name}: three quarters of the way",
    100: "## {name}: the goal is reached",
}
MILESTONE_DONE: Final = "**{amount}** of {target}, {runners} of us together. Thank you, every one of you."
MILESTONE_TWO: Final = "A goal of **{target}**, two of us so far. Thank you, both of you."
MILESTONE_ONE: Final = "A goal of **{target}**, one of us so far. Thank you!"
RESULT: Final = "## {name}: what came of it"
RESULT_REACHED_ONE: Final = "The goal of **{target}** is reached, by one of us. Thank you!"
RESULT_ONE: Final = "One of us was out for it. Thank you!"
RESULT_REACHED_TWO: Final = "The goal of **{target}** is reached, by two of us. Thank you, both of you."
RESULT_TWO: Final = "Two of us were out for it. Thank you, both of you."
RESULT_REACHED: Final = "Together **{amount}**, {runners} of us: the goal of {target} is reached. Thank you!"
RESULT_OTHERWISE: Final = "Together **{amount}**, {runners} of us. Thank you, every one of you."

# --- the picture --------------------------------------------------------------------------------------------

PICTURE: Final = "{name}: {done}."
PICTURE_OF: Final = "of {target}"
PICTURE_TOGETHER: Final = "together"
PICTURE_REACHED: Final = "reached"
PICTURE_GOAL: Final = "is the goal"
PICTURE_PERCENT: Final = "{percent} %"
PICTURE_SIDE: Final = "{each} each"

MEASURES: Final[Mapping[Measure, str]] = {
    Measure.DISTANCE: "distance",
    Measure.TIME: "time",
    Measure.RUNS: "runs",
    Measure.RUN_DAYS: "run days",
    Measure.CLIMB: "climb",
}

_TARGETS: Final = "Try `500 km`, `100 hours`, `200 runs`, `60 run days` or `8848 m up`."
_PLEDGES: Final = "Try `0.50 per km, max 200, plus 50`."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "target_unreadable": ("I can't read “{text}” as a goal.", _TARGETS),
    "target_ambiguous": ("“{text}” of what?", _TARGETS),
    "target_mismatch": ("“{text}” is no goal of the measure you chose.", "Leave the measure out, or change the goal."),
    "target_not_positive": ("A goal is more than nothing.", _TARGETS),
    "challenge_thousands": ("“{text}” can be thousands, or thousandths.", "Try `{thousands}` or `{thousandths}`."),
    "end_unreadable": ("I can't read “{text}” as a day to come.", "Try `sunday`, `4 weeks` or `2026-12-20`."),
    "end_ambiguous": ("“{text}” could be more than one day.", "Try `20 dec` or `2026-12-20`."),
    "end_past": ("“{text}” has been.", "A challenge ends today or on a day to come."),
    "end_too_far": ("“{text}” is more than a year away.", "A challenge runs for a year at most."),
    "start_unreadable": ("“{text}” is no day on which this can begin.", "Try `monday`, `1 dec` or `2026-12-01`."),
    "start_long_ago": ("Would “{text}” be {day}?", "Then write it with its year: `{day}`."),
    "challenge_reached": (
        "Your team has done that already: {percent} % since the first day.",
        "A higher goal, or a later first day, leaves something to run for.",
    ),
    "sponsor_without_pledge": ("What does {name} give?", "Add it as `pledge`: `0.50 per km, max 200, plus 50`."),
    "pledge_unreadable": ("I can't read “{text}” as a pledge.", _PLEDGES),
    "pledge_bare": ("Is “{text}” for each, or once and whatever comes?", "Try `{each}` or `{once}`."),
    "pledge_not_positive": ("A pledge is more than nothing.", _PLEDGES),
    "pledge_too_much": ("That is more money than I can add up.", _PLEDGES),
    "pledge_currencies": ("“{text}” names two currencies.", "One pledge has one."),
    "pledge_other_currency": ("This challenge adds up in {currency}.", "A pledge in that currency joins the others."),
    "pledge_mismatch_distance": ("This challenge counts distance.", "Try `0.50 per km` or `1 per mile`."),
    "pledge_mismatch_time": ("This challenge counts time.", "Try `2 per hour`."),
    "pledge_mismatch_runs": ("This challenge counts runs.", "Try `1 per run`."),
    "pledge_mismatch_run_days": ("This challenge counts run days.", "Try `1 per day`."),
    "pledge_mismatch_climb": ("This challenge counts climb.", "Try `0.10 per 100 m`."),
    "empty_sponsor": ("Whose pledge is it?", "Add a name as `sponsor`."),
    "long_sponsor": ("A sponsor's name holds up to {limit} characters.", "A shorter one will do."),
    "sponsor_gone": ("That sponsor has been taken back already.", "`/challenge show` has those there are."),
    "sponsors_full": ("A challenge has {most} sponsors at most.", "That is a lot of kindness."),
    "empty_charity": ("What is the charity called?", "A name will do."),
    "long_charity": ("A charity's name holds up to {limit} characters.", "A shorter one will do."),
    "empty_challenge_name": ("What is the challenge called?", "A name will do: `December 500`."),
    "long_challenge_name": ("A challenge's name holds up to {limit} characters.", "A shorter one will do."),
    "challenge_known": ("A challenge called “{name}” is open already.", "Give this one another name."),
    "challenges_full": ("A team has {most} open challenges at most.", "`/challenge end` makes room."),
    "challenge_one_side": ("One role has nobody beside it.", "Choose two different roles, or none."),
    "challenge_not_found": ("I know of no challenge by that name.", "`/challenge list` shows those there are."),
    "challenge_ambiguous": ("“{text}” is the name of several challenges.", "Please choose one from the list."),
    "challenge_over": ("“{name}” has ended already.", "`/challenge show` tells what came of it."),
    "no_challenge": ("No challenge runs just now.", "A coach can set one: `/challenge create`."),
}


def title(name: str, limit: int = 100) -> str:
    """Return what people called a challenge, a charity or a sponsor, safe to stand in a line."""
    return called(name, UNSEEN, limit)


def plain_title(name: str, limit: int = 100) -> str:
    """Return the same where nothing is read as markup: pictures, their descriptions and lists of options."""
    return plainly_called(name, UNSEEN, limit)


UNSEEN: Final = "Challenge"


def run_days(count: int) -> str:
    """Return `1 run day`, `12 run days`."""
    return f"{count} run day" if count == 1 else f"{count:,} run days"


def money(minor: int, currency: str | None) -> str:
    """Return hundredths of a currency as `€210.50`, `1,210 EUR`, or a bare number."""
    whole, cents = divmod(minor, 100)
    amount = f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"
    if currency is None:
        return amount
    return (MONEY_SIGN if currency in BEFORE else MONEY_CODE).format(amount=amount, currency=currency)
