"""What is said around boards: periods, pages, what a line waits for, and the weekly post's thanks and welcomes."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.leaderboards import Board

# --- periods ------------------------------------------------------------------------------------------------

THIS_WEEK: Final = "this week"
WEEK: Final = "week {week}"
THIS_MONTH: Final = "this month"
THIRTY_DAYS: Final = "the past 30 days"
SEASON: Final = "this season"
ALL_TIME: Final = "all time"
FOUR_WEEKS: Final = "weeks {first} to {week}"

# --- a page -------------------------------------------------------------------------------------------------

PERCENT: Final = "{value} %"
GAIN: Final = "+{value} %"
NEW: Final = "{name} · new"
TEAM: Final = "-# Team: {runs} · {distance}"
TEAM_FOOT: Final = "Together: {runs} · {distance}"
CHOSEN_FOOT: Final = "Names as each profile allows."
EMPTY: Final = "No runs here yet. The first one sets the tone: `/run log`."
SEASON_OF: Final = "season {year}"
UP: Final = " · +{value} on {before}"
HINTS: Final[Mapping[Board, str]] = {
    Board.CONSISTENCY: "-# How many of the days you aim for you ran, week by week. It begins with two finished weeks.",
    Board.IMPROVEMENT: "-# Your minutes of running: the newest four weeks beside the four before. +20 % is the most.",
    Board.AGE_GRADED: "-# The best race of your season, beside the standard of your age.",
}
NEEDS_AGE: Final = "-# An age grade takes your birth date and a table: `/profile edit`. Nobody else sees them."
NEXT: Final = "Next five"
BACK: Final = "Back"
TOP: Final = "Top five"
AROUND: Final = "Around me"
AS_PICTURE: Final = "As a picture"
PICTURE: Final = "{heading}. {rows}"

# --- the weekly post ----------------------------------------------------------------------------------------

_NUMBERS: Final = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
ALIKE: Final = "-# And {count} more with {value}."
STREAKS: Final = "Weeks in a row: {streaks}"
STREAK: Final = "**{name}** {weeks}"
WELCOME: Final = "Welcome, {names}!"


def thanks(names: Sequence[str], cheers: int) -> str:
    """Return `Thank you, Ana, for nine cheers.`; several gave as many each."""
    count = _number(cheers)
    noun = "cheer" if cheers == 1 else "cheers"
    each = " each" if len(names) > 1 else ""
    return f"Thank you, {_listed(names)}, for {count} {noun}{each}."


def welcome(names: Sequence[str], count: int) -> str:
    """Return `Welcome, Dee and two more!`; nobody is named who does not want to be."""
    more = count - len(names)
    if not names:
        return f"Welcome to {_number(count)} new teammate{'' if count == 1 else 's'}!"
    return WELCOME.format(names=_listed([*names, f"{_number(more)} more"] if more else names))


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
